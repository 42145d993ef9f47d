package site

import (
	"cmp"
	"crypto/rand"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/plain"
)

// What queues, entry points and reasons are refused for.
var (
	ErrPlainName = appliance.Refuse(appliance.Invalid, "refusal.plain-name")
	ErrTimes     = appliance.Refuse(appliance.Invalid, "refusal.queue-times")
	ErrTarget    = appliance.Refuse(appliance.Invalid, "refusal.queue-target")
	ErrChannel   = appliance.Refuse(appliance.Invalid, "refusal.channel")
	ErrNumber    = appliance.Refuse(appliance.Invalid, "refusal.number")
	ErrAnswer    = appliance.Refuse(appliance.Invalid, "refusal.answer")
	ErrShown     = appliance.Refuse(appliance.Conflict, "refusal.number-shown") // number
	ErrNowhere   = appliance.Refuse(appliance.Invalid, "refusal.leads-nowhere")
	ErrSite      = appliance.Refuse(appliance.Invalid, "refusal.site")
	ErrAsk       = appliance.Refuse(appliance.Invalid, "refusal.ask")
	ErrFiles     = appliance.Refuse(appliance.Invalid, "refusal.files")
	ErrAccent    = appliance.Refuse(appliance.Invalid, "refusal.accent")
	ErrIllegible = appliance.Refuse(appliance.Invalid, "refusal.accent-illegible") // colour
	ErrKey       = appliance.Refuse(appliance.Invalid, "refusal.widget-key")
	ErrNoHours   = appliance.Refuse(appliance.Invalid, "refusal.no-hours")
	ErrNoTree    = appliance.Refuse(appliance.Invalid, "refusal.no-tree")
	ErrNoGoodbye = appliance.Refuse(appliance.Invalid, "refusal.no-goodbye")
	ErrMusic     = appliance.Refuse(appliance.Invalid, "refusal.queue-music")
	ErrUnheard   = appliance.Refuse(appliance.Invalid, "refusal.unheard-prompt") // name
	ErrMessages  = appliance.Refuse(appliance.Invalid, "refusal.queue-messages") // limit
	ErrEvery     = appliance.Refuse(appliance.Invalid, "refusal.queue-message-every")
	ErrWaits     = appliance.Refuse(appliance.Invalid, "refusal.queue-waits")
	ErrPriority  = appliance.Refuse(appliance.Invalid, "refusal.queue-priority") // limit
	ErrLastFor   = appliance.Refuse(appliance.Invalid, "refusal.queue-last")
	ErrOverflow  = appliance.Refuse(appliance.Invalid, "refusal.queue-overflow")
	ErrNoOther   = appliance.Refuse(appliance.Invalid, "refusal.queue-overflow-nowhere")
	ErrAbove     = appliance.Refuse(appliance.Invalid, "refusal.queue-above")   // limit
	ErrCircle    = appliance.Refuse(appliance.Conflict, "refusal.queue-circle") // circle
	ErrTreeNeeds = appliance.Refuse(appliance.Conflict, "refusal.tree-needs")
)

const nameLimit = 60

var (
	colour   = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	digits   = regexp.MustCompile(`^\+?[0-9*#]{1,32}$`)
	embedder = regexp.MustCompile(`^https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?$`)
	handle   = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)
)

func checkName(name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > nameLimit || strings.TrimSpace(name) != name || strings.ContainsAny(name, "\r\n") {
		return appliance.ErrName.With("limit", nameLimit)
	}
	return nil
}

// checkPlainName is for names by which things are stored and referred to.
func checkPlainName(name string) error {
	if strings.ContainsAny(name, "@/") {
		return ErrPlainName
	}
	return checkName(name)
}

func nameFlaw(flaws appliance.Flaws, name string) {
	flaws.Add("name", checkName(name) != nil, appliance.ErrName.With("limit", nameLimit))
}

