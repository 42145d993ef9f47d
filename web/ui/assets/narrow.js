// The lists of a menu are narrowed by what is typed above them.
import { fold } from "./fold.js";

export function startNarrow() {
  document.addEventListener("input", (e) => { if (e.target.matches("[data-narrow]")) narrow(e.target); });
  document.addEventListener("keydown", (e) => {
    if (!e.target.matches?.("[data-narrow]") || e.isComposing) return;
    if (e.key !== "ArrowDown" && e.key !== "Enter") return;
    e.preventDefault();
    const first = [...sheet(e.target).querySelectorAll("[data-name]:not([hidden])")].map((n) => n.matches("button") ? n : n.querySelector("button")).find(Boolean);
    if (e.key === "ArrowDown") first?.focus();
    else if (e.target.value.trim()) first?.click(); // as the other lists that follow the typing
  });
  // Opened again it shows all there is.
  document.addEventListener("toggle", (e) => {
    const input = e.target.open === false && e.target.querySelector?.("[data-narrow]");
    if (!input?.value) return;
    input.value = "";
    narrow(input);
  }, { capture: true });
}

// showNarrow is called after every change: what came meanwhile is narrowed too.
export function showNarrow() {
  for (const input of document.querySelectorAll("[data-narrow]")) if (input.value) narrow(input);
}

const sheet = (input) => input.closest(".reach");

function narrow(input) {
  const wanted = fold(input.value.trim());
  const all = [...sheet(input).querySelectorAll("[data-name]")];
  for (const item of all) item.hidden = !fold(item.dataset.name).includes(wanted);
  const found = all.filter((item) => !item.hidden).length;
  sheet(input).querySelector("[data-found]").textContent = wanted ? `${found}/${all.length}` : "";
  sheet(input).toggleAttribute("data-nothing", found === 0);
}
