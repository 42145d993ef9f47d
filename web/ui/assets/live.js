// The page's stream of server-sent events. It reconnects by itself and goes
// on where it was; when that is no longer possible the server sends all
// fragments anew. The box says something at every beat: a stream that says
// nothing for two is dead, whatever the browser believes.
const waits = [300, 1000, 2000, 4000, 8000];

export class Live extends EventTarget {
  #root;
  #source = null;
  #last = "";
  #failures = 0;
  #timer = 0;
  #watchdog = 0;
  #broken = 0;

  constructor(root) {
    super();
    this.#root = root;
    addEventListener("online", () => this.connect());
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (e) => { if (e.persisted) this.connect(); });
  }

  // begin starts over from what the page shows now.
  begin() {
    this.#last = this.#root.dataset.after;
    this.connect();
  }

  connect() {
    this.close();
    const url = new URL(this.#root.dataset.events, location.href);
    url.searchParams.set("after", this.#last);
    const log = document.getElementById("log");
    if (log) url.searchParams.set("entry", log.dataset.last);
    const source = new EventSource(url);
    this.#source = source;
    this.#heard();
    source.onopen = () => {
      this.#heard();
      this.#failures = 0;
      this.#broken = 0;
      this.#tell("live");
    };
    source.onerror = () => this.#retry(source.readyState === EventSource.CLOSED);
    source.addEventListener("beat", () => this.#heard());
    for (const name of ["patch", "entries", "typing", "leg", "version", "told", "gone"]) {
      source.addEventListener(name, (e) => {
        this.#heard();
        if (e.lastEventId) this.#last = e.lastEventId;
        this.dispatchEvent(new CustomEvent(name, { detail: e.data }));
      });
    }
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = null;
  }

  // heard gives the box two beats to say something again.
  #heard() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#retry(false), 2 * Number(this.#root.dataset.beat));
  }

  async #retry(refused) {
    this.close();
    this.#broken ||= Date.now();
    this.#tell("reconnecting");
    if (refused && await signedOut()) {
      location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
      return;
    }
    const wait = waits[Math.min(this.#failures++, waits.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  // open says whether the line stands.
  get open() { return this.#source?.readyState === EventSource.OPEN; }

  // isPast says whether the stream told what a page that was read at that place cannot
  // know. Places are "epoch.number"; those of two epochs are not compared.
  isPast(after) {
    const [[epoch, told], [of, read]] = [this.#last, after].map((place) => place.split(".").map(BigInt));
    return epoch === of && told > read;
  }

  // broken says since when there is no connection, or 0.
  get broken() { return this.#broken; }

  #tell(state) {
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

async function signedOut() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", headers: { "X-Cordboard": "script" } });
    return answer.status === 401;
  } catch {
    return false;
  }
}
