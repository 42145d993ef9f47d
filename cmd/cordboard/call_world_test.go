package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// patience is how long something may take that a test waits for; it costs
// nothing when all is well.
const patience = 40 * time.Second

// await waits until the store stands as said. It looks after every fact.
func await(t *testing.T, b *box, what string, stands func(*sqlite.View) (bool, error)) {
	t.Helper()
	facts, err := b.feed.Subscribe(feed.ID{})
	if err != nil {
		t.Fatal(err)
	}
	defer facts.Close()
	limit := time.After(patience)
	for {
		ok := false
		err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			ok, err = stands(v)
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if ok {
			return
		}
		select {
		case _, open := <-facts.C():
			if !open {
				t.Fatalf("%s: the feed was cut: %v", what, facts.Err())
			}
		case <-limit:
			t.Fatalf("the store never said: %s", what)
		}
	}
}

// awaitCall waits until the newest conversation after that one is in a state.
func awaitCall(t *testing.T, b *box, after appliance.ConversationID, state appliance.ConversationState) (c appliance.Conversation) {
	t.Helper()
	await(t, b, "a call is "+string(state), func(v *sqlite.View) (bool, error) {
		newest, err := v.Conversations(sqlite.ConversationFilter{Limit: 1})
		if err != nil || len(newest) == 0 {
			return false, err
		}
		c = newest[0]
		return c.ID > after && c.State == state, nil
	})
	return c
}

// awaitState waits until a conversation is in a state.
func awaitState(t *testing.T, b *box, id appliance.ConversationID, state appliance.ConversationState) (c appliance.Conversation) {
	t.Helper()
	await(t, b, "conversation "+id.String()+" is "+string(state), func(v *sqlite.View) (_ bool, err error) {
		c, err = v.Conversation(id)
		return c.State == state, err
	})
	return c
}

// newestCall is the conversation that began last, or zero.
func newestCall(t *testing.T, b *box) (id appliance.ConversationID) {
	t.Helper()
	await(t, b, "conversations", func(v *sqlite.View) (bool, error) {
		newest, err := v.Conversations(sqlite.ConversationFilter{Limit: 1})
		if len(newest) > 0 {
			id = newest[0].ID
		}
		return true, err
	})
	return id
}

// awaitPresence waits until an operator stands so.
func awaitPresence(t *testing.T, b *box, login string, state appliance.PresenceState) {
	t.Helper()
	id := operatorID(t, b, login)
	await(t, b, login+" is "+string(state), func(v *sqlite.View) (bool, error) {
		p, err := v.Presence(id)
		return p.State == state, err
	})
}

func operatorID(t *testing.T, b *box, login string) (id appliance.OperatorID) {
	t.Helper()
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		o, err := v.OperatorByLogin(login)
		id = o.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// changeQueue changes how a queue is set up.
func changeQueue(t *testing.T, b *box, name string, change func(*appliance.Queue)) {
	t.Helper()
	var q appliance.Queue
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		q, err = v.QueueByName(name)
		return err
	})
	if err == nil {
		change(&q)
		_, err = b.site.SaveQueue(t.Context(), 0, q)
	}
	if err != nil {
		t.Fatalf("change queue %s: %v", name, err)
	}
}

// quietBox waits until no call is left on the box, and no socket of one in the
// process.
func quietBox(t *testing.T, b *box) {
	t.Helper()
	var sockets []uint16
	if !peertest.Until(patience, func() bool {
		sockets = soundSockets(t, b)
		return b.calls.Active() == 0 && len(sockets) == 0
	}) {
		t.Fatalf("%d calls and the sockets %v are left", b.calls.Active(), sockets)
	}
}

