// The screens: what stands under the head, for each state of the panel.

import { h, icon } from './dom.js';
import { Form } from './form.js';
import { Log } from './log.js';

export function loading({ texts }) {
  return [h('p', { class: 'quiet', role: 'status' }, texts.text('loading'))];
}

// terms are those of the two forms that become one another as operators come
// and go: offline asks for all that the other asks for at all.
export const terms = {
  form(panel) {
    const { texts, state } = panel;
    return {
      asks: { ...state.form, ...own(state, (q) => q.ask), text: 'optional' },
      lead: texts.text(state.state === 'busy' ? 'lead-busy' : 'lead'),
      button: texts.text('start'),
      foot: h('p', { class: 'small' }, texts.text('seen-by-operator')),
      send: (values) => panel.open(values),
      keep: (values) => { panel.keep.form = values; },
    };
  },
  offline(panel) {
    const { texts, state } = panel;
    const all = Object.keys(state.form).map((name) => [name, 'required']);
    return {
      asks: { ...Object.fromEntries(all), ...own(state, (q) => (q.kind === 'check' ? q.ask : 'required')), text: 'required' },
      lead: texts.text('lead-offline'),
      button: texts.text('leave-send'),
      foot: h('p', { class: 'small' }, texts.text('kept')),
      send: (values) => panel.leaveOffline(values),
      keep: (values) => { panel.keep.form = values; },
    };
  },
};

// own are the site's own questions, each as it is asked.
const own = ({ questions = [] }, how) => Object.fromEntries(questions.map((q) => [q.id, how(q)]));

export const form = (panel) => [panel.former, ...filled(panel, terms.form(panel))];
export const offline = (panel) => [panel.former, ...filled(panel, terms.offline(panel))];

// history lists the chats that he may read again.
export function history(panel) {
  const { texts } = panel;
  return [
    h('div', { class: 'past' }, h('h2', {}, texts.text('former-head')), h('p', { class: 'problem', role: 'alert', hidden: true }),
      h('ul', {}, panel.past.map((c) => h('li', {}, h('button', { type: 'button', onclick: () => panel.reread(c) },
        h('b', {}, [texts.time(new Date(c.at)), c.by].filter(Boolean).join(' · ')),
        h('span', { dir: 'auto' }, c.deleted ? texts.text('deleted') : c.text)))))),
    back(texts.text('back-to-form'), () => panel.begin()),
  ];
}

// reread is one of them; its files went with it.
export function reread(panel) {
  const { texts, read } = panel;
  const log = new Log(texts, { list: [] }, { list: [], draw: (e) => e.text });
  log.draw({ entries: read.entries, topic: read.topics?.[texts.language] || read.topic });
  return [log.node, back(texts.text('back-to-former'), () => panel.show('history'))];
}

const back = (text, act) => h('div', { class: 'action' }, h('button', { type: 'button', class: 'link', onclick: act }, text));

// leave takes what was written in the chat as the message, and gives it back
// to who waits on.
export function leave(panel) {
  const { texts } = panel;
  const wrote = panel.chat.entries.some((e) => e.kind === 'message' && e.by === 'me');
  return filled(panel, {
    asks: { ...(panel.chat.mail ? {} : { mail: 'required' }), text: wrote ? 'optional' : 'required' },
    lead: texts.text('lead-leave'),
    button: texts.text('leave-send'),
    foot: h('button', { type: 'button', class: 'link', onclick: () => panel.show('waiting') }, texts.text('wait-on')),
    send: (values) => panel.leaveWaiting(values),
    keep: ({ mail, text }) => {
      panel.values.mail = panel.keep.mail = mail;
      panel.composer.take(text);
    },
  }, { mail: panel.values.mail, text: panel.composer.text });
}

function filled(panel, terms, values = panel.values) {
  panel.form = new Form(panel.texts, panel.state, values, terms);
  return [panel.form.node];
}

export function thanks(panel) {
  const { texts, thanked } = panel;
  return [
    h('div', { class: 'done', role: 'status' }, icon('check'), h('h2', {}, texts.text('thanks')),
      h('p', {}, thanked ? texts.text('thanks-mail', { mail: thanked }) : texts.text('thanks-under'))),
    again(panel, texts.text('another')),
  ];
}

export function waiting({ log, composer }) {
  return [log.node, log.newer, composer.node];
}

export const chat = waiting;

export function over(panel) {
  const { log, texts } = panel;
  const asked = panel.state.rating && panel.chat.rates;
  return [log.node, log.newer, again(panel, texts.text('new'), texts.text('over'), [asked && panel.rating.build(), panel.state.transcript && panel.chat.rates && panel.transcript.build(panel.chat)])];
}

// blocked says that he may not come for now, below what was said so far.
export function blocked(panel) {
  const { log, texts, box, blocked: { until } } = panel;
  const sentence = until ? texts.text('blocked-until', { time: texts.time(new Date(until)) }) : texts.text('blocked');
  const notice = h('div', { class: 'action' }, h('p', { class: 'over-text', role: 'status', tabindex: -1 }, sentence));
  return box.token ? [log.node, log.newer, notice] : [notice];
}

function again(panel, button, sentence, after) {
  return h('div', { class: 'action' }, sentence && h('p', { class: 'over-text', tabindex: -1 }, sentence), after,
    h('button', { type: 'button', class: 'primary', onclick: () => panel.putAway() }, button));
}

// patience is the row that stands under the log while nobody has come yet; it
// does not promise anybody when all have left.
export function patience(panel) {
  const { texts, state } = panel;
  const alone = state.state === 'offline';
  const [said, under] = alone ? ['alone', 'alone-under'] : ['waiting', 'waiting-under'];
  return ['waiting', texts.language + said, () => h('div', { class: 'waiting' },
    !alone && h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
    h('p', { role: 'status' }, texts.text(said)),
    h('p', { class: 'small' }, texts.text(under)),
    h('button', { type: 'button', class: 'link', onclick: () => panel.show('leave') }, texts.text('leave')))];
}
