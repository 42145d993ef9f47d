package media

// Suite is how sound is encrypted on its way (SRTP, RFC 3711): by the names of
// RFC 4568 section 6.2 and RFC 7714 section 14.
type Suite uint8

// The suites. Plain is none at all.
const (
	Plain Suite = iota
	AES128SHA1x80
	AES128SHA1x32
	AES128GCM
)

// Key is a master key and the salt behind it; suites whose salt is shorter
// leave the end empty.
type Key [30]byte

// Size is how many bytes of a Key the suite uses.
func (s Suite) Size() int {
	switch s {
	case AES128SHA1x80, AES128SHA1x32:
		return 16 + 14
	case AES128GCM:
		return 16 + 12
	}
	return 0
}

// Crypto is what both sides agreed on about the encryption: by Ours is
// encrypted what we send, by Theirs what we hear.
type Crypto struct {
	Suite        Suite
	Ours, Theirs Key
}
