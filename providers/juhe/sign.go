package juhe

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/md5"  // the back end may be set up so; what it signs is no secret
	"crypto/sha1" // as above
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"

	"seatdeck/providers/internal/wire"
)

// Algorithm is how signed calls and callbacks are signed. All of it is assumed:
// the document names the fields (AutographVo) and no more.
type Algorithm string

// The algorithms. Without "hmac": the hash of the sorted secret, timestamp and
// nonce, joined. With it: over the sorted timestamp and nonce, with the secret as
// its key. Only the last says anything of the rest of the body.
const (
	SHA1           Algorithm = "sha1"
	SHA256         Algorithm = "sha256"
	MD5            Algorithm = "md5"
	HMACSHA1       Algorithm = "hmac-sha1"
	HMACSHA256     Algorithm = "hmac-sha256"
	HMACSHA256Body Algorithm = "hmac-sha256-body"
)

// Algorithms lists them, the default first.
func Algorithms() []Algorithm {
	return []Algorithm{SHA1, SHA256, MD5, HMACSHA1, HMACSHA256, HMACSHA256Body}
}

// Autograph is what is signed beside a body, and the signature (AutographVo).
type Autograph struct {
	Timestamp  Stamp     `json:"timestamp"` // ms; s is taken too
	Nonce      wire.ID   `json:"nonce"`
	SecretID   wire.Text `json:"secretId"` // whose secret. Assumed: the account, where the back end gave no other
	Signature  wire.Text `json:"signature"`
	RequestSeq wire.Text `json:"requestSeq"` // of its own for each request
}

// signable is a request that is signed.
type signable interface{ signedBy(a Autograph) any }

// signed gives a request with a fresh autograph.
func (c *Client) signed(r signable) (any, error) {
	a := Autograph{
		Timestamp:  Stamp(strconv.FormatInt(c.config.Clock.Now().UnixMilli(), 10)),
		Nonce:      wire.ID(c.nonce()),
		SecretID:   wire.Text(cmp.Or(c.config.SecretID, c.config.Account)),
		RequestSeq: wire.Text(c.NewID()),
	}
	body, err := json.Marshal(r.signedBy(a))
	if err != nil {
		return nil, err
	}
	signature, err := c.config.Algorithm.sign(c.config.CallbackSecret, a, body)
	a.Signature = wire.Text(signature)
	return r.signedBy(a), err
}

// sign makes the signature of a body, in lower-case hex.
func (alg Algorithm) sign(secret string, a Autograph, body []byte) (string, error) {
	timestamp, nonce := string(a.Timestamp), string(a.Nonce)
	switch alg {
	case SHA1:
		return hashed(sha1.New(), secret, timestamp, nonce), nil
	case SHA256:
		return hashed(sha256.New(), secret, timestamp, nonce), nil
	case MD5:
		return hashed(md5.New(), secret, timestamp, nonce), nil
	case HMACSHA1:
		return hashed(hmac.New(sha1.New, []byte(secret)), timestamp, nonce), nil
	case HMACSHA256:
		return hashed(hmac.New(sha256.New, []byte(secret)), timestamp, nonce), nil
	case HMACSHA256Body:
		plain, err := canonical(body)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256(plain)
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(timestamp + nonce + hex.EncodeToString(sum[:])))
		return hex.EncodeToString(mac.Sum(nil)), nil
	}
	return "", fmt.Errorf("unknown algorithm %q", string(alg))
}

func hashed(h hash.Hash, parts ...string) string {
	slices.Sort(parts)
	h.Write([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(h.Sum(nil))
}

// canonical is a body in the one form that is signed: the signature empty, keys
// sorted at every level, no spaces, numbers as they were written.
func canonical(body []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var fields map[string]any
	if err := d.Decode(&fields); err != nil {
		return nil, err
	}
	if fields == nil {
		fields = map[string]any{}
	}
	fields["signature"] = ""
	return json.Marshal(fields)
}

// plainSignature is a signature in the one form that all that are as good as it
// have.
func plainSignature(given wire.Text) string {
	return strings.ToLower(strings.TrimSpace(given.String()))
}

// sameSignature compares in a time that tells nothing of where they differ.
func sameSignature(given wire.Text, right string) bool {
	return subtle.ConstantTimeCompare([]byte(plainSignature(given)), []byte(right)) == 1
}
