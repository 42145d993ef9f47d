package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestDesk is what the page does while somebody sits at it: stories in one
// browser, each with a box and a tab of its own.
func TestDesk(t *testing.T) {
	browser := peertest.StartBrowser(t)
	for name, story := range map[string]func(*testing.T, *peertest.Browser){
		"MessageArrivesWhileTheOperatorWrites":               messageArrivesWhileTheOperatorWrites,
		"PageTellsThatItsReaderMovesAndNothingByItself":      pageTellsThatItsReaderMovesAndNothingByItself,
		"TypingIsShownUntilItIsSent":                         typingIsShownUntilItIsSent,
		"EnterSendsOnceAndShiftEnterBreaksTheLine":           enterSendsOnceAndShiftEnterBreaksTheLine,
		"RefusedMessageComesBackToTheComposer":               refusedMessageComesBackToTheComposer,
		"PageCatchesUpAfterARestartAndSendsWhatWasTypedOnce": pageCatchesUpAfterARestartAndSendsWhatWasTypedOnce,
		"PageCatchesUpAfterARestartWhileAContactTypes":       pageCatchesUpAfterARestartWhileAContactTypes,
		"UnsentMessageSurvivesAReload":                       unsentMessageSurvivesAReload,
		"PageGoesOnWhenTheOpenConversationIsGone":            pageGoesOnWhenTheOpenConversationIsGone,
		"OfferIsPinnedAndTakenByEnter":                       offerIsPinnedAndTakenByEnter,
		"OfferStaysWhenAPageThatIsOlderComes":                offerStaysWhenAPageThatIsOlderComes,
		"WhatWaitsIsPreviewed":                               whatWaitsIsPreviewed,
		"OfferThatPassedLeavesTheFocusOnAvailable":           offerThatPassedLeavesTheFocusOnAvailable,
		"WrapUpStandsOnceBesideWhatIsFinished":               wrapUpStandsOnceBesideWhatIsFinished,
		"QueueIsCalledInTheReadersLanguage":                  queueIsCalledInTheReadersLanguage,
		"OfferDoesNotTakeTheFocusFromWhoWrites":              offerDoesNotTakeTheFocusFromWhoWrites,
		"ShortcutNeverFiresOnAKeyThatTypesACharacter":        shortcutNeverFiresOnAKeyThatTypesACharacter,
		"LongMessageStaysAndSaysByHowMuch":                   longMessageStaysAndSaysByHowMuch,
		"DraftsStayWithTheirConversations":                   draftsStayWithTheirConversations,
		"WhatWasWrittenGoesOnInTheWrapUp":                    whatWasWrittenGoesOnInTheWrapUp,
		"WrapUpIsFoundByTypingAndSubmitted":                  wrapUpIsFoundByTypingAndSubmitted,
		"WrapUpHasItsClockAndMoreTime":                       wrapUpHasItsClockAndMoreTime,
		"WrapUpLeavesTheStoryInSightWhateverTheWindow":       wrapUpLeavesTheStoryInSightWhateverTheWindow,
		"CallIsMutedHeldAndKeyedByKeyboard":                  callIsMutedHeldAndKeyedByKeyboard,
		"TonesTellHowACallOfOursGoes":                        tonesTellHowACallOfOursGoes,
		"NothingFromOutsideRunsOrLinksAway":                  nothingFromOutsideRunsOrLinksAway,
		"ConversationShowsWhoSaidWhat":                       conversationShowsWhoSaidWhat,
		"CardComesAndGoesWithTheRinging":                     cardComesAndGoesWithTheRinging,
		"OfferShowsWhoAsksWhatAndSinceWhen":                  offerShowsWhoAsksWhatAndSinceWhen,
		"CallSaysThatItMayBeOldWithoutConnection":            callSaysThatItMayBeOldWithoutConnection,
		"OfferIsPinnedOverEveryViewOfATelephone":             offerIsPinnedOverEveryViewOfATelephone,
		"NoteIsOneNoteAndNoMore":                             noteIsOneNoteAndNoMore,
		"EndLeavesTheFocusOnTheReasons":                      endLeavesTheFocusOnTheReasons,
		"GoingOfflineInAWrapUpShows":                         goingOfflineInAWrapUpShows,
		"ColleaguesFollowTheirPresence":                      colleaguesFollowTheirPresence,
		"TransferIsWrittenByKeyboard":                        transferIsWrittenByKeyboard,
		"WhoLooksOnIsNamedToWhoServes":                       whoLooksOnIsNamedToWhoServes,
		"StreamThatFallsSilentIsOpenedAnew":                  streamThatFallsSilentIsOpenedAnew,
		"KeysOpenAConversationWhereItIsAnsweredOnATelephone": keysOpenAConversationWhereItIsAnsweredOnATelephone,
		"KeypadLiesOverTheStoryAndMovesNothing":              keypadLiesOverTheStoryAndMovesNothing,
		"InvitationIsTakenBackByWhoGaveIt":                   invitationIsTakenBackByWhoGaveIt,
		"SendButtonSends":                                    sendButtonSends,
		"ExaminationSeesAPlantedFault":                       examinationSeesAPlantedFault,
	} {
		t.Run(name, func(t *testing.T) { story(t, browser) })
	}
}

