// Package seal keeps secrets that the box must be able to read again, such as
// the mail server's password: AES-256 in GCM (NIST SP 800-38D) under a key that
// lies in a file of its own beside the store. A copy of the store alone tells
// nothing; who has both files has the secrets.
//
// The package has no goroutines.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// prefix marks what is sealed, and how.
const prefix = "sealed.v1."

// ErrSeal says that a text was sealed with another key, for another name, or
// was changed since.
var ErrSeal = errors.New("the seal does not fit")

// Key seals and opens. It may be used from any goroutine.
type Key struct{ aead cipher.AEAD }

// New makes a key that is gone with the process.
func New() *Key {
	key, err := from([]byte(random()))
	if err != nil {
		panic(err) // 32 bytes make a key
	}
	return key
}

// Open reads the key of a file; one that is not there is made, for its owner's
// eyes only. A file that others may read is an error.
func Open(path string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the box's key: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the box's key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the box's key %s is open to others: chmod 600 it, and give the mail server a new password", path)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != keyLength {
		return nil, fmt.Errorf("the box's key %s is damaged: put it back from a backup, or remove it and enter the secrets again", path)
	}
	return from(raw)
}

const keyLength = 32

func random() string {
	raw := make([]byte, keyLength)
	_, _ = rand.Read(raw) // never fails
	return string(raw)
}

// create writes the key to the disk before anything is sealed with it.
func create(path string) (*Key, error) {
	raw := []byte(random())
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the box's key: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(raw) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the box's key: %w", errors.Join(err, os.Remove(path)))
	}
	return from(raw)
}

func from(raw []byte) (*Key, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Key{aead}, nil
}

// Seal closes a secret under the name of what it is for. The empty secret
// stays empty.
func (k *Key) Seal(name, secret string) string {
	if secret == "" {
		return ""
	}
	return prefix + base64.RawStdEncoding.EncodeToString(k.aead.Seal(nil, nil, []byte(secret), []byte(name)))
}

// Sealed tells whether a text is one that Seal wrote.
func Sealed(text string) bool { return strings.HasPrefix(text, prefix) }

// Unseal gives the secret back, or ErrSeal.
func (k *Key) Unseal(name, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimPrefix(text, prefix))
	if err != nil || !Sealed(text) {
		return "", ErrSeal
	}
	secret, err := k.aead.Open(nil, nil, raw, []byte(name))
	if err != nil {
		return "", ErrSeal
	}
	return string(secret), nil
}
