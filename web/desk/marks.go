package desk

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cordboard/appliance"
)

// icons name the drawing of each channel; colour never tells them apart.
var icons = map[appliance.Channel]string{
	appliance.Phone:     "phone",
	appliance.WebChat:   "message-square",
	appliance.Video:     "video",
	appliance.Callback:  "phone-call",
	appliance.Email:     "mail",
	appliance.Messenger: "message-circle",
	appliance.WhatsApp:  "message-circle",
	appliance.Apple:     "apple",
	appliance.VK:        "message-circle",
	appliance.Voicemail: "voicemail",
}

func icon(c appliance.Channel) string {
	if name, ok := icons[c]; ok {
		return name
	}
	return "message-square"
}

// receives tells whether conversations are offered to somebody in that state, or
// will be when he has done what he does.
func receives(s appliance.PresenceState) bool {
	return s == appliance.Available || s == appliance.Busy || s == appliance.WrapUp
}

// initials are the first letters of the first and last word, whatever marks
// stand around them; a number or a picture has none.
func initials(name string) string {
	var first, last rune
	for word := range strings.FieldsSeq(name) {
		word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsLetter(r) {
			continue
		}
		if first == 0 {
			first = unicode.ToUpper(r)
		} else {
			last = unicode.ToUpper(r)
		}
	}
	switch {
	case first == 0:
		return "#"
	case last == 0:
		return string(first)
	}
	return string(first) + string(last)
}

// millis is a moment for the script's clock.
func millis(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

// level says how much of the target a wait has used: nothing to worry about,
// "warn" from half of it, "late" from all of it.
func level(waited, target time.Duration) string {
	switch {
	case target <= 0 || waited < target/2:
		return ""
	case waited < target:
		return "warn"
	}
	return "late"
}

// slice is the part of a whole in hundredths, as a dash pattern of a circle
// whose length is 100.
func slice(part, whole time.Duration) string {
	n := 0
	if whole > 0 {
		n = int(min(max(part, 0), whole) * 100 / whole)
	}
	return strconv.Itoa(n) + " 100"
}

// seconds left until t, not below zero.
func secondsLeft(t, now time.Time) string {
	return strconv.Itoa(max(0, int((t.Sub(now)+time.Second-1)/time.Second)))
}

// spans finds the web addresses in a text (F211). Only http and https become
// links: a text from outside chooses no other scheme.
func spans(text string) []span {
	var list []span
	rest := text
	for {
		at := linkStart(rest)
		if at < 0 {
			break
		}
		end := at + linkLength(rest[at:])
		if at > 0 {
			list = append(list, span{Text: rest[:at]})
		}
		list = append(list, span{Text: rest[at:end], Href: rest[at:end]})
		rest = rest[end:]
	}
	if rest != "" || len(list) == 0 {
		list = append(list, span{Text: rest})
	}
	return list
}

func linkStart(s string) int {
	at := -1
	for _, scheme := range []string{"https://", "http://"} {
		if i := strings.Index(s, scheme); i >= 0 && len(s) > i+len(scheme) && (at < 0 || i < at) {
			at = i
		}
	}
	return at
}

// linkLength stops at white space and leaves the sentence's own marks out.
func linkLength(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>"'`, r) })
	if end < 0 {
		end = len(s)
	}
	return len(strings.TrimRight(s[:end], ".,;:!?)]}"))
}

func millisOf(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
