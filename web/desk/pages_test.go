package desk_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/web"
	"cordboard/web/admin"
	"cordboard/web/desk"
)

// noPages are addresses that are read and show nothing of their own.
var noPages = []string{
	"GET /{$}", // leads to the desk
	"GET /desk/events",
	"GET /desk/recordings/{recording}",
	"GET /desk/files/{file}",
	"GET /desk/colleagues/{conversation}", // what the picker offers
	"GET /desk/templates/{conversation}",  // what the picker offers
	"GET /desk/emoji",
	"GET /admin/prompts/{language}/{prompt}", // sound
	"GET /admin/prompt/sound",
	"GET /admin/prompt/changes",
	"GET /admin/trunks/changes",
	"GET /admin/trees/{name}/picture", // a stream of changes
	"GET /admin/tree.schema.json",     // a file for editors
}

// TestEveryPageIsLookedAt holds that TestScreens leaves out no page: a new one
// needs a shot.
func TestEveryPageIsLookedAt(t *testing.T) {
	mux := http.NewServeMux()
	var pages []string
	for _, r := range slices.Concat(desk.New(desk.Deps{}).Routes(), admin.New(admin.Deps{}).Routes()) {
		pattern := r.Method + " " + r.Path
		if r.Method != http.MethodGet || r.Door != web.Desk {
			continue
		}
		mux.Handle(pattern, http.NotFoundHandler())
		pages = append(pages, pattern)
	}
	looked := map[string]bool{}
	for _, s := range shots {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, s.path(scene{waiting: make([]appliance.ConversationID, 2)}), nil))
		looked[pattern] = true
	}
	for _, page := range pages {
		if is := slices.Contains(noPages, page); is == looked[page] {
			t.Errorf("%s: a page %v, looked at %v", page, !is, looked[page])
		}
	}
	if len(pages) < 15 {
		t.Errorf("only %d addresses were found", len(pages))
	}
}
