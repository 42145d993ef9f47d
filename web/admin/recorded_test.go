package admin_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestFormsSayWhetherCallsAreRecordedAndWhatIsHeard: the one of a queue, and that
// of the settings for calls out.
func TestFormsSayWhetherCallsAreRecordedAndWhatIsHeard(t *testing.T) {
	o := newOffice(t)
	queue := []string{"name", "Orders", "target", "60", "offer", "30", "wrap-up", "45"}
	o.save("/admin/queues/new", append(queue, "recorded", "on", "notice", "recorded", "messages", "web\r\n\r\nmail\r\n", "message-every", "40")...)
	o.save("/admin/queues/new", append(queue, "name", "Returns", "messages", "", "message-every", "")[2:]...)
	var all []appliance.Queue
	err := o.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Queues()
		return err
	})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d queues, %v", len(all), err)
	}
	want := appliance.RecordingRule{Notice: "recorded"}
	if q := all[0]; q.Recording != want || !reflect.DeepEqual(q.Messages, []string{"web", "mail"}) || q.MessageEvery != 40*time.Second {
		t.Errorf("saved as %+v", q)
	}
	if q := all[1]; !q.Recording.Off || q.Messages != nil {
		t.Errorf("the one that is not ticked: %+v", q)
	}
	settings := []string{"name", "Hobla", "language", "cs", "region", "CZ", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24", "invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "port", "587", "tls", "starttls"}
	o.save("/admin/settings", append(settings, "calls-out-notice", "told")...)
	if rule, err := o.site.CallsOut(t.Context()); err != nil || rule != (appliance.RecordingRule{Off: true, Notice: "told"}) {
		t.Errorf("calls out: %+v, %v", rule, err)
	}
	for path, values := range map[string][]string{
		"/admin/queues/1": {`name="recorded" value="on" checked`, `value="recorded"`, "web\nmail", `value="40 s"`},
		"/admin/queues/2": {`name="recorded" value="on">`, `name="message-every" value="1 min"`},
		// With what was changed, in its history.
		"/admin/settings": {`name="calls-out-notice" value="told"`, "Calls out are recorded: Yes → No"},
	} {
		_, page := o.get(path)
		for _, value := range values {
			if !strings.Contains(page, value) {
				t.Errorf("%s does not hold %q", path, value)
			}
		}
	}
}

func TestPromptThatIsHeardBeforeATalkIsMissedInTheList(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/queues/new", "name", "Orders", "target", "60", "offer", "30", "wrap-up", "45", "recorded", "on", "notice", "recorded")
	o.save("/admin/settings", "name", "Hobla", "language", "cs", "region", "CZ", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24",
		"invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "port", "587", "tls", "starttls", "calls-out-notice", "recorded")
	status, page := o.get("/admin/prompts")
	for _, want := range []string{"recorded", "Orders", "Recording of calls out", "missing"} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("the list of prompts, %d, does not say %q", status, want)
		}
	}
}
