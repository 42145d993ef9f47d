package front

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// scanners are how programs that look for exchanges to rob name themselves. One
// behind a listed source gets no answer, and the log tells of it; the source is
// never banned, or one forged packet would silence the exchange.
var scanners = []string{
	"friendly-scanner", "sipvicious", "sipcli", "sipsak", "vaxsipuseragent", "pplsip", "sip-scan", "eyebeam-scan",
}

// scans tells whether a request says of itself that it comes from a scanner, in
// User-Agent or in From.
func (r *request) scans() bool {
	agent, _ := r.First("user-agent")
	from, _ := r.First("from")
	said := strings.ToLower(agent + "\n" + from)
	return slices.ContainsFunc(scanners, func(name string) bool { return strings.Contains(said, name) })
}

// ignore drops a scanner's request.
func (s *screen) ignore(r *request) verdict {
	s.scanned(r.source.Addr())
	return verdict{why: "scanner"}
}

// scanned tells of a scanner behind a source that we listen to, and of those
// that follow once a minute.
func (f *Front) scanned(source netip.Addr) {
	minute := time.Now().Unix() / 60
	if f.alarmed.Swap(minute) != minute {
		f.log.Warn("a scanner is at work behind a trunk", "source", source)
	}
}
