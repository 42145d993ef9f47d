// The operator's desk: puts the parts together.
import { showAlerts } from "./alerts.js";
import { clock, serverNow, setClock, startClock } from "./clock.js";
import { Composer } from "./composer.js";
import { Files } from "./files.js";
import { startEnding } from "./ending.js";
import { showSeen, startSeen } from "./seen.js";
import { beginFind, showFind, startFind } from "./find.js";
import { startHere } from "./here.js";
import { startKeypad } from "./keypad.js";
import { openMenu, showSeek, startKeys, typesText } from "./keys.js";
import { Live } from "./live.js";
import { addEntries, forgetTyping, showTyping, stay, toEnd } from "./log.js";
import { startMeters } from "./meters.js";
import { showNarrow, startNarrow } from "./narrow.js";
import { startPalette } from "./palette.js";
import { patch } from "./patch.js";
import { Phone } from "./phone.js";
import { showPicker, startPicker } from "./picker.js";
import { showPlayers, startPlayers } from "./player.js";
import { startReach } from "./reach.js";
import { toneFor } from "./ring.js";
import { point, startSaid } from "./said.js";
import { problem } from "./toast.js";
import { Visitor } from "./visit.js";
import { showWrapUp, startWrapUp } from "./wrapup.js";

const root = document.getElementById("desk");
const words = document.getElementById("words").dataset;
const live = new Live(root);
const visitor = new Visitor(root, live);
const composer = new Composer(new Files());
const phone = new Phone(document.getElementById("line"));
const dialog = document.getElementById("keys");
let byKeyboard = false; // what was done last

for (const [press, keys] of [["keydown", true], ["pointerdown", false]]) {
  addEventListener(press, () => { byKeyboard = keys; }, { capture: true, passive: true });
}

// shown is called when the page is another one.
function shown(changed) {
  setClock(root);
  composer.show();
  showPicker();
  showWrapUp();
  if (changed) {
    showTyping("");
    toEnd();
    document.querySelector(".row.selected")?.scrollIntoView({ block: "nearest" });
    if (!focusRevealed()) focusTalk();
    live.begin();
  }
  beginFind();
  showSeek();
  changedParts();
}

// focusRevealed goes to what was masked until now, so that it is read out as well.
function focusRevealed() {
  const { revealed } = root.dataset;
  if (revealed.startsWith("e-")) return point("#" + revealed);
  const at = document.getElementById(revealed);
  at?.scrollIntoView({ block: "nearest" });
  at?.focus({ preventScroll: true });
  return Boolean(at);
}

// focusTalk goes on where the next word is written, unless something is written
// elsewhere. Under a finger on a telephone that would raise keys over half of
// what is to be read: there the conversation itself has the focus.
function focusTalk() {
  if (typesText(document.activeElement)) return;
  if (byKeyboard || !matchMedia("(max-width: 700px)").matches) composer.focus();
  else if (document.querySelector("[data-composer]")) document.getElementById("centre").focus({ preventScroll: true });
}

// focused is what had the focus last, unless its reader left it himself.
let focused = null;
addEventListener("focusin", (e) => { focused = e.target; });
addEventListener("focusout", (e) => queueMicrotask(() => {
  if (e.target === focused && e.target.isConnected) focused = null;
}));

// refocus goes on where the next word is written when what had the focus went away.
function refocus() {
  if (!focused || focused.isConnected) return;
  focused = null;
  if (document.activeElement === document.body) focusTalk();
}

// changedParts is called after every change, large or small.
function changedParts() {
  const waiting = Number(document.getElementById("tabs").dataset.waiting);
  const title = (waiting > 0 ? `(${waiting}) ` : "") + words.title;
  if (document.title !== title) document.title = title;
  const offer = document.querySelector("[data-offer]");
  if (offer && offer.dataset.offer !== changedParts.offer && !typesText(document.activeElement)) {
    offer.querySelector("[data-accept]").focus();
  }
  changedParts.offer = offer?.dataset.offer;
  // An offer that passed took its buttons along: what brings him back is next.
  const back = document.querySelector("#notice [role=alert] button");
  if (back && !changedParts.missed && document.activeElement === document.body) back.focus();
  changedParts.missed = Boolean(back);
  showAlerts((path) => visitor.go(path));
  soundTones();
  showSeen();
  showNarrow();
  showFind();
  showPlayers();
  showTelephone();
  showLeg();
  phone.speak(document.getElementById("call")?.dataset.codec);
  refocus();
}

function soundTones() {
  toneFor(document.getElementById("call"), document.querySelectorAll("#log [data-tone]"), serverNow());
}

function showNet() {
  const net = document.getElementById("net");
  const unsent = composer.unsent;
  net.hidden = false;
  net.dataset.state = live.broken ? "reconnecting" : live.open ? "live" : "connecting";
  let word = live.broken ? words.reconnecting.replace("{time}", clock(Date.now() - live.broken)) : words.live;
  if (live.broken && unsent > 0) word = words.unsent.replace("{number}", unsent);
  const node = net.querySelector(".net-word");
  if (node.textContent !== word) node.textContent = word;
  showStale();
}

// showStale says at the call that nobody knows how it stands.
function showStale() {
  const stale = document.getElementById("stale");
  document.body.toggleAttribute("data-stale", Boolean(live.broken));
  if (!stale) return;
  stale.hidden = !live.broken;
  const word = live.broken ? words.stale.replace("{time}", clock(Date.now() - live.broken)) : "";
  if (stale.textContent !== word) stale.textContent = word;
}

