package ivr

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/tools/txtar"
)

// TestSchemaHasEveryKeyOfEveryNode holds the schema to the parser, both ways:
// the parser says which keys it asks for.
func TestSchemaHasEveryKeyOfEveryNode(t *testing.T) {
	for _, kind := range append(slices.Clone(kinds), "language") {
		r := &reader{tree: &Tree{}}
		text := kind + ": x\n"
		if kind == "menu" {
			text += "1: a\n"
		}
		ls := r.lines(r.document([]byte(text)), "node")
		r.act("node", ls)
		asked := slices.Compact(slices.Sorted(slices.Values(append(ls.known, kind, "language"))))
		if got := slices.Sorted(maps.Keys(nodeSchema(kind)["properties"].(object))); !slices.Equal(got, asked) {
			t.Errorf("%s: the schema has %v, the parser asks for %v", kind, got, asked)
		}
	}
	r := &reader{tree: &Tree{}}
	ls := r.lines(r.document([]byte("reaches: a\n")), "test")
	r.test(line{key: "x"}, ls)
	if got, asked := slices.Sorted(maps.Keys(testFields)), slices.Sorted(slices.Values(ls.known)); !slices.Equal(got, asked) {
		t.Errorf("tests: the schema has %v, the parser asks for %v", got, asked)
	}
}

// beyond are findings that no schema can have: of names, of what leads where,
// of the text itself.
var beyond = regexp.MustCompile(`does not exist|means nothing in a condition|cannot be asked|a second time|` +
	`neither yes nor no|is not a time|is not a number|No key ends|regular expression|There is no node|not keys of|` +
	`not a number that can|expects nothing|not YAML|tab|UTF-8|document|References|at once|be a name|cannot be said|not the keys of marks`)

// TestSchemaTakesWhatTheParserTakes holds the schema to every tree of testdata:
// a good one is valid, and one that is broken in its shape is not.
func TestSchemaTakesWhatTheParserTakes(t *testing.T) {
	var schema object
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for name, text := range trees(t) {
		_, err := Parse(name, text)
		wrong := invalid(schema, decode(t, text), "tree")
		switch {
		case err == nil:
			if good++; wrong != "" {
				t.Errorf("%s: the parser takes it, and the schema does not: %s", name, wrong)
			}
		case !beyond.MatchString(err.Error()):
			if bad++; wrong == "" {
				t.Errorf("%s: the schema takes it, and the parser does not: %v", name, err)
			}
		}
	}
	if good < 20 || bad < 5 {
		t.Errorf("%d good trees and %d bad ones prove too little", good, bad)
	}
}

// trees are all the trees in the testdata of the house.
func trees(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, dir := range []string{"testdata", "run/testdata", "check/testdata", "sim/testdata"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			archive, err := txtar.ParseFile(dir + "/" + f.Name())
			if err != nil {
				continue // a folder of the fuzzer's
			}
			for _, a := range archive.Files {
				if strings.HasSuffix(a.Name, ".yaml") {
					all[dir+"/"+f.Name()+"/"+a.Name] = a.Data
				}
			}
		}
	}
	return all
}

// decode reads YAML as an editor does; nil where it is none.
func decode(t *testing.T, text []byte) (value any) {
	t.Helper()
	if yaml.UnmarshalWithOptions(text, &value, yaml.AllowDuplicateMapKey()) != nil {
		return nil
	}
	b, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	value = nil
	if err := json.Unmarshal(b, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// invalid says what of a value a schema does not take, or "". It knows the
// words of JSON Schema that Schema uses, and fails on another.
func invalid(schema object, value any, at string) string {
	for word, want := range schema {
		if wrong := breaks(schema, word, want, value, at); wrong != "" {
			return wrong
		}
	}
	return ""
}

func breaks(schema object, word string, want, value any, at string) string {
	switch word {
	case "$schema", "title", "description":
		return ""
	case "type":
		if !typed(want, value) {
			return fmt.Sprintf("%s is %T, want %v", at, value, want)
		}
	case "enum":
		if !slices.Contains(want.([]any), value) {
			return fmt.Sprintf("%s is %v, want one of %v", at, value, want)
		}
	case "anyOf":
		var all []string
		for _, one := range want.([]any) {
			wrong := invalid(one.(object), value, at)
			if wrong == "" {
				return ""
			}
			all = append(all, wrong)
		}
		return strings.Join(all, "; ")
	case "pattern":
		if s, ok := value.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
			return fmt.Sprintf("%s is %q, want %s", at, s, want)
		}
	case "maxLength":
		if s, ok := value.(string); ok && float64(len([]rune(s))) > want.(float64) {
			return at + " is too long"
		}
	case "minimum", "maximum":
		if n, ok := value.(float64); ok && (word == "minimum" && n < want.(float64) || word == "maximum" && n > want.(float64)) {
			return at + " is out of bounds"
		}
	case "items", "minItems", "maxItems":
		return inList(word, want, value, at)
	case "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties":
		return inFields(schema, word, want, value, at)
	default:
		return "the test does not know the word " + word
	}
	return ""
}

func typed(want, value any) bool {
	if all, ok := want.([]any); ok {
		return slices.ContainsFunc(all, func(one any) bool { return typed(one, value) })
	}
	switch v := value.(type) {
	case nil:
		return want == "null"
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case float64:
		return want == "number" || want == "integer" && v == float64(int(v))
	case []any:
		return want == "array"
	default:
		return want == "object"
	}
}

func inList(word string, want, value any, at string) string {
	items, ok := value.([]any)
	switch {
	case !ok:
		return ""
	case word == "minItems" && float64(len(items)) < want.(float64), word == "maxItems" && float64(len(items)) > want.(float64):
		return at + " has too few or too many"
	case word == "items":
		for _, v := range items {
			if wrong := invalid(want.(object), v, at); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

func inFields(schema object, word string, want, value any, at string) string {
	all, ok := value.(object)
	if !ok {
		return ""
	}
	properties, _ := schema["properties"].(object)
	patterns, _ := schema["patternProperties"].(object)
	switch word {
	case "required":
		for _, key := range want.([]any) {
			if _, ok := all[key.(string)]; !ok {
				return at + " has no " + key.(string)
			}
		}
		return ""
	case "minProperties":
		if float64(len(all)) < want.(float64) {
			return at + " has too few"
		}
		return ""
	}
	for key, v := range all {
		s, known := properties[key].(object)
		for pattern, p := range patterns {
			if regexp.MustCompile(pattern).MatchString(key) {
				s, known = p.(object), true
			}
		}
		wrong := ""
		switch {
		case word == "propertyNames":
			wrong = invalid(want.(object), key, at+"."+key)
		case word == "properties" && known:
			wrong = invalid(s, v, at+"."+key)
		case word == "additionalProperties" && !known && want == false:
			wrong = at + " has " + key
		case word == "additionalProperties" && !known:
			wrong = invalid(want.(object), v, at+"."+key)
		}
		if wrong != "" {
			return wrong
		}
	}
	return ""
}
