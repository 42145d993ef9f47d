package desk

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/present"
	"cordboard/appliance/privacy"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
	"cordboard/appliance/trunk"
	"cordboard/web"
)

// Offers takes and declines what waits; appliance/acd.
type Offers interface {
	Accept(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	Decline(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	// Ask offers to a colleague what by serves; Withdraw takes that back.
	Ask(ctx context.Context, by appliance.OperatorID, c appliance.ConversationID, to appliance.OperatorID, why appliance.Purpose) error
	Withdraw(ctx context.Context, by appliance.OperatorID, c appliance.ConversationID) error
	SetPresence(ctx context.Context, o appliance.OperatorID, s appliance.PresenceState, reason string) error
	// SetDuty has him stand otherwise to one entry point.
	SetDuty(ctx context.Context, o appliance.OperatorID, e appliance.EntryPointID, d appliance.Duty) error
	// Extend gives who wraps up more time.
	Extend(ctx context.Context, o appliance.OperatorID, by time.Duration) error
	// PageOpened and PageClosed tell of the streams that an operator has.
	PageOpened(o appliance.OperatorID)
	// PageUsed tells that he moves at one.
	PageUsed(o appliance.OperatorID)
	PageClosed(o appliance.OperatorID)
}

// Conversations is what an operator does to one; appliance/desk.
type Conversations interface {
	Reply(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, m talks.Message) (appliance.Entry, error)
	Note(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, m talks.Message) (appliance.Entry, error)
	// ReplyFile adds a file; DecideFile lets the contact's in, or deletes it.
	ReplyFile(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, h talks.Handed) (appliance.Entry, appliance.File, error)
	DecideFile(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, file appliance.EntryID, allow bool) error
	// Edit and Delete change what the operator wrote himself.
	Edit(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, e appliance.EntryID, m talks.Message) error
	Delete(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, e appliance.EntryID) error
	// SaveDraft keeps what he has written and not sent.
	SaveDraft(ctx context.Context, d appliance.Draft) (appliance.Draft, error)
	// SeeMentions notes that he has seen where notes name him.
	SeeMentions(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	// Seen notes how far an operator has read.
	Seen(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, entry appliance.EntryID) error
	// Typing tells who listens what somebody is writing.
	Typing(c appliance.ConversationID, by appliance.Author, o appliance.OperatorID, text string)
	Leave(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	End(ctx context.Context, c appliance.ConversationID, by appliance.Author, o appliance.OperatorID, cause string) error
	// Block keeps a contact away; Unblock lets him come again.
	Block(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, b talks.Blocking) error
	Unblock(ctx context.Context, o appliance.OperatorID, b appliance.BlockID) error
	// Tag puts a tag on a conversation, Untag takes it off.
	Tag(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, t appliance.TagID) error
	Untag(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, t appliance.TagID) error
	// Fill writes a parameter of a conversation; an empty value takes it away.
	Fill(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, key, value string) error
	// Missed lists the numbers that nobody has called back.
	Missed(ctx context.Context) ([]talks.Missed, error)
	// SetAside has nobody call one of them back.
	SetAside(ctx context.Context, o appliance.OperatorID, missed appliance.ConversationID) error
	// Owed lists the contacts who are called again; CallNow calls one at once,
	// CloseOwed has nobody call him any more.
	Owed(ctx context.Context) ([]talks.Owed, error)
	CallNow(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	CloseOwed(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, why appliance.ReasonID) error
	JoinIn(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	TakeUp(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	TakeOver(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	Requeue(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, q appliance.QueueID) error
	WrapUp(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, w talks.WrapUp) error
	// Invite makes a number by which somebody reaches the operator.
	Invite(ctx context.Context, o appliance.OperatorID, about appliance.ConversationID) (appliance.Invitation, error)
	// Disinvite takes one back.
	Disinvite(ctx context.Context, o appliance.OperatorID, code string) error
}

// Legs connects an operator's sound; appliance/rtc.
type Legs interface {
	Answer(ctx context.Context, o appliance.OperatorID, offerSDP string) (string, error)
	// Has tells whether the operator has a leg.
	Has(o appliance.OperatorID) bool
}

// Calls moves a call's legs; appliance/call.
type Calls interface {
	Mute(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool) error
	Hold(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool) error
	Digit(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, key string) error
	// Hangup leaves the call to others of us, or ends it where there are none; End
	// ends it for all.
	Hangup(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error
	End(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error
	// Dial calls a number for an operator; the contact sees the entry point's.
	Dial(ctx context.Context, o appliance.OperatorID, number string, as appliance.EntryPointID) (appliance.ConversationID, error)
	// DialMissed calls the number of a missed call back.
	DialMissed(ctx context.Context, o appliance.OperatorID, missed appliance.ConversationID) (appliance.ConversationID, error)
	// Outward tells whether any trunk takes calls out.
	Outward() bool
	// Consult, Add and Transfer have a number called: to be asked aside, to
	// join the call, or to have the caller once it answers.
	Consult(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string) error
	Add(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string) error
	Transfer(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, number string) error
	// Merge takes who is asked aside into the call, Hand leaves the caller to
	// the numbers that were called, Drop hangs up on one.
	Merge(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error
	Hand(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error
	Drop(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, seat int) error
	PauseRecording(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool, reason string) error
	// Watch lets a supervisor hear a call, in a role; without one he leaves.
	Watch(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, role call.Role) error
	// Standing tells how a call stands right now.
	Standing(c appliance.ConversationID) call.Standing
	// Line tells how the contact's telephone sounds; false: nothing is known.
	Line(c appliance.ConversationID) (call.Line, bool)
}

// Accounts keeps what operators choose for themselves; appliance/account.
type Accounts interface {
	Prefer(ctx context.Context, o appliance.OperatorID, p account.Preferences) error
	// ChooseSound has him talk on his desk telephone, or in his browser.
	ChooseSound(ctx context.Context, o appliance.OperatorID, telephone bool) error
	ChangePassword(ctx context.Context, o appliance.OperatorID, current, wanted string) error
}

// Recordings opens what was recorded; appliance/blob.
type Recordings interface {
	Open(name string) (*os.File, error)
}

// Files opens what was handed over; appliance/blob.
type Files interface {
	Open(name string) (*os.File, error)
}

// Trunks tell what there is to be alarmed about; appliance/trunk.
type Trunks interface{ Alarms() []trunk.Alarm }

// Tickets opens requests out of chats, names, closes and reopens them; appliance/ticket.
type Tickets interface {
	Open(ctx context.Context, r ticket.Request) (appliance.Ticket, error)
	Name(ctx context.Context, id appliance.TicketID, subject string) error
	Close(ctx context.Context, id appliance.TicketID) error
	Reopen(ctx context.Context, id appliance.TicketID) error
}

// Deps are the services behind the desk.
type Deps struct {
	Store      *sqlite.Store
	Feed       *feed.Log
	Offers     Offers
	Talks      Conversations
	Legs       Legs
	Calls      Calls
	Telephones Telephones
	Accounts   Accounts
	Recordings Recordings
	Files      Files
	Tickets    Tickets
	Trunks     Trunks // nil: there are none
	// Beat is how often an idle stream shows that it lives. Zero: 15 seconds.
	Beat time.Duration
	Now  func() time.Time
}

// Pages are the desk's pages.
type Pages struct {
	Deps
	names       sqlite.Memo[struct{}, *names]
	onlookers   onlookers
	missedCalls missedNow
	board       *present.Board
	masks       privacy.Masks
}

// New makes the pages over their services.
func New(d Deps) *Pages {
	if d.Trunks == nil {
		d.Trunks = noTrunks{}
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	d.Beat = cmp.Or(d.Beat, beat)
	return &Pages{Deps: d, board: present.New(d.Store, d.Feed)}
}

type noTrunks struct{}

func (noTrunks) Alarms() []trunk.Alarm { return nil }

// Routes are the desk's addresses.
func (p *Pages) Routes() []web.Route {
	get := func(path string, h web.Handle) web.Route {
		return web.Route{Door: web.Desk, Method: "GET", Path: path, Who: web.SignedIn, Handle: h}
	}
	post := func(path string, h web.Handle) web.Route {
		return web.Route{Door: web.Desk, Method: "POST", Path: path, Who: web.SignedIn, Handle: h}
	}
	return []web.Route{
		get("/{$}", home),
		get("/desk", p.show),
		get("/desk/{conversation}", p.show),
		background(get("/desk/events", p.events)),
		get("/desk/recordings/{recording}", p.play),
		get("/desk/files/{file}", p.sendFile),
		needs(post("/desk/{conversation}/reveal", p.reveal), appliance.RightReveal),
		needs(post("/desk/{conversation}/block", p.block), appliance.RightBlock),
		needs(post("/desk/blocks/{block}/lift", p.unblock), appliance.RightBlock),
		needs(get("/tickets", p.tickets), appliance.RightTickets),
		needs(get("/tickets/{ticket}", p.oneTicket), appliance.RightTickets),
		needs(post("/tickets/{ticket}/reopen", p.reopenTicket), appliance.RightTickets),
		needs(post("/tickets/{ticket}/close", p.closeTicket), appliance.RightTickets),
		needs(post("/tickets/{ticket}/subject", p.nameTicket), appliance.RightTickets),
		needs(post("/desk/{conversation}/ticket", p.openTicket), appliance.RightTickets),
		needs(post("/tickets/{ticket}/reveal", p.revealTicket), appliance.RightReveal),
		needs(get("/missed", p.missed), appliance.RightTake, appliance.RightObserve),
		takes(post("/missed/{conversation}/call", p.callMissed)),
		takes(post("/missed/{conversation}/close", p.setAside)),
		takes(post("/owed/{conversation}/call", p.callOwed)),
		takes(post("/owed/{conversation}/close", p.closeOwed)),
		get("/profile", p.profile),
		post("/profile", p.saveProfile),
		post("/profile/password", p.savePassword),
		post("/desk/presence", p.presence),
		takes(post("/desk/duty", p.duty)),
		takes(post("/desk/presence/longer", p.longer)),
		takes(post("/desk/invitations", p.invite)),
		takes(post("/desk/invitations/withdraw", p.disinvite)),
		takes(post("/desk/{conversation}/accept", p.accept)),
		takes(post("/desk/{conversation}/decline", p.decline)),
		takes(post("/desk/{conversation}/message", p.message)),
		takes(large(post("/desk/{conversation}/files", p.takeFile))),
		takes(post("/desk/{conversation}/files/{file}/allow", p.allowFile)),
		takes(post("/desk/{conversation}/files/{file}/reject", p.rejectFile)),
		takes(background(post("/desk/{conversation}/typing", p.typing))),
		takes(background(post("/desk/{conversation}/draft", p.draft))),
		takes(background(post("/desk/{conversation}/seen", p.seen))),
		takes(get("/desk/templates/{conversation}", p.templates)),
		takes(get("/desk/emoji", p.emoji)),
		takes(get("/desk/colleagues/{conversation}", p.nameable)),
		takes(post("/desk/{conversation}/entries/{entry}/edit", p.edit)),
		takes(post("/desk/{conversation}/entries/{entry}/delete", p.delete)),
		takes(post("/desk/{conversation}/end", p.end)),
		takes(post("/desk/{conversation}/leave", p.leave)),
		post("/desk/{conversation}/wrap-up", p.wrapUp),
		needs(post("/desk/{conversation}/tag", p.tag), appliance.RightTake, appliance.RightIntervene),
		needs(post("/desk/{conversation}/parameter", p.fill), appliance.RightTake, appliance.RightIntervene),
		needs(post("/desk/{conversation}/take-up", p.takeUp), appliance.RightTake, appliance.RightIntervene),
		background(post("/desk/leg", p.leg)),
		post("/desk/sound", p.chooseSound),
		post("/desk/telephone/ring", p.ring),
		post("/desk/here", p.here),
		post("/desk/calls/{conversation}/mute", p.mute),
		post("/desk/calls/{conversation}/hold", p.hold),
		post("/desk/calls/{conversation}/resume", p.resume),
		post("/desk/calls/{conversation}/digit", p.digit),
		post("/desk/calls/{conversation}/hangup", p.hangup),
		post("/desk/calls/{conversation}/end", p.endCall),
		takes(post("/desk/calls/{conversation}/consult", p.reach(Calls.Consult))),
		takes(post("/desk/calls/{conversation}/add", p.reach(Calls.Add))),
		needs(post("/desk/calls/{conversation}/transfer", p.reach(Calls.Transfer)), appliance.RightPass),
		takes(post("/desk/calls/{conversation}/merge", p.merge)),
		needs(post("/desk/calls/{conversation}/hand", p.hand), appliance.RightPass),
		takes(post("/desk/calls/{conversation}/drop", p.drop)),
		takes(post("/desk/calls/{conversation}/pause", p.pause)),
		takes(post("/desk/calls/{conversation}/record", p.record)),
		needs(post("/desk/calls/{conversation}/watch", p.watch), appliance.RightListenIn, appliance.RightIntervene),
		needs(post("/desk/{conversation}/take-over", p.takeOver), appliance.RightIntervene),
		needs(post("/desk/{conversation}/join", p.join), appliance.RightIntervene),
		post("/desk/calls", p.dial),
		needs(post("/desk/{conversation}/pass", p.pass), appliance.RightPass),
		needs(post("/desk/{conversation}/ask", p.ask), appliance.RightTake, appliance.RightPass),
		needs(post("/desk/{conversation}/withdraw", p.withdraw), appliance.RightTake, appliance.RightPass),
	}
}

// background is a route that pages ask by themselves.
func background(r web.Route) web.Route {
	r.Background = true
	return r
}

// large is a route that takes a file.
func large(r web.Route) web.Route {
	r.Body = web.FileBody
	return r
}

// needs is a route of those who have one of some rights, takes one of those who take
// conversations. Without either stands what everybody may do who is signed in, and
// what serves a call for help, which is let go from every desk.
func needs(r web.Route, some ...appliance.Right) web.Route {
	r.Rights = some
	return r
}

func takes(r web.Route) web.Route { return needs(r, appliance.RightTake) }

// here is how a page tells that its reader moves: who only reads, or talks for
// an hour, sends nothing else.
func (p *Pages) here(w http.ResponseWriter, r *http.Request) error {
	p.Offers.PageUsed(web.Operator(r.Context()).ID)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func home(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
	return nil
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	a, err := addressed(r)
	if err != nil {
		return err
	}
	a.missed, a.duties, a.veils, a.list = true, true, true, true
	pg, err := p.read(r.Context(), web.Operator(r.Context()).ID, a)
	if err != nil {
		return err
	}
	if r.URL.RawQuery == "" && a.open == 0 && idle(pg) {
		http.Redirect(w, r, href(0, tabActive), http.StatusSeeOther)
		return nil
	}
	if err := p.seeMentions(r, &pg); err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, whole(pg))
}

// idle tells whether nothing waits for the reader, and something goes on that he serves:
// who comes to the desk then finds that.
func idle(pg page) bool {
	return pg.Left.Offer == nil && pg.Left.Counts[tabWaiting] == 0 && pg.Left.Counts[tabActive] > 0
}

// addressed reads what an address chooses. Without a folder the open
// conversation's own is not known yet, so Active is shown with one, Waiting
// without.
func addressed(r *http.Request) (wanted, error) {
	q := r.URL.Query()
	a := wanted{tab: tab(q.Get("tab")), view: "list", shown: shownBy(q.Get("shown")), sought: soughtBy(q)}
	for _, field := range []struct {
		text string
		id   *appliance.ConversationID
	}{{r.PathValue("conversation"), &a.open}, {q.Get("conversation"), &a.open}, {q.Get("before"), &a.before}} {
		if field.text == "" {
			continue
		}
		n, err := strconv.ParseInt(field.text, 10, 64)
		if err != nil || n <= 0 {
			return a, appliance.ErrNotFound
		}
		*field.id = appliance.ConversationID(n)
	}
	if a.open != 0 {
		a.view = "talk"
		if q.Get("view") == "card" {
			a.view = "card"
		}
	}
	switch {
	case slices.Contains(tabs(true), a.tab):
	case a.open != 0:
		a.tab = tabActive
	default:
		a.tab = tabWaiting
	}
	return a, nil
}
