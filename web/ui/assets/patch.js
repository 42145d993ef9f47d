// Puts fragments that the server wrote into the page. Focus, selection, open
// menus and what is being typed stay as they are.
import { Idiomorph } from "./vendor/idiomorph.js";

// The one trusted-types policy: HTML comes from our own server or not at all.
const policy = globalThis.trustedTypes?.createPolicy("cordboard", { createHTML: (html) => html })
  ?? { createHTML: (html) => html };

export function parse(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}

// chosen is what a person has chosen in the selects that are being written again;
// null where the server chooses.
const chosen = new WeakMap();

const callbacks = {
  // data-keep: the script or the person owns what is inside, as long as it is
  // about the same.
  beforeNodeMorphed: (now, next) => {
    if (now.tagName === "SELECT") chosen.set(now, next.querySelector("option[selected]") ? null : now.value);
    return !(now.dataset?.keep !== undefined && next.dataset?.keep === now.dataset.keep && now.id === next.id);
  },
  // What was chosen stays so while it can be, unless the server chooses.
  afterNodeMorphed: (now) => {
    if (now.tagName !== "SELECT") return;
    const option = [...now.options].find((o) => o.value === chosen.get(now) && !o.disabled);
    if (option) option.selected = true;
  },
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
};

export function morph(now, next) {
  // A button that was pressed has the focus as well, and nobody writes in it.
  const ignoreActiveValue = document.activeElement?.matches("input, textarea, select") ?? false;
  Idiomorph.morph(now, next, { morphStyle: "outerHTML", ignoreActiveValue, restoreFocus: true, callbacks });
}

// Lists that the pointer is over wait until it rests or leaves, so that
// nothing moves under a finger that is about to press.
const restless = 3000;
const held = new Map();
let moved = 0;
let timer = 0;

addEventListener("pointermove", () => { moved = performance.now(); }, { passive: true });
addEventListener("pointerdown", () => { moved = 0; release(); }, { passive: true });

function mustWait(node) {
  return (node.id === "list" || node.id === "below") && node.matches(":hover") && performance.now() - moved < restless;
}

function release() {
  for (const [id, next] of held) {
    const now = document.getElementById(id);
    if (now && mustWait(now)) continue;
    held.delete(id);
    if (now) morph(now, next);
  }
  clearTimeout(timer);
  if (held.size > 0) timer = setTimeout(release, 250);
}

// patch takes fragments, each with the id of what it replaces.
export function patch(html) {
  for (const next of [...parse(html).body.children]) {
    const now = document.getElementById(next.id);
    if (!now) continue;
    if (mustWait(now)) {
      held.set(next.id, next);
      clearTimeout(timer);
      timer = setTimeout(release, 250);
    } else {
      held.delete(next.id);
      morph(now, next);
    }
  }
}

// forget drops what still waits: the page is another one.
export function forget() {
  held.clear();
}
