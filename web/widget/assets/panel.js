// The panel: a form, then a conversation, then its end. This module knows
// which of them is on and hands the work to the others.

import { h, icon } from './dom.js';
import { Texts } from './texts.js';
import { Keep, random } from './keep.js';
import { Box } from './box.js';
import { Feed, pauseAfter } from './feed.js';
import { Files } from './files.js';
import { Outbox } from './outbox.js';
import { Rating } from './rating.js';
import { Transcript } from './transcript.js';
import { Watch } from './watch.js';
import { Host } from './host.js';
import { Log } from './log.js';
import { Composer } from './composer.js';
import { Header } from './header.js';
import { Chat, said } from './chat.js';
import * as screens from './screens.js';

const ahead = 30000; // how often the box is asked whether he may come, where it should be so by his clock

export class Panel {
  // reaches makes what asks the box.
  constructor(root, reaches = (key, texts) => new Box(key, texts)) {
    const config = JSON.parse(root.dataset.config);
    this.root = root;
    this.state = config.state; // of the entry point: open, busy or offline
    this.blocked = config.state.blocked; // until when he may not come, or nothing
    this.keep = new Keep(config.key, config.state.history);
    this.spoken = config.language; // by the page around
    this.texts = new Texts(config.texts, config.texts[this.keep.language] ? this.keep.language : this.spoken);
    document.documentElement.lang = this.texts.language;
    this.box = reaches(config.key, this.texts);
    this.host = new Host(config.sites, {
      open: (focus) => this.opened(focus), close: () => this.closed(), page: () => this.visited(),
      knows: (user, attributes, tags) => this.knows(user, attributes, tags), language: (language) => config.texts[language] && this.hosted(language),
      proposed: (rule) => { this.proposal = rule; }, ask: () => this.stands(),
      end: () => this.finish(), forget: (all) => this.leave(all),
    });
    this.outbox = new Outbox(this.box, this.keep, () => this.draw());
    this.feed = new Feed(this.box, {
      event: (name, data) => this.happened(name, data),
      up: () => this.connected(true),
      down: () => this.connected(false),
      refused: (err) => this.lost(err),
    });
    this.files = new Files(this.box, this.texts, () => this.draw());
    this.files.limit = this.state.files || 0;
    this.rating = new Rating(this.box, this.keep, this.texts);
    this.transcript = new Transcript(this.box, this.texts);
    this.log = new Log(this.texts, this.outbox, this.files);
    this.composer = new Composer(this.texts, {
      send: (text) => this.outbox.add(text, this.host.page),
      files: (list) => this.files.add(list, this.host.page),
      preview: (text) => this.preview(text),
      draft: (text) => { this.keep.draft = text; },
      end: () => this.end(),
    });
    this.values = { ...this.keep.form };
    this.attributes = {}; // that the page told of its visitor
    this.undescribed = 0; // how often the box could not take them
    this.tags = []; // that it puts on his chat
    this.tagged = new Set(); // with the chat's token: those that the box was told
    this.user = {}; // who he is, as the page told and the box took it
    this.past = []; // chats that he may read again
    this.left = 0; // how many sat here and are forgotten: an answer to one of them is nobody's
    this.shown = false;
    if (config.accent) {
      document.documentElement.classList.add('own');
      document.documentElement.style.setProperty('--own', config.accent);
    }
    this.frame();
    this.keep.watch(() => this.resume(), () => this.marked());
    addEventListener('keydown', (e) => this.pressed(e));
    for (const name of ['dragover', 'drop']) addEventListener(name, (e) => this.dropped(e));
    addEventListener('offline', () => this.connected(false));
    this.resume();
    this.watch = new Watch(() => this.on === 'over' || this.shown && ['form', 'offline', 'waiting', 'blocked'].includes(this.on), () => this.refresh());
    this.host.ready(this.standing);
    this.recall();
  }

