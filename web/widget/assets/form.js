// The two forms: the one before a chat, and the one that leaves a message.

import { h, icon } from './dom.js';

const limit = 1000;
const ticked = '✓'; // as the box keeps it
const kinds = {
  name: { type: 'text', autocomplete: 'name', maxlength: 120 },
  mail: { type: 'email', autocomplete: 'email', maxlength: 254, inputmode: 'email' },
  phone: { type: 'tel', autocomplete: 'tel', maxlength: 40, inputmode: 'tel' },
};

// wrongMail is the sentence that says what is wrong with a mail address, or nothing.
export function wrongMail(value, texts) {
  if (!value) return texts.text('missing-mail');
  if (!/^[^\s@]+@[^\s@]+$/.test(value)) return texts.text('wrong-mail');
  return /@[^\s@]+\.[^\s@.]{2,}$/.test(value) ? '' : texts.text('wrong-mail-end');
}

export class Form {
  // values are what its fields begin with and what is written into them, of
  // which keep is told at every letter. The questions are the site's own.
  constructor(texts, { topics, questions = [] }, values, terms) {
    Object.assign(this, { texts, topics, questions, values });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.button = h('button', { type: 'submit', class: 'primary' });
    this.lead = h('p', { class: 'lead' });
    this.foot = h('p', {});
    this.node = h('form', { class: 'form', novalidate: true, onsubmit: (e) => { e.preventDefault(); this.submit(); } },
      h('div', { class: 'fields' }, this.lead, Object.keys(terms.asks).map((name) => this.field(name)), this.problem),
      h('div', { class: 'action' }, this.button, this.foot));
    this.become(terms);
  }

  // become sets the terms, and leaves the fields as they are. asks says of each
  // field whether it is 'required' or 'optional'; the others are not asked.
  // lead stands above the fields, foot beneath the button.
  become({ asks, lead, button, foot, send, keep }) {
    Object.assign(this, { asks, send, keep });
    this.lead.textContent = lead;
    this.button.textContent = button;
    this.foot.replaceWith(foot);
    this.foot = foot;
    this.complain('');
    for (const name of Object.keys(asks)) {
      const required = asks[name] === 'required';
      this.at(name).setAttribute('aria-required', String(required));
      this.node.querySelector('[for=field-' + name + '] .optional').hidden = required;
      this.mark(name, this.at(name).getAttribute('aria-invalid') ? this.wrong(name) : '');
    }
    if (asks.text) this.node.querySelector('#count').textContent = this.count();
  }

  question(name) {
    return this.questions.find((q) => q.id === name);
  }

  field(name) {
    const id = 'field-' + name;
    const common = { id, name, 'aria-describedby': id + '-error', oninput: () => this.typed(name) };
    const input = this.input(name, common);
    const error = h('p', { class: 'error', id: id + '-error', hidden: true });
    const own = this.question(name);
    const called = own ? own.texts?.[this.texts.language] || own.name : this.texts.text('field-' + name);
    const label = h('label', { for: id, dir: own && 'auto' }, called, h('span', { class: 'optional' }, ' ', this.texts.text('optional')));
    if (own?.kind === 'check') return h('div', { class: 'field check' }, input, label, error);
    return h('div', { class: 'field' }, label, name === 'topic' || own?.kind === 'choice' ? h('div', { class: 'select' }, input, icon('down')) : input, error,
      name === 'text' && h('p', { class: 'counter', id: 'count' }));
  }

  input(name, common) {
    const value = this.values[name] || '';
    const own = this.question(name);
    switch (own?.kind) {
      case 'choice':
        return h('select', common, h('option', { value: '' }, this.texts.text('choose')), own.choices.map((c) => h('option', { value: c, selected: c === value }, c)));
      case 'check':
        return h('input', { ...common, type: 'checkbox', checked: value === ticked });
      case 'date':
        return h('input', { ...common, type: 'date', value });
      case 'number':
        return h('input', { ...common, type: 'text', inputmode: 'decimal', maxlength: 40, value });
      case 'text':
        return h('input', { ...common, type: 'text', maxlength: limit, value });
    }
    switch (name) {
      case 'topic':
        return h('select', common, h('option', { value: '' }, this.texts.text('choose')),
          this.topics.map((t) => h('option', { value: t.id, selected: String(t.id) === value }, t.names?.[this.texts.language] ?? t.name)));
      case 'text': {
        const area = h('textarea', { ...common, rows: 5 });
        area.value = value;
        return area;
      }
    }
    return h('input', { ...common, ...kinds[name], value });
  }

  // fill writes into a field that is asked and empty.
  fill(name, value) {
    this.values[name] ||= value;
    const field = this.asks[name] && this.at(name);
    if (field && !field.value) field.value = value;
  }

  typed(name) {
    this.values[name] = this.given(name);
    this.keep(this.values);
    const count = this.node.querySelector('#count');
    if (name === 'text' && count) count.textContent = this.count();
    if (this.at(name).getAttribute('aria-invalid')) this.mark(name, this.wrong(name));
  }

  count() {
    const length = [...this.value('text')].length;
    return length || this.asks.text === 'required' ? length + '/' + limit : '';
  }

  at(name) {
    return this.node.elements.namedItem(name);
  }

  // given is what a field holds; a box holds its tick.
  given(name) {
    const field = this.at(name);
    return field.type === 'checkbox' ? (field.checked ? ticked : '') : field.value;
  }

  value(name) {
    return this.given(name).trim();
  }

  // wrong is the sentence that says what is wrong with a field, or nothing.
  wrong(name) {
    const value = this.value(name);
    const own = this.question(name);
    if (!value) return this.asks[name] === 'required' ? this.texts.text('missing-' + (own ? 'answer' : name)) : '';
    if (own?.kind === 'number' && !/^-?\d+([.,]\d+)?$/.test(value)) return this.texts.text('wrong-number');
    if (name === 'mail') return wrongMail(value, this.texts);
    if (name === 'phone' && !/^\+?[\d\s()/.-]{5,}$/.test(value)) return this.texts.text('wrong-phone');
    if (name === 'text' && [...value].length > limit) return this.texts.text('too-long');
    return '';
  }

  mark(name, sentence) {
    const input = this.at(name);
    const error = this.node.querySelector('#field-' + name + '-error');
    if (sentence) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    error.replaceChildren(...(sentence ? [icon('alert'), sentence] : []));
    error.hidden = !sentence;
  }

  complain(sentence) {
    this.problem.replaceChildren(...(sentence ? [icon('alert'), sentence] : []));
    this.problem.hidden = !sentence;
  }

  async submit() {
    if (this.busy) return;
    const names = Object.keys(this.asks);
    for (const name of names) this.mark(name, this.wrong(name));
    const bad = names.find((name) => this.at(name).getAttribute('aria-invalid'));
    this.complain('');
    if (bad) return this.at(bad).focus();
    this.busy = true;
    this.button.setAttribute('aria-disabled', 'true');
    try {
      const [own, ours] = [true, false].map((is) => Object.fromEntries(names.filter((n) => Boolean(this.question(n)) === is).map((n) => [n, this.value(n)])));
      await this.send({ ...ours, answers: own });
    } catch (err) {
      if (err.field && names.includes(err.field)) {
        this.mark(err.field, err.message);
        this.at(err.field).focus();
      } else this.complain(err.message && err.status ? err.message : this.texts.text('no-connection'));
    } finally {
      this.busy = false;
      this.button.removeAttribute('aria-disabled');
    }
  }

  focus() {
    const empty = Object.keys(this.asks).find((name) => !this.value(name));
    (empty ? this.at(empty) : this.button).focus();
  }
}
