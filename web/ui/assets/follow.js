// Keeps a part of the page as the server has it: its data-path is a stream of
// server-sent patches. What follow gives begins anew where there was no path.
import { patch } from "./patch.js";

export function follow(id) {
  let source = null;
  const begin = () => {
    const path = document.getElementById(id)?.dataset.path;
    if (!path || source?.readyState === EventSource.OPEN || source?.readyState === EventSource.CONNECTING) return;
    source = new EventSource(path);
    source.addEventListener("patch", (e) => patch(e.data));
  };
  begin();
  addEventListener("pagehide", () => { source?.close(); });
  addEventListener("pageshow", (e) => { if (e.persisted) begin(); });
  return begin;
}
