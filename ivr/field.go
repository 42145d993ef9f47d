package ivr

import (
	"slices"
	"strconv"
)

// Shape is what may stand behind a key of a node.
type Shape string

// The shapes. Many of them are words to YAML, and more than that to who fills
// them in.
const (
	ShapeWay       Shape = "way"       // a node's name
	ShapeMiss      Shape = "miss"      // a way, or what is said and a way
	ShapePrompts   Shape = "prompts"   // one prompt or several
	ShapePrompt    Shape = "prompt"    // one
	ShapeYes       Shape = "yes"       // yes or no
	ShapeSpan      Shape = "span"      // a time, 5s
	ShapeCount     Shape = "count"     // how often
	ShapeParameter Shape = "parameter" // a name that keeps a value
	ShapeQueue     Shape = "queue"
	ShapeHours     Shape = "hours"
	ShapeOperator  Shape = "operator" // a sign-in name
	ShapeTree      Shape = "tree"     // another tree
	ShapeCondition Shape = "condition"
	ShapeSource    Shape = "source" // caller, or a parameter
	ShapeNumber    Shape = "number" // to dial
	ShapeTexts     Shape = "texts"  // what is said, in each language
	ShapeValues    Shape = "values" // parameters and their values
	ShapeDigits    Shape = "digits" // 6, or 4-8
	ShapeEnd       Shape = "end"    // the key that ends digits
	ShapePattern   Shape = "pattern"
	ShapeMarks     Shape = "marks" // 1-5
	ShapeNothing   Shape = "nothing"
	ShapeLast      Shape = "last" // prompts, or nothing
	ShapeLanguage  Shape = "language"
	ShapeMost      Shape = "most" // how many may wait
	ShapePace      Shape = "pace" // a time, or no
)

// Field is a key of a node and what may stand behind it.
type Field struct {
	Key   string
	Shape Shape
}

// Kinds are the kinds of nodes, each the key that names it.
func Kinds() []string { return append(slices.Clone(kinds), "language") }

// Fields are the keys of a kind of node, in the order in which one fills them
// in; the first is the kind itself. Where it takes keys each key of a telephone
// is one as well, and of every kind the language that is spoken from there on.
func Fields(kind string) []Field { return slices.Clone(fields[kind]) }

// TakesKeys tells whether keys of the telephone stand in a kind of node.
func TakesKeys(kind string) bool { return kind == "menu" || kind == "queue" }

var fields = map[string][]Field{
	"play":       {{"play", ShapePrompts}, {"then", ShapeWay}, {"barge-in", ShapeYes}, {"type-ahead", ShapeYes}},
	"say":        {{"say", ShapeTexts}, {"then", ShapeWay}, {"barge-in", ShapeYes}, {"type-ahead", ShapeYes}},
	"menu":       patient(Field{"menu", ShapePrompts}),
	"collect":    patient(Field{"collect", ShapeParameter}, Field{"ask", ShapePrompts}, Field{"digits", ShapeDigits}, Field{"end", ShapeEnd}, Field{"pattern", ShapePattern}, Field{"then", ShapeWay}),
	"directory":  patient(append([]Field{{"directory", ShapePrompts}, {"several", ShapeWay}}, ringing...)...),
	"invitation": patient(append([]Field{{"invitation", ShapePrompts}}, ringing...)...),
	"survey":     patient(Field{"survey", ShapeParameter}, Field{"ask", ShapePrompts}, Field{"keys", ShapeMarks}, Field{"then", ShapeWay}),
	"hours":      {{"hours", ShapeHours}, {"open", ShapeWay}, {"closed", ShapeWay}},
	"if":         {{"if", ShapeCondition}, {"yes", ShapeWay}, {"no", ShapeWay}},
	"lookup":     {{"lookup", ShapeSource}, {"found", ShapeWay}, {"several", ShapeWay}, {"unknown", ShapeWay}},
	"set":        {{"set", ShapeValues}, {"then", ShapeWay}},
	"queue":      {{"queue", ShapeQueue}, {"music", ShapePrompt}, {"announce", ShapePace}, {"for", ShapeSpan}, {"late", ShapeWay}, {"most", ShapeMost}, {"full", ShapeWay}, {"nobody", ShapeWay}, {"after", ShapeWay}},
	"operator":   append([]Field{{"operator", ShapeOperator}}, ringing...),
	"dial":       {{"dial", ShapeNumber}, {"music", ShapePrompt}, {"for", ShapeSpan}, {"then", ShapeWay}, {"nobody", ShapeWay}, {"busy", ShapeWay}, {"failed", ShapeWay}},
	"callback":   {{"callback", ShapeQueue}, {"number", ShapeParameter}, {"then", ShapeWay}, {"failed", ShapeWay}},
	"voicemail":  {{"voicemail", ShapePrompts}, {"to", ShapeQueue}, {"limit", ShapeSpan}, {"then", ShapeWay}, {"nothing", ShapeWay}},
	"tree":       {{"tree", ShapeTree}, {"then", ShapeWay}},
	"return":     {{"return", ShapeNothing}},
	"goto":       {{"goto", ShapeWay}},
	"language":   {{"language", ShapeLanguage}, {"then", ShapeWay}},
	"hangup":     {{"hangup", ShapeLast}},
}

// ringing are the fields of a node that rings an operator.
var ringing = []Field{
	{"music", ShapePrompt},
	{"for", ShapeSpan},
	{"nobody", ShapeWay},
	{"busy", ShapeWay},
	{"after", ShapeWay},
}

// patient adds the fields of a node that waits for keys.
func patient(own ...Field) []Field {
	return append(own, Field{"nothing", ShapeMiss}, Field{"wrong", ShapeMiss}, Field{"timeout", ShapeSpan},
		Field{"retries", ShapeCount}, Field{"barge-in", ShapeYes}, Field{"type-ahead", ShapeYes})
}

// Otherwise is what holds where a key of a kind of node stands alone or not at
// all, as it would be written; empty: nothing, or what is not the tree's to say.
func Otherwise(kind, key string) string {
	rings := kind == "operator" || kind == "directory" || kind == "invitation"
	switch {
	case key == "timeout":
		return duration(DefaultTimeout)
	case key == "retries":
		return strconv.Itoa(DefaultRetries)
	case key == "limit":
		return duration(DefaultSpeech)
	case key == "announce":
		return duration(DefaultAnnounce)
	case key == "for" && (rings || kind == "dial"):
		return duration(DefaultRinging)
	case key == "music" && rings:
		return DefaultMusic
	case key == "end":
		return string(DefaultEnd)
	case key == "keys":
		return string(leastMark) + "-" + string(mostMark)
	case key == "barge-in" && (kind == "play" || kind == "say"):
		return "no"
	case key == "barge-in", key == "type-ahead":
		return "yes"
	}
	return ""
}

// shapeOf is the shape of a key in a kind of node.
func shapeOf(kind, key string) Shape {
	if i := slices.IndexFunc(fields[kind], func(f Field) bool { return f.Key == key }); i >= 0 {
		return fields[kind][i].Shape
	}
	return ""
}
