package ivr

import (
	"encoding/json"
	"maps"
	"slices"
)

// object is a part of a JSON Schema.
type object = map[string]any

// Schema is the JSON Schema of a tree's file (draft 2020-12), for editors that
// complete while one writes. It says of what shape a file is; whether names
// exist and ways lead somewhere, Parse and ivr/check say.
func Schema() []byte {
	nodes := make([]any, 0, len(kinds)+1)
	for _, kind := range append(slices.Clone(kinds), "language") {
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
	fields := maps.Clone(kindFields[kind])
	fields["language"] = described(language, "Spoken from here on.")
	s := closed(fields, kind)
	if kind == "menu" || kind == "queue" {
		s["patternProperties"] = object{"^[0-9*#A-D]$": object{"anyOf": []any{
			way, closed(object{"label": word, "then": way}, "then"),
		}}}
	}
	return s
}

// kindFields are the keys of each kind of node, but for "language".
var kindFields = map[string]object{
	"play": {"play": prompts, "then": way, "barge-in": yes, "type-ahead": yes},
	"say": {
		"say":  object{"anyOf": []any{word, object{"type": "object", "minProperties": 1, "propertyNames": language, "additionalProperties": word}}},
		"then": way, "barge-in": yes, "type-ahead": yes,
	},
	"menu":    patient(object{"menu": prompts}),
	"collect": patient(object{"collect": parameter, "ask": prompts, "digits": word, "end": object{"enum": []any{"#", "*", "no", false}}, "pattern": word, "then": way}),
	"directory": patient(object{
		"directory": prompts, "music": prompt, "for": span, "several": way, "nobody": way, "busy": way, "after": way,
	}),
	"invitation": patient(object{
		"invitation": prompts, "music": prompt, "for": span, "nobody": way, "busy": way, "after": way,
	}),
	"survey": patient(object{"survey": parameter, "ask": prompts, "keys": object{"type": "string", "pattern": "^[0-9] *- *[0-9]$"}, "then": way}),
	"hours":  {"hours": word, "open": way, "closed": way},
	"if":     {"if": described(word, `A condition, as queue("Orders").waiting > 5.`), "yes": way, "no": way},
	"lookup": {"lookup": described(word, "caller, or a parameter with the number."), "found": way, "several": way, "unknown": way},
	"set":    {"set": below(word), "then": way},
	"queue": {
		"queue": word, "music": prompt, "nobody": way, "after": way, "for": span, "late": way, "full": way,
		"most":     object{"type": "integer", "minimum": 1, "maximum": mostWaiting},
		"announce": object{"anyOf": []any{span, object{"enum": []any{false}}}},
	},
	"operator":  {"operator": word, "music": prompt, "for": span, "busy": way, "nobody": way, "after": way},
	"dial":      {"dial": word, "music": prompt, "for": span, "nobody": way, "busy": way, "failed": way, "then": way},
	"callback":  {"callback": word, "number": parameter, "then": way, "failed": way},
	"voicemail": {"voicemail": prompts, "to": word, "limit": span, "then": way, "nothing": way},
	"tree":      {"tree": described(word, "The name of another tree."), "then": way},
	"return":    {"return": object{"type": "null"}},
	"goto":      {"goto": way},
	"language":  {"then": way},
	"hangup":    {"hangup": object{"anyOf": []any{prompts, object{"type": "null"}}}},
}

// testFields are the keys of a test.
var testFields = object{
	"at": word, "caller": word, "called": word, "language": language, "known": yes, "keys": word,
	"closed": words, "nobody": words, "waiting": below(object{"type": "integer", "minimum": 0, "maximum": mostCount}),
	"answers": below(object{"enum": Outcomes}), "reaches": word, "hears": words, "sets": below(word),
}

// The shapes of values. A word may look like a number or like a yes to YAML.
var (
	word      = object{"type": []string{"string", "number", "boolean"}}
	words     = object{"anyOf": []any{word, object{"type": "array", "minItems": 1, "items": word}}}
	way       = described(word, "The name of a node.")
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

// patient are the fields of a node that asks for keys.
func patient(fields object) object {
	miss := object{"anyOf": []any{way, closed(object{"play": prompts, "then": way}, "")}}
	maps.Copy(fields, object{
		"nothing": miss, "wrong": miss, "timeout": span,
		"retries":  object{"type": "integer", "minimum": 0, "maximum": mostRetries},
		"barge-in": yes, "type-ahead": yes,
	})
	return fields
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
