package admin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media/sdp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/seal"
	"cordboard/appliance/sip"
	"cordboard/appliance/trunk"
)

func TestCapsOfCallsOutAreSetByTheirForm(t *testing.T) {
	o := newOffice(t)
	_, page := o.get("/admin/caps")
	for _, want := range []string{`name="hour" value="60"`, `name="day" value="300"`, `name="all" value="3000"`, `name="abroad" value="50"`} {
		if !strings.Contains(page, want) {
			t.Errorf("a box that set none does not show %s", want)
		}
	}
	old := versionIn.FindStringSubmatch(page)[1]
	o.save("/admin/caps", "version", old, "hour", "1", "day", "0", "all", "9", "abroad", "2")
	want := trunk.Caps{Hour: 1, All: 9, Abroad: 2}
	if got := o.trunks.Config().Bounds(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if kept, err := o.site.History(t.Context(), "trunks"); err != nil || len(kept) != 1 || kept[0].By != o.nora.ID {
		t.Errorf("kept: %v, %v", kept, err)
	}
	if status, page := o.post("/admin/caps", "version", old, "hour", "5", "day", "5", "all", "5", "abroad", "5"); status != http.StatusConflict || !strings.Contains(page, `value="5"`) {
		t.Errorf("over what somebody else changed: got %d", status)
	}
	o.save("/admin/trunk", "name", "pbx", "sources", "192.0.2.10", "transport", "udp", "identity", "asserted", "calls", "0", "rate", "0", "exchange", "192.0.2.10:5060", "rules", "+")
	if _, page := o.get("/admin"); strings.Contains(page, "calls out within an hour") {
		t.Error("an alarm before a call")
	}
	if _, err := o.trunks.Ways(t.Context(), o.nora.ID, "541 230 800", "CZ", appliance.EntryPoint{}); err != nil {
		t.Fatal(err)
	}
	if _, page := o.get("/admin"); !strings.Contains(page, "Nora: all 1 calls out within an hour are used up") {
		t.Error("the overview does not tell that Nora's calls are used up")
	}
}

func TestTrunkThatRegistersIsSetByItsForm(t *testing.T) {
	o := newOffice(t)
	if _, page := o.get("/admin/trunk?kind=registered"); !strings.Contains(page, `name="username"`) || !strings.Contains(page, "New trunk that registers") {
		t.Error("the form asks for no name")
	}
	first := []string{
		"kind", "registered", "name", "pbx", "exchange", "192.0.2.10:5061", "domain", "pbx.example", "username", "200", "password", "hush-hush",
		"transport", "tls", "certified-name", "sip.example", "identity", "pai", "in-country", "cz", "head", "+4205412308", "srtp", "required", "codecs", "G722\npcma", "translated", "on", "calls", "0", "rate", "0",
	}
	o.save("/admin/trunk", first...)
	got := o.trunks.Config().Trunks[0]
	if l := got.Login; l == nil || l.Username != "200" || !l.Register || !seal.Sealed(l.Password) || got.Transport != trunk.TLS || got.Identity != trunk.PAI || got.In != (trunk.Reading{Country: "CZ", Head: "+4205412308"}) ||
		got.Sound.SRTP != sdp.Required || len(got.Sound.Codecs) != 2 || !got.Sound.Translated || got.Certificate.Name != "sip.example" {
		t.Errorf("stored %+v, %+v", got, got.Login)
	}
	status, page := o.get("/admin/trunk?name=pbx")
	if status != http.StatusOK || strings.Contains(page, "hush") || strings.Contains(page, "sealed.") || !strings.Contains(page, `value="registered"`) {
		t.Errorf("got %d, and the page shows the password, or not the kind", status)
	}
	again := append([]string{"was", "pbx", "version", versionIn.FindStringSubmatch(page)[1]}, first...)
	again[slices.Index(again, "hush-hush")] = ""
	o.save("/admin/trunk", again...)
	if l := o.trunks.Config().Trunks[0].Login; l == nil || l.Password != got.Login.Password {
		t.Error("a password that was left empty is gone")
	}
	if _, page := o.get("/admin/trunks"); !strings.Contains(page, "192.0.2.10") || !strings.Contains(page, ">Trying now<") {
		t.Error("the list does not tell where the trunk leads and how it stands")
	}
	kept, err := o.site.History(t.Context(), "trunks")
	if text, _ := json.Marshal(kept); err != nil || strings.Contains(string(text), "hush") {
		t.Errorf("the history holds the password, or %v", err)
	}
	status, page = o.post("/admin/trunk", "kind", "registered", "name", "b", "exchange", "192.0.2.11:5060", "transport", "udp", "identity", "from", "calls", "0", "rate", "0")
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="username-flaw"`) {
		t.Errorf("without a name: got %d", status)
	}
}

// TestTrunkThatClashesNamesTheOtherAndOneWithoutANameIsAskedForIt: no sentence
// leaves a place empty.
func TestFormSpeaksOfAStoredPasswordOnlyWhereThereIsOne(t *testing.T) {
	o := newOffice(t)
	const stored = "Left empty, the stored one stays."
	if _, page := o.get("/admin/trunk?kind=registered"); strings.Contains(page, stored) {
		t.Error("a new trunk's form speaks of one")
	}
	o.save("/admin/trunk", "kind", "registered", "name", "pbx", "transport", "udp", "identity", "asserted", "calls", "0", "rate", "0",
		"exchange", "192.0.2.10:5060", "username", "box", "password", "secret", "rules", "+")
	if _, page := o.get("/admin/trunk?name=pbx"); !strings.Contains(page, stored) {
		t.Error("the form of a trunk that has one does not")
	}
}

// silentExchange answers nothing and counts how often it is asked to register us.
type silentExchange struct{ registers atomic.Int32 }

func (x *silentExchange) Ask(context.Context, sip.Exchange) (int, error) { return 0, sip.ErrSilent }

func (x *silentExchange) Register(ctx context.Context, _ sip.Exchange, tell func(sip.Registration)) error {
	x.registers.Add(1)
	tell(sip.Registration{Err: sip.ErrSilent})
	<-ctx.Done()
	return nil
}

func TestExchangeThatIsNotWellIsTriedNowWithOnePress(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trunk", "kind", "registered", "name", "pbx", "transport", "udp", "identity", "asserted", "calls", "0", "rate", "0",
		"exchange", "192.0.2.10:5060", "username", "box", "password", "secret", "rules", "+")
	const button = `action="/admin/trunks/again"`
	if _, page := o.get("/admin/trunks"); strings.Contains(page, button) {
		t.Error("it is offered before anything is wrong")
	}
	var x silentExchange
	var watching sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	defer watching.Wait()
	defer stop()
	watching.Go(func() { _ = o.trunks.Watch(ctx, &x) })
	if !peertest.Until(time.Minute, func() bool { return o.trunks.Standing("pbx").Health == trunk.Silent }) {
		t.Fatal("the exchange is not known to be silent")
	}
	if _, page := o.get("/admin/trunks"); !strings.Contains(page, button) {
		t.Error("it is not offered")
	}
	before := x.registers.Load()
	if status, _ := o.post("/admin/trunks/again"); status != http.StatusOK && status != http.StatusSeeOther {
		t.Errorf("got %d", status)
	}
	if !peertest.Until(time.Minute, func() bool { return x.registers.Load() > before }) {
		t.Error("it is not tried again")
	}
}

func TestTrunkThatClashesNamesTheOtherAndOneWithoutANameIsAskedForIt(t *testing.T) {
	o := newOffice(t)
	form := []string{"name", "pbx-brno", "sources", "192.0.2.10", "transport", "udp", "identity", "from", "calls", "0", "rate", "0"}
	o.save("/admin/trunk", form...)
	form[1] = "pbx-praha"
	if status, page := o.post("/admin/trunk", form...); status != http.StatusUnprocessableEntity || !strings.Contains(page, " stands in pbx-praha and in pbx-brno.") {
		t.Errorf("a clash: got %d, and it does not say with whom", status)
	}
	form[1], form[3] = "", ""
	status, page := o.post("/admin/trunk", form...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="name-flaw">Give the trunk a name.`) || !strings.Contains(page, "The trunk … has no address.") {
		t.Errorf("without a name: got %d, or a place is left empty", status)
	}
}

