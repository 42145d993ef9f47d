package trunk

import "strings"

// Rule says of numbers that begin alike whether they may be called: "+420"
// allows the public numbers of a country, "-+42090" denies some of them, "2"
// allows extensions that begin so, "+" all public numbers and "ext" all
// extensions. Codes are allowed by rules that have a star or a hash themselves.
type Rule string

// allExtensions is the Rule for extensions of every beginning.
const allExtensions Rule = "ext"

// valid tells whether a rule says anything.
func (r Rule) valid() bool {
	prefix, _ := r.split()
	return prefix == string(allExtensions) || prefix != "" && len(prefix) <= 16 &&
		strings.Trim(strings.TrimPrefix(prefix, "+"), "0123456789*#") == ""
}

func (r Rule) split() (prefix string, denies bool) {
	return strings.CutPrefix(string(r), "-")
}

// allows decides by the rule with the longest beginning that a number has; of
// two that are as long the one that denies counts. What no rule names is
// denied, and help may always be called.
func allows(rules []Rule, n Number) bool {
	_, allowed := decides(rules, n)
	return allowed
}

// decides is allows with the rule that counts; empty where none is about the
// number.
func decides(rules []Rule, n Number) (by Rule, allowed bool) {
	if n.Kind == Emergency {
		return "", true
	}
	longest := -1
	for _, r := range rules {
		prefix, denies := r.split()
		switch {
		case prefix == string(allExtensions) && n.Kind == Extension:
			prefix = ""
		case !strings.HasPrefix(n.Digits, prefix):
			continue
		case n.Kind == Code && !denies && !strings.ContainsAny(prefix, "*#"):
			continue
		}
		if len(prefix) > longest || len(prefix) == longest && denies {
			longest, by, allowed = len(prefix), r, !denies
		}
	}
	return by, allowed
}
