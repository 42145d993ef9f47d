// The keypad of a call: keys go out one after the other, in the order in which
// they were pressed, however fast; each stands above the keys once the box took
// it. They are kept nowhere: a card's number may be among them.
import { problem } from "./toast.js";

let last = Promise.resolve();

export function startKeypad() {
  document.addEventListener("submit", (e) => {
    if (!e.target.matches(".pad") || !e.submitter) return;
    e.preventDefault();
    const form = e.target;
    const key = e.submitter.value;
    last = last.then(() => send(form, key));
  }, { capture: true });
}

async function send(form, key) {
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", headers: { "X-Cordboard": "script" }, body: new URLSearchParams({ digit: key }),
    });
    if (answer.ok) form.querySelector("[data-pressed]").textContent += key;
    else problem((await answer.json()).error);
  } catch {
    problem(document.getElementById("words").dataset.offline);
  }
}
