package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// What is wrong with a callback. None of them says more, so that none helps who
// tries things out.
var (
	ErrSignature = errors.New("the signature is wrong")
	ErrEncrypted = errors.New("it can't be decrypted")
	ErrReceiver  = errors.New("it is meant for another receiver")
)

const (
	maxEncrypted = 256 << 10 // characters of an encrypted text
	cryptBlock   = 32        // what a plain text is padded to, unlike AES's own 16
	cryptRandom  = 16        // bytes before the length
)

// Crypt signs, encrypts and decrypts what WeCom and a receiver of its callbacks
// send each other: WXBizMsgCrypt (wire.md, "Callback crypt"). It may be used by
// many at once.
type Crypt struct {
	token     string
	block     cipher.Block
	iv        []byte
	receivers [][]byte
}

// NewCrypt takes the token and the EncodingAESKey (43 characters) that the
// callback was set up with, and the ids that callbacks may be meant for: the corp,
// and for those of a suite the suite and its provider. The first one is who
// encrypts.
func NewCrypt(token, encodingAESKey string, receivers ...string) (*Crypt, error) {
	key, err := base64.StdEncoding.DecodeString(encodingAESKey + "=")
	switch {
	case token == "":
		return nil, errors.New("callback crypt: there is no token")
	case err != nil || len(encodingAESKey) != 43:
		return nil, errors.New("callback crypt: the EncodingAESKey is not one: 43 letters and digits")
	case len(receivers) == 0 || slices.Contains(receivers, ""):
		return nil, errors.New("callback crypt: there is no receiver")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("callback crypt: %w", err)
	}
	c := &Crypt{token: token, block: block, iv: key[:aes.BlockSize]}
	for _, r := range receivers {
		c.receivers = append(c.receivers, []byte(r))
	}
	return c, nil
}

// Signature is the msg_signature of an encrypted text, in hex.
func (c *Crypt) Signature(timestamp, nonce, encrypted string) string {
	parts := []string{c.token, timestamp, nonce, encrypted}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// VerifyURL is what the echostr says by which WeCom tries out an address: what
// has to be answered.
func (c *Crypt) VerifyURL(signature, timestamp, nonce, echo string) ([]byte, error) {
	// An echostr that was not escaped has lost its pluses on the way.
	return c.Decrypt(signature, timestamp, nonce, strings.ReplaceAll(echo, " ", "+"))
}

// Decrypt is what an encrypted text says, if it is signed rightly and meant for a
// receiver of ours.
func (c *Crypt) Decrypt(signature, timestamp, nonce, encrypted string) ([]byte, error) {
	if len(encrypted) > maxEncrypted {
		return nil, ErrEncrypted
	}
	if subtle.ConstantTimeCompare([]byte(c.Signature(timestamp, nonce, encrypted)), []byte(signature)) != 1 {
		return nil, ErrSignature
	}
	data, err := base64.StdEncoding.DecodeString(encrypted)
	if err != nil || len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, ErrEncrypted
	}
	cipher.NewCBCDecrypter(c.block, c.iv).CryptBlocks(data, data)
	data, ok := unpadded(data)
	if !ok || len(data) < cryptRandom+4 {
		return nil, ErrEncrypted
	}
	length := binary.BigEndian.Uint32(data[cryptRandom:])
	data = data[cryptRandom+4:]
	if uint64(length) > uint64(len(data)) {
		return nil, ErrEncrypted
	}
	message, receiver := data[:length], data[length:]
	if !c.receives(receiver) {
		return nil, ErrReceiver
	}
	return message, nil
}

func (c *Crypt) receives(id []byte) bool {
	found := 0
	for _, r := range c.receivers {
		found |= subtle.ConstantTimeCompare(r, id)
	}
	return found == 1
}

// unpadded takes PKCS#7 padding to 32 off. A receiver of the documents' samples
// takes any length of it up to 32, whatever the bytes are; we take what is right.
func unpadded(data []byte) ([]byte, bool) {
	n := int(data[len(data)-1])
	if n == 0 || n > cryptBlock || n > len(data) {
		return nil, false
	}
	rest, padding := data[:len(data)-n], data[len(data)-n:]
	for _, b := range padding {
		if int(b) != n {
			return nil, false
		}
	}
	return rest, true
}

// sealed is the body of a callback and of an answer to one.
type sealed struct {
	XMLName   xml.Name `xml:"xml"`
	Encrypt   string   `xml:"Encrypt"`
	Signature string   `xml:"MsgSignature"`
	Time      string   `xml:"TimeStamp"`
	Nonce     string   `xml:"Nonce"`
}

// Encrypt puts a message for the first receiver in the XML that carries it, with
// its signature. random gives the 16 bytes that make it another one each time.
func (c *Crypt) Encrypt(random io.Reader, message []byte, timestamp, nonce string) ([]byte, error) {
	plain := make([]byte, cryptRandom, cryptRandom+4+len(message)+len(c.receivers[0])+cryptBlock)
	if _, err := io.ReadFull(random, plain); err != nil {
		return nil, fmt.Errorf("encrypt a callback: %w", err)
	}
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(message)))
	plain = append(append(plain, message...), c.receivers[0]...)
	n := cryptBlock - len(plain)%cryptBlock
	plain = append(plain, bytes.Repeat([]byte{byte(n)}, n)...)
	cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(plain, plain)
	encrypted := base64.StdEncoding.EncodeToString(plain)
	return xml.Marshal(sealed{Encrypt: encrypted, Signature: c.Signature(timestamp, nonce, encrypted), Time: timestamp, Nonce: nonce})
}
