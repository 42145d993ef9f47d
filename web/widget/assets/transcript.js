// What was said, by e-mail: the visitor ticks it after the end, to the address that he
// gave before or gives now. The box sends it once.

import { h, icon } from './dom.js';
import { wrongMail } from './form.js';

export class Transcript {
  constructor(box, texts) {
    Object.assign(this, { box, texts });
  }

  // build is it as it stands on the screen; of a chat it is told whether we have an
  // address, and whether it was sent or came back.
  build(chat) {
    const t = (key) => this.texts.text(key);
    const { transcript } = chat;
    if (transcript === 'transcript') return h('p', { class: 'small', role: 'status' }, t('transcript-sent'));
    const problem = h('p', { class: 'error', id: 'transcript-error', role: 'alert', hidden: transcript !== 'transcript-failed' }, icon('alert'), t('transcript-failed'));
    const asks = !chat.mail || transcript === 'transcript-failed';
    const input = asks && h('input', { id: 'transcript-mail', type: 'email', autocomplete: 'email', inputmode: 'email', maxlength: 254, 'aria-describedby': 'transcript-error' });
    const send = h('button', { type: 'submit', class: 'second' }, t('transcript-send'));
    const more = h('div', { class: 'rating-foot', hidden: true }, asks ? h('div', { class: 'grow' }, h('label', { for: 'transcript-mail' }, t('field-mail')), input) : h('span', { class: 'small' }, t('transcript-known')), send);
    const tick = h('input', { type: 'checkbox', onchange: () => { more.hidden = !tick.checked; } });
    const complain = (sentence) => {
      problem.replaceChildren(...(sentence ? [icon('alert'), sentence] : []));
      problem.hidden = !sentence;
      if (input) input.setAttribute('aria-invalid', String(!!sentence));
    };
    const submit = async () => {
      const mail = input ? input.value.trim() : '';
      const wrong = asks && wrongMail(mail, this.texts);
      if (wrong) {
        complain(wrong);
        return input.focus();
      }
      if (this.busy) return;
      this.busy = true;
      complain('');
      send.setAttribute('aria-disabled', 'true');
      try {
        await this.box.post('transcript', { mail });
        chat.transcript = 'transcript';
        node.replaceChildren(this.build(chat));
      } catch (err) {
        complain(err.status ? err.message : t('no-connection'));
      } finally {
        this.busy = false;
        send.removeAttribute('aria-disabled');
      }
    };
    const node = h('form', { class: 'transcript', novalidate: true, onsubmit: (e) => { e.preventDefault(); submit(); } },
      h('label', { class: 'tick' }, tick, h('span', {}, t('transcript'))), more, problem);
    return node;
  }
}
