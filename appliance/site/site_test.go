package site

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/feed"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/prompt"
	"cordboard/ivr/run"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday

// plot is a site on a store of its own and who hears of its changes.
type plot struct {
	*Site
	t     testing.TB
	store *sqlite.Store
	told  *feed.Subscription
}

func newPlot(t testing.TB) *plot {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := feed.New(store.Epoch(), 100)
	store.PublishTo(log.Publish)
	told, err := log.Subscribe(feed.ID{})
	if err != nil {
		t.Fatal(err)
	}
	return &plot{Site: New(Deps{Store: store, Now: func() time.Time { return noon }}), t: t, store: store, told: told}
}

// changes counts the SiteChanged since it was asked last.
func (p *plot) changes() (n int) {
	for len(p.told.C()) > 0 {
		if f := <-p.told.C(); f.Event == (appliance.SiteChanged{}) {
			n++
		}
	}
	return n
}

func (p *plot) queue(name string, groups ...appliance.GroupID) appliance.Queue {
	p.t.Helper()
	q, err := p.SaveQueue(p.t.Context(), 0, appliance.Queue{Name: name, Groups: groups, OfferFor: 20 * time.Second})
	if err != nil {
		p.t.Fatal(err)
	}
	return q
}

func (p *plot) group(name string) appliance.Group {
	p.t.Helper()
	g, err := p.SaveGroup(p.t.Context(), 0, appliance.Group{Name: name})
	if err != nil {
		p.t.Fatal(err)
	}
	return g
}

