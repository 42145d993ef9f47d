package trunk

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"cordboard/appliance/sip"
)

// TestNumbersAreDecidedOnAsTheTableSays holds what people, and thieves, dial to
// a table written by hand: numbers of two countries in all their spellings,
// premium and satellite numbers of the world, and spellings that hide another
// number, a parameter or a command behind an innocent beginning. What is called
// is written as E.164 alone.
func TestNumbersAreDecidedOnAsTheTableSays(t *testing.T) {
	c := Config{Trunks: []Trunk{exchange("pbx", "192.0.2.1:5060",
		"+420", "-+42090", "-+420976", "+48", "-+4870", "ext", "-0", "-9")}}
	file, err := os.Open("testdata/dialled.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows := 0
	for in := bufio.NewScanner(file); in.Scan(); rows++ {
		row := strings.Split(in.Text(), "\t")
		if len(row) != 3 {
			t.Fatalf("row %d is %q", rows+1, in.Text())
		}
		country, want := row[0], row[2]
		dialled, err := strconv.Unquote(row[1])
		if err != nil {
			t.Fatalf("row %d: %v", rows+1, err)
		}
		if got := decide(c, dialled, country); got != want {
			t.Errorf("%s in %s: got %s, want %s", row[1], country, got, want)
		}
	}
	if rows < 200 {
		t.Errorf("the table has %d rows", rows)
	}
}

// decide is what the exchange is told to call, or why nothing is.
func decide(c Config, dialled, country string) string {
	n, ok := c.Number(dialled, country)
	if !ok {
		return "no number"
	}
	ways, err := ways(c, n, country, sip.Party{}, nobody)
	if err != nil {
		return "denied"
	}
	return ways[0].Number
}

// TestExtensionNeverGetsALineToTheOutside: behind the digits that get one lies
// the public network, whose short numbers may be dear.
func TestExtensionNeverGetsALineToTheOutside(t *testing.T) {
	to := exchange("pbx", "192.0.2.1:5060", "ext", "+420")
	to.Out.Plan.Outside = "0"
	c := Config{Trunks: []Trunk{to}}
	for dialled, want := range map[string]string{
		"31": "31", "014112": "denied", "00": "denied", "0": "denied", "541230800": "0+420541230800", "112": "112", "*72": "denied",
	} {
		if got := decide(c, dialled, "CZ"); got != want {
			t.Errorf("%s: got %s, want %s", dialled, got, want)
		}
	}
	to.Out.Plan.Outside = "" // where no digits get one, there is nothing to fear
	if got := decide(Config{Trunks: []Trunk{to}}, "014112", "CZ"); got != "014112" {
		t.Errorf("without a line to be got: got %s", got)
	}
}

// TestHelpIsCalledBehindTheLineToTheOutside: who is used to a digit that gets a
// line dials it in need as well.
func TestHelpIsCalledBehindTheLineToTheOutside(t *testing.T) {
	plans := func(outsides ...string) (c Config) {
		for i, outside := range outsides {
			to := exchange(fmt.Sprint("pbx", i), fmt.Sprintf("192.0.2.%d:5060", i+1))
			to.Out.Plan.Outside = outside
			c.Trunks = append(c.Trunks, to)
		}
		return c
	}
	withExtensions := Config{Trunks: []Trunk{exchange("pbx", "192.0.2.1:5060", "ext")}}
	for name, c := range map[string]struct {
		Config
		dialled, country, want string
	}{
		"where a 0 gets it":               {plans("0"), "0112", "CZ", "0112"},
		"where a 9 gets it":               {plans("9"), "9-112", "CZ", "9112"},
		"where two digits get it":         {plans("*9"), "*9158", "CZ", "*9158"},
		"one country's own":               {plans("9"), "9911", "US", "9911"},
		"without it where one is needed":  {plans("0"), "112", "CZ", "112"},
		"where the second trunk has it":   {plans("", "8"), "8112", "CZ", "112"},
		"another house's habit":           {plans("0"), "9112", "CZ", "112"},
		"where there are no lines at all": {plans(""), "0155", "CZ", "155"},
		"an extension that looks like it": {withExtensions, "9112", "CZ", "9112"},
		"no help behind it":               {plans("0"), "0113", "CZ", "denied"},
		"another country's help":          {plans("0"), "0911", "CZ", "denied"},
		"what is no habit of anybody's":   {plans("0"), "5112", "CZ", "denied"},
		"more than the number of help":    {plans("0"), "01121", "CZ", "denied"},
		"a code that looks like it":       {plans("0"), "*112", "CZ", "denied"},
	} {
		if got := decide(c.Config, c.dialled, c.country); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// TestCodesAreDialledOnlyWhereARuleNamesThem: an exchange that is told *72 may
// send all its calls elsewhere.
func TestCodesAreDialledOnlyWhereARuleNamesThem(t *testing.T) {
	for _, c := range []struct {
		rules   []Rule
		dialled string
		want    string
	}{
		{[]Rule{"ext"}, "*72", "denied"},
		{[]Rule{"ext"}, "31#", "denied"},
		{[]Rule{"ext", "3"}, "31#", "denied"},
		{[]Rule{"ext"}, "31", "31"},
		{[]Rule{"*97"}, "*97", "*97"},
		{[]Rule{"*97"}, "*72", "denied"},
		{[]Rule{"ext", "*"}, "*72", "*72"},
		{[]Rule{"*", "-*7"}, "*72", "denied"},
		{[]Rule{"#", "-31"}, "31#", "denied"},
		{[]Rule{"31#"}, "31#", "31#"},
	} {
		all := Config{Trunks: []Trunk{exchange("pbx", "192.0.2.1:5060", c.rules...)}}
		if got := decide(all, c.dialled, "CZ"); got != c.want {
			t.Errorf("%s under %q: got %s, want %s", c.dialled, c.rules, got, c.want)
		}
	}
}
