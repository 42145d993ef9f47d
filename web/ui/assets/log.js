// The log of the open conversation: entries are added at its end, and the
// page stays at the end if it was there.
import { morph, parse } from "./patch.js";

export function atEnd(scroll) {
  return !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
}

export function toEnd() {
  const scroll = document.getElementById("scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

export function stay(change) {
  const follow = atEnd(document.getElementById("scroll"));
  change();
  if (follow) toEnd();
}

// addEntries takes list items; one that is there already is written again,
// one that we sent takes the place of what was waiting to be sent.
export function addEntries(html) {
  const log = document.getElementById("log");
  if (!log) return;
  stay(() => {
    for (const next of [...parse(html).body.children]) {
      const now = document.getElementById(next.id);
      if (now) {
        morph(now, next);
        continue;
      }
      const key = next.dataset.key;
      if (key) log.querySelector(`[data-pending="${CSS.escape(key)}"]`)?.remove();
      log.insertBefore(document.adoptNode(next), log.querySelector("[data-pending]"));
      if (Number(next.dataset.entry) > Number(log.dataset.last)) log.dataset.last = next.dataset.entry;
      if (next.classList.contains("theirs")) showTyping("");
    }
  });
}

// showTyping shows what the contact has typed and not sent.
export function showTyping(text) {
  const box = document.getElementById("typing");
  if (!box) return;
  stay(() => {
    box.classList.toggle("on", text !== "");
    const head = document.createElement("span");
    head.className = "typing-head";
    head.textContent = document.getElementById("words").dataset.typing;
    box.replaceChildren(head, document.createTextNode(text));
  });
}

// forgetTyping drops what was typed before a break: nobody knows whether it
// still stands.
export function forgetTyping() {
  showTyping("");
  for (const row of document.querySelectorAll(".typing-now")) row.classList.remove("typing-now");
}
