package widget

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"regexp"

	"github.com/mileusna/useragent"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// markHeader holds the random name that a browser keeps from one chat to the next,
// once it has begun one. Only its hash is kept.
const markHeader = "Cordboard-Mark"

// markOf is the hash of the browser's mark; empty: it has none.
func markOf(r *http.Request) string {
	mark := r.Header.Get(markHeader)
	if !keyShape.MatchString(mark) {
		return ""
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(mark)))
}

// barredHeader holds what a browser keeps of its mark while its visitor is blocked, also
// when he signs out: the hash. A block knows the browser by it, and nobody reads by it.
const barredHeader = "Cordboard-Barred"

var hashShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

// barred is by what a browser is known that was blocked.
func barred(r *http.Request) []appliance.Identity {
	hash := r.Header.Get(barredHeader)
	if !hashShape.MatchString(hash) {
		return nil
	}
	return []appliance.Identity{{Scope: appliance.BlockDevice, Value: hash}}
}

// browserOf is what a visitor's browser tells about itself.
func browserOf(r *http.Request, address string) appliance.Browser {
	agent := r.UserAgent()
	ua := useragent.Parse(plain.Clip(agent, 512)) // its pattern matching has no bound of its own
	b := appliance.Browser{Name: ua.Name, System: ua.OS, Device: "desktop", Address: address}
	switch {
	case ua.Tablet:
		b.Device = "tablet"
	case ua.Mobile:
		b.Device = "phone"
	case ua.Bot:
		b.Device = "bot"
	}
	b.Mark = markOf(r)
	b.Name, b.System = plain.Line(b.Name, 60), plain.Line(b.System, 60)
	return b
}
