// The telephone in the page: it plays what the caller hears, one recording
// after the other, and takes the keyboard's keys for its own. Each step changes
// the page where it is, so that the place on it stays; without this each is a
// link to a page.
import { morph, parse } from "./patch.js";

const sounds = () => [...document.querySelectorAll(".heard audio")];

// ring plays from the first on, also what was heard just now. A page that was
// opened by hand may not sound before something was pressed.
function ring() {
  for (const sound of sounds()) sound.currentTime = 0;
  sounds()[0]?.play().catch(() => {});
}

document.addEventListener("ended", (e) => {
  const all = sounds();
  all[all.indexOf(e.target) + 1]?.play().catch(() => {});
}, true);

// show puts the page of an address in the place of this one.
async function show(address) {
  const answer = await fetch(address).catch(() => null);
  const next = answer?.ok ? parse(await answer.text()).querySelector(".try") : null;
  if (!next) { // not our page: no network, or signed out
    location.assign(address);
    return false;
  }
  for (const sound of sounds()) sound.pause();
  morph(document.querySelector(".try"), next);
  ring();
  return true;
}

async function step(address) {
  if (await show(address)) history.pushState(null, "", address);
}

// One step follows the other: who presses fast presses each key after the one
// before it.
let steps = Promise.resolve();
let ahead = 0; // pressed and not taken yet

function then(address) {
  ahead++;
  steps = steps.then(() => address() && step(address())).finally(() => { ahead--; });
}

// pad is where a key leads by now, if it does anything.
function pad(key) {
  const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return link?.getAttribute("aria-disabled") === "false" ? link.href : "";
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
  if (document.querySelector(`[data-key="${CSS.escape(e.key)}"]`)) then(() => pad(e.key));
});

document.addEventListener("click", (e) => {
  const link = e.target.closest(".telephone a");
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  const { href, dataset: { key } } = link;
  if (key !== undefined) then(() => pad(key));
  else if (ahead === 0 && link.getAttribute("aria-disabled") !== "true") then(() => href);
});

addEventListener("popstate", () => { steps = steps.then(() => show(location.href)); });

ring();
