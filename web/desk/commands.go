package desk

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/access"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// conversationOf is the conversation that the address names.
func conversationOf(r *http.Request) (appliance.ConversationID, error) {
	n, err := strconv.ParseInt(r.PathValue("conversation"), 10, 64)
	if err != nil || n <= 0 {
		return 0, appliance.ErrNotFound
	}
	return appliance.ConversationID(n), nil
}

// done answers a command: nothing to a script (the stream tells it what
// changed), the page it came from to a form.
func done(w http.ResponseWriter, r *http.Request) error {
	if web.Scripted(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	back := "/desk"
	if u, err := url.Parse(r.Referer()); err == nil && strings.HasPrefix(u.Path, "/desk") {
		back = u.RequestURI()
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

func (p *Pages) presence(w http.ResponseWriter, r *http.Request) error {
	state, reason, _ := strings.Cut(r.PostFormValue("state"), ":")
	err := p.Offers.SetPresence(r.Context(), web.Operator(r.Context()).ID, appliance.PresenceState(state), reason)
	if err != nil {
		return err
	}
	return done(w, r)
}

// longer is what one press gives who needs more time to wrap up.
const longer = time.Minute

func (p *Pages) longer(w http.ResponseWriter, r *http.Request) error {
	if err := p.Offers.Extend(r.Context(), web.Operator(r.Context()).ID, longer); err != nil {
		return err
	}
	return done(w, r)
}

func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Offers.Accept(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}

func (p *Pages) decline(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Offers.Decline(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return err
	}
	return done(w, r)
}

func (p *Pages) message(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.FormError(err)
	}
	m := talks.Message{Text: r.PostFormValue("text"), Key: r.PostFormValue("key"), AsIs: r.PostFormValue("as-is") != ""}
	if quotes, err := strconv.ParseInt(r.PostFormValue("quotes"), 10, 64); err == nil {
		m.Quotes = appliance.EntryID(quotes)
	}
	if r.PostFormValue("note") != "" {
		_, err = p.Talks.Note(r.Context(), web.Operator(r.Context()).ID, c, m)
	} else if m.Text, err = p.filled(r, c, m); err == nil {
		_, err = p.Talks.Reply(r.Context(), web.Operator(r.Context()).ID, c, m)
	}
	if err != nil {
		return err
	}
	return done(w, r)
}

func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Talks.End(r.Context(), c, appliance.ByOperator, web.Operator(r.Context()).ID, ""); err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}

// leave gives a chat or a voicemail back to its queue.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Talks.Leave(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return err
	}
	return p.givenBack(w, r, c)
}

// givenBack shows what there is to say of a conversation that was left; where that
// is nothing, the lists.
func (p *Pages) givenBack(w http.ResponseWriter, r *http.Request, c appliance.ConversationID) error {
	var parts []appliance.Part
	err := p.Store.Read(r.Context(), func(v *sqlite.View) (err error) {
		parts, err = v.OpenPartsOf(web.Operator(r.Context()).ID)
		return err
	})
	if err != nil {
		return err
	}
	next := appliance.ConversationID(0)
	if slices.ContainsFunc(parts, func(p appliance.Part) bool { return p.Conversation == c }) {
		next = c
	}
	http.Redirect(w, r, href(next, tabActive), http.StatusSeeOther)
	return nil
}

func (p *Pages) wrapUp(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	reason, _ := strconv.ParseInt(r.PostFormValue("reason"), 10, 64) // none is no reason, which is refused
	wrapUp := talks.WrapUp{Reason: appliance.ReasonID(reason), Note: r.PostFormValue("note"), Transcript: r.PostFormValue("transcript") != ""}
	if wrapUp.Transcript {
		if wrapUp.Mail, err = p.typedMail(r); err != nil {
			return err
		}
	}
	if err := p.Talks.WrapUp(r.Context(), web.Operator(r.Context()).ID, c, wrapUp); err != nil {
		return err
	}
	http.Redirect(w, r, href(0, tabActive), http.StatusSeeOther)
	return nil
}

// typedMail is the address that a transcript is to go to where the contact gave none. Who
// sees stars in place of addresses types none.
func (p *Pages) typedMail(r *http.Request) (mail string, err error) {
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		chosen, err := site.ReadSettings(v)
		if err == nil && !chosen.Masks {
			mail = r.PostFormValue("mail")
		}
		return err
	})
	return mail, err
}

// leg answers the browser's offer of sound.
func (p *Pages) leg(w http.ResponseWriter, r *http.Request) error {
	var offer struct{ SDP string }
	if err := json.NewDecoder(r.Body).Decode(&offer); err != nil {
		return web.FormError(err)
	}
	sdp, err := p.Legs.Answer(r.Context(), web.Operator(r.Context()).ID, offer.SDP)
	if err != nil {
		return err
	}
	web.Answer(w, http.StatusOK, map[string]string{"sdp": sdp})
	return nil
}

// play sends a recording, or the part of it that the player asks for.
func (p *Pages) play(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("recording"), 10, 64)
	if err != nil {
		return appliance.ErrNotFound
	}
	var rec appliance.Recording
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		if rec, err = v.Recording(appliance.RecordingID(id)); err != nil {
			return err
		}
		return mayHear(v, web.Operator(r.Context()), rec)
	})
	if err != nil {
		return err
	}
	file, err := p.Recordings.Open(rec.File)
	if err != nil {
		return err
	}
	defer file.Close()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(10 * time.Minute)) // an hour of sound on a slow line
	w.Header().Set("Content-Type", "audio/wav")
	w.Header().Set("Cache-Control", "private, max-age=0, must-revalidate")
	http.ServeContent(w, r, "", rec.Began.Add(rec.Length), file)
	return nil
}

// mayHear refuses a recording of a conversation that the operator may not
// listen to.
func mayHear(v *sqlite.View, o appliance.Operator, rec appliance.Recording) error {
	c, err := v.Conversation(rec.Conversation)
	if err != nil {
		return err
	}
	if !access.Can(o, access.Listen, access.Conversation(c)) {
		return web.ErrForbidden
	}
	return nil
}
