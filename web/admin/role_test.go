package admin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// mannedOffice has an administrator who can sign in, so that roles may change.
func mannedOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	if err := o.accounts.SetPassword(t.Context(), o.nora.ID, "modrý vlak jede do kopce"); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) role(id appliance.RoleID) (r appliance.Role) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(v *sqlite.View) (err error) {
		r, err = v.Role(id)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// as has another operator's browser ask.
func (o *office) as(login string) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(v *sqlite.View) (err error) {
		o.nora, err = v.OperatorByLogin(login)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestRolesAreMadeChangedAndRemovedOnTheirPages(t *testing.T) {
	o := mannedOffice(t)
	o.save("/admin/roles/new", "name-en", "Clerk", "name-cs", "Úředník", "serve", "tickets", "set-up", "queues", "usual", "on")
	if r := o.role(5); !slices.Equal(r.Rights, appliance.Rights{appliance.RightTickets, appliance.RightQueues}) || !r.Usual {
		t.Fatalf("it is %+v", r)
	}
	if _, page := o.get("/admin/operators/new"); !strings.Contains(page, `<option value="5" selected>Clerk</option>`) {
		t.Error("a new operator does not get the role for new operators")
	}
	o.save("/admin/operators/new", "name", "Jana", "login", "jana", "role", "5", "language", "cs", "chats", "1")
	_, list := o.get("/admin/roles")
	for _, want := range []string{"For new operators", `<a href="/admin/operators?role=5">One operator has it</a>`, "Tickets", "Queues and entry points"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list of roles does not say %q", want)
		}
	}
	if _, page := o.get("/admin/operators?role=5"); !strings.Contains(page, "Jana") || strings.Contains(page, "/admin/operators/1\"") {
		t.Error("the list of who has it does not hold her alone")
	}
	refused := func(path string, want int, says string, form ...string) {
		t.Helper()
		if status, page := o.post(path, append(form, "version", o.version(path))...); status != want || !strings.Contains(page, says) {
			t.Errorf("%s %v: got %d, want %d and %q", path, form, status, want, says)
		}
	}
	refused("/admin/roles/5", http.StatusConflict, "One operator has this role", "remove", "on")
	refused("/admin/roles/5", http.StatusConflict, "New operators get this role", "name-en", "Clerk", "serve", "tickets")
	refused("/admin/roles/4", http.StatusConflict, "Nobody could administer", "name-en", "Administrator", "serve", "take")
	refused("/admin/roles/2", http.StatusConflict, `id="name-en-flaw"`, "name-en", "Clerk")
	if r := o.role(4); !r.Rights.Administer() {
		t.Error("what was refused changed the role")
	}
	o.save("/admin/roles/5", "version", o.version("/admin/roles/5"), "name-en", "Clerk", "name-cs", "Úředník", "usual", "on", "serve", "tickets", "serve", "take")
	if got := o.changesOn("/admin/roles/5"); len(got) != 2 || !strings.Contains(got[0], "Take conversations") {
		t.Errorf("the history tells %q", got)
	}
	if status, _ := o.post("/admin/roles/5/revert", "change", "2"); status != http.StatusSeeOther {
		t.Errorf("put back: got %d", status)
	}
	if r := o.role(5); !slices.Equal(r.Rights, appliance.Rights{appliance.RightTickets, appliance.RightQueues}) || !r.Usual {
		t.Errorf("put back it is %+v", r)
	}
	o.save("/admin/roles/2", "version", o.version("/admin/roles/2"), "remove", "on")
	if status, _ := o.get("/admin/roles/2"); status != http.StatusNotFound {
		t.Errorf("it is still there: got %d", status)
	}
}

// TestSuperUserSetsUpWhatHisRoleSaysAndGivesNoMoreThanHeHas: what is not his he is
// not even led to (F191, F193).
func TestSuperUserSetsUpWhatHisRoleSaysAndGivesNoMoreThanHeHas(t *testing.T) {
	o := mannedOffice(t)
	o.save("/admin/operators/new", "name", "Eva", "login", "eva", "role", "3", "language", "en", "chats", "1")
	o.as("eva")
	_, overview := o.get("/admin")
	for path, want := range map[string]bool{
		"/admin/operators": true, "/admin/queues": true, "/admin/entry-points": true,
		"/admin/roles": false, "/admin/trunks": false, "/admin/trees": false, "/admin/prompts": false, "/admin/settings": false,
	} {
		if got := strings.Contains(overview, `href="`+path+`"`); got != want {
			t.Errorf("the overview leads to %s: %v", path, got)
		}
		if status, _ := o.get(path); (status == http.StatusOK) != want {
			t.Errorf("%s: got %d", path, status)
		}
	}
	_, form := o.get("/admin/operators/new")
	for id, want := range map[string]bool{"1": true, "2": true, "3": true, "4": false} {
		if got := strings.Contains(form, `<option value="`+id+`"`); got != want {
			t.Errorf("she may choose role %s: %v", id, got)
		}
	}
	jana := []string{"name", "Jana", "login", "jana", "language", "cs", "chats", "1", "role"}
	if status, page := o.post("/admin/operators/new", append(jana, "4")...); status != http.StatusForbidden || !strings.Contains(page, "This role may more than you") {
		t.Errorf("an administrator made by a super user: got %d", status)
	}
	o.save("/admin/operators/new", append(jana, "2")...)
	nora := []string{"name", "Nora", "login", "nora", "role", "4", "language", "en", "chats", "0", "password", "rychle letí vítr", "version", o.version("/admin/operators/1")}
	if status, page := o.post("/admin/operators/1", nora...); status != http.StatusForbidden || !strings.Contains(page, "This operator may more than you") {
		t.Errorf("the administrator's password by a super user: got %d", status)
	}
}