func TestNewSiteHasTheDefaults(t *testing.T) {
	p := newPlot(t)
	got, err := p.Settings(t.Context())
	if err != nil || got != Defaults() {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := got.Check(); err != nil {
		t.Errorf("the defaults do not check: %v", err)
	}
	if !got.ReserveBrackets {
		t.Error("< and > are not reserved by default")
	}
}

func TestEverySettingComesBackAsItWasSaved(t *testing.T) {
	p := newPlot(t)
	want := Settings{
		Name: "Hobla", Region: "PL", Language: appliance.Polish,
		Mail:            MailServer{Host: "mail.example.com", Port: 465, TLS: TLSAlways, Login: "box", Password: "secret", From: "box@example.com"},
		Voices:          Voices{prompt.Voice{Name: "cs+f1", Speed: 140}, prompt.Voice{Name: "pl+f1", Speed: 141}, prompt.Voice{Name: "en-us", Speed: 142}},
		ReserveBrackets: false, AllAway: Offline, LoginIdle: time.Hour, LoginLasts: 25 * time.Hour,
	}
	defaults, all := Defaults(), want
	for i, f := range fields(&all, p.key) {
		if f.value.write() == fields(&defaults, p.key)[i].value.write() {
			t.Errorf("%s is the default: the test proves nothing about it", f.key)
		}
	}
	if err := p.SaveSettings(t.Context(), 0, want); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Settings(t.Context()); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if n := p.changes(); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
	if err := p.SaveSettings(t.Context(), 0, want); err != nil || p.changes() != 0 {
		t.Errorf("the same again: %v, or told", err)
	}
}

// TestTreeIsCheckedOutsideTheWrite looks for prompts slowly, and changes the
// site meanwhile: nothing is held up, and the tree is judged by what the site
// became.
func TestTreeIsCheckedOutsideTheWrite(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	asked := 0
	p.prompts = func(appliance.Language, string) bool {
		if asked++; asked == 1 {
			q.Name = "Returns" // a Write inside of a Write would panic
			if _, err := p.Site.SaveQueue(t.Context(), 0, q); err != nil {
				t.Error(err)
			}
		}
		return true
	}
	text := "language: cs\n" + strings.Replace(tree, "{queue: Orders}", "{queue: Orders, music: m}", 1)
	found, err := p.SaveTree(t.Context(), 0, "main", text)
	if !errors.Is(err, ErrTree) || !found.Bad() || asked < 2 {
		t.Errorf("asked %d times: %v, %v, want the tree refused for the queue that is gone", asked, found, err)
	}
}

func TestMailPasswordIsStoredSealed(t *testing.T) {
	p := newPlot(t)
	stored := func() (text string) {
		err := p.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			text, _, err = v.Setting("site.mail.password")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return errors.Join(tx.SetSetting("site.mail.password", "old-secret"), tx.SetSetting("site.mail.host", "h"))
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Settings(t.Context()); err != nil || got.Mail.Password != "old-secret" {
		t.Errorf("an older box's password is read as %q, %v", got.Mail.Password, err)
	}
	if err := p.SealSecrets(t.Context()); err != nil || strings.Contains(stored(), "old-secret") {
		t.Errorf("sealed: %v, stored %q", err, stored())
	}
	if got, err := p.Settings(t.Context()); err != nil || got.Mail.Password != "old-secret" {
		t.Errorf("after it was sealed the password is %q, %v", got.Mail.Password, err)
	}
	again := Defaults()
	again.Mail = MailServer{Host: "h", Port: 25, TLS: TLSStart, Login: "l", Password: "new-secret", From: "a@b.cz"}
	if err := p.SaveSettings(t.Context(), 0, again); err != nil || strings.Contains(stored(), "new-secret") {
		t.Errorf("saved: %v, stored %q", err, stored())
	}
	// A store without its key tells nothing, and the box works on.
	stranger := New(Deps{Store: p.store})
	if got, err := stranger.Settings(t.Context()); err != nil || got.Mail.Password != "" || got.Mail.Host != "h" {
		t.Errorf("without the key: %q at %q, %v", got.Mail.Password, got.Mail.Host, err)
	}
}

func TestSettingThatCannotBeReadCountsAsItsDefault(t *testing.T) {
	p := newPlot(t)
	err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return errors.Join(tx.SetSetting("site.login-idle", "long"), tx.SetSetting("site.region", "PL"))
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Settings(t.Context())
	if err != nil || got.LoginIdle != Defaults().LoginIdle || got.Region != "PL" {
		t.Errorf("got a sign-in of %s in %s, %v", got.LoginIdle, got.Region, err)
	}
}

func TestWrongSettingIsRefusedAndTheOldOneStays(t *testing.T) {
	p := newPlot(t)
	for rule, c := range map[string]struct {
		spoil func(*Settings)
		want  error
	}{
		"region":         {func(s *Settings) { s.Region = "XX" }, ErrRegion},
		"language":       {func(s *Settings) { s.Language = "de" }, ErrLanguage},
		"all away":       {func(s *Settings) { s.AllAway = Open }, ErrAllAway},
		"idle too long":  {func(s *Settings) { s.LoginIdle = s.LoginLasts + 1 }, ErrLoginTimes},
		"mail port":      {func(s *Settings) { s.Mail = MailServer{Host: "h", TLS: TLSNone, From: "a@b.cz"} }, ErrMailPort},
		"mail host":      {func(s *Settings) { s.Mail.Host = "smtp://h" }, ErrMailHost},
		"mail sender":    {func(s *Settings) { s.Mail.Host = "h" }, ErrMailFrom},
		"mail TLS":       {func(s *Settings) { s.Mail = MailServer{Host: "h", Port: 25, TLS: "ssl"} }, ErrMailTLS},
		"clear password": {func(s *Settings) { s.Mail = MailServer{Host: "h", Port: 25, TLS: TLSNone, From: "a@b.cz", Login: "x"} }, ErrMailLogin},
		"name":           {func(s *Settings) { s.Name = strings.Repeat("x", 61) }, ErrName},
	} {
		s := Defaults()
		c.spoil(&s)
		if err := p.SaveSettings(t.Context(), 0, s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
	}
	if got, err := p.Settings(t.Context()); err != nil || got != Defaults() {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAllThatIsWrongIsSaidAtOnceAndByField(t *testing.T) {
	p := newPlot(t)
	bad := Defaults()
	bad.Region, bad.Mail = "XX", MailServer{Host: "smtp://h", TLS: TLSNone, Login: "x", From: "nobody"}
	_, queue := p.SaveQueue(t.Context(), 0, appliance.Queue{Target: -1})
	_, entry := p.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{Channel: appliance.Phone, Phone: appliance.PhoneEntry{Number: "one"}})
	for what, c := range map[string]struct {
		err  error
		want []string
	}{
		"settings":    {p.SaveSettings(t.Context(), 0, bad), []string{"from", "host", "port", "region", "tls"}},
		"queue":       {queue, []string{"name", "offer", "target"}},
		"entry point": {entry, []string{"language", "name", "number", "queue"}},
	} {
		flaws, _ := errors.AsType[appliance.Flaws](c.err)
		if got := slices.Sorted(maps.Keys(flaws)); !slices.Equal(got, c.want) {
			t.Errorf("%s: flaws in %q, want %q", what, got, c.want)
		}
	}
}

func TestStateOfEntryPoint(t *testing.T) {
	for _, c := range []struct {
		rule    string
		off     bool
		hours   bool
		staff   Staff
		allAway State
		want    State
	}{
		{"somebody free", false, true, Staff{3, 2, 1}, Busy, Open},
		{"all taken", false, true, Staff{3, 2, 0}, Busy, Busy},
		{"all taken, not away", false, true, Staff{3, 2, 0}, Offline, Busy},
		{"all away, wait", false, true, Staff{3, 0, 0}, Busy, Busy},
		{"all away, form", false, true, Staff{3, 0, 0}, Offline, Offline},
		{"nobody signed in", false, true, Staff{}, Busy, Offline},
		{"out of hours", false, false, Staff{3, 2, 1}, Busy, Offline},
		{"switched off", true, true, Staff{3, 2, 1}, Busy, Offline},
	} {
		if got := StateOf(appliance.EntryPoint{Off: c.off}, c.hours, c.staff, c.allAway); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}

func TestStaffCountsWhoServesAndHasRoom(t *testing.T) {
	in := func(id appliance.OperatorID, g appliance.GroupID) appliance.Operator {
		return appliance.Operator{ID: id, Groups: []appliance.GroupID{g}, Chats: 1}
	}
	for _, c := range []struct {
		rule     string
		operator appliance.Operator
		presence appliance.PresenceState
		holds    int
		want     Staff
	}{
		{"available", in(1, 1), appliance.Available, 0, Staff{1, 1, 1}},
		{"available and full", in(1, 1), appliance.Available, 1, Staff{1, 1, 0}},
		{"on a call", in(1, 1), appliance.Busy, 0, Staff{1, 1, 0}},
		{"wrapping up", in(1, 1), appliance.WrapUp, 0, Staff{1, 1, 0}},
		{"away", in(1, 1), appliance.Away, 0, Staff{1, 0, 0}},
		{"RONA is away", in(1, 1), appliance.RONA, 0, Staff{1, 0, 0}},
		{"offline", in(1, 1), appliance.Offline, 0, Staff{}},
		{"never there", in(1, 1), "", 0, Staff{}},
		{"in another group", in(1, 2), appliance.Available, 0, Staff{}},
		{"takes calls alone", appliance.Operator{ID: 1, Groups: []appliance.GroupID{1}, Calls: 1}, appliance.Available, 0, Staff{}},
		{"disabled", appliance.Operator{ID: 1, Groups: []appliance.GroupID{1}, Chats: 1, Disabled: true}, appliance.Available, 0, Staff{}},
	} {
		presences := []appliance.Presence{{Operator: 1, State: c.presence}}
		gone := []appliance.Presence{{Operator: 1, State: c.presence, Absent: true}}
		if got := countStaff(false, []appliance.Queue{{Groups: []appliance.GroupID{1}}}, []appliance.Operator{c.operator}, gone, nil); got != (Staff{}) {
			t.Errorf("%s, but his page is closed: %+v, want nobody", c.rule, got)
		}
		holds := map[appliance.OperatorID]int{1: c.holds}
		if got := countStaff(false, []appliance.Queue{{Groups: []appliance.GroupID{1}}}, []appliance.Operator{c.operator}, presences, holds); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.rule, got, c.want)
		}
	}
}

func workdays(name string) hours.Calendar {
	return hours.Calendar{Name: name, Zone: "Europe/Prague", Week: []hours.Range{{
		Days: []hours.Day{1, 2, 3, 4, 5}, Span: hours.Span{From: 8 * 60, To: 16 * 60},
	}}}
}

func TestEntryPointIsOpenWithinItsHoursAndSaysWhenItOpens(t *testing.T) {
	p := newPlot(t)
	g := p.group("Sales")
	q := p.queue("Orders", g.ID)
	if err := p.SaveCalendar(t.Context(), 0, workdays("Shop")); err != nil {
		t.Fatal(err)
	}
	e, err := p.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{
		Channel: appliance.WebChat, Name: "Shop", Language: appliance.Czech, Queue: q.ID, Hours: "Shop",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Widget.Key) < 16 {
		t.Errorf("the widget's key %q can be guessed", e.Widget.Key)
	}
	err = p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		o, err := tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Groups: []appliance.GroupID{g.ID}, Chats: 2})
		if err != nil {
			return err
		}
		return tx.SavePresence(appliance.Presence{Operator: o.ID, State: appliance.Available, Since: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	if state, opens, err := p.State(t.Context(), e); err != nil || state != Open || !opens.IsZero() {
		t.Errorf("at noon %s until %s, %v, want open", state, opens, err)
	}
	p.clock = func() time.Time { return noon.Add(8 * time.Hour) }
	want := time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC) // eight o'clock in Prague
	if state, opens, err := p.State(t.Context(), e); err != nil || state != Offline || !opens.Equal(want) {
		t.Errorf("at night %s, opens %s, %v, want offline until %s", state, opens, err, want)
	}
	if !p.Open("Shop", noon) || p.Open("Shop", noon.Add(8*time.Hour)) || !p.Open("", noon) {
		t.Error("the hours do not answer as the calendar does")
	}
}

const tree = `tree: Main
nodes:
  begin: {queue: Orders}
`

func TestTreeThatDoesNotCheckDoesNotReplaceOneThatWorks(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	if found, err := p.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err, found)
	}
	e, err := p.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Main", Language: appliance.Czech, Queue: q.ID,
		Phone: appliance.PhoneEntry{Number: "100", Tree: "main"},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.changes()
	for rule, text := range map[string]string{
		"cannot be read":  "nodes: [",
		"unknown queue":   strings.ReplaceAll(tree, "Orders", "Ordres"),
		"nothing in it":   "",
		"an unknown node": tree + "  next: {fly: away}\n",
	} {
		found, err := p.SaveTree(t.Context(), 0, "main", text)
		refusal := appliance.AsRefusal(err)
		if !errors.Is(err, ErrTree) || !found.Bad() || refusal.Args["count"].(int) < 1 {
			t.Errorf("%s: %v, %v", rule, found, err)
		}
		if _, ok := errors.AsType[ivr.Findings](err); !ok {
			t.Errorf("%s: the error does not hold its findings", rule)
		}
	}
	if p.changes() != 0 {
		t.Error("a refused tree was told")
	}
	got, err := p.Tree(t.Context(), e)
	if err != nil || got.Name != "Main" {
		t.Errorf("the entry point's tree is %+v, %v", got, err)
	}
	if again, err := p.Tree(t.Context(), e); err != nil || again != got {
		t.Errorf("the same text was parsed twice, %v", err)
	}
}

