package shop_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cordboard/cmd/cordboard/demo/shop"
	"cordboard/web"
)

// page is what the shop shows who looks for that.
func page(t *testing.T, sought string) string {
	t.Helper()
	s, err := shop.New("hobla")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/?hledat="+url.QueryEscape(sought), nil)
	web.NewServer(web.Config{}, s.Routes()).Handler(web.Public).ServeHTTP(w, r)
	return w.Body.String()
}

func TestShopFindsWhatItSells(t *testing.T) {
	for sought, want := range map[string]int{"": 4, "VRTAČKA": 1, " 18 v ": 2, "118-0042": 1, "sekačka": 0} {
		if got := strings.Count(page(t, sought), `class="stock"`); got != want {
			t.Errorf("%q: %d articles, want %d", sought, got, want)
		}
	}
	if got := page(t, "sekačka"); !strings.Contains(got, "„sekačka“ nevedeme") {
		t.Errorf("it does not say that it has none: %s", got)
	}
}

func TestWhatIsSoughtIsTextAlone(t *testing.T) {
	got := page(t, `<script src="//evil.example">`)
	if !strings.Contains(got, "evil.example") || strings.Contains(got, "<script src=\"//evil") {
		t.Errorf("got %s", got)
	}
}
