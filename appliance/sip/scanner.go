package sip

import (
	"slices"
	"strings"
)

// scanners are how programs that look for exchanges to rob name themselves. One
// behind a listed source is refused before anything is done for it; the source
// is never banned, or one forged packet would silence the exchange.
var scanners = []string{
	"friendly-scanner", "sipvicious", "sipcli", "sipsak", "vaxsipuseragent", "pplsip", "sip-scan", "eyebeam-scan",
}

// scans tells whether a request says of itself that it comes from a scanner, in
// User-Agent or in From.
func (r *request) scans() bool {
	agent, _ := r.first("user-agent")
	from, _ := r.first("from")
	said := strings.ToLower(agent + "\n" + from)
	return slices.ContainsFunc(scanners, func(name string) bool { return strings.Contains(said, name) })
}
