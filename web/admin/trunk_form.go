package admin

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/media/sdp"
	"cordboard/appliance/trunk"
	"cordboard/web/i18n"
)

// registers is the kind of a trunk whose exchange we register with. The others
// are known by their address.
const registers = "registered"

// trunkForm is where a trunk's form goes.
const trunkForm = "/admin/trunk"

// trunkDraft is a trunk as it stands in the form, with what was typed and may
// be no address.
type trunkDraft struct {
	trunk.Trunk
	registers         bool
	sources, exchange string
	password          string // the one that was typed, empty: none was
}

func draftOf(t trunk.Trunk) trunkDraft {
	d := trunkDraft{Trunk: t, registers: t.Login != nil && t.Login.Register, sources: sourceLines(t.Sources)}
	if t.Out != nil {
		d.exchange = t.Out.Exchange.String()
	}
	return d
}

// readTrunk reads a form; before is what it was shown for. A password that is
// left empty stays. What cannot be read is a flaw of its field.
func (p *Pages) readTrunk(r *http.Request, f typed, before trunk.Trunk) (d trunkDraft, flaws appliance.Flaws) {
	d = trunkDraft{Trunk: before, registers: f.text("kind") == registers, sources: f.Get("sources"), exchange: f.text("exchange")}
	d.Name, d.Calls, d.Rate = f.text("name"), f.number("calls"), f.number("rate")
	d.Transport, d.Identity = trunk.Transport(f.text("transport")), trunk.Identity(f.text("identity"))
	d.In = trunk.Reading{Country: strings.ToUpper(f.text("in-country")), Outside: f.text("in-outside"), Head: f.text("head")}
	d.Certificate = trunk.Certificate{Name: f.text("certified-name"), Authority: f.text("authority")}
	if d.Sound.SRTP, d.Sound.Codecs = sdp.Secrecy(f.text("srtp")), nil; d.Sound.SRTP == sdp.Open {
		d.Sound.SRTP = ""
	}
	d.Sound.Translated = f.on("translated")
	for _, line := range f.lines("codecs") {
		d.Sound.Codecs = append(d.Sound.Codecs, trunk.Codec(strings.ToLower(line)))
	}
	flaws = appliance.Flaws{}
	var lost bool
	d.password, lost = p.typedPassword(r, f, trunkForm)
	flaws.Add("password", lost, errLost)
	d.Login = nil
	if username := f.text("username"); username != "" || d.registers || d.password != "" {
		d.Login = &trunk.Login{Username: username, Password: passwordOf(before), Register: d.registers}
		if d.password != "" {
			d.Login.Password = p.Trunks.Seal(d.password)
		}
	}
	d.Out = outOf(f)
	port, bad := badPort(d.exchange)
	flaws.Add("exchange", bad, errPort.With("port", port))
	d.Sources = sources(f.lines("sources"), flaws)
	return d, flaws
}

// errPort says of an address that its port is none.
var errPort = appliance.Refuse(appliance.Invalid, "refusal.trunk-port") // port

