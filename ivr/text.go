package ivr

import (
	"maps"
	"strings"
)

// texts are the findings' sentences in English, by code, for the command line.
// They are those of web/i18n's catalogue under "finding."; a test holds the two
// together.
var texts = map[string]string{
	"like": "Did you mean “{like}”?",

	// Of the file.
	"too-large":      "The file is larger than {limit} KiB or longer than {lines} lines. No tree needs that much: is it the right file?",
	"too-deep":       "Here more lies inside one another, or in one line, than a tree needs. Is it the right file?",
	"not-text":       "The file is not text in UTF-8 here. Save it as UTF-8.",
	"yaml":           "This is not YAML: {detail}. Mend this line, or the one above it.",
	"empty":          "The file holds no tree. Write “nodes:” and below it the first node.",
	"many-documents": "A second document begins here. One file is one tree: take out the line “---”.",
	"yaml-star":      "The keys “*” and “#” stand in quotes: \"*\": ….",
	"yaml-tab":       "This line begins with a tab. Indent it with spaces.",
	"yaml-reference": "References, tags and merges of YAML are not used in trees. Write it out.",

	// Of its shape.
	"not-lines":        "Below “{what}” stand lines of the form “name: value”. Write them so.",
	"no-nodes":         "The tree has no nodes. Write “nodes:” and below it the first node.",
	"too-many":         "The tree has more than {limit} nodes. Divide it into several.",
	"too-many-prompts": "More than {limit} prompts in one list. Make one recording of them.",
	"key-unknown":      "“{key}” means nothing in “{what}”. Write one of {keys}, or take it out.",
	"key-twice":        "“{key}” stands here a second time; the first is in line {first}. Keep one.",
	"kind-missing":     "The node “{node}” does not say what it does. Give it one of {kinds}.",
	"kind-twice":       "The node “{node}” is a {first} and a {second} at once. Make two nodes of it.",
	"value-missing":    "“{key}” has nothing behind it. Write it there, or take the line out.",
	"value-shape":      "Behind “{key}” stands one value, not a list and not lines of its own. Write it in this line.",

	// Of its words.
	"say-value":           "In “{text}” no value can be read. Write the name of a parameter in braces, and behind “as” how to say it: digits, spelled, number, money, date or time. Write what is counted as {calls as number, one call, other calls}.",
	"node-name":           "“{name}” cannot name a node. Use up to {limit} letters, digits, “-” and “_”.",
	"prompt-name":         "“{name}” cannot name a prompt. Use up to {limit} of a to z, 0 to 9, “-” and “_”, beginning with a letter or digit.",
	"name":                "This cannot be a name. Use one line of up to {limit} characters.",
	"language":            "“{text}” is not a language. Write its two letters, as cs, pl or en.",
	"yes-no":              "“{text}” is neither yes nor no. Write one of the two.",
	"time":                "“{text}” is not a time from {least} to {most}. Write it as {least}, say.",
	"number":              "“{text}” is not a whole number from {least} to {most}. Write one.",
	"start-unknown":       "The tree starts at “{to}”, which does not exist. Add that node, or name another.",
	"way-unknown":         "The {kind} “{node}” leads to “{to}”, which does not exist. Add that node, or name another.",
	"choice-way":          "The key “{key}” of the menu “{node}” leads nowhere. Add “then: …” beside its label.",
	"condition":           "This cannot be asked: {detail}. Write it as queue(\"Orders\").waiting > 5.",
	"condition-name":      "“{name}” means nothing in a condition. Write open, queue, caller, called, known, language, parameters, clock, date, hour or weekday.",
	"parameter-name":      "“{name}” cannot name a parameter. Use up to {limit} of a to z, 0 to 9 and “_”, beginning with a letter.",
	"too-many-parameters": "More than {limit} parameters in one node. Make two nodes of it.",
	"text":                "This cannot be said. Use up to {limit} characters of text.",
	"digits":              "“{text}” is not a number of digits up to {most}. Write it as 6, or as 4-8.",
	"end":                 "No key ends the digits so. Write \"#\" or \"*\", in quotes, or no.",
	"pattern":             "“{text}” is not a regular expression. Write it as [1-9][0-9]*.",
	"key-alone":           "“{what}” does nothing without “{key}”. Add a line “{key}: …”, or take it out.",
	"key-missing":         "“{key}” is missing in “{what}”. Add a line “{key}: …”.",
	"dial-number":         "“{text}” is not a number that can be dialled. Write up to {limit} digits, as +420 222 333 444.",
	"marks":               "“{text}” are not the keys of marks. Write them as 1-5.",
	"return-value":        "Nothing stands behind “return”. Take it out.",
	"tree-unknown":        "The tree “{name}” does not exist. Add it, or write another.",
	"tree-round":          "This tree leads through itself and never ends: {round}. Take one of these ways out.",
	"tree-breaks":         "The tree “{tree}” leads through this one and would have errors. Make this tree good for both.",
	"menu-keys":           "The menu “{node}” offers no key. Add a line such as “1: name”.",

	// Of its tests.
	"too-many-tests": "The tree has more than {limit} tests. Take some out.",
	"test-empty":     "The test “{test}” expects nothing. Add “reaches: …”, “hears: …” or “sets: …”.",
	"test-keys":      "“{text}” are not keys of a telephone. Write them as 1,2, and _ for none.",
	"test-outcome":   "“{text}” is not what can come of it. Write one of {outcomes}.",
	"test-node":      "There is no node “{node}” that could be answered. Write another.",
	"test-at":        "“{text}” is no time. Write it as Mon 10:00 or as 2026-12-24 10:00.",
	"test-reaches":   "The test “{test}” fails: the caller reaches “{got}”, not “{want}”. Mend the tree, or the test.",
	"test-hears":     "The test “{test}” fails: the caller does not hear “{want}” there, but {got}. Mend the tree, or the test.",
	"test-sets":      "The test “{test}” fails: “{name}” is “{got}” and not “{want}”. Mend the tree, or the test.",
	"test-left":      "The test “{test}” ends before {keys} is pressed. Take these keys out of it.",

	// Of ivr/check.
	"unreachable":         "Nothing leads to “{node}”: callers never come here. Lead a way to it, or take it out.",
	"dead-end":            "Dead end: after the {kind} “{node}” the caller hears nothing more. Add a line “{way}: …”.",
	"loop":                "A caller who does nothing goes round for ever: {round}. Lead one of these ways out, to a queue or a hangup.",
	"say-missing":         "The node “{node}” says nothing in {language}. Write there what is said, as {language}: “…”.",
	"plural-missing":      "What “{name}” counts in “{node}” has no word in {language} for the form {forms}. Write it behind the number, as {calls as number, one call, other calls}.",
	"say-mute":            "The box cannot speak: espeak-ng is not installed on it. Give it a recording of what “{node}” says in {language}, as the prompt {name}, or have espeak-ng installed.",
	"parameter-unset":     "The node “{node}” asks for the parameter “{name}”, which nothing in the tree sets. Write another, or set it before.",
	"parameter-early":     "The node “{node}” reads the parameter “{name}”, which is set only behind it. Set it before.",
	"parameter-sometimes": "A caller who comes by {way} has no “{name}”, which the node “{node}” reads. Set it on that way too, or ask for it there first with “if”.",
	"queue-unknown":       "The queue “{name}” does not exist. Create it, or write another.",
	"operator-unknown":    "Nobody signs in as “{name}”. Write another sign-in name, or add that operator.",
	"hours-unknown":       "The opening hours “{name}” do not exist. Create them, or write others.",
	"prompt-missing":      "The prompt “{name}” is missing in {language}. Add it, or write another.",
	"music-missing":       "The music “{name}” is missing: who waits would hear silence. Add it, or write another.",
	"dial-no-number":      "“{number}” is no number that can be called. Write it with + and the country’s code, or as an extension.",
	"dial-no-way-out":     "No trunk takes calls out: nobody can be reached at {number}. Set that up at one, or lead callers elsewhere.",
	"dial-denied":         "{number} is not called: the rule {rule} of the trunk {trunk} denies it. Write another number, or change the rule there.",
	"dial-unallowed":      "{number} is not called: no rule of a trunk allows it. Write another number, or allow this one there.",
	"dial-astray":         "{number} is not called: on the trunk {trunk} it begins like the line to the outside. Write the extension or the number otherwise.",
	"language-unknown":    "The box does not speak “{language}”. Write one of {languages}.",
	"keys-alike":          "The keys {first} and {second} of the menu “{node}” are both called “{label}”, and lead to different places. Give one another label.",
	"menu-long":           "The menu “{node}” offers {count} keys. Callers remember five: make a second menu.",
}

// Texts gives the sentences by code, for the test that holds them to the
// catalogue.
func Texts() map[string]string { return maps.Clone(texts) }

// fill puts args into a sentence's places, written {name} as in web/i18n.
func fill(text string, args map[string]string) string {
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
