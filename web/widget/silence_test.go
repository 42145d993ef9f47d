package widget_test

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/web/i18n"
)

// TestSilentVisitorReadsThatItWillBeClosed tells him, and then why it was.
func TestSilentVisitorReadsThatItWillBeClosed(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	c := v.only()
	v.accept(c.ID)
	texts := i18n.Localizer("cs")
	says := func(key string) {
		t.Helper()
		f.Wait("document.querySelector('.lines').textContent.includes('" + texts.Text(key) + "')")
	}
	must(t, v.desk.Log(t.Context(), c.ID, appliance.Entry{Kind: appliance.EntrySilent, By: appliance.BySystem}))
	says("widget.panel.silent")
	must(t, v.desk.End(t.Context(), c.ID, appliance.BySystem, 0, "silence"))
	says("widget.panel.ended-by-silence")
	f.Wait("document.querySelector('main.over')")
}
