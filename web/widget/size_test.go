package widget_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"regexp"
	"testing"
)

const (
	loaderLimit = 6 << 10
	panelLimit  = 40 << 10
)

// TestLoaderAndPanelStaySmall weighs what a visitor's browser fetches, as it
// comes over the wire.
func TestLoaderAndPanelStaySmall(t *testing.T) {
	s := newStand(t)
	loader := s.ask(request{method: http.MethodGet, path: "/w/" + key + ".js"})
	if n := zipped(t, loader.body); loader.status != http.StatusOK || n < 1000 || n > loaderLimit {
		t.Errorf("loader: %d, %d bytes zipped, want at most %d", loader.status, n, loaderLimit)
	} else {
		t.Logf("loader %d bytes", n)
	}
	packed := s.ask(request{method: http.MethodGet, path: "/w/" + key + ".js", header: http.Header{"Accept-Encoding": {"gzip"}}})
	if n := len(packed.body); n < 1000 || n > loaderLimit {
		t.Errorf("the loader comes in %d bytes, want at most %d", n, loaderLimit)
	}
	page := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/panel"})
	total := zipped(t, page.body)
	files := regexp.MustCompile(`(?:href|src)="(/widget/[^"]+)"`).FindAllSubmatch(page.body, -1)
	if len(files) < 8 {
		t.Fatalf("the page names %d files: the test sees too little", len(files))
	}
	for _, file := range files {
		a := s.ask(request{method: http.MethodGet, path: string(file[1])})
		if a.status != http.StatusOK {
			t.Errorf("%s: got %d", file[1], a.status)
		}
		total += zipped(t, a.body)
	}
	if total > panelLimit {
		t.Errorf("panel: %d bytes zipped, want at most %d", total, panelLimit)
	}
	t.Logf("panel %d bytes", total)
}

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	must(t, err)
	_, err = w.Write(data)
	must(t, err)
	must(t, w.Close())
	return b.Len()
}
