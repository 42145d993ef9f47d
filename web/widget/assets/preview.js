// Plays the panel for who sets it up: everything of it but the box, in whose place an
// operator answers who is none. Nothing is asked, sent or kept.

import { Panel } from './panel.js';
import { Refused } from './box.js';

const comes = 1500; // after how many milliseconds the operator joins, and answers
const token = 'preview';

class Play {
  constructor(texts, { state, plays }) {
    Object.assign(this, { texts, plays, standing: state, token: '', mark: '', about: null, entries: [], stream: null });
  }

  async state() {
    return this.standing;
  }

  async post(what, body = {}) {
    switch (what) {
      case 'open': return this.open(body);
      case 'messages': return this.messages(body);
      case 'history': return [];
      case 'rating': return this.tell('about', Object.assign(this.about, { rating: body }));
    }
    return {};
  }

  async end() {
    this.tell('about', Object.assign(this.about, { state: 'over' }));
    this.happens({ kind: 'ended', by: 'me' });
  }

  async upload() {
    throw new Refused(403, { text: this.words.file });
  }

  async file() {
    throw new Refused(404, {});
  }

  // events is a stream as the box sends it: the conversation, and what happens in it.
  async events(last, signal) {
    const body = new ReadableStream({ start: (stream) => { this.stream = stream; } });
    signal.addEventListener('abort', () => { this.stream = null; });
    this.tell('conversation', { ...this.about, entries: this.entries });
    return body;
  }

  get words() {
    return this.plays.texts[this.texts.language];
  }

  open({ topic, text, mail }) {
    const { name = '', names = {} } = this.standing.topics.find((t) => t.id === topic) || {};
    this.about = { state: 'waiting', topic: name, topics: names, operators: [], mail: Boolean(mail), language: this.texts.language, rates: true };
    this.entries = [];
    this.happens({ kind: 'began', by: 'box' });
    if (text) this.happens({ kind: 'message', by: 'me', text });
    if (this.standing.state === 'open') setTimeout(() => this.join(), comes);
    return { token };
  }

  join() {
    if (this.about.state !== 'waiting' || this.token !== token) return;
    const name = this.plays.operator;
    this.tell('about', Object.assign(this.about, { state: 'active', operators: [name] }));
    this.happens({ kind: 'joined', by: 'them', name });
    this.happens({ kind: 'message', by: 'them', name, text: this.words.hello });
  }

  messages({ text, key }) {
    this.happens({ kind: 'message', by: 'me', text, key });
    if (this.about.state === 'active' && !this.answers) {
      const name = this.plays.operator;
      this.tell('typing', { name });
      this.answers = setTimeout(() => {
        this.answers = 0;
        if (this.about.state === 'active') this.happens({ kind: 'message', by: 'them', name, text: this.words.answer });
      }, comes);
    }
    return {};
  }

  happens(entry) {
    const e = { id: this.entries.length + 1, at: new Date().toISOString(), ...entry };
    this.entries.push(e);
    this.tell('entry', e);
  }

  tell(event, data) {
    this.stream?.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    return {};
  }
}

// This page is of the desk's own origin, where nothing of a visitor's has its place.
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new Error('a preview keeps nothing'); } });
}

const root = document.getElementById('panel');
const config = { ...JSON.parse(root.dataset.config), sites: [location.origin] };
root.dataset.config = JSON.stringify(config);
new Panel(root, (key, texts) => new Play(texts, config));