// showTelephone asks for no microphone while the operator talks on his desk
// telephone.
function showTelephone() {
  const { sound } = document.getElementById("telephone").dataset;
  document.getElementById("leg").hidden = sound !== "browser";
  if (sound !== showTelephone.sound && sound !== "browser") phone.stop();
  showTelephone.sound = sound;
}

function showLeg() {
  const leg = document.getElementById("leg");
  leg.dataset.state = phone.state;
  leg.dataset.up = String(phone.state === "on");
  const word = words["leg" + phone.state[0].toUpperCase() + phone.state.slice(1)];
  leg.querySelector(".leg-word").textContent = word;
  leg.querySelector("[data-leg]").title = word;
  showSoundless();
}

// showSoundless says at a call without sound why it has none. While the sound
// is on its way, that is no fault yet.
function showSoundless() {
  const sentence = document.getElementById("soundless-word");
  if (!sentence) return;
  const state = phone.state === "on" ? "connecting" : phone.state; // the box says when it has it
  document.getElementById("soundless").dataset.state = state;
  document.getElementById("soundless-act").hidden = state === "connecting";
  const why = {
    off: words.soundOff, elsewhere: words.legElsewhere, failed: phone.reason || words[phone.fault], connecting: sentence.dataset.connecting,
  }[state];
  const word = state === "connecting" ? why : `${sentence.dataset.nobody} ${why}`;
  if (sentence.textContent !== word) sentence.textContent = word;
}

live.addEventListener("patch", (e) => {
  stay(() => patch(e.detail));
  composer.show();
  showPicker();
  showWrapUp();
  changedParts();
});
live.addEventListener("entries", (e) => {
  addEntries(e.detail);
  showFind();
  soundTones();
  refocus();
});
live.addEventListener("typing", (e) => {
  const { conversation, text } = JSON.parse(e.detail);
  if (document.getElementById("log")?.dataset.conversation === String(conversation)) showTyping(text);
  document.getElementById("row-" + conversation)?.classList.toggle("typing-now", text !== "");
});
// heard is whether the box hears the microphone, which may be so a moment before the
// browser says that it is connected.
let heard = false;
live.addEventListener("leg", (e) => {
  heard = e.detail === "up";
  if (!heard) phone.lost();
});
live.addEventListener("told", (e) => problem(e.detail));
live.addEventListener("gone", (e) => {
  live.close();
  problem(e.detail);
  visitor.go("/desk?tab=waiting");
});
live.addEventListener("version", (e) => {
  // The box runs another version: its fragments want their own stylesheet and script.
  if (e.detail !== root.dataset.version && phone.state !== "on" && !document.querySelector("[data-text]")?.value) location.reload();
});
live.addEventListener("state", (e) => {
  showNet();
  if (e.detail === "live") composer.flush();
  else forgetTyping();
});
visitor.addEventListener("shown", (e) => {
  shown(e.detail.changed);
  if (e.detail.behind && !e.detail.changed) live.begin();
  point(e.detail.hash);
});
composer.addEventListener("change", showNet);
phone.addEventListener("change", () => {
  showLeg();
  if (phone.state === "failed") problem(phone.reason || words[phone.fault]);
});
phone.addEventListener("microphone", (e) => problem(words.otherMicrophone.replace("{name}", e.detail)));

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-leg]")) {
    if (phone.state === "on") phone.stop();
    else phone.start();
  }
  if (e.target.closest("[data-keys]")) dialog.showModal();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(e.target) || e.target.closest("[data-find-open]")) menu.open = false;
  }
  const opens = e.target.closest("[data-opens]");
  if (opens) {
    opens.closest("details").open = false;
    openMenu(opens.dataset.opens);
  }
});
document.addEventListener("submit", (e) => {
  // Available means that calls may come, and who takes or makes one wants to be
  // heard: the press allows the sound as well.
  const takesCalls = !document.getElementById("leg").hidden;
  const { name, value, dataset } = e.submitter ?? { dataset: {} };
  const sounds = takesCalls && (dataset.sounds !== undefined || value === "available") || name === "sound" && value === "browser";
  const silent = ["off", "failed"].includes(phone.state);
  if (sounds && dataset.soundsFirst !== undefined && (silent || phone.state === "connecting" && !heard)) {
    e.preventDefault();
    e.stopImmediatePropagation();
    onceSounding(() => e.target.requestSubmit(e.submitter));
  }
  if (sounds && silent) phone.start();
  if (e.target.getAttribute("action") === "/sign-out") sessionStorage.clear();
}, { capture: true });

// onceSounding goes on when the box hears the microphone, and not where that
// fails: what is to be heard is given to nobody without ears.
function onceSounding(then) {
  const waits = new AbortController();
  const { signal } = waits;
  live.addEventListener("leg", (e) => {
    if (e.detail !== "up") return;
    waits.abort();
    then();
  }, { signal });
  phone.addEventListener("change", () => {
    if (!["connecting", "on"].includes(phone.state)) waits.abort();
  }, { signal });
}

for (const node of document.querySelectorAll("[data-keys]")) node.hidden = false;
startClock();
setInterval(showNet, 1000);
startKeys({ composer, dialog });
startWrapUp();
startNarrow();
startPicker();
startReach();
startPlayers();
startMeters(phone);
startHere();
startKeypad();
startPalette((path) => visitor.go(path));
startSaid(composer);
startFind(composer);
startEnding();
startSeen();
shown(true);
point(location.hash);
phone.resume();
