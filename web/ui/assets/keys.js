// The keyboard. Letters alone work only outside text fields, and not for who switched
// them off (WCAG 2.1.4); Alt with a letter only if the press types nothing: on Polish and other
// keyboards Alt makes ą, ę, ń and ś, which arrive as such in event.key.
import { openFind } from "./find.js";
import { openPalette } from "./palette.js";

export function startKeys({ composer, dialog }) {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing || e.metaKey) return;
    const act = e.altKey ? withAlt(e, composer, dialog) : e.ctrlKey ? withCtrl(e) : alone(e, composer, dialog);
    if (!act) return;
    e.preventDefault();
    act();
  });
}

// seek goes to the search in what is finished, from wherever the focus is.
let seeks = false;

export function seek() {
  const field = document.getElementById("seek-text");
  if (field?.checkVisibility()) {
    field.focus();
    field.select();
    return;
  }
  seeks = true;
  document.querySelector("#tabs a:last-child").click();
}

// showSeek goes on there when the page is another one.
export function showSeek() {
  const field = document.getElementById("seek-text");
  if (!seeks || !field) return; // a page that was on its way before may come first
  seeks = false;
  field.focus();
}

export function typesText(node) {
  return Boolean(node?.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]"));
}

// commands are what is done by Alt and a letter, which is the operator's own.
const commands = {
  accept: () => press("[data-accept]") ?? press("#list[data-tab=waiting] .row-acts button, #below .row-acts button"),
  end: () => press("[data-end]"),
  find: () => document.getElementById("find") ? openFind : null,
  tag: () => toggle("#tagging"),
  note: (composer) => () => composer.toggleNote(),
  mute: () => press("[data-control=mute]"),
  hold: () => press("[data-control=hold]"),
  keypad: () => toggle("#keypad"),
  pass: () => toggle("#passing"),
  state: () => toggle("#presence"),
};

function withAlt(e, composer, dialog) {
  if (e.ctrlKey || e.shiftKey || e.getModifierState("AltGraph")) return null;
  const key = e.key.toLowerCase();
  if (/^[1-9]$/.test(key)) return openActive(Number(key));
  const command = /^[a-z]$/.test(key) && dialog.querySelector(`[data-letter=${key}]`)?.dataset.command;
  return command ? commands[command](composer) : null;
}

function withCtrl(e) {
  return e.key.toLowerCase() === "k" && !e.shiftKey ? openPalette : null;
}

function alone(e, composer, dialog) {
  if (e.key === "Escape") return escape(composer);
  if (typesText(e.target)) return null;
  switch (dialog.dataset.unlettered === undefined || !/^[jkp?]$/.test(e.key) ? e.key : "") {
    case "j": return step(1);
    case "k": return step(-1);
    case "ArrowDown": return e.target.closest(".row") ? step(1) : null;
    case "ArrowUp": return e.target.closest(".row") ? step(-1) : null;
    case "p": return press(".row:focus-within .row-link") ?? press("#offer [data-preview]");
    case "?": return () => dialog.showModal();
    case "Enter": return enter(e.target);
  }
  return digit(e.key);
}

// enter takes the row that has the focus, else the offer on top.
function enter(target) {
  const row = target.closest(".row");
  if (row) return row.querySelector(".row-acts") && target.matches(".row-link") ? press(".row:focus-within .row-acts button") : null;
  if (target.closest("a, button, summary, label, audio, dialog")) return null;
  return press("[data-accept]");
}

// digit sends a key press into the call while its keypad is open.
function digit(key) {
  return /^[0-9*#]$/.test(key) ? press(`#keypad[open] .pad-key[value="${CSS.escape(key)}"]`) : null;
}

function escape(composer) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) return () => { menu.open = false; opener(menu).focus(); };
  return document.querySelector("dialog[open]") ? null : () => composer.focus();
}

function press(selector) {
  const node = document.querySelector(selector);
  return node && node.offsetParent !== null ? () => node.click() : null;
}

function toggle(selector) {
  const menu = document.querySelector(selector);
  if (!menu) return null;
  return () => {
    menu.open = !menu.open;
    if (menu.open) enterMenu(menu);
    else opener(menu).focus();
  };
}

// openMenu opens one out of another, which goes.
export function openMenu(id) {
  const menu = document.getElementById(id);
  menu.open = true;
  enterMenu(menu);
}

export function enterMenu(menu) {
  menu.querySelector("input:not([type=hidden]), button").focus();
}

// opener is what a menu was opened by: its own button, or that of the one it is out of.
function opener(menu) {
  return (document.getElementById(menu.dataset.opener) ?? menu).querySelector("summary");
}

function openActive(n) {
  const rows = document.querySelectorAll("#list[data-tab=active] .row-link, #below .row:not(:has(.row-acts)) .row-link");
  return rows[n - 1] ? () => rows[n - 1].click() : null;
}

function step(by) {
  const rows = [...document.querySelectorAll(".left .row-link")];
  if (rows.length === 0) return null;
  const at = rows.indexOf(document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((r) => r.closest(".selected")) - (by > 0 ? 0 : -1);
  return () => rows[Math.min(Math.max(from + by, 0), rows.length - 1)].focus();
}