// atDesk is a stand with Jana signed in and a page open.
func atDesk(t *testing.T, b *peertest.Browser, path func(scene) string) (*stand, scene, *peertest.Tab) {
	t.Helper()
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := b.TabOf(t, peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + path(sc))
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.title.includes('Desk')`)
	return s, sc, tab
}

func veronika(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }

func (s *stand) receive(id appliance.ConversationID, text string) {
	s.t.Helper()
	if _, err := s.talks.Receive(s.t.Context(), id, talks.Message{Text: text, Page: "/kosik"}); err != nil {
		s.t.Fatal(err)
	}
}

// messages counts the entries with that text in the store.
func (s *stand) messages(id appliance.ConversationID, text string) (n int) {
	s.t.Helper()
	err := s.store.Read(s.t.Context(), func(v *sqlite.View) error {
		log, err := v.Entries(id, 0, 0)
		for _, e := range log {
			if e.Text == text {
				n++
			}
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func bubble(text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('#log .bubble')].filter(b => b.textContent.includes(%q)).length === 1`, text)
}

func messageArrivesWhileTheOperatorWrites(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Podívám se na")
	s.receive(sc.veronika, "Ještě něco")
	tab.Wait(bubble("Ještě něco"))
	tab.Type(" to hned")
	var got string
	tab.Eval(`document.activeElement.value`, &got)
	if want := "Podívám se na to hned"; got != want {
		t.Errorf("the composer holds %q, want %q", got, want)
	}
	if n := len(tab.Errors()) + len(tab.Violations()); n > 0 {
		t.Errorf("the page complains: %v %v", tab.Errors(), tab.Violations())
	}
}

func pageTellsThatItsReaderMovesAndNothingByItself(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	before := s.uses.Load()
	s.receive(sc.veronika, "Jste tam?")
	tab.Wait(bubble("Jste tam?"))
	tab.Eval(`window.dispatchEvent(new Event('online'))`, nil) // the stream begins anew
	s.receive(sc.veronika, "Haló?")
	tab.Wait(bubble("Haló?"))
	if n := s.uses.Load() - before; n != 0 {
		t.Errorf("%d uses of a sign-in by a page that nobody touched", n)
	}
	tab.Key("Shift")
	tab.Wait(`performance.getEntriesByType('resource').some(e => e.name.endsWith('/desk/here') && e.responseStatus === 204)`)
	tab.Key("Shift")
	if n := s.uses.Load() - before; n != 1 {
		t.Errorf("%d uses after two keys within a minute, want 1", n)
	}
}

