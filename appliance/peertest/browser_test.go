package peertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

const trialPage = `<!doctype html><html lang="en"><title>Trial</title><body><h1>Trial</h1>
<input id="field" aria-label="Field"><iframe src="/inner" title="Inner"></iframe>
<script>fetch('/asked'); alert('hello'); console.error('an error')</script></body></html>`

func TestTabTellsWhatAPageDoes(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, trialPage) })
	mux.HandleFunc("/inner", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><html lang="en"><title>Inner</title><p id="p">inside</p><img src="x">`)
	})
	mux.HandleFunc("/strict", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		fmt.Fprint(w, trialPage)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	browser := StartBrowser(t)

	tab := browser.Tab(View{Width: 400, Height: 300, Dark: true})
	tab.Go(server.URL + "/")
	tab.Frame("/inner").Wait("document.getElementById('p').textContent === 'inside'")
	tab.Eval("document.getElementById('field').focus()", nil)
	tab.Type("typed")
	tab.Key("Backspace")
	var got string
	if tab.Eval("field.value + innerWidth + matchMedia('(prefers-color-scheme: dark)').matches", &got); got != "type400true" {
		t.Errorf("got %q, want type400true", got)
	}
	tab.Eval("field.value = ''; field.onkeydown = (e) => e.preventDefault(); field.oninput = () => { field.value += '!' }", nil)
	tab.Key("b")
	tab.Key("Enter")
	if tab.Eval("field.value", &got); got != "" {
		t.Errorf("keys that the page stopped still wrote %q", got)
	}
	tab.Eval("field.onkeydown = field.oninput = null", nil)
	tab.Key("b")
	if tab.Eval("field.value", &got); got != "b" {
		t.Errorf("a key wrote %q, want b", got)
	}
	if got := tab.Dialogs(); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("dialogs: got %q", got)
	}
	if !slices.Contains(tab.Requests(), "GET "+server.URL+"/asked") {
		t.Errorf("requests: got %q", tab.Requests())
	}
	if !slices.ContainsFunc(tab.Errors(), func(e string) bool { return strings.Contains(e, "an error") }) {
		t.Errorf("errors: got %q", tab.Errors())
	}
	if len(tab.Violations()) != 0 {
		t.Errorf("violations: got %q, want none", tab.Violations())
	}

	if got := tab.Axe(); len(got) != 0 {
		t.Errorf("axe: got %v, want nothing", got)
	}
	tab.Eval("document.querySelector('iframe').removeAttribute('title'); field.removeAttribute('aria-label')", nil)
	if got := tab.Axe(); len(got) == 0 {
		t.Error("axe sees nothing wrong with a field that has no label")
	}
	if got := tab.Axe(Words...); len(got) != 2 || got[0].Rule != "frame-title" || got[1].Rule != "label" {
		t.Errorf("axe by the rules of words: got %v, want the frame and the field", got)
	}
	if got := tab.Axe(Colours...); len(got) != 0 {
		t.Errorf("axe by the rules of colours: got %v, want nothing about a label", got)
	}
	tab.Eval("{ const p = document.createElement('p'); p.textContent = 'pale'; p.style.cssText = 'color: #ddd; background: #fff'; document.body.append(p) }", nil)
	if got := tab.Axe(Colours...); len(got) != 1 || got[0].Rule != "color-contrast" {
		t.Errorf("axe by the rules of colours: got %v, want the pale text", got)
	}

	strict := browser.Tab(View{})
	strict.Go(server.URL + "/strict")
	if got := strict.Violations(); len(got) != 1 || !strings.HasPrefix(got[0], "script-src") {
		t.Errorf("violations: got %q, want that of the inline script", got)
	}
}
