// The widget beside the form that sets it up: sent anew shortly after something of it
// changed, into a frame of its own that takes the place of the one before when it stands,
// so that nothing flickers and the way back in the browser stays what it was.
const form = document.getElementById("form");
const stage = document.querySelector(".preview-stage");
const launcher = stage.querySelector(".preview-launcher");
const buttons = [...document.querySelectorAll("[data-shows]")];
const ours = "#2a56d4"; // the colour of a widget that has none of its own
const pause = 300; // between two keys of one who types, in milliseconds
let shows = buttons[0];
let typed = 0;
let frames = 0; // so far: each has a name of its own, which it keeps
let next = null; // the frame that is on its way

function refresh() {
  clearTimeout(typed);
  next?.remove();
  const shown = stage.querySelector("iframe:not(.coming)");
  next = shown.cloneNode();
  next.className = "coming";
  next.name = `preview-panel-${++frames}`;
  next.tabIndex = -1;
  shown.after(next);
  shows.setAttribute("formtarget", next.name);
  form.requestSubmit(shows);
}

// launch draws the launcher as it would be.
function launch() {
  const { value } = form.elements.accent;
  stage.style.setProperty("--own", /^#[0-9a-f]{6}$/i.test(value) ? value : "");
  stage.classList.toggle("at-start", form.elements["at-start"].checked);
  stage.classList.toggle("dark", document.querySelector("[name=on-dark]").checked);
}

// chosen keeps a field for a colour and the browser's own choice of one alike.
function chosen(choice) {
  const field = form.elements[choice.dataset.colours];
  const show = () => { choice.value = /^#[0-9a-f]{6}$/i.test(field.value) ? field.value : ours; };
  choice.hidden = false;
  show();
  field.addEventListener("input", show);
  choice.addEventListener("input", () => { field.value = choice.value; });
}

// shut hides the panel behind its launcher, as on a page.
function shut(yes) {
  stage.classList.toggle("shut", yes);
  launcher.setAttribute("aria-expanded", String(!yes));
}

launcher.addEventListener("click", () => shut(!stage.classList.contains("shut")));
addEventListener("message", (e) => {
  const closes = e.origin === location.origin && e.data?.cordboard === "close";
  if (closes && e.source === stage.querySelector("iframe:not(.coming)").contentWindow) {
    shut(true);
    launcher.focus();
  }
  if (!next || e.source !== next.contentWindow || e.origin !== location.origin || e.data?.cordboard !== "ready") return;
  const shown = stage.querySelector("iframe:not(.coming)");
  next.className = "";
  next.removeAttribute("tabindex");
  shown.remove();
  next.contentWindow.postMessage({ cordboard: "open" }, location.origin);
  next = null;
});
for (const button of buttons) {
  button.addEventListener("click", (e) => {
    e.preventDefault();
    shows = button;
    for (const b of buttons) b.setAttribute("aria-pressed", String(b === shows));
    refresh();
  });
}
for (const kind of ["input", "change"]) {
  form.addEventListener(kind, () => {
    launch();
    clearTimeout(typed);
    typed = setTimeout(refresh, pause);
  });
}
for (const choice of form.querySelectorAll("[data-colours]")) chosen(choice);
document.querySelector("[name=on-dark]").addEventListener("change", () => { launch(); refresh(); });
launch();
refresh();
