package ivr

import (
	"encoding/json"
	"maps"
)

// object is a part of a JSON Schema.
type object = map[string]any

// Schema is the JSON Schema of a tree's file (draft 2020-12), for editors that
// complete while one writes. It says of what shape a file is; whether names
// exist and ways lead somewhere, Parse and ivr/check say.
func Schema() []byte {
	nodes := make([]any, 0, len(kinds)+1)
	for _, kind := range Kinds() {
		nodes = append(nodes, nodeSchema(kind))
	}
	text, err := json.MarshalIndent(object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "A tree of Cordboard",
		"type":    "object", "required": []string{"nodes"}, "additionalProperties": false,
		"properties": object{
			"tree":     described(word, "The tree's name."),
			"language": described(language, "Spoken from the start; without it, the called number's."),
			"start":    described(way, "Where callers begin; without it, the first node."),
			"nodes": object{
				"type": "object", "minProperties": 1, "maxProperties": nodeLimit,
				"propertyNames":        object{"pattern": `^[\p{L}\p{Nd}_-]+$`, "maxLength": nameLimit},
				"additionalProperties": object{"anyOf": nodes},
			},
			"tests": described(below(closed(testFields, "")), "Callers whose ways are known. A tree whose tests fail is not published."),
		},
	}, "", "  ")
	if err != nil {
		panic(err) // maps of strings and numbers always marshal
	}
	return append(text, '\n')
}

// nodeSchema is the shape of a node of a kind.
func nodeSchema(kind string) object {
	keys := object{}
	for _, f := range fields[kind] {
		keys[f.Key] = shapes[f.Shape]
	}
	keys["language"] = shapes[ShapeLanguage]
	s := closed(keys, kind)
	if TakesKeys(kind) {
		s["patternProperties"] = object{"^[0-9*#A-D]$": object{"anyOf": []any{
			way, closed(object{"label": word, "then": way}, "then"),
		}}}
	}
	return s
}

// testFields are the keys of a test.
var testFields = object{
	"at": word, "caller": word, "called": word, "language": language, "known": yes, "keys": word,
	"closed": words, "nobody": words, "waiting": below(object{"type": "integer", "minimum": 0, "maximum": mostCount}),
	"answers": below(object{"enum": Outcomes}), "reaches": word, "hears": words, "sets": below(word),
}

// The parts of what stands in braces.
const (
	valueName  = `[A-Za-z][A-Za-z0-9_]*`
	valueCount = `number( +(masculine|feminine|neuter))?`
)

// The shapes of values. A word may look like a number or like a yes to YAML.
var (
	word      = object{"type": []string{"string", "number", "boolean"}}
	words     = object{"anyOf": []any{word, object{"type": "array", "minItems": 1, "items": word}}}
	way       = described(word, "The name of a node.")
	said      = object{"type": []string{"string", "number", "boolean"}, "pattern": `^([^{}]|\{ *` + valueName + `( +as +(digits|spelled|` + valueCount + `|money|date|time))? *\}|\{ *` + valueName + `( +as +` + valueCount + `)? *(, *(zero|one|two|few|many|other) +[^{},]*[\p{L}\p{Nd}][^{},]*)+\})*$`}
	language  = object{"type": "string", "pattern": "^[a-z][a-z]$"}
	parameter = object{"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$"}
	prompt    = object{"anyOf": []any{
		object{"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$", "maxLength": nameLimit},
		object{"type": []string{"number", "boolean"}},
	}}
	prompts = object{"anyOf": []any{prompt, object{"type": "array", "minItems": 1, "maxItems": promptLimit, "items": prompt}}}
	yes     = object{"anyOf": []any{
		object{"enum": []any{"yes", "no", true, false}},
		object{"type": "string", "pattern": "^([yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$"},
	}}
	span = object{"type": []string{"string", "number"}, "description": "As 30s."}
)

// shapes say of what shape the value of a field is.
var shapes = map[Shape]object{
	ShapeWay: way, ShapePrompts: prompts, ShapePrompt: prompt, ShapeYes: yes, ShapeSpan: span, ShapeParameter: parameter,
	ShapeMiss:      {"anyOf": []any{way, closed(object{"play": prompts, "then": way}, "")}},
	ShapeCount:     {"type": "integer", "minimum": 0, "maximum": mostRetries},
	ShapeMost:      {"type": "integer", "minimum": 1, "maximum": mostWaiting},
	ShapePace:      {"anyOf": []any{span, object{"enum": []any{false}}}},
	ShapeQueue:     described(word, "A queue's name."),
	ShapeHours:     described(word, "The name of opening hours."),
	ShapeOperator:  described(word, "An operator's sign-in name."),
	ShapeTree:      described(word, "The name of another tree."),
	ShapeCondition: described(word, `A condition, as queue("Orders").waiting > 5.`),
	ShapeSource:    described(word, "caller, or a parameter with the number."),
	ShapeNumber:    described(word, "A number, as +420 222 333 444."),
	ShapeTexts: {"anyOf": []any{
		said, object{"type": "object", "minProperties": 1, "propertyNames": language, "additionalProperties": said},
	}},
	ShapeValues:   below(word),
	ShapeDigits:   described(word, "How many, as 6 or 4-8."),
	ShapeEnd:      {"enum": []any{"#", "*", "no", false}},
	ShapePattern:  described(word, "A regular expression."),
	ShapeMarks:    {"type": "string", "pattern": "^[0-9] *- *[0-9]$"},
	ShapeNothing:  {"type": "null"},
	ShapeLast:     {"anyOf": []any{prompts, object{"type": "null"}}},
	ShapeLanguage: described(language, "Spoken from here on."),
}

// closed is an object of these fields and no others.
func closed(fields object, required string) object {
	s := object{"type": "object", "properties": fields, "additionalProperties": false}
	if required != "" {
		s["required"] = []string{required}
	}
	return s
}

// below is an object of any names.
func below(value object) object {
	return object{"type": "object", "minProperties": 1, "additionalProperties": value}
}

func described(s object, text string) object {
	s = maps.Clone(s)
	s["description"] = text
	return s
}
