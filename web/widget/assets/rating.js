// How it was: three faces and a few words, as long as the panel of a conversation that
// is over stands there. What was said stays with the token until the box has it for
// good, and may be said otherwise.

import { h, icon } from './dom.js';
import { pauseAfter } from './feed.js';

const faces = ['bad', 'so-so', 'good'];
const limit = 1000;

export class Rating {
  constructor(box, keep, texts) {
    Object.assign(this, { box, keep, texts });
    addEventListener('online', () => this.wake?.());
  }

  get given() {
    return this.keep.held.rating || {};
  }

  // had takes what the box has, unless something newer is on its way to it.
  had(rating) {
    if (this.given.sent !== false) this.keep.save({ rating: rating && { ...rating, sent: true } });
    this.text = this.given.comment || '';
    this.flush();
  }

  give(changes) {
    this.keep.save({ rating: { comment: '', ...this.given, ...changes, sent: false, refused: '' } });
    this.draw();
    this.flush();
  }

  // build is it as it stands on the screen.
  build() {
    const t = (key) => this.texts.text(key);
    this.area = h('textarea', { id: 'rating-text', rows: 2, 'aria-describedby': 'rating-count', oninput: () => this.typed() });
    this.area.value = this.text || '';
    this.send = h('button', { type: 'submit', class: 'second' }, t('rate-send'));
    this.count = h('span', { class: 'counter', id: 'rating-count' });
    this.words = h('div', { hidden: true }, h('label', { for: 'rating-text' }, t('rate-comment')), this.area,
      h('div', { class: 'rating-foot' }, this.count, this.send));
    this.status = h('p', { class: 'small', role: 'status' });
    const choices = faces.map((face) => h('label', { class: 'face-choice' },
      h('input', { type: 'radio', name: 'face', value: face, checked: this.given.face === face, onchange: () => this.give({ face }) }),
      icon(face), h('span', {}, this.texts.text('face-' + face))));
    const node = h('form', { class: 'rating', onsubmit: (e) => { e.preventDefault(); this.comment(); } },
      h('fieldset', {}, h('legend', {}, t('rate')), h('div', { class: 'faces' }, choices)), this.words, this.status);
    this.draw();
    return node;
  }

  typed() {
    this.text = this.area.value;
    this.draw();
  }

  comment() {
    if ([...this.area.value.trim()].length > limit) return this.area.focus();
    this.give({ comment: this.area.value.trim() });
  }

  draw() {
    if (!this.words) return;
    const { face, comment, sent, refused } = this.given;
    const length = [...this.area.value.trim()].length;
    this.words.hidden = !face;
    this.send.hidden = this.area.value.trim() === (comment || '');
    this.count.textContent = length ? length + '/' + limit : '';
    this.count.classList.toggle('bad', length > limit);
    this.status.classList.toggle('bad', !!refused);
    const said = !face ? '' : refused || (sent ? this.texts.text('rated') : this.failed ? this.texts.text('rate-waits') : '');
    if (this.status.textContent !== said) this.status.textContent = said;
  }

  // flush sends what the box does not have, again and again until it has it.
  async flush() {
    if (this.busy) return;
    this.busy = true;
    const { token } = this.box;
    try {
      for (let failures = 0; token && token === this.box.token && this.given.sent === false;) {
        const { face, comment } = this.given;
        const same = () => token === this.box.token && this.given.face === face && this.given.comment === comment;
        try {
          await this.box.post('rating', { face, comment });
          failures = 0;
          if (same()) this.keep.save({ rating: { face, comment, sent: true } });
        } catch (err) {
          if (err.status && !err.passing) {
            if (same()) this.keep.save({ rating: { face, comment, sent: true, refused: err.message } });
          } else {
            this.failed = true;
            this.draw();
            await this.pause(pauseAfter(failures++, err.after));
          }
        }
        this.failed = failures > 0;
        this.draw();
      }
    } finally {
      this.busy = false;
    }
    if (token !== this.box.token) this.flush();
  }

  pause(ms) {
    return new Promise((go) => {
      const clock = setTimeout(go, ms);
      this.wake = () => { clearTimeout(clock); go(); };
    });
  }
}
