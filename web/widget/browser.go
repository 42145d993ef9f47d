package widget

import (
	"crypto/sha256"
	"fmt"
	"net/http"

	"github.com/mileusna/useragent"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// markHeader holds the random name that a browser keeps from one chat to the next,
// once it has begun one. Only its hash is kept.
const markHeader = "Cordboard-Mark"

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
	if mark := r.Header.Get(markHeader); keyShape.MatchString(mark) {
		b.Mark = fmt.Sprintf("%x", sha256.Sum256([]byte(mark)))
	}
	b.Name, b.System = plain.Line(b.Name, 60), plain.Line(b.System, 60)
	return b
}
