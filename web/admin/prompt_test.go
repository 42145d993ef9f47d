package admin_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/studio"
	"cordboard/ivr"
)

// upload sends the form of a prompt with a file.
func (o *office) upload(file []byte, values ...string) (status int, page string) {
	o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(values); i += 2 {
		if err := form.WriteField(values[i], values[i+1]); err != nil {
			o.t.Fatal(err)
		}
	}
	if file != nil {
		w, err := form.CreateFormFile("sound", "C:\\greeting.wav")
		if err != nil {
			o.t.Fatal(err)
		}
		if _, err := w.Write(file); err != nil {
			o.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://box.example/admin/prompt", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.ask(r)
}

// whistle is a WAV of a second of a tone.
func whistle(pitch float64) []byte {
	le := binary.LittleEndian
	b := append(le.AppendUint32([]byte("RIFF"), 36+16000), "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"...)
	b = le.AppendUint32(b, 16000)
	for i := range 8000 {
		b = le.AppendUint16(b, uint16(int16(3000*math.Sin(2*math.Pi*pitch*float64(i)/8000))))
	}
	return b
}

// sounds are the addresses of what a page plays.
func sounds(page string) (all []string) {
	for _, m := range regexp.MustCompile(`<audio[^>]* src="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		all = append(all, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return all
}

func TestPromptIsUploadedListenedToReplacedAndBroughtBack(t *testing.T) {
	o := newOffice(t)
	fields := []string{"do", "upload", "new", "on", "name", "welcome", "language", "cs", "words", "Dobrý den"}
	if status, page := o.upload(whistle(400), fields...); status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", status, page)
	}
	_, list := o.get("/admin/prompts")
	for _, want := range []string{"welcome", "Dobrý den", "Čeština", "0:01", "LUFS", "Uploaded by Nora"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	heard := sounds(list)
	if len(heard) != 1 {
		t.Fatalf("the list plays %q", heard)
	}
	status, first := o.get(heard[0])
	if status != http.StatusOK || !strings.HasPrefix(first, "RIFF") {
		t.Fatalf("the sound: got %d", status)
	}
	o.upload(whistle(600), fields...)
	_, page := o.get("/admin/prompt?language=cs&name=welcome")
	versions := sounds(page)
	if len(versions) != 3 || !strings.Contains(page, "heard now") || !strings.Contains(page, "Play this one again") {
		t.Fatalf("the page plays %q", versions)
	}
	older, err := url.Parse(versions[2])
	if err != nil {
		t.Fatal(err)
	}
	o.save("/admin/prompt", "do", "again", "language", "cs", "name", "welcome", "file", older.Query().Get("file"))
	_, list = o.get("/admin/prompts")
	if _, again := o.get(sounds(list)[0]); again != first {
		t.Error("the older one is not heard again")
	}
}

func TestWordsWithoutALanguageAreSpokenInTheSitesAndShownThere(t *testing.T) {
	o := newOffice(t)
	form := url.Values{"do": {"speak"}, "new": {"on"}, "name": {"welcome"}, "language": {""}, "words": {"Dobrý den"}}
	r := httptest.NewRequest(http.MethodPost, "http://box.example/admin/prompt", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "__Host-cordboard=token")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	status, page := o.get(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || status != http.StatusOK || !strings.Contains(page, "Spoken by the box for Nora") {
		t.Errorf("got %d, and the page that it leads to does not show what was spoken (%d)", w.Code, status)
	}
}

func TestUploadThatIsNoPromptIsRefusedWithASentence(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		file   []byte
		values []string
		want   string
	}{
		{nil, []string{"name", "welcome"}, "Choose a file first."},
		{[]byte("%PDF-1.4"), []string{"name", "welcome"}, "The box reads WAV, MP3 and Ogg Vorbis"},
		{make([]byte, 32<<20+1), []string{"name", "welcome"}, "larger than"},
		{whistle(400), []string{"name", "../welcome"}, "Name a prompt by"},
	} {
		status, page := o.upload(c.file, append(c.values, "do", "upload", "new", "on", "language", "cs", "words", "Ahoj")...)
		if status == http.StatusSeeOther || !strings.Contains(page, c.want) {
			t.Errorf("%s: got %d, the page lacks it", c.want, status)
		}
		if len(c.file) < 32<<20 && !strings.Contains(page, "Ahoj") {
			t.Errorf("%s: what was typed is gone", c.want)
		}
	}
	for _, path := range []string{"/admin/prompt?language=xx&name=a", "/admin/prompt/sound?language=cs&name=welcome&file=cordboard.key"} {
		if status, _ := o.get(path); status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, status)
		}
	}
}

func TestEverythingRefusedOfAPromptIsSaidAtItsFieldAndTheFirstHasTheFocus(t *testing.T) {
	o := newOffice(t)
	focus := regexp.MustCompile(`<(?:input|select|textarea)[^>]* name="([^"]*)"[^>]* autofocus`)
	for name, c := range map[string]struct {
		file  []byte
		do    string
		flaws []string
	}{
		"without a file":            {nil, "upload", []string{"name", "sound"}},
		"with a file that is none":  {[]byte("%PDF-1.4"), "upload", []string{"name", "sound"}},
		"spoken, without any words": {nil, "speak", []string{"name", "words"}},
	} {
		status, page := o.upload(c.file, "do", c.do, "new", "on", "name", "No Name", "language", "cs", "words", " ")
		if status != http.StatusUnprocessableEntity || strings.Count(page, `class="field-flaw"`) != len(c.flaws) {
			t.Errorf("%s: got %d with %d flaws", name, status, strings.Count(page, `class="field-flaw"`))
		}
		for _, field := range c.flaws {
			if !strings.Contains(page, `id="`+field+`-flaw"`) {
				t.Errorf("%s: nothing is said at the field %s", name, field)
			}
		}
		if first := focus.FindAllStringSubmatch(page, -1); len(first) != 1 || first[0][1] != "name" {
			t.Errorf("%s: the focus is on %q", name, first)
		}
	}
}

func TestListSaysWhereAPromptIsHeardAndWhatIsMissing(t *testing.T) {
	o := newOffice(t)
	o.upload(whistle(400), "do", "upload", "name", "ask", "language", "cs")
	if _, err := o.site.SaveTree(t.Context(), 0, "main", "language: cs\nnodes:\n  hello: {play: ask, then: end}\n  end: {hangup: goodbye}\n"); err != nil {
		t.Fatal(err)
	}
	_, list := o.get("/admin/prompts")
	if !strings.Contains(list, "main / hello") || !strings.Contains(list, "main / end") || strings.Count(list, ">missing<") != 1 {
		t.Errorf("the list lacks a place or what is missing:\n%s", list)
	}
	if status, page := o.upload(nil, "do", "delete", "name", "ask", "language", "cs"); status != http.StatusConflict || !strings.Contains(page, "Callers hear this prompt in main / hello.") {
		t.Errorf("deleting what is heard: got %d", status)
	}
	if _, page := o.get("/admin/prompt?language=&name=goodbye"); !strings.Contains(page, ">missing<") {
		t.Error("the page of what is missing does not say so")
	}
}

func TestListSaysHowLongAndHowLoudIsWhatCameWithTheBox(t *testing.T) {
	o := newOffice(t)
	if _, err := o.site.SaveTree(t.Context(), 0, "main", "language: cs\nnodes:\n  hello: {play: ask, then: end}\n  end: {hangup: }\n"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is remembered
		if _, list := o.get("/admin/prompts"); !regexp.MustCompile(`>0:01</td><td class="right">−[0-9]+\.[0-9] LUFS</td><td>came with the box`).MatchString(list) {
			t.Errorf("the list lacks it:\n%s", list)
		}
	}
}

func TestBoxSpeaksWhatIsWrittenInTheVoiceThatIsSet(t *testing.T) {
	o := newOffice(t)
	if status, page := o.upload(nil, "do", "speak", "new", "on", "name", "closed", "language", "cs", "words", "Máme zavřeno."); status != http.StatusSeeOther {
		t.Fatalf("got %d (it needs espeak-ng): %s", status, page)
	}
	before, err := o.site.Prompt(t.Context(), appliance.Czech, "closed")
	if err != nil {
		t.Fatal(err)
	}
	voices := []string{"voice-cs", "cs", "speed-cs", "260", "voice-pl", "pl", "speed-pl", "155", "voice-en", "en-gb", "speed-en", "155"}
	o.save("/admin/voices", voices...)
	after, err := o.site.Prompt(t.Context(), appliance.Czech, "closed")
	if err != nil || after.Voice.Speed != 260 || after.Length >= before.Length {
		t.Errorf("spoken faster: %+v, %v", after, err)
	}
	voices[1] = "-x"
	if status, page := o.post("/admin/voices", voices...); status != http.StatusUnprocessableEntity || !strings.Contains(page, "has no such voice") {
		t.Errorf("a voice that is none: got %d", status)
	}
	if _, err := o.site.SaveTree(t.Context(), 0, "main", "language: cs\nnodes:\n  a: {say: \"Ahoj\", then: b}\n  b: {hangup: }\n"); err != nil {
		t.Fatal(err)
	}
	if _, list := o.get("/admin/prompts"); !strings.Contains(list, "Ahoj") || !strings.Contains(list, ivr.Spoken("Ahoj")) {
		t.Error("the list lacks what the tree says")
	}
}

// TestPromptShowsWhatThereIsOfItInEachLanguage: what the site keeps, what came
// with the box, and in which language callers would hear nothing.
func TestPromptShowsWhatThereIsOfItInEachLanguage(t *testing.T) {
	o := newOffice(t)
	o.upload(whistle(400), "do", "upload", "name", "ask", "language", "en", "words", "Which language?")
	const tree = "language: cs\nnodes:\n  hello: {play: ask, then: polish}\n  polish: {language: pl, play: ask, then: english}\n" +
		"  english: {language: en, play: ask, then: end}\n  end: {hangup: }\n"
	if _, err := o.site.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err)
	}
	_, list := o.get("/admin/prompts")
	_, page := o.get("/admin/prompt?language=cs&name=ask")
	cell := regexp.MustCompile(`(?s)<tr[^>]*>.*?</tr>`)
	for where, text := range map[string]string{"list": list, "page": page} {
		for language, want := range map[string][]string{
			"Čeština": {"/admin/prompts/cs/ask", ">0:01<", "came with the box"},
			"Polski":  {">missing<"},
			"English": {"/admin/prompt/sound?", ">0:01<", "Uploaded by Nora", "Which language?"},
		} {
			i := slices.IndexFunc(cell.FindAllString(text, -1), func(row string) bool { return strings.Contains(row, ">"+language+"<") })
			if i < 0 {
				t.Errorf("the %s says nothing of %s", where, language)
				continue
			}
			for _, part := range want {
				if row := cell.FindAllString(text, -1)[i]; !strings.Contains(row, part) {
					t.Errorf("the %s says of %s: %s\nwant %q", where, language, row, part)
				}
			}
		}
	}
}

