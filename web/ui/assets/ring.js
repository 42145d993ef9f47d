// The sound of an offer: a call rings (425 Hz, one second in five) until it
// is taken or withdrawn, a chat knocks once.
let context = null;
let ringing = "";
let timer = 0;

// A browser makes no sound before the person has touched the page.
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, () => { context ??= new AudioContext(); context.resume(); }, { once: true, passive: true });
}

// knock tells that a contact wrote who is not looked at.
export function knock() { tone(587, 0, 0.12); }

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

// The tones of an exchange, as the Czech plan has them (ITU-T E.180): all of
// 425 Hz, so long on and so long off, in seconds.
const cadences = { ringing: [1, 4], busy: [0.33, 0.33], congestion: [0.17, 0.17] };
const heardFor = 3; // seconds, of those that end a call
const fresh = 8000; // milliseconds in which an end is news
let called = 0; // the timer of the ringing tone; 0: it does not sound
let told = ""; // the end whose tone was heard last

// toneFor lets an operator hear how a call of his goes: that it rings, and why
// it does not go on. now is the server's time.
export function toneFor(call, ends, now) {
  const rings = call?.dataset.tone === "ringing";
  if (rings && !called) {
    const [on, off] = cadences.ringing;
    tone(425, 0, on);
    called = setInterval(tone, (on + off) * 1000, 425, 0, on);
  } else if (!rings) {
    clearInterval(called);
    called = 0;
  }
  const end = [...ends].at(-1);
  if (!end || end.id === told) return;
  told = end.id;
  if (now - Number(end.dataset.at) > fresh) return;
  const [on, off] = cadences[end.dataset.tone];
  for (let at = 0; at < heardFor; at += on + off) tone(425, at, on);
}

function tone(hertz, after, seconds) {
  context ??= navigator.userActivation?.hasBeenActive ? new AudioContext() : null;
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