func queueFlaws(q appliance.Queue) appliance.Flaws {
	flaws := appliance.Flaws{}
	nameFlaw(flaws, q.Name)
	for l, name := range q.Names {
		flaws.Add("name-"+string(l), !l.Known() || checkName(name) != nil, appliance.ErrName.With("limit", nameLimit))
	}
	flaws.Add("offer", q.OfferFor < 5*time.Second || q.OfferFor > 10*time.Minute, ErrTimes)
	flaws.Add("wrap-up", q.WrapUpFor < 0 || q.WrapUpFor > time.Hour, ErrTimes)
	flaws.Add("target", q.Target < 0 || q.Target > 24*time.Hour, ErrTarget)
	flaws.Add("messages", len(q.Messages) > mostMessages, ErrMessages.With("limit", mostMessages))
	rare := q.MessageEvery < 10*time.Second || q.MessageEvery > time.Hour
	flaws.Add("message-every", len(q.Messages) > 0 && rare, ErrEvery)
	long := utf8.RuneCountInString(q.TicketSubject) > appliance.SubjectLimit
	flaws.Add("ticket-subject", long || strings.ContainsAny(q.TicketSubject, "\r\n"), ErrOneLine.With("limit", appliance.SubjectLimit))
	routeFlaws(flaws, q)
	return flaws
}

// routeFlaws are those of how a queue chooses who is asked, and what comes first.
func routeFlaws(flaws appliance.Flaws, q appliance.Queue) {
	unlikely := func(d time.Duration) bool { return d != 0 && (d < 5*time.Second || d > time.Hour) }
	q.Needs.Flaws(flaws)
	flaws.Add("relax", unlikely(q.RelaxEvery), ErrWaits)
	flaws.Add("priority", q.Priority < 0 || q.Priority > appliance.HighestPriority, ErrPriority.With("limit", appliance.HighestPriority))
	flaws.Add("raise", unlikely(q.RaiseEvery), ErrWaits)
	flaws.Add("last", q.LastFor != 0 && (q.LastFor < 5*time.Second || q.LastFor > 10*time.Minute), ErrLastFor)
	over := q.Overflow
	flaws.Add("overflow-after", unlikely(over.After), ErrWaits)
	flaws.Add("overflow-above", over.Above < 0 || over.Above > mostAbove, ErrAbove.With("limit", mostAbove))
	flaws.Add("overflow-to", over.To == 0 && over != (appliance.Overflow{}), ErrNoOther)
	flaws.Add("overflow-to", over.To != 0 && over.After == 0 && over.Above == 0, ErrOverflow)
}

// mostAbove bounds how many wait before others are passed on.
const mostAbove = 1000

// mostMessages is how many different ones who waits may hear.
const mostMessages = 10

// namesFlaws wants a name in one language or more.
func namesFlaws(flaws appliance.Flaws, names map[appliance.Language]string) {
	for l, name := range names {
		flaws.Add(nameIn(l), !l.Known() || checkName(name) != nil, appliance.ErrName.With("limit", nameLimit))
	}
	flaws.Add(nameIn(appliance.Languages()[0]), len(names) == 0, appliance.ErrName.With("limit", nameLimit))
}

// nameIn is the field of a name in a language.
func nameIn(l appliance.Language) string { return "name-" + string(l) }

// completed is an entry point with what it may leave out, and what is wrong with
// it.
func completed(e appliance.EntryPoint) (appliance.EntryPoint, appliance.Flaws) {
	flaws := appliance.Flaws{}
	nameFlaw(flaws, e.Name)
	flaws.Add("language", !e.Language.Known(), appliance.ErrLanguage)
	switch e.Channel {
	case appliance.Phone:
		e.Phone = completedPhone(e, flaws)
	case appliance.WebChat:
		e.Widget = completedWidget(e, flaws)
	default:
		flaws.Add("channel", true, ErrChannel)
	}
	return e, flaws
}