  // frame builds what is on every screen.
  frame() {
    this.header = new Header(this.texts, { close: () => this.host.tell('close'), speak: (language) => this.choose(language) });
    this.net = h('p', { class: 'net', role: 'status', hidden: true });
    this.turned = h('p', { class: 'unseen', role: 'status' });
    this.main = h('main', {});
    this.former = h('button', { type: 'button', class: 'link former', hidden: true, onclick: () => this.show('history') });
    this.root.replaceChildren(this.header.node, this.net, this.turned, this.main);
  }

  // resume takes up the conversation that this browser holds a token of.
  resume() {
    const { token } = this.keep.held;
    this.box.token = token || '';
    this.box.mark = this.keep.mark;
    this.box.barred = this.keep.barred;
    this.chat = new Chat();
    this.files.forget();
    this.composer.takes(this.files.limit);
    this.told = '';
    this.composer.take(this.keep.draft);
    if (this.keep.mail) this.values.mail = this.keep.mail;
    if (token) {
      this.screen = 'loading';
      this.feed.start();
      this.outbox.hurry();
    } else {
      this.feed.stop();
      this.screen = this.blank;
    }
    this.draw();
  }

  // What the box tells.

  happened(name, data) {
    switch (name) {
      case 'conversation': this.whole(data); break;
      case 'about': this.about(data); break;
      case 'entry': this.entry(data); break;
      case 'changed': this.chat.change(data); break;
      case 'typing': this.typing(data.name); break;
      case 'seen': this.chat.seen = data.seen; break;
    }
    if (this.chat.complete) this.feed.stop();
    this.draw();
  }

  whole(conversation) {
    this.chat.whole(conversation);
    this.suspend(conversation.blocked);
    this.rates(conversation);
    for (const e of conversation.entries) if (e.key) this.had(e.key);
    this.follow();
    this.host.tell(this.chat.state === 'over' ? 'end' : 'start', { fresh: false });
    this.visited();
    this.reads();
    this.describe();
  }

  about(conversation) {
    const was = this.chat.state;
    this.chat.about(conversation);
    this.suspend(conversation.blocked);
    this.rates(conversation);
    this.follow();
    if (was !== 'over' && this.chat.state === 'over') this.host.tell('end', { fresh: true });
  }

  rates({ rates, rating }) {
    if (rates) this.rating.had(rating);
  }

  // follow changes the screen as the conversation went on.
  follow() {
    if (this.screen === 'thanks') return;
    if (this.chat.state === 'over') {
      if (this.blocked) this.save();
      this.keep.draft = this.keep.mail = '';
      if (this.screen === 'leave') return;
      this.screen = 'over';
    } else if (this.screen !== 'leave' || this.chat.state === 'active') {
      this.screen = this.chat.state === 'active' ? 'chat' : 'waiting';
    }
  }

  // suspend shows that he may not come for now, and that he may again.
  suspend(blocked) {
    this.blocked = blocked;
    if (!blocked || blocked.as) this.keep.barred = this.box.barred = blocked?.as;
    clearTimeout(this.again);
    if (!blocked?.until) return;
    const left = new Date(blocked.until) - new Date();
    if (left < 86400000) this.again = setTimeout(() => this.refresh(), left > 0 ? left + 100 : ahead);
  }

  // save keeps what he was writing for the next form, when he may come again.
  save() {
    if (!this.composer.text) return;
    this.values.text = this.composer.text;
    this.keep.form = this.values;
    this.composer.take('');
  }

  entry(e) {
    if (!this.chat.add(e)) return;
    if (e.key) this.had(e.key);
    if (said(e) && e.by !== 'me') this.host.tell('message', { by: e.name });
  }

  // had: the box has what he sent under that key.
  had(key) {
    this.outbox.drop(key);
    this.files.drop(key);
  }

  // typing is forgotten when the operator's page does not renew it.
  typing(name) {
    this.chat.typing = name;
    clearTimeout(this.still);
    this.still = setTimeout(() => { this.chat.typing = ''; this.draw(); }, 6000);
  }

