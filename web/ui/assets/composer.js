// Writing to a contact: the counter, Enter and Shift+Enter, drafts that stay here and
// on the box, and an outbox: what could not be sent waits in this tab and goes out on
// return, exactly once, because each message carries a key of its own.
import { newKey } from "./key.js";
import { atEnd, toEnd } from "./log.js";

const drafts = (id, note) => `draft:${id}${note ? ":note" : ""}`;
// unsaved marks what the box does not have yet as it was written here.
const unsaved = (id) => `unsaved:${id}`;
const words = () => document.getElementById("words").dataset;

export class Composer extends EventTarget {
  #files; // that go along
  #sending = false;
  #saves = new Map(); // the timer of each conversation whose draft waits to be saved
  #versions = new Map(); // the newest draft of each that this page knows
  #filled = new WeakSet(); // fields that hold what was written here
  #told = 0; // when the contact was told last that he is written to; 0: he is not

  constructor(files) {
    super();
    this.#files = files;
    files.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    document.addEventListener("input", (e) => this.#input(e));
    document.addEventListener("keydown", (e) => this.#key(e));
    document.addEventListener("submit", (e) => this.#submit(e), { capture: true });
    document.addEventListener("click", (e) => {
      const form = e.target.closest?.("[data-as-is]")?.form;
      if (form) this.#post(form, true);
      if (e.target.closest?.("[data-unquote]")) {
        unquote(composer());
        this.focus();
      }
    });
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.#saveAll());
  }

  // show is called when the page shows another conversation.
  show() {
    this.#told = 0;
    const form = composer();
    if (form) this.#restore(form);
    this.#files.show();
    this.#showPending();
  }

  // restore shows what was written here and the box does not have yet, or else what
  // the box has: it may come from another browser of the same person.
  #restore(form) {
    const id = form.dataset.composer;
    const text = field(form);
    if (sessionStorage.getItem(unsaved(id)) !== null) {
      if (!this.#filled.has(text)) this.#fill(form, ...written(id));
    } else if (Number(form.dataset.draftVersion) >= (this.#versions.get(id) ?? 0)) {
      this.#versions.set(id, Number(form.dataset.draftVersion));
      this.#fill(form, form.dataset.draft, form.dataset.draftNote !== undefined);
    }
    count(form);
  }

  // fill never turns into a message what is written as a note at this moment.
  #fill(form, said, note) {
    const text = field(form);
    this.#filled.add(text);
    if (text.value === said && (said === "" || noting(form) === note)) return;
    text.value = said;
    this.#note(form, said === "" ? noting(form) : note || form.dataset.notes !== undefined);
  }

  // later saves a draft when its writer rests.
  #later(id) {
    sessionStorage.setItem(unsaved(id), String(performance.now()));
    clearTimeout(this.#saves.get(id));
    this.#saves.set(id, setTimeout(() => this.#save(id), rest));
  }

  #saveAll() {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(unsaved(""))) this.#save(key.slice(unsaved("").length));
    }
  }

  // save has the box keep a draft. A message takes its draft along there, so what was
  // written since goes behind it.
  async #save(id) {
    const mark = sessionStorage.getItem(unsaved(id));
    if (mark === null || outbox().some((m) => m.conversation === id)) return;
    const [text, note] = written(id);
    const body = new URLSearchParams({ text, note: note ? "true" : "" });
    let answer;
    try {
      answer = await fetch(`/desk/${id}/draft`, { method: "POST", headers: { "X-Cordboard": "script" }, body, keepalive: text.length < 5000 });
    } catch {
      return; // on return
    }
    if (answer.status >= 500 || answer.status === 401 || answer.status === 429) return;
    if (answer.ok) {
      const { version } = await answer.json();
      this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
    }
    if (sessionStorage.getItem(unsaved(id)) === mark) sessionStorage.removeItem(unsaved(id));
  }

  focus() {
    const form = composer();
    if (form) field(form).focus();
    return Boolean(form);
  }

  toggleNote() {
    const box = composer()?.querySelector("[data-note]");
    if (!box) return;
    this.#note(box.form, !box.checked);
    if (field(box.form).value !== "") this.#later(box.form.dataset.composer);
    this.focus();
  }

