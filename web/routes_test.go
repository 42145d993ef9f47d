package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/admin"
	"cordboard/web/console"
	"cordboard/web/desk"
	"cordboard/web/ui"
	"cordboard/web/widget"
)

// roles are the last columns of testdata/routes.txt; but for the first they are those
// of a new box, in the order of their ids.
var roles = []string{"nobody", "operator", "observer", "super", "admin"}

// row is one line of the table: an address and who is let in.
type row struct {
	door, method, path string
	right              string   // or several, parted by "|"; "anyone" or "signed-in"
	admitted           []string // "yes" or "no", a role each
}

// rights are those of which one lets in.
func (r row) rights() (all appliance.Rights) {
	for name := range strings.SplitSeq(r.right, "|") {
		if right := appliance.Right(name); appliance.AllRights().Has(right) {
			all = append(all, right)
		}
	}
	return all
}

func (r row) String() string { return r.door + " " + r.method + " " + r.path }

// TestEveryRouteAdmitsWhomTheTableSays asks for every route of the box as
// every role. The table is written by hand: a route without a line, or a line
// without a route, fails.
func TestEveryRouteAdmitsWhomTheTableSays(t *testing.T) {
	table := readTable(t)
	people := badge{"nothing": {}}
	routes := everyRoute(t, people)
	server, found := stubs(routes, people)
	for _, name := range found {
		if !slices.ContainsFunc(table, func(r row) bool { return r.String() == name }) {
			t.Errorf("%s stands in no line of testdata/routes.txt: say who may call it", name)
		}
	}
	for _, r := range table {
		if !slices.Contains(found, r.String()) {
			t.Errorf("%s stands in testdata/routes.txt, but the box has no such route", r)
			continue
		}
		for i, role := range roles {
			status := ask(server, r, role)
			if let := status == http.StatusOK; let != (r.admitted[i] == "yes") {
				t.Errorf("%s as %s: got %d, the table says %s", r, role, status, r.admitted[i])
			}
		}
		byRight(t, server, people, r)
	}
}

// byRight asks for an address as who has nothing but one right, and as who has all but
// those that let in.
func byRight(t *testing.T, server *web.Server, people badge, r row) {
	t.Helper()
	enough := r.rights()
	if len(enough) == 0 {
		if r.right != "anyone" && r.right != "signed-in" {
			t.Errorf("%s: %q is no right", r, r.right)
		}
		if status := ask(server, r, "nothing"); status != http.StatusOK {
			t.Errorf("%s as who has no right: got %d, the table says %s", r, status, r.right)
		}
		return
	}
	for _, right := range appliance.AllRights() {
		people["one"] = appliance.Rights{right}
		if let := ask(server, r, "one") == http.StatusOK; let != enough.Has(right) {
			t.Errorf("%s with the right %q alone: let in %t, the table says %s", r, right, let, r.right)
		}
	}
	people["others"] = slices.DeleteFunc(appliance.AllRights(), enough.Has)
	if status := ask(server, r, "others"); status != http.StatusForbidden {
		t.Errorf("%s with all rights but %s: got %d, want 403", r, r.right, status)
	}
}