  connected(up) {
    clearTimeout(this.worry);
    if (up) {
      this.net.hidden = true;
      this.outbox.hurry();
      this.files.hurry();
      this.reads();
      this.describe();
      if (this.unproven) this.knows(this.unproven, this.attributes);
      if (this.composer.text) this.preview(this.composer.text); // what was told may be lost
    } else {
      this.worry = setTimeout(() => {
        this.net.replaceChildren(icon('cloud'), this.texts.text('net-down'));
        this.net.hidden = !this.box.token;
      }, 1500);
    }
  }

  // lost: the box does not know the token any more.
  lost() {
    this.putAway();
  }

  // What the visitor does.

  async open(values) {
    const { left } = this;
    this.box.mark = this.keep.begun();
    await this.proving;
    if (this.unproven) await this.knows(this.unproven, this.attributes);
    if (left !== this.left) return;
    this.opening ||= random(); // the same until the box has answered: it opens one conversation
    let answer;
    try {
      answer = await this.box.post('open', { key: this.opening, page: this.host.page, title: this.host.title, attributes: this.attributes, user: this.proof, after: this.after, proposal: this.proposal, ...values, topic: Number(values.topic) || 0 });
    } catch (err) {
      if (left !== this.left) return;
      if (err.unproven && this.proof) { // the page has stood here for longer than it is good
        this.proof = undefined;
        return this.open(values);
      }
      if (err.blocked) {
        this.suspend(err.blocked);
        return this.draw();
      }
      if (!err.offline) throw err;
      this.turn('offline');
      this.form.focus();
      this.refresh();
      return;
    }
    if (left !== this.left) return this.box.end(answer.token).catch(() => {});
    this.opening = this.proposal = '';
    this.sent();
    this.keep.save({ token: answer.token, seen: 0, unsent: [], language: this.keep.language });
    this.resume();
    this.host.tell('start', { fresh: true });
  }

  async leaveOffline(values) {
    const { left } = this;
    this.leaving ||= random();
    await this.box.post('offline', { key: this.leaving, page: this.host.page, ...values, topic: Number(values.topic) || 0 });
    if (left !== this.left) return;
    this.leaving = '';
    this.thanks(values.mail);
  }

  async leaveWaiting(values) {
    const { left } = this;
    await this.box.post('leave', values);
    if (left !== this.left) return;
    this.composer.take('');
    this.feed.stop();
    this.thanks(values.mail || this.chat.mail);
  }

  thanks(mail) {
    this.thanked = mail;
    this.sent();
    this.screen = 'thanks';
    this.keep.forget(this.state.history || 0);
    this.box.token = '';
    this.box.mark = this.keep.mark;
    this.host.tell('end', { fresh: false });
    this.draw();
    this.main.querySelector('button')?.focus();
  }

  // sent: what he wrote is with the box. Who he is stays in the page, for the
  // next form.
  sent() {
    this.values.text = '';
    for (const { id } of this.state.questions ?? []) delete this.values[id];
    this.keep.form = undefined;
  }

  async end() {
    if (this.asked !== this.screen) { // the first press asks, the second one ends
      this.asked = this.screen;
      this.composer.ending.textContent = this.texts.text('end-sure');
      clearTimeout(this.calm);
      this.calm = setTimeout(() => { this.asked = null; this.composer.speak(); }, 4000);
      return;
    }
    clearTimeout(this.calm);
    this.asked = null;
    this.composer.speak();
    await this.finish();
  }

  // finish ends the chat, if one goes on.
  async finish() {
    if (!this.box.token || this.chat.state === 'over') return;
    try {
      await this.box.end(this.box.token);
    } catch (err) {
      if (!err.status) this.connected(false);
    }
  }

  // leave ends the chat and forgets it, and who he is: another may sit here next. All of
  // it: also the mark of who is blocked. It waits for no answer, since the page may go, or
  // tell of that other one, the next moment.
  leave(all) {
    if (all) this.suspend();
    this.attributes = {};
    this.forgetWho();
    this.host.tell('forgotten');
  }