  // quote has the next message answer a certain one.
  quote(id, said) {
    const bar = quoting(composer());
    if (!bar) return;
    bar.dataset.quotes = id;
    bar.querySelector("[data-words]").textContent = said;
    bar.hidden = false;
    this.focus();
  }

  get unsent() { return outbox().length + this.#files.unsent; }

  #input(e) {
    const form = e.target.closest?.("[data-composer]");
    if (!form) return;
    if (e.target.matches("[data-note]")) {
      this.#note(form, e.target.checked);
      if (field(form).value !== "") this.#later(form.dataset.composer);
      return;
    }
    if (!e.target.matches("[data-text]")) return;
    keep(drafts(form.dataset.composer, noting(form)), e.target.value);
    this.#later(form.dataset.composer);
    count(form);
    say(form, "");
    this.#tell(form);
  }

  // tell has the contact see that he is written to, and never what.
  #tell(form) {
    const now = Date.now();
    const writes = field(form).value.trim() !== "" && !noting(form);
    if (writes ? now - this.#told < renewal : this.#told === 0) return;
    this.#told = writes ? now : 0;
    const body = new URLSearchParams({ writes: writes ? "on" : "" });
    fetch(`/desk/${form.dataset.composer}/typing`, { method: "POST", headers: { "X-Cordboard": "script" }, body }).catch(() => {}); // the next key tells
  }

  // note makes what is written a note, or a message again; its draft goes along.
  #note(form, note) {
    form.querySelector("[data-note]").checked = note;
    const text = field(form);
    keep(drafts(form.dataset.composer, !note), "");
    keep(drafts(form.dataset.composer, note), text.value);
    if (!text.dataset.label) text.dataset.label = text.placeholder;
    text.placeholder = note ? words().note : text.dataset.label;
    text.setAttribute("aria-label", text.placeholder);
  }

  #key(e) {
    if (e.key !== "Enter" || e.isComposing || !e.target.matches?.("[data-text]")) return;
    if (e.altKey || e.metaKey) return;
    const form = e.target.form;
    const sends = e.ctrlKey || (form.dataset.shiftSends !== undefined ? e.shiftKey : !e.shiftKey);
    if (!sends) return;
    e.preventDefault();
    form.requestSubmit();
  }

  #submit(e) {
    const form = e.target;
    if (!form.matches("[data-composer]")) return;
    e.preventDefault();
    this.#post(form, false);
  }

  // post takes what is written; asIs: its < and > are meant.
  #post(form, asIs) {
    const text = field(form);
    const said = text.value.trim();
    if (length(said) > limitOf(text)) return;
    if (!noting(form)) this.#files.send();
    if (said === "") return;
    const message = { conversation: form.dataset.composer, key: newKey(), text: said, note: noting(form), asIs, quotes: quoting(form).dataset.quotes };
    unquote(form);
    say(form, "");
    saveOutbox([...outbox(), message]);
    text.value = "";
    keep(drafts(message.conversation, message.note), "");
    this.#later(message.conversation);
    this.#note(form, form.dataset.notes !== undefined); // a note is one note: what follows is for the contact
    count(form);
    this.#showPending();
    this.#told = 0; // the message itself ends it
    toEnd();
    this.flush();
    this.dispatchEvent(new Event("change"));
  }

  // flush sends what waits, in its order, one at a time.
  async flush() {
    this.#files.flush();
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = outbox()[0]; next; next = outbox()[0]) {
        if (!await this.#send(next)) break;
      }
    } finally {
      this.#sending = false;
      this.#saveAll();
      this.dispatchEvent(new Event("change"));
    }
  }

  // send tells whether the message is off our hands.
  async #send(message) {
    const body = new URLSearchParams({ text: message.text, key: message.key });
    if (message.note) body.set("note", "true");
    if (message.asIs) body.set("as-is", "true");
    if (message.quotes) body.set("quotes", message.quotes);
    let answer;
    try {
      answer = await fetch(`/desk/${message.conversation}/message`, { method: "POST", headers: { "X-Cordboard": "script" }, body });
    } catch {
      return false;
    }
    if (answer.status >= 500 || answer.status === 401 || answer.status === 429) return false;
    saveOutbox(outbox().filter((m) => m.key !== message.key));
    if (!answer.ok) this.#refused(message, (await answer.json().catch(() => ({}))).error ?? "");
    return true;
  }

  // refused gives the text back to who wrote it.
  #refused(message, sentence) {
    document.querySelector(`[data-pending="${CSS.escape(message.key)}"]`)?.remove();
    const form = composer();
    if (form?.dataset.composer !== message.conversation) {
      keep(drafts(message.conversation, message.note), message.text);
      this.#later(message.conversation);
      return;
    }
    const text = field(form);
    this.#note(form, message.note || noting(form)); // never does a note become a message by itself
    text.value = text.value === "" ? message.text : message.text + "\n" + text.value;
    keep(drafts(message.conversation, noting(form)), text.value);
    this.#later(message.conversation);
    count(form);
    say(form, sentence);
    form.querySelector("[data-as-is]").hidden = message.asIs || !/[<>]/.test(message.text);
  }

  // showPending shows what is not on the server yet at the end of the log.
  #showPending() {
    const log = document.getElementById("log");
    if (!log || log.classList.contains("story")) return;
    const follow = atEnd(document.getElementById("scroll"));
    for (const message of outbox()) {
      if (message.conversation !== log.dataset.conversation) continue;
      const key = CSS.escape(message.key);
      if (log.querySelector(`[data-pending="${key}"], [data-key="${key}"]`)) continue;
      log.append(pending(message));
    }
    if (follow) toEnd();
  }
}

