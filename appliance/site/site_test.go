package site

import (
	"errors"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/feed"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
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
	if err != nil || !reflect.DeepEqual(got, Defaults()) {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := got.Check(); err != nil {
		t.Errorf("the defaults do not check: %v", err)
	}
	if !got.ReserveBrackets {
		t.Error("< and > are not reserved by default")
	}
}

// TestTreeIsCheckedOutsideTheWrite looks for prompts slowly, and changes the
// site meanwhile: nothing is held up, and the tree is judged by what the site
// became.
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

// TestEntryPointSaysItselfWhatItIsWhileAllAreAway: who is in RONA counts as away
// (decision 19), who is invisible for it as absent, and who does something else keeps
// it from being so.
func TestEntryPointSaysItselfWhatItIsWhileAllAreAway(t *testing.T) {
	queues := []appliance.Queue{{Groups: []appliance.GroupID{1}}}
	in := func(id appliance.OperatorID, d appliance.Duty) appliance.Operator {
		return appliance.Operator{ID: id, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}, Chats: 1, Duties: appliance.Duties{3: d}}
	}
	for _, c := range []struct {
		rule  string
		own   appliance.AllAway
		site  State
		first appliance.PresenceState
		duty  appliance.Duty // of the first one
		want  State
	}{
		{"as the site says: busy", appliance.AllAwayAsSite, Busy, appliance.Away, appliance.OnDuty, Busy},
		{"as the site says: offline", appliance.AllAwayAsSite, Offline, appliance.Away, appliance.OnDuty, Offline},
		{"its own: offline", appliance.AllAwayOffline, Busy, appliance.Away, appliance.OnDuty, Offline},
		{"its own: busy", appliance.AllAwayBusy, Offline, appliance.Away, appliance.OnDuty, Busy},
		{"RONA is away", appliance.AllAwayOffline, Busy, appliance.RONA, appliance.OnDuty, Offline},
		{"one is in a call", appliance.AllAwayOffline, Busy, appliance.Busy, appliance.OnDuty, Busy},
		{"one is available", appliance.AllAwayOffline, Busy, appliance.Available, appliance.OnDuty, Open},
		{"one is available, and invisible", appliance.AllAwayOffline, Busy, appliance.Available, appliance.Invisible, Offline},
		{"one is available, and signed out", appliance.AllAwayBusy, Offline, appliance.Available, appliance.OffDuty, Busy},
	} {
		r := Roster{
			operators: map[appliance.OperatorID]appliance.Operator{1: in(1, c.duty), 2: in(2, appliance.OnDuty)}, allAway: c.site,
			presences: byOperator([]appliance.Presence{{Operator: 1, State: c.first}, {Operator: 2, State: appliance.Away}}),
		}
		if got := r.Post(appliance.EntryPoint{ID: 3, Channel: appliance.WebChat, Widget: appliance.WidgetEntry{AllAway: c.own}}, queues, true).State; got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}

func TestStaffCountsWhoServesAndHasRoom(t *testing.T) {
	in := func(id appliance.OperatorID, g appliance.GroupID) appliance.Operator {
		return appliance.Operator{ID: id, Rights: appliance.Serve(), Groups: []appliance.GroupID{g}, Chats: 1}
	}
	standing := func(e appliance.EntryPointID, d appliance.Duty) appliance.Operator {
		o := in(1, 1)
		o.Duties = appliance.Duties{e: d}
		return o
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
		{"signed out of it", standing(3, appliance.OffDuty), appliance.Available, 0, Staff{}},
		{"invisible for it", standing(3, appliance.Invisible), appliance.Available, 0, Staff{}},
		{"signed out of another", standing(4, appliance.OffDuty), appliance.Available, 0, Staff{1, 1, 1}},
		{"in another group", in(1, 2), appliance.Available, 0, Staff{}},
		{"takes calls alone", appliance.Operator{ID: 1, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}, Calls: 1}, appliance.Available, 0, Staff{}},
		{"disabled", appliance.Operator{ID: 1, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}, Chats: 1, Disabled: true}, appliance.Available, 0, Staff{}},
	} {
		chat, queues := appliance.EntryPoint{ID: 3, Channel: appliance.WebChat}, []appliance.Queue{{Groups: []appliance.GroupID{1}}}
		presences := []appliance.Presence{{Operator: 1, State: c.presence}}
		gone := []appliance.Presence{{Operator: 1, State: c.presence, Absent: true}}
		one := map[appliance.OperatorID]appliance.Operator{1: c.operator}
		if got, there := (Roster{operators: one, presences: byOperator(gone)}).staff(chat, queues); got != (Staff{}) || len(there) > 0 {
			t.Errorf("%s, but his page is closed: %+v, want nobody", c.rule, got)
		}
		holds := map[appliance.Kind]map[appliance.OperatorID]int{appliance.KindChat: {1: c.holds}}
		if got, there := (Roster{operators: one, presences: byOperator(presences), holds: holds}).staff(chat, queues); got != c.want || len(there) != c.want.SignedIn {
			t.Errorf("%s: %+v, %d of them, want %+v", c.rule, got, len(there), c.want)
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
		return tx.SavePresence(appliance.Presence{Operator: o.ID, State: appliance.Available, Since: noon}, noon)
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
	if !p.Open(t.Context(), "Shop", noon) || p.Open(t.Context(), "Shop", noon.Add(8*time.Hour)) || !p.Open(t.Context(), "", noon) {
		t.Error("the hours do not answer as the calendar does")
	}
}

const tree = `tree: Main
nodes:
  begin: {queue: Orders}
`

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
		"no name":           {phone, func(e *appliance.EntryPoint) { e.Name = "" }, appliance.ErrName},
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
		"no state":          {chat, func(e *appliance.EntryPoint) { e.Widget.AllAway = "open" }, ErrAllAway},
		"no mail":           {chat, func(e *appliance.EntryPoint) { e.Widget.OfflineMail = "sales" }, address.ErrMail},
		"key with a slash":  {chat, func(e *appliance.EntryPoint) { e.Widget.Key = "../../etc/passwd" }, ErrKey},
		"a path":            {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://shop.example/"} }, ErrSite},
		"a wildcard":        {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://*.example"} }, ErrSite},
		"capitals":          {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://Shop.example"} }, ErrSite},
		"a default port":    {chat, func(e *appliance.EntryPoint) { e.Widget.Sites = []string{"https://shop.example:443"} }, ErrSite},
		"no condition":      {chat, proposing(appliance.Proposal{Name: "A", Open: true, Often: appliance.OncePerVisit}), ErrProposalWhen},
		"a rule unnamed":    {chat, proposing(appliance.Proposal{After: time.Second, Often: appliance.OncePerVisit}), appliance.ErrName},
		"the page's name":   {chat, proposing(appliance.Proposal{Name: "invite()", After: time.Second, Often: appliance.OncePerVisit}), ErrProposalName},
		"one name twice":    {chat, proposing(appliance.Proposal{Name: "A", After: time.Second, Often: appliance.OncePerVisit}, appliance.Proposal{Name: "A", Scroll: 50, Often: appliance.OncePerDay}), ErrProposalName},
		"a site's address":  {chat, proposing(appliance.Proposal{Name: "A", Page: "https://shop.example/", Often: appliance.OncePerVisit}), ErrProposalPage},
		"before the page":   {chat, proposing(appliance.Proposal{Name: "A", After: -time.Second, Page: "/", Often: appliance.OncePerVisit}), ErrNotOffered},
		"past the end":      {chat, proposing(appliance.Proposal{Name: "A", Scroll: 101, Often: appliance.OncePerVisit}), ErrNotOffered},
		"as often as it is": {chat, proposing(appliance.Proposal{Name: "A", Scroll: 50, Often: "hourly"}), ErrNotOffered},
		"two lines":         {chat, proposing(appliance.Proposal{Name: "A", Scroll: 50, Often: appliance.OncePerVisit, Texts: map[appliance.Language]string{appliance.Czech: "a\nb"}}), ErrOneLine},
		"a long heading":    {chat, saying(appliance.WordHeading, appliance.Polish, strings.Repeat("ż", 41)), ErrOneLine},
		"a lead of lines":   {chat, saying(appliance.WordLead, appliance.Czech, "a\nb"), ErrOneLine},
		"a word unknown":    {chat, saying("title", appliance.Czech, "a"), ErrOneLine},
		"a tongue unknown":  {chat, saying(appliance.WordLead, "de", "a"), ErrOneLine},
		"eleven rules":      {chat, proposing(eleven()...), ErrProposals},
		"six questions":     {chat, asking(six()...), ErrQuestions},
		"a question twice":  {chat, asking(six()[0], six()[0]), ErrQuestionName},
		"a nameless one":    {chat, asking(appliance.Question{Kind: appliance.QuestionText, Ask: appliance.AskOptional}), appliance.ErrName},
		"a guess":           {chat, asking(appliance.Question{Name: "A", Kind: "guess", Ask: appliance.AskOptional}), ErrNotOffered},
		"not asked":         {chat, asking(appliance.Question{Name: "A", Kind: appliance.QuestionText, Ask: appliance.AskNot}), ErrNotOffered},
		"no choice":         {chat, asking(appliance.Question{Name: "A", Kind: appliance.QuestionChoice, Ask: appliance.AskOptional, Choices: []string{"B"}}), ErrQuestionChoices},
		"the same choice":   {chat, asking(appliance.Question{Name: "A", Kind: appliance.QuestionChoice, Ask: appliance.AskOptional, Choices: []string{"B", "C", "B"}}), ErrQuestionChoices},
		"a long question":   {chat, asking(appliance.Question{Name: "A", Kind: appliance.QuestionText, Ask: appliance.AskOptional, Texts: map[appliance.Language]string{appliance.Polish: strings.Repeat("ż", 121)}}), ErrOneLine},
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

func saying(w appliance.WidgetWord, l appliance.Language, text string) func(*appliance.EntryPoint) {
	return func(e *appliance.EntryPoint) {
		e.Widget.Words = map[appliance.WidgetWord]map[appliance.Language]string{w: {l: text}}
	}
}

func proposing(all ...appliance.Proposal) func(*appliance.EntryPoint) {
	return func(e *appliance.EntryPoint) { e.Widget.Proposals = all }
}

func eleven() (all []appliance.Proposal) {
	for i := range MostProposals + 1 {
		all = append(all, appliance.Proposal{Name: strconv.Itoa(i), Page: "/", Often: appliance.OncePerVisit})
	}
	return all
}

func asking(all ...appliance.Question) func(*appliance.EntryPoint) {
	return func(e *appliance.EntryPoint) { e.Widget.Questions = all }
}

func six() (all []appliance.Question) {
	for i := range MostQuestions + 1 {
		all = append(all, appliance.Question{Name: strconv.Itoa(i), Kind: appliance.QuestionText, Ask: appliance.AskOptional})
	}
	return all
}

func second[T any](_ T, err error) error { return err }
