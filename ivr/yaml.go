package ivr

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The bounds of a file. The parser below us is recursive, so its depth is
// counted before it begins; a tree needs three levels. Its time grows with the
// square of the lines: 5,000 take a fifth of a second, 25,000 would take five.
const (
	sizeLimit  = 128 << 10
	lineLimit  = 5000
	depthLimit = 16
)

// document reads the one YAML document of a file. It gives nil after having
// noted why there is none.
func (r *reader) document(text []byte) ast.Node {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > sizeLimit, bytes.Count(text, []byte("\n")) > lineLimit:
		r.note(Place{1, 1}, "too-large", "limit", strconv.Itoa(sizeLimit>>10), "lines", strconv.Itoa(lineLimit))
		return nil
	case !utf8.Valid(text):
		r.note(firstInvalid(text), "not-text")
		return nil
	}
	file, err := parseYAML(text)
	if deep, ok := errors.AsType[*tooDeep](err); ok {
		r.note(deep.at, "too-deep")
		return nil
	}
	if err != nil {
		r.broken(text, err)
		return nil
	}
	return r.only(file)
}

// only gives the one document's body.
func (r *reader) only(file *ast.File) ast.Node {
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			r.note(place(doc.Body), "many-documents")
			return nil
		}
		body = doc.Body
	}
	if body == nil || body.Type() == ast.NullType {
		r.note(Place{1, 1}, "empty")
		return nil
	}
	return body
}

type tooDeep struct{ at Place }

func (*tooDeep) Error() string { return "too deep" }

// parseYAML never panics, whatever the parser does with broken text.
func parseYAML(text []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, fmt.Errorf("the text cannot be understood (%v)", p)
		}
	}()
	tokens := lexer.Tokenize(string(text))
	if at, deep := deepest(tokens); deep {
		return nil, &tooDeep{at}
	}
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

// deepest finds where the tokens lie deeper than the limit: in brackets, in
// lists and keys begun on one line, or by how many indents are open.
func deepest(tokens token.Tokens) (Place, bool) {
	brackets, line, begun := 0, 0, 0
	var indents []int
	for _, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		}
		if t.Position.Line != line {
			line, begun = t.Position.Line, 0
			for len(indents) > 0 && indents[len(indents)-1] >= t.Position.Column {
				indents = indents[:len(indents)-1]
			}
			indents = append(indents, t.Position.Column)
		}
		switch t.Type {
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType,
			token.AnchorType, token.TagType, token.AliasType:
			begun++
		}
		if brackets > depthLimit || begun > 4*depthLimit || len(indents) > depthLimit {
			return Place{t.Position.Line, t.Position.Column}, true
		}
	}
	return Place{}, false
}

// broken notes what the parser could not read. The slips that are made most
// in trees have sentences of their own.
func (r *reader) broken(text []byte, err error) {
	at, detail := explain(err)
	switch line := nth(text, at.Line); {
	case bytes.HasPrefix(bytes.TrimSpace(line), []byte("*")):
		r.note(at, "yaml-star")
	case tabbed(line):
		r.note(at, "yaml-tab")
	default:
		r.note(at, "yaml", "detail", detail)
	}
}

// explain takes the parser's error apart.
func explain(err error) (Place, string) {
	syntax, ok := errors.AsType[*yaml.SyntaxError](err)
	if !ok {
		return Place{1, 1}, oneLine(err.Error())
	}
	if syntax.Token == nil || syntax.Token.Position == nil {
		return Place{1, 1}, oneLine(syntax.Message)
	}
	return Place{syntax.Token.Position.Line, syntax.Token.Position.Column}, oneLine(syntax.Message)
}

// nth gives the line of that number, counted from 1.
func nth(text []byte, number int) []byte {
	for line := range bytes.Lines(text) {
		if number--; number == 0 {
			return line
		}
	}
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// place tells where a node of YAML begins.
func place(n ast.Node) Place {
	if n == nil {
		return Place{1, 1}
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return place(n.Values[0])
		}
	case *ast.MappingValueNode:
		return place(n.Key)
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return Place{t.Position.Line, t.Position.Column}
	}
	return Place{1, 1}
}

func firstInvalid(text []byte) Place {
	at := Place{1, 1}
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		if c == utf8.RuneError && size == 1 {
			break
		}
		at.Column++
		if c == '\n' {
			at = Place{at.Line + 1, 1}
		}
		text = text[size:]
	}
	return at
}

// oneToOne tells whether a value stands in the file in its own characters: in
// one line, and without escapes.
func oneToOne(t *token.Token) bool {
	return !strings.Contains(t.Value, "\n") && strings.Contains(t.Origin, t.Value)
}
