// What an operator does with what was said: answer a certain message, change his own,
// go through them by the keys, follow a quote to where it came from.
const acts = () => [...document.querySelectorAll("#log .say-acts > summary")];
const mine = () => [...document.querySelectorAll("#log [data-edit]")].at(-1)?.closest("details");

export function startSaid(composer) {
  document.addEventListener("click", (e) => {
    const quote = e.target.closest?.("[data-quote]");
    if (quote) {
      quote.closest("details").open = false;
      composer.quote(quote.dataset.quote, `${quote.dataset.author}: ${said(quote.closest("li"))}`);
    }
    const quoted = e.target.closest?.("[data-quoted]");
    if (quoted) {
      e.preventDefault();
      point(`#e-${quoted.dataset.quoted}`);
    }
  }, { capture: true });
  document.addEventListener("keydown", (e) => key(e, composer));
  // The menu of the newest message would open below what is in sight.
  document.addEventListener("toggle", (e) => {
    if (!e.target.matches?.(".say-acts")) return;
    if (e.target.open) {
      e.target.querySelector(".sheet-of-menu").scrollIntoView({ block: "nearest" });
      const text = e.target.querySelector("[data-edit]");
      (text ?? e.target.querySelector("button")).focus({ preventScroll: true });
      text?.setSelectionRange(text.value.length, text.value.length);
    } else if (document.activeElement === document.body || e.target.querySelector(".sheet-of-menu").contains(document.activeElement)) {
      composer.focus();
    }
  }, { capture: true });
}

function key(e, composer) {
  if (e.isComposing || e.metaKey || e.shiftKey) return;
  if (e.key === "Enter" && e.target.matches?.("[data-edit]")) {
    e.preventDefault();
    e.target.form.requestSubmit();
    return;
  }
  if (e.key !== "ArrowUp" && e.key !== "ArrowDown") return;
  // Up in an empty field brings back what was written last.
  if (!e.altKey && !e.ctrlKey && e.key === "ArrowUp" && e.target.matches?.("[data-text]") && e.target.value === "" && mine()) {
    e.preventDefault();
    mine().open = true;
    return;
  }
  const all = acts();
  const at = all.indexOf(document.activeElement);
  if (all.length === 0 || !e.altKey && at < 0) return;
  e.preventDefault();
  if (at === all.length - 1 && e.key === "ArrowDown") return composer.focus();
  const next = at < 0 ? all.length - 1 : Math.max(0, at + (e.key === "ArrowUp" ? -1 : 1));
  all[next].focus();
}

// said is what an entry says, without what stands around it.
function said(entry) {
  const says = entry.querySelector(".says") ?? entry.querySelector(".file-name b, .file-name a");
  return says.textContent.trim().replace(/\s+/g, " ").slice(0, 160);
}

// point shows an entry that an address or a quote names, and tells whether it stands
// there.
export function point(hash) {
  const entry = /^#e-\d+$/.test(hash) ? document.querySelector(hash) : null;
  if (!entry) return false;
  document.querySelector(".pointed")?.classList.remove("pointed");
  entry.classList.add("pointed");
  entry.tabIndex = -1;
  entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "center" });
  return true;
}
