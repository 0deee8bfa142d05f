package juhe

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"
)

// Algorithm is how a signature is made. Assumed, all of them: the document names
// the fields and nothing else.
type Algorithm string

// The algorithms; the zero value is SHA1.
const (
	SHA1           Algorithm = "sha1" // of secret, timestamp and nonce, sorted
	SHA256         Algorithm = "sha256"
	MD5            Algorithm = "md5"
	HMACSHA1       Algorithm = "hmac-sha1" // of timestamp and nonce, sorted
	HMACSHA256     Algorithm = "hmac-sha256"
	HMACSHA256Body Algorithm = "hmac-sha256-body" // of timestamp, nonce and the body
)

// known says whether there is such an algorithm.
func (a Algorithm) known() bool {
	switch a {
	case "", SHA1, SHA256, MD5, HMACSHA1, HMACSHA256, HMACSHA256Body:
		return true
	}
	return false
}

// signature is that of a body, whose own field signature does not count.
func (a Algorithm) signature(secret, timestamp, nonce string, body map[string]any) (string, error) {
	switch a {
	case "", SHA1:
		return digest(sha1.New(), sorted(secret, timestamp, nonce)), nil
	case SHA256:
		return digest(sha256.New(), sorted(secret, timestamp, nonce)), nil
	case MD5:
		return digest(md5.New(), sorted(secret, timestamp, nonce)), nil
	case HMACSHA1:
		return digest(hmac.New(sha1.New, []byte(secret)), sorted(timestamp, nonce)), nil
	case HMACSHA256:
		return digest(hmac.New(sha256.New, []byte(secret)), sorted(timestamp, nonce)), nil
	case HMACSHA256Body:
		signed := map[string]any{}
		for name, value := range body {
			signed[name] = value
		}
		signed["signature"] = ""
		text, err := json.Marshal(signed)
		if err != nil {
			return "", fmt.Errorf("sign: %w", err)
		}
		return digest(hmac.New(sha256.New, []byte(secret)), timestamp+nonce+digest(sha256.New(), string(text))), nil
	}
	return "", fmt.Errorf("sign: no algorithm %q", a)
}

func digest(h hash.Hash, text string) string {
	_, _ = h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

func sorted(texts ...string) string {
	slices.Sort(texts)
	return strings.Join(texts, "")
}

// signWindow is how far a timestamp may be from now.
const signWindow = 5 * time.Minute

// maxNonces are remembered.
const maxNonces = 10_000

var errSignature = errors.New("签名错误")

// checkSignature says why a signed body is refused: its time, its signature, or a
// nonce that was used before.
func (s *Server) checkSignature(raw []byte) error {
	var body map[string]any
	if err := exact(raw, &body); err != nil {
		return errSignature
	}
	timestamp, nonce := idText(body["timestamp"]), idText(body["nonce"])
	at, err := instant(timestamp)
	if err != nil || s.clock.Now().Sub(at).Abs() > signWindow {
		return errors.New("请求已过期")
	}
	given, _ := body["signature"].(string)
	target := s.outgoing.target
	want, err := target.Algorithm.signature(target.Secret, timestamp, nonce, body)
	if err != nil || !hmac.Equal([]byte(want), []byte(strings.ToLower(given))) {
		return errSignature
	}
	if id, _ := body["secretId"].(string); id != mainUser {
		return errors.New("secretId 不存在")
	}
	if nonce == "" || !s.nonces.add(timestamp+" "+nonce) {
		return errors.New("nonce 重复")
	}
	return nil
}

// instant reads epoch milliseconds, or seconds where the number is small.
func instant(text string) (time.Time, error) {
	var n int64
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return time.Time{}, err
	}
	if n < 1e11 {
		return time.Unix(n, 0), nil
	}
	return time.UnixMilli(n), nil
}

// exact reads JSON with numbers as they are written.
func exact(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}

// idText is an id that may be a JSON number or a string.
func idText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
