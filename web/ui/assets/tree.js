// The tree's editor: line numbers that keep step with what is typed, and ways
// to the places of the findings. Without it the page is a form like others.
import { morph, parse } from "./patch.js";

const text = document.getElementById("tree-text");
const numbers = document.querySelector(".code-lines");
const places = [...document.querySelectorAll(".finding-place")];
const spare = 3;
let at = -1; // the finding that was jumped to last

// count gives each line a number, and the field the height of all of them.
function count() {
  const want = text.value.split("\n").length + spare;
  while (numbers.children.length < want) {
    const line = document.createElement("li");
    line.id = `line-${numbers.children.length + 1}`;
    numbers.append(line);
  }
  while (numbers.children.length > want) numbers.lastChild.remove();
  text.rows = want;
}

// jump puts the cursor where a finding is, and its line into view.
function jump(index) {
  const place = places[index];
  if (!place) return;
  at = index;
  const line = Number(place.dataset.line);
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const cursor = Math.min(before + Number(place.dataset.column) - 1, text.value.length);
  text.focus({ preventScroll: true });
  text.setSelectionRange(cursor, cursor);
  document.getElementById(`line-${line}`)?.scrollIntoView({ block: "center" });
}

if (text && numbers) {
  count();
  text.addEventListener("input", count);
  places.forEach((place, index) => place.addEventListener("click", (e) => {
    e.preventDefault();
    jump(index);
  }));
  text.form.addEventListener("keydown", (e) => {
    if (e.key !== "F8" || places.length === 0) return;
    e.preventDefault();
    jump((at + (e.shiftKey ? places.length - 1 : 1) + places.length) % places.length);
  });
  if (document.querySelector('.findings[data-jump="true"]')) jump(0);
}

// The picture of the tree that takes calls is asked for again every few
// seconds, as long as somebody can see it.
const every = 3000;

async function redraw() {
  const picture = document.getElementById("picture");
  const path = picture?.dataset.path;
  if (!path) return;
  if (!document.hidden) {
    const answer = await fetch(path).catch(() => null);
    const next = answer?.ok && parse(await answer.text()).getElementById("picture");
    if (next) morph(picture, next);
  }
  setTimeout(redraw, every);
}

setTimeout(redraw, every);
