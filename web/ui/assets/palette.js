// The palette: from anywhere to a conversation, to what can be done now, or to a search
// of all that was said (Ctrl K). It lists what the page shows its reader anyway and
// presses it for him, so it offers nothing that he may not do.
import { fold } from "./fold.js";
import { enterMenu, seek } from "./keys.js";
import { beside, choose, chosen, marked } from "./listbox.js";

const words = () => document.getElementById("words").dataset;
const shown = 12; // options at once: what fits without scrolling

// places are where on the page it looks, and how what stands there is called together.
const places = [
  { find: "#offer .offer-text, .left .row-link", kind: "paletteTalk", call: named },
  { find: "#head :is(button, summary, a), #call :is(button, summary), #card > :is(button, summary)", kind: "paletteHere", call: labelled },
  { find: "#presence .item", kind: "paletteState", call: labelled },
  { find: "#tabs a, .top-lists a, #person :is(a, button)", kind: "palettePlace", call: labelled },
];

let go = null; // leads to an address
const dialog = () => document.getElementById("palette");
const field = () => document.getElementById("palette-text");
const list = () => document.getElementById("palette-list");

export function startPalette(open) {
  go = open;
  document.getElementById("palette-open").hidden = false;
  document.getElementById("palette-open").addEventListener("click", openPalette);
  document.querySelector("[data-palette]").addEventListener("click", (e) => {
    e.target.closest("details").open = false;
    openPalette();
  });
  field().addEventListener("input", show);
  field().addEventListener("keydown", key);
  list().addEventListener("click", (e) => {
    const option = e.target.closest("[role=option]");
    if (option) take(option);
  });
  dialog().addEventListener("click", (e) => { if (e.target === dialog()) dialog().close(); }); // beside it
}

export function openPalette() {
  field().value = "";
  dialog().showModal();
  show();
}

// show lists what fits what was typed: each word of it begins a word there.
function show() {
  const typed = field().value.trim();
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  const fits = found().filter(({ words }) => wanted.every((w) => words.some((word) => word.startsWith(w))));
  const first = wanted[0] ?? "";
  fits.sort((a, b) => Number(fold(b.name).startsWith(first)) - Number(fold(a.name).startsWith(first)));
  const search = typed
    ? { name: words().paletteSearch.replace("{text}", typed), act: () => go(`${location.pathname}?${new URLSearchParams({ tab: "finished", q: typed })}`) }
    : { name: words().paletteFinished, act: seek };
  const all = [...fits.slice(0, shown), { said: "", ...search }];
  list().replaceChildren(...all.map((one, i) => option(one, i, wanted.at(-1) ?? "")));
  choose(field(), list(), list().firstElementChild);
}

// found is everything that can be reached now, each thing once.
function found() {
  const all = new Map();
  for (const { find, kind, call } of places) {
    for (const node of document.querySelectorAll(find)) {
      if (node.disabled || !reachable(node)) continue;
      const { name, said = words()[kind] } = call(node);
      if (!name || all.has(kind + name)) continue;
      all.set(kind + name, { name, said, words: fold(`${name} ${said}`).split(/[^\p{L}\p{N}]+/u), act: () => press(node) });
    }
  }
  return [...all.values()];
}

// reachable is what can be seen, or stands in a menu that can.
function reachable(node) {
  const menu = node.closest("details:not([open])");
  return menu && menu !== node.parentElement ? !node.closest("[hidden]") && menu.checkVisibility() : node.checkVisibility();
}

// named is a conversation, by whom it is with and of what.
function named(node) {
  const of = node.querySelector(".row-queue, .offer-line");
  return { name: node.querySelector("b").textContent.trim(), said: of?.textContent.replace(/\s+/g, " ").trim() ?? "" };
}

// labelled is a control by its name, without its key and its count.
function labelled(node) {
  const label = node.cloneNode(true);
  for (const part of label.querySelectorAll("kbd, .badge, time, .number, [hidden]")) part.remove();
  return { name: (node.getAttribute("aria-label") ?? label.textContent).replace(/\s+/g, " ").trim() };
}

function press(node) {
  if (node.tagName !== "SUMMARY") return node.click();
  node.parentElement.open = true;
  enterMenu(node.parentElement);
}

const acts = new WeakMap();

function option({ name, said, act }, i, typed) {
  const item = document.createElement("li");
  item.id = `palette-${i}`;
  item.role = "option";
  acts.set(item, act);
  const [title, kind] = [document.createElement("b"), document.createElement("span")];
  title.append(...marked(name, typed));
  kind.textContent = said;
  item.append(title, kind);
  return item;
}

function key(e) {
  if (e.isComposing || e.altKey || e.metaKey) return;
  if (e.ctrlKey && e.key.toLowerCase() === "k") { // once more: to the search itself
    dialog().close();
    seek();
  } else if (e.key === "ArrowDown" || e.key === "ArrowUp") choose(field(), list(), beside(list(), chosen(list()), e.key === "ArrowDown" ? 1 : -1));
  else if (e.key === "Enter") take(chosen(list()));
  else return;
  e.preventDefault();
  e.stopPropagation();
}

function take(item) {
  dialog().close();
  acts.get(item)();
}