// badPort is what stands behind an address and is no port.
func badPort(exchange string) (port string, bad bool) {
	host, port, err := net.SplitHostPort(exchange)
	if err != nil {
		return "", false
	}
	if _, err := netip.ParseAddr(host); err != nil {
		return "", false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return port, err != nil || n == 0
}

// outOf reads how calls go out over a trunk; without an exchange none do. An
// address that is none stays invalid, which the trunk's check refuses.
func outOf(f typed) *trunk.Out {
	if f.text("exchange") == "" {
		return nil
	}
	exchange, _ := netip.ParseAddrPort(f.text("exchange"))
	o := &trunk.Out{
		Exchange: exchange, Domain: f.text("domain"), Assert: f.on("assert"), Refer: f.on("refer"), Redirect: f.on("redirect"),
		Plan: trunk.Plan{
			Outside: f.text("outside"), International: f.text("international"), Home: f.on("home"), National: f.text("national"),
		},
	}
	for _, line := range f.lines("rules") {
		o.Rules = append(o.Rules, trunk.Rule(line))
	}
	return o
}

// sources reads the addresses of a trunk; one that is none is the zero Source.
func sources(lines []string, flaws appliance.Flaws) []trunk.Source {
	all := make([]trunk.Source, len(lines))
	for i, line := range lines {
		err := all[i].UnmarshalText([]byte(line))
		flaws.Add("sources", err != nil, appliance.AsRefusal(err))
	}
	return all
}

// sourceLines writes them as one types them.
func sourceLines(all []trunk.Source) string {
	var lines []string
	for _, s := range all {
		if text, err := s.MarshalText(); err == nil {
			lines = append(lines, string(text))
		}
	}
	return strings.Join(lines, "\n")
}

// form asks for what a trunk of that kind needs, the exchange first.
func (d trunkDraft) form(r *http.Request, was string) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "trunks"), Back: place{text("admin.trunks"), "/admin/trunks"},
		Title: was, Action: trunkForm, Remove: was != "", PutBack: revertTrunks,
	}
	kind := ""
	if v.Title == "" {
		v.Title = text("admin.trunk.new")
	}
	if d.registers {
		kind = registers
		if was == "" {
			v.Title = text("admin.trunk.new-registered")
		}
	}
	where, login := d.whereFields(text), d.loginFields(text)
	add := func(fields ...fieldView) { v.Fields = append(v.Fields, fields...) }
	fold := func(name string) { add(fieldView{Kind: foldField, Label: text("admin.trunk." + name)}) }
	add(
		fieldView{Kind: hiddenField, Name: "was", Value: was},
		fieldView{Kind: hiddenField, Name: "kind", Value: kind},
		fieldView{Kind: textField, Name: "name", Label: text("admin.column.name"), Value: d.Name},
	)
	if d.registers {
		add(append(where, login...)...)
	}
	add(d.sourceField(text), d.transportField(text))
	add(fieldView{Kind: headingField, Label: text("admin.trunk.outward")})
	if !d.registers {
		add(where...)
	}
	add(d.rulesField(text))
	fold("security")
	if !d.registers {
		add(login...)
	}
	add(d.securityFields(text)...)
	fold("numbers")
	add(d.numberFields(text)...)
	fold("limits")
	add(d.limitFields(r, text)...)
	return v
}

// out is how calls go out, or would.
func (d trunkDraft) out() trunk.Out {
	if d.Out == nil {
		return trunk.Out{}
	}
	return *d.Out
}

func (d trunkDraft) whereFields(text func(string) string) []fieldView {
	label, help := "admin.trunk.exchange", "admin.trunk.exchange.help"
	if d.registers {
		label, help = "admin.trunk.registrar", "admin.trunk.registrar.help"
	}
	return []fieldView{
		{Kind: textField, Name: "exchange", Label: text(label), Help: text(help), Value: d.exchange},
		{Kind: textField, Name: "domain", Label: text("admin.trunk.domain"), Help: text("admin.trunk.domain.help"), Value: d.out().Domain},
	}
}

func (d trunkDraft) loginFields(text func(string) string) []fieldView {
	var username string
	if d.Login != nil {
		username = d.Login.Username
	}
	help := "admin.trunk.username.help"
	if d.registers {
		help = "admin.trunk.username.registered"
	}
	password := fieldView{Kind: passwordField, Name: "password", Label: text("sign-in.password")}
	if passwordOf(d.Trunk) != "" {
		password.Help = text("admin.mail.password.help")
	}
	return []fieldView{
		{Kind: textField, Name: "username", Label: text("admin.trunk.username"), Help: text(help), Value: username},
		password,
	}
}

func (d trunkDraft) sourceField(text func(string) string) fieldView {
	label, help := "admin.trunk.sources", "admin.trunk.sources.help"
	if d.registers {
		label, help = "admin.trunk.sources.more", "admin.trunk.sources.more.help"
	}
	return fieldView{Kind: linesField, Name: "sources", Label: text(label), Help: text(help), Value: d.sources}
}

// transportField asks how messages travel.
func (d trunkDraft) transportField(text func(string) string) fieldView {
	var ways []choice
	for _, way := range []trunk.Transport{trunk.UDP, trunk.TCP, trunk.TLS} {
		ways = append(ways, choice{string(way), strings.ToUpper(string(way)), d.Transport == way})
	}
	return fieldView{Kind: choiceField, Name: "transport", Label: text("admin.trunk.transport"), Help: text("admin.trunk.transport.help"), Choices: ways}
}

