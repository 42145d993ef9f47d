package widget_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
)

// look is how a visitor sees the panel.
type look struct {
	name, language string
	view           peertest.View
}

// TestPanelIsAccessibleInEveryState walks through the panel and examines each
// screen. With SCREENS naming a directory it leaves pictures there, of more
// looks.
func TestPanelIsAccessibleInEveryState(t *testing.T) {
	looks := []look{
		{"1440-light", "cs", peertest.View{}},
		{"390-dark", "pl", peertest.View{Width: 390, Height: 844, Phone: true, Dark: true}},
	}
	if os.Getenv("SCREENS") != "" {
		looks = append(looks,
			look{"1440-dark", "en", peertest.View{Dark: true}},
			look{"390-light", "pl", peertest.View{Width: 390, Height: 844, Phone: true}},
			look{"320-light", "pl", peertest.View{Width: 320, Height: 568, Phone: true}})
	}
	browser := peertest.StartBrowser(t)
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			l.view.Still = true
			v := &visit{stand: newStand(t), t: t, tab: browser.TabOf(t, l.view)}
			v.mails()
			v.walk(l)
		})
	}
}

// visit is a visitor in a browser.
type visit struct {
	*stand
	t   *testing.T
	tab *peertest.Tab
}

func (v *visit) frame() *peertest.Frame { return v.tab.Frame("/w/" + key + "/panel") }

// opens loads a page of the shop and opens the panel by script.
func (v *visit) opens(path string) *peertest.Frame {
	v.t.Helper()
	v.tab.Go(v.url + path)
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval("cordboard('open')", nil)
	f := v.frame()
	f.Wait("document.querySelector('main') && !document.querySelector('main.loading')")
	return f
}

// fills writes into the fields of a form by their names.
func fills(f *peertest.Frame, values map[string]string) {
	for name, value := range values {
		f.Eval(fmt.Sprintf(`(() => { const e = document.getElementById('field-%s'); e.value = %q; e.dispatchEvent(new Event('input', {bubbles: true})) })()`, name, value), nil)
	}
}

func submits(f *peertest.Frame) { f.Eval("document.querySelector('.form .primary').click()", nil) }

// examine looks at what is on.
func (v *visit) examine(l look, screen string) {
	v.t.Helper()
	f := v.frame()
	f.Wait("document.fonts.status === 'loaded'")
	for _, b := range f.Axe() {
		v.t.Errorf("%s: %v", screen, b)
	}
	v.picture(l, screen)
}

func (v *visit) picture(l look, screen string) {
	if dir := os.Getenv("SCREENS"); dir != "" {
		v.tab.Screenshot(filepath.Join(dir, l.language+"-"+l.name+"-"+screen+".png"))
	}
}

func (v *visit) walk(l look) {
	v.t.Helper()
	v.opens("/vrtacky/bd-18")
	v.speaks(l.language)
	v.walkForm(l)
	c := v.walkChat(l)
	v.walkFiles(l, c)
	must(v.t, v.desk.End(v.t.Context(), c, appliance.ByOperator, v.jana, "operator"))
	v.frame().Wait("document.querySelector('main.over')")
	v.examine(l, "over")
	v.frame().Eval(`document.querySelector('[value=good]').click(); document.querySelector('.tick input').click()`, nil)
	v.frame().Wait("document.querySelector('.rating [role=status]').textContent")
	v.frame().Eval(`(() => { const e = document.getElementById('rating-text'); e.value = 'Rychlé a milé, jen ten výdejní box chyběl v seznamu.'; e.dispatchEvent(new Event('input')) })()`, nil)
	v.examine(l, "rated")
	v.block(c, appliance.BlockDevice, time.Hour)
	v.reloads()
	v.examine(l, "blocked")
	v.unblock()
	v.asks()
	v.frame().Wait("document.querySelector('main.over')")
	v.walkOffline(l)
	v.walkQuestions(l)
	if got := v.tab.Violations(); len(got) > 0 {
		v.t.Errorf("violations: %q", got)
	}
}

// reloads has the panel come again to a chat that was suspended.
func (v *visit) reloads() {
	v.t.Helper()
	v.opens("/vrtacky/bd-18")
	v.frame().Wait("document.querySelector('main.blocked')")
}

// walkFiles has one of each: let in, waiting, not accepted, and an operator's.
func (v *visit) walkFiles(l look, c appliance.ConversationID) {
	v.t.Helper()
	hand := func(name, content string) desk.Handed {
		return desk.Handed{Name: name, Key: keyOf(name), Content: strings.NewReader(content)}
	}
	for i, name := range []string{"prasklý kryt.png", "účet.txt", "účtenka z prodejny v Brně, duben 2026.pdf"} {
		content := "text"
		if i == 0 {
			content = string(drawn(v.t))
		}
		_, f, err := v.desk.ReceiveFile(v.t.Context(), c, hand(name, content))
		must(v.t, err)
		if i < 2 {
			must(v.t, v.desk.DecideFile(v.t.Context(), v.jana, c, f.Entry, i == 0))
		}
	}
	_, _, err := v.desk.ReplyFile(v.t.Context(), v.jana, c, hand("reklamační formulář.pdf", "%PDF"))
	must(v.t, err)
	v.frame().Wait("document.querySelectorAll('.file').length === 4 && document.querySelector('.picture img')?.naturalWidth === 60")
	v.examine(l, "files")
}

