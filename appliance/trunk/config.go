package trunk

import (
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"cordboard/appliance"
)

// What is wrong with a configuration, for the one who wrote it.
var (
	ErrMalformed  = appliance.Refuse(appliance.Invalid, "refusal.trunks-malformed")        // line
	ErrMore       = appliance.Refuse(appliance.Invalid, "refusal.trunks-more")             // line
	ErrSetting    = appliance.Refuse(appliance.Invalid, "refusal.trunks-setting")          // setting
	ErrValue      = appliance.Refuse(appliance.Invalid, "refusal.trunks-value")            // setting, line
	ErrNameless   = appliance.Refuse(appliance.Invalid, "refusal.trunk-nameless")          // nothing
	ErrName       = appliance.Refuse(appliance.Invalid, "refusal.trunk-name")              // trunk
	ErrNameTwice  = appliance.Refuse(appliance.Invalid, "refusal.trunk-name-twice")        // trunk
	ErrNoSource   = appliance.Refuse(appliance.Invalid, "refusal.trunk-no-source")         // trunk
	ErrSource     = appliance.Refuse(appliance.Invalid, "refusal.trunk-source")            // source
	ErrEverybody  = appliance.Refuse(appliance.Invalid, "refusal.trunk-everybody")         // trunk, source
	ErrShared     = appliance.Refuse(appliance.Invalid, "refusal.trunk-source-twice")      // trunk, other, source
	ErrTransport  = appliance.Refuse(appliance.Invalid, "refusal.trunk-transport")         // trunk
	ErrIdentity   = appliance.Refuse(appliance.Invalid, "refusal.trunk-identity")          // trunk
	ErrCodecs     = appliance.Refuse(appliance.Invalid, "refusal.trunk-codecs")            // trunk
	ErrSRTP       = appliance.Refuse(appliance.Invalid, "refusal.trunk-srtp")              // trunk
	ErrTrunkCalls = appliance.Refuse(appliance.Invalid, "refusal.trunk-calls")             // trunk, limit
	ErrRate       = appliance.Refuse(appliance.Invalid, "refusal.trunk-rate")              // trunk, limit, usual
	ErrBoxCalls   = appliance.Refuse(appliance.Invalid, "refusal.trunks-calls-altogether") // limit
)

// Config is all trunks of a box.
type Config struct {
	// Calls is how many calls the box carries at once, over all trunks.
	Calls  int     `json:"calls"`
	Trunks []Trunk `json:"trunks"`
	// Caps bound the calls that go out; nil: UsualCaps.
	Caps *Caps `json:"caps,omitempty"`
}

// Trunk is one way to the exchange.
type Trunk struct {
	Name string `json:"name"`
	// Sources are the addresses that it calls from; a plain address is a
	// prefix of full length. Where we register there need be none.
	Sources []Source `json:"sources"`
	// Transport is how the box calls out over it; calls come in either way.
	Transport Transport `json:"transport"`
	// Calls is how many of the box's calls may be its own, those that come in and
	// those that go out together; 0: as many.
	Calls int `json:"calls,omitempty"`
	// Rate is how many calls may begin over it in a second; 0: UsualRate.
	Rate int `json:"rate,omitempty"`
	// Identity says whom to believe about the caller.
	Identity Identity `json:"identity"`
	// In is how it writes the numbers of calls that come in.
	In Reading `json:"in,omitzero"`
	// Sound is what is agreed on about its sound.
	Sound Sound `json:"sound,omitzero"`
	// Certificate is what its exchange must show, where Transport is TLS.
	Certificate Certificate `json:"certificate,omitzero"`
	// Login is by what its exchange knows us; nil: by our address.
	Login *Login `json:"login,omitempty"`
	// Out is where its exchange is and how calls go out over it; nil: none do.
	Out *Out `json:"out,omitempty"`
}

// Transport is how SIP travels.
type Transport string

// The transports.
const (
	UDP Transport = "udp"
	TCP Transport = "tcp"
	TLS Transport = "tls"
)

// wire is how SIP writes a transport.
func (t Transport) wire() string { return strings.ToUpper(string(t)) }

// Identity is where a caller's name and number are taken from.
type Identity string

// Asserted believes P-Asserted-Identity and Remote-Party-ID before From, PAI
// and RPID one of them; FromOnly believes From alone.
const (
	Asserted Identity = "asserted"
	PAI      Identity = "pai"
	RPID     Identity = "rpid"
	FromOnly Identity = "from"
)

// fields are those that are believed beside From, the best first.
func (i Identity) fields() []string {
	switch i {
	case Asserted:
		return []string{"p-asserted-identity", "remote-party-id"}
	case PAI:
		return []string{"p-asserted-identity"}
	case RPID:
		return []string{"remote-party-id"}
	}
	return nil
}

// MostCalls and MostRate bound what can be configured; UsualRate is wide
// enough for a busy exchange, and a flood is far above it.
const (
	MostCalls = 10_000
	MostRate  = 5_000
	UsualRate = 50
)

// Default is the configuration of a box that has none: nobody may call.
func Default() Config { return Config{Calls: 100} }

