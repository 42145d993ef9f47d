// How loud the caller and the operator are, twenty times a second.
let context = null;
const taps = new Map();

export function startMeters(phone) {
  let last = 0;
  const frame = (at) => {
    requestAnimationFrame(frame);
    if (at - last < 50) return;
    last = at;
    const levels = document.getElementById("levels");
    if (!levels) return;
    const on = phone.state === "on" && levels.closest("body:not([data-stale]) #call:not([hidden], [data-held], [data-soundless])") !== null;
    levels.hidden = !on;
    if (!on) return;
    const muted = levels.closest("[data-muted]") !== null;
    for (const [which, stream] of Object.entries(phone.streams)) draw(levels, which, muted && which === "ours" ? null : stream);
  };
  requestAnimationFrame(frame);
}

function draw(levels, which, stream) {
  const bar = levels.querySelector(`[data-meter=${which}] .meter-on`);
  if (bar) bar.setAttribute("stroke-dasharray", bars(loudness(which, stream)));
}

// bars is a dash pattern that lights a part of 48 small bars.
export function bars(part) {
  const lit = Math.round(part * 48);
  return lit === 0 ? "0 400" : "5 3.3 ".repeat(lit) + "0 400";
}

// loudness is from 0 (60 dB below full scale) to 1.
function loudness(which, stream) {
  if (!stream) return 0;
  const tap = tapOf(which, stream);
  tap.analyser.getFloatTimeDomainData(tap.samples);
  const power = tap.samples.reduce((sum, s) => sum + s * s, 0) / tap.samples.length;
  return Math.min(Math.max(1 + Math.log10(power + 1e-9) / 6, 0), 1);
}

function tapOf(which, stream) {
  context ??= new AudioContext();
  const old = taps.get(which);
  if (old?.stream === stream) return old;
  old?.source.disconnect();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  const tap = { stream, source, analyser, samples: new Float32Array(analyser.fftSize) };
  taps.set(which, tap);
  return tap;
}
