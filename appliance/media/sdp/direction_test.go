package sdp

import "testing"

func TestDirectionIsLimitedByBothSides(t *testing.T) {
	for _, tt := range [][3]Direction{
		{SendRecv, SendRecv, SendRecv},
		{SendRecv, SendOnly, RecvOnly},
		{SendRecv, RecvOnly, SendOnly},
		{SendRecv, Inactive, Inactive},
		{SendOnly, SendRecv, SendOnly},
		{SendOnly, SendOnly, Inactive},
		{RecvOnly, SendOnly, RecvOnly},
		{Inactive, SendRecv, Inactive},
		{"", SendRecv, SendRecv},
	} {
		if got := tt[0].beside(tt[1]); got != tt[2] {
			t.Errorf("%s beside %s = %s, want %s (RFC 3264 section 6.1)", tt[0], tt[1], got, tt[2])
		}
	}
}