  // forgetWho ends the chat and puts away what is of who sat here.
  forgetWho() {
    this.finish();
    this.left++;
    this.values = {};
    this.user = {};
    this.tags = [];
    this.proof = this.unproven = this.proving = undefined;
    this.opening = this.leaving = '';
    this.keep.note({ form: undefined, language: undefined });
    this.drawn = '';
    this.past = [];
    this.read = undefined;
    this.keep.leave();
    this.putAway(0);
    this.after = undefined;
    this.hosted(this.spoken);
  }

  // putAway forgets the conversation and shows the form again.
  async putAway(days = this.state.history || 0) {
    this.feed.stop();
    this.after = this.box.token; // for who comes back at once; the page alone holds it
    this.keep.forget(days);
    this.box.token = '';
    this.box.mark = this.keep.mark;
    this.chat = new Chat();
    this.composer.take('');
    this.host.tell('end', { fresh: false });
    this.screen = 'loading';
    this.draw();
    await this.refresh();
    await this.recall();
  }

  // marked: another tab began a chat, or who sat there went, and what is here of him goes too.
  marked() {
    this.box.mark = this.keep.mark;
    this.past = [];
    this.read = undefined;
    if (['history', 'reread'].includes(this.screen)) this.screen = this.blank;
    this.draw();
    this.recall();
  }

  // recall asks which chats he may read again.
  async recall() {
    const may = this.state.history && (this.box.mark || this.proof);
    const { left, box: { mark } } = this;
    const past = may ? await this.box.post('history', { user: this.proof }).catch((err) => (err.status ? [] : this.past)) : [];
    if (left !== this.left || mark !== this.box.mark) return;
    this.past = past;
    this.draw();
  }

  // reread shows one of them.
  async reread({ id }) {
    const { left } = this;
    try {
      const read = await this.box.post('history/' + id, { user: this.proof });
      if (left !== this.left) return;
      this.read = read;
      this.show('reread');
    } catch (err) {
      const problem = this.main.querySelector('.problem');
      if (!problem) return;
      problem.replaceChildren(icon('alert'), err.status ? err.message : this.texts.text('no-connection'));
      problem.hidden = false;
    }
  }

  // blank is the form that fits to who is there.
  get blank() {
    return this.state.state === 'offline' ? 'offline' : 'form';
  }

  // begin shows the form again.
  begin() {
    this.show(this.blank);
  }

  // refresh asks whether somebody is there, and shows the form for that; or that an operator
  // took up again what was over.
  async refresh() {
    try {
      const { state, opens, files, blocked, goes } = await this.box.state(this.values.topic);
      if (goes && this.screen === 'over') return this.resume();
      Object.assign(this.state, { state, opens });
      this.composer.takes(this.files.limit = files || 0);
      this.suspend(blocked);
    } catch (_) { /* the form says so when it is sent */ }
    const form = this.blank;
    if (!this.box.token && this.screen === 'loading') return this.show(form);
    if (['form', 'offline'].includes(this.on) && this.screen !== form && !this.form?.busy) {
      if (this.form) this.turn(form);
      else this.screen = form;
    }
    this.draw();
  }

  // standing is how the entry point stands for him who may be proposed a chat.
  get standing() {
    return { state: this.blocked ? 'blocked' : this.state.state };
  }

  async stands() {
    await this.refresh();
    this.host.tell('state', this.standing);
  }

  // turn makes one form the other under the visitor's hands: its fields, what
  // is in them and the focus stay, and he hears why.
  turn(form) {
    this.screen = this.drawn = this.main.className = form;
    this.form.become(screens.terms[form](this));
    this.turned.textContent = this.texts.text(form === 'offline' ? 'gone' : 'back');
    this.draw();
  }

  preview(text) {
    if (this.box.token && this.chat.state !== 'over') this.box.post('typing', { text }).catch(() => {}); // the next one tells
  }

