// Cordboard's loader: puts a launcher into the page and, on demand, the chat
// panel into an iframe of the box's own origin. It needs nothing of the page
// but <script src="https://box/w/KEY.js" async>, and of its policy nothing but
// the box's origin in script-src and frame-src: no created <style>, no inline
// style attribute, no string that becomes markup or script. It stands in the browser's
// top layer, beside the body, and calls no method of arrays: pages have styles, frameworks
// and libraries of their own.
//
//	cordboard('open' | 'close' | 'toggle')
//	cordboard('show' | 'hide')                    the launcher; what is hidden is closed as well
//	cordboard('setUser', {name, mail, phone})     fills in the form's fields that are empty
//	cordboard('setUser', {id, hash, name, …})     says who he is, for whom the site vouches by the HMAC
//	cordboard('setAttributes', {order: 'A-1'})    shown to the operator beside the chat; at most 20
//	cordboard('setLanguage', 'cs' | 'en' | 'pl')
//	cordboard('addTag', 'Complaint')              one of the administrator's list on the chat; at most 5
//	cordboard('consent', true | false)   before true nothing is kept or asked of the box, where the
//	                                     entry point or data-consent="required" says so; false forgets all
//	cordboard('invite', text)   proposes a chat; not while one goes on, nor where he waved one away
//	cordboard('endChat')
//	cordboard('logout')   ends the chat and forgets all that this browser kept of it
//	cordboard('destroy')  takes the widget out of the page
//	cordboard('on' | 'off', 'ready' | 'open' | 'close' | 'start' | 'end' | 'message' | 'unread' |
//	                        'invited' | 'accepted' | 'dismissed', handler)
//	cordboard('page')     tells the box of a new address of a page that never reloads
//
// A page that has several entry points takes in a loader of each: the first answers to
// cordboard(…), every one to cordboard.widgets['KEY'](…). One is open at a time.
//
// Calls made before this file is here are kept by one line in the page:
//	window.cordboard = window.cordboard || function () { (cordboard.q = cordboard.q || []).push(arguments) }
(function () {
  'use strict';

  const config = CORDBOARD_CONFIG; // the box puts the entry point's in
  const script = document.currentScript;
  const early = window.cordboard || {};
  const first = early.host && early.host.isConnected; // that of another entry point stands
  const widgets = first ? early.widgets : {}; // all of this page, by their keys
  if (!script || widgets[config.key]) return; // twice in one page, or not by a tag

  const box = new URL(script.src).origin;
  const given = script.dataset;
  const page = document.documentElement;
  const primary = (l) => String(l || '').toLowerCase().split('-')[0];
  let language;
  for (const l of [config.language, page.lang, given.lang]) if (config.texts[primary(l)]) language = primary(l);
  let texts = config.texts[language];
  const narrow = matchMedia('(max-width: 480px), (max-height: 480px)');
  const flag = 'cordboard-open.' + config.key; // in the page's storage: whether the panel stands open
  const wish = 'cordboard-forget.' + config.key; // and that the panel has yet to forget

  const css = `
    * { box-sizing: border-box; }
    .launcher {
      position: fixed; inset-block-end: 24px; inset-inline: var(--at);
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
    .launcher[aria-expanded=true] .chat, .launcher[aria-expanded=false] .down { display: none; }
    .badge {
      position: absolute; inset-block-start: -4px; inset-inline-end: -4px;
      min-inline-size: 22px; block-size: 22px; padding-inline: 6px; border-radius: 11px;
      font: 600 12px/22px Inter, system-ui, sans-serif; text-align: center; font-variant-numeric: tabular-nums;
      color: #fff; background: #c02d27; outline: 2px solid light-dark(#fff, #131416);
    }
    dialog {
      position: fixed; inset-block: auto 96px; inset-inline: var(--edge);
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
    [hidden] { display: none !important; }
    @media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
    @media print { .launcher, dialog { display: none; } }`;

  const agreed = 'cordboard-consent.' + config.key; // in the page's storage: that the visitor agreed

  const handlers = new Map();
  let root, launcher, badge, dialog, frame, trouble, patience;
  const user = {}, attributes = {}, tags = new Set(); // what the page told of its visitor
  const gone = new AbortController(); // takes our listeners off the page
  let ready = false, shown = false, lives = false, forgets = null, ends = false, wished = '', came = null, held = '';
  let proposals, guiding; // once the entry point has rules for them or the page invites
  let allowed = !config.consent && given.consent !== 'required'; // to keep and to ask anything

  // make builds an element; attributes only, so that no policy objects.
  function make(name, attributes, ...children) {
    const svg = name === 'svg' || name === 'path';
    const e = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
    for (const a of Object.keys(attributes)) e.setAttribute(a, attributes[a]);
    e.append(...children);
    return e;
  }

  const drawing = (name, d) => make('svg', { class: name, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, make('path', { d }));

  function build() {
    const host = make('div', { popover: 'manual' }); // above every z-index, and out of every transform
    root = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    host.style.setProperty('all', 'initial', 'important'); // whatever the page says of every div
    host.style.setProperty('color-scheme', theme(), 'important');
    const side = (px) => (config.start ? px + 'px auto' : 'auto ' + px + 'px');
    host.style.setProperty('--at', side(24 + 72 * Object.keys(widgets).length));
    host.style.setProperty('--edge', side(24));
    host.style.setProperty('--accent', config.accent || 'initial'); // not the page's

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
    const { signal } = gone;
    narrow.addEventListener('change', () => { if (shown) { conceal(); reveal(); } }, { signal });
    visualViewport.addEventListener('resize', fit, { signal });
    addEventListener('message', hear, { signal });
    addEventListener('popstate', where, { signal });
    addEventListener('hashchange', where, { signal });
    if (window.navigation) navigation.addEventListener('navigatesuccess', where, { signal });
    page.append(host); // beside the body, which some pages exchange
    host.showPopover();
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
    unload();
    trouble.hidden = true;
    frame = make('iframe', {
      src: box + '/w/' + config.key + '/panel?lang=' + language + '&theme=' + theme(),
      title: texts.title, referrerpolicy: 'origin',
    });
    dialog.prepend(frame);
    clearTimeout(patience);
    patience = setTimeout(unreachable, 8000);
  }

  function unload() {
    if (frame) frame.remove();
    frame = null;
    ready = false;
  }

  function unreachable() {
    if (ready) return;
    unload();
    offer(texts.unreachable, texts.again, load);
  }

  // offer says something in the panel's place, with a button.
  function offer(sentence, button, act) {
    const b = make('button', { type: 'button' }, button);
    b.addEventListener('click', act);
    const no = make('button', { type: 'button' }, texts.close); // a sheet covers the launcher
    no.addEventListener('click', shut);
    trouble.replaceChildren(sentence, b, no);
    trouble.hidden = false;
  }

  // ask has the visitor agree himself, where the page has not done so for him.
  function ask() {
    offer(texts.consent, texts.agree, () => consent(true));
  }

  // consent lets the widget keep and ask what it needs, or has it forget all of that; a
  // chat that goes on ends.
  function consent(yes) {
    if (yes === allowed || typeof yes !== 'boolean') return;
    if (!yes) logout(true);
    allowed = yes;
    try {
      if (yes) localStorage.setItem(agreed, 'yes');
      else localStorage.removeItem(agreed);
    } catch (_) { /* the page says so again */ }
    if (!yes) return;
    trouble.hidden = true;
    wake();
    if (shown && !frame) load();
    if (shown) frame.focus();
  }

  function open(quietly) {
    if (shown) return;
    shown = true;
    for (const other of Object.values(widgets)) if (other.host !== root.host) other('close');
    if (proposals) proposals.opened(quietly);
    came = document.activeElement;
    if (!allowed) ask();
    else if (!frame) load();
    reveal();
    if (!quietly) (frame || trouble.querySelector('button')).focus();
    tell('open', { focus: !quietly });
    remember();
    label();
    emit('open');
  }

  function shut() {
    if (!shown) return;
    shown = false;
    if (proposals) proposals.closed();
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
    const { height } = visualViewport;
    const small = shown && narrow.matches && height < innerHeight - 80;
    dialog.style.setProperty('block-size', small ? height + 'px' : '');
  }

  function label() {
    launcher.setAttribute('aria-expanded', shown);
    const n = badge.textContent;
    launcher.setAttribute('aria-label', shown ? texts.close : texts.open + (n && ', ' + texts.unread + ' ' + n));
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
    if (!allowed) return;
    try {
      if (lives) localStorage.setItem(flag, shown ? 'open' : 'shut');
      else localStorage.removeItem(flag);
      if (shown && !lives) sessionStorage.setItem(flag, 'open');
      else sessionStorage.removeItem(flag);
    } catch (_) { /* a page may forbid storage: the panel then opens by hand */ }
  }

  function recall() {
    try { return [localStorage.getItem(flag), sessionStorage.getItem(flag), localStorage.getItem(agreed), localStorage.getItem(wish)]; } catch (_) { return []; }
  }

  // wake goes on where this visitor was on another page.
  function wake() {
    if (config.rules) guide();
    const [chat, tab] = recall();
    lives = Boolean(chat);
    if (lives && !frame) load();
    if ((chat || tab) === 'open' && !narrow.matches) open(true);
  }

  // tell posts to the panel, to the box's origin alone.
  function tell(type, more) {
    if (ready && frame) frame.contentWindow.postMessage({ cordboard: type, ...more }, box);
  }

  // guide fetches what proposes chats, and has it do something. It comes from the box as
  // the loader did; a page whose policy lets it not come has no proposals.
  function guide(act, ...rest) {
    guiding ||= import(box + '/w/widget.proposals.js').then((m) => {
      const now = () => ({ allowed, shown, lives, language, texts, frame, narrow: narrow.matches });
      proposals = gone.signal.aborted ? null : m.default({ config, root, page, launcher, make, load, open, tell, emit, now, signal: gone.signal });
    });
    guiding.then(() => { if (proposals && act) proposals[act](...rest); }, () => {});
  }

  function where() {
    if (proposals) proposals.where();
    tell('page', { page: location.pathname, title: document.title });
  }

  // knows tells the panel what the page told of its visitor.
  function knows() {
    tell('knows', { user, attributes, tags: [...tags] });
  }

  // take adds what a page gives to what it gave before, all of it or nothing.
  function take(given, into, may) {
    given ||= {};
    const who = into === user;
    const taken = who && user.id && given.id && user.id != given.id ? {} : { ...into }; // {}: somebody else sits here now
    for (const [name, value] of Object.entries(given)) {
      if (value == null) continue;
      if (!may(name)) return console.error('cordboard: no “' + name + '”');
      taken[name] = String(value);
    }
    if (Object.keys(taken).length > 20) return console.error('cordboard: at most 20 attributes');
    if (who && (!taken.id !== !taken.hash || config.vouched && !taken.hash)) return console.error('cordboard: id needs hash');
    turn(into, taken);
    knows();
  }

  // logout forgets the visitor; all of him: also by what who is blocked is known.
  function logout(all) {
    lives = ends = false;
    shut();
    remember();
    if (allowed) guide('forget');
    turn(user);
    turn(attributes);
    tags.clear();
    if (!allowed) return;
    if (!frame) load(); // what is kept, the panel alone can forget
    wants({ all });
    tell('forget', { all });
  }

  // turn empties all and puts into it what it is from now on.
  function turn(all, into) {
    for (const name of Object.keys(all)) delete all[name];
    Object.assign(all, into);
  }

  // wants has the panel forget, on this page or a later one; null: it has.
  function wants(forgetting) {
    forgets = forgetting;
    try {
      if (forgets) localStorage.setItem(wish, forgets.all ? 'all' : 'who');
      else localStorage.removeItem(wish);
    } catch (_) { /* this page wants it while it lives */ }
  }

  // speak speaks what the page wishes; the panel knows whether the visitor chose.
  function speak(wanted) {
    const l = primary(wanted);
    if (!config.texts[l]) return;
    wished = l;
    [language, texts] = [l, config.texts[l]];
    dialog.lang = l;
    dialog.setAttribute('aria-label', texts.title);
    if (frame) frame.title = texts.title;
    label();
    if (shown && !allowed) ask();
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
    turn(commands);
    if (window.cordboard === widgets[config.key]) delete window.cordboard.box; // a script that comes again begins anew
    delete widgets[config.key];
  }

  // hear takes messages of our own frame and origin, and of nobody else.
  function hear(e) {
    if (!frame || e.source !== frame.contentWindow || e.origin !== box || !e.data) return;
    const m = e.data;
    switch (m.cordboard) {
      case 'ready':
        ready = true;
        clearTimeout(patience);
        if (forgets) tell('forget', forgets);
        where();
        if (ends) tell('end');
        ends = false;
        if (wished) tell('language', { language: wished });
        knows();
        if (proposals) proposals.stands(m.state);
        if (shown) tell('open', { focus: document.activeElement === root.host });
        emit('ready');
        break;
      case 'close': shut(); break;
      case 'unread': count(m.count | 0); emit('unread', { count: m.count | 0 }); break;
      case 'state': if (proposals) proposals.stands(m.state); break;
      case 'start':
        lives = true;
        remember();
        if (!m.fresh) break;
        if (proposals) proposals.started();
        emit('start');
        break;
      case 'end': lives = false; remember(); if (m.fresh) emit('end'); break;
      case 'forgotten':
        wants(null);
        if (!allowed) unload();
        break;
      case 'refused':
        console.error('cordboard: ' + m.text);
        tags.delete(m.tag);
        if (!m.user) break;
        turn(user, m.user);
        break;
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
    setUser: (given) => take(given, user, (name) => /^(id|hash|name|mail|phone)$/.test(name)),
    setAttributes: (given) => take(given, attributes, (name) => name.trim() && name.length <= 64),
    addTag(name) {
      if (tags.size > 4) return console.error('cordboard: at most 5 tags');
      tags.add(String(name));
      knows();
    },
    setLanguage: speak,
    endChat() {
      ends = !ready && Boolean(frame);
      tell('end');
    },
    logout: () => logout(false),
    consent,
    destroy,
    page: where,
    invite: (text) => { if (allowed) guide('invite', text); },
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
    widgets[config.key] = Object.assign(call, { box, widgets, host: root.host });
    try { if (!first) window.cordboard = call; } catch (_) { /* the page keeps the name */ }
    const left = recall()[3];
    if (left) forgets = { all: left === 'all' };
    allowed ||= Boolean(recall()[2]);
    if (allowed) wake();
    if (forgets && !frame) load();
    for (const args of !first && early.q || []) call(...args);
  }

  if (document.body) start();
  else addEventListener('DOMContentLoaded', start, { once: true });
})();
