package widget

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/plain"
	"cordboard/appliance/ticket"
	"cordboard/web"
)

// fields are what a visitor filled in.
type fields struct {
	Key   string            `json:"key"` // names the request; the same one again is the same request
	Name  string            `json:"name"`
	Mail  string            `json:"mail"`
	Phone string            `json:"phone"`
	Topic appliance.QueueID `json:"topic"`
	Text  string            `json:"text"`
	Page  string            `json:"page"`
	Title string            `json:"title"`

	Answers    answers    `json:"answers"`
	Attributes attributes `json:"attributes"`
	User       user       `json:"user"`
	// After is the token of the chat that he had before, if any.
	After    string `json:"after"`
	Proposal string `json:"proposal"` // the rule that proposed the chat
}

// asks says how the form asks for each field; empty: not at all. Its order is
// that of the form.
type asks struct {
	Name  appliance.Ask `json:"name,omitempty"`
	Mail  appliance.Ask `json:"mail,omitempty"`
	Phone appliance.Ask `json:"phone,omitempty"`
	Topic appliance.Ask `json:"topic,omitempty"`
}

// topic is one of the queues that a visitor chooses from.
type topic struct {
	ID    appliance.QueueID             `json:"id"`
	Name  string                        `json:"name"`
	Names map[appliance.Language]string `json:"names,omitempty"` // for who reads a language that has one
}

// asksOf is what the entry point's form asks. One topic alone is no choice.
func asksOf(f appliance.Form, topics []topic) asks {
	asked := func(a appliance.Ask) appliance.Ask {
		if a == appliance.AskNot {
			return ""
		}
		return a
	}
	a := asks{asked(f.Name), asked(f.Mail), asked(f.Phone), asked(f.Topic)}
	if len(topics) < 2 {
		a.Topic = ""
	}
	return a
}

// all is the same form with every asked field required, as an offline form
// needs it (F034).
func (a asks) all() asks {
	for _, ask := range []*appliance.Ask{&a.Name, &a.Mail, &a.Phone, &a.Topic} {
		if *ask != "" {
			*ask = appliance.AskRequired
		}
	}
	return a
}

const (
	longestName  = 120
	longestField = 254 // a mail address: RFC 5321 section 4.5.3.1.3
	longestPath  = 512
	longestTitle = 256
)

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// checked returns the fields tidied, with those that were not asked left out,
// or says which one is wrong.
func (f fields) checked(a asks, topics []topic) (fields, error) {
	if !keyShape.MatchString(f.Key) {
		return f, web.ErrBadRequest
	}
	f.Name, f.Mail, f.Phone = asked(a.Name, f.Name), asked(a.Mail, f.Mail), asked(a.Phone, f.Phone)
	f.Text, f.Page, f.Title = plain.Text(f.Text), plain.Line(f.Page, longestPath), plain.Line(f.Title, longestTitle)
	if a.Topic == "" {
		f.Topic = 0
	}
	switch {
	case missing(a.Name, f.Name), utf8.RuneCountInString(f.Name) > longestName:
		return f, ticket.ErrName
	case missing(a.Mail, f.Mail), f.Mail != "" && !isMail(f.Mail):
		return f, address.ErrMail
	case missing(a.Phone, f.Phone): // whether it is one, the desk and the tickets decide: they know the country
		return f, address.ErrPhone
	case a.Topic == appliance.AskRequired && f.Topic == 0, f.Topic != 0 && !offered(f.Topic, topics):
		return f, ticket.ErrTopic
	}
	return f, appliance.AtMost(appliance.MessageLimit, f.Text)
}

// asked is a field in one line, if the form asks for it.
func asked(a appliance.Ask, value string) string {
	if a == "" {
		return ""
	}
	return plain.Line(value, longestField+1) // one more, so that too long is seen
}

func missing(a appliance.Ask, value string) bool { return a == appliance.AskRequired && value == "" }

func isMail(s string) bool {
	_, ok := address.Mail(s)
	return ok
}

func offered(id appliance.QueueID, topics []topic) bool {
	return slices.ContainsFunc(topics, func(t topic) bool { return t.ID == id })
}

// message is a text as it may stand in a conversation.
func message(text string) (string, error) {
	if text = plain.Text(text); text == "" {
		return "", appliance.ErrEmpty
	}
	return text, appliance.AtMost(appliance.MessageLimit, text)
}