func TestTrunksFormFoldsWhatIsRarelySetAndSaysWhatIsSetThere(t *testing.T) {
	o := newOffice(t)
	folds := func(path string) (open int, said []string) {
		t.Helper()
		_, page := o.get(path)
		for _, m := range regexp.MustCompile(`(?s)<details class="fold"( open)?><summary><b>[^<]*</b> <span class="quiet-text">([^<]*)</span>`).FindAllStringSubmatch(page, -1) {
			if m[1] != "" {
				open++
			}
			said = append(said, m[2])
		}
		return open, said
	}
	if open, said := folds("/admin/trunk"); open != 0 || !slices.Equal(said, []string{"as usual", "as usual", "as usual"}) {
		t.Errorf("of a new trunk: %d open, %q", open, said)
	}
	form := []string{"name", "pbx", "sources", "192.0.2.10", "transport", "tls", "identity", "from", "calls", "12", "rate", "0", "authority", "", "srtp", "required", "in-country", "CZ"}
	o.save("/admin/trunk", form...)
	open, said := folds("/admin/trunk?name=pbx")
	if open != 0 || len(said) != 3 || !strings.Contains(said[0], "Or there is no call") || !strings.Contains(said[1], "CZ") || !strings.Contains(said[2], ": 12") {
		t.Errorf("of one where something is set: %d open, %q", open, said)
	}
	if _, page := o.get("/admin/trunks"); !strings.Contains(page, ">Only takes calls in<") {
		t.Error("the list does not say how a trunk stands that nobody is called over")
	}
	form[slices.Index(form, "12")] = "many"
	if _, page := o.post("/admin/trunk", form...); strings.Count(page, `<details class="fold" open>`) != 1 {
		t.Error("what is refused is folded away")
	}
}

