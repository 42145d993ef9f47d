// The picker of the composer: what is typed behind a slash brings the answers at
// hand, behind a colon emoji, in a note behind an @ colleagues. The keys stay in the field; the list only shows what
// they choose (WAI-ARIA, combobox with a listbox).
import { beside, choose, chosen, marked } from "./listbox.js";

const words = () => document.getElementById("words").dataset;

// Behind white space or at the beginning, so that neither a web address nor a time
// of day opens it.
const signs = {
  "/": { typed: /(?:^|\s)\/([\p{L}\p{N}-]{0,40})$/u, from: (picker) => picker.dataset.answers, none: "noAnswer" },
  "@": { typed: /(?:^|\s)@([\p{L}\p{N}.-]{0,40})$/u, from: (picker) => picker.dataset.colleagues, none: "noColleague", notes: true },
  ":": { typed: /(?:^|\s):(\p{L}{2,20})$/u, from: (picker) => picker.dataset.emoji, none: "noEmoji" },
};

let open = null; // { picker, text, sign, typed, at, byHand }
let dismissed = ""; // what the operator closed the list at
let attempt = 0;

export function startPicker() {
  document.addEventListener("input", (e) => { if (e.target.matches("[data-text]")) typed(e.target); });
  document.addEventListener("keydown", key, { capture: true });
  document.addEventListener("pointerdown", (e) => {
    const option = e.target.closest("[data-picker] [role=option]");
    if (option) e.preventDefault(); // the field keeps the focus
    else if (open && !e.target.closest("[data-picker], [data-pick], [data-text]")) close();
  });
  document.addEventListener("click", (e) => {
    const option = e.target.closest("[data-picker] [role=option]");
    if (option) return take(option);
    const button = e.target.closest("[data-pick]");
    if (button) press(button);
  });
  document.addEventListener("focusout", (e) => { if (open && e.target === open.text && !open.picker.contains(e.relatedTarget)) close(); });
}

// showPicker shows the buttons, which nobody can use without this script.
export function showPicker() {
  for (const button of document.querySelectorAll("[data-pick]")) button.hidden = false;
  if (open && !open.text.isConnected) open = null;
}

// typed opens, narrows or closes the list as what stands before the caret says.
function typed(text) {
  const picker = text.form?.querySelector("[data-picker]");
  if (!picker) return;
  const before = text.value.slice(0, text.selectionStart);
  for (const [sign, { typed, from, notes }] of Object.entries(signs)) {
    if (!from(picker) || notes && !text.form.querySelector("[data-note]").checked) continue;
    const found = before.match(typed);
    if (!found) continue;
    const at = text.selectionStart - found[1].length - 1;
    if (dismissed === before.slice(0, at + 1)) return;
    dismissed = "";
    return show({ picker, text, sign, typed: found[1], at });
  }
  dismissed = "";
  if (open) close();
}

// press is of one of the buttons: as if its sign had been typed.
function press(button) {
  const text = button.form.querySelector("[data-text]");
  if (open && open.sign === button.dataset.pick) return close();
  dismissed = "";
  text.focus();
  const at = text.selectionStart;
  if (button.dataset.pick === ":") return show({ picker: button.form.querySelector("[data-picker]"), text, sign: ":", typed: "", at, byHand: true });
  text.setRangeText(at > 0 && !/\s/.test(text.value[at - 1]) ? " /" : "/", at, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// show asks the box what fits, and lists the newest answer alone.
async function show(wanted) {
  open = wanted;
  const mine = ++attempt;
  const { none, from } = signs[wanted.sign];
  let picks = [];
  try {
    const answer = await fetch(`${from(wanted.picker)}?${new URLSearchParams({ typed: wanted.typed })}`, { headers: { "X-Cordboard": "script" } });
    if (answer.ok) picks = await answer.json();
  } catch { /* without the box nothing can be offered, and the line says so already */ }
  if (mine !== attempt || open !== wanted) return;
  const { picker, text } = wanted;
  const list = listOf(picker);
  list.replaceChildren(...picks.map((p, i) => option(list.id, p, i, wanted.typed)));
  list.classList.toggle("signs", wanted.sign === ":");
  picker.querySelector(".picker-none").textContent = picks.length === 0 ? words()[none] : "";
  picker.hidden = false;
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);
  choose(text, list, list.firstElementChild);
}

function option(list, { name, said, text, of }, i, typed) {
  const item = document.createElement("li");
  item.id = `${list}-${i}`;
  item.role = "option";
  item.dataset.inserts = text;
  const [title, words] = [document.createElement("b"), document.createElement("span")];
  title.append(...marked(name, typed));
  words.append(...marked(said, typed).flatMap((part) => typeof part === "string" ? blanks(part) : [part]));
  item.append(title, words);
  if (of) {
    const whose = document.createElement("small");
    whose.textContent = of;
    item.append(whose);
  }
  return item;
}

// blanks frames what is still to be filled in.
function blanks(said) {
  return said.split(/(<[^<>\n]{1,64}>)/).map((part, i) => {
    if (i % 2 === 0) return part;
    const blank = document.createElement("i");
    blank.textContent = part;
    return blank;
  });
}

const listOf = (picker) => picker.querySelector("[role=listbox]");

// columns is how many stand beside each other.
const columns = (list) => [...list.children].filter((item) => item.offsetTop === list.firstElementChild.offsetTop).length || 1;

// nextBlank goes to what is to be filled in behind the caret; behind the last one Tab
// leaves the field as ever.
function nextBlank(e) {
  const text = e.target;
  if (!text.matches?.("[data-text]") || e.key !== "Tab" || e.shiftKey || e.altKey || e.ctrlKey || e.metaKey) return;
  const from = text.selectionEnd;
  const blank = text.value.slice(from).match(/<[^<>\n]{1,64}>/);
  if (!blank) return;
  e.preventDefault();
  text.setSelectionRange(from + blank.index, from + blank.index + blank[0].length);
}

function key(e) {
  nextBlank(e);
  if (!open || open.picker.hidden || e.target !== open.text || e.isComposing || e.altKey || e.ctrlKey || e.metaKey) return;
  const list = listOf(open.picker);
  const now = chosen(list);
  switch (e.key) {
    case "ArrowDown": choose(open.text, list, beside(list, now, columns(list))); break;
    case "ArrowUp": choose(open.text, list, beside(list, now, -columns(list))); break;
    case "ArrowRight":
    case "ArrowLeft":
      if (open.sign !== ":") return;
      choose(open.text, list, beside(list, now, e.key === "ArrowRight" ? 1 : -1));
      break;
    case "Enter":
      if (!now || e.shiftKey) return;
      take(now);
      break;
    case "Escape":
      dismissed = open.byHand ? "" : open.text.value.slice(0, open.at + 1);
      close();
      break;
    default: return;
  }
  e.preventDefault();
  e.stopImmediatePropagation();
}

// take puts an answer or a sign where it was asked for. What is still to be filled
// in is selected, so that the next key replaces it.
function take(item) {
  const { text, at, byHand } = open;
  const said = item.dataset.inserts;
  const until = byHand ? at : text.selectionStart;
  close();
  text.focus();
  text.setRangeText(said, at, Math.max(at, until), "end");
  const blank = said.match(/<[^<>\n]{1,64}>/);
  if (blank) text.setSelectionRange(at + blank.index, at + blank.index + blank[0].length);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  attempt++;
  const { picker, text } = open;
  open = null;
  picker.hidden = true;
  for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) text.removeAttribute(name);
}