func TestTreeWhoseTestsFailIsNotPublished(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	const tests = "tests:\n  at night:\n    nobody: Orders\n    reaches: "
	found, err := p.SaveTree(t.Context(), 0, "main", tree+tests+"Orders\n")
	if !errors.Is(err, ErrTree) || len(found) != 1 || found[0].Args["test"] != "at night" || found[0].Line != 7 {
		t.Errorf("got %v: %v, want the test that fails, with its line", err, found)
	}
	if all, err := p.Trees(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("there is %v, %v, want no tree", all, err)
	}
	if found, err := p.SaveTree(t.Context(), 0, "main", tree+tests+"begin\n"); err != nil {
		t.Errorf("with a test that passes: %v: %v", err, found)
	}
}

func TestTreesLeadThroughOneAnotherAndAreHeldToOneAnother(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	const main = "nodes:\n  hello: {tree: opening, then: wait}\n  wait: {queue: Orders}\ntests:\n  all: {hears: [good-day, music], reaches: Orders}\n"
	const opening = "nodes:\n  say: {play: good-day, then: back}\n  back: {return: }\n"
	codes := func(name, text string) (all []string) {
		found, err := p.SaveTree(t.Context(), 0, name, text)
		if err != nil && !errors.Is(err, ErrTree) {
			t.Fatal(err)
		}
		for _, f := range found {
			all = append(all, f.Code)
		}
		return all
	}
	for i, c := range []struct {
		name, text string
		want       []string
	}{
		{"main", main, []string{"tree-unknown"}},
		{"opening", opening, nil},
		{"main", main, nil},
		{"main", strings.ReplaceAll(main, "opening", "main"), []string{"tree-round"}},
		{"opening", "nodes:\n  a: {tree: main, then: b}\n  b: {return: }\n", []string{"tree-round"}},
		{"opening", "nodes:\n  say: {hangup: }\n", []string{"tree-breaks"}},
	} {
		if got := codes(c.name, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%d, %s: found %v, want %v", i, c.name, got, c.want)
		}
	}
	got, err := p.Tree(t.Context(), appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "main"}})
	if err != nil || got.Find("hello/say") == nil {
		t.Errorf("a call walks %+v, %v, want both trees in one", got, err)
	}
}

