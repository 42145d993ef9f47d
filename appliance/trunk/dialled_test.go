package trunk

import (
	"bufio"
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
		"+420", "-+42090", "-+420976", "+48", "-+4870", "ext", "-0", "-9", "-*", "-#")}}
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
	n, ok := Normal(dialled, country)
	if !ok {
		return "no number"
	}
	ways, err := Ways(c, n, country, sip.Party{}, nobody)
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
		"31": "31", "014112": "denied", "00": "denied", "0": "denied", "541230800": "0+420541230800", "112": "112",
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
