package trunk

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/sip/digest"
)

// What is wrong with how an exchange is to know us.
var (
	ErrUsername  = appliance.Refuse(appliance.Invalid, "refusal.trunk-username")  // trunk
	ErrPassword  = appliance.Refuse(appliance.Invalid, "refusal.trunk-password")  // trunk
	ErrRegistrar = appliance.Refuse(appliance.Invalid, "refusal.trunk-registrar") // trunk
)

// Login is by what an exchange knows us, where our address is not enough.
type Login struct {
	Username string `json:"username"`
	// Password is as Trunks.Seal made it: it is never stored in the clear.
	Password string `json:"password"`
	// Register has us stay registered with the exchange, as a telephone does:
	// calls to our name find us by that.
	Register bool `json:"register,omitempty"`
}

// check finds what is wrong with how t's exchange is to know us.
func (l Login) check(t Trunk, flaws appliance.Flaws) {
	unfit := l.Username == "" || utf8.RuneCountInString(l.Username) > 100 || strings.ContainsFunc(l.Username, func(r rune) bool { return r <= ' ' || r == 0x7f })
	flaws.Add("username", unfit, ErrUsername.With("trunk", t.Name))
	flaws.Add("password", l.Password == "", ErrPassword.With("trunk", t.Name))
	flaws.Add("exchange", t.Out == nil, ErrRegistrar.With("trunk", t.Name))
}

// registers tells whether we are to be registered with t's exchange.
func (t Trunk) registers() bool { return t.Login != nil && t.Login.Register }

// narrowest is how long the longest prefix of t's Peers is that holds an
// address; -1: none does.
func (t *Trunk) narrowest(a netip.Addr) int {
	bits := -1
	for _, s := range t.Sources {
		if s.Contains(a) {
			bits = max(bits, s.Bits())
		}
	}
	if bits < 0 && t.registers() && t.Out != nil && t.Out.Exchange.Addr().Unmap() == a {
		return a.BitLen()
	}
	return bits
}

// Peers are all addresses that belong to t: its Sources and, where we register,
// the exchange that then calls us, without being named twice.
func (t Trunk) Peers() []Source {
	if !t.registers() || t.Out == nil || contains(t.Sources, t.Out.Exchange.Addr()) {
		return t.Sources
	}
	return append(t.Sources[:len(t.Sources):len(t.Sources)], single(t.Out.Exchange.Addr()))
}

// sealedAs is what passwords are sealed for.
const sealedAs = "trunk password"

// Seal closes a password, as a Login holds it.
func (t *Trunks) Seal(password string) string { return t.key.Seal(sealedAs, password) }

// credentials are those of a trunk. Where the box's key was lost the password
// is empty, which the exchange refuses and Standing then tells.
func (t *Trunks) credentials(of Trunk) digest.Credentials {
	if of.Login == nil {
		return digest.Credentials{}
	}
	password, err := t.key.Unseal(sealedAs, of.Login.Password)
	if err != nil {
		t.log.Warn("password of a trunk cannot be read", "trunk", of.Name, "err", err)
	}
	return digest.Credentials{Username: of.Login.Username, Password: password}
}
