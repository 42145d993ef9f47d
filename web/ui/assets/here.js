// Tells the box, once a minute at most, that somebody is at the page: what a
// page does by itself does not keep a sign-in from going idle, and who only
// reads or talks asks the box for nothing else.
const rest = 60_000;
let told = -rest;

export function startHere() {
  for (const act of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    addEventListener(act, (e) => { if (e.isTrusted) here(); }, { passive: true, capture: true });
  }
}

async function here() {
  const now = performance.now();
  if (now - told < rest) return;
  told = now;
  try {
    await fetch("/desk/here", { method: "POST", headers: { "X-Cordboard": "script" } });
  } catch {
    told = -rest; // not heard: the next move says it again
  }
}