  visited() {
    if (!this.box.token || !this.host.page || this.chat.state === 'over' || this.screen === 'loading') return;
    const { page, title } = this.host;
    if (this.toldPage === page + title) return;
    this.toldPage = page + title;
    this.box.post('page', { page, title }).catch(() => { this.toldPage = ''; });
  }

  // knows takes what the page tells of its visitor: it fills in what he left empty,
  // and goes to the operator. Of who is not whom the page says, it takes nothing.
  async knows(user, attributes, tags = this.tags) {
    this.attributes = attributes;
    this.tags = tags;
    this.proving = this.proves(user);
    const proven = await this.proving;
    this.describe(); // now that it is whose they are
    if (!proven) return;
    if (this.user.id && this.user.id !== user.id) { // somebody else sits here now: what he meets is nobody's before
      const { proof } = this;
      this.forgetWho();
      [this.proof, this.tags] = [proof, tags];
    }
    this.user = user;
    for (const name of ['name', 'mail', 'phone']) {
      if (!user[name]) continue;
      if (this.form) this.form.fill(name, user[name]);
      else this.values[name] ||= user[name];
    }
  }

  // proves asks the box whether the site vouches for the user, where the page says so.
  async proves(user) {
    const { left } = this;
    const { id, hash } = user;
    this.unproven = undefined;
    if (!hash || this.proof?.id === id && this.proof.hash === hash) return true;
    try {
      await this.box.post('user', { id, hash });
    } catch (err) {
      if (left !== this.left) return false;
      if (err.another) { // somebody else sits here now
        this.forgetWho();
        return this.proves(user);
      }
      if (err.status && !err.passing) this.host.tell('refused', { text: err.message, user: this.user });
      else this.unproven = user;
      return false;
    }
    if (left !== this.left) return false;
    this.proof = { id, hash };
    this.recall();
    return true;
  }

  // tag puts the page's tags on the chat, each once; what the box does not take, the
  // page's script is told.
  tag() {
    const { token } = this.box;
    if (!token || this.chat.state === 'over' || this.screen === 'loading') return;
    for (const name of this.tags) {
      const told = token + name;
      if (this.tagged.has(told)) continue;
      this.tagged.add(told);
      this.box.post('tag', { name }).catch((err) => {
        if (!err.status || err.passing) this.tagged.delete(told);
        else this.host.tell('refused', { text: '“' + name + '”: ' + err.message, tag: name });
      });
    }
  }

  // describe tells the box the attributes, once as they are.
  describe() {
    this.tag();
    const text = JSON.stringify(this.attributes);
    if (!this.box.token || this.chat.state === 'over' || this.screen === 'loading' || text === '{}' || this.described === this.box.token + text) return;
    const telling = this.described = this.box.token + text;
    this.box.post('attributes', { attributes: this.attributes }).then(() => { this.undescribed = 0; }, (err) => {
      if (err.status && !err.passing || this.described !== telling) return;
      this.described = '';
      if (err.status) setTimeout(() => this.describe(), pauseAfter(this.undescribed++, err.after));
    });
  }

  // reads tells the box the language of this panel, so that it speaks that one too:
  // once, for in another tab the visitor may read another.
  reads() {
    const { language } = this.texts;
    if (!this.box.token || this.chat.state === 'over' || this.screen === 'loading' || this.told === language) return;
    this.told = language;
    if (this.chat.language === language) return;
    this.chat.language = language;
    this.box.post('language', { language }).catch(() => { this.told = this.chat.language = ''; });
  }

  opened(focus) {
    this.shown = true;
    this.log.pinned = true;
    this.draw();
    this.composer.measure();
    if (focus) this.focus();
    this.watch.look();
  }

  closed() {
    this.shown = false;
    this.header.menu(false);
  }

  // dropped takes files; elsewhere the browser would open them in place of the panel.
  dropped(e) {
    if (!e.dataTransfer?.types.includes('Files')) return;
    e.preventDefault();
    if (e.type === 'drop' && this.files.limit && this.composer.node.isConnected) this.files.add(e.dataTransfer.files, this.host.page);
  }

