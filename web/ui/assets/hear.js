// Prompts are heard beside where they are chosen: what is chosen now, one at a
// time. Without this each is a link to the sound of what is stored.
const sound = new Audio();
let at = null; // the link whose sound it is

function stop() {
  sound.pause();
  at?.setAttribute("aria-pressed", "false");
  at = null;
}

function said(link) { return link.closest("[data-prompt]").querySelector("[role='status']"); }

function start(link) {
  const name = link.closest("[data-prompt]").querySelector("select, input").value.trim();
  stop();
  said(link).textContent = "";
  if (name === "") return;
  at = link;
  link.setAttribute("aria-pressed", "true");
  sound.src = link.dataset.hear + encodeURIComponent(name);
  sound.play().catch(() => {});
}

sound.addEventListener("ended", stop);
sound.addEventListener("error", () => {
  if (at) said(at).textContent = said(at).dataset.missing;
  stop();
});

for (const link of document.querySelectorAll("[data-hear]")) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-pressed", "false");
}

document.addEventListener("click", (e) => {
  const link = e.target.closest("[data-hear]");
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  if (link === at) stop();
  else start(link);
});

document.addEventListener("keydown", (e) => {
  if (e.key !== " " || !e.target.matches("[data-hear]")) return;
  e.preventDefault(); // a button's key, where a link's page scrolls
  e.target.click();
});

document.addEventListener("change", (e) => {
  if (at && e.target.closest("[data-prompt]") === at.closest("[data-prompt]")) stop();
});