func typingIsShownUntilItIsSent(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.talks.Typing(sc.veronika, appliance.ByContact, 0, "Nejblíž mi je")
	tab.Wait(`document.getElementById('typing').textContent.includes('Nejblíž mi je')`)
	tab.Wait(`document.querySelector('#row-` + sc.veronika.String() + `').classList.contains('typing-now')`)
	s.receive(sc.veronika, "Nejblíž mi je ten u nádraží")
	tab.Wait(bubble("Nejblíž mi je ten u nádraží"))
	tab.Wait(`!document.getElementById('typing').classList.contains('on')`)
}

func enterSendsOnceAndShiftEnterBreaksTheLine(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("První")
	tab.Key("Enter", chromedp.ModifierShift)
	tab.Type("Druhá")
	tab.Key("Enter")
	tab.Wait(bubble("První\nDruhá") + ` && !document.querySelector('[data-pending]')`)
	if n := s.messages(sc.veronika, "První\nDruhá"); n != 1 {
		t.Errorf("the message stands %d times in the log", n)
	}
}

func refusedMessageComesBackToTheComposer(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Kód je <kod>")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('[data-problem]').textContent !== ''`)
	var got string
	tab.Eval(`document.querySelector('[data-text]').value`, &got)
	if got != "Kód je <kod>" || s.messages(sc.veronika, got) != 0 {
		t.Errorf("the composer holds %q", got)
	}
	tab.Wait(`document.querySelector('[data-problem]').textContent === '“<kod>” is not filled in. Fill it in or delete it.'`)
	tab.Eval(`document.querySelector('[data-as-is]:not([hidden])').click()`, nil)
	tab.Wait(bubble("Kód je <kod>") + ` && !document.querySelector('[data-pending]') && document.querySelector('[data-as-is]').hidden`)
	if n := s.messages(sc.veronika, got); n != 1 {
		t.Errorf("the message that is meant as it is stands %d times in the log", n)
	}
}

func longMessageStaysAndSaysByHowMuch(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	long := strings.Repeat("ž😀", 617) // 1,234 characters
	tab.Type(long)
	tab.Wait(`document.querySelector('[data-counter]').textContent.includes('234') && document.querySelector('[data-composer] .primary').disabled`)
	tab.Key("Enter")
	var got string
	if tab.Eval(`document.querySelector('[data-text]').value`, &got); got != long {
		t.Errorf("the composer holds %d bytes, want all %d", len(got), len(long))
	}
	tab.Eval(`(() => { const t = document.querySelector('[data-text]'); t.value = [...t.value].slice(0, 1000).join(''); t.dispatchEvent(new Event('input', { bubbles: true })) })()`, nil)
	tab.Wait(`document.querySelector('[data-counter]').textContent === '1000/1000' && !document.querySelector('[data-composer] .primary').disabled`)
	tab.Key("Enter")
	short := string([]rune(long)[:1000])
	tab.Wait(bubble(short) + ` && !document.querySelector('[data-pending]')`)
	if n := s.messages(sc.veronika, short); n != 1 {
		t.Errorf("the shortened message stands %d times in the log", n)
	}
}

func pageCatchesUpAfterARestartAndSendsWhatWasTypedOnce(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.stop()
	tab.Wait(`document.getElementById('net').dataset.state === 'reconnecting'`)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Napsáno bez spojení")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('[data-pending]') && document.getElementById('net').textContent.includes('1')`)
	s.restart(func() { s.receive(sc.veronika, "Přišlo mezitím") })
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Wait(bubble("Přišlo mezitím"))
	tab.Wait(bubble("Napsáno bez spojení") + ` && !document.querySelector('[data-pending]')`)
	if n := s.messages(sc.veronika, "Napsáno bez spojení"); n != 1 {
		t.Errorf("the message stands %d times in the log", n)
	}
}

