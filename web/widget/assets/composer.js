// Where the visitor writes. What he is writing goes to the operator before it
// is sent (the form says so), at most twice a second.

import { h, icon } from './dom.js';

const limit = 1000;
const between = 500;

export class Composer {
  // on has send(text), files(list), preview(text), draft(text), which is told of every
  // letter, and end().
  constructor(texts, on) {
    this.texts = texts;
    this.on = on;
    this.area = h('textarea', { rows: 1, enterkeyhint: 'send', oninput: () => this.typed(), onkeydown: (e) => this.pressed(e), onbeforeinput: (e) => this.breaks(e), onpaste: (e) => this.pasted(e) });
    this.input = h('input', { type: 'file', multiple: true, hidden: true, onchange: () => { this.on.files(this.input.files); this.input.value = ''; } });
    this.clip = h('button', { type: 'button', class: 'tool clip', hidden: true, onclick: () => this.input.click() }, icon('clip'));
    this.button = h('button', { type: 'submit', class: 'send' }, icon('send'));
    this.counter = h('span', { class: 'counter', role: 'status' });
    this.ending = h('button', { type: 'button', class: 'link', onclick: () => on.end() });
    this.node = h('form', { class: 'composer', novalidate: true, onsubmit: (e) => { e.preventDefault(); this.send(); } },
      h('div', { class: 'pill' }, this.area, this.clip, this.input, this.button),
      h('div', { class: 'foot' }, this.counter, this.ending));
    this.speak();
  }

  speak() {
    this.area.placeholder = this.texts.text('write');
    this.area.setAttribute('aria-label', this.texts.text('write'));
    this.button.setAttribute('aria-label', this.texts.text('send'));
    this.clip.setAttribute('aria-label', this.texts.text('file'));
    this.ending.textContent = this.texts.text('end');
    this.measure();
  }

  // takes says whether files are taken here.
  takes(files) {
    this.clip.hidden = !files;
  }

  pasted(e) {
    if (this.clip.hidden || !e.clipboardData.files.length) return;
    e.preventDefault();
    this.on.files(e.clipboardData.files);
  }

  get text() {
    return this.area.value;
  }

  typed() {
    this.measure();
    this.on.draft(this.area.value);
    if (this.later) return;
    this.later = setTimeout(() => {
      this.later = 0;
      this.on.preview([...this.area.value].slice(0, limit).join(''));
    }, between);
  }

  // pressed sends on Enter; Shift+Enter breaks the line, and so does Enter
  // while an input method still composes a word.
  pressed(e) {
    this.shifted = e.shiftKey;
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    this.send();
  }

  // breaks does the same where a keyboard names no keys, as those on
  // telephones do: all that is heard of Enter is its line break.
  breaks(e) {
    if (this.shifted || (e.inputType !== 'insertLineBreak' && e.inputType !== 'insertParagraph')) return;
    e.preventDefault();
    this.send();
  }

  send() {
    const text = this.area.value.trim();
    if (!text || [...text].length > limit) return;
    this.take('');
    this.on.send(text);
    this.area.focus();
  }

  // take puts a text in the place of what was being written.
  take(text) {
    clearTimeout(this.later);
    this.later = 0;
    this.area.value = text;
    this.on.draft(text);
    this.measure();
  }

  // measure is needed again when it comes on the screen: before, it has no width
  // to break lines in.
  measure() {
    const length = [...this.area.value].length;
    const over = length - limit;
    this.counter.textContent = over > 0 ? this.texts.text('over-by', { count: over }) : over > -200 ? length + '/' + limit : '';
    this.counter.classList.toggle('bad', over > 0);
    this.area.setAttribute('aria-invalid', String(over > 0));
    this.button.setAttribute('aria-disabled', String(!this.area.value.trim() || over > 0));
    this.area.style.setProperty('height', 'auto');
    this.area.style.setProperty('height', Math.min(this.area.scrollHeight, 120) + 'px');
  }
}
