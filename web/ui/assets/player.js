// The player of a recording: play, pause, and a place in it; the file is asked
// for in ranges, so that seeking in an hour of sound costs nothing. Without
// this script the browser's own controls do the same.
import { clock } from "./clock.js";

export function startPlayers() {
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-play]");
    if (!button) return;
    const audio = button.closest("[data-player]").querySelector("audio");
    if (audio.paused) audio.play();
    else audio.pause();
  });
  document.addEventListener("input", (e) => {
    if (!e.target.matches("[data-seek]")) return;
    e.target.closest("[data-player]").querySelector("audio").currentTime = Number(e.target.value) / 1000;
  });
}

// showPlayers puts our controls in the place of the browser's.
export function showPlayers() {
  for (const player of document.querySelectorAll("[data-player]:not([data-ready])")) prepare(player);
}

function prepare(player) {
  player.dataset.ready = "1";
  const [audio, play, seek, time] = ["audio", "[data-play]", "[data-seek]", "[data-length]"].map((s) => player.querySelector(s));
  audio.controls = false;
  audio.hidden = true;
  play.hidden = seek.hidden = false;
  const show = () => {
    seek.value = String(audio.currentTime * 1000);
    seek.style.setProperty("--played", (100 * seek.value / seek.max || 0) + "%");
    seek.setAttribute("aria-valuetext", clock(audio.currentTime * 1000));
    time.textContent = audio.currentTime > 0 ? `${clock(audio.currentTime * 1000)} / ${time.dataset.length}` : time.dataset.length;
    play.setAttribute("aria-pressed", String(!audio.paused));
  };
  for (const name of ["play", "pause", "ended", "timeupdate", "seeked"]) audio.addEventListener(name, show);
}
