// The talk with the loader in the page around: only with the window that
// holds us, and only while its origin is one of the widget's sites.

export class Host {
  constructor(sites, on) {
    this.sites = sites;
    this.origin = ''; // the page's, once it has spoken
    this.page = '';
    this.title = '';
    addEventListener('message', (e) => this.hear(e, on));
  }

  hear(e, on) {
    if (e.source !== parent || parent === window || !this.sites.includes(e.origin) || !e.data) return;
    this.origin = e.origin;
    const m = e.data;
    switch (m.cordboard) {
      case 'open': on.open(Boolean(m.focus)); break;
      case 'close': on.close(); break;
      case 'page':
        this.page = String(m.page || '').slice(0, 512);
        this.title = String(m.title || '').slice(0, 256);
        on.page();
        break;
      case 'knows': on.knows(m.user || {}, m.attributes || {}, m.tags || []); break;
      case 'language': on.language(String(m.language)); break;
      case 'proposed': on.proposed(String(m.rule)); break;
      case 'ask': on.ask(); break;
      case 'end': on.end(); break;
      case 'forget': on.forget(Boolean(m.all)); break;
    }
  }

  // ready is said to every site that may hold us, since nothing tells which
  // one does; a browser delivers it to that one alone.
  ready(more) {
    for (const site of this.sites) this.post('ready', more, site);
  }

  // tell says something to the page; before the page spoke it is not said.
  tell(type, more = {}) {
    if (this.origin) this.post(type, more, this.origin);
  }

  post(type, more, origin) {
    if (parent !== window) parent.postMessage({ cordboard: type, ...more }, origin);
  }
}
