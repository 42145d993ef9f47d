package desk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// photo is a picture of 640 by 400.
func photo(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range 640 * 400 {
		x, y := i%640, i/640
		img.Set(x, y, color.RGBA{uint8(90 + x/8), uint8(120 + y/5), 160, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// receives adds a file of the contact.
func (s *stand) receives(c appliance.ConversationID, name string, content []byte) appliance.File {
	s.t.Helper()
	_, f, err := s.talks.ReceiveFile(s.t.Context(), c, talks.Handed{Name: name, Content: bytes.NewReader(content)})
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// replies adds a file of Jana's.
func (s *stand) replies(c appliance.ConversationID, name string, content []byte) {
	s.t.Helper()
	if _, _, err := s.talks.ReplyFile(s.t.Context(), s.jana.ID, c, talks.Handed{Name: name, Content: bytes.NewReader(content)}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stand) filesOf(c appliance.ConversationID) (files []appliance.File) {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) (err error) {
		files, err = tx.FilesOf(c)
		return err
	})
	return files
}

// TestOperatorsAndVisitorsFilesAtTheDesk is the story of F210 and F217: a picture
// that waits is allowed by keyboard and stands in the thread, a second file is
// rejected, and the operator drops one, pastes one and chooses one.
func TestOperatorsAndVisitorsFilesAtTheDesk(t *testing.T) {
	s, sc, tab := atDesk(t, peertest.StartBrowser(t), func(sc scene) string { return "/desk/" + sc.veronika.String() })
	c := sc.veronika
	tab.Wait("document.querySelector('[data-attach]:not([hidden])')")

	s.receives(c, "broken.png", photo(t))
	tab.Wait("document.querySelector('.said.theirs .file-acts')")
	var shown string
	if tab.Eval("document.querySelector('.said.theirs:has(.file-acts)').textContent", &shown); !strings.Contains(shown, "broken.png") || !strings.Contains(shown, "waits for your approval") {
		t.Errorf("while it waits he reads %q", shown)
	}
	tab.Eval("document.querySelector('.file-acts .primary').focus()", nil)
	tab.Key("Enter")
	tab.Wait("document.querySelector('.theirs .file-picture img')?.naturalWidth === 640 && !document.querySelector('.file-acts')")

	s.receives(c, "more.txt", []byte("text"))
	tab.Wait("document.querySelector('.file-acts')")
	tab.Eval("document.querySelector('form[action$=\"/reject\"] button').click()", nil)
	tab.Wait("[...document.querySelectorAll('.theirs .file')].at(-1).textContent.includes('rejected, Jana')")

	give := func(name, how string) {
		t.Helper()
		tab.Eval(fmt.Sprintf(`(() => {
			const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
			const given = new DataTransfer();
			given.items.add(new File([bytes], %q, {type: 'image/png'}));
			const text = document.querySelector('[data-text]');
			%s
		})()`, base64.StdEncoding.EncodeToString(photo(t)), name, how), nil)
	}
	var kept bool // a file that falls beside every conversation does not take the desk's place
	tab.Eval(`(() => {
		const given = new DataTransfer();
		given.items.add(new File(['x'], 'x.txt'));
		const form = document.querySelector('[data-composer]');
		const place = form.parentNode;
		form.remove();
		const fell = new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: given});
		document.getElementById('list').dispatchEvent(fell);
		place.append(form);
		return fell.defaultPrevented;
	})()`, &kept)
	if !kept {
		t.Error("a file dropped where no conversation is open takes the desk's place")
	}
	give("dropped.png", "document.getElementById('scroll').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: given}))")
	give("pasted.png", "text.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: given}))")
	give("chosen.png", "const input = document.querySelector('[data-file-input]'); input.files = given.files; input.dispatchEvent(new Event('change', {bubbles: true}))")
	tab.Wait("document.querySelectorAll('.files li canvas').length === 3")
	if n := len(s.filesOf(c)); n != 2 {
		t.Errorf("%d files are in the store before he sends them", n)
	}
	tab.Eval("document.querySelector('[data-drop-file]').click()", nil) // not the first one
	tab.Wait("document.querySelectorAll('.files li').length === 2 && document.activeElement.matches('[data-text]')")
	tab.Type("Here you are")
	tab.Key("Enter")
	tab.Wait("document.querySelectorAll('.ours .file-picture img').length === 2 && document.querySelector('.files').hidden")
	tab.Wait("[...document.querySelectorAll('.ours .bubble')].some(b => b.textContent.includes('Here you are'))")
	var names []string
	for _, f := range s.filesOf(c) {
		names = append(names, f.Name+" "+string(f.State))
	}
	if got, want := strings.Join(names, ", "), "broken.png kept, more.txt rejected, pasted.png kept, chosen.png kept"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

// TestFileIsForWhoSeesTheConversation asks for a file of Jana's chat as one who may
// not see it, and as Jana before it is allowed, after, and when it was deleted.
func TestFileIsForWhoSeesTheConversation(t *testing.T) {
	s := newStand(t, appliance.English)
	c := s.seed().veronika
	readers := map[string]*reader{"jana": s.plain("jana"), "a stranger": s.stranger()}
	f := s.receives(c, "a.svg", []byte("<svg onload='alert(1)'/>"))
	path := "/desk/files/" + f.Entry.String()
	wants := func(when, who string, want int) {
		t.Helper()
		if got, body := readers[who].get(path, "X-Cordboard", "script"); got != want {
			t.Errorf("%s, %s: got %d %s, want %d", when, who, got, body, want)
		}
	}
	wants("asked", "jana", http.StatusConflict)
	if err := s.talks.DecideFile(t.Context(), s.jana.ID, c, f.Entry, true); err != nil {
		t.Fatal(err)
	}
	wants("allowed", "a stranger", http.StatusForbidden)
	res, err := readers["jana"].Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	h := res.Header
	if res.StatusCode != http.StatusOK || h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") ||
		h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("got %d, %v", res.StatusCode, h)
	}
	f.State = appliance.FileDeleted
	s.write(func(tx *sqlite.Tx) error { return tx.SaveFile(f) })
	wants("deleted", "jana", http.StatusGone)
}
