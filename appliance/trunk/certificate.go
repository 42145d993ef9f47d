package trunk

import (
	"crypto/x509"
	"net/netip"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sip/front"
)

// What is wrong with what an exchange is to show.
var (
	ErrCertifiedName = appliance.Refuse(appliance.Invalid, "refusal.trunk-certified-name") // trunk
	ErrAuthority     = appliance.Refuse(appliance.Invalid, "refusal.trunk-authority")      // trunk
)

// Certificate is what a trunk's exchange must show over TLS.
type Certificate struct {
	// Name is whose it must be; empty: the exchange's domain, or else its
	// address.
	Name string `json:"name,omitempty"`
	// Authority is the site's own, PEM; empty: those that the machine believes.
	Authority string `json:"authority,omitempty"`
}

func (c Certificate) check(trunk string, flaws appliance.Flaws) {
	strange := strings.Trim(strings.ToLower(c.Name), "abcdefghijklmnopqrstuvwxyz0123456789.-:") != ""
	flaws.Add("certified-name", len(c.Name) > 253 || strange, ErrCertifiedName.With("trunk", trunk))
	readable := c.Authority == "" || x509.NewCertPool().AppendCertsFromPEM([]byte(c.Authority))
	flaws.Add("authority", !readable, ErrAuthority.With("trunk", trunk))
}

// certified is the same in the words of the protocol.
func (t Trunk) certified() front.Certified {
	must := front.Certified{Name: t.Certificate.Name}
	if must.Name == "" && t.Out != nil {
		must.Name, _, _ = strings.Cut(t.Out.Domain, ":")
	}
	if t.Certificate.Authority != "" {
		must.Authorities = x509.NewCertPool()
		must.Authorities.AppendCertsFromPEM([]byte(t.Certificate.Authority))
	}
	return must
}

// Certified is what the exchange at an address must show.
func (t *Trunks) Certified(peer netip.Addr) front.Certified {
	of, _ := t.config.Load().Of(peer)
	return of.certified()
}