// pageCatchesUpAfterARestartWhileAContactTypes: nothing was committed since the
// page came, so that the preview is all that its stream told. The page has a
// draft that was refused as well, which stays.
func pageCatchesUpAfterARestartWhileAContactTypes(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.talks.Typing(sc.veronika, appliance.ByContact, 0, "Ještě jsem chtěla")
	tab.Wait(`document.querySelector('#typing.on')?.textContent.includes('Ještě jsem chtěla')`)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Dobrý den <jmeno>")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('[data-problem]').textContent !== ''`)
	s.stop()
	tab.Wait(`document.getElementById('net').dataset.state === 'reconnecting'`)
	s.restart(func() { s.receive(sc.veronika, "Ještě jsem chtěla něco") })
	tab.Wait(bubble("Ještě jsem chtěla něco"))
	tab.Wait(`!document.querySelector('#typing.on') && !document.querySelector('.typing-now')`)
	tab.Wait(`document.querySelector('[data-text]').value === 'Dobrý den <jmeno>'`)
}

func unsentMessageSurvivesAReload(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.stop()
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Před načtením")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('[data-pending]')`)
	s.restart(func() {})
	tab.Go(s.url + veronika(sc))
	tab.Wait(bubble("Před načtením") + ` && !document.querySelector('[data-pending]')`)
	if n := s.messages(sc.veronika, "Před načtením"); n != 1 {
		t.Errorf("the message stands %d times in the log", n)
	}
}

// pageGoesOnWhenTheOpenConversationIsGone: she looks at one who waits, who gives
// up, so that it is not hers to see any more.
func pageGoesOnWhenTheOpenConversationIsGone(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=waiting", sc.waiting[1]) })
	if err := s.talks.End(t.Context(), sc.waiting[1], appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`location.pathname === '/desk' && document.getElementById('net').dataset.state === 'live'`)
	tab.Wait(fmt.Sprintf(`document.title.startsWith('(3)') && !document.getElementById('row-%d')`, sc.waiting[1]))
}

