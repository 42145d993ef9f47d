// Files: those of the visitor until the box has them, and those that he may see.
// A file that is sent again has the key of the first, and is the same one. They
// come with the visitor's token in a header, and so by no address.

import { h, icon } from './dom.js';
import { pauseAfter } from './feed.js';
import { random } from './keep.js';

export class Files {
  constructor(box, texts, changed) {
    Object.assign(this, { box, texts, changed, list: [], shown: new Map(), busy: false, limit: 0 });
  }

  // dismiss takes out one that was refused.
  dismiss(key) {
    this.drop(key);
    this.changed();
  }

  // add takes files to be sent, and refuses at once what is too large.
  add(files, page) {
    for (const file of files) {
      const refused = file.size > this.limit << 20 ? this.texts.text('file-large', { limit: this.limit }) : undefined;
      this.list.push({ key: random(), kind: 'file', text: file.name, file: { state: 'unsent', size: file.size }, body: file, page, at: new Date().toISOString(), refused });
    }
    this.changed();
    this.flush();
  }

  drop(key) {
    this.list = this.list.filter((f) => f.key !== key);
  }

  hurry() {
    this.wake?.();
    this.flush();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let failures = 0, f; this.box.token && (f = this.list.find((f) => !f.refused));) {
        const token = this.box.token;
        try {
          await this.box.upload(f);
          this.drop(f.key); // the stream brings it
          failures = 0;
        } catch (err) {
          if (token !== this.box.token) continue; // another conversation has none of these
          if (err.status && !err.passing) {
            f.refused = err.message;
            this.changed();
            continue;
          }
          await new Promise((go) => {
            const clock = setTimeout(go, pauseAfter(failures++, err.after));
            this.wake = () => { clearTimeout(clock); go(); };
          });
        }
      }
    } finally {
      this.busy = false;
    }
  }

  // forget lets go of what another conversation has.
  forget() {
    this.list = [];
    for (const url of this.shown.values()) url.then(URL.revokeObjectURL, () => {});
    this.shown.clear();
  }

  // get is an address of a file in this page alone.
  get(e) {
    if (!this.shown.has(e.id)) {
      const url = this.box.file(e.id).then((blob) => URL.createObjectURL(blob));
      url.catch(() => this.shown.delete(e.id));
      this.shown.set(e.id, url);
    }
    return this.shown.get(e.id);
  }

  async save(e, button) {
    try {
      h('a', { href: await this.get(e), download: e.text }).click();
    } catch (_) {
      button.append(' · ' + this.texts.text('file-lost'));
    }
  }

  // draw is what stands in a bubble.
  draw(e) {
    const { state, size, picture, width, height } = e.file;
    const t = (key, places) => this.texts.text(key, places);
    const came = { asked: t('file-asked'), rejected: t('file-rejected'), deleted: t('file-deleted') }[state];
    const small = h('small', {}, [bytes(size), came].filter(Boolean).join(' · '));
    if (state !== 'kept') return [h('span', { class: 'file' }, icon('clip'), h('span', {}, e.text, small))];
    const button = h('button', { type: 'button', class: picture ? 'file picture' : 'file', title: t('file-save', { name: e.text }), onclick: () => this.save(e, button) });
    if (!picture) {
      button.append(icon('clip'), h('span', {}, h('u', {}, e.text), small));
      return [button];
    }
    const img = h('img', { alt: e.text, width, height });
    this.get(e).then((url) => { img.src = url; }, () => button.append(e.text + ' · ' + t('file-lost')));
    button.append(img);
    return [button];
  }
}

const bytes = (n) => (n < 1 << 20 ? Math.ceil(n / 1024) + ' kB' : Math.round(n / (1 << 20)) + ' MB');
