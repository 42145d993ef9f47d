// Cordboard's loader: puts a launcher into the page and, on demand, the chat
// panel into an iframe of the box's own origin. It needs nothing of the page
// but <script src="https://box/w/KEY.js" async>, and of its policy nothing but
// the box's origin in script-src and frame-src: no created <style>, no inline
// style attribute, no string that becomes markup or script.
//
//	cordboard('open' | 'close' | 'toggle')
//	cordboard('show' | 'hide')                    the launcher; what is hidden is closed as well
//	cordboard('setUser', {name, mail, phone})     fills in the form's fields that are empty
//	cordboard('setAttributes', {order: 'A-1'})    shown to the operator beside the chat; at most 20
//	cordboard('setLanguage', 'cs' | 'en' | 'pl')
//	cordboard('endChat')
//	cordboard('logout')   ends the chat and forgets all that this browser kept of it
//	cordboard('destroy')  takes the widget out of the page
//	cordboard('on' | 'off', 'ready' | 'open' | 'close' | 'start' | 'end' | 'message' | 'unread', handler)
//	cordboard('page')     tells the box of a new address of a page that never reloads
//
// Calls made before this file is here are kept by one line in the page:
//	window.cordboard = window.cordboard || function () { (cordboard.q = cordboard.q || []).push(arguments) }
(function () {
  'use strict';

  const config = '{config}';
  const script = document.currentScript;
  const early = window.cordboard;
  if (!script || (early && early.box)) return; // twice in one page, or not by a tag

  const box = new URL(script.src).origin;
  const given = script.dataset;
  const page = document.documentElement;
  const primary = (l) => String(l || '').toLowerCase().split('-')[0];
  let language = [given.lang, page.lang, config.language].map(primary).find((l) => config.texts[l]);
  let texts = config.texts[language];
  const narrow = matchMedia('(max-width: 480px), (max-height: 480px)');
  const flag = 'cordboard-open.' + config.key; // in the page's storage: whether the panel stands open

  const css = `
    * { box-sizing: border-box; }
    .launcher {
      position: fixed; inset-block-end: 24px; inset-inline-end: 24px; z-index: 99990;
      inline-size: 56px; block-size: 56px; padding: 0; margin: 0;
      display: grid; place-items: center; cursor: pointer;
      color: #fff; background: var(--accent, light-dark(#2a56d4, #3b66e3));
      border: 1px solid transparent; border-radius: 50%;
      box-shadow: 0 1px 2px rgb(28 27 25 / .1), 0 8px 24px -6px rgb(28 27 25 / .3);
      transition: filter 120ms ease-out;
    }
    .launcher:hover { filter: brightness(.9); }
    .launcher:focus-visible { outline: 2px solid var(--accent, light-dark(#2a56d4, #8faaff)); outline-offset: 2px; }
    svg { inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; pointer-events: none; }
    .launcher[hidden], .launcher[aria-expanded=true] .chat, .launcher[aria-expanded=false] .down { display: none; }
    .badge {
      position: absolute; inset-block-start: -4px; inset-inline-end: -4px;
      min-inline-size: 22px; block-size: 22px; padding-inline: 6px; border-radius: 11px;
      font: 600 12px/22px Inter, system-ui, sans-serif; text-align: center; font-variant-numeric: tabular-nums;
      color: #fff; background: #c02d27; outline: 2px solid light-dark(#fff, #131416);
    }
    .badge[hidden] { display: none; }
    dialog {
      position: fixed; inset-block: auto 96px; inset-inline: auto 24px; z-index: 99991;
      inline-size: min(380px, calc(100vw - 48px)); block-size: min(640px, calc(100vh - 120px));
      max-inline-size: none; max-block-size: none; margin: 0; padding: 0; overflow: hidden;
      color: light-dark(#524f48, #b9b8b3); background: light-dark(#fff, #1a1b1e);
      border: 1px solid light-dark(#e2dfd8, #2b2d32); border-radius: 14px;
      box-shadow: 0 1px 2px rgb(28 27 25 / .1), 0 16px 48px -8px rgb(28 27 25 / .26);
    }
    dialog[open] { animation: rise 180ms ease-out; }
    @keyframes rise { from { opacity: 0; transform: translateY(4px); } }
    dialog.sheet {
      inset: 0; inline-size: 100%; block-size: 100%; block-size: 100dvh;
      padding-block-end: env(safe-area-inset-bottom); border: 0; border-radius: 0; box-shadow: none;
    }
    dialog::backdrop { background: none; }
    iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; color-scheme: inherit; }
    p { position: absolute; inset: 0; margin: 0; padding: 24px; display: grid; place-content: center; justify-items: center; gap: 12px; text-align: center; font: 14px/20px Inter, system-ui, sans-serif; }
    p button { min-block-size: 44px; padding-inline: 16px; font: 500 14px/20px Inter, system-ui, sans-serif; color: inherit; background: none; border: 1px solid light-dark(#cfcbc2, #3a3d44); border-radius: 6px; cursor: pointer; }
    p[hidden] { display: none; }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
    @media print { .launcher, dialog { display: none; } }`;

  const handlers = new Map();
  let root, launcher, badge, dialog, frame, trouble, patience;
  const user = {}, attributes = {}; // what the page told of its visitor
  const gone = new AbortController(); // takes our listeners off the page
  let ready = false, shown = false, lives = false, forgets = false, came = null, held = '';

  // make builds an element; attributes only, so that no policy objects.
  function make(name, attributes, ...children) {
    const svg = name === 'svg' || name === 'path';
    const e = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
    for (const a in attributes) e.setAttribute(a, attributes[a]);
    e.append(...children);
    return e;
  }

  const drawing = (name, d) => make('svg', { class: name, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, make('path', { d }));

  function build() {
    const host = make('div', {});
    root = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    host.style.setProperty('all', 'initial', 'important'); // whatever the page says of every div
    host.style.setProperty('color-scheme', theme(), 'important');
    if (config.accent) host.style.setProperty('--accent', config.accent);

    badge = make('span', { class: 'badge', hidden: '', 'aria-hidden': 'true' });
    launcher = make('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' },
      drawing('chat', 'M21 11.5a8.4 8.4 0 0 1-12.3 7.5L3 21l2-5.6A8.4 8.4 0 1 1 21 11.5z'),
      drawing('down', 'M6 9l6 6 6-6'), badge);
    dialog = make('dialog', { 'aria-label': texts.title, lang: language });
    trouble = make('p', { hidden: '', role: 'alert' });
    dialog.append(trouble);
    root.append(launcher, dialog);
    count(0);

    launcher.addEventListener('click', () => (shown ? shut() : open()));
    dialog.addEventListener('cancel', (e) => { e.preventDefault(); shut(); });
    root.addEventListener('keydown', (e) => { if (e.key === 'Escape' && shown) shut(); });
    narrow.addEventListener('change', () => { if (shown) { conceal(); reveal(); } }, { signal: gone.signal });
    if (window.visualViewport) visualViewport.addEventListener('resize', fit, { signal: gone.signal });
    const { signal } = gone;
    addEventListener('message', hear, { signal });
    addEventListener('popstate', where, { signal });
    addEventListener('hashchange', where, { signal });
    if (window.navigation) navigation.addEventListener('navigatesuccess', where, { signal });
    document.body.append(host);
  }

  // theme is the page's own: a page that never speaks of dark is light.
  function theme() {
    if (given.theme === 'dark' || given.theme === 'light') return given.theme;
    const scheme = getComputedStyle(page).colorScheme;
    if (!scheme.includes('dark')) return 'light';
    return !scheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  // load puts the panel in. It happens at the first opening, or at once for a
  // visitor whose chat goes on, because only the panel knows what is unread.
  function load() {
    if (frame) frame.remove();
    ready = false;
    trouble.hidden = true;
    frame = make('iframe', {
      src: box + '/w/' + config.key + '/panel?lang=' + language + '&theme=' + theme(),
      title: texts.title, referrerpolicy: 'origin',
    });
    dialog.prepend(frame);
    clearTimeout(patience);
    patience = setTimeout(unreachable, 8000);
  }

  function unreachable() {
    if (ready) return;
    frame.remove();
    frame = null;
    const again = make('button', { type: 'button' }, texts.again);
    again.addEventListener('click', load);
    trouble.replaceChildren(texts.unreachable, again);
    trouble.hidden = false;
  }

  function open(quietly) {
    if (shown) return;
    shown = true;
    came = document.activeElement;
    if (!frame) load();
    reveal();
    if (!quietly) frame.focus();
    tell('open', { focus: !quietly });
    remember();
    label();
    emit('open');
  }

  function shut() {
    if (!shown) return;
    shown = false;
    conceal();
    tell('close');
    remember();
    label();
    const back = came && came !== document.body && came.isConnected && came !== root.host ? came : launcher;
    back.focus({ preventScroll: true });
    emit('close');
  }

  // reveal shows the dialog: modal as a sheet on a small screen, where it
  // covers everything, and else beside the page, which stays in use.
  function reveal() {
    dialog.classList.toggle('sheet', narrow.matches);
    if (narrow.matches) {
      held = page.style.getPropertyValue('overflow');
      page.style.setProperty('overflow', 'hidden');
      dialog.showModal();
    } else {
      dialog.setAttribute('open', ''); // show() would take the focus
    }
    fit();
  }

  function conceal() {
    if (dialog.classList.contains('sheet')) page.style.setProperty('overflow', held);
    dialog.close();
  }

  // fit keeps a sheet above the keyboard of a telephone.
  function fit() {
    const view = window.visualViewport;
    const small = shown && narrow.matches && view && view.height < innerHeight - 80;
    dialog.style.setProperty('block-size', small ? view.height + 'px' : '');
  }

  function label() {
    launcher.setAttribute('aria-expanded', shown);
    const n = badge.textContent;
    launcher.setAttribute('aria-label', shown ? texts.close : n ? texts.open + ', ' + texts.unread + ' ' + n : texts.open);
  }

  function count(n) {
    badge.textContent = n > 9 ? '9+' : n || '';
    badge.hidden = !n;
    label();
  }

  // remember notes in the page's own storage that a chat goes on and whether
  // it stands open; before a chat and after it, an open panel is noted for this
  // tab alone.
  function remember() {
    try {
      if (lives) localStorage.setItem(flag, shown ? 'open' : 'shut');
      else localStorage.removeItem(flag);
      if (shown && !lives) sessionStorage.setItem(flag, 'open');
      else sessionStorage.removeItem(flag);
    } catch (_) { /* a page may forbid storage: the panel then opens by hand */ }
  }

  function recall() {
    try { return [localStorage.getItem(flag), sessionStorage.getItem(flag)]; } catch (_) { return []; }
  }

  // tell posts to the panel, to the box's origin alone.
  function tell(type, more) {
    if (ready && frame) frame.contentWindow.postMessage({ cordboard: type, ...more }, box);
  }

  function where() {
    tell('page', { page: location.pathname, title: document.title });
  }

  // knows tells the panel what the page told of its visitor.
  function knows() {
    tell('knows', { user, attributes });
  }

  // take adds what a page gives to what it gave before, all of it or nothing.
  function take(given, into, may) {
    const taken = { ...into };
    for (const [name, value] of Object.entries(given || {})) {
      if (value == null) continue;
      if (!may(name)) return console.error('cordboard: “' + name + '” is none that is taken');
      taken[name] = String(value);
    }
    if (Object.keys(taken).length > 20) return console.error('cordboard: at most 20 attributes');
    Object.assign(into, taken);
    knows();
  }

  function speak(wanted) {
    const l = primary(wanted);
    if (!config.texts[l]) return;
    [language, texts] = [l, config.texts[l]];
    dialog.lang = l;
    dialog.setAttribute('aria-label', texts.title);
    if (frame) frame.title = texts.title;
    label();
    tell('language', { language: l });
  }

  // destroy leaves the page as it was, with a cordboard() that does nothing.
  function destroy() {
    shut();
    gone.abort();
    clearTimeout(patience);
    root.host.remove();
    frame = null;
    handlers.clear();
    for (const name of Object.keys(commands)) delete commands[name];
    delete window.cordboard.box; // a script that comes again begins anew
  }

  // hear takes messages of our own frame and origin, and of nobody else.
  function hear(e) {
    if (!frame || e.source !== frame.contentWindow || e.origin !== box || !e.data) return;
    const m = e.data;
    switch (m.cordboard) {
      case 'ready':
        ready = true;
        clearTimeout(patience);
        where();
        if (forgets) tell('forget');
        forgets = false;
        knows();
        if (shown) tell('open', { focus: document.activeElement === root.host });
        emit('ready');
        break;
      case 'close': shut(); break;
      case 'unread': count(Number(m.count) || 0); emit('unread', { count: Number(m.count) || 0 }); break;
      case 'start': lives = true; remember(); if (m.fresh) emit('start'); break;
      case 'end': lives = false; remember(); if (m.fresh) emit('end'); break;
      case 'message': emit('message', { by: m.by }); break;
    }
  }

  function emit(name, detail) {
    for (const f of handlers.get(name) || []) {
      try { f(detail || {}); } catch (err) { setTimeout(() => { throw err; }); }
    }
  }

  const commands = {
    open: () => open(),
    close: shut,
    toggle: () => (shown ? shut() : open()),
    show() { launcher.hidden = false; },
    hide() { shut(); launcher.hidden = true; },
    setUser: (given) => take(given, user, (name) => ['name', 'mail', 'phone'].includes(name)),
    setAttributes: (given) => take(given, attributes, (name) => name.trim() && name.length <= 64),
    setLanguage: speak,
    endChat: () => tell('end'),
    logout() {
      shut();
      for (const all of [user, attributes]) for (const name of Object.keys(all)) delete all[name];
      if (!frame) load(); // what is kept, the panel alone can forget
      forgets = !ready;
      tell('forget');
    },
    destroy,
    page: where,
    on(name, f) {
      if (typeof f !== 'function') return;
      if (!handlers.has(name)) handlers.set(name, new Set());
      handlers.get(name).add(f);
      if (name === 'ready' && ready) f({});
    },
    off(name, f) { if (handlers.has(name)) handlers.get(name).delete(f); },
  };

  function start() {
    build();
    const call = (name, ...rest) => { if (Object.hasOwn(commands, name)) commands[name](...rest); };
    call.box = box;
    window.cordboard = call;
    const [chat, tab] = recall();
    lives = Boolean(chat);
    if (lives) load();
    if ((chat || tab) === 'open' && !narrow.matches) open(true);
    for (const args of (early && early.q) || []) call(...args);
  }

  if (document.body) start();
  else addEventListener('DOMContentLoaded', start, { once: true });
})();
