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

  // time is the time of day, with the day before it when it is not today.
  time(at) {
    const clock = at.toLocaleTimeString(this.language, { hour: '2-digit', minute: '2-digit', hour12: false });
    const today = at.toDateString() === new Date().toDateString();
    return today ? clock : at.toLocaleDateString(this.language, { day: 'numeric', month: 'numeric' }) + ' ' + clock;
  }
}
