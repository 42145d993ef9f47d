package widget_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// payloads are markup and addresses that run a script or ask for /evil where
// they are not kept inert.
var payloads = []string{
	`<img src=x onerror="alert('xss')">`,
	`<svg onload=alert('xss')>`,
	`<script>alert('xss')</script>`,
	`"><img src="/evil?quote">`,
	`'><iframe srcdoc="<script>alert('xss')</script>"></iframe>`,
	`<a href="javascript:alert('xss')" id=lure>javascript:alert('xss')</a>`,
	`javascript:alert('xss')//http://hobla.example`,
	`https://hobla.example/"onmouseover="alert('xss')`,
	`http://hobla.example/<img src=/evil>`,
	`https://user:secret@hobla.example/`,
	`<style>@import '/evil';</style><link rel=stylesheet href=/evil>`,
	`<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=/evil">`,
	`</textarea></div><form action=/evil><button autofocus onfocus=alert('xss')>`,
	`{{constructor.constructor('alert(1)')()}} ${alert('xss')}`,
	"\u202Egnp.exe\u202C \u0000<img src=x onerror=alert('xss')>",
	`data:text/html,<script>alert('xss')</script> vbscript:alert('xss')`,
	`&lt;img src=x onerror=alert('xss')&gt; &#x3C;script&#x3E;`,
}

// harmed is what a tab did that only a payload makes it do.
func harmed(tab *peertest.Tab) (harm []string) {
	harm = tab.Dialogs()
	for _, r := range tab.Requests() {
		if strings.Contains(r, "/evil") || strings.Contains(r, "evil.example") {
			harm = append(harm, r)
		}
	}
	return harm
}

func TestOracleSeesAWorkingPayload(t *testing.T) {
	tab := peertest.StartBrowser(t).Tab(peertest.View{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><title>Open</title><div id=into></div>`)
	}))
	defer server.Close()
	tab.Go(server.URL)
	tab.Eval(fmt.Sprintf(`into.innerHTML = %q; document.images[0].decode().catch(() => 0)`, payloads[0]), nil)
	tab.Eval(fmt.Sprintf(`into.innerHTML = %q; document.images[0].decode().catch(() => 0)`, payloads[3]), nil)
	got := harmed(tab)
	if !slices.Contains(got, "xss") || !slices.ContainsFunc(got, func(h string) bool { return strings.Contains(h, "/evil?quote") }) {
		t.Fatalf("the oracle saw %q", got)
	}
}

// TestPanelKeepsForeignTextInert puts every payload wherever somebody's text
// comes into the panel, live and again from the store.
func TestPanelKeepsForeignTextInert(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	v.change(func(e *appliance.EntryPoint) { e.Name = payloads[0] + payloads[2] })
	must(t, v.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		q, err := tx.Queue(v.queues[0])
		if err != nil {
			return err
		}
		q.Name = payloads[1] + payloads[3]
		if err := tx.SaveQueue(q); err != nil {
			return err
		}
		o, err := tx.Operator(v.jana)
		if err != nil {
			return err
		}
		o.Name = payloads[0] + payloads[4]
		return tx.SaveOperator(o)
	}))
	c := v.chats()
	want := []string{}
	for _, p := range payloads {
		v.reply(c, p)
		kept := strings.ReplaceAll(p, "\u0000", "")
		want = append(want, kept)
	}
	v.desk.Typing(c, appliance.ByOperator, v.jana, payloads[0])
	v.sees(want...)
	v.says(payloads[0])
	want = append(want, payloads[0])
	v.sees(want...)
	v.tab.Go(v.url + "/?<script>alert('xss')</script>")
	v.frame().Wait(fmt.Sprintf("document.querySelectorAll('.bubble').length === %d", len(want)))
	v.sees(want...)

	var links []string
	v.frame().Eval(`[...document.querySelectorAll('main a')].map(a => a.href + ' ' + a.rel + ' ' + a.target)`, &links)
	for _, l := range links {
		if !strings.HasPrefix(l, "https://") && !strings.HasPrefix(l, "http://") || strings.Contains(l, "secret") || !strings.HasSuffix(l, " noopener noreferrer nofollow _blank") {
			t.Errorf("link %q", l)
		}
	}
	if len(links) == 0 {
		t.Error("no link was made: the test sees too little")
	}
	var foreign int
	if v.frame().Eval(`document.querySelectorAll('main :is(img, script, iframe, style, link, base, meta), main form form, #lure').length`, &foreign); foreign != 0 {
		t.Errorf("%d foreign elements stand in the panel", foreign)
	}
	if got := harmed(v.tab); len(got) > 0 {
		t.Errorf("harm: %q", got)
	}
	if got := v.tab.Violations(); len(got) > 0 {
		t.Errorf("only the policy stopped %q", got)
	}
}
