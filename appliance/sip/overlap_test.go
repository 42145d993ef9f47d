package sip

import (
	"testing"
	"time"

	"cordboard/appliance/media/sdp"
)

func TestRequestsThatOverlapAreRuledAsTheRFCsSay(t *testing.T) {
	for _, tt := range []struct {
		name           string
		now            underway
		invite, offers bool
		want           ruling
	}{
		{"an offer in quiet", underway{}, true, true, proceed},
		{"a re-INVITE while ours is out: RFC 3261 14.2", underway{inviting: true, pact: sdp.WeOffered}, true, true, collision},
		{"one without offer", underway{inviting: true, pact: sdp.WeOffered}, true, false, collision},
		{"an UPDATE with offer while ours is out: RFC 3311 5.2", underway{inviting: true, pact: sdp.WeOffered}, false, true, collision},
		{"an UPDATE without: it asks for nothing", underway{inviting: true, pact: sdp.WeOffered}, false, false, proceed},
		{"an INVITE before the answer to the first: RFC 3261 14.2", underway{early: true, pact: sdp.TheyOffered}, true, true, tooSoon},
		{"an UPDATE before the first offer is answered: RFC 3311 5.2", underway{early: true, pact: sdp.TheyOffered}, false, true, tooSoon},
		{"an UPDATE before our offer in a 183 is answered", underway{early: true, pact: sdp.WeOffered}, false, true, collision},
		{"an early UPDATE after the first offer is answered", underway{early: true}, false, true, proceed},
		{"an early UPDATE that refreshes", underway{early: true, pact: sdp.TheyOffered}, false, false, proceed},
		{"a re-INVITE before the ACK", underway{unacked: true}, true, true, afterACK},
		{"an UPDATE before the ACK", underway{unacked: true}, false, true, proceed},
		{"an UPDATE before the ACK that answers us", underway{unacked: true, pact: sdp.WeOffered}, false, true, collision},
	} {
		if got := tt.now.rule(tt.invite, tt.offers); got != tt.want {
			t.Errorf("%s: ruling = %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestWishGoesAsSoonAsNothingIsInItsWay(t *testing.T) {
	for _, tt := range []struct {
		name            string
		now             underway
		refresh, update bool
		want            way
	}{
		{"an offer in a standing call", underway{}, false, true, byInvite},
		{"a refresh", underway{}, true, true, byUpdate},
		{"a refresh with who knows no UPDATE", underway{}, true, false, byInvite},
		{"before the ACK: RFC 3261 14.1", underway{unacked: true}, false, true, notYet},
		{"while an INVITE of ours is out: RFC 3261 14.1", underway{inviting: true}, false, true, notYet},
		{"while an offer is open: RFC 3264 4", underway{pact: sdp.TheyOffered}, false, true, notYet},
		{"before the answer", underway{early: true}, false, true, notYet},
		{"a refresh of what does not stand yet", underway{early: true}, true, true, notYet},
	} {
		if got := tt.now.way(tt.refresh, tt.update); got != tt.want {
			t.Errorf("%s: way = %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestCollisionWaitIsWithinTheFiguresOfTheRFC(t *testing.T) {
	const t1 = 500 * time.Millisecond
	for _, tt := range []struct {
		owner  bool
		chance float64
		want   time.Duration
	}{
		{true, 0, 2100 * time.Millisecond},
		{true, 0.99999, 4 * time.Second},
		{false, 0, 0},
		{false, 0.5, time.Second},
		{false, 0.99999, 2 * time.Second},
	} {
		if got := collisionWait(tt.owner, tt.chance, t1); got != tt.want {
			t.Errorf("owner %t, chance %v: %v, want %v", tt.owner, tt.chance, got, tt.want)
		}
	}
	if got, want := collisionWait(true, 0, t1/100), 21*time.Millisecond; got != want {
		t.Errorf("with a hundredth of T1: %v, want %v", got, want)
	}
}
