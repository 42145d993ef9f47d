// The log of a conversation: what was said, who came and went, and the
// visitor's messages that are still on their way.

import { h, icon, reconcile } from './dom.js';
import { linked } from './links.js';
import { said as isSaid } from './chat.js';

export class Log {
  constructor(texts, outbox, files) {
    this.texts = texts;
    this.files = files;
    this.outbox = outbox;
    this.lines = h('div', { class: 'lines', role: 'log', 'aria-live': 'polite' });
    this.tail = h('div', { class: 'tail' });
    this.node = h('div', { class: 'log', role: 'group', tabindex: 0 }, h('div', { class: 'push' }), this.lines, this.tail);
    this.newer = h('button', { type: 'button', class: 'newer', hidden: true, onclick: () => this.bottom() });
    this.pinned = true;
    this.node.addEventListener('scroll', () => {
      this.pinned = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 40;
      if (this.pinned) this.newer.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.pinned) this.bottom(); }).observe(this.node);
  }

  bottom() {
    this.node.scrollTop = this.node.scrollHeight;
    this.newer.hidden = true;
  }

  // draw shows entries, messages that are not sent yet, and beneath them what
  // passes: waiting, a row of what one reads until somebody comes, and who types.
  draw({ entries, seen, topic, typing, waiting }) {
    const before = this.lines.childElementCount;
    const unsent = [...this.outbox.list, ...this.files.list].filter((m) => !entries.some((e) => e.key === m.key));
    for (const named of [this.node, this.lines]) named.setAttribute('aria-label', this.texts.text('log'));
    reconcile(this.lines, this.rows(entries, seen, unsent, topic));
    reconcile(this.tail, [
      waiting,
      typing && ['typing', typing + this.texts.language, () => this.typing(typing)],
    ].filter(Boolean));
    if (this.pinned) this.bottom();
    else if (this.lines.childElementCount > before) {
      this.newer.replaceChildren(icon('down'), this.texts.text('newer'));
      this.newer.hidden = false;
    }
  }

  rows(entries, seen, unsent, topic) {
    const rows = [];
    const said = entries.concat(unsent.map((m) => ({ kind: 'message', ...m, by: 'me', unsent: true })));
    const newest = said.findLast((e) => e.by === 'me' && isSaid(e));
    const several = new Set(said.filter((e) => e.by === 'them' && isSaid(e)).map((e) => e.name)).size > 1;
    let last = null; // who wrote the message before
    let told = null; // the row of events that the next event joins
    said.forEach((e, i) => {
      if (isSaid(e)) {
        const next = said[i + 1];
        const who = several && e.by === 'them' && e.name !== last ? e.name : '';
        last = e.by === 'them' && e.name;
        rows.push(this.message(e, e === newest && (e.id <= seen ? 'read' : 'sent'), !next || minute(next) !== minute(e), entries.find((q) => q.id === e.quotes), who));
        told = null;
        return;
      }
      const part = this.event(e, topic);
      if (!part) return;
      if (!told) rows.push(told = ['e' + e.id, this.texts.time(new Date(e.at)), null]);
      const line = told[1] += ' · ' + part;
      told[2] = () => h('p', { class: 'event' }, line);
    });
    return rows;
  }

  event(e, topic) {
    switch (e.kind) {
      case 'began': return topic && this.texts.text('topic-is', { topic });
      case 'joined':
      case 'left':
      case 'taken-up': return this.texts.text(e.kind, { name: e.name });
      case 'silent': return this.texts.text('silent');
      case 'transcript':
      case 'transcript-failed': return this.texts.text('told-' + e.kind);
      case 'ended': return this.texts.text('ended-by-' + e.by);
    }
    return null;
  }

  // message shows its time where the next one has another, and how far it got
  // if it is the visitor's newest or still on its way. Who wrote it is named where several
  // operators did.
  message(e, newest, timed, quoted, who) {
    const mine = e.by === 'me';
    const state = e.unsent ? 'sending' : newest;
    const signature = [e.text, e.file?.state, state, timed, who, e.refused, e.edited, e.deleted, quoted?.text, quoted?.deleted, this.texts.language].join('\n');
    const marks = [(timed || state || e.edited) && this.texts.time(new Date(e.at)), e.edited && !e.deleted && this.texts.text('edited'), state && this.texts.text(state)];
    return [mine ? 'k' + e.key : 'e' + e.id, signature, () => h('div', { class: mine ? 'message mine' : 'message' },
      !mine && h('span', { class: who ? 'meta' : 'unseen' }, e.name || this.texts.text('box'), h('span', { class: 'unseen' }, ': ')),
      h('p', { class: e.deleted ? 'bubble gone' : 'bubble', dir: 'auto' }, !e.deleted && quoted && this.quote(quoted), e.deleted ? this.texts.text('deleted') : e.file ? this.files.draw(e) : linked(e.text)),
      e.refused ? this.trouble(e) : marks.some(Boolean) && h('p', { class: 'meta' }, marks.filter(Boolean).join(' · ')))];
  }

  // quote leads to the message that is answered.
  quote(e) {
    const key = e.by === 'me' ? 'k' + e.key : 'e' + e.id;
    const lead = () => {
      const said = [...this.lines.children].find((line) => line.dataset.key === key);
      if (!said) return;
      said.tabIndex = -1;
      said.focus({ preventScroll: true });
      said.scrollIntoView({ block: 'center' });
    };
    return h('button', { type: 'button', class: 'quote', onclick: lead }, e.deleted ? this.texts.text('deleted') : e.text);
  }

  trouble(e) {
    return h('p', { class: 'meta bad' }, icon('alert'), h('span', {}, e.refused), ' ',
      e.file ? h('button', { type: 'button', class: 'link', onclick: () => this.files.dismiss(e.key) }, this.texts.text('dismiss'))
        : h('button', { type: 'button', class: 'link', onclick: () => this.outbox.again(e.key) }, this.texts.text('again')));
  }

  typing(name) {
    return h('p', { class: 'typing' }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), this.texts.text('typing', { name }));
  }
}

const minute = (e) => e.at.slice(0, 16);
