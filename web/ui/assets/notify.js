// An operator's own settings: who wants notifications is asked by his browser at once,
// and told where it shows none.
const wants = document.querySelector('[name="notifications"]');
const help = document.getElementById("notifications-help");

async function ask() {
  if (!wants.checked) return;
  // Without encryption browsers show none, but on the computer itself.
  if (!globalThis.isSecureContext || !globalThis.Notification) say(help.dataset.plain);
  else if (await Notification.requestPermission() !== "granted") say(help.dataset.refused);
  else if (!shows()) say(help.dataset.none);
}

// shows tells whether this browser lets a page make one: that of Android does not.
function shows() {
  try {
    new Notification(document.title, { silent: true }).close();
    return true;
  } catch {
    return false;
  }
}

function say(sentence) {
  wants.checked = false;
  help.textContent = sentence;
}

wants.addEventListener("change", ask);
