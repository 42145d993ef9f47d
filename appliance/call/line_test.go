package call

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance/media/rtp"
)

func TestSoundIsAsGoodAsItsWorseDirection(t *testing.T) {
	for _, tt := range []struct {
		name  string
		stats rtp.Stats
		want  map[string]string
	}{
		{
			"nothing wrong and nothing reported",
			rtp.Stats{Received: 1000, Sent: 1000},
			map[string]string{"sound": "good", "lost": "0", "jitter": "0"},
		},
		{
			"one lost of a thousand",
			rtp.Stats{Received: 999, Lost: 1, Sent: 1000, Jitter: 4 * time.Millisecond, RoundTrip: 200 * time.Microsecond},
			map[string]string{"sound": "good", "lost": "1", "jitter": "4", "trip": "1"},
		},
		{
			"lost over there",
			rtp.Stats{Received: 1000, Sent: 1000, LostThere: 40},
			map[string]string{"sound": "fair", "lost": "4", "jitter": "0"},
		},
		{
			"a long way",
			rtp.Stats{Received: 1000, Sent: 1000, RoundTrip: 700 * time.Millisecond},
			map[string]string{"sound": "poor", "lost": "0", "jitter": "0", "trip": "700"},
		},
		{
			"uneven over there",
			rtp.Stats{Received: 1000, Sent: 1000, JitterThere: 120 * time.Millisecond},
			map[string]string{"sound": "poor", "lost": "0", "jitter": "120"},
		},
		{
			"a lie about loss",
			rtp.Stats{Received: 1000, LostThere: 1 << 22},
			map[string]string{"sound": "good", "lost": "0", "jitter": "0"},
		},
		{
			"from where nobody said",
			rtp.Stats{Sent: 500, Refused: 500, Elsewhere: netip.MustParseAddrPort("192.0.2.7:4000")},
			map[string]string{"sound": "elsewhere", "address": "192.0.2.7:4000"},
		},
	} {
		e, heard := soundOf(tt.stats)
		if diff := cmp.Diff(tt.want, e.Data); !heard || diff != "" {
			t.Errorf("%s: %v %s", tt.name, heard, diff)
		}
	}
	if e, heard := soundOf(rtp.Stats{Sent: 50}); heard {
		t.Errorf("of a caller who was never heard: %+v", e)
	}
}
