// The telephone in the page: it plays what the caller hears, one recording
// after the other, and takes the keyboard's keys for its own.
const sounds = [...document.querySelectorAll(".heard audio")];

sounds.forEach((sound, i) => sound.addEventListener("ended", () => sounds[i + 1]?.play().catch(() => {})));
// A page that was opened by hand may not sound before something was pressed.
sounds[0]?.play().catch(() => {});

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
  const key = [...document.querySelectorAll("[data-key]")].find((k) => k.dataset.key === e.key);
  if (key && key.getAttribute("aria-disabled") !== "true") key.click();
});

document.addEventListener("click", (e) => {
  if (e.target.closest('.telephone a[aria-disabled="true"]')) e.preventDefault();
});
