// Files for a contact: chosen, dropped or pasted, shown before they go, and sent
// one after the other. Each carries a key of its own, so that one whose answer
// was lost is sent again and stands there once. They live in this page alone.
import { newKey } from "./key.js";
import { stay } from "./log.js";
import { problem } from "./toast.js";

const words = () => document.getElementById("words").dataset;
const open = () => document.querySelector("[data-files]");
const conversation = () => open()?.closest("form").dataset.composer;

export class Files extends EventTarget {
  #chosen = []; // {conversation, key, file, going}
  #sending = false;
  #over = 0; // elements that a file is dragged over

  constructor() {
    super();
    document.addEventListener("change", (e) => {
      if (!e.target.matches?.("[data-file-input]")) return;
      this.add(e.target.files);
      e.target.value = "";
    });
    document.addEventListener("click", (e) => {
      if (e.target.closest?.("[data-attach]")) open()?.closest("form").querySelector("[data-file-input]").click();
      const key = e.target.closest?.("[data-drop-file]")?.dataset.dropFile;
      if (key) this.#remove(key);
    });
    document.addEventListener("paste", (e) => {
      const { files } = e.clipboardData ?? {};
      if (!files?.length || !e.target.closest?.("[data-composer]") || !open()) return;
      e.preventDefault();
      this.add(files);
    });
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      document.addEventListener(name, (e) => this.#drag(e));
    }
    addEventListener("beforeunload", (e) => { if (this.#chosen.length > 0) e.preventDefault(); });
  }

  get unsent() { return this.#chosen.filter((f) => f.going).length; }

  add(files) {
    const id = conversation();
    if (!id) return;
    const limit = Number(open().dataset.limit);
    for (const file of files) {
      if (file.size > limit << 20) problem(words().fileLarge.replace("{name}", file.name).replace("{limit}", limit));
      else this.#chosen.push({ conversation: id, key: newKey(), file, going: false });
    }
    this.show();
    open().closest("form").querySelector("[data-text]").focus();
  }

  // send lets go what is chosen for the open conversation.
  send() {
    for (const f of this.#chosen) if (f.conversation === conversation()) f.going = true;
    this.show();
    this.flush();
  }

  // flush sends what waits, in its order.
  async flush() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next; (next = this.#chosen.find((f) => f.going));) {
        if (!await this.#post(next)) break;
        this.#remove(next.key);
      }
    } finally {
      this.#sending = false;
      this.dispatchEvent(new Event("change"));
    }
  }

  async #post({ conversation, key, file }) {
    const query = new URLSearchParams({ key, name: file.name });
    let answer;
    try {
      answer = await fetch(`/desk/${conversation}/files?${query}`, {
        method: "POST", body: file, headers: { "X-Cordboard": "script", "Content-Type": "application/octet-stream" },
      });
    } catch {
      return false;
    }
    if (answer.status >= 500 && answer.status !== 503 || answer.status === 401) return false;
    if (!answer.ok) problem(`${file.name}: ${(await answer.json().catch(() => ({}))).error ?? ""}`);
    return true;
  }

  #remove(key) {
    this.#chosen = this.#chosen.filter((f) => f.key !== key);
    this.show();
    this.dispatchEvent(new Event("change"));
  }

  // show draws what is chosen above the field.
  show() {
    const list = open();
    if (!list) return;
    const mine = this.#chosen.filter((f) => f.conversation === conversation());
    const now = new Map([...list.children].map((item) => [item.dataset.key, item]));
    stay(() => {
      list.replaceChildren(...mine.map((f) => {
        const item = now.get(f.key) ?? chip(f);
        item.classList.toggle("going", f.going);
        return item;
      }));
      list.hidden = mine.length === 0;
    });
    list.closest("form").querySelector("[data-text]").required = mine.length === 0;
    list.closest("form").querySelector("[data-attach]").hidden = false;
  }

  #drag(e) {
    const centre = e.target.closest?.("#centre");
    if (!e.dataTransfer?.types.includes("Files")) return;
    e.preventDefault(); // else the browser would open it in place of the desk
    if (!open()) return;
    if (e.type === "drop" && centre) this.add(e.dataTransfer.files);
    if (e.type === "dragenter") this.#over++;
    if (e.type === "dragleave") this.#over--;
    if (e.type === "drop") this.#over = 0;
    document.getElementById("centre").classList.toggle("dropping", this.#over > 0);
  }
}

// chip is one file that is chosen: a picture of it where the browser draws one.
function chip({ key, file }) {
  const item = document.createElement("li");
  item.dataset.key = key;
  const name = document.createElement("span");
  name.textContent = file.name;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "quiet only";
  drop.dataset.dropFile = key;
  drop.textContent = "×";
  drop.setAttribute("aria-label", words().fileDrop.replace("{name}", file.name));
  item.append(name, drop);
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) draw(file).then((picture) => item.prepend(picture)).catch(() => {});
  return item;
}

// draw makes a small picture of a file without giving it an address.
async function draw(file) {
  const side = 48;
  const picture = await createImageBitmap(file, { resizeHeight: 2 * side, resizeQuality: "medium" });
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(picture.width, 4 * side);
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}
