// What the panel keeps in its own origin's storage: the visitor's token, the
// messages that are not sent yet, how far he has read and, in this tab alone,
// what he is writing. Nothing is kept before a chat begins and nothing after it
// was put away. Where storage is forbidden all of it lives in memory.

export class Keep {
  constructor(key) {
    this.name = 'cordboard.' + key;
    this.held = this.read();
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

  // draft is what he is writing in this tab in the conversation of the token,
  // so that it outlives the page. That of another conversation is none.
  get draft() {
    try {
      const { token, text } = JSON.parse(sessionStorage.getItem(this.name)) || {};
      return token === this.held.token && text || '';
    } catch (_) {
      return '';
    }
  }

  set draft(text) {
    const { token } = this.held;
    try {
      if (token && text) sessionStorage.setItem(this.name, JSON.stringify({ token, text }));
      else sessionStorage.removeItem(this.name);
    } catch (_) { /* the page holds it while it lives */ }
  }

  forget() {
    this.held = {};
    this.draft = '';
    try {
      localStorage.removeItem(this.name);
    } catch (_) { /* there was nothing */ }
  }

  // watch calls back when another tab of the same site began or put away a chat.
  watch(changed) {
    addEventListener('storage', (e) => {
      if (e.storageArea !== localStorage || e.key !== this.name && e.key !== null) return;
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
