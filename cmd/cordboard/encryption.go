package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"

	"cordboard/web"
)

// Encryption is how the doors speak HTTPS: by themselves, or behind proxies
// that do. Kong embeds exported structs alone.
type Encryption struct {
	TLSCert string    `name:"tls-cert" placeholder:"FILE" help:"Certificate of the doors, PEM, with its chain: they speak HTTPS then. A new one is taken up when the file is replaced."`
	TLSKey  string    `name:"tls-key" placeholder:"FILE" help:"The certificate's private key, PEM, without a password."`
	SIPTLS  string    `name:"sip-tls" placeholder:"ADDRESS" help:"Where the exchange calls over TLS, as in 192.168.1.10:5061; it is shown the same certificate."`
	Proxy   []network `name:"proxy" placeholder:"CIDR" help:"Proxies before the doors, as in 10.0.0.5 or 10.0.0.0/24 (may be given again). What they say in X-Forwarded-For and X-Forwarded-Proto is believed; they pass Host on as it came."`
}

// What a technician gave that cannot be meant.
var (
	errBareTLS  = errors.New("--sip-tls shows the exchange a certificate: give it with --tls-cert and --tls-key")
	errHalfTLS  = errors.New("--tls-cert and --tls-key belong together: give both or neither")
	errAllProxy = errors.New("that is every address there is, and any visitor could claim to be another: name the proxies alone")
)

// certificate is that of the doors, nil if they speak plain HTTP.
func (e Encryption) certificate(log *slog.Logger) (*web.Certificate, error) {
	switch {
	case e.TLSCert == "" && e.SIPTLS != "":
		return nil, errBareTLS
	case e.TLSCert == "" && e.TLSKey == "":
		return nil, nil
	case e.TLSCert == "" || e.TLSKey == "":
		return nil, errHalfTLS
	}
	return web.OpenCertificate(e.TLSCert, e.TLSKey, log)
}

func (e Encryption) proxies() (all []netip.Prefix) {
	for _, n := range e.Proxy {
		all = append(all, n.Prefix)
	}
	return all
}

// address is where a browser on the box finds a door.
func (e Encryption) address(l net.Listener) string {
	scheme := "http"
	if e.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://localhost:" + port(l.Addr())
}

// network is a part of the network in an option; an address alone is one.
type network struct{ netip.Prefix }

// UnmarshalText reads a network as a technician writes it.
func (n *network) UnmarshalText(text []byte) error {
	s := string(text)
	p, err := netip.ParsePrefix(s)
	if err != nil {
		a, bad := netip.ParseAddr(s)
		if bad != nil {
			return fmt.Errorf("%q is no address and no network, as in 10.0.0.5 or 10.0.0.0/24", s)
		}
		a = a.Unmap().WithZone("")
		p = netip.PrefixFrom(a, a.BitLen())
	}
	if p.Bits() == 0 {
		return errAllProxy
	}
	n.Prefix = p.Masked()
	return nil
}
