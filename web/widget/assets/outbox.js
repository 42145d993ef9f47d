// The visitor's messages until the box has them for good. Each has a key of
// its own: the box takes a key once, so sending again is safe. They are sent
// one after the other, in the order in which they were written.

import { pauseAfter } from './feed.js';
import { random } from './keep.js';

export class Outbox {
  constructor(box, keep, changed) {
    this.box = box;
    this.keep = keep;
    this.changed = changed;
    this.busy = false;
  }

  get list() {
    return this.keep.held.unsent || [];
  }

  set list(unsent) {
    this.keep.save({ unsent });
    this.changed();
  }

  add(text, page) {
    this.list = [...this.list, { key: random(), text, page, at: new Date().toISOString() }];
    this.flush();
  }

  // again takes up a message that the box refused.
  again(key) {
    this.list = this.list.map((m) => (m.key === key ? { ...m, refused: undefined } : m));
    this.flush();
  }

  // drop takes out a message that the box has.
  drop(key) {
    if (this.list.some((m) => m.key === key)) this.list = this.list.filter((m) => m.key !== key);
  }

  hurry() {
    this.wake?.();
    this.flush();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let failures = 0, m; this.box.token && (m = this.list.find((m) => !m.refused));) {
        const token = this.box.token;
        try {
          const { key, text, page } = m;
          await this.box.post('messages', { key, text, page });
          if (token === this.box.token) this.drop(key);
          failures = 0;
        } catch (err) {
          if (token !== this.box.token) return;
          if (err.status && !err.passing) {
            this.list = this.list.map((x) => (x.key === m.key ? { ...x, refused: err.message } : x));
            continue;
          }
          await this.pause(pauseAfter(failures++, err.after));
        }
      }
    } finally {
      this.busy = false;
    }
  }

  pause(ms) {
    return new Promise((go) => {
      const clock = setTimeout(go, ms);
      this.wake = () => { clearTimeout(clock); go(); };
    });
  }
}
