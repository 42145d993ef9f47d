// Forms that call a number: what is missing is said below the field, in the
// reader's language.
const numberOf = (node) => node.closest?.("form")?.querySelector("[data-number]");

export function startReach() {
  document.addEventListener("input", (e) => { if (e.target.matches?.("[data-number]")) say(e.target, ""); });
  document.addEventListener("submit", (e) => {
    const number = numberOf(e.target);
    if (!number || number.value.trim() !== "") return;
    e.preventDefault();
    e.stopImmediatePropagation();
    say(number, document.getElementById("words").dataset.number);
    number.focus();
  }, { capture: true });
}

function say(number, sentence) {
  number.toggleAttribute("aria-invalid", sentence !== "");
  number.form.querySelector("[data-flaw]").textContent = sentence;
}