// clone shares nothing with c.
func (c Config) clone() Config {
	if c.Caps != nil {
		c.Caps = new(*c.Caps)
	}
	c.Trunks = slices.Clone(c.Trunks)
	for i := range c.Trunks {
		c.Trunks[i] = c.Trunks[i].clone()
	}
	return c
}

func (t Trunk) clone() Trunk {
	t.Sources = slices.Clone(t.Sources)
	t.Sound.Codecs = slices.Clone(t.Sound.Codecs)
	if t.Login != nil {
		t.Login = new(*t.Login)
	}
	if t.Out != nil {
		t.Out = new(*t.Out)
		t.Out.Rules = slices.Clone(t.Out.Rules)
	}
	return t
}

// Source is a set of addresses.
type Source struct{ netip.Prefix }

// single is the Source of one address.
func single(addr netip.Addr) Source {
	addr = addr.Unmap()
	return Source{netip.PrefixFrom(addr, addr.BitLen())}
}

// MarshalText writes a prefix, or a plain address for a prefix of one.
func (s Source) MarshalText() ([]byte, error) {
	if s.IsSingleIP() {
		return s.Addr().MarshalText()
	}
	return s.Prefix.MarshalText()
}

// UnmarshalText reads either.
func (s *Source) UnmarshalText(text []byte) error {
	if addr, err := netip.ParseAddr(string(text)); err == nil && addr.Zone() == "" {
		*s = single(addr)
		return nil
	}
	p, err := netip.ParsePrefix(string(text))
	if err != nil || p != p.Masked() || p.Addr().Is4In6() {
		return ErrSource.With("source", string(text))
	}
	s.Prefix = p
	return nil
}

// Check finds what is wrong with what counts for the box, or else with the first
// trunk that is not right: appliance.Flaws by the names of the form's fields.
func (c Config) Check() error {
	if c.Calls < 1 || c.Calls > MostCalls {
		return ErrBoxCalls.With("limit", MostCalls)
	}
	if err := c.Bounds().check(); err != nil {
		return err
	}
	names, sources := map[string]bool{}, map[netip.Prefix]string{} // each source's trunk
	all := appliance.Flaws{}
	for _, t := range c.Trunks {
		flaws := t.flaws()
		flaws.Add("name", names[strings.ToLower(t.Name)], ErrNameTwice.With("trunk", t.Name))
		names[strings.ToLower(t.Name)] = true
		for _, s := range t.Peers() {
			other, taken := sources[s.Prefix]
			flaws.Add("sources", taken, ErrShared.With("trunk", t.Name).With("other", other).With("source", s.String()))
			sources[s.Prefix] = t.Name
		}
		for field, flaw := range flaws {
			all.Add(field, true, flaw)
		}
	}
	return all.Err()
}

// flaws are those of one trunk, whatever the others are.
func (t Trunk) flaws() appliance.Flaws {
	flaws := appliance.Flaws{}
	flaws.Add("name", t.Name == "", ErrNameless)
	if t.Name == "" {
		t.Name = "…" // so that what else is refused leaves no place empty
	}
	name := func(r *appliance.Refusal) *appliance.Refusal { return r.With("trunk", t.Name) }
	flaws.Add("name", strings.TrimSpace(t.Name) != t.Name || utf8.RuneCountInString(t.Name) > 60, name(ErrName))
	flaws.Add("sources", len(t.Sources) == 0 && !t.registers(), name(ErrNoSource))
	for _, s := range t.Sources {
		flaws.Add("sources", !s.IsValid(), ErrSource.With("source", s.String()))
		flaws.Add("sources", s.Bits() == 0, name(ErrEverybody).With("source", s.String()))
	}
	flaws.Add("transport", t.Transport != UDP && t.Transport != TCP && t.Transport != TLS, name(ErrTransport))
	flaws.Add("identity", t.Identity != FromOnly && t.Identity.fields() == nil, name(ErrIdentity))
	flaws.Add("calls", t.Calls < 0 || t.Calls > MostCalls, name(ErrTrunkCalls).With("limit", MostCalls))
	flaws.Add("rate", t.Rate < 0 || t.Rate > MostRate, name(ErrRate).With("limit", MostRate).With("usual", UsualRate))
	if t.Out != nil {
		t.Out.check(t, flaws)
	}
	if t.Login != nil {
		t.Login.check(t, flaws)
	}
	t.Certificate.check(t.Name, flaws)
	t.In.check(t.Name, flaws)
	t.Sound.check(t.Name, flaws)
	return flaws
}

// rate is how many calls may begin over t in a second.
func (t Trunk) rate() int {
	if t.Rate == 0 {
		return UsualRate
	}
	return t.Rate
}

// Of is the trunk that an address belongs to; the narrowest prefix counts. It is
// asked about every datagram and allocates nothing.
func (c Config) Of(source netip.Addr) (Trunk, bool) {
	source = source.Unmap()
	best, bits := -1, -1
	for i := range c.Trunks {
		if b := c.Trunks[i].narrowest(source); b > bits {
			best, bits = i, b
		}
	}
	if best < 0 {
		return Trunk{}, false
	}
	return c.Trunks[best], true
}
