package prompt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
)

// Voice is how a text is spoken.
type Voice struct {
	Name  string // one of espeak-ng's: cs, en-gb, pl+f2
	Speed int    // words a minute
}

// Refusals of a voice.
var (
	ErrVoice = appliance.Refuse(appliance.Invalid, "refusal.prompt.voice")
	ErrSpeed = appliance.Refuse(appliance.Invalid, "refusal.prompt.speed") // least, most
)

// DefaultVoice is the one of a language that nobody chose another for.
func DefaultVoice(l appliance.Language) Voice {
	v := Voice{Name: string(l), Speed: 155}
	if l == appliance.English {
		v.Name = "en-gb"
	}
	return v
}

const slowest, fastest = 80, 300

// voiceName lets nothing through that could be read as an option or a file.
var voiceName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z0-9]{1,12}){0,3}(\+[a-zA-Z0-9]{1,20})?$`)

// Check refuses a voice that cannot be one.
func (v Voice) Check() error {
	switch {
	case !voiceName.MatchString(v.Name):
		return ErrVoice
	case v.Speed < slowest || v.Speed > fastest:
		return ErrSpeed.With("least", slowest).With("most", fastest)
	}
	return nil
}

// ErrMute says that the box cannot speak: espeak-ng is not on it.
var ErrMute = appliance.Refuse(appliance.Conflict, "refusal.prompt.mute")

const (
	program   = "espeak-ng"
	patience  = 20 * time.Second // for a thousand characters it needs half a second
	textLimit = 4000             // bytes
)

// Speaks tells whether there is a synthesiser on the box.
func Speaks() bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// Speak has a text spoken, for Finish, in a process of its own: no shell sees the text, it
// is handed over on the standard input, so that it cannot be read as an option,
// and whoever takes too long is ended.
func Speak(ctx context.Context, v Voice, text string) (Sound, error) {
	if err := v.Check(); err != nil {
		return Sound{}, err
	}
	if strings.TrimSpace(text) == "" || len(text) > textLimit {
		return Sound{}, ErrSilent
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return Sound{}, errors.Join(ErrMute, err)
	}
	wav, err := run(ctx, patience, text, path, "-v", v.Name, "-s", strconv.Itoa(v.Speed), "-b", "1", "--stdin", "--stdout")
	if err != nil {
		return Sound{}, fmt.Errorf("speak a text: %w", err)
	}
	return decodeWAV(wav)
}

// run gives what a program writes for what it reads, within a time and a size.
func run(ctx context.Context, patience time.Duration, input, path string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = []string{"LC_ALL=C.UTF-8"}
	cmd.WaitDelay = time.Second // for pipes that a child of its own holds open
	cmd.Stdin = strings.NewReader(input)
	out, told := bounded{most: MostBytes}, bounded{most: 1000}
	cmd.Stdout, cmd.Stderr = &out, &told
	err := cmd.Run()
	if _, refused := errors.AsType[*exec.ExitError](err); refused && strings.Contains(told.text.String(), "voice does not exist") {
		return nil, ErrVoice
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", program, errors.Join(err, context.Cause(ctx)), strings.TrimSpace(told.text.String()))
	}
	return out.text.Bytes(), nil
}

// bounded takes so much and no more.
type bounded struct {
	text bytes.Buffer
	most int
}

// Write fails when there is too much, which ends the program.
func (b *bounded) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > b.most {
		return 0, ErrLarge.With("limit", b.most>>20)
	}
	return b.text.Write(p)
}