// securityFields ask whom to believe over TLS, and whether sound is encrypted.
func (d trunkDraft) securityFields(text func(string) string) []fieldView {
	var secrecies []choice
	for _, one := range []sdp.Secrecy{sdp.Open, sdp.Allowed, sdp.Required} {
		on := d.Sound.SRTP == one || d.Sound.SRTP == "" && one == sdp.Open
		secrecies = append(secrecies, choice{string(one), text("admin.trunk.srtp." + string(one)), on})
	}
	return []fieldView{
		{Kind: textField, Name: "certified-name", Label: text("admin.trunk.certified-name"), Help: text("admin.trunk.certified-name.help"), Value: d.Certificate.Name},
		{Kind: linesField, Name: "authority", Label: text("admin.trunk.authority"), Help: text("admin.trunk.authority.help"), Value: d.Certificate.Authority},
		{Kind: choiceField, Name: "srtp", Label: text("admin.trunk.srtp"), Help: text("admin.trunk.srtp.help"), Choices: secrecies},
	}
}

// numberFields ask how numbers are written, those that come in first.
func (d trunkDraft) numberFields(text func(string) string) []fieldView {
	var identities []choice
	for _, one := range []trunk.Identity{trunk.Asserted, trunk.PAI, trunk.RPID, trunk.FromOnly} {
		identities = append(identities, choice{string(one), text("admin.trunk.identity." + string(one)), d.Identity == one})
	}
	o := d.out()
	return []fieldView{
		{Kind: choiceField, Name: "identity", Label: text("admin.trunk.identity"), Choices: identities},
		{Kind: textField, Name: "in-country", Label: text("admin.trunk.in-country"), Help: text("admin.trunk.in-country.help"), Value: d.In.Country},
		{Kind: textField, Name: "in-outside", Label: text("admin.trunk.in-outside"), Help: text("admin.trunk.in-outside.help"), Value: d.In.Outside},
		{Kind: textField, Name: "head", Label: text("admin.trunk.head"), Help: text("admin.trunk.head.help"), Value: d.In.Head},
		{Kind: textField, Name: "outside", Label: text("admin.trunk.outside"), Help: text("admin.trunk.outside.help"), Value: o.Plan.Outside},
		{Kind: textField, Name: "international", Label: text("admin.trunk.international"), Help: text("admin.trunk.international.help"), Value: o.Plan.International},
		{Kind: checkField, Name: "home", Label: text("admin.trunk.home"), On: o.Plan.Home},
		{Kind: textField, Name: "national", Label: text("admin.trunk.national"), Help: text("admin.trunk.national.help"), Value: o.Plan.National},
		{Kind: checkField, Name: "assert", Label: text("admin.trunk.assert"), On: o.Assert},
	}
}

// limitFields ask how many calls there may be, how they sound, and who leads
// callers on.
func (d trunkDraft) limitFields(r *http.Request, text func(string) string) []fieldView {
	codecs := make([]string, len(d.Sound.Codecs))
	for i, c := range d.Sound.Codecs {
		codecs[i] = string(c)
	}
	return []fieldView{
		{Kind: numberField, Name: "calls", Label: text("admin.trunk.calls"), Help: text("admin.trunk.calls.help"), Value: strconv.Itoa(d.Calls)},
		{Kind: numberField, Name: "rate", Label: text("admin.trunk.rate"), Help: i18n.Text(r.Context(), "admin.trunk.rate.help", "usual", trunk.UsualRate), Value: strconv.Itoa(d.Rate)},
		{Kind: linesField, Name: "codecs", Label: text("admin.trunk.codecs"), Help: text("admin.trunk.codecs.help"), Value: strings.Join(codecs, "\n")},
		{Kind: checkField, Name: "translated", Label: text("admin.trunk.translated"), Help: text("admin.trunk.translated.help"), On: d.Sound.Translated},
		{Kind: checkField, Name: "refer", Label: text("admin.trunk.refer"), Help: text("admin.trunk.refer.help"), On: d.out().Refer},
		{Kind: checkField, Name: "redirect", Label: text("admin.trunk.redirect"), Help: text("admin.trunk.redirect.help"), On: d.out().Redirect},
	}
}

// rulesField asks what may be called.
func (d trunkDraft) rulesField(text func(string) string) fieldView {
	var rules []string
	for _, r := range d.out().Rules {
		rules = append(rules, string(r))
	}
	return fieldView{Kind: linesField, Name: "rules", Label: text("admin.trunk.rules"), Help: text("admin.trunk.rules.help"), Value: strings.Join(rules, "\n")}
}
