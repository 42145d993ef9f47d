// Timers, pies and rings: the server wrote how they stood, this keeps them
// going, once a second, by the server's clock.
let ahead = 0; // how far this machine's clock is ahead of the server's

export function setClock(root) {
  ahead = Date.now() - Number(root.dataset.now);
}

// serverNow is the time by the server's clock.
export function serverNow() {
  return Date.now() - ahead;
}

export function startClock() {
  const tick = () => {
    const now = serverNow();
    for (const node of document.querySelectorAll("[data-since]")) since(node, now);
    for (const node of document.querySelectorAll("[data-until]")) until(node, now);
    setTimeout(tick, 1000 - (now % 1000) + 5);
  };
  tick();
}

export function clock(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  return s >= 3600
    ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function since(node, now) {
  const waited = now - Number(node.dataset.since);
  const target = Number(node.dataset.target ?? 0);
  if (target > 0) {
    node.classList.toggle("warn", waited >= target / 2 && waited < target);
    node.classList.toggle("late", waited >= target);
  }
  const fill = node.querySelector?.(".pie-fill");
  if (fill) {
    fill.setAttribute("stroke-dasharray", `${part(waited, target)} 100`);
  } else {
    write(node, clock(waited));
  }
}

function until(node, now) {
  const left = Number(node.dataset.until) - now;
  node.querySelector(".ring-left").setAttribute("stroke-dasharray", `${part(left, Number(node.dataset.total))} 100`);
  write(node.querySelector(".ring-number"), String(Math.max(0, Math.ceil(left / 1000))));
}

const part = (ms, whole) => whole > 0 ? Math.round(Math.min(Math.max(ms, 0), whole) * 100 / whole) : 0;

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
