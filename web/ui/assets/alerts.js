// What tells an operator who looks elsewhere that somebody came or wrote: a sound, and
// where he wants it a notification of his browser (F213).
import { knock, ringFor } from "./ring.js";

const shown = new Map(); // the notifications that stand, by what they are of
let offered = ""; // the conversation whose offer was told last
let unanswered = null; // how many messages of each conversation were told; null: none were yet

// showAlerts looks at the page; call it after every change. open leads to a
// conversation's address.
export function showAlerts(open) {
  const news = document.getElementById("news");
  const offer = document.querySelector("[data-offer]");
  const { silent, notified } = news.dataset;
  ringFor(silent === undefined ? offer : null);
  if (notified !== undefined) tellOffer(offer, open);
  let wrote = false;
  const now = new Map();
  for (const { dataset } of news.children) {
    now.set(dataset.of, Number(dataset.messages));
    if (unanswered === null || now.get(dataset.of) <= (unanswered.get(dataset.of) ?? 0)) continue;
    if (attends(dataset.of)) continue;
    wrote = true;
    if (notified !== undefined) tell(dataset.of, dataset.name, dataset.said, open);
  }
  if (wrote && silent === undefined) knock();
  for (const id of shown.keys()) if (id !== offered && !now.has(id)) withdraw(id);
  unanswered = now;
}

function tellOffer(offer, open) {
  const id = offer?.dataset.offer ?? "";
  if (id === offered) return;
  withdraw(offered);
  offered = id;
  if (!id || looksOn()) return;
  const lines = [...offer.querySelectorAll(".offer-line")].map((line) => line.textContent.trim());
  tell(id, offer.querySelector(".offer-name b").textContent, lines.join("\n"), open);
}

// looksOn tells whether the page is before its reader's eyes.
const looksOn = () => !document.hidden && document.hasFocus();

// attends tells whether the reader sees what is written in a conversation.
const attends = (id) => looksOn() && document.getElementById("log")?.dataset.conversation === id;

function tell(id, title, body, open) {
  if (looksOn() || globalThis.Notification?.permission !== "granted") return;
  // One tag for all tabs of the desk: they tell of it once.
  let notification;
  try {
    notification = new Notification(title, { body, tag: "cordboard-" + id, lang: document.documentElement.lang, silent: true });
  } catch {
    return; // Chromium of Android shows none of a page's
  }
  notification.onclick = () => {
    window.focus();
    open("/desk/" + id);
    withdraw(id);
  };
  shown.set(id, notification);
}

function withdraw(id) {
  shown.get(id)?.close();
  shown.delete(id);
}

for (const back of ["focus", "visibilitychange"]) {
  addEventListener(back, () => {
    if (looksOn()) for (const id of [...shown.keys()]) withdraw(id);
  });
}

// A browser that was not asked yet, as on another computer, is asked at the first press:
// sooner it would not ask.
addEventListener("pointerdown", () => {
  const { notified } = document.getElementById("news").dataset;
  if (notified !== undefined && globalThis.Notification?.permission === "default") Notification.requestPermission();
}, { once: true, passive: true });
