// The operator's sound: one standing WebRTC connection to the box while he is
// signed in to take calls. The browser offers first; the box answers whole
// (no trickling) and needs no STUN. It comes back by itself after a reload
// and after a break; where the microphone is unplugged it goes on with the
// computer's usual one. Only one tab has it; the others know that one has.
const waits = [500, 1000, 2000, 5000, 10000];
const wanted = "sound";

export class Phone extends EventTarget {
  #audio;
  #connection = null;
  #microphone = null;
  #sender = null;
  #codec = ""; // that it sends, as the last call wanted it
  #turn = Promise.resolve(); // of who chooses: one after the other
  #failures = 0;
  #timer = 0;
  #attempt = 0;
  #others = new BroadcastChannel("cordboard-sound");
  state = "off"; // off, elsewhere, connecting, on, failed

  constructor(audio) {
    super();
    this.#audio = audio;
    this.#others.onmessage = (e) => this.#heard(e.data);
    this.#others.postMessage("who has it?");
    addEventListener("pagehide", () => {
      this.#hangUp();
      if (this.#has) this.#others.postMessage("left");
    });
  }

  get #has() { return Boolean(sessionStorage.getItem(wanted)); }

  // heard is what another tab says.
  #heard(word) {
    switch (word) {
      case "who has it?":
        if (this.#has) this.#others.postMessage("taken");
        break;
      case "taken":
        this.#letGo();
        this.#become("elsewhere");
        break;
      case "left":
        if (this.state === "elsewhere") this.#become("off");
    }
  }

  // resume starts the sound if this tab had it before a reload.
  resume() {
    if (this.#has) this.start();
  }

  // start asks for the microphone and connects; call it from a click.
  async start() {
    sessionStorage.setItem(wanted, "on");
    this.#others.postMessage("taken");
    this.#failures = 0;
    await this.#connect();
  }

  stop() {
    this.#letGo();
    this.#others.postMessage("left");
    this.#become("off");
  }

  #letGo() {
    sessionStorage.removeItem(wanted);
    clearTimeout(this.#timer);
    this.#attempt++;
    this.#hangUp();
    this.#microphone?.getTracks().forEach((t) => t.stop());
    this.#microphone = null;
  }

  // lost is what the stream says about our leg; the browser itself notices
  // seconds later.
  lost() {
    if (this.state === "on") this.#again();
  }

  // speak has the browser send what the other side of a call hears, so that nothing
  // need be made anew on the way; after the call it goes on with that. What a browser
  // cannot send, the box makes of what it does.
  speak(codec) {
    if (!codec || codec === this.#codec) return;
    this.#codec = codec;
    this.#choose();
  }

  #choose() {
    this.#turn = this.#turn.then(() => this.#agree(this.#connection));
    return this.#turn;
  }

  // agree has the box's answer hold once more with another codec first, which is the
  // one that is sent (RFC 3264 section 6.1). The box takes all that it answered at any
  // time and need not be asked; and browsers that let a script name the codec refuse
  // one by name that the box put a parameter to.
  async #agree(connection) {
    const sdp = preferring(this.#codec, connection?.remoteDescription?.sdp);
    if (!sdp || connection.signalingState !== "stable") return;
    try {
      await connection.setLocalDescription();
      await connection.setRemoteDescription({ type: "answer", sdp });
    } catch {
      if (connection.signalingState === "have-local-offer") await connection.setLocalDescription({ type: "rollback" });
    }
  }

  get streams() {
    return { ours: this.#microphone, theirs: this.#audio.srcObject };
  }

  // take sees to it that the microphone lives; false: nobody wants it any more.
  async #take(attempt) {
    if (alive(this.#microphone)) return true;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: processing() });
    if (attempt !== this.#attempt) {
      stream.getTracks().forEach((t) => t.stop());
      return false;
    }
    this.#microphone = stream;
    for (const track of stream.getTracks()) track.onended = () => this.#unplugged(stream);
    return true;
  }

  // unplugged goes on with the usual microphone in the same connection.
  async #unplugged(stream) {
    if (stream !== this.#microphone) return;
    const attempt = this.#attempt;
    try {
      if (!await this.#take(attempt)) return;
      const [track] = this.#microphone.getAudioTracks();
      await this.#sender?.replaceTrack(track);
      this.dispatchEvent(new CustomEvent("microphone", { detail: track.label }));
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
    }
  }

  async #connect() {
    const attempt = ++this.#attempt;
    this.#become("connecting");
    this.#hangUp();
    try {
      if (!await this.#take(attempt)) return;
      const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
      this.#connection = connection;
      this.#listen(connection);
      const transceiver = connection.addTransceiver(this.#microphone.getAudioTracks()[0], { direction: "sendrecv", streams: [this.#microphone] });
      this.#sender = transceiver.sender;
      transceiver.setCodecPreferences(telephoneCodecs());
      await connection.setLocalDescription(await connection.createOffer());
      await gathered(connection);
      const sdp = await exchange(connection.localDescription.sdp);
      if (attempt !== this.#attempt) return;
      await connection.setRemoteDescription({ type: "answer", sdp });
      await this.#choose();
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
    }
  }

  #listen(connection) {
    connection.ontrack = (e) => {
      this.#audio.srcObject = e.streams[0] ?? new MediaStream([e.track]);
      this.#audio.play().catch(() => {}); // plays after the next click
    };
    connection.onconnectionstatechange = () => {
      if (connection !== this.#connection) return;
      switch (connection.connectionState) {
        case "connected":
          this.#failures = 0;
          clearTimeout(this.#timer);
          this.#become("on");
          break;
        case "disconnected": // may come back by itself
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => this.#again(), 3000);
          break;
        case "failed":
        case "closed":
          this.#again();
      }
    };
  }

  #failed(error) {
    this.reason = error.sentence ?? "";
    this.fault = error.name === "NotFoundError" ? "noMicrophone" : "microphone";
    if (error.name === "NotAllowedError" || error.name === "NotFoundError" || error.final) {
      this.#letGo();
      this.#others.postMessage("left");
      this.#become("failed");
      return;
    }
    this.#again();
  }

  #again() {
    if (!this.#has) return;
    this.#become("connecting");
    clearTimeout(this.#timer);
    const wait = waits[Math.min(this.#failures++, waits.length - 1)];
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  #hangUp() {
    const connection = this.#connection;
    this.#connection = null;
    this.#sender = null;
    connection?.close();
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

// alive tells whether a stream has a microphone that is still there.
function alive(stream) {
  return stream?.getAudioTracks().some((t) => t.readyState === "live") ?? false;
}

// processing of the voice can be switched off for measuring: a pure tone is
// noise to a noise filter.
function processing() {
  const on = localStorage.getItem("voice-processing") !== "off";
  return { echoCancellation: on, noiseSuppression: on, autoGainControl: on };
}

// telephoneCodecs are G.711, G.722, Opus and the digits: what trunks speak, so that
// nothing on the way is transcoded. The box chooses.
function telephoneCodecs() {
  const all = RTCRtpReceiver.getCapabilities("audio").codecs;
  const order = ["audio/pcma", "audio/pcmu", "audio/g722", "audio/opus", "audio/telephone-event"];
  return all
    .filter((c) => order.includes(c.mimeType.toLowerCase()))
    .sort((a, b) => order.indexOf(a.mimeType.toLowerCase()) - order.indexOf(b.mimeType.toLowerCase()));
}

// preferring is an answer with that codec in front; nothing where it is there already
// or was not agreed on.
function preferring(codec, answer = "") {
  const name = codec.replace("audio/", "");
  const [, payload] = answer.match(new RegExp(`^a=rtpmap:(\\d+) ${name}/`, "mi")) ?? [];
  const [, head, payloads] = answer.match(/^(m=audio \d+ \S+)((?: \d+)+)/m) ?? [];
  const agreed = payloads?.trim().split(" ") ?? [];
  if (!agreed.includes(payload) || agreed[0] === payload) return null;
  const sorted = [payload, ...agreed.filter((p) => p !== payload)];
  return answer.replace(head + payloads, [head, ...sorted].join(" "));
}

// gathered waits for all candidates, a second at most: on a LAN the first
// ones do.
function gathered(connection) {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(done, 1000);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      done();
    });
  });
}

async function exchange(sdp) {
  const answer = await fetch("/desk/leg", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Cordboard": "script" },
    body: JSON.stringify({ sdp }),
  });
  const said = await answer.json();
  if (answer.ok) return said.sdp;
  throw Object.assign(new Error("leg refused"), { sentence: said.error, final: answer.status < 500 });
}
