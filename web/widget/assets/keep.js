// What the panel keeps in its own origin's storage. For every tab: the visitor's
// token, the messages that are not sent yet, how far he has read and the language
// he talks in, from the beginning of a chat until it was put away. For this tab
// alone: what he is writing and the mail address beside it, until it is sent, and
// the language that he chose.
// For every panel of the box's on the site: the mark by which the box knows this browser
// again, from the moment a chat is asked for until all are put away, and where chats may
// be read again for that many days after the last one. Of who is blocked, what the box
// says to keep of his mark, until he is not.
// Where storage is forbidden all of it lives in memory.

export class Keep {
  constructor(key, days = 0) {
    this.key = key;
    this.name = 'cordboard.' + key;
    this.held = this.read();
    this.tab = this.recall();
    if (!this.held.token) this.meets(this.met[key] && days ? this.met[key] : 0);
  }

  // met says for each entry point until when the mark is kept; null: a chat goes on.
  get met() {
    try {
      return JSON.parse(localStorage.getItem('cordboard.met')) || {};
    } catch (_) {
      return {};
    }
  }

  // meets keeps the mark for this entry point until then, and drops it when none keeps it.
  meets(until) {
    const met = Object.entries({ ...this.met, [this.key]: until }).filter(([, then]) => then === null || then > Date.now());
    const keeps = this.mark && met.length;
    if (!keeps) this.ownMark = '';
    try {
      if (keeps) localStorage.setItem('cordboard.met', JSON.stringify(Object.fromEntries(met)));
      else for (const name of ['cordboard.mark', 'cordboard.met']) localStorage.removeItem(name);
    } catch (_) { /* memory holds it */ }
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) || {};
    } catch (_) {
      return this.held || {};
    }
  }

  save(changes) {
    this.held = { ...this.held, ...changes };
    try {
      localStorage.setItem(this.name, JSON.stringify(this.held));
    } catch (_) { /* memory holds it */ }
  }

  recall() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name)) || {};
    } catch (_) {
      return {};
    }
  }

  // note keeps changes in this tab, so that they outlive the page; what is
  // undefined goes.
  note(changes) {
    this.tab = { ...this.tab, ...changes };
    const text = JSON.stringify(this.tab);
    try {
      if (text === '{}') sessionStorage.removeItem(this.name);
      else sessionStorage.setItem(this.name, text);
    } catch (_) { /* the page holds it while it lives */ }
  }

  // draft is what he is writing in the conversation of the token, mail the address
  // that an answer to it should go to. Those of another conversation are none.
  get draft() {
    return this.writing.text || '';
  }

  set draft(text) {
    this.write({ text });
  }

  get mail() {
    return this.writing.mail || '';
  }

  set mail(mail) {
    this.write({ mail });
  }

  get writing() {
    const { token, ...writing } = this.tab.draft || {};
    return token === this.held.token ? writing : {};
  }

  write(changes) {
    const { token } = this.held;
    const { text, mail } = { ...this.writing, ...changes };
    this.note({ draft: token && (text || mail) ? { token, text, mail } : undefined });
  }

  // form is what he has filled in so far, by the names of the fields.
  get form() {
    return this.tab.form || {};
  }

  set form(values) {
    this.note({ form: values });
  }

  // language is the one that he chose in this tab, or in another one for the
  // conversation that goes on here.
  get language() {
    return this.tab.language || this.held.language;
  }

  set language(language) {
    this.note({ language });
    if (this.held.token) this.save({ language });
  }

  // forget puts a conversation away, and the mark after that many days.
  forget(days) {
    this.held = {};
    this.draft = '';
    try {
      localStorage.removeItem(this.name);
    } catch (_) { /* there was nothing */ }
    this.meets(Date.now() + days * 86400000);
  }

  // leave has no entry point keep the mark, once what goes on is forgotten.
  leave() {
    try {
      localStorage.removeItem('cordboard.met');
    } catch (_) { /* there was nothing */ }
  }

  // barred is by what the box knows who is blocked, also when he has signed out.
  get barred() {
    try {
      return localStorage.getItem('cordboard.barred') || this.ownBar || '';
    } catch (_) {
      return this.ownBar || '';
    }
  }

  set barred(as) {
    try {
      if (as) localStorage.setItem('cordboard.barred', as);
      else localStorage.removeItem('cordboard.barred');
    } catch (_) {
      this.ownBar = as;
    }
  }

  // mark is the browser's; begun gives it one.
  get mark() {
    try {
      return localStorage.getItem('cordboard.mark') || this.ownMark || '';
    } catch (_) {
      return this.ownMark || '';
    }
  }

  begun() {
    const mark = this.mark || random();
    try {
      localStorage.setItem('cordboard.mark', mark);
    } catch (_) {
      this.ownMark = mark;
    }
    this.meets(null);
    return mark;
  }

  // watch calls back when another tab of the same site began or put away a chat, or
  // another mark is kept, or none.
  watch(changed, marked) {
    addEventListener('storage', (e) => {
      if (e.storageArea !== localStorage) return;
      if (e.key === 'cordboard.mark' || e.key === null) marked();
      if (e.key !== this.name && e.key !== null) return;
      const token = this.held.token;
      this.held = this.read();
      if (this.held.token !== token) changed();
    });
  }
}

// random is a name that nobody guesses and nobody else chooses: 256 bits.
// (crypto.randomUUID is missing where the box is reached by plain http.)
export function random() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