// TestPageSaysByNameInWhichLanguagesAPromptIsMissingAndWhatToDo with none of it
// there, some and all, and while one waits to be recorded.
func TestPageSaysByNameInWhichLanguagesAPromptIsMissingAndWhatToDo(t *testing.T) {
	o := newOffice(t)
	o.withStudio()
	const tree = "language: cs\nnodes:\n  hello: {play: welcome, then: polish}\n  polish: {language: pl, play: welcome, then: english}\n" +
		"  english: {language: en, play: welcome, then: end}\n  end: {hangup: }\n"
	if _, err := o.site.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err)
	}
	holds := func(path, lacks string, missing int, first string) {
		t.Helper()
		_, page := o.get(path)
		said := "Callers hear nothing in: " + lacks + ". Record the prompt by telephone, upload it, or have the box speak it."
		if strings.Contains(page, said) != (lacks != "") || strings.Count(page, ">missing<") != missing || strings.Contains(page, "<b>All languages</b>") {
			t.Errorf("%s: %d are missing, want %d: %s", path, strings.Count(page, ">missing<"), missing, lacks)
		}
		if n := strings.Count(page, ">Record by telephone<"); n != missing+1 { // and that of the form
			t.Errorf("%s: %d can be recorded, want %d", path, n, missing+1)
		}
		if first != "" && !strings.Contains(page, `<option value="`+first+`" selected`) {
			t.Errorf("%s: the form does not begin with %s", path, first)
		}
	}
	const all, czech = "/admin/prompt?language=&name=welcome", "/admin/prompt?language=cs&name=welcome"
	holds("/admin/prompt?language=&name=unheard", "Čeština, Polski, English", 3, "")
	holds(all, "Čeština, Polski, English", 3, "")
	holds(czech, "Čeština, Polski, English", 3, "")
	_, page := o.get(czech)
	for _, want := range []string{`href="#field-sound"`, `href="#field-words"`, `href="/admin/prompt?language=pl&amp;name=welcome#field-sound"`, "· Čeština"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	o.upload(whistle(400), "do", "upload", "name", "welcome", "language", "cs")
	holds(all, "Polski, English", 2, "pl")
	o.mixer.standing = studio.Standing{Stage: studio.Awaited, By: o.nora.ID, Code: "123456"}
	if _, page := o.get(czech); strings.Count(page, ">Waits to be recorded<") != 2 || strings.Count(page, ">Record by telephone<") != 1 {
		t.Error("while they wait to be recorded the page does not say so, or would have them recorded again")
	}
	o.mixer.standing = studio.Standing{}
	o.upload(whistle(400), "do", "upload", "name", "welcome", "language", "pl")
	o.upload(whistle(400), "do", "upload", "name", "welcome", "language", "en")
	holds(czech, "", 0, "")
}
