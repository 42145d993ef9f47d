package message

import (
	"errors"
	"strconv"
	"strings"
)

var errCSeq = errors.New("malformed CSeq")

// ParseCSeq reads "4711 INVITE"; numbers end at 2^31-1 (RFC 3261 section
// 8.1.1.5).
func ParseCSeq(s string) (number uint32, method string, err error) {
	digits, method, _ := strings.Cut(strings.ReplaceAll(s, "\t", " "), " ")
	n, err := strconv.ParseUint(digits, 10, 31)
	method = strings.TrimSpace(method)
	if err != nil || !IsToken(method) {
		return 0, "", errCSeq
	}
	return uint32(n), method, nil
}