func TestPortOfAnExchangeThatIsNoneIsNamed(t *testing.T) {
	o := newOffice(t)
	for exchange, want := range map[string]string{
		"192.0.2.10:270000":    "“270000” is not a port. A port is a number from 1 to 65535",
		"[2001:db8::10]:0":     "“0” is not a port.",
		"192.0.2.10:sip":       "“sip” is not a port.",
		"192.0.2.10":           "Give “pbx” the exchange’s address and port",
		"pbx.example.com:5060": "Give “pbx” the exchange’s address and port",
	} {
		status, page := o.post("/admin/trunk", "name", "pbx", "sources", "192.0.2.10", "exchange", exchange, "transport", "udp", "identity", "from", "calls", "0", "rate", "0")
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="exchange-flaw">`+want) {
			t.Errorf("%s: got %d, want %q at its field", exchange, status, want)
		}
	}
}

// TestTrunkIsShownBeingTriedAndThenAsItStands without a reload.
func TestTrunkIsShownBeingTriedAndThenAsItStands(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trunk", "name", "pbx", "sources", "192.0.2.10", "transport", "udp", "identity", "asserted", "calls", "0", "rate", "0", "exchange", "192.0.2.10:5060", "rules", "+")
	if _, page := o.get("/admin/trunks"); !strings.Contains(page, ">Trying now<") || !strings.Contains(page, `data-path="/admin/trunks/changes"`) {
		t.Error("a trunk that was just saved is not shown being tried")
	}
	until := o.follows("/admin/trunks/changes")
	until(">Trying now<")
	watched := make(chan error, 1)
	ctx, leave := context.WithCancel(t.Context())
	go func() { watched <- o.trunks.Watch(ctx, answering{}) }()
	until(">Connected<")
	leave()
	if err := <-watched; err != nil {
		t.Error(err)
	}
}

// answering are exchanges that answer 200.
type answering struct{}

func (answering) Ask(context.Context, sip.Exchange) (int, error) { return 200, nil }

func (answering) Register(ctx context.Context, _ sip.Exchange, _ func(sip.Registration)) error {
	<-ctx.Done()
	return nil
}
