// The sound of an offer: a call rings (425 Hz, one second in five) until it
// is taken or withdrawn, a chat knocks once.
let context = null;
let ringing = "";
let timer = 0;

// A browser makes no sound before the person has touched the page.
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, () => { context ??= new AudioContext(); context.resume(); }, { once: true, passive: true });
}

// ringFor looks at the offer on the page; call it after every change.
export function ringFor(offer) {
  const id = offer?.dataset.offer ?? "";
  if (id === ringing) return;
  ringing = id;
  clearInterval(timer);
  if (!id) return;
  if (offer.dataset.voice === undefined) {
    tone(660, 0, 0.09);
    tone(880, 0.12, 0.14);
    return;
  }
  const ring = () => tone(425, 0, 1);
  ring();
  timer = setInterval(ring, 5000);
}

function tone(hertz, after, seconds) {
  if (context?.state !== "running") return;
  const from = context.currentTime + after;
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.12, from + 0.015);
  volume.gain.setValueAtTime(0.12, from + seconds - 0.03);
  volume.gain.linearRampToValueAtTime(0, from + seconds);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + seconds);
}