func offerIsPinnedAndTakenByEnter(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, func(scene) string { return "/desk" })
	s.offer(sc.waiting[1], 30*time.Second)
	tab.Wait(`document.activeElement.matches('[data-accept]')`)
	tab.Wait(fmt.Sprintf(`document.querySelectorAll('.rows .row').length > 1 && !document.getElementById('row-%d')`, sc.waiting[1])) // it stands on top alone
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.querySelector('[data-composer]')`, sc.waiting[1]))
	tab.Wait(`!document.querySelector('[data-offer]') && document.title.startsWith('(3)')`)
}

// offerStaysWhenAPageThatIsOlderComes: a page that was read before an offer was made,
// and comes after the stream told of it, takes it away neither for good nor for a moment.
func offerStaysWhenAPageThatIsOlderComes(t *testing.T, b *peertest.Browser) {
	for at, asks := range map[string]string{
		"/desk/{chat}": `document.querySelector('.row.selected .row-link').click()`,
		"/desk":        `document.querySelector('.rows form[action$="/accept"]').requestSubmit()`,
	} {
		s, sc, tab := atDesk(t, b, func(sc scene) string { return strings.ReplaceAll(at, "{chat}", sc.veronika.String()) })
		tab.Eval(`(() => {
			const real = fetch;
			window.missing = 0;
			window.fetch = async (...all) => {
				window.fetch = real;
				const answer = await real(...all);
				await new Promise((resolve) => { window.release = resolve; });
				return answer;
			};
			`+asks+`;
		})()`, nil)
		tab.Wait(`window.release`)
		s.offer(sc.waiting[1], 30*time.Second)
		tab.Wait(`document.querySelector('[data-offer]')`)
		tab.Eval(`(() => {
			const desk = document.getElementById('desk'), read = desk.dataset.now;
			new MutationObserver(() => {
				if (!document.querySelector('[data-offer]')) window.missing++;
				window.taken = desk.dataset.now !== read;
			}).observe(desk, {childList: true, subtree: true, attributes: true});
			release();
		})()`, nil)
		tab.Wait(`window.taken`)
		missing := 0
		tab.Eval(`window.missing`, &missing)
		if missing > 0 {
			t.Errorf("%s: the offer was away", asks)
		}
		tab.Wait(`document.querySelector('[data-offer]')`)
	}
}

// whatWaitsIsPreviewed by its key, from its row under the mouse or the focus, and from the offer, and still waits: F010.
func whatWaitsIsPreviewed(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, func(scene) string { return "/desk" })
	row := fmt.Sprintf("#row-%d", sc.waiting[2])
	shows := func(opacity string) {
		t.Helper()
		tab.Wait(`getComputedStyle(document.querySelector('` + row + ` .row-acts')).opacity === '` + opacity + `'`)
	}
	shows("0")
	var at struct{ X, Y float64 }
	tab.Eval(`(() => { const r = document.querySelector('`+row+`').getBoundingClientRect(); return {x: r.x + 20, y: r.y + r.height / 2}; })()`, &at)
	tab.Move(at.X, at.Y)
	shows("1")
	tab.Move(1, 1)
	shows("0")
	tab.Eval(`document.querySelector('`+row+` .row-link').focus()`, nil)
	shows("1")
	tab.Eval(`document.querySelector('`+row+` [data-preview]').click()`, nil)
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.querySelector('#foot [action$="/accept"]') && document.getElementById('net').dataset.state === 'live'`, sc.waiting[2]))
	s.offer(sc.waiting[1], 30*time.Second)
	tab.Wait(`document.activeElement.matches('[data-accept]')`)
	tab.Key("p")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.querySelector('#offer [data-accept]')`, sc.waiting[1]))
	for _, id := range sc.waiting[1:3] {
		if err := s.store.Read(t.Context(), func(v *sqlite.View) error {
			c, err := v.Conversation(id)
			if c.State != appliance.Waiting {
				t.Errorf("looked at, %s is %s", id, c.State)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
}

func offerThatPassedLeavesTheFocusOnAvailable(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, func(scene) string { return "/desk" })
	s.offer(sc.waiting[1], 30*time.Second)
	tab.Wait(`document.activeElement.matches('[data-accept]')`)
	s.write(func(tx *sqlite.Tx) error { return s.endOffers(tx, sc.waiting[1], appliance.OfferUnheard) })
	if err := s.SetPresence(t.Context(), s.jana.ID, appliance.RONA, ""); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`document.activeElement.matches('#notice button')`)
	tab.Key("Enter")
	tab.Wait(`!document.querySelector('#notice button') && document.querySelector('#presence [aria-pressed=true]').value === 'available'`)
}

func queueIsCalledInTheReadersLanguage(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.write(func(tx *sqlite.Tx) error {
		for _, q := range s.queues {
			q.Names = map[appliance.Language]string{appliance.English: "Queue in English", appliance.Polish: "Po polsku"}
			if err := tx.SaveQueue(q); err != nil {
				return err
			}
		}
		tx.Emit(appliance.SiteChanged{})
		return nil
	})
	tab.Wait(`document.querySelector('.head-line').textContent.includes('Queue in English')`)
	tab.Wait(fmt.Sprintf(`document.querySelector('#row-%d .row-queue').textContent === 'Queue in English'`, sc.veronika))
}

func wrapUpStandsOnceBesideWhatIsFinished(t *testing.T, b *peertest.Browser) {
	_, sc, tab := atDesk(t, b, func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=finished", sc.zofia) })
	var where []string
	tab.Eval(fmt.Sprintf(`[...document.querySelectorAll('[data-conversation="%d"].row')].map(r => r.closest('.list, .below').id)`, sc.zofia), &where)
	if len(where) != 1 || where[0] != "below" {
		t.Errorf("what waits for its wrap-up stands in %v, want below alone", where)
	}
}

func offerDoesNotTakeTheFocusFromWhoWrites(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	s.offer(sc.waiting[1], 30*time.Second)
	tab.Wait(`document.querySelector('[data-offer]')`)
	tab.Type("píšu dál")
	var got string
	tab.Eval(`document.querySelector('[data-text]').value`, &got)
	if got != "píšu dál" {
		t.Errorf("the composer holds %q", got)
	}
}

// press sends a key with Alt as a keyboard does that makes text of it.
func press(tab *peertest.Tab, key string, modifiers chromedp.Modifier) {
	tab.Eval(fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: %q, altKey: %t, ctrlKey: %t, bubbles: true, cancelable: true}))`,
		key, modifiers&chromedp.ModifierAlt != 0, modifiers&chromedp.ModifierCtrl != 0), nil)
}

