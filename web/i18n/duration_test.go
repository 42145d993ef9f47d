package i18n

import (
	"testing"
	"time"
)

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"45": 45 * time.Second, "0": 0, "90 s": 90 * time.Second, "2m": 2 * time.Minute, "2 MIN": 2 * time.Minute,
		"1h30m": 90 * time.Minute, "1 h 30 min": 90 * time.Minute, "1\u00a0h\u00a05\u00a0min": 65 * time.Minute,
		"1,5 h": 90 * time.Minute, "1.5h": 90 * time.Minute, "1:30": 90 * time.Second, "7 dní": 7 * 24 * time.Hour,
		"2 godz. 5 sek.": 2*time.Hour + 5*time.Second, "3 minuty": 3 * time.Minute, " 10 seconds ": 10 * time.Second,
		"1 hodinu": time.Hour, "2 hodinách": 2 * time.Hour, "1 godzinę": time.Hour, "5 minutach": 5 * time.Minute, "1 minutu": time.Minute,
		"30 vteřin": 30 * time.Second, "1 sekundę": time.Second, "5 dnů": 5 * 24 * time.Hour, "1 den": 24 * time.Hour, "1 dzień": 24 * time.Hour, "2 hrs": 2 * time.Hour,
		"99999999999999999999 d": mostTime, "1e9": -1, "soon": -1, "": -1, "-5": -1, "5 -": -1, "2 months": -1,
		"1 h 30": -1, "1:75": -1, ":": -1, "1:2:3": -1, "h": -1, "1..5 h": -1, "NaN": -1, "Inf s": -1,
	} {
		got, ok := ReadDuration(text, time.Second)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
	if got, ok := ReadDuration("30", time.Minute); !ok || got != 30*time.Minute {
		t.Errorf("30, of minutes, is read as %s", got)
	}
}

func TestTimesAreWrittenSoThatTheyAreReadTheSame(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0", time.Second: "1 s", 90 * time.Second: "1 min 30 s", time.Hour: "1 h",
		26*time.Hour + time.Minute: "1 d 2 h 1 min", 7 * 24 * time.Hour: "7 d",
	} {
		text := WriteDuration(d)
		if back, ok := ReadDuration(text, time.Hour); text != want || !ok || back != d {
			t.Errorf("%s is written %q, want %q, and read as %s", d, text, want, back)
		}
	}
}
