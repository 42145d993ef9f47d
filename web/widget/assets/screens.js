// The screens: what stands under the head, for each state of the panel.

import { h, icon } from './dom.js';
import { Form } from './form.js';

export function loading({ texts }) {
  return [h('p', { class: 'quiet', role: 'status' }, texts.text('loading'))];
}

export function form(panel) {
  const { texts, state } = panel;
  return filled(panel, {
    asks: { ...state.form, text: 'optional' },
    lead: state.state === 'busy' ? 'lead-busy' : 'lead',
    button: 'start',
    foot: h('p', { class: 'small' }, texts.text('seen-by-operator')),
    send: (values) => panel.open(values),
  });
}

// offline asks for all that the form asks for at all.
export function offline(panel) {
  const all = Object.keys(panel.state.form).map((name) => [name, 'required']);
  return filled(panel, {
    asks: { ...Object.fromEntries(all), text: 'required' },
    lead: 'lead-offline',
    button: 'leave-send',
    foot: h('p', { class: 'small' }, panel.texts.text('kept')),
    send: (values) => panel.leaveOffline(values),
  });
}

// leave takes what was written in the chat as the message.
export function leave(panel) {
  const wrote = panel.chat.entries.some((e) => e.kind === 'message' && e.by === 'me');
  return filled(panel, {
    asks: { ...(panel.chat.mail ? {} : { mail: 'required' }), text: wrote ? 'optional' : 'required' },
    values: { text: panel.composer.text.trim() },
    lead: 'lead-leave',
    button: 'leave-send',
    foot: h('button', { type: 'button', class: 'link', onclick: () => panel.show('waiting') }, panel.texts.text('wait-on')),
    send: (values) => panel.leaveWaiting(values),
  });
}

function filled(panel, { lead, button, values = panel.values, ...rest }) {
  const { texts, state } = panel;
  panel.form = new Form({
    texts, values, topics: state.topics, button: texts.text(button),
    lead: h('p', { class: 'lead' }, texts.text(lead)), ...rest,
  });
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
  return [log.node, log.newer, again(panel, texts.text('new'), texts.text('over'))];
}

function again(panel, button, sentence) {
  return h('div', { class: 'action' }, sentence && h('p', { class: 'over-text' }, sentence),
    h('button', { type: 'button', class: 'primary', onclick: () => panel.putAway() }, button));
}

// patience is what stands under the log while nobody has come yet.
export function patience(panel) {
  const { texts } = panel;
  return h('div', { class: 'waiting' }, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
    h('p', { role: 'status' }, texts.text('waiting')),
    h('p', { class: 'small' }, texts.text('waiting-under')),
    h('button', { type: 'button', class: 'link', onclick: () => panel.show('leave') }, texts.text('leave')));
}
