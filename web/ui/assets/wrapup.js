// The wrap-up panel: the list of reasons is filtered by what is typed, blind
// to case and diacritics; what is chosen and noted stays until it is sent.
import { takeDrafts } from "./composer.js";
import { fold, within } from "./fold.js";
import { typesText } from "./keys.js";

const draft = (form) => `wrap-up:${form.dataset.wrapUp}`;

export function startWrapUp() {
  document.addEventListener("input", (e) => {
    const form = e.target.closest?.("[data-wrap-up]");
    if (!form) return;
    if (e.target.matches("[data-filter]")) {
      filter(form, e.target.value);
      return;
    }
    save(form);
    say(form, "");
  });
  document.addEventListener("keydown", key);
  document.addEventListener("submit", (e) => {
    if (!e.target.matches("[data-wrap-up]")) return;
    if (e.target.elements.reason.value) {
      sessionStorage.removeItem(draft(e.target));
      return;
    }
    e.preventDefault();
    e.stopImmediatePropagation();
    say(e.target, document.getElementById("words").dataset.reason);
    e.target.querySelector("[data-filter]").focus();
  }, { capture: true });
}

// showWrapUp is called after every change. Who has just ended a conversation
// goes on with its reason, unless he writes elsewhere; what he was writing there
// goes on in the note.
export function showWrapUp() {
  const form = document.querySelector("[data-wrap-up]");
  if (!form || form.dataset.shown) return;
  form.dataset.shown = "1";
  form.noValidate = true; // what is missing is said here, in the reader's language
  const kept = JSON.parse(sessionStorage.getItem(draft(form)) ?? "{}");
  if (kept.reason) form.elements.reason.value = kept.reason;
  const written = [kept.note, takeDrafts(form.dataset.wrapUp)].filter(Boolean).join("\n\n");
  if (written) form.elements.note.value = written; // else the box has what was written elsewhere
  save(form);
  filter(form, "");
  if (!matchMedia("(max-width: 700px)").matches && !typesText(document.activeElement)) form.querySelector("[data-filter]").focus();
}

function say(form, sentence) {
  form.querySelector("[data-problem]").textContent = sentence;
}

function save(form) {
  sessionStorage.setItem(draft(form), JSON.stringify({ note: form.elements.note.value, reason: form.elements.reason.value }));
}

function filter(form, text) {
  const wanted = fold(text.trim());
  const all = [...form.querySelectorAll(".reason")];
  let found = 0;
  for (const label of all) {
    const place = within(label.dataset.name, wanted);
    label.hidden = !place;
    if (!place) continue;
    found++;
    mark(label.querySelector("[data-word]"), label.dataset.name, place);
  }
  form.querySelector("[data-found]").textContent = wanted === "" ? "" : `${found}/${all.length}`;
}

function mark(node, name, { from, to }) {
  if (from === to) {
    node.textContent = name;
    return;
  }
  const hit = document.createElement("mark");
  hit.textContent = name.slice(from, to);
  node.replaceChildren(name.slice(0, from), hit, name.slice(to));
}

function key(e) {
  const within = e.target.closest?.("[data-wrap-up]");
  const form = within ?? (typesText(e.target) ? null : document.querySelector("[data-wrap-up]"));
  if (!form) return;
  if (e.key === "Enter" && e.ctrlKey) {
    e.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!e.target.matches("[data-filter]")) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (step) {
    e.preventDefault();
    choose(form, step);
  } else if (e.key === "Enter") {
    e.preventDefault();
    if (!form.elements.reason.value) choose(form, 1);
    form.elements.note.focus();
  }
}

function choose(form, step) {
  const open = [...form.querySelectorAll(".reason:not([hidden]) input")];
  if (open.length === 0) return;
  const at = open.findIndex((r) => r.checked);
  const next = open[(at + step + open.length) % open.length] ?? open[0];
  next.checked = true;
  say(form, "");
  next.closest(".reason").scrollIntoView({ block: "nearest" });
  save(form);
}
