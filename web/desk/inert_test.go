package desk_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// visible is a text without what a page shows otherwise or not at all.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
}

// TestNoPageRunsWhatStrangersWrote has each payload among the messages of a chat, and
// one in every other field from outside, and looks at every page of the desk and of the
// administration in a browser: nothing runs, nothing is fetched, no element stands there
// that a payload made, and no policy had to stop it. That the oracle would see it, the
// widget's TestOracleSeesPayloads shows.
func TestNoPageRunsWhatStrangersWrote(t *testing.T) {
	a := newAviary(t, peertest.Payloads...)
	var evil []appliance.Entry
	for i, p := range peertest.Payloads {
		evil = append(evil, message(appliance.ByContact, 0, a.ago(9, 60-i), p, "/?"+p))
	}
	c := a.activeSince(a.chat0(peertest.Payloads[0]), a.ago(10, 0))
	c.Browser = appliance.Browser{Name: peertest.Payloads[1], System: peertest.Payloads[2], Page: "/" + peertest.Payloads[26], PageTitle: peertest.Payloads[31]}
	c.Parameters = []appliance.Parameter{{Key: peertest.Payloads[28], Value: peertest.Payloads[46], From: "script"}}
	c.Mail, c.Topic = `"<img src=/evil>"@hobla.example`, peertest.Payloads[36]
	all := a.add(c, evil...)
	a.conversations = append(a.conversations, all)
	a.write(func(tx *sqlite.Tx) error {
		e, err := tx.AddEntry(appliance.Entry{Conversation: all, At: a.ago(1, 0), Kind: appliance.EntryFile, By: appliance.ByContact, Text: peertest.Payloads[25] + ".png"})
		if err != nil {
			return err
		}
		return tx.AddFile(appliance.File{Entry: e.ID, Conversation: all, State: appliance.FileKept, Name: peertest.Payloads[25] + ".png", Size: 1, Blob: e.ID.String()})
	})
	paths := a.addresses()
	for _, p := range peertest.Payloads[:4] {
		paths = append(paths, "/desk?tab=finished&q="+url.QueryEscape(p), "/tickets?q="+url.QueryEscape(p), "/admin/audit?operator="+url.QueryEscape(p))
	}
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	a.signInAs(tab, "tomas")
	harm, violations := len(tab.Harm()), len(tab.Violations())
	for _, path := range paths {
		if strings.Contains(path, "/recording") || strings.Contains(path, "/sound") || strings.Contains(path, "/file") || strings.HasSuffix(path, "/changes") {
			continue // no pages
		}
		tab.Go(a.url + path)
		tab.Wait(`document.readyState === 'complete'`)
		var foreign []string
		tab.Eval(peertest.Foreign, &foreign)
		if len(foreign) > 0 {
			t.Errorf("%s has %q", path, foreign)
		}
		if got := tab.Harm(); len(got) > harm {
			t.Errorf("%s did %q", path, got[harm:])
			harm = len(got)
		}
		if got := tab.Violations(); len(got) > violations {
			t.Errorf("only the policy stopped on %s: %q", path, got[violations:])
			violations = len(got)
		}
	}

	// Live as well: the stream's fragments are put into the page otherwise than the page.
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=team", a.url, all))
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	for _, p := range peertest.Payloads {
		a.talks.Typing(all, appliance.ByContact, 0, p)
		a.write(func(tx *sqlite.Tx) error {
			c, err := tx.Conversation(all)
			if err != nil {
				return err
			}
			return post(tx, &c, message(appliance.ByContact, 0, a.ago(0, 30), p, ""))
		})
	}
	count := fmt.Sprintf(`document.querySelectorAll('#log .bubble').length >= %d`, 2*len(peertest.Payloads))
	tab.Wait(count)
	var text string
	tab.Eval(`document.getElementById('log').textContent`, &text)
	text = visible(text)
	for _, p := range peertest.Payloads {
		if strings.Count(text, visible(p)) < 2 {
			t.Errorf("the log does not show %q as it is, twice", p)
		}
	}
	var foreign []string
	if tab.Eval(peertest.Foreign, &foreign); len(foreign) > 0 {
		t.Errorf("live: %q", foreign)
	}
	if got := slices.Concat(tab.Harm()[harm:], tab.Violations()[violations:]); len(got) > 0 {
		t.Errorf("live: %q", got)
	}
}
