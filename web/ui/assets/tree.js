// The tree's editor: line numbers that keep step with what is typed, ways to
// the places of the findings, and a draft that saves itself. Without it the
// page is a form like others.
import { follow } from "./follow.js";
import { morph, parse } from "./patch.js";

const text = document.getElementById("tree-text");
const form = text?.form;
const spare = 3;
const places = () => [...document.querySelectorAll(".finding-place")];
let at = -1; // the finding that was jumped to last

// count gives each line a number, and the field the height of all of them.
function count() {
  const numbers = document.getElementById("tree-lines");
  const want = text.value.split("\n").length + spare;
  while (numbers.children.length < want) {
    const line = document.createElement("li");
    line.id = `line-${numbers.children.length + 1}`;
    numbers.append(line);
  }
  while (numbers.children.length > want) numbers.lastChild.remove();
  text.rows = want;
}

// jump puts the cursor where a finding is, and its line into view.
function jump(place) {
  if (!place) return;
  at = places().indexOf(place);
  const line = Number(place.dataset.line);
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const cursor = Math.min(before + Number(place.dataset.column) - 1, text.value.length);
  text.focus({ preventScroll: true });
  text.setSelectionRange(cursor, cursor);
  document.getElementById(`line-${line}`)?.scrollIntoView({ block: "center" });
}

// here says beneath the text, whole, what was found in the cursor's line:
// behind the line there may be no room for it, and over others it is in the way.
function here() {
  const line = document.activeElement === text ? text.value.slice(0, text.selectionStart).split("\n").length : 0;
  const notes = document.getElementById("tree-notes");
  const note = notes.children[line - 1]?.querySelector(".code-note");
  notes.querySelector(".here")?.classList.remove("here");
  // Of a long line it covers the end, which the cursor may be in.
  if (note && note.previousElementSibling.scrollWidth > note.previousElementSibling.clientWidth) note.parentElement.classList.add("here");
  const said = document.getElementById("tree-here");
  said.textContent = note ? note.textContent : "";
  said.className = "code-here" + (note?.classList.contains("bad") ? " bad" : note ? " warn" : "");
}

// The draft saves itself a moment after the last key. Where somebody else
// saved meanwhile it stops, and leaves it to the person what to do.
const pause = 1200;
const mine = ["tree-head", "tree-said", "tree-seen", "tree-lines", "tree-notes", "tree-findings", "tree-acts", "picture", "tree-tests"];
let saved = text?.dataset.typed === "true" ? null : text?.value;
let timer = 0;
let saving = null;
// drawn is the text that the picture is of; null while it is of another version.
let drawn = document.getElementById("picture")?.matches(".old") ? null : text?.value;

// behind says whether the picture is of what stands here. It is said at the root,
// which the server does not write again.
function behind() {
  document.documentElement.toggleAttribute("data-picture-behind", drawn !== null && text.value !== drawn);
}

function state(which) {
  const said = document.querySelector(".tree-autosave");
  if (said) said.textContent = which ? said.dataset[which] : "";
}

// What stands here is kept before a link leads on; however else the page is left
// it is sent on the way out, which browsers do for what is small. leaving: it is
// left for what becomes of the text.
const light = 60_000;
let leaving = false;
let sending = null; // what is on its way, if it gets there without the page

function save() {
  if (saving) return saving.then(later);
  if (text.value === saved || saved === null) return null;
  saving = send(text.value).finally(() => { saving = sending = null; });
  return saving;
}

async function send(now) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("do", "draft");
  const body = fields.toString();
  const keepalive = body.length < light;
  sending = keepalive ? now : null;
  const headers = { "X-Cordboard": "script", "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await fetch(form.action, { method: "POST", body, headers, keepalive }).catch(() => null);
  const page = answer && parse(await answer.text());
  if (!page?.getElementById("tree-seen")) return later(); // not our page: no network, or signed out
  saved = answer.ok ? now : null;
  show(page, now);
  state(answer.ok && text.value === now ? "saved" : "unsaved");
  if (answer.ok && text.value !== now) later();
}

// keep saves what stands here, and waits for what is on its way already.
async function keep() {
  await saving;
  clearTimeout(timer);
  await save();
}

function follows(link) {
  const here = link.origin + link.pathname === location.origin + location.pathname;
  return link.href && !link.hasAttribute("download") && !(here && link.hash);
}

// lead waits with a link until what stands here is kept. Where that cannot be, the
// browser asks.
async function lead(e) {
  const link = e.target.closest("a");
  if (e.defaultPrevented || e.button > 1 || !link || !follows(link) || text.value === saved) return;
  if (link.dataset.leave !== undefined) leaving = true;
  if (leaving || saved === null) return;
  e.preventDefault();
  const to = link.href; // what is shown when it is kept may be another link
  const beside = e.button === 1 || e.ctrlKey || e.metaKey || e.shiftKey;
  await keep();
  if (beside) open(to, "_blank", "noopener");
  else location.assign(to);
}

// show takes over what the server says of the text that it was sent; what is said
// of its lines only while they are still the same.
function show(page, of) {
  const same = text.value === of;
  const note = form.elements.note.value;
  for (const id of mine) {
    const [was, is] = [document.getElementById(id), page.getElementById(id)];
    const ofLines = id === "tree-lines" || id === "tree-notes";
    if (id === "picture" && was && !was.hidden && is?.hidden) continue; // of what could still be read
    if (id === "picture" && is) drawn = is.matches(".old") ? null : of;
    if (!was || !is || (ofLines && !same) || (id === "tree-said" && !is.querySelector(".problem, .notice") && !was.firstElementChild)) continue;
    if (id === "tree-said") for (const done of is.querySelectorAll(".saved")) done.remove();
    is.querySelector("[autofocus]")?.removeAttribute("autofocus"); // who types keeps the cursor
    morph(was, is);
  }
  form.elements.note.value = note;
  here();
  behind();
  watch();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

if (text) {
  count();
  document.addEventListener("selectionchange", here);
  text.addEventListener("blur", here);
  text.addEventListener("input", () => {
    count();
    behind();
    state("unsaved");
    later();
  });
  text.addEventListener("scroll", () => { document.getElementById("tree-notes").hidden = text.scrollLeft > 0; }, { passive: true });
  document.addEventListener("click", (e) => {
    const place = e.target.closest(".finding-place");
    if (!place) return;
    e.preventDefault();
    jump(place);
  });
  document.addEventListener("keydown", (e) => {
    const all = places();
    if (e.key === "s" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      clearTimeout(timer);
      save();
    }
    if (e.key !== "F8" || all.length === 0) return;
    e.preventDefault();
    jump(all[(at + (e.shiftKey ? all.length - 1 : 1) + all.length) % all.length]);
  });
  document.addEventListener("click", lead);
  document.addEventListener("auxclick", lead);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (e) => {
    if (leaving || text.value === saved || text.value === sending) return;
    save();
    if (text.value !== sending) e.preventDefault();
  });
}

// The picture changes as callers move through the tree.
const watch = follow("picture");