func shortcutNeverFiresOnAKeyThatTypesACharacter(t *testing.T, b *peertest.Browser) {
	_, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	for _, key := range []string{"ą", "ę", "ń", "ś", "ó", "ł", "´"} {
		press(tab, key, chromedp.ModifierAlt)
	}
	press(tab, "e", chromedp.ModifierAlt|chromedp.ModifierCtrl) // AltGr, as Windows tells it
	press(tab, "j", 0)
	press(tab, "?", 0)
	var still bool
	tab.Eval(`document.activeElement.matches('[data-text]') && !document.querySelector('[data-note]').checked && !document.getElementById('keys').open && !document.querySelector('form[data-busy]')`, &still)
	if !still {
		t.Error("a key that types a character did something")
	}
	press(tab, "n", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('[data-note]').checked`)
	press(tab, "e", chromedp.ModifierAlt)
	tab.Press(`#ending[open] [value=end]`)
	tab.Wait(`document.querySelector('[data-wrap-up="` + sc.veronika.String() + `"]')`)
}

func draftsStayWithTheirConversations(t *testing.T, b *peertest.Browser) {
	_, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("rozepsáno")
	tab.Eval(fmt.Sprintf(`document.querySelector('#row-%d a').click()`, sc.aleksandra), nil)
	tab.Wait(fmt.Sprintf(`document.querySelector('[data-composer="%d"]') && document.querySelector('[data-text]').value === ''`, sc.aleksandra))
	tab.Eval(`history.back()`, nil)
	tab.Wait(fmt.Sprintf(`document.querySelector('[data-composer="%d"]') && document.querySelector('[data-text]').value === 'rozepsáno'`, sc.veronika))
}

// whatWasWrittenGoesOnInTheWrapUp has a conversation end under its operator's
// hands.
func whatWasWrittenGoesOnInTheWrapUp(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Peníze Vám vrátíme")
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	const note = `document.querySelector('[data-wrap-up] [name=note]')`
	tab.Wait(note + `?.value === 'Peníze Vám vrátíme'`)
	tab.Eval(note+`.focus()`, nil)
	tab.Type(" do pátku")
	tab.Eval(`location.reload()`, nil)
	tab.Wait(note + `?.value === 'Peníze Vám vrátíme do pátku'`)
}

func wrapUpIsFoundByTypingAndSubmitted(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.zofia) })
	tab.Eval(`document.querySelector('[data-wrap-up] [name=note]').focus()`, nil)
	press(tab, "Enter", chromedp.ModifierCtrl)
	tab.Wait(`document.querySelector('[data-wrap-up] [data-problem]').textContent === 'Choose a wrap-up reason from the list.' && document.activeElement.matches('[data-filter]')`)
	tab.Type("dámaged")
	tab.Wait(`document.querySelectorAll('.reason:not([hidden])').length === 1 && document.querySelector('.reason mark').textContent === 'damaged'`)
	tab.Key("Enter")
	tab.Wait(`document.querySelector('[data-wrap-up] [data-problem]').textContent === ''`)
	tab.Type("Štítek poslán")
	press(tab, "Enter", chromedp.ModifierCtrl)
	tab.Wait(`location.pathname === '/desk' && !document.querySelector('[data-wrap-up]')`)
	err := s.store.Read(t.Context(), func(v *sqlite.View) error {
		p, err := v.PartOf(sc.zofia, s.jana.ID)
		if p.Reason != s.reasons["Return, damaged in transport"].ID || p.Note != "Štítek poslán" {
			t.Errorf("got reason %d, note %q", p.Reason, p.Note)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func callIsMutedHeldAndKeyedByKeyboard(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	id := s.activeCall()
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	press(tab, "m", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('[data-control=mute]').getAttribute('aria-pressed') === 'true'`)
	tab.Wait(`document.querySelector('.rec').textContent.trim() === 'REC' && !document.querySelector('.sound-open')`)
	press(tab, "h", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('.call-state').textContent.includes('On hold')`)
	tab.Wait(`document.querySelector('.rec').textContent.trim() === 'Not recording' && !document.querySelector('.sound-open') && document.getElementById('levels').hidden`)
	tab.Eval(`document.activeElement.blur()`, nil)
	press(tab, "k", chromedp.ModifierAlt)
	tab.Wait(`document.getElementById('keypad').open`)
	for _, key := range []string{"5", "0", "#"} {
		press(tab, key, 0)
	}
	tab.Wait(`document.querySelector('[data-pressed]').textContent === '50#'`)
	if !s.muted || !s.held || s.digits != "50#" {
		t.Errorf("muted %v, held %v, digits %q", s.muted, s.held, s.digits)
	}
}

func nothingFromOutsideRunsOrLinksAway(t *testing.T, b *peertest.Browser) {
	evil := `<img src=x onerror=alert(1)><script>alert(2)</script>"'><svg onload=alert(3)> javascript:alert(4) https://ok.example/<b>`
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	c := s.activeSince(s.chat(evil, "Doprava", appliance.Browser{Name: evil, System: evil, Country: evil, Page: evil, PageTitle: evil}, appliance.Czech), s.ago(1, 0))
	c.Mail, c.Topic, c.Parameters = evil, evil, []appliance.Parameter{{Key: evil, Value: evil, From: evil}}
	id := s.add(c, message(appliance.ByContact, 0, s.ago(0, 30), evil, evil))
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	s.receive(id, evil)
	s.talks.Typing(id, appliance.ByContact, 0, evil)
	tab.Wait(`document.getElementById('typing').textContent.includes('onerror') && document.querySelectorAll('#log .bubble').length === 2`)
	if len(tab.Dialogs())+len(tab.Violations()) > 0 {
		t.Errorf("dialogs %v, violations %v", tab.Dialogs(), tab.Violations())
	}
	var links []string
	tab.Eval(`[...document.querySelectorAll('.bubble a')].map(a => a.href)`, &links)
	for _, l := range links {
		if !strings.HasPrefix(l, "https://ok.example/") {
			t.Errorf("a text made the link %q", l)
		}
	}
	if len(links) != 2 {
		t.Errorf("got links %v, want two to ok.example", links)
	}
}

func examinationSeesAPlantedFault(t *testing.T, b *peertest.Browser) {
	_, _, tab := atDesk(t, b, veronika)
	var cut []string
	tab.Eval(`Object.assign(document.querySelector('#head h1').style, {display: 'block', width: '20px', overflow: 'hidden', textOverflow: 'clip', whiteSpace: 'nowrap'})`, nil)
	tab.Eval(cutOff, &cut)
	if !slices.ContainsFunc(cut, func(text string) bool { return strings.HasPrefix(text, "Veronika Malá") }) {
		t.Errorf("a heading of 20 pixels is not seen to be cut off, but %q", cut)
	}
	tab.Eval(`document.querySelector('[data-text]').removeAttribute('aria-label'); document.querySelector('[data-text]').removeAttribute('placeholder')`, nil)
	found := tab.Axe()
	for _, b := range found {
		if b.Rule == "label" {
			return
		}
	}
	t.Errorf("a field without a name was not found, but %v", found)
}
