package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" //nolint:gosec // the protocol's
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// padTo is what PKCS#7 fills to in this protocol: the key's length, not AES's
// block.
const padTo = 32

// aesKey decodes an EncodingAESKey: 43 characters of base64 but + and /, 32 bytes.
func aesKey(encoded string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(encoded + "=")
	if err != nil || len(key) != padTo || strings.ContainsAny(encoded, "+/") {
		return nil, errors.New("an EncodingAESKey has 43 letters and digits")
	}
	return key, nil
}

// seal256 is AES-256-CBC with PKCS#7 to 32 bytes; the key's first half is the
// IV.
func seal256(key, plain []byte) []byte {
	pad := padTo - len(plain)%padTo
	padded := append(slices.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // aesKey made sure of the length
	}
	out := make([]byte, len(padded))
	cipher.NewCBCEncrypter(block, key[:aes.BlockSize]).CryptBlocks(out, padded)
	return out
}

// encrypt wraps a message for a receiver: 16 random bytes, the length, the
// message, the receiver's id.
func encrypt(key, salt []byte, message, receiver string) string {
	plain := binary.BigEndian.AppendUint32(slices.Clone(salt), uint32(len(message)))
	plain = append(append(plain, message...), receiver...)
	return base64.StdEncoding.EncodeToString(seal256(key, plain))
}

// signature is msg_signature.
func signature(token, timestamp, nonce, encrypted string) string {
	parts := []string{token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, ""))) //nolint:gosec // the protocol's
	return hex.EncodeToString(sum[:])
}

// element is one of a callback's XML: a text, a number, or elements.
type element struct {
	name string
	text string
	num  bool
	in   []element
}

func said(name, text string) element { return element{name: name, text: text} }

func counted(name string, n int64) element { return element{name: name, text: text(n), num: true} }

func nested(name string, in ...element) element { return element{name: name, in: in} }

// write appends the element as WeCom writes it: texts in CDATA.
func (e element) write(b *strings.Builder) {
	fmt.Fprintf(b, "<%s>", e.name)
	switch {
	case e.in != nil:
		for _, child := range e.in {
			child.write(b)
		}
	case e.num:
		b.WriteString(e.text)
	default:
		b.WriteString("<![CDATA[" + strings.ReplaceAll(e.text, "]]>", "]]]]><![CDATA[>") + "]]>")
	}
	fmt.Fprintf(b, "</%s>", e.name)
}

func document(elements ...element) string {
	var b strings.Builder
	nested("xml", elements...).write(&b)
	return b.String()
}
