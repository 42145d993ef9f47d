// Who has no conversation yet is told nothing by the box, and who waits hears
// nothing while nobody comes. So the panel asks now and then whether somebody
// is there, while the visitor can see the answer; and whose chat is over, whether an
// operator took it up again.

const every = 10000;

export class Watch {
  // needed tells whether the answer would be seen; ask asks the box.
  constructor(needed, ask) {
    this.needed = needed;
    this.ask = ask;
    addEventListener('online', () => this.look());
    document.addEventListener('visibilitychange', () => this.look());
    this.again();
  }

  // again spreads the questions of many visitors over the time.
  again() {
    setTimeout(() => { this.look(); this.again(); }, every * (1 + Math.random()));
  }

  look() {
    if (this.needed() && !document.hidden) this.ask();
  }
}