func (v *visit) walkForm(l look) {
	v.t.Helper()
	f := v.frame()
	v.examine(l, "form")
	fills(f, map[string]string{"mail": "aleksandra.lis@poczta"})
	submits(f)
	f.Wait("document.querySelector('.error:not([hidden])')")
	v.examine(l, "form-errors")
	fills(f, map[string]string{
		"name": "Aleksandra Lis", "mail": "aleksandra.lis@poczta.example", "topic": v.queues[0].String(),
		"text": "Dobrý den, objednávka 24-11206 měla přijít včera. Můžete se podívat?",
	})
	submits(f)
	f.Wait("document.querySelector('main.waiting .mine')")
	v.examine(l, "waiting")
	v.site.set(site.Offline, time.Time{})
	v.asks()
	f.Wait("!document.querySelector('.tail .dots')")
	v.examine(l, "waiting-alone")
	v.site.set(site.Open, time.Time{})
	v.asks()
	f.Wait("document.querySelector('.tail .dots')")
	f.Eval("document.querySelector('.waiting .tail .link').click()", nil)
	f.Wait("document.querySelector('main.leave')")
	v.examine(l, "leave")
	f.Eval("document.querySelector('main.leave .link').click()", nil)
}

func (v *visit) walkChat(l look) appliance.ConversationID {
	v.t.Helper()
	f := v.frame()
	c := v.only()
	v.accept(c.ID)
	f.Wait("document.querySelector('main.chat')")
	v.reply(c.ID, "Zásilka je na depu Brno-Slatina, řidič ji veze mezi 16. a 18. hodinou.")
	f.Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Type("A dalo by se to přesměrovat na výdejní box? V 16 už nebudu doma.")
	v.tab.Key("Enter")
	f.Wait("document.querySelectorAll('.mine').length === 2")
	v.reply(c.ID, "Ano, seznam boxů je na https://hobla.example/boxy. Který se Vám hodí?")
	f.Wait("document.querySelector('.bubble a')")
	v.tab.Type("Nejblíž mi je ten u nádraží")
	v.desk.Typing(c.ID, appliance.ByOperator, v.jana, "Dobře")
	f.Wait("document.querySelector('.typing')")
	v.examine(l, "chat")
	f.Eval("document.querySelector('.tool').click()", nil)
	v.examine(l, "menu")
	f.Eval("document.querySelector('.menu [aria-pressed=true]').click()", nil)
	v.cut(true)
	f.Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Key("Enter")
	f.Wait("document.querySelector('.net:not([hidden])')")
	v.examine(l, "no-connection")
	v.cut(false)
	f.Wait("document.querySelector('.net').hidden")
	return c.ID
}

// walkQuestions has the form ask more than one wants to answer.
func (v *visit) walkQuestions(l look) {
	v.t.Helper()
	at := v.questions()
	v.site.set(site.Open, time.Time{})
	f := v.opens("/vrtacky/bd-18")
	f.Wait("document.querySelector('main.form')")
	v.speaks(l.language)
	fills(f, map[string]string{at[appliance.QuestionNumber]: "dwa", at[appliance.QuestionDate]: "2026-02-28", at[appliance.QuestionChoice]: "Pošta"})
	f.Eval("document.getElementById('field-"+at[appliance.QuestionCheck]+"').click()", nil)
	submits(f)
	f.Wait("document.querySelector('.error:not([hidden])')")
	f.Eval("document.querySelector('.fields').scrollTo(0, 1e4)", nil)
	v.examine(l, "questions")
}

func (v *visit) walkOffline(l look) {
	v.t.Helper()
	f := v.frame()
	v.site.set(site.Offline, time.Date(2026, 11, 23, 8, 0, 0, 0, time.Local))
	f.Eval("document.querySelector('main.over .primary').click()", nil)
	f.Wait("document.querySelector('main.offline')")
	fills(f, map[string]string{
		"name": "Aleksandra Lis", "mail": "aleksandra.lis@poczta", "topic": v.queues[1].String(),
		"text": "Kupiłam rękawice w złym rozmiarze, zamówienie 24-10991. Czy mogę odesłać bez pudełka?",
	})
	submits(f)
	f.Wait("document.querySelector('.error:not([hidden])')")
	v.examine(l, "offline")
	fills(f, map[string]string{"mail": "aleksandra.lis@poczta.example"})
	submits(f)
	f.Wait("document.querySelector('main.thanks')")
	v.examine(l, "thanks")
	v.tab.Key("Escape")
	v.tab.Wait("document.activeElement !== document.body && document.querySelector('div:last-of-type')")
	v.picture(l, "closed")
}