// soundSockets are this process's UDP sockets where the sound of the box's
// telephones comes to.
func soundSockets(t *testing.T, b *box) (ports []uint16) {
	t.Helper()
	host := netip.MustParseAddr(b.options.RTP).As4()
	slices.Reverse(host[:]) // as the kernel writes it
	ours := map[string]bool{}
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		target, _ := os.Readlink("/proc/self/fd/" + f.Name()) // one that was closed meanwhile is none
		if inode, is := strings.CutPrefix(target, "socket:["); is {
			ours[strings.TrimSuffix(inode, "]")] = true
		}
	}
	table, err := os.ReadFile("/proc/self/net/udp")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		// sl local_address rem_address st queues tr tm->when retrnsmt uid timeout inode …
		field := strings.Fields(line)
		if len(field) < 10 || !ours[field[9]] {
			continue
		}
		at, port, _ := strings.Cut(field[1], ":")
		n, err := strconv.ParseUint(port, 16, 16)
		if err == nil && at == fmt.Sprintf("%X", host) {
			ports = append(ports, uint16(n))
		}
	}
	return ports
}

// operator signs one of the demonstration's people in, with sound, to take
// calls.
func operator(t *testing.T, b *box, browser *peertest.Browser, login string) *peertest.Tab {
	t.Helper()
	return operatorAt(t, b.deskURL(), browser, login)
}

// operatorAt is operator for a desk in another process.
func operatorAt(t *testing.T, desk string, browser *peertest.Browser, login string) *peertest.Tab {
	t.Helper()
	tab := signInAt(t, desk, browser, login)
	dump(t, login, tab)
	t.Cleanup(func() {
		if t.Failed() {
			tellSound(t, login, tab)
		}
	})
	// A pure tone is noise to a noise filter.
	tab.Eval(`localStorage.setItem('voice-processing', 'off')`, nil)
	tab.Eval(sending, nil)
	available(tab)
	tab.Wait(`document.querySelector('#leg[data-state=on]')`)
	return tab
}

// sending has a page keep in window.sent which codec its browser sends.
const sending = `{
	const opens = RTCPeerConnection.prototype.createOffer;
	let connection;
	RTCPeerConnection.prototype.createOffer = function (...all) { connection = this; return opens.apply(this, all); };
	setInterval(async () => {
		const counted = await connection?.getStats();
		const [sent] = [...counted?.values() ?? []].filter((s) => s.type === 'outbound-rtp');
		window.sent = counted?.get(sent?.codecId)?.mimeType.toLowerCase();
	}, 100);
}`

// wrapUp chooses a reason, notes something and closes the call.
func wrapUp(t *testing.T, tab *peertest.Tab, reason, note string) {
	t.Helper()
	tab.Wait(`document.querySelector('#foot[data-kind=wrap-up] form')`)
	tab.Press(fmt.Sprintf(`.reason[data-name=%q]`, reason))
	tab.Press(`#foot textarea[name=note]`)
	tab.Type(note)
	tab.Press(`#foot .wrap-up-foot .primary`)
	tab.Wait(`!document.querySelector('#foot[data-kind=wrap-up]')`)
}

// reach is the SIP address of one of the box's numbers.
func reach(b *box, number string) string {
	return "sip:" + number + "@" + b.sipUDP.LocalAddr().String()
}

// caller is a telephone whose microphone is that tone.
func caller(t *testing.T, hz float64) *peertest.Baresip {
	t.Helper()
	return peertest.StartBaresip(t, sine(t, hz, 60*time.Second), "PCMA")
}

// A sound is what somebody may hear: it tells whether samples are that.
type heardAs func(samples []float64) bool

const rate = 8000 // of everything that a telephone hears

func tone(hz float64) heardAs {
	return func(s []float64) bool { return peertest.Loudness(s) > 0.02 && peertest.Level(s, rate, hz) > 0.8 }
}

// tones are two at once, about as loud.
func tones(one, other float64) heardAs {
	return func(s []float64) bool {
		a, b := peertest.Level(s, rate, one), peertest.Level(s, rate, other)
		return peertest.Loudness(s) > 0.02 && a+b > 0.8 && min(a, b) > 0.2
	}
}

// loud is speech or music: something that is no tone of ours.
func loud(s []float64) bool {
	return peertest.Loudness(s) > 0.01 && peertest.Level(s, rate, 440) < 0.2 && peertest.Level(s, rate, 1000) < 0.2
}

