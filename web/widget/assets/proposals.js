// Proposals: chats that the widget proposes to a visitor who has not asked for one, by the
// rules of its entry point or at the page's word. The loader fetches this module when
// there are such, and hands it what it needs of itself.

const css = `
  .proposal {
    position: fixed; inset-block-end: 92px; inset-inline: var(--edge);
    inline-size: min(300px, calc(100vw - 48px)); padding: 16px; display: flex; flex-wrap: wrap; gap: 12px;
    color: light-dark(#1c1b19, #ecebe8); background: light-dark(#fff, #232529); font: 14px/20px Inter, system-ui, sans-serif;
    border: 1px solid light-dark(#e2dfd8, #2b2d32); border-radius: 14px; box-shadow: 0 8px 24px -6px rgb(28 27 25 / .3);
    animation: rise 180ms ease-out;
  }
  .proposal span { flex: 0 0 100%; overflow-wrap: anywhere; }
  .proposal button { min-block-size: 44px; padding-inline: 16px; font: inherit; color: inherit; background: none; border: 1px solid light-dark(#8b877e, #737780); border-radius: 6px; cursor: pointer; }
  .proposal .yes { color: #fff; background: var(--accent, light-dark(#2a56d4, #3b66e3)); border-color: transparent; }
  .proposal button:focus-visible { outline: 2px solid light-dark(#2a56d4, #8faaff); outline-offset: 2px; }
  .proposal, .proposal * { box-sizing: border-box; }
  @media (prefers-reduced-motion: reduce) { .proposal { animation: none; } }
  @media print { .proposal { display: none; } }`;

// Proposals. A rule is due when all of its conditions hold; the first one that is counts.
// An address fits a pattern that it begins with, * standing for anything.
const fits = (pattern, path) => {
  let at = 0;
  return pattern.split('*').every((part, i) => {
    const found = path.indexOf(part, at);
    at = found + part.length;
    return i ? found >= 0 : !found;
  });
};
const isDue = (rule, at) => !at.chat && !at.open && !at.dismissed && at.state !== 'blocked'
  && !at.proposed[rule.often].includes(rule.name)
  && at.seconds >= (rule.after || 0) && at.pages >= (rule.pages || 0) && at.scroll >= (rule.scroll || 0)
  && (!rule.returning || at.returning) && (!rule.leaving || at.leaving)
  && fits(rule.page || '', at.path) && (!rule.open || !at.state || at.state === 'open');
// End of what is due.

export default function proposals({ config, root, page, launcher, make, load, open, tell, emit, now, signal }) {
  let bubble, proposed, due, left, depth, since, state, asked = 0, visit, day;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const polite = make('div', { 'aria-live': 'polite' }); // there before what it says
  launcher.after(polite);
  addEventListener('keydown', (e) => { if (e.key === 'Escape' && bubble) dismiss(); }, { signal });
  arrive();
  if (config.rules) {
    const ticks = setInterval(consider, 1000);
    signal.addEventListener('abort', () => clearInterval(ticks));
    page.addEventListener('mouseout', (e) => {
      if (e.relatedTarget || e.clientY > 0) return;
      left = true;
      consider();
    }, { signal });
  }

  // path is the page's, as people write it.
  function path() {
    try { return decodeURI(location.pathname); } catch (_) { return location.pathname; }
  }

  // note keeps or recalls what proposals need to know of earlier pages, and nothing
  // before the visitor agreed. All that they keep goes through here.
  function note(kind, ...value) {
    try {
      if (!now().allowed && value[0] !== null) return null; // who takes his word back has all of it dropped
      const store = window[kind + 'Storage'], name = 'cordboard-proposals.' + config.key;
      if (!value.length) return JSON.parse(store.getItem(name));
      if (value[0]) store.setItem(name, JSON.stringify(value[0]));
      else store.removeItem(name);
    } catch (_) { /* the page remembers while it lives */ }
    return null;
  }

  // arrive begins another page of the visit.
  function arrive() {
    const today = new Date().toDateString();
    const before = note('local');
    visit = visit || note('session') || { pages: 0, back: Boolean(before), names: [] };
    day = before && before.day === today ? before : { day: today, names: [] };
    [since, depth, left] = [Date.now(), 0, false];
    visit.pages++;
    visit.path = path();
    visit.here = [];
    keeps();
  }

  function keeps() {
    if (!visit.kept && !config.rules) return; // a page that only invites keeps nothing until one is waved away
    note('session', visit);
    note('local', day);
  }

  function known() {
    const way = page.scrollHeight - innerHeight;
    depth = Math.max(depth, way > 0 ? scrollY / way * 100 : 0);
    return {
      seconds: (Date.now() - since) / 1000, path: path(), pages: visit.pages, returning: visit.back, scroll: depth, leaving: left,
      chat: now().lives, open: now().shown || Boolean(bubble), dismissed: visit.off, state: Date.now() - asked < 60000 ? state : '',
      proposed: { always: visit.here, visit: visit.names, day: day.names },
    };
  }

  // consider asks the panel how the entry point stands before a rule that is due proposes.
  function consider() {
    if (!now().allowed || document.hidden || due) return;
    const at = known();
    due = config.rules.find((rule) => isDue(rule, at));
    if (!due) return;
    if (!now().frame) load();
    else tell('ask');
  }

  function stands(as) {
    if (visit.by) tell('proposed', { rule: visit.by });
    [state, asked] = [as, Date.now()];
    const rule = due;
    due = null;
    if (rule && isDue(rule, known())) propose(rule);
  }

  function propose(rule) {
    visit.by = rule.name;
    for (const names of [visit.here, visit.names, day.names]) names.push(rule.name);
    keeps();
    tell('proposed', { rule: visit.by });
    const { texts, language, narrow } = now();
    if (rule.panel && !narrow) {
      open(true);
      proposed = rule.name;
    } else {
      const yes = make('button', { type: 'button', class: 'yes' }, texts.accept), no = make('button', { type: 'button' }, texts.dismiss);
      yes.addEventListener('click', () => open());
      no.addEventListener('click', dismiss);
      bubble = make('div', { class: 'proposal', role: 'group', 'aria-label': texts.title, lang: language }, make('span', {}, (rule.texts || {})[language] || texts.invite), yes, no);
      polite.append(bubble);
    }
    emit('invited', { rule: visit.by });
  }

  // settle takes the proposal away, as the visitor answered it.
  function settle(answer) {
    proposed = '';
    if (bubble && root.activeElement && bubble.contains(root.activeElement)) launcher.focus({ preventScroll: true });
    if (bubble) bubble.remove();
    bubble = null;
    emit(answer, { rule: visit.by });
  }

  function dismiss() {
    settle('dismissed');
    visit.off = visit.kept = true;
    visit.by = '';
    keeps();
    tell('proposed', { rule: '' });
  }

  if (visit.by) tell('proposed', { rule: visit.by }); // the panel may have come before

  return {
    stands,
    invite(text) {
      const { shown, lives, language } = now();
      if (!shown && !lives && !bubble && !visit.off) propose({ name: 'invite()', texts: { [language]: text && String(text) } });
    },
    opened(quietly) { if (bubble && !quietly) settle('accepted'); },
    closed() { if (proposed && !now().lives) dismiss(); },
    started() {
      if (proposed) settle('accepted');
      visit.by = '';
      keeps();
    },
    where() { if (visit.path !== path()) arrive(); },
    forget() {
      if (bubble) dismiss();
      for (const kind of ['session', 'local']) note(kind, null);
      visit = null;
      arrive();
    },
  };
}
