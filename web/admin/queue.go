package admin

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// queue shows the form of one queue, or of a new one.
func (p *Pages) queue(w http.ResponseWriter, r *http.Request) error {
	q, all, err := p.readQueue(r)
	if err != nil {
		return err
	}
	return p.showQueue(w, r, q, all, nil)
}

// showQueue shows its form, what was changed of it, and what was refused.
func (p *Pages) showQueue(w http.ResponseWriter, r *http.Request, q appliance.Queue, all furnished, refused error) (err error) {
	v := queueForm(r, q, all)
	v.Version = versionOf(q, q.ID)
	v.Warning = all.warning(r.Context(), q)
	if q.ID != 0 {
		if v.Changes, err = thingChanges(p, r, queueKept(q.ID), func(q appliance.Queue) formView { return queueForm(r, q, all) }); err != nil {
			return err
		}
	}
	return v.show(w, r, refused)
}

func (p *Pages) readQueue(r *http.Request) (q appliance.Queue, all furnished, err error) {
	id, err := identity(r, "queue")
	if err != nil {
		return q, all, err
	}
	q = appliance.Queue{OfferFor: 30 * time.Second, WrapUpFor: time.Minute, Target: time.Minute}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) (err error) {
		if all, err = readFurnished(v); err != nil || id == 0 {
			return err
		}
		q, err = v.Queue(appliance.QueueID(id))
		return err
	})
	return q, all, err
}

func (p *Pages) saveQueue(w http.ResponseWriter, r *http.Request) error {
	q, all, err := p.readQueue(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now := versionOf(q, q.ID)
	q.Name, q.Music = t.text("name"), t.text("music")
	q.Names = t.names("name")
	q.Groups = ids[appliance.GroupID](t, "groups")
	q.OfferFor, q.WrapUpFor, q.Target = t.duration("offer", time.Second), t.duration("wrap-up", time.Second), t.duration("target", time.Second)
	if q.Messages = t.lines("messages"); len(q.Messages) > 0 {
		q.MessageEvery = t.duration("message-every", time.Second)
	}
	q.Recording, q.TicketSubject = recordingRule(t, ""), t.text("ticket-subject")
	all.route(t, &q)
	_, err = p.Site.SaveQueue(r.Context(), web.Operator(r.Context()).ID, q, t.seen())
	v := queueForm(r, q, all)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func queueForm(r *http.Request, q appliance.Queue, all furnished) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "queues"), Back: place{text("admin.queues"), "/admin/queues"},
		Title: q.Name, Action: "/admin/queues/" + q.ID.String(),
	}
	if q.ID == 0 {
		v.Title, v.Action = text("admin.queue.new"), "/admin/queues/new"
	} else {
		v.PutBack = v.Action + "/revert"
	}
	v.Fields = []fieldView{
		{Kind: textField, Name: "name", Label: text("admin.column.name"), Help: text("admin.queue.name.help"), Value: q.Name},
	}
	v.Fields = append(v.Fields, nameFields(r, q.Names)...)
	v.Fields = append(v.Fields, []fieldView{
		{Kind: manyField, Name: "groups", Label: text("admin.queue.groups"), Help: text("admin.queue.groups.help"), Choices: groupChoices(all.groups, q.Groups)},
		{Kind: durationField, Name: "target", Label: text("admin.queue.target"), Value: i18n.WriteDuration(q.Target)},
		{Kind: durationField, Name: "offer", Label: text("admin.queue.offer"), Value: i18n.WriteDuration(q.OfferFor)},
		{Kind: durationField, Name: "wrap-up", Label: text("admin.queue.wrap-up"), Value: i18n.WriteDuration(q.WrapUpFor)},
		{Kind: textField, Name: "music", Label: text("admin.queue.music"), Help: text("admin.queue.music.help"), Value: q.Music},
		{Kind: linesField, Name: "messages", Label: text("admin.queue.messages"), Help: text("admin.queue.messages.help"), Value: strings.Join(q.Messages, "\n")},
		{Kind: durationField, Name: "message-every", Label: text("admin.queue.message-every"), Value: i18n.WriteDuration(cmp.Or(q.MessageEvery, time.Minute))},
		{Kind: textField, Name: "ticket-subject", Label: text("admin.queue.ticket-subject"), Help: text("admin.queue.ticket-subject.help"), Value: q.TicketSubject},
		{Kind: headingField, Label: text("admin.recorded.heading")},
		{Kind: checkField, Name: "recorded", Label: text("admin.queue.recorded"), On: !q.Recording.Off},
		{Kind: textField, Name: "notice", Label: text("admin.notice"), Help: text("admin.queue.notice.help"), Value: q.Recording.Notice},
	}...)
	v.Fields = append(v.Fields, all.routeFields(r.Context(), q)...)
	return v
}

// recordingRule is what a form says of recording, in fields that begin so.
func recordingRule(t typed, prefix string) appliance.RecordingRule {
	return appliance.RecordingRule{Off: !t.on(prefix + "recorded"), Notice: t.text(prefix + "notice")}
}