// TestNoRouteAnswersOnAnotherDoor asks for every address on the doors that do
// not have it.
func TestNoRouteAnswersOnAnotherDoor(t *testing.T) {
	people := badge{}
	routes := everyRoute(t, people)
	server, found := stubs(routes, people)
	tried := 0
	for _, route := range server.Routes() {
		for _, door := range []web.Door{web.Desk, web.Public, web.Console} {
			there := row{door: door.String(), method: route.Method, path: route.Path}
			if door == route.Door || slices.Contains(found, there.String()) || covered(found, there) {
				continue
			}
			tried++
			if status := ask(server, there, "admin"); status != http.StatusNotFound && status != http.StatusMethodNotAllowed {
				t.Errorf("%s: got %d, want 404", there, status)
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d addresses were tried", tried)
	}
}

// covered tells whether another route of the same door takes the address: a
// root "/{$}" or a wildcard that both doors have.
func covered(found []string, r row) bool {
	return slices.ContainsFunc(found, func(name string) bool {
		f := strings.Fields(name)
		return f[0] == r.door && f[1] == r.method && filled(f[2]) == filled(r.path)
	})
}

// everyRoute are those of a new box, and its roles become people.
func everyRoute(t *testing.T, people badge) []web.Route {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	err = store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.Roles()
		for i, r := range all {
			people[roles[i+1]] = r.Rights
		}
		return err
	})
	if err != nil || len(people) < len(roles)-1 {
		t.Fatalf("the roles of a new box are %v, %v", people, err)
	}
	panel, err := widget.New(t.Context(), widget.Deps{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(
		desk.New(desk.Deps{}).Routes(),
		admin.New(admin.Deps{}).Routes(),
		console.New(console.Deps{}).Routes(),
		panel.Routes(),
	)
}

// stubs is a server of all routes, each of which only says that it was
// reached, and their names. The server's own routes keep what they do.
func stubs(routes []web.Route, people badge) (*web.Server, []string) {
	for i := range routes {
		routes[i].Handle = func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusOK)
			return nil
		}
	}
	server := web.NewServer(web.Config{Accounts: people}, routes)
	var names []string
	for _, r := range server.Routes() {
		names = append(names, row{door: r.Door.String(), method: r.Method, path: r.Path}.String())
	}
	return server, names
}

var wildcard = regexp.MustCompile(`\{[a-z]+(\.\.\.)?\}|\{\$\}`)

// filled is an address that the pattern takes.
func filled(path string) string {
	switch path {
	case "/assets/{file...}":
		return ui.Asset("icons.svg")
	case "/plain/{file...}":
		return ui.PlainAssets().Path("plain.css")
	}
	return wildcard.ReplaceAllStringFunc(path, func(w string) string {
		if w == "{$}" {
			return ""
		}
		return "1"
	})
}

// ask sends one request; the server's own answers that mean "you are in"
// count as 200: a redirect that is not to the sign-in page, a form that came
// back for want of fields.
func ask(s *web.Server, r row, role string) int {
	door := map[string]web.Door{"desk": web.Desk, "public": web.Public, "console": web.Console}[r.door]
	q := httptest.NewRequest(r.method, "http://box.example"+filled(r.path), nil)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	if role != "nobody" {
		q.Header.Set("Cookie", "__Host-cordboard="+role)
	}
	w := httptest.NewRecorder()
	s.Handler(door).ServeHTTP(w, q)
	toSignIn := strings.HasPrefix(w.Header().Get("Location"), "/sign-in?")
	switch w.Code {
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return http.StatusOK
	case http.StatusSeeOther:
		if !toSignIn {
			return http.StatusOK
		}
	}
	return w.Code
}

// badge is a fake of Accounts: each token with the rights of its owner.
type badge map[string]appliance.Rights

func (badge) SignIn(context.Context, string, string, netip.Addr) (string, appliance.Operator, error) {
	return "", appliance.Operator{}, appliance.Refuse(appliance.Invalid, "refusal.bad-request")
}

func (b badge) Check(_ context.Context, token string) (appliance.Operator, error) {
	rights, known := b[token]
	if !known {
		return appliance.Operator{}, errors.New("nobody's token")
	}
	return appliance.Operator{ID: 1, Rights: rights, Language: appliance.English}, nil
}

func (badge) Used(context.Context, string) error { return nil }

func (badge) SignOut(context.Context, string) error { return nil }

func readTable(t *testing.T) (table []row) {
	t.Helper()
	f, err := os.Open("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 4+len(roles) {
			t.Fatal(fmt.Errorf("testdata/routes.txt:%d: got %d columns, want %d", n, len(fields), 4+len(roles)))
		}
		table = append(table, row{fields[0], fields[1], fields[2], fields[3], fields[4:]})
	}
	return table
}
