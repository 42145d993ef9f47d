// The picture of a tree: larger and smaller, and moved by dragging. The size is
// kept at the root, which the server does not write again with the picture.
const root = document.documentElement;
const step = 1.25;
const [least, most] = [0.1, 4];

// shown is how large the drawing is now, where 1 is as it was drawn.
function shown(of) {
  const svg = of.querySelector("svg");
  return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
}

// scale gives the drawing a size; what is at x and y of its frame stays there.
function scale(of, size, x = of.clientWidth / 2, y = of.clientHeight / 2) {
  const was = shown(of);
  size = Math.min(most, Math.max(least, size));
  const [left, top] = [(of.scrollLeft + x) / was, (of.scrollTop + y) / was];
  root.style.setProperty("--picture-size", size);
  root.dataset.pictureSize = "";
  of.scrollTo(left * size - x, top * size - y);
}

const acts = {
  in: (of) => scale(of, shown(of) * step),
  out: (of) => scale(of, shown(of) / step),
  whole: (of) => scale(of, 1),
  fit: (of) => scale(of, Math.min(1, (of.clientWidth - 1) / of.querySelector("svg").viewBox.baseVal.width)),
};
const keys = { "+": "in", "=": "in", "-": "out", "0": "fit", "1": "whole" };

// A drawing that is larger than its frame begins where callers do.
const frame = document.querySelector(".picture-frame");
const begins = frame?.querySelector(".begins")?.getBoundingClientRect();
if (begins) {
  const box = frame.getBoundingClientRect();
  if (begins.bottom > box.bottom) frame.scrollTop = begins.top + begins.height / 2 - box.top - box.height / 2;
  if (begins.right > box.right) frame.scrollLeft = begins.left - box.left;
}

root.dataset.picture = "";

document.addEventListener("click", (e) => {
  const button = e.target.closest("[data-picture-act]");
  if (button) acts[button.dataset.pictureAct](document.querySelector(".picture-frame"));
});

document.addEventListener("keydown", (e) => {
  const act = acts[keys[e.key]];
  if (!act || e.ctrlKey || e.metaKey || e.altKey || !e.target.matches(".picture-frame")) return;
  e.preventDefault();
  act(e.target);
});

document.addEventListener("wheel", (e) => {
  const of = e.target.closest(".picture-frame");
  if (!of || !(e.ctrlKey || e.metaKey)) return;
  e.preventDefault(); // or the whole page grows
  const box = of.getBoundingClientRect();
  scale(of, shown(of) * step ** (-Math.sign(e.deltaY)), e.clientX - box.left - of.clientLeft, e.clientY - box.top - of.clientTop);
}, { passive: false });

// A finger moves what scrolls by itself.
document.addEventListener("pointerdown", (e) => {
  const of = e.target.closest(".picture-frame");
  if (!of || e.pointerType !== "mouse" || e.button !== 0) return;
  const [x, y] = [of.scrollLeft + e.clientX, of.scrollTop + e.clientY];
  const move = (m) => of.scrollTo(x - m.clientX, y - m.clientY);
  const end = () => document.removeEventListener("pointermove", move);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
  document.addEventListener("pointercancel", end, { once: true });
});