func TestCallThatBeganWithATreeKeepsItWhenAnotherIsPublished(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	e := appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "main"}}
	publish := func(node string) *ivr.Tree {
		if found, err := p.SaveTree(t.Context(), 0, "main", "nodes:\n  "+node+":\n    queue: Orders\n"); err != nil {
			t.Fatal(err, found)
		}
		got, err := p.Tree(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := publish("first")
	began := run.New(first, appliance.Czech)
	second := publish("second")
	began.Next(nil, run.Began{})
	if began.At() != "first" || second.Start != "second" {
		t.Errorf("the call is at %q, new ones begin at %q", began.At(), second.Start)
	}
}

func TestQueueThatATreeNeedsKeepsItsName(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	if _, err := p.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err)
	}
	q.Name = "Sales"
	if _, err := p.SaveQueue(t.Context(), 0, q); !errors.Is(err, ErrTreeNeeds) {
		t.Errorf("got %v, want %v", err, ErrTreeNeeds)
	}
	if _, err := p.Queue(t.Context(), "Orders"); err != nil {
		t.Errorf("the queue is gone: %v", err)
	}
	other := p.queue("Returns")
	other.Name = "Complaints"
	if _, err := p.SaveQueue(t.Context(), 0, other); err != nil {
		t.Errorf("one that no tree needs: %v", err)
	}
}

