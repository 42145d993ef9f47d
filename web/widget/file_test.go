package widget_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// files puts the entry point's rule, and opens a chat that Jana serves.
func (s *stand) files(name string, l appliance.FileLeave) (token string, c appliance.ConversationID) {
	s.t.Helper()
	s.change(func(e *appliance.EntryPoint) { e.Widget.Files = l })
	token = s.visitor(name)
	all := s.conversations()
	c = all[len(all)-1].ID
	s.accept(c)
	return token, c
}

func (s *stand) upload(token, name string, content []byte) (answer, appliance.EntryID) {
	s.t.Helper()
	q := url.Values{"key": {fmt.Sprintf("%x-%s", name, keyOf(""))}, "name": {name}}
	a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/files?" + q.Encode(), token: token, body: string(content)})
	var kept struct{ ID appliance.EntryID }
	_ = json.Unmarshal(a.body, &kept)
	return a, kept.ID
}

func (s *stand) download(token string, id appliance.EntryID) answer {
	s.t.Helper()
	return s.ask(request{method: http.MethodGet, path: "/w/" + key + "/files/" + id.String(), token: token})
}

// drawn is a red picture of 60 by 40.
func drawn(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		img.Set(i%60, i/60, color.RGBA{200, 30, 30, 255})
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return b.Bytes()
}

// TestFileIsOfTheTwoSidesOfItsConversation swaps the tokens of two visitors.
func TestFileIsOfTheTwoSidesOfItsConversation(t *testing.T) {
	s := newStand(t)
	eva, c := s.files("Eva", appliance.FilesAllowed)
	adam, _ := s.files("Adam", appliance.FilesAllowed)
	a, id := s.upload(eva, "účet.html", []byte("<!doctype html><script>alert(1)</script>"))
	if a.status != http.StatusOK {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	got := s.download(eva, id)
	h := got.header
	if got.status != http.StatusOK || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=utf-8''%C3%BA") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Cache-Control") != "no-store" {
		t.Errorf("got %d, %v", got.status, h)
	}
	for whose, token := range map[string]string{"another visitor's": adam, "nobody's": "", "a made up one": strings.Repeat("A", 43)} {
		if got := s.download(token, id); got.status != http.StatusNotFound {
			t.Errorf("with %s token: got %d", whose, got.status)
		}
	}
	_, f, err := s.desk.ReplyFile(t.Context(), s.jana, c, desk.Handed{Name: "a.png", Content: bytes.NewReader(drawn(t))})
	must(t, err)
	if got := s.download(eva, f.Entry); got.status != http.StatusOK || got.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "inline") {
		t.Errorf("the operator's picture: got %d, %v", got.status, got.header)
	}
}

func TestFileIsHadOnceAnOperatorAllowedIt(t *testing.T) {
	s := newStand(t)
	eva, c := s.files("Eva", appliance.FilesAsked)
	a, id := s.upload(eva, "a.txt", []byte("text"))
	if a.status != http.StatusOK || !strings.Contains(string(a.body), `"asked"`) {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if again, same := s.upload(eva, "a.txt", []byte("text")); again.status != http.StatusOK || same != id {
		t.Errorf("sent again: got %d, entry %d, want %d", again.status, same, id)
	}
	if got := s.download(eva, id); got.status != http.StatusConflict {
		t.Errorf("before: got %d", got.status)
	}
	must(t, s.desk.DecideFile(t.Context(), s.jana, c, id, true))
	if got := s.download(eva, id); got.status != http.StatusOK || string(got.body) != "text" {
		t.Errorf("after: got %d %q", got.status, got.body)
	}
	_, id = s.upload(eva, "b.txt", []byte("more"))
	must(t, s.desk.End(t.Context(), c, appliance.ByContact, 0, ""))
	if got := s.download(eva, id); got.status != http.StatusGone || !strings.Contains(string(got.body), "was deleted") {
		t.Errorf("one that nobody allowed, after the end: got %d %s", got.status, got.body)
	}
}

// TestLargeFileIsRefusedBeforeItIsRead announces more than the site takes, and sends
// no byte of it.
func TestLargeFileIsRefusedBeforeItIsRead(t *testing.T) {
	s := newStand(t)
	eva, _ := s.files("Eva", appliance.FilesAllowed)
	body, unread := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/w/"+key+"/files?name=a&key="+keyOf("a"), body)
	must(t, err)
	req.ContentLength = 2 << 20
	req.Header.Set("Origin", s.url)
	req.Header.Set("Authorization", "Bearer "+eva)
	res, err := http.DefaultTransport.RoundTrip(req)
	must(t, err)
	defer func() { _ = res.Body.Close(); _ = unread.CloseWithError(errors.New("refused")) }()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", res.StatusCode)
	}
	for name, want := range map[string]int{"a.png": 422, "a.exe": 422, "../../x.txt": 200} {
		if a, _ := s.upload(eva, name, []byte("<html>")); a.status != want {
			t.Errorf("%s: got %d %s, want %d", name, a.status, a.body, want)
		}
	}
	adam, _ := s.files("Adam", appliance.FilesOff)
	if a, _ := s.upload(adam, "a.txt", []byte("a")); a.status != http.StatusForbidden {
		t.Errorf("where none are taken: got %d", a.status)
	}
	if a := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/state"}); strings.Contains(string(a.body), `"files"`) {
		t.Errorf("the panel is told to take them: %s", a.body)
	}
}

