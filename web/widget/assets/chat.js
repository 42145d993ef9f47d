// What the panel knows of its conversation: entries by id, where it stands,
// who serves it. The box tells everything twice rather than never, so that
// taking a fact in is the same the second time.

// said tells what somebody said or handed over from what happened.
export const said = (e) => e.kind === 'message' || e.kind === 'file';

export class Chat {
  constructor() {
    this.entries = [];
    this.state = 'waiting'; // waiting, active, over
    this.topic = '';
    this.topics = {}; // its names by language, where it has any
    this.operators = [];
    this.language = ''; // the one that the box speaks in it
    this.typing = '';
    this.seen = 0; // up to which entry an operator has read
  }

  // whole replaces all by what the store held.
  whole(c) {
    this.entries = c.entries;
    this.transcript = c.entries.findLast((e) => e.kind.startsWith('transcript'))?.kind; // sent, or come back
    this.about(c);
    this.seen = c.seen || 0;
    this.typing = '';
  }

  about({ state, topic, topics = {}, operators, mail, language, rates }) {
    Object.assign(this, { state, topic, topics, operators, mail, language, rates });
    if (state !== 'active') this.typing = '';
  }

  // add takes an entry in and tells whether it was new.
  add(entry) {
    if (this.entries.some((e) => e.id === entry.id)) return false;
    this.entries.push(entry);
    this.entries.sort((a, b) => a.id - b.id);
    if (entry.by === 'them') this.typing = '';
    return true;
  }

  // change puts an entry in the place of what it was.
  change(entry) {
    this.entries = this.entries.map((e) => (e.id === entry.id ? entry : e));
  }

  // unread counts what operators wrote after the entry with that id.
  unread(seen) {
    return this.entries.filter((e) => said(e) && e.by !== 'me' && !e.deleted && e.id > seen).length;
  }

  // theirs is the newest that an operator wrote.
  get theirs() {
    return this.entries.findLast((e) => said(e) && e.by === 'them')?.id || 0;
  }

  // complete tells that nothing more will come.
  get complete() {
    return this.state === 'over' && this.entries.some((e) => e.kind === 'ended');
  }

  get newest() {
    return this.entries.at(-1)?.id || 0;
  }

  // topicIn is what it is about, for who reads that language.
  topicIn(language) {
    return this.topics[language] || this.topic;
  }

  // operator is who serves: the one who joined last and has not left.
  get operator() {
    return this.operators.at(-1) || '';
  }
}