function pending(message) {
  const item = document.createElement("li");
  item.className = message.note ? "said note pending" : "said ours pending";
  item.dataset.pending = message.key;
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  bubble.textContent = message.text;
  const beside = document.createElement("div");
  beside.className = "beside";
  beside.textContent = words().sending;
  item.append(bubble, beside);
  return item;
}

// takeDrafts gives what was written in a conversation and neither sent nor
// saved, and forgets it.
export function takeDrafts(id) {
  const keys = [drafts(id, true), drafts(id, false)];
  const written = keys.map((key) => (sessionStorage.getItem(key) ?? "").trim());
  for (const key of [...keys, unsaved(id)]) keep(key, "");
  return written.filter(Boolean).join("\n\n");
}

// written is what is kept here of a conversation, and whether as a note.
function written(id) {
  const note = sessionStorage.getItem(drafts(id, true)) ?? "";
  return note === "" ? [sessionStorage.getItem(drafts(id, false)) ?? "", false] : [note, true];
}

// rest is how long nothing is written until a draft is saved.
const rest = 600;

// renewal is how often it is told again that somebody writes: the contact's
// panel forgets it after twice that time.
const renewal = 3000;

const composer = () => document.querySelector("[data-composer]");
const quoting = (form) => form?.querySelector("[data-quoting]");
const field = (form) => form.querySelector("[data-text]");
const noting = (form) => form.querySelector("[data-note]").checked;

// length counts as the box does: characters, not halves of them.
const length = (s) => [...s].length;
const limitOf = (text) => Number(text.dataset.limit);

function unquote(form) {
  delete quoting(form).dataset.quotes;
  quoting(form).hidden = true;
}

// count shows how much was written. What is pasted is never cut: who sees by
// how much it is too long can shorten it himself.
function count(form) {
  const text = field(form);
  const counter = form.querySelector("[data-counter]");
  const used = length(text.value);
  const limit = limitOf(text);
  const over = used - limit;
  counter.textContent = over > 0 ? words().overBy.replace("{count}", over) : `${used}/${limit}`;
  counter.classList.toggle("near", used > limit * 0.9);
  counter.classList.toggle("over", over > 0);
  text.toggleAttribute("aria-invalid", over > 0);
  form.querySelector("button.primary").disabled = over > 0;
}

function say(form, sentence) {
  form.querySelector("[data-problem]").textContent = sentence;
  form.querySelector("[data-as-is]").hidden = true;
}

function keep(name, text) {
  if (text === "") sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, text);
}

function outbox() {
  try {
    return JSON.parse(sessionStorage.getItem("outbox") ?? "[]");
  } catch {
    return [];
  }
}

function saveOutbox(list) {
  keep("outbox", list.length === 0 ? "" : JSON.stringify(list));
}
