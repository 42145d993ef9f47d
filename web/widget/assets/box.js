// The requests to the box. The visitor's token goes in a header, never in an
// address, where logs and histories would keep it.

// Refused is the box's "no": a sentence for the visitor, the field that it is
// about, and when to come again.
export class Refused extends Error {
  constructor(status, answer, after) {
    super(answer.text || '');
    this.status = status;
    this.field = answer.field || '';
    this.offline = Boolean(answer.offline); // nobody is there for what was chosen
    this.blocked = answer.blocked; // he may not come for now
    this.unproven = Boolean(answer.unproven); // the site's word for him is none, or over
    this.another = Boolean(answer.another); // the conversation is of another user of the site
    this.after = after; // seconds, or 0
  }

  // passing tells whether the same request may succeed later.
  get passing() {
    return this.status === 429 || this.status >= 500;
  }
}

export class Box {
  constructor(key, texts) {
    this.base = '/w/' + key + '/';
    this.texts = texts;
    this.token = '';
    this.mark = '';
    this.barred = '';
  }

  headers(more, token = this.token) {
    const all = { 'Accept-Language': this.texts.language, ...more };
    if (this.mark) all['Cordboard-Mark'] = this.mark;
    if (this.barred) all['Cordboard-Barred'] = this.barred;
    if (token) all.Authorization = 'Bearer ' + token;
    return all;
  }

  // state tells whether somebody is there: for the topic, if one is chosen, and
  // for the conversation of who waits.
  async state(topic) {
    const about = topic ? '?topic=' + encodeURIComponent(topic) : '';
    return this.answer(await fetch(this.base + 'state' + about, { headers: this.headers(), signal: AbortSignal.timeout(15000) }));
  }

  async post(what, body = {}) {
    return this.answer(await fetch(this.base + what, {
      method: 'POST',
      headers: this.headers({ 'Content-Type': 'application/json' }),
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15000),
    }));
  }

  // end ends the conversation of a token, also while the page goes.
  async end(token) {
    return this.answer(await fetch(this.base + 'end', {
      method: 'POST', headers: this.headers({ 'Content-Type': 'application/json' }, token), body: '{}', keepalive: true, signal: AbortSignal.timeout(15000),
    }));
  }

  // upload hands a file over, which may take as long as it needs.
  async upload({ key, text, page, body }) {
    const query = new URLSearchParams({ key, name: text, page });
    return this.answer(await fetch(this.base + 'files?' + query, {
      method: 'POST', headers: this.headers({ 'Content-Type': 'application/octet-stream' }), body,
    }));
  }

  // file fetches one of the conversation.
  async file(id) {
    const response = await fetch(this.base + 'files/' + id, { headers: this.headers(), cache: 'no-store' });
    if (!response.ok) await this.answer(response);
    return response.blob();
  }

  // events opens the stream of the visitor's conversation after the id last.
  async events(last, signal) {
    const headers = this.headers({ Accept: 'text/event-stream' });
    if (last) headers['Last-Event-ID'] = last;
    const response = await fetch(this.base + 'events', { headers, signal, cache: 'no-store' });
    if (!response.ok) await this.answer(response);
    return response.body;
  }

  async answer(response) {
    if (response.status === 204) return null;
    const body = await response.json().catch(() => null); // null: something between us and the box spoke
    if (!response.ok) throw new Refused(response.status, body || {}, Number(response.headers.get('Retry-After')) || 0);
    if (!body) throw new Error('the answer is not the box\'s');
    return body;
  }
}
