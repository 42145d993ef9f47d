// Before a chat is ended whose contact spoke last, or is writing, its operator is
// reminded that he should be ready for it (F143).
const unready = () => {
  const words = document.getElementById("words").dataset;
  if (document.getElementById("typing")?.classList.contains("on")) return words.endingTypes;
  const last = [...document.querySelectorAll("#log > .theirs, #log > .ours")].at(-1);
  return last?.classList.contains("theirs") ? words.endingLast : "";
};

export function startEnding() {
  const dialog = document.getElementById("ending");
  let asked = null;
  document.addEventListener("submit", (e) => {
    if (e.target.dataset?.asks === undefined) return;
    if (e.target === asked) {
      asked = null;
      return;
    }
    const why = unready();
    if (!why) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    asked = e.target;
    document.getElementById("ending-why").textContent = why;
    dialog.returnValue = "";
    dialog.showModal();
  }, { capture: true });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "end" && asked?.isConnected) asked.requestSubmit();
    else asked = null;
  });
}
