package desk_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/telephone"
	"cordboard/appliance/trunk"
)

// signIn goes through the sign-in page.
func (s *stand) signIn(tab *peertest.Tab) { s.signInAs(tab, "jana") }

func (s *stand) signInAs(tab *peertest.Tab, login string) {
	tab.Go(s.url + "/sign-in")
	tab.Eval(`fetch('/sign-in', {method: 'POST', body: new URLSearchParams({login: '`+login+`', password: 'right'})}).then(() => 1)`, nil)
}

// shot is one state of one page.
type shot struct {
	name string
	path func(scene) string
	do   string // a script run before looking
	// until is what do leads to, where that is another page.
	until string
	// login signs somebody in first; before changes the box.
	login  string
	before func(*stand)
}

var shots = []shot{
	{name: "waiting", path: func(scene) string { return "/desk" }},
	{
		name: "chat", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) },
		do: `document.querySelector('[data-text]').value = 'Rozumím, přesměruji ji pro Vás na výdejní box Židenice, nádraží. Kód k vyzvednutí Vám přijde v SMS dnes do 18 hodin a zásilka na Vás počká tři dny.'; document.querySelector('[data-text]').dispatchEvent(new Event('input', {bubbles: true}))`,
	},
	{name: "preview", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=waiting", sc.waiting[1]) }},
	{name: "preview-pass", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=waiting", sc.waiting[1]) }, do: `document.getElementById('passing').open = true`},
	{name: "wrap-up", path: zofia},
	{name: "wrap-up-clock", path: zofia, before: func(s *stand) {
		_ = s.SetPresence(s.t.Context(), s.jana.ID, appliance.WrapUp, "")
	}, do: `document.querySelector('.reason input').click()`},
	{name: "finished", before: func(s *stand) {
		_ = s.SetPresence(s.t.Context(), s.jana.ID, appliance.Available, "")
	}, path: func(scene) string { return "/desk?tab=finished" }},
	{name: "finished-found", before: func(s *stand) {
		s.ended("Lukáš Dvořáček", s.jana.ID, s.ago(190, 0), "Dobrý den, zásilku mi kurýr nechal u sousedů a nikomu nezavolal, přitom jsem byl celé odpoledne doma.")
		s.ended("Bożena Wiśniewska-Kowalczyk", s.jana.ID, s.ago(400, 0), "Kuryr był wczoraj, ale zostawił paczkę u sąsiadów.", "Dziękuję, kuryr już dzwonił.")
	}, path: func(scene) string { return "/desk?tab=finished&q=kur&to=2099-12-31" }, until: `document.querySelectorAll('#list mark').length >= 2`},
	{name: "over", path: func(scene) string { return "/desk?tab=finished&q=kur&to=2099-12-31" }, do: `document.querySelector('#list a[href^="/desk/"]').click()`, until: `document.getElementById('foot').dataset.kind === 'closed'`},
	{name: "finished-ways", path: func(scene) string { return "/desk?tab=finished&q=kur" }, do: `document.getElementById('ways').open = true`},
	{name: "finding", path: veronika, do: `document.querySelector('[data-find-open]').click(); document.querySelector('[data-find]').value = 'zasilk'; document.querySelector('[data-find]').dispatchEvent(new Event('input', {bubbles: true}))`, until: `CSS.highlights.get('found').size === 2`},
	{name: "finished-nothing", path: func(scene) string { return "/desk?tab=finished&q=velbloud&from=2026-01-01&way=1" }},
	{name: "finished-short", path: func(scene) string { return "/desk?tab=finished&q=ve" }, until: `document.querySelector('#seek-flaw')`},
	{name: "parameters", path: veronika, before: func(s *stand) {
		for name, value := range map[string]string{"Číslo objednávky": "24-10873", "Zákaznická reference dodavatele": "VELMI-DLOUHA-HODNOTA-BEZ-MEZER-2026-11-23-0001"} {
			if err := s.talks.Fill(s.t.Context(), s.jana.ID, s.served("Veronika Malá"), name, value); err != nil {
				s.t.Fatal(err)
			}
		}
	}, do: `for (const d of document.querySelectorAll('#section-parameters .parameter:is(:not(dl *), dl dd:last-child *)')) d.open = true; document.getElementById('section-parameters').scrollIntoView()`, until: `document.querySelectorAll('#section-parameters .parameter[open]').length === 2`},
	{name: "gone", path: veronika, before: func(s *stand) {
		for name, state := range map[string]appliance.ConversationState{"Veronika Malá": appliance.Active, "Ivana Procházková": appliance.Waiting} {
			if err := s.talks.Gone(s.t.Context(), s.found(name, state), s.ago(6, 0)); err != nil {
				s.t.Fatal(err)
			}
		}
	}, until: `document.querySelector('.head-gone')`},
	{name: "not-gone", path: veronika, before: func(s *stand) {
		for name, state := range map[string]appliance.ConversationState{"Veronika Malá": appliance.Active, "Ivana Procházková": appliance.Waiting} {
			_ = s.talks.Back(s.t.Context(), s.found(name, state))
		}
	}},
	{name: "interrupted", path: veronika, before: func(s *stand) { s.switched(s.served("Veronika Malá"), true) }, until: `document.getElementById('foot').dataset.kind === 'interrupted'`},
	{name: "not-interrupted", path: veronika, before: func(s *stand) { s.switched(s.served("Veronika Malá"), false) }},
	{name: "tags", path: veronika, before: func(s *stand) {
		chat, over := s.served("Veronika Malá"), s.ended("Radek Pospíšil", s.jana.ID, s.ago(200, 0), "Reklamace trvá moc dlouho.")
		for i, name := range []string{"Stížnost", "Pochvala", "Čeká na dopravce", "Reklamace po záruce", "Stálý zákazník"} {
			t := s.tag(name, appliance.Colours()[4-i])
			s.tags(s.jana.ID, chat, t)
			s.tags(s.jana.ID, over, t)
		}
		s.tag("Velkoobchod", appliance.Grey)
	}, do: `document.getElementById('tagging').open = true`, until: `document.querySelector('#head .tags')`},
	{name: "more", path: veronika, do: `document.getElementById('more').open = true`},
	{name: "tags-active", path: func(scene) string { return "/desk?tab=active" }},
	{name: "tags-wrap-up", path: zofia},
	{name: "tags-finished", path: func(scene) string { return "/desk?tab=finished&tags=1,2" }, do: `document.getElementById('tag-ways').open = true`},
	{name: "tags-nothing", path: func(scene) string { return "/desk?tab=finished&tags=6&blocked=on" }},
	{name: "card", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active&view=card", sc.veronika) }},
	{name: "call", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }},
	{name: "call-menu", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, do: `document.getElementById('passing').open = true`, before: func(s *stand) {
		s.there(s.tomas)
	}},
	{name: "call-menu-alone", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, do: `document.getElementById('passing').open = true`, before: func(s *stand) {
		_ = s.SetPresence(s.t.Context(), s.tomas.ID, appliance.Away, "lunch")
	}},
	{name: "call-add", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, do: `document.getElementById('adding').open = true`, before: func(s *stand) {
		eva := s.colleague("eva", "Eva Horáková")
		s.there(s.tomas)
		_ = s.SetPresence(s.t.Context(), eva.ID, appliance.Busy, "")
	}},
	{name: "conference", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) {
		s.parties = []call.Party{{Seat: 2, Role: call.Serving, Operator: s.tomas.ID, Answered: true}, {Seat: 3, Role: call.Guest, Number: "31", Answered: true}}
	}, until: inOneRow},
	{name: "conference-muted", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) { s.muted, s.paused = true, true }, until: inOneRow},
	{name: "chat-menu", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, do: `document.getElementById('passing').open = true`, before: func(s *stand) { s.parties, s.muted, s.paused = nil, false, false }},
	{name: "chat-menu-colleague", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, do: `document.getElementById('passing').open = true`, before: func(s *stand) {
		s.there(s.tomas)
	}},
	{name: "chat-conference", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, before: func(s *stand) {
		s.entered(s.served("Veronika Malá"), s.tomas.ID, s.jana.ID, appliance.ToJoin)
	}, until: `document.querySelector('.parties form[action$="/leave"]')`},
	{name: "call-keypad", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, do: `document.getElementById('keypad').open = true`, before: func(s *stand) {
		chat := s.served("Veronika Malá")
		_ = s.talks.Leave(s.t.Context(), s.tomas.ID, chat)
		_ = s.talks.WrapUp(s.t.Context(), s.tomas.ID, chat, talks.WrapUp{Reason: s.reasons["Question answered"].ID})
	}},
	{name: "call-pause", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, do: `document.getElementById('pausing').open = true`},
	{name: "call-told", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) { s.telling = true }},
	{name: "call-unrecorded", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) { s.telling, s.unkept = false, true }},
	{name: "call-others", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) {
		s.held, s.unkept = true, false
		s.parties = []call.Party{
			{Seat: 2, Role: call.Aside, Number: "31", Answered: true}, {Seat: 3, Role: call.Guest, Number: "+48601555774"},
		}
	}},
	{name: "call-waited-for", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) {
		s.held, s.parties = false, []call.Party{{Seat: 2, Role: call.Aside, Operator: s.tomas.ID, Answered: true}}
	}},
	{name: "call-failed", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) {
		s.held, s.parties, s.failed = true, nil, call.Attempt{Number: "+420775418102", Cause: "no-answer", Handing: true}
		s.line.Store(&call.Line{Codec: media.PCMA, Quality: call.Quality{Verdict: call.Fair, Lost: 3, Jitter: 41 * time.Millisecond, Trip: 38 * time.Millisecond}})
	}, do: `document.getElementById('line-sign').open = true`},
	{name: "call-unjoined", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.krzysztof) }, before: func(s *stand) {
		s.held, s.failed = false, call.Attempt{Number: "+420775418102", Cause: "declined", Joining: true}
	}},
	{name: "voicemail", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.voicemail) }},
	{name: "dialler", path: func(scene) string { return "/desk" }, before: func(s *stand) { s.held, s.parties = false, nil }, do: `document.getElementById('dialler').open = true`},
	{name: "invitations", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, do: `fetch('/desk/invitations', {method: 'POST', headers: {'X-Requested-With': 'fetch'}}).then(() => document.getElementById('invitations').open = true)`, until: `document.querySelector('#invitations .given li')`},
	{name: "onlooker", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, before: func(s *stand) {
		s.plain("tomas").looks(s.served("Veronika Malá"))
	}, until: `document.querySelector('#head [role=status]')`},
	{name: "files", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, before: func(s *stand) {
		c := s.served("Veronika Malá")
		if len(s.filesOf(c)) > 0 {
			return
		}
		f := s.receives(c, "prasklý kryt.png", photo(s.t))
		if err := s.talks.DecideFile(s.t.Context(), s.jana.ID, c, f.Entry, true); err != nil {
			s.t.Fatal(err)
		}
		s.replies(c, "reklamační formulář.pdf", []byte("%PDF-1.7"))
		s.receives(c, "účtenka z prodejny v Brně, duben.pdf", []byte("%PDF-1.7"))
	}, do: `(() => {
		const given = new DataTransfer();
		given.items.add(new File(['text'], 'ceník náhradních dílů.xlsx'));
		const input = document.querySelector('[data-file-input]');
		input.files = given.files;
		input.dispatchEvent(new Event('change', {bubbles: true}));
	})()`, until: `document.querySelector('.files li') && document.querySelector('.file-picture img').naturalWidth && document.querySelector('.file-acts')`},
	{name: "said", path: veronika, before: func(s *stand) { s.rewritten() }, do: `[...document.querySelectorAll('.say-acts')].at(-1).open = true`, until: `document.activeElement.matches('[data-edit]')`},
	{name: "said-before", path: veronika, do: `[...document.querySelectorAll('.former')].at(-1).open = true; document.querySelector('.former[open]').scrollIntoView({block: 'center'})`},
	{name: "quoting", path: veronika, do: `[...document.querySelectorAll('[data-quote]')].at(-1).click()`},
	{name: "naming", path: veronika, do: `document.querySelector('[data-note]').click(); document.querySelector('[data-text]').focus(); document.querySelector('[data-text]').value = '@'; document.querySelector('[data-text]').dispatchEvent(new Event('input', {bubbles: true}))`, until: `document.querySelector('[data-picker]:not([hidden]) [role=option]')`},
	{name: "ending", path: veronika, before: func(s *stand) { s.receive(s.found("Veronika Malá", appliance.Active), "Ještě jedna věc") }, do: `document.querySelector('[data-end]').click()`, until: `document.getElementById('ending').open`},
	{name: "mentions", path: func(scene) string { return "/desk" }, before: func(s *stand) { s.namesJana() }, do: `document.getElementById('mentions').open = true`, until: `document.querySelector('.mention')`},
	{name: "presence", path: func(scene) string { return "/desk" }, do: `document.getElementById('presence').open = true`},
	{name: "duties", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.leads()
		s.there(s.tomas)
		_ = s.SetDuty(s.t.Context(), s.jana.ID, s.entries["phone"].ID, appliance.Invisible)
	}, do: `document.getElementById('duties').open = true`},
	{name: "person", path: func(scene) string { return "/desk" }, do: `document.getElementById('person').open = true`},
	{name: "keys", path: func(scene) string { return "/desk" }, do: `document.getElementById('keys').showModal()`},
	{name: "rona", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		_ = s.SetPresence(s.t.Context(), s.jana.ID, appliance.RONA, "")
	}},
	{name: "telephone", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.deskTelephone("2031", telephone.Standing{On: true, Fault: "not-allowed", Waits: true})
	}, do: `document.getElementById('telephone').open = true`},
	{name: "telephone-browser", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.deskTelephone("2031", telephone.Standing{})
	}},
	{name: "telephone-asks", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.deskTelephone("2031", telephone.Standing{On: true, Stage: telephone.Asking})
	}},
	{name: "missed", path: func(scene) string { return "/missed" }, before: func(s *stand) {
		s.deskTelephone("", telephone.Standing{})
		s.missedCall()
		s.calledInVain()
		s.owedCall("Božena Králová", "+420 602 881 460", "+420541230811")
	}},
	{name: "waiting-hours", path: func(scene) string { return "/desk" }, before: func(s *stand) { s.keepHours() }},
	{name: "closing", path: func(scene) string { return "/desk" }, before: func(s *stand) { s.closeIn(10) }},
	{name: "tickets", path: func(scene) string { return "/tickets" }, before: func(s *stand) { s.keepHours() }},
	{name: "ringing", path: func(scene) string { return "/desk" }, before: func(s *stand) { s.offerInstead(s.rings()) }},
	{name: "ringing-open", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }},
	{name: "offline", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.offerInstead(s.found("Ivana Procházková", appliance.Waiting))
		_ = s.SetPresence(s.t.Context(), s.jana.ID, appliance.Offline, "")
	}},
	{name: "team", login: "tomas", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=team", sc.krzysztof) }, before: func(s *stand) {
		s.parties = []call.Party{{Seat: 2, Role: call.Whispering, Operator: s.tomas.ID, Answered: true}}
	}},
	{name: "team-joined", login: "tomas", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=team", sc.krzysztof) }, before: func(s *stand) {
		s.parties = []call.Party{{Seat: 2, Role: call.Guest, Operator: s.tomas.ID, Answered: true, Muted: true}}
	}, do: `document.getElementById('levels').hidden = false`},
	{name: "finished-all", login: "tomas", path: func(scene) string { return "/desk?tab=finished" }},
	{name: "team-people", login: "tomas", path: func(scene) string { return "/desk?tab=team" }},
	{name: "caps-near", login: "tomas", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.alarms = []trunk.Alarm{
			{About: trunk.CapAlarm, Use: trunk.Use{Cap: trunk.DayCap, Operator: s.jana.ID, Calls: 240, Limit: 300}},
			{About: trunk.CapAlarm, Use: trunk.Use{Cap: trunk.AbroadCap, Country: "PL", Calls: 50, Limit: 50}},
			{About: trunk.HoursAlarm, Use: trunk.Use{Operator: s.jana.ID, Calls: 2}},
			{About: trunk.PasswordAlarm, Trunk: "pbx-brno"},
			{About: trunk.ExchangeAlarm, Trunk: "pbx-praha-holešovice", Health: trunk.Foreign},
			{About: trunk.StrangerAlarm, Source: netip.MustParseAddr("192.0.2.200")},
			{About: trunk.StrangerAlarm},
		}
	}},
	{name: "caps-overview", login: "tomas", path: func(scene) string { return "/admin" }},
	{name: "caps", login: "tomas", path: func(scene) string { return "/admin/caps" }},
	{name: "caps-refused", login: "tomas", path: func(scene) string { return "/admin/caps" }, before: func(s *stand) { s.alarms = nil }, do: `document.querySelector('[name="hour"]').value = '-1'; document.querySelector('.admin-main form').submit()`, until: `document.querySelector('.admin-main [aria-invalid="true"]')`},
	{name: "asked", login: "tomas", path: func(sc scene) string { return "/desk" }, before: func(s *stand) { s.askedByJana() }},
	{name: "palette", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, do: `document.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true, bubbles: true}))`, until: `document.querySelectorAll('#palette-list [role=option]').length > 8`},
	{name: "asking", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }},
	{name: "overview", login: "tomas", path: func(scene) string { return "/admin" }},
	{name: "time", login: "tomas", before: (*stand).workedBefore, path: func(scene) string {
		return "/admin/operators/time?day=" + workday().Format(time.DateOnly)
	}, until: `document.querySelectorAll('tbody tr').length === 2`},
	{name: "time-nobody", login: "tomas", path: func(scene) string { return "/admin/operators/time?day=2026-01-01" }},
	{name: "operators", login: "tomas", path: func(scene) string { return "/admin/operators" }},
	{name: "operator", login: "tomas", path: func(scene) string { return "/admin/operators/1" }},
	{name: "groups", login: "tomas", path: func(scene) string { return "/admin/groups" }},
	{name: "group", login: "tomas", path: func(scene) string { return "/admin/groups/new" }},
	{name: "group-filled", login: "tomas", path: func(scene) string { return "/admin/groups/1" }},
	{name: "reasons", login: "tomas", path: func(scene) string { return "/admin/reasons" }},
	{name: "reason", login: "tomas", path: func(scene) string { return "/admin/reasons/1" }},
	{name: "templates-none", login: "tomas", path: func(scene) string { return "/admin/templates" }},
	{name: "templates", login: "tomas", path: func(scene) string { return "/admin/templates" }, before: func(s *stand) { s.atHand() }},
	{name: "template", login: "tomas", path: func(scene) string { return "/admin/templates/1" }},
	{name: "picker", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, do: pickBy("/do"), until: picking},
	{name: "picker-emoji", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, do: `document.querySelector('[data-pick=":"]').click()`, until: picking},
	{name: "absences", login: "tomas", path: func(scene) string { return "/admin/absences" }, before: func(s *stand) { s.oldReason() }},
	{name: "absence", login: "tomas", path: func(scene) string { return "/admin/absences/3" }},
	{name: "roles", login: "tomas", path: func(scene) string { return "/admin/roles" }},
	{name: "role", login: "tomas", path: func(scene) string { return "/admin/roles/3" }},
	{name: "role-used", login: "tomas", path: func(scene) string { return "/admin/roles/1" }, do: `document.querySelector('[name="remove"]').click()`, until: `document.querySelector('#form-problem')`},
	{name: "role-new", login: "tomas", path: func(scene) string { return "/admin/roles/new" }},
	{name: "role-holders", login: "tomas", path: func(scene) string { return "/admin/operators?role=1" }},
	{name: "admin-tags", login: "tomas", path: func(scene) string { return "/admin/tags" }},
	{name: "admin-tag", login: "tomas", path: func(scene) string { return "/admin/tags/1" }},
	{name: "admin-tag-refused", login: "tomas", path: func(scene) string { return "/admin/tags/new" }, do: `document.querySelector('[name="name"]').value = 'pochvala'; document.querySelector('.admin-main form').submit()`, until: `document.querySelector('.admin-main [aria-invalid="true"]')`},
	{name: "skills-none", login: "tomas", path: func(scene) string { return "/admin/skills" }},
	{name: "skills", login: "tomas", path: func(scene) string { return "/admin/skills" }, before: func(s *stand) { s.skills() }},
	{name: "skill", login: "tomas", path: func(scene) string { return "/admin/skills/1" }},
	{name: "skill-used", login: "tomas", path: func(scene) string { return "/admin/skills/1" }, do: `document.querySelector('[name="remove"]').click()`, until: `document.querySelector('#form-problem')`},
	{name: "operator-skilled", login: "tomas", path: func(scene) string { return "/admin/operators/1" }, do: `document.querySelectorAll('details').forEach(d => d.open = true); document.querySelector('[name="skill-1"]').scrollIntoView()`},
	{name: "queue-unskilled", login: "tomas", path: func(scene) string { return "/admin/queues" }, do: `[...document.querySelectorAll('.admin-main td a')].find(a => a.textContent.includes('Wholesale')).click()`, until: `document.querySelector('.notice')`},
	{name: "queue-overflow-refused", login: "tomas", path: func(scene) string { return "/admin/queues/1" }, do: `{ const form = document.querySelector('.admin-main form'); form.elements['overflow-to'].selectedIndex = 1; form.elements['overflow-after'].value = '1'; form.submit() }`, until: `document.querySelector('#overflow-after-flaw')`},
	{name: "queues", login: "tomas", path: func(scene) string { return "/admin/queues" }},
	{name: "queue-filled", login: "tomas", path: func(scene) string { return "/admin/queues/1" }},
	{name: "queue-refused", login: "tomas", path: func(scene) string { return "/admin/queues/new" }, do: `document.querySelector('.admin-main form').submit()`, until: `document.querySelector('.admin-main [aria-invalid="true"]')`},
	{name: "queue-recording", login: "tomas", path: func(scene) string { return "/admin/queues/1" }, do: `{ const form = document.querySelector('.admin-main form'); form.elements.messages.value = 'web\nmail'; form.elements['message-every'].value = '1'; form.submit() }`, until: `document.querySelector('#message-every-flaw')`},
	{name: "entry-points", login: "tomas", path: func(scene) string { return "/admin/entry-points" }},
	{name: "entry-phone", login: "tomas", path: func(scene) string { return "/admin/entry-points/new?channel=phone" }},
	{name: "entry-webchat", login: "tomas", path: func(scene) string { return "/admin/entry-points/new?channel=webchat" }, until: previews("form")},
	{name: "entry-filled", login: "tomas", path: func(scene) string { return "/admin/entry-points/1" }, until: previews("form")},
	{name: "entry-questions", login: "tomas", before: func(s *stand) {
		e := s.entries["webchat"]
		e.Widget.Questions = []appliance.Question{
			{Name: "Číslo objednávky", Kind: appliance.QuestionText, Ask: appliance.AskRequired},
			{Name: "Dopravce", Kind: appliance.QuestionChoice, Ask: appliance.AskOptional, Choices: []string{"Pošta", "Kurýr", "Výdejní box"}, Texts: map[appliance.Language]string{appliance.Polish: "Przewoźnik"}},
		}
		s.write(func(tx *sqlite.Tx) error {
			tx.Emit(appliance.SiteChanged{})
			return tx.SaveEntryPoint(e)
		})
	}, path: func(scene) string { return "/admin/entry-points/1" }, do: `(() => { const fold = document.querySelector('[name=question-1-name]').closest('details'); fold.open = true; fold.previousElementSibling.previousElementSibling.scrollIntoView(); })()`, until: previews("form")},
	{name: "entry-closed", login: "tomas", path: func(scene) string { return "/admin/entry-points/1" }, do: `document.querySelector('[data-shows][value=offline]').click()`, until: previews("offline")},
	{name: "entry-embed", login: "tomas", path: func(scene) string { return "/admin/entry-points/1" }, do: `document.querySelector('.embedding').scrollIntoView()`, until: previews("form")},
	{name: "trunks", login: "tomas", path: func(scene) string { return "/admin/trunks" }},
	{name: "trunk", login: "tomas", path: func(scene) string { return "/admin/trunk" }},
	{name: "trunk-registered", login: "tomas", path: func(scene) string { return "/admin/trunk?kind=registered" }},
	{name: "trunk-refused", login: "tomas", path: func(scene) string { return "/admin/trunk" }, do: `{ const form = document.querySelector('.admin-main form'); form.elements.rate.value = '-1'; form.elements.exchange.value = 'pbx'; form.elements.srtp.value = 'required'; form.submit() }`, until: `document.querySelector('.admin-main [aria-invalid="true"]')`},
	{name: "trunk-set", login: "tomas", path: func(scene) string { return "/admin/trunk?name=pbx" }, before: func(s *stand) { s.furnishTrunk() }, do: `document.querySelector('.fold').open = true`},
	{name: "trunks-set", login: "tomas", path: func(scene) string { return "/admin/trunks" }},
	{name: "hours", login: "tomas", path: func(scene) string { return "/admin/hours" }},
	{name: "calendar", login: "tomas", path: func(scene) string { return "/admin/calendar" }},
	{name: "trees", login: "tomas", path: func(scene) string { return "/admin/trees" }},
	{name: "tree", login: "tomas", path: func(scene) string { return "/admin/trees/stary" }},
	{name: "versions", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni/versions" }, before: func(s *stand) { s.publishTree() }},
	{name: "tree-name", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni/name" }},
	{name: "tree-name-taken", login: "tomas", path: func(scene) string { return "/admin/trees/stary/name" }, do: `document.getElementById('tree-copy').value = 'hlavni'; document.getElementById('tree-copy').form.requestSubmit()`, until: `document.querySelector('.field-flaw')`},
	{name: "trees-removed", login: "tomas", path: func(scene) string { return "/admin/trees?removed=odpad" }, before: func(s *stand) {
		if err := errors.Join(s.site.CopyTree(s.t.Context(), s.tomas.ID, "hlavni", "odpad"), s.site.RemoveTree(s.t.Context(), s.tomas.ID, "odpad")); err != nil {
			s.t.Fatal(err)
		}
	}, until: `document.querySelector('.removed')`},
	{name: "tree-draft", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni" }},
	{name: "tree-stale", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni" }, do: `document.querySelector('[name="edition"]').value = 'older'; document.getElementById('tree-text').value += '# mine'; document.querySelector('button[value="draft"]').click()`, until: `document.querySelector('#tree-problem')`},
	{name: "tree-big", login: "tomas", path: func(scene) string { return "/admin/trees/big" }, before: func(s *stand) {
		s.write(func(tx *sqlite.Tx) error { return tx.SetSetting("tree.big", bigTree) })
	}},
	{name: "nodes", login: "tomas", path: func(scene) string { return "/admin/trees/big/nodes" }},
	{name: "node", login: "tomas", path: func(scene) string { return "/admin/trees/big/nodes/welcome" }},
	{name: "node-refused", login: "tomas", path: func(scene) string { return "/admin/trees/big/nodes/thanks?kind=say" }, do: `document.querySelector('[name="node"]').value = 'two words'; document.querySelector('button[value="save"]').click()`, until: `document.querySelector('.field-flaw')`},
	{name: "try", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni/try" }, until: keysFitAFinger},
	{name: "try-choice", login: "tomas", path: func(scene) string { return "/admin/trees/big/try?keys=1&at=nikdy" }, until: `document.querySelector('.telephone-choices .button') && ` + keysFitAFinger},
	{name: "try-wrong", login: "tomas", path: func(scene) string { return "/admin/trees/stary/try" }},
	{name: "tree-unreadable", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni" }, before: func(s *stand) { s.breakDraft() }},
	{name: "try-unreadable", login: "tomas", path: func(scene) string { return "/admin/trees/hlavni/try" }},
	{name: "prompt-new", login: "tomas", path: func(scene) string { return "/admin/prompt" }},
	{name: "prompt-refused", login: "tomas", path: func(scene) string { return "/admin/prompt" }, do: `document.querySelector('button[value="upload"]').click()`, until: `document.querySelector('.field-flaw')`},
	{name: "prompts", login: "tomas", path: func(scene) string { return "/admin/prompts" }, before: func(s *stand) { s.furnishPrompts() }},
	{name: "prompt", login: "tomas", path: func(scene) string { return "/admin/prompt?language=cs&name=uvitani" }},
	{name: "prompt-code", login: "tomas", path: func(scene) string { return "/admin/prompt?language=cs&name=uvitani" }, before: func(s *stand) { s.orderRecording(s.tomas, "uvitani") }},
	{name: "prompt-code-others", login: "tomas", path: func(scene) string { return "/admin/prompt?language=cs&name=kdo-jsme" }, before: func(s *stand) { s.orderRecording(s.jana, "kdo-jsme") }},
	{name: "voices", login: "tomas", path: func(scene) string { return "/admin/voices" }},
	{name: "assigned", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.choose(func(all *site.Settings) { all.Offered = true })
		s.there(s.tomas)
	}, do: `document.querySelector('#list .row-link').focus()`},
	{name: "no-preview", path: func(scene) string { return "/desk" }, before: func(s *stand) {
		s.there(s.jana)
		s.choose(func(all *site.Settings) { all.Offered, all.Preview = false, false })
	}, do: `document.querySelector('#list .row-acts button').focus()`},
	{name: "settings", login: "tomas", path: func(scene) string { return "/admin/settings" }, before: func(s *stand) {
		_ = s.SetPresence(s.t.Context(), s.jana.ID, appliance.Offline, "")
		s.choose(func(all *site.Settings) { all.Preview = true })
	}},
	{name: "settings-history", login: "tomas", path: func(scene) string { return "/admin/settings" }, before: func(s *stand) { s.changeSettings() }, do: `document.querySelector('.admin-main .table-frame').scrollIntoView()`},
	{name: "calling", path: func(scene) string { return "/desk?tab=active" }, before: func(s *stand) {
		s.held, s.failed, s.parties = false, call.Attempt{}, nil
		_ = s.talks.End(s.t.Context(), s.served("Krzysztof Nowakowski"), appliance.ByContact, 0, "hangup")
	}, do: `fetch('/desk/calls', {method: 'POST', body: new URLSearchParams({number: '775418102', as: document.querySelector('#dialler [name="as"]').value})}).then(r => { location = r.url })`, until: `document.querySelector('#call[data-tone="ringing"]')`},
	{name: "blocking", path: func(scene) string { return "/desk?tab=active" }, before: func(s *stand) { s.disturbs("Zlobil Jan", "zlobil@seznam.example") }, do: openRow, until: blocking},
	{name: "blocked", path: func(scene) string { return "/desk?tab=active" }, before: func(s *stand) {
		s.blocks("Zlobil Jan", talks.Blocking{Scope: appliance.BlockDevice, For: 36 * time.Hour, Reason: "Sprostě nadává a posílá stále tutéž zprávu"})
	}, do: openRow, until: `document.querySelector('.block-holds') && document.querySelector('.head .chip.bad')`},
	{name: "blocks", login: "tomas", path: func(scene) string { return "/admin/blocks" }, before: func(s *stand) {
		s.blocks("Zlobil Jan", talks.Blocking{Scope: appliance.BlockAddress})
	}, until: `document.querySelectorAll('.table form').length === 2`},
	{name: "masked", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.veronika) }, before: func(s *stand) { s.maskAll() }},
	{name: "masked-team", login: "tomas", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=team", sc.veronika) }, until: `document.querySelector('.head .reveal') && document.querySelector('.said .reveal')`},
	{name: "masked-shown", login: "tomas", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=team", sc.veronika) }, do: `document.querySelector('.said.theirs .reveal button').click()`, until: `document.activeElement.matches('.said') && document.querySelector('a.reveal')`},
	{name: "tickets-found", login: "tomas", path: func(scene) string { return "/tickets?q=zapnout" }, until: `document.querySelector('.ticket mark')`},
	{name: "ticket", login: "tomas", path: func(scene) string { return "/tickets/1" }},
	{name: "ticket-closed", login: "tomas", path: func(scene) string { return "/tickets/1" }, do: `document.querySelector('[formaction$="/close"]').click()`, until: `document.querySelector('[formaction$="/reopen"]')`},
	{name: "ticket-reopened", login: "tomas", path: func(scene) string { return "/tickets/1" }, do: `document.querySelector('[formaction$="/reopen"]').click()`, until: `document.querySelector('[formaction$="/close"]')`},
	{name: "tickets-short", login: "tomas", path: func(scene) string { return "/tickets?q=za" }, until: `document.querySelector('#seek-flaw')`},
	{name: "masked-tickets", login: "tomas", path: func(scene) string { return "/tickets" }, until: `document.querySelector('[formaction$="/reveal"]')`},
	{name: "audit", login: "tomas", path: func(scene) string { return "/admin/audit" }, until: `document.querySelector('.table time')`},
	{name: "observed", path: func(scene) string { return "/desk?tab=active" }, before: (*stand).passesOn, until: `document.querySelector('.rows.observed .row')`},
	{name: "profile", path: func(scene) string { return "/profile" }},
	{name: "sign-in", path: func(scene) string { return "/sign-in" }},
	{name: "nothing", path: func(scene) string { return "/desk/99999" }},
	{name: "rated", login: "tomas", path: func(sc scene) string { return fmt.Sprintf("/desk/%d?tab=finished", sc.veronika) }, before: func(s *stand) {
		s.rated(s.served("Veronika Malá"), appliance.FaceBad, "Operátorka byla milá, ale na odpověď jsem čekala dvacet minut. Příště raději zavolám.")
	}},
}

// openRow opens the conversation of whom blocks keep away; blocking opens the form.
const (
	openRow  = `[...document.querySelectorAll('.row-link')].find(a => a.textContent.includes('Zlobil')).click()`
	blocking = `document.querySelector('.head-name')?.textContent.includes('Zlobil') && (document.getElementById('blocking').open = true)`
)

// inOneRow wants the ways out of a conference beside its other controls, where there
// is room.
const inOneRow = `document.documentElement.clientWidth < 1440 || new Set([...document.querySelectorAll('.call-acts .control')].map(n => n.getBoundingClientRect().top)).size === 1`

// keysFitAFinger wants the buttons of the telephone to be tried large enough.
const keysFitAFinger = `[...document.querySelectorAll('.telephone .button')].every(n => n.offsetHeight >= 44 && n.offsetWidth >= 44)`

// TestScreens looks at every page in every state and every language: nothing is
// cut off, no policy is broken, and axe-core finds nothing serious. In Polish,
// whose words are longest, it looks wide and narrow, the others show the rest: light
// and dark are seen in both widths, the other languages by the rules that words or
// colours can break.
// CORDBOARD_SCREENS names a folder that gets the pictures, of every language in
// all four windows; CORDBOARD_SHOTS, a pattern, picks those to look at, and the rest
// only do to the box what they do.
func TestScreens(t *testing.T) {
	folder := os.Getenv("CORDBOARD_SCREENS")
	picked, err := regexp.Compile(os.Getenv("CORDBOARD_SHOTS"))
	if err != nil {
		t.Fatal(err)
	}
	browser := peertest.StartBrowser(t)
	for _, language := range appliance.Languages() {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			for _, v := range views(language, folder != "") {
				v.Still, v.Language = true, string(language)
				t.Run(through(v), func(t *testing.T) {
					t.Parallel()
					s := newStand(t, language)
					sc := s.seed()
					s.offer(sc.waiting[1], 18*time.Second+time.Minute)
					s.furnishTrees()
					s.ticket()
					sc.voicemail = s.voicemail()
					s.look(t, browser, &sc, v, folder, picked)
				})
			}
		})
	}
}

// through tells the windows of a language apart.
func through(v peertest.View) string {
	return fmt.Sprintf("%d-%s", v.Width, map[bool]string{false: "light", true: "dark"}[v.Dark])
}

// views are the windows to look through: all four where pictures are wanted, and four
// for the languages together where not.
func views(l appliance.Language, all bool) []peertest.View {
	wide, narrow := peertest.View{Width: 1440, Height: 900}, peertest.View{Width: 390, Height: 844, Phone: true}
	dark, night := wide, narrow
	dark.Dark, night.Dark = true, true
	switch {
	case all:
		return []peertest.View{wide, dark, narrow, night}
	case l == appliance.Polish:
		return []peertest.View{wide, night}
	case l == appliance.Czech:
		return []peertest.View{dark}
	}
	return []peertest.View{narrow}
}

func (s *stand) look(t *testing.T, browser *peertest.Browser, sc *scene, v peertest.View, folder string, picked *regexp.Regexp) {
	t.Helper()
	var tab *peertest.Tab
	who := ""
	for _, shot := range shots {
		switch {
		case shot.name == "sign-in":
			tab = browser.TabOf(t, v)
		case shot.login != "" && shot.login != who:
			tab, who = browser.TabOf(t, v), shot.login
			s.signInAs(tab, who)
		case shot.login == "" && who != "jana":
			tab, who = browser.TabOf(t, v), "jana"
			s.signIn(tab)
		}
		if shot.before != nil {
			shot.before(s)
		}
		if shot.name == "call" && sc.krzysztof == 0 {
			sc.krzysztof = s.activeCall()
		}
		if !picked.MatchString(shot.name) {
			continue
		}
		tab.Go(s.url + shot.path(*sc))
		tab.Wait(`document.readyState === 'complete' && document.fonts.status === 'loaded'`)
		if shot.do != "" {
			tab.Eval(shot.do, nil)
		}
		if shot.until != "" { // of a page that is there to its end: what is waited for may stand before the rest
			tab.Wait(`document.readyState === 'complete' && (` + shot.until + `)`)
		}
		name := fmt.Sprintf("%s-%s-%s", shot.name, v.Language, through(v))
		if folder != "" {
			tab.Screenshot(filepath.Join(folder, name+".png"))
		}
		s.examine(t, tab, name, rulesOf(v)...)
	}
}

// previews tells that a widget's preview stands, on that screen.
func previews(screen string) string {
	return `document.querySelectorAll('.preview-stage iframe').length === 1 && document.querySelector('.preview-stage iframe').contentDocument.querySelector('main.` + screen + `')`
}

// rulesOf are those of axe-core that may find in a window what they have not found in
// Polish, where all of them look wide and narrow: what other words and colours break.
func rulesOf(v peertest.View) []string {
	if v.Language == string(appliance.Polish) {
		return nil
	}
	return slices.Concat(peertest.Words, peertest.Colours)
}

// cutOff finds controls and labels whose text does not fit, and pages and menus
// that are wider than their window.
const cutOff = `[...document.querySelectorAll('.button, .tab, .control, .quiet, .field-label, .chip, h1, h2, h3, th, .item, .empty, .notice, .bar p')]
	.filter(n => n.checkVisibility() && n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).textOverflow !== 'ellipsis' && getComputedStyle(n).display !== 'inline')
	.map(n => n.textContent.trim().replace(/\s+/g, ' '))
	.concat(document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : ['the page itself, for these:'].concat([...document.body.querySelectorAll('*')]
		.filter(n => n.checkVisibility() && n.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).map(n => n.tagName.toLowerCase() + '.' + n.className + ' to ' + n.getBoundingClientRect().right)))
	.concat([...document.querySelectorAll('.sheet-of-menu')].filter(n => n.checkVisibility())
		.map(n => n.getBoundingClientRect()).filter(r => r.left < 0 || r.right > document.documentElement.clientWidth).map(r => 'a menu from ' + r.left + ' to ' + r.right))`

// twice finds what two elements are called.
const twice = `[...document.querySelectorAll('[id]')].map(n => n.id).filter((id, i, all) => all.indexOf(id) < i)`

func TestTwoElementsOfOneNameAreSeen(t *testing.T) {
	s := newStand(t, appliance.English)
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	tab.Go(s.url + "/sign-in")
	tab.Wait(twice + `.length === 0`)
	tab.Eval(`document.body.append(...[1, 2].map(() => Object.assign(document.createElement('p'), {id: 'twin'})))`, nil)
	tab.Wait(twice + `.length > 0`)
}

// examine looks at a page by rules of axe-core, or by all of them.
func (s *stand) examine(t *testing.T, tab *peertest.Tab, name string, rules ...string) {
	t.Helper()
	for _, b := range tab.Axe(rules...) {
		t.Errorf("%s: %v", name, b)
	}
	var cut []string
	tab.Eval(cutOff, &cut)
	if len(cut) > 0 {
		t.Errorf("%s: cut off: %q", name, cut)
	}
	var names []string
	tab.Eval(twice, &names)
	if len(names) > 0 {
		t.Errorf("%s: two elements each are called %q", name, names)
	}
	if v := tab.Violations(); len(v) > 0 {
		t.Errorf("%s: policy broken: %v", name, v)
	}
}
