// One message at a time, for six seconds, longer under the pointer.
let timer = 0;

export function problem(sentence) {
  const toast = document.getElementById("toast");
  if (!toast || !sentence) return;
  toast.textContent = sentence;
  toast.hidden = false;
  toast.onpointerenter = () => clearTimeout(timer);
  toast.onpointerleave = hideSoon;
  hideSoon();
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => { document.getElementById("toast").hidden = true; }, 6000);
}