func TestNumberWithoutATreeLeadsStraightIntoItsQueue(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Reception")
	got, err := p.Tree(t.Context(), appliance.EntryPoint{Queue: q.ID})
	if err != nil || len(got.Nodes) != 1 || got.Nodes[0].Act.(ivr.Queue).Queue != "Reception" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEntryPointThatLeadsAstrayIsRefused(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	phone := appliance.EntryPoint{Channel: appliance.Phone, Name: "P", Language: appliance.Czech, Queue: q.ID, Phone: appliance.PhoneEntry{Number: "100"}}
	chat := appliance.EntryPoint{Channel: appliance.WebChat, Name: "W", Language: appliance.Czech, Queue: q.ID}
	for rule, c := range map[string]struct {
		from  appliance.EntryPoint
		spoil func(*appliance.EntryPoint)
		want  error
	}{
		"no name":           {phone, func(e *appliance.EntryPoint) { e.Name = "" }, ErrName},
		"no such channel":   {phone, func(e *appliance.EntryPoint) { e.Channel = "pigeon" }, ErrChannel},
		"no number":         {phone, func(e *appliance.EntryPoint) { e.Phone.Number = "one" }, ErrNumber},
		"answers sometimes": {phone, func(e *appliance.EntryPoint) { e.Phone.Answer = "perhaps" }, ErrAnswer},
		"phone to nowhere":  {phone, func(e *appliance.EntryPoint) { e.Queue = 0 }, ErrNowhere},
		"no such tree":      {phone, func(e *appliance.EntryPoint) { e.Phone.Tree = "oak" }, ErrNoTree},
		"no such hours":     {phone, func(e *appliance.EntryPoint) { e.Hours = "never" }, ErrNoHours},
		"no such queue":     {phone, func(e *appliance.EntryPoint) { e.Queue = 99 }, appliance.ErrNotFound},
		"chat to nowhere":   {chat, func(e *appliance.EntryPoint) { e.Queue = 0 }, ErrNowhere},
		"no such topic":     {chat, func(e *appliance.EntryPoint) { e.Widget.Topics = []appliance.QueueID{99} }, appliance.ErrNotFound},
		"asks sometimes":    {chat, func(e *appliance.EntryPoint) { e.Widget.Form.Name = "perhaps" }, ErrAsk},
		"no colour":         {chat, func(e *appliance.EntryPoint) { e.Widget.Accent = "red;}" }, ErrAccent},
		"no mail":           {chat, func(e *appliance.EntryPoint) { e.Widget.OfflineMail = "sales" }, address.ErrMail},
		"key with a slash":  {chat, func(e *appliance.EntryPoint) { e.Widget.Key = "../../etc/passwd" }, ErrKey},
		"a path":            {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://shop.example/"} }, ErrSite},
		"a wildcard":        {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://*.example"} }, ErrSite},
		"capitals":          {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://Shop.example"} }, ErrSite},
		"a default port":    {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://shop.example:443"} }, ErrSite},
		"a policy":          {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://a.example;script-src"} }, ErrSite},
	} {
		c.spoil(&c.from)
		if _, err := p.SaveEntryPoint(t.Context(), 0, c.from); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
	}
	chat.Widget.Sites = []string{"https://shop.example", "http://localhost:8081"}
	for rule, e := range map[string]appliance.EntryPoint{"phone": phone, "chat": chat} {
		if _, err := p.SaveEntryPoint(t.Context(), 0, e); err != nil {
			t.Errorf("the %s that was not spoilt: %v", rule, err)
		}
	}
	if _, err := p.SaveEntryPoint(t.Context(), 0, phone); !errors.Is(err, sqlite.ErrDuplicate) {
		t.Errorf("the same number twice: %v", err)
	}
}

func TestChangeIsKeptAndTakenBack(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	q.Target = time.Minute
	if _, err := p.SaveQueue(t.Context(), 5, q); err != nil {
		t.Fatal(err)
	}
	what := "queue/" + q.ID.String()
	kept, err := p.History(t.Context(), what)
	if err != nil || len(kept) != 2 {
		t.Fatalf("history %v, %v, want two changes", kept, err)
	}
	if kept[0].By != 5 || kept[0].What != what {
		t.Errorf("the newest is %+v", kept[0])
	}
	if err := p.Revert(t.Context(), 6, kept[0]); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Queue(t.Context(), "Orders"); err != nil || got.Target != 0 {
		t.Errorf("target %s, %v, want it as before", got.Target, err)
	}
	if err := p.Revert(t.Context(), 6, kept[1]); !errors.Is(err, ErrNoBefore) {
		t.Errorf("to take its making back: %v, want %v", err, ErrNoBefore)
	}
	if kept, err = p.History(t.Context(), "queue/"); err != nil || len(kept) != 3 {
		t.Errorf("history %v, %v, want the revert in it", kept, err)
	}
}

func TestHistoryOfTreesAndHoursAndSettingsIsTakenBack(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	ctx := t.Context()
	better := tree + "# better\n"
	closed := workdays("Shop")
	closed.Week = nil
	private := Defaults()
	private.Mail = MailServer{Host: "h", Port: 25, TLS: TLSStart, Login: "l", Password: "pass-word", From: "a@b.cz"}
	public := private
	public.Name = "Hobla"
	for _, err := range []error{
		second(p.SaveTree(ctx, 0, "main", tree)), second(p.SaveTree(ctx, 0, "main", better)),
		p.SaveCalendar(ctx, 0, workdays("Shop")), p.SaveCalendar(ctx, 0, closed),
		p.SaveSettings(ctx, 0, private), p.SaveSettings(ctx, 0, public),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range []string{"tree/main", "hours/Shop", "settings"} {
		kept, err := p.History(ctx, what)
		if err != nil || len(kept) != 2 {
			t.Fatalf("%s: %v, %v", what, kept, err)
		}
		if strings.Contains(string(kept[0].Before)+string(kept[0].After), "pass-word") {
			t.Errorf("%s: the history holds the password", what)
		}
		if err := p.Revert(ctx, 0, kept[0]); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if all, err := p.Trees(ctx); err != nil || all["main"] != tree {
		t.Errorf("tree %q, %v", all["main"], err)
	}
	if !p.Open("Shop", noon) {
		t.Error("the hours are still those without days")
	}
	if got, err := p.Settings(ctx); err != nil || got != private {
		t.Errorf("settings %+v, %v, want %+v", got, err, private)
	}
}

func TestHistoryKeepsTheNewestChanges(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	for i := range historyKept + 5 {
		q.Target = time.Duration(i+1) * time.Second
		if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := p.History(t.Context(), "queue/"+q.ID.String())
	if err != nil || len(kept) != historyKept {
		t.Fatalf("%d changes, %v, want %d", len(kept), err, historyKept)
	}
	if !strings.Contains(string(kept[0].After), "55000000000") {
		t.Errorf("the newest is %s", kept[0].After)
	}
}

func second[T any](_ T, err error) error { return err }
