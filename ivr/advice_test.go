package ivr

import (
	"regexp"
	"testing"
)

// advice is how a sentence begins, or goes on, that tells what to do.
var advice = regexp.MustCompile(`(^|[.:,?] )(Add|Create|Divide|Give|Indent|[Ii]s it the right file|Keep|Lead|Make|Mend|Name|Save|Set|Take|Use|Write|make|take)\b|stand in quotes`)

func TestEveryFindingSaysWhatToDo(t *testing.T) {
	if advice.MatchString("“x” is neither yes nor no.") {
		t.Fatal("a sentence without advice is taken for one with")
	}
	for code, text := range texts {
		if code != "like" && !advice.MatchString(text) {
			t.Errorf("%s does not say what to do: %s", code, text)
		}
	}
}
