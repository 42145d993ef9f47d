// Tells the box how far what a contact wrote stood before its operator's eyes: the visitor
// reads "read" beneath his message.
let told = "";

export function startSeen() {
  document.addEventListener("visibilitychange", showSeen);
  addEventListener("focus", showSeen);
}

export async function showSeen() {
  const log = document.getElementById("log");
  const entry = [...(log?.querySelectorAll(":scope > .theirs") ?? [])].at(-1)?.dataset.entry;
  if (!entry || log.dataset.seen === undefined || document.hidden || !document.hasFocus()) return;
  const path = `/desk/${log.dataset.conversation}/seen`;
  const now = path + entry;
  if (now === told) return;
  told = now;
  try {
    const answer = await fetch(path, { method: "POST", headers: { "X-Cordboard": "script" }, body: new URLSearchParams({ entry }) });
    if (!answer.ok) told = "";
  } catch {
    told = ""; // the next change tells
  }
}
