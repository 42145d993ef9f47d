package widget

import (
	"net/http"

	"github.com/mileusna/useragent"

	"cordboard/appliance"
)

// clientOf is what a visitor's browser tells about itself.
func clientOf(r *http.Request, address string) appliance.Client {
	agent := r.UserAgent()
	ua := useragent.Parse(clip(agent, 512)) // its pattern matching has no bound of its own
	c := appliance.Client{Browser: ua.Name, System: ua.OS, Device: "desktop", Address: address}
	switch {
	case ua.Tablet:
		c.Device = "tablet"
	case ua.Mobile:
		c.Device = "phone"
	case ua.Bot:
		c.Device = "bot"
	}
	c.Browser, c.System = clip(c.Browser, 60), clip(c.System, 60)
	return c
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	count := 0
	for i := range s {
		if count++; count > n {
			return s[:i]
		}
	}
	return s
}
