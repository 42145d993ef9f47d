// The sentences of one language, as the page brought them.

export class Texts {
  constructor(all, language) {
    this.all = all;
    this.speak(language);
  }

  speak(language) {
    this.language = language;
    this.own = this.all[language];
  }

  // text is the sentence of that key with its {places} filled.
  text(key, places = {}) {
    return (this.own[key] ?? key).replace(/\{(\w+)\}/g, (hole, name) => places[name] ?? hole);
  }

  // opening says when somebody will be there again: a day of this week by its
  // name, a later one by its date.
  opening(at, now = new Date()) {
    const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86400000);
    const date = at.toLocaleDateString(this.language, { day: 'numeric', month: 'long' });
    const day = days < 1 ? this.text('today') : days < 7 ? this.text('day-' + at.getDay()) : this.text('date', { date });
    return this.text('opens', { day, time: at.toLocaleTimeString(this.language, { hour: 'numeric', minute: '2-digit' }) });
  }

  // time is the time of day, with the day before it when it is not today, and the year
  // when it is another.
  time(at) {
    const clock = at.toLocaleTimeString(this.language, { hour: '2-digit', minute: '2-digit', hour12: false });
    const now = new Date();
    if (at.toDateString() === now.toDateString()) return clock;
    const year = at.getFullYear() === now.getFullYear() ? undefined : 'numeric';
    return at.toLocaleDateString(this.language, { day: 'numeric', month: 'numeric', year }) + ' ' + clock;
  }
}
