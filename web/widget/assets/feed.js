// The stream of the conversation's events, read with fetch so that the token
// stays in a header, and taken up again where it broke. The box answers a
// stream that it cannot continue with the whole conversation.

const quiet = 45000; // the box sends something every 15 s
const pauses = [1500, 3000, 6000, 12000, 24000];

// pauseAfter is how long to wait after that many failures in a row, in
// milliseconds. When the box starts again all its visitors have lost it at the
// same moment, so that chance spreads them over the whole pause; the box's own
// word of when to come (after, seconds) is never cut short.
export function pauseAfter(failures, after = 0) {
  const spread = pauses[Math.min(failures, pauses.length - 1)] * Math.random();
  return after * 1000 + 200 + spread;
}

// frames splits a stream into events {event, data, id} (HTML, section 9.2.6).
export async function* frames(body, heard = () => {}) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      rest += value;
      for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) {
        const frame = { event: 'message', data: '', id: '' };
        for (const line of rest.slice(0, end).split('\n')) {
          const colon = line.indexOf(':');
          if (colon > 0) frame[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, '');
        }
        if (frame.data) yield frame;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

export class Feed {
  // on has event(name, data), up(), down(), and refused(err), which ends it.
  constructor(box, on) {
    this.box = box;
    this.on = on;
    this.last = '';
    this.run = 0; // the run that is valid; others end by themselves
    addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.hurry(); });
  }

  start() {
    this.stop();
    this.last = '';
    this.keepUp(++this.run);
  }

  stop() {
    this.run++;
    this.cut?.abort();
    this.wake?.();
  }

  // hurry ends a pause between two attempts.
  hurry() {
    this.wake?.();
  }

  async keepUp(run) {
    for (let failures = 0; run === this.run; failures++) {
      let after = 0;
      try {
        await this.read(run, () => { failures = 0; });
      } catch (err) {
        if (run !== this.run) return;
        if (err.status && !err.passing) return this.on.refused(err);
        after = err.after;
      }
      if (run !== this.run) return;
      this.on.down();
      await this.pause(pauseAfter(failures, after));
    }
  }

  async read(run, worked) {
    const cut = this.cut = new AbortController();
    let clock;
    const heard = () => {
      clearTimeout(clock);
      clock = setTimeout(() => cut.abort(), quiet);
    };
    heard();
    try {
      const body = await this.box.events(this.last, cut.signal);
      if (run !== this.run) return;
      worked();
      this.on.up();
      for await (const frame of frames(body, heard)) {
        if (run !== this.run) return;
        if (frame.id) this.last = frame.id;
        this.on.event(frame.event, JSON.parse(frame.data));
      }
    } finally {
      clearTimeout(clock);
      cut.abort();
    }
  }

  pause(ms) {
    return new Promise((go) => {
      const clock = setTimeout(go, ms);
      this.wake = () => { clearTimeout(clock); go(); };
    });
  }
}
