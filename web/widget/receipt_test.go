package widget_test

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestVisitorAndOperatorReadOfEachOther: what came to the panel is delivered, and read once
// the panel is open; the visitor reads "read" beneath his message once an operator saw it,
// also after he loaded the page anew.
func TestVisitorAndOperatorReadOfEachOther(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	c := v.only()
	receipt := func() (r appliance.Receipt) {
		t.Helper()
		must(t, v.store.Read(t.Context(), func(view *sqlite.View) (err error) {
			r, err = view.Receipt(c.ID)
			return err
		}))
		return r
	}
	reply := func(text string) appliance.EntryID {
		t.Helper()
		e, err := v.desk.Reply(t.Context(), v.jana, c.ID, desk.Message{Text: text})
		must(t, err)
		return e.ID
	}
	f := v.frame()
	first := reply("Hned se podívám.")
	v.until("that he read it", func() bool { return receipt().Read == first })

	v.tab.Click(launcherX, launcherY) // closed
	v.tab.Wait(`!document.querySelector('iframe')?.checkVisibility()`)
	second := reply("Je na cestě.")
	v.until("that it came", func() bool { return receipt().Got == second })
	if got := receipt().Read; got != first {
		t.Errorf("he read %s with the panel closed, want %s", got, first)
	}
	v.tab.Click(launcherX, launcherY)
	v.until("that he read it, too", func() bool { return receipt().Read == second })

	v.says("Díky.")
	f.Wait(`[...document.querySelectorAll('.mine .meta')].at(-1)?.textContent.endsWith('odesláno')`)
	var newest appliance.EntryID
	must(t, v.store.Read(t.Context(), func(view *sqlite.View) (err error) {
		newest, err = view.NewestEntry(c.ID)
		return err
	}))
	must(t, v.desk.Seen(t.Context(), v.jana, c.ID, newest))
	read := `[...document.querySelectorAll('.mine .meta')].at(-1)?.textContent.endsWith('přečteno')`
	f.Wait(read)
	v.tab.Go(v.url + "/baterie/bb-184")
	v.frame().Wait(read)
}

// TestVisitorReadsWhichOfSeveralOperatorsWrote, and no name where one alone did.
func TestVisitorReadsWhichOfSeveralOperatorsWrote(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	c := v.only()
	v.reply(c.ID, "Dobrý den, tady Jana.")
	v.sees("Dobrý den, tady Jana.")
	named := `[...document.querySelectorAll('.message:not(.mine) > span')].filter(s => !s.matches('.unseen')).map(s => s.firstChild.textContent).join()`
	f := v.frame()
	var names string
	if f.Eval(named, &names); names != "" {
		t.Errorf("of one operator he reads the name at each message: %q", names)
	}
	var pavel appliance.Operator
	must(t, v.store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		jana, err := tx.Operator(v.jana)
		if err != nil {
			return err
		}
		jana.ID, jana.Login, jana.Name = 0, "pavel", "Pavel Říha"
		pavel, err = tx.AddOperator(jana)
		return err
	}))
	must(t, v.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return v.desk.Enter(tx, c.ID, pavel.ID, v.jana, appliance.ToJoin, time.Now())
	}))
	for _, text := range []string{"A tady Pavel.", "Jsme na to dva."} {
		_, err := v.desk.Reply(t.Context(), pavel.ID, c.ID, desk.Message{Text: text})
		must(t, err)
	}
	f.Wait(named + ` === 'Jana Dvořáková,Pavel Říha'`)
}
