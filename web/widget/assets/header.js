// The panel's head: whom the visitor talks with, the choice of language, and
// the way out.

import { h, icon } from './dom.js';

export class Header {
  // on has close() and speak(language).
  constructor(texts, on) {
    this.texts = texts;
    this.on = on;
    this.face = h('span', { class: 'face', 'aria-hidden': 'true' });
    this.title = h('h1', {});
    this.under = h('p', { class: 'under' });
    this.more = h('button', { type: 'button', class: 'tool speech', 'aria-expanded': 'false', onclick: () => this.menu(this.list.hidden) });
    this.list = h('div', { class: 'menu', hidden: true, onfocusout: (e) => this.left(e.relatedTarget) });
    this.close = h('button', { type: 'button', class: 'tool', onclick: () => on.close() });
    this.node = h('header', {}, this.face, h('div', { class: 'who' }, this.title, this.under), this.more, this.close, this.list);
    document.addEventListener('click', (e) => { if (!this.list.contains(e.target) && !this.more.contains(e.target)) this.menu(false); });
  }

  // draw shows a person by his initials or, without one, an icon.
  draw({ person, face, title, under, stays }) {
    this.face.classList.toggle('operator', Boolean(person));
    this.face.replaceChildren(person ? initials(person) : icon(face));
    this.title.textContent = title;
    this.under.textContent = under;
    const { language } = this.texts;
    this.more.replaceChildren(
      h('span', { class: 'unseen' }, this.texts.text('menu') + ': ' + this.texts.all[language].language),
      h('span', { 'aria-hidden': 'true' }, language.toUpperCase()), icon('down'));
    this.close.setAttribute('aria-label', this.texts.text('close'));
    this.close.replaceChildren(icon(stays ? 'down' : 'close'));
  }

  menu(open) {
    if (open === !this.list.hidden) return;
    if (open) this.list.replaceChildren(...Object.keys(this.texts.all).map((l) => this.choice(l)));
    this.list.hidden = !open;
    this.more.setAttribute('aria-expanded', String(open));
    if (open) this.list.firstElementChild.focus();
  }

  choice(language) {
    const own = language === this.texts.language;
    return h('button', {
      type: 'button', lang: language, 'aria-pressed': String(own),
      onclick: () => { this.shut(); this.on.speak(language); },
    }, this.texts.all[language].language, own && icon('check'));
  }

  // shut closes the menu and tells whether it was open.
  shut() {
    if (this.list.hidden) return false;
    this.menu(false);
    this.more.focus();
    return true;
  }

  left(to) {
    if (to && to !== this.more && !this.list.contains(to)) this.menu(false);
  }
}

const initials = (name) => name.split(/\s+/).filter(Boolean).map((w) => [...w][0]).slice(0, 2).join('').toUpperCase();