  pressed(e) {
    if (e.key !== 'Escape' || e.isComposing) return;
    if (!this.header.shut()) this.host.tell('close');
  }

  focus() {
    window.focus();
    if (this.form && this.form.node.isConnected) this.form.focus();
    else if (this.composer.node.isConnected) this.composer.area.focus();
    else if (this.on === 'over' || this.on === 'blocked') this.main.querySelector('.over-text').focus(); // no button: Enter was meant for a message
    else (this.main.querySelector('button') || this.header.close).focus();
  }

  // choose speaks the visitor's own choice of a language from now on.
  choose(language) {
    this.keep.language = language;
    this.speak(language);
  }

  // hosted speaks what the page around speaks, unless the visitor chose.
  hosted(language) {
    this.spoken = language;
    if (!this.keep.language && language !== this.texts.language) this.speak(language);
  }

  speak(language) {
    this.texts.speak(language);
    document.documentElement.lang = language;
    this.composer.speak();
    this.reads();
    this.drawn = '';
    this.draw();
  }

  // What is on.

  show(screen) {
    this.screen = screen;
    this.draw();
    this.focus();
  }

  // on is the screen that is shown: in place of all that he could write in, that he may
  // not, while that is so.
  get on() {
    return this.blocked && this.screen !== 'loading' && this.screen !== 'thanks' ? 'blocked' : this.screen;
  }

  draw() {
    if (!this.main) return;
    this.head();
    this.former.hidden = !this.past.length;
    this.former.textContent = this.texts.text('former', { count: this.past.length });
    const on = this.on;
    if (this.drawn !== on) {
      this.drawn = on;
      this.form = null;
      this.main.className = on;
      this.main.replaceChildren(...screens[on](this));
      this.composer.measure();
      const lost = document.hasFocus() && document.activeElement === document.body; // it went with the screen before
      if (lost && this.shown && this.screen !== 'loading') this.focus();
    }
    if (this.log.node.isConnected) {
      this.log.draw({
        entries: this.chat.entries,
        seen: this.chat.seen,
        topic: this.topic,
        typing: this.chat.typing,
        waiting: this.on === 'waiting' && screens.patience(this),
      });
    }
    this.count();
  }

  count() {
    if (!this.box.token) return this.host.tell('unread', { count: 0 });
    if (this.shown && !document.hidden && this.chat.newest > (this.keep.held.seen || 0)) this.keep.save({ seen: this.chat.newest });
    this.host.tell('unread', { count: this.chat.unread(this.keep.held.seen || 0) });
    this.receive();
  }

  // receive tells the box how far this page has what operators wrote, and how far it was
  // read; what it could not tell it tells with the next entry.
  receive() {
    const got = this.chat.theirs;
    const read = got <= (this.keep.held.seen || 0) ? got : 0;
    if (!got || this.received === this.box.token + got + read) return;
    this.received = this.box.token + got + read;
    this.box.post('read', { got, read }).catch(() => { this.received = ''; });
  }

  get topic() {
    return this.chat.topicIn(this.texts.language);
  }

  head() {
    const t = (key, places) => this.texts.text(key, places);
    const { opens, name, state } = this.state;
    const talks = this.screen === 'chat' || this.screen === 'over';
    const person = talks && this.chat.operator;
    const closed = this.screen === 'offline' || (this.screen === 'thanks' && state === 'offline');
    document.title = t('title');
    let title = t('heading');
    let under = name;
    if (person) [title, under] = [person, this.topic || name];
    else if (closed) [title, under] = opens ? [t('closed'), this.texts.opening(new Date(opens))] : [t('absent'), t('absent-under')];
    else if (this.screen === 'waiting') under = this.topic || name;
    else if (this.screen === 'form' && state === 'busy') under = t('busy');
    this.header.draw({ person, title, under, face: closed || this.screen === 'leave' ? 'mail' : 'chat', stays: talks || this.screen === 'waiting' });
  }
}
