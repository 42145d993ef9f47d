// Search in the open conversation, all of which is in the page: blind to case,
// diacritics and how numbers are grouped, as the box searches. What is found is lit
// without a change of the page, so that patches go on as they do.
import { fold } from "./fold.js";

const bar = () => document.getElementById("find");
const field = () => bar()?.querySelector("[data-find]");
const around = ".visually-hidden, .note-head, .quoted, .former, .say-acts, .reveal, .avatar, time, b.small";
const separates = /[\s+\-/().]/;
let found = [];
let at = -1;
let sought = "";

export function startFind(composer) {
  document.addEventListener("click", (e) => {
    if (e.target.closest?.("[data-find-open]")) openFind();
    const by = e.target.closest?.("[data-find-go]");
    if (by) go(Number(by.dataset.findGo));
    if (e.target.closest?.("[data-find-close]")) close(composer);
  });
  document.addEventListener("input", (e) => { if (e.target === field()) seek(); });
  document.addEventListener("keydown", (e) => {
    if (e.isComposing || !bar()?.contains(e.target)) return;
    if (e.key === "Escape") {
      e.preventDefault();
      close(composer);
    } else if (e.key === "Enter" && e.target === field()) {
      e.preventDefault();
      go(e.shiftKey ? -1 : 1);
    }
  }, { capture: true });
}

export function openFind() {
  if (!bar()) return;
  bar().hidden = false;
  field().focus();
  field().select();
  showFind();
}

// beginFind is called when the page is another one: what was sought among all is sought
// here as well.
export function beginFind() {
  sought = "";
  if (field()?.value && bar().hidden && lookFor(field().value).length > 0) {
    bar().hidden = false;
    seek();
    return;
  }
  showFind();
}

// showFind is called after every change: entries may have come or changed.
export function showFind() {
  const open = bar() && !bar().hidden;
  found = open ? lookFor(field().value) : [];
  at = Math.min(Math.max(at, 0), found.length - 1);
  light();
  if (open) tell();
}

function seek() {
  const text = field().value;
  found = lookFor(text);
  if (text !== sought) at = found.length > 0 ? 0 : -1;
  sought = text;
  light();
  tell();
  reach();
}

function go(by) {
  if (field().value !== sought) return seek();
  if (found.length === 0) return;
  at = (at + by + found.length) % found.length;
  light();
  tell();
  reach();
}

function close(composer) {
  field().value = "";
  bar().hidden = true;
  sought = "";
  showFind();
  composer.focus();
}

function reach() {
  found[at]?.startContainer.parentElement.scrollIntoView({ block: "center" });
}

function light() {
  if (!globalThis.CSS?.highlights) return;
  CSS.highlights.set("found", new Highlight(...found));
  const now = new Highlight(...found.slice(Math.max(at, 0), at + 1));
  now.priority = 1;
  CSS.highlights.set("found-now", now);
}

function tell() {
  const words = document.getElementById("words").dataset;
  const count = bar().querySelector("[data-find-count]");
  const none = field().value.trim() ? words.findNone : "";
  const word = found.length > 0 ? words.findAt.replace("{at}", at + 1).replace("{count}", found.length) : none;
  if (count.textContent !== word) count.textContent = word;
  for (const button of bar().querySelectorAll("[data-find-go]")) button.setAttribute("aria-disabled", String(found.length === 0));
}

// lookFor gives the places of a text in the log, from its beginning to its end.
function lookFor(text) {
  const bare = [...text].filter((c) => !separates.test(c)).join("");
  const digits = /^[0-9]+$/.test(bare);
  const wanted = digits ? bare : fold(text.trim().replace(/\s+/g, " "));
  if (!wanted) return [];
  return [...document.querySelectorAll("#log [data-entry] :is(.bubble, .step-text), #log .said.event")]
    .flatMap((node) => places(node, wanted, digits));
}

function places(node, wanted, digits) {
  const letters = [];
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    if (!text.parentElement.closest(around)) spell(text, letters, digits);
  }
  const held = letters.map((l) => l.is).join("");
  const from = letters.flatMap((l) => [...l.is].flatMap((c) => Array(c.length).fill(l)));
  const ranges = [];
  for (let i = held.indexOf(wanted); i >= 0; i = held.indexOf(wanted, i + wanted.length)) {
    const range = document.createRange();
    const first = from[i];
    const last = from[i + wanted.length - 1];
    range.setStart(first.text, first.from);
    range.setEnd(last.text, last.to);
    ranges.push(range);
  }
  return ranges;
}

// spell adds the letters of a text as they are compared, and where they stand.
function spell(text, letters, digits) {
  let from = 0;
  for (const c of text.data) {
    const to = from + c.length;
    const last = letters.at(-1);
    if (digits) {
      if (/[0-9]/.test(c)) letters.push({ is: c, text, from, to });
      else if (!separates.test(c)) letters.push({ is: "\0", text, from, to });
    } else if (/\s/.test(c)) {
      if (last && last.is !== " ") letters.push({ is: " ", text, from, to });
    } else {
      const is = fold(c);
      if (is) letters.push({ is, text, from, to });
      else if (last?.text === text) last.to = to; // an accent belongs to its letter
    }
    from = to;
  }
}
