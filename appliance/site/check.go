package site

import (
	"crypto/rand"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/address"
)

// What queues, entry points and reasons are refused for.
var (
	ErrPlainName = appliance.Refuse(appliance.Invalid, "refusal.plain-name")
	ErrTimes     = appliance.Refuse(appliance.Invalid, "refusal.queue-times")
	ErrChannel   = appliance.Refuse(appliance.Invalid, "refusal.channel")
	ErrNumber    = appliance.Refuse(appliance.Invalid, "refusal.number")
	ErrAnswer    = appliance.Refuse(appliance.Invalid, "refusal.answer")
	ErrNowhere   = appliance.Refuse(appliance.Invalid, "refusal.leads-nowhere")
	ErrSite      = appliance.Refuse(appliance.Invalid, "refusal.site")
	ErrAsk       = appliance.Refuse(appliance.Invalid, "refusal.ask")
	ErrAccent    = appliance.Refuse(appliance.Invalid, "refusal.accent")
	ErrMail      = appliance.Refuse(appliance.Invalid, "refusal.mail")
	ErrKey       = appliance.Refuse(appliance.Invalid, "refusal.widget-key")
	ErrNoHours   = appliance.Refuse(appliance.Invalid, "refusal.no-hours")
	ErrNoTree    = appliance.Refuse(appliance.Invalid, "refusal.no-tree")
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
		return ErrName.With("limit", nameLimit)
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

func checkQueue(q appliance.Queue) error {
	if err := checkName(q.Name); err != nil {
		return err
	}
	if q.OfferFor < 5*time.Second || q.OfferFor > 10*time.Minute ||
		q.WrapUpFor < 0 || q.WrapUpFor > time.Hour || q.Target < 0 || q.Target > 24*time.Hour {
		return ErrTimes
	}
	return nil
}

func checkReason(r appliance.Reason) error {
	if len(r.Name) == 0 {
		return ErrName.With("limit", nameLimit)
	}
	for l, name := range r.Name {
		if !l.Known() {
			return ErrLanguage
		}
		if err := checkName(name); err != nil {
			return err
		}
	}
	return nil
}

// completed is an entry point with what it may leave out, or a refusal.
func completed(e appliance.EntryPoint) (appliance.EntryPoint, error) {
	if err := checkName(e.Name); err != nil {
		return e, err
	}
	if !e.Language.Known() {
		return e, ErrLanguage
	}
	switch e.Channel {
	case appliance.Phone:
		return completedPhone(e)
	case appliance.WebChat:
		return completedWidget(e)
	}
	return e, ErrChannel
}

func completedPhone(e appliance.EntryPoint) (appliance.EntryPoint, error) {
	if e.Phone.Answer == "" {
		e.Phone.Answer = appliance.AnswerAtOnce
	}
	switch {
	case !digits.MatchString(e.Phone.Number):
		return e, ErrNumber
	case e.Phone.Answer != appliance.AnswerAtOnce && e.Phone.Answer != appliance.AnswerOnAccept:
		return e, ErrAnswer
	case e.Phone.Tree == "" && e.Queue == 0:
		return e, ErrNowhere
	}
	return e, nil
}

func completedWidget(e appliance.EntryPoint) (appliance.EntryPoint, error) {
	w := &e.Widget
	if w.Key == "" {
		w.Key = rand.Text()
	}
	w.Accent = strings.ToLower(w.Accent)
	for _, ask := range []*appliance.Ask{&w.Form.Name, &w.Form.Mail, &w.Form.Phone, &w.Form.Topic} {
		switch *ask {
		case "":
			*ask = appliance.AskNot
		case appliance.AskNot, appliance.AskOptional, appliance.AskRequired:
		default:
			return e, ErrAsk
		}
	}
	if w.OfflineMail != "" {
		var ok bool
		if w.OfflineMail, ok = address.Mail(w.OfflineMail); !ok {
			return e, ErrMail
		}
	}
	for _, site := range w.Sites {
		if !origin(site) {
			return e, ErrSite.With("site", site)
		}
	}
	switch {
	case !handle.MatchString(w.Key):
		return e, ErrKey
	case w.Accent != "" && !colour.MatchString(w.Accent):
		return e, ErrAccent
	case len(w.Topics) == 0 && e.Queue == 0:
		return e, ErrNowhere
	}
	return e, nil
}

// origin tells whether s is an origin as browsers write it in the Origin
// header (RFC 6454 section 6.1): it is compared byte for byte, and it stands
// in policies.
func origin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || !embedder.MatchString(s) {
		return false
	}
	defaultPort := u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80"
	return !defaultPort // browsers leave it out
}
