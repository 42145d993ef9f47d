package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/studio"
)

// mixer is a fake of admin.Studio: it stands as the test says.
type mixer struct {
	standing studio.Standing
	refuse   error
	orders   []studio.Order
}

func (m *mixer) Standing(studio.Piece) studio.Standing { return m.standing }
func (m *mixer) Withdraw(studio.Piece)                 { m.standing = studio.Standing{} }

func (m *mixer) Record(o studio.Order) (studio.Standing, error) {
	m.orders = append(m.orders, o)
	return m.standing, m.refuse
}

// withStudio gives the site a number by which prompts are recorded.
func (o *office) withStudio() {
	o.t.Helper()
	all, err := o.site.Settings(o.t.Context())
	if err == nil {
		all.Studio = "199"
		err = o.site.SaveSettings(o.t.Context(), 0, all)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestPageSaysHowARecordingByTelephoneStands(t *testing.T) {
	o := newOffice(t)
	o.withStudio()
	for stage, want := range map[studio.Stage]string{
		studio.Awaited: "Type the code", studio.Calling: "Being recorded now",
		studio.Lost: "The caller left without keeping it. Nothing was kept.", studio.Expired: "Nobody called before the code ran out.",
	} {
		o.mixer.standing = studio.Standing{Stage: stage, By: o.nora.ID, Code: "123456"}
		if _, page := o.get("/admin/prompt?language=cs&name=welcome"); !strings.Contains(page, want) {
			t.Errorf("%s: the page lacks %q", stage, want)
		}
	}
	o.upload(whistle(400), "do", "upload", "name", "welcome", "language", "cs")
	o.mixer.standing = studio.Standing{Stage: studio.Kept}
	if _, page := o.get("/admin/prompt?language=cs&name=welcome"); strings.Contains(page, "The recording has come in") {
		t.Error("the page says that a recording came in, and another prompt has taken its place since")
	}
}

func TestRecordingIsOrderedByWhoPressedAndInHisLanguage(t *testing.T) {
	o := newOffice(t)
	form := []string{"do", "record", "name", "welcome", "language", "cs", "words", "Ahoj"}
	if status, _ := o.post("/admin/prompt", form...); status != http.StatusNotFound {
		t.Errorf("without a number to call: got %d", status)
	}
	o.withStudio()
	o.save("/admin/prompt", form...)
	want := studio.Order{Piece: studio.Piece{Language: appliance.Czech, Name: "welcome"}, Words: "Ahoj", By: o.nora.ID, Speaks: appliance.English}
	if got := o.mixer.orders; len(got) != 1 || got[0] != want {
		t.Errorf("ordered: %+v, want %+v", got, want)
	}
	o.mixer.refuse = studio.ErrOrders.With("count", 10)
	if status, page := o.post("/admin/prompt", form...); status != http.StatusTooManyRequests || !strings.Contains(page, "There are 10 codes already") {
		t.Errorf("too many: got %d", status)
	}
}
