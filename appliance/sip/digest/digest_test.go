package digest

import (
	"fmt"
	"strings"
	"testing"

	wire "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"cordboard/appliance/sip/message"
)

// rfc7616 is the challenge of RFC 7616 section 3.9.1.
func rfc7616(algorithm string) string {
	return `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=` + algorithm +
		`, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
}

func TestAnswersToChallengesAreThoseOfTheRFCs(t *testing.T) {
	for algorithm, want := range map[string]string{
		"MD5":     "8ca523f5e9506fed4657c9700eebdbec",
		"SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		c := strongest([]string{rfc7616(algorithm)})
		if len(c) != 1 {
			t.Fatalf("%s: challenge is not understood", algorithm)
		}
		by := Credentials{Username: "Mufasa", Password: "Circle of Life"}
		got, err := respond(c[0], by, "GET", "/dir/index.html", nil, 1, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
		if err != nil || !strings.Contains(got, `response="`+want+`"`) {
			t.Errorf("%s: %s, %v, want response %s", algorithm, got, err, want)
		}
	}
}

// The responses were calculated by other means, after RFC 7616 section 3.4.2.
func TestSessionAlgorithmsHashTheirNoncesIntoTheKey(t *testing.T) {
	by := Credentials{Username: "Mufasa", Password: "Circle Of Life"}
	for algorithm, want := range map[string]string{
		"MD5-sess":     "5d15521d02cff695b3e93d6311febfcd",
		"SHA-256-sess": "ea360d03e8dd85bebba64d67635988d6adb76cd8cbf50bc0ef7558de3d06a89a",
	} {
		c := digest.Challenge{Realm: "r", Nonce: "n", Algorithm: algorithm, QOP: []string{"auth"}}
		got, err := respond(c, by, "REGISTER", "sip:r", nil, 1, "c1")
		if err != nil || !strings.Contains(got, `response="`+want+`"`) || !strings.Contains(got, "algorithm="+algorithm) {
			t.Errorf("%s: %s, %v, want response %s", algorithm, got, err, want)
		}
	}
}

// TestBodyIsProvedWhereThatIsAsked holds qop=auth-int to responses calculated by
// other means, after RFC 7616 section 3.4.3; where either will do, the body may
// be changed on the way, as a session border controller must.
func TestBodyIsProvedWhereThatIsAsked(t *testing.T) {
	by := Credentials{Username: "box", Password: "secret"}
	for algorithm, want := range map[string]string{
		"MD5":         "0b6c1d187fd810807de8e71d498187b1",
		"SHA-256":     "9f7bdaa7eed27cc31fd181ba341c78305de56b6b82790d4b0c2933849080683d",
		"SHA-512-256": "c575bf6aed9260885d7f0e49c7223edb4628898354999ca1858fd8b74becfc0f",
	} {
		c := strongest([]string{`Digest realm="pbx", nonce="n1", qop="auth-int", algorithm=` + algorithm})
		if len(c) != 1 {
			t.Fatalf("%s: challenge is not understood", algorithm)
		}
		got, err := respond(c[0], by, "INVITE", "sip:31@pbx", []byte("v=0\r\n"), 2, "c1")
		if err != nil || !strings.Contains(got, `response="`+want+`"`) || !strings.Contains(got, "qop=auth-int") {
			t.Errorf("%s: %s, %v, want response %s", algorithm, got, err, want)
		}
		other, err := respond(c[0], by, "INVITE", "sip:31@pbx", []byte("v=1\r\n"), 2, "c1")
		if err != nil || strings.Contains(other, want) {
			t.Errorf("%s: another body has the same response", algorithm)
		}
	}
	either := strongest([]string{`Digest realm="pbx", nonce="n1", qop="auth-int,auth"`})
	if got, err := respond(either[0], by, "INVITE", "sip:31@pbx", nil, 1, "c1"); err != nil || !strings.Contains(got, "qop=auth,") {
		t.Errorf("either: %s, %v", got, err)
	}
}

func TestStrongestChallengeOfEachRealmIsAnswered(t *testing.T) {
	ask := func(realm, algorithm string) string {
		return fmt.Sprintf(`Digest realm="%s", nonce="n", algorithm=%s`, realm, algorithm)
	}
	for name, tt := range map[string]struct {
		offered []string
		want    string
	}{
		"strongest, though last":       {[]string{ask("a", "MD5"), ask("a", "SHA-256"), ask("a", "SHA-512-256")}, "SHA-512-256"},
		"none of an unknown kind":      {[]string{ask("a", "MD5"), ask("a", "SHA-999")}, "MD5"},
		"one of each realm":            {[]string{ask("a", "MD5"), ask("b", "SHA-256")}, "MD5 SHA-256"},
		"no algorithm is MD5":          {[]string{`Digest realm="a", nonce="n"`}, ""},
		"nothing that can be answered": {[]string{`Basic realm="a"`, `Digest realm="a"`, ask("a", "AKAv1-MD5"), `Digest "`, ``}, "none"},
		"another quality":              {[]string{`Digest realm="a", nonce="n", qop="auth-conf"`}, "none"},
	} {
		var got []string
		for _, c := range strongest(tt.offered) {
			got = append(got, c.Algorithm)
		}
		if len(got) == 0 {
			got = []string{"none"}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestWrongPasswordIsToldFromAStaleNonce(t *testing.T) {
	res := func(nonce string, stale bool) *wire.Response {
		r := wire.NewResponse(401, "Unauthorized")
		r.AppendHeader(wire.NewHeader("WWW-Authenticate", fmt.Sprintf(`Digest realm="a", nonce="%s", qop="auth", stale=%v`, nonce, stale)))
		return r
	}
	p := By(Credentials{"box", "secret"})
	sign := func() string {
		m := &message.Text{Start: "REGISTER sip:pbx SIP/2.0"}
		p.Sign(m)
		value, _ := m.First("authorization")
		return value
	}
	if sign() != "" {
		t.Fatal("answered before it was asked")
	}
	steps := []struct {
		nonce string
		stale bool
		uses  int // of the nonce before, until it is refused
		want  bool
	}{
		{"first", false, 0, true},
		{"second", true, 1, true},  // stale at its first use
		{"third", true, 1, false},  // and so was the next
		{"fourth", true, 4, true},  // stale after some
		{"fifth", false, 3, true},  // old, though nobody says stale
		{"sixth", false, 1, false}, // the password is wrong
	}
	for _, s := range steps {
		for range s.uses {
			sign()
		}
		if got := p.Learn(res(s.nonce, s.stale)); got != s.want {
			t.Errorf("%s: Learn = %v, want %v", s.nonce, got, s.want)
		}
		if !s.want {
			sign() // so that the nonce is no new one
		}
	}
	if got := sign(); !strings.Contains(got, `nonce="fifth"`) || !strings.Contains(got, "nc=00000003") {
		t.Errorf("signed %s, want the third use of the fifth nonce", got)
	}
	if (&Proofs{}).Learn(res("x", false)) {
		t.Error("a challenge is answered without a password")
	}
}