func completedPhone(e appliance.EntryPoint, flaws appliance.Flaws) appliance.PhoneEntry {
	p := e.Phone
	p.Answer = cmp.Or(p.Answer, appliance.AnswerAtOnce)
	flaws.Add("number", !digits.MatchString(p.Number), ErrNumber)
	flaws.Add("answer", p.Answer != appliance.AnswerAtOnce && p.Answer != appliance.AnswerOnAccept, ErrAnswer)
	flaws.Add("queue", p.Tree == "" && e.Queue == 0, ErrNowhere)
	return p
}

// longestHistory is for how long visitors may read their chats again at most.
const longestHistory = 731 * 24 * time.Hour

func completedWidget(e appliance.EntryPoint, flaws appliance.Flaws) appliance.WidgetEntry {
	w := e.Widget
	if w.Key == "" {
		w.Key = rand.Text()
	}
	w.Accent = strings.ToLower(w.Accent)
	for _, ask := range []*appliance.Ask{&w.Form.Name, &w.Form.Mail, &w.Form.Phone, &w.Form.Topic} {
		*ask = cmp.Or(*ask, appliance.AskNot)
		known := *ask == appliance.AskNot || *ask == appliance.AskOptional || *ask == appliance.AskRequired
		flaws.Add("form", !known, ErrAsk)
	}
	w.Files = w.TakesFiles()
	flaws.Add("files", !w.Files.Known(), ErrFiles)
	if w.OfflineMail != "" {
		mail, ok := address.Mail(w.OfflineMail)
		flaws.Add("mail", !ok, address.ErrMail)
		w.OfflineMail = mail
	}
	for _, site := range w.Sites {
		flaws.Add("sites", !Origin(site), ErrSite.With("site", site))
	}
	wordsFlaws(flaws, w.Words)
	questionsFlaws(flaws, w.Questions)
	proposalsFlaws(flaws, w.Proposals)
	flaws.Add("key", !handle.MatchString(w.Key), ErrKey)
	flaws.Add("all-away", !w.AllAway.Known(), ErrAllAway)
	flaws.Add("history", w.History < 0 || w.History > longestHistory, ErrHistory.With("limit", int(longestHistory.Hours()/24)))
	flaws.Add("accent", w.Accent != "" && !Colour(w.Accent), ErrAccent)
	if pale := illegible(w.Accent); pale != nil {
		flaws.Add("accent", true, pale)
	}
	flaws.Add("queue", len(w.Topics) == 0 && e.Queue == 0, ErrNowhere)
	return w
}

// The widget's own texts: its head has one line of its own beside the language's menu.
const (
	longestHeading = 40  // characters
	longestLead    = 300 // characters
)

// WordField names the form's field of a text in a language.
func WordField(w appliance.WidgetWord, l appliance.Language) string {
	return "word-" + string(w) + "-" + string(l)
}

func wordsFlaws(flaws appliance.Flaws, words map[appliance.WidgetWord]map[appliance.Language]string) {
	for word, texts := range words {
		limit := longestLead
		if word == appliance.WordHeading {
			limit = longestHeading
		}
		for l, text := range texts {
			known := slices.Contains(appliance.WidgetWords(), word) && l.Known()
			flaws.Add(WordField(word, l), !known || utf8.RuneCountInString(text) > limit || text != plain.Line(text, len(text)), ErrOneLine.With("limit", limit))
		}
	}
}

// Colour tells whether s is a colour as the box keeps it, "#2a56d4": it stands
// in style sheets.
func Colour(s string) bool { return colour.MatchString(s) }

// Origin tells whether s is an origin as browsers write it in the Origin
// header (RFC 6454 section 6.1): it is compared byte for byte, and it stands
// in policies.
func Origin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || !embedder.MatchString(s) {
		return false
	}
	defaultPort := u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80"
	return !defaultPort // browsers leave it out
}