// TestVisitorSendsAPicture is the story of F103, F217 and F218 in the panel: he
// chooses one, reads that it waits, and sees it once it is allowed; another one is
// rejected, and the operator sends one too. The last he sends with the keyboard.
func TestVisitorSendsAPicture(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	c := v.chats()
	f := v.frame()
	chooses := func(name string, content []byte) {
		t.Helper()
		f.Eval(fmt.Sprintf(`(() => {
			const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
			const given = new DataTransfer();
			given.items.add(new File([bytes], %q));
			const input = document.querySelector('.composer input[type=file]');
			input.files = given.files;
			input.dispatchEvent(new Event('change'));
		})()`, base64.StdEncoding.EncodeToString(content), name), nil)
	}
	chooses("rozbité.png", drawn(t))
	f.Wait("document.querySelector('.mine .file')?.textContent.includes('čeká na schválení') && !document.querySelector('img')")
	must(t, v.desk.DecideFile(t.Context(), v.jana, c, v.handed(c, 0).Entry, true))
	f.Wait("document.querySelector('.mine .picture img')?.naturalWidth === 60")

	chooses("druhý.txt", []byte("text"))
	f.Wait("document.querySelectorAll('.mine .file').length === 2")
	v.until("the second file", func() bool { return len(v.filesIn(c)) == 2 })
	must(t, v.desk.DecideFile(t.Context(), v.jana, c, v.handed(c, 1).Entry, false))
	f.Wait("[...document.querySelectorAll('.mine .file')].at(-1).textContent.includes('nepřijato')")

	_, _, err := v.desk.ReplyFile(t.Context(), v.jana, c, desk.Handed{Name: "návod.png", Content: bytes.NewReader(drawn(t))})
	must(t, err)
	f.Wait("document.querySelector('.message:not(.mine) .picture img')?.naturalWidth === 60")

	chooses("velký.bin", make([]byte, 10<<20+1))
	f.Wait("document.querySelector('.mine .meta.bad')?.textContent.includes('Soubor může mít 10 MB')")
	if n := len(v.filesIn(c)); n != 3 {
		t.Errorf("%d files came, want 3", n)
	}
	f.Eval("document.querySelector('.mine .meta.bad button').click()", nil)
	f.Wait("!document.querySelector('.mine .meta.bad') && document.querySelectorAll('.mine .file').length === 2")
	f.Eval("document.querySelector('.clip').focus()", nil)
	var name string
	if f.Eval("document.activeElement.getAttribute('aria-label')", &name); name != "Poslat soubor" {
		t.Errorf("the button is called %q", name)
	}
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

func (s *stand) filesIn(c appliance.ConversationID) (files []appliance.File) {
	s.t.Helper()
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		files, err = v.FilesOf(c)
		return err
	}))
	return files
}

// handed is that in the place i, as soon as it is there.
func (s *stand) handed(c appliance.ConversationID, i int) appliance.File {
	s.t.Helper()
	s.until("file "+strconv.Itoa(i), func() bool { return len(s.filesIn(c)) > i })
	return s.filesIn(c)[i]
}
