package appliance

import "time"

// Login is an operator signed in at one browser. The browser holds a token,
// the store the token's hash.
type Login struct {
	Hash     []byte // SHA-256 of the token
	Operator OperatorID
	Began    time.Time
	Seen     time.Time // when it was last used
	Until    time.Time // when it ends, however much it is used
	Address  string
	Browser  string
}

// Credentials are an operator and the hash of his password, empty when he has
// none.
type Credentials struct {
	Operator Operator
	Hash     string
}