func silent(s []float64) bool { return peertest.Loudness(s) < 0.002 }

// hears waits until the newest half second that a telephone heard is as said,
// and gives how long it has heard until then.
func hears(t *testing.T, phone *peertest.Baresip, what string, is heardAs) time.Duration {
	t.Helper()
	const window = rate / 2
	var all []float64
	begun := len(phone.Hears())
	if !peertest.Until(patience, func() bool {
		all = phone.Hears()
		return len(all) >= begun+window && is(all[len(all)-window:]) // all of the window is heard after the question
	}) {
		newest := all[max(0, len(all)-window):]
		t.Fatalf("the telephone never heard %s; at last its loudness was %.3f, 440 Hz %.2f of it",
			what, peertest.Loudness(newest), peertest.Level(newest, rate, 440))
	}
	return time.Duration(len(all)) * time.Second / rate
}

// entriesOf are the kinds of a conversation's log entries, and their data.
func entriesOf(t *testing.T, b *box, c appliance.ConversationID) (list []appliance.Entry) {
	t.Helper()
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		list, err = v.Entries(c, 0, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// pressedIn tells which keys were taken in which node, as "welcome 3, topics 2".
func pressedIn(entries []appliance.Entry) string {
	var keys []string
	for _, e := range entries {
		if e.Kind == appliance.EntryPressed {
			keys = append(keys, e.Data["node"]+" "+e.Data["key"])
		}
	}
	return strings.Join(keys, ", ")
}

// setPresence lets an operator without a browser be there.
func setPresence(t *testing.T, b *box, login string, state appliance.PresenceState) {
	t.Helper()
	id := operatorID(t, b, login)
	b.acd.PageOpened(id) // he sits at a page of the desk: without one nobody is there for long
	if err := b.acd.SetPresence(t.Context(), id, state, ""); err != nil {
		t.Fatal(err)
	}
}

// recordingOf waits until a conversation's recording is complete and reads it.
func recordingOf(t *testing.T, b *box, c appliance.ConversationID) (row appliance.Recording, sound peertest.Sound) {
	t.Helper()
	await(t, b, "the recording is complete", func(v *sqlite.View) (bool, error) {
		var err error
		row, err = v.RecordingOf(c)
		if errors.Is(err, appliance.ErrNotFound) {
			return false, nil
		}
		return !row.Open, err
	})
	return row, wav(t, b.options.Var+"/recordings/"+row.File)
}

func contains(entries []appliance.Entry, kind appliance.EntryKind) bool {
	return slices.ContainsFunc(entries, func(e appliance.Entry) bool { return e.Kind == kind })
}

// longEnough waits until three seconds of a call are in its recording.
func longEnough(t *testing.T, b *box, call appliance.ConversationID) {
	t.Helper()
	var row appliance.Recording
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		row, err = v.RecordingOf(call)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !peertest.Until(patience, func() bool {
		return wav(t, b.options.Var+"/recordings/"+row.File).Length() >= 3*time.Second
	}) {
		t.Fatal("the recording never grew to three seconds")
	}
}

// tellSound says what an operator's browser played when a test failed.
func tellSound(t *testing.T, login string, tab *peertest.Tab) {
	var told string
	tab.Eval(`(() => {
		if (!window.listening) return 'nobody listened';
		const bins = new Float32Array(1024), samples = new Float32Array(2048);
		listening.getFloatFrequencyData(bins);
		listening.getFloatTimeDomainData(samples);
		const peak = bins.indexOf(Math.max(...bins.slice(1)));
		const audio = document.getElementById('line');
		return JSON.stringify({
			hertz: peak * 8000 / 2048, decibel: bins[peak], top: Math.max(...samples.map(Math.abs)),
			context: listening.context.state, at: listening.context.currentTime,
			sent: window.sent,
			tracks: audio.srcObject?.getTracks().map((t) => [t.readyState, t.muted]), played: audio.currentTime, paused: audio.paused,
		});
	})()`, &told)
	t.Logf("%s's browser played: %s", login, told)
}
