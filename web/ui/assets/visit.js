// Links and forms without leaving the page, so that a call's sound goes on.
// Without this script they are ordinary links and forms.
import { forget, morph, parse } from "./patch.js";
import { problem } from "./toast.js";

const ours = { "X-Cordboard": "script" };
let going = null;

export class Visitor extends EventTarget {
  #root;
  #live;

  constructor(root, live) {
    super();
    this.#root = root;
    this.#live = live;
    document.addEventListener("click", (e) => this.#click(e));
    document.addEventListener("submit", (e) => this.#submit(e));
    addEventListener("popstate", () => this.go(location.href, false));
  }

  #click(e) {
    const link = e.target.closest?.("a[href]");
    if (!link || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (link.target || link.dataset.leave !== undefined || link.origin !== location.origin) return;
    if (!/^\/desk(\/\d+)?$/.test(link.pathname)) return;
    e.preventDefault();
    link.closest("details.menu")?.removeAttribute("open");
    this.go(link.href);
  }

  async go(url, push = true) {
    going?.abort();
    going = new AbortController();
    const { signal } = going;
    try {
      await this.#take(await fetch(url, { headers: ours, signal }), { push, hash: new URL(url, location.href).hash, signal });
    } catch (error) {
      if (error.name !== "AbortError") problem(document.getElementById("words").dataset.offline);
    }
  }

  async #submit(e) {
    const form = e.target;
    if (e.defaultPrevented || form.method === "dialog" || form.target || form.dataset.leave !== undefined) return;
    e.preventDefault();
    if (form.method === "get") {
      this.go(asked(form));
      return;
    }
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const action = e.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    const body = new URLSearchParams(new FormData(form, e.submitter));
    const menu = form.closest("details.menu:not([data-stays])");
    const flaw = form.querySelector("[data-flaw]"); // where the form itself says what is wrong
    if (!flaw) menu?.removeAttribute("open");
    try {
      const answer = await fetch(action, { method: "POST", headers: ours, body });
      if (flaw && !answer.ok && answer.status !== 401) {
        flaw.textContent = (await answer.json()).error;
        return;
      }
      menu?.removeAttribute("open");
      if (flaw) flaw.textContent = "";
      if (answer.ok) fold(form);
      await this.#take(answer, { posted: true });
    } catch {
      problem(document.getElementById("words").dataset.offline);
    } finally {
      delete form.dataset.busy;
    }
  }

  // take puts the answer where the page was: a page, a refusal, or nothing.
  async #take(answer, { push = true, hash = "", posted = false, signal, rereads = 2 } = {}) {
    if (answer.status === 401) {
      location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
      return;
    }
    if (answer.status === 204) return;
    if (!answer.ok) {
      problem((await answer.json()).error);
      return;
    }
    const page = parse(await answer.text());
    const next = page.getElementById("desk");
    if (!next) {
      location.assign(answer.url);
      return;
    }
    // What the stream told since this page was read would go with it: it is read again,
    // and what cannot be asked for twice is told again.
    const behind = this.#live.isPast(next.dataset.after);
    if (behind && rereads > 0 && (answer.redirected || !posted)) {
      await this.#take(await fetch(answer.url, { headers: ours, signal }), { push, hash, signal, rereads: rereads - 1 });
      return;
    }
    const before = this.#root.dataset.events;
    forget();
    morph(this.#root, next);
    document.title = page.title;
    const address = answer.url + hash;
    if (push && address !== location.href) history.pushState(null, "", address);
    this.dispatchEvent(new CustomEvent("shown", { detail: { changed: before !== this.#root.dataset.events, behind, hash } }));
  }
}

// fold empties a form that was taken and closes what it was written in; its reader goes
// on where he opened it.
function fold(form) {
  if (form.dataset.folds === undefined) return;
  const from = form.closest("details");
  if (from.contains(document.activeElement)) from.querySelector("summary").focus();
  form.reset();
  form.querySelector("[data-flaw]").textContent = "";
  from.removeAttribute("open");
}

// asked is the address that a form asks for; what is not filled in is not in it.
function asked(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  return url.href;
}
