package trunk

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"cordboard/appliance"
)

// Parse reads and checks a stored configuration. What it does not know it
// refuses, so that nothing is lost when it is saved again.
func Parse(text string) (Config, error) {
	var c Config
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return Config{}, unreadable(err, text, d.InputOffset())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Config{}, ErrMore.With("line", lineOf(text, d.InputOffset()))
	}
	return c, c.Check()
}

// unreadable says in a refusal what the decoder stumbled over, having read up
// to offset.
func unreadable(err error, text string, offset int64) *appliance.Refusal {
	if refusal := appliance.AsRefusal(err); refusal != nil {
		return refusal
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return ErrValue.With("setting", wrong.Field).With("line", lineOf(text, wrong.Offset))
	}
	// encoding/json has no type for this one.
	if quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if name, err := strconv.Unquote(quoted); err == nil {
			return ErrSetting.With("setting", name)
		}
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	} else if errors.Is(err, io.ErrUnexpectedEOF) {
		offset = int64(len(text))
	}
	return ErrMalformed.With("line", lineOf(text, offset))
}

// lineOf is the number of the line that an offset is in.
func lineOf(text string, offset int64) int {
	return 1 + strings.Count(text[:min(max(offset, 0), int64(len(text)))], "\n")
}
