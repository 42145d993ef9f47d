package widget_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

var payloads = peertest.Payloads

// TestOracleSeesPayloads writes each into a page of its own as markup. Those that harm
// only within an attribute, an address or a script do nothing there, and some need a
// click, but the most are seen.
func TestOracleSeesPayloads(t *testing.T) {
	browser := peertest.StartBrowser(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		n, err := strconv.Atoi(r.URL.Query().Get("n"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, "<!doctype html><html><body><p>"+payloads[n]+"</body></html>")
	}))
	defer server.Close()
	ran, stood := 0, 0
	for n, p := range payloads {
		// Each has a tab of its own: a page that is left while its alert opens may keep
		// the next one from ever coming.
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			tab := browser.TabOf(t, peertest.View{})
			tab.Go(fmt.Sprintf("%s/?n=%d", server.URL, n))
			var foreign []string
			if err := tab.Ask(peertest.Foreign, &foreign); err == nil && len(foreign) > 0 {
				stood++
			}
			switch {
			case len(tab.Harm()) > 0:
				ran++
			case len(foreign) == 0:
				t.Logf("not seen: %q", p)
			}
		})
	}
	t.Logf("%d ran, %d made an element, of %d", ran, stood, len(payloads))
	if len(payloads) < 60 || ran < 30 || stood < 30 {
		t.Errorf("of %d payloads the oracle saw %d run and %d make an element", len(payloads), ran, stood)
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
	var foreign []string
	if v.frame().Eval(peertest.Foreign, &foreign); len(foreign) > 0 {
		t.Errorf("in the panel stand %q", foreign)
	}
	if got := v.tab.Harm(); len(got) > 0 {
		t.Errorf("harm: %q", got)
	}
	if got := v.tab.Violations(); len(got) > 0 {
		t.Errorf("only the policy stopped %q", got)
	}
}
