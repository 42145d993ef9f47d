package widget

import (
	"net/http"

	"github.com/mileusna/useragent"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// clientOf is what a visitor's browser tells about itself.
func clientOf(r *http.Request, address string) appliance.Client {
	agent := r.UserAgent()
	ua := useragent.Parse(plain.Clip(agent, 512)) // its pattern matching has no bound of its own
	c := appliance.Client{Browser: ua.Name, System: ua.OS, Device: "desktop", Address: address}
	switch {
	case ua.Tablet:
		c.Device = "tablet"
	case ua.Mobile:
		c.Device = "phone"
	case ua.Bot:
		c.Device = "bot"
	}
	c.Browser, c.System = plain.Line(c.Browser, 60), plain.Line(c.System, 60)
	return c
}
