package wecom

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The official sample of WXBizMsgCrypt.
const (
	sampleCorp  = "wx5823bf96d3bd56c7"
	sampleToken = "QDG6eK"
	sampleKey   = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

	sampleEcho = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
	samplePost = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
	sampleText = "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n<FromUserName><![CDATA[mycreate]]></FromUserName>\n<CreateTime>1409659813</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>"
)

// vectors are the official samples: those of the C++, C#, Java and PHP libraries,
// and the one of the Python library, which has keys of its own.
var vectors = []struct {
	name, token, key, corp             string
	signature, timestamp, nonce, boxed string
	message                            string
}{
	{
		"verify a URL", sampleToken, sampleKey, sampleCorp,
		"5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", sampleEcho, "1616140317555161061",
	},
	{
		"a callback", sampleToken, sampleKey, sampleCorp,
		"477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", samplePost, sampleText,
	},
	{
		"verify a URL, Python", "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo", "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt", "ww1436e0e65a779aee",
		"012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb", "1476416373", "47744683",
		"fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq6SVHyA==", "1288432023552776189",
	},
}

func TestOfficialVectors(t *testing.T) {
	for _, v := range vectors {
		c, err := NewCrypt(v.token, v.key, v.corp)
		require.NoError(t, err)
		require.Equal(t, v.signature, c.Signature(v.timestamp, v.nonce, v.boxed), v.name)
		message, err := c.Decrypt(v.signature, v.timestamp, v.nonce, v.boxed)
		require.NoError(t, err, v.name)
		require.Equal(t, v.message, string(message), v.name)

		// The same by another way: the scheme of the document, step by step.
		require.Equal(t, v.signature, signedByHand(v.token, v.timestamp, v.nonce, v.boxed))
		said, receiver := openedByHand(t, v.key, v.boxed)
		require.Equal(t, v.message, said)
		require.Equal(t, v.corp, receiver)
	}
	c := sampleCrypt(t)
	echo, err := c.VerifyURL(vectors[0].signature, vectors[0].timestamp, vectors[0].nonce, strings.ReplaceAll(sampleEcho, "+", " "))
	require.NoError(t, err, "an echostr that nobody escaped")
	require.Equal(t, vectors[0].message, string(echo))
}

// signedByHand is the signature, sorted and joined in another way.
func signedByHand(parts ...string) string {
	sort.Strings(parts)
	h := sha1.New()
	for _, p := range parts {
		_, _ = io.WriteString(h, p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// openedByHand chains the blocks itself, and reads the length digit by digit.
func openedByHand(t *testing.T, key, boxed string) (message, receiver string) {
	t.Helper()
	secret, err := base64.StdEncoding.DecodeString(key + "=")
	require.NoError(t, err)
	data, err := base64.StdEncoding.DecodeString(boxed)
	require.NoError(t, err)
	block, err := aes.NewCipher(secret)
	require.NoError(t, err)
	var plain []byte
	before := secret[:16]
	for ; len(data) > 0; data = data[16:] {
		out := make([]byte, 16)
		block.Decrypt(out, data[:16])
		for i := range out {
			plain = append(plain, out[i]^before[i])
		}
		before = data[:16]
	}
	plain = plain[:len(plain)-int(plain[len(plain)-1])]
	length := 0
	for _, b := range plain[16:20] {
		length = length<<8 + int(b)
	}
	return string(plain[20 : 20+length]), string(plain[20+length:])
}

// boxedByHand encrypts a plain text as it is: padding and all are the caller's.
func boxedByHand(t testing.TB, key string, plain []byte) string {
	t.Helper()
	secret, err := base64.StdEncoding.DecodeString(key + "=")
	require.NoError(t, err)
	block, err := aes.NewCipher(secret)
	require.NoError(t, err)
	var boxed []byte
	before := secret[:16]
	for ; len(plain) >= 16; plain = plain[16:] {
		in, out := make([]byte, 16), make([]byte, 16)
		for i := range in {
			in[i] = plain[i] ^ before[i]
		}
		block.Encrypt(out, in)
		boxed = append(boxed, out...)
		before = out
	}
	return base64.StdEncoding.EncodeToString(boxed)
}

func sampleCrypt(t testing.TB) *Crypt {
	t.Helper()
	c, err := NewCrypt(sampleToken, sampleKey, sampleCorp)
	require.NoError(t, err)
	return c
}

func TestWhatIsEncryptedCanBeReadByOthers(t *testing.T) {
	c := sampleCrypt(t)
	for length := range 100 { // every padding there is
		message := strings.Repeat("坐", length)
		body, err := c.Encrypt(strings.NewReader("0123456789abcdef"), []byte(message), "1409659813", "1372623149")
		require.NoError(t, err)
		var box sealed
		require.NoError(t, xml.Unmarshal(body, &box))
		require.Equal(t, "1409659813 1372623149", box.Time+" "+box.Nonce)
		require.Equal(t, signedByHand(sampleToken, box.Time, box.Nonce, box.Encrypt), box.Signature)
		said, receiver := openedByHand(t, sampleKey, box.Encrypt)
		require.Equal(t, message, said)
		require.Equal(t, sampleCorp, receiver)
		raw, err := base64.StdEncoding.DecodeString(box.Encrypt)
		require.NoError(t, err)
		require.Zero(t, len(raw)%32)
		again, err := c.Decrypt(box.Signature, box.Time, box.Nonce, box.Encrypt)
		require.NoError(t, err)
		require.Equal(t, message, string(again))
	}
	_, err := c.Encrypt(strings.NewReader("short"), nil, "1", "2")
	require.Error(t, err)
}

func TestAnythingAlteredIsNotSignedRightly(t *testing.T) {
	c := sampleCrypt(t)
	v := vectors[1]
	for _, test := range [][4]string{
		{"", v.timestamp, v.nonce, v.boxed},
		{strings.ToUpper(v.signature), v.timestamp, v.nonce, v.boxed},
		{v.signature[:39], v.timestamp, v.nonce, v.boxed},
		{v.signature + "0", v.timestamp, v.nonce, v.boxed},
		{v.signature, "1409659814", v.nonce, v.boxed},
		{v.signature, v.timestamp, "1372623140", v.boxed},
		{v.signature, v.timestamp, v.nonce, "S" + v.boxed[1:]},
		{v.signature, v.timestamp, v.nonce, v.boxed[:len(v.boxed)-64]},
		{v.signature, v.timestamp, v.nonce, ""},
		{v.signature, v.timestamp, v.nonce, sampleEcho},
	} {
		message, err := c.Decrypt(test[0], test[1], test[2], test[3])
		require.ErrorIs(t, err, ErrSignature, test)
		require.Nil(t, message)
	}
	other, err := NewCrypt("another", sampleKey, sampleCorp)
	require.NoError(t, err)
	_, err = other.Decrypt(v.signature, v.timestamp, v.nonce, v.boxed)
	require.ErrorIs(t, err, ErrSignature)
}

// What is signed with the right token may still be anything.
func TestHostileBoxes(t *testing.T) {
	c := sampleCrypt(t)
	head := "0123456789abcdef"
	length := func(n uint32) string { return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) }
	padded := func(s string) []byte {
		n := 32 - len(s)%32
		return append([]byte(s), bytes.Repeat([]byte{byte(n)}, n)...)
	}
	padding := func(n int, b byte) []byte {
		return append(bytes.Repeat([]byte("x"), 64-n), bytes.Repeat([]byte{b}, n)...)
	}
	for name, test := range map[string]struct {
		boxed string
		err   error
	}{
		"nothing":               {"", ErrEncrypted},
		"no base64":             {"<xml/>", ErrEncrypted},
		"half a block":          {"AAAAAAAAAAA=", ErrEncrypted},
		"huge":                  {strings.Repeat("A", maxEncrypted+4), ErrEncrypted},
		"padding of 0":          {boxedByHand(t, sampleKey, padding(32, 0)), ErrEncrypted},
		"padding of 33":         {boxedByHand(t, sampleKey, padding(33, 33)), ErrEncrypted},
		"padding of 255":        {boxedByHand(t, sampleKey, padding(64, 255)), ErrEncrypted},
		"padding past the head": {boxedByHand(t, sampleKey, padded("")[:16]), ErrEncrypted},
		"uneven padding":        {boxedByHand(t, sampleKey, append(padding(3, 3)[:62], 9, 3)), ErrEncrypted},
		"padding only":          {boxedByHand(t, sampleKey, padded("")), ErrEncrypted},
		"no length":             {boxedByHand(t, sampleKey, padded(head+"\x00\x00")), ErrEncrypted},
		"length past the end":   {boxedByHand(t, sampleKey, padded(head+length(19)+sampleCorp)), ErrEncrypted},
		"length of 4 GB":        {boxedByHand(t, sampleKey, padded(head+length(1<<32-1)+sampleCorp)), ErrEncrypted},
		"no receiver":           {boxedByHand(t, sampleKey, padded(head+length(18)+sampleCorp)), ErrReceiver},
		"another receiver":      {boxedByHand(t, sampleKey, padded(head+length(2)+"hi"+"wx0000000000000000")), ErrReceiver},
		"a longer receiver":     {boxedByHand(t, sampleKey, padded(head+length(2)+"hi"+sampleCorp+"7")), ErrReceiver},
		"right":                 {boxedByHand(t, sampleKey, padded(head+length(2)+"hi"+sampleCorp)), nil},
	} {
		signature := c.Signature("1", "2", test.boxed)
		message, err := c.Decrypt(signature, "1", "2", test.boxed)
		require.ErrorIs(t, err, test.err, name)
		if test.err == nil {
			require.Equal(t, "hi", string(message))
		}
	}
}

func TestASuiteHasSeveralReceivers(t *testing.T) {
	c, err := NewCrypt(sampleToken, sampleKey, "ww-suite", sampleCorp, "ww-provider")
	require.NoError(t, err)
	v := vectors[1]
	_, err = c.Decrypt(v.signature, v.timestamp, v.nonce, v.boxed)
	require.NoError(t, err)
}

func TestCryptNeedsAWholeSetup(t *testing.T) {
	for _, test := range []struct {
		token, key string
		receivers  []string
	}{
		{"", sampleKey, []string{sampleCorp}},
		{sampleToken, "", []string{sampleCorp}},
		{sampleToken, sampleKey[:42], []string{sampleCorp}},
		{sampleToken, sampleKey + "A", []string{sampleCorp}},
		{sampleToken, sampleKey[:42] + "!", []string{sampleCorp}},
		{sampleToken, sampleKey[:40] + "\n\n\n", []string{sampleCorp}},
		{sampleToken, sampleKey, nil},
		{sampleToken, sampleKey, []string{sampleCorp, ""}},
	} {
		_, err := NewCrypt(test.token, test.key, test.receivers...)
		require.Error(t, err, test)
		require.NotContains(t, fmt.Sprint(err), sampleKey[:40])
	}
}

func FuzzDecrypt(f *testing.F) {
	for _, v := range vectors {
		data, err := base64.StdEncoding.DecodeString(v.boxed)
		require.NoError(f, err)
		f.Add(data)
	}
	c := sampleCrypt(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		// As a cipher text, and as a plain one: what a holder of the key may send.
		for _, boxed := range []string{base64.StdEncoding.EncodeToString(data), boxedByHand(t, sampleKey, data)} {
			message, err := c.Decrypt(c.Signature("1", "2", boxed), "1", "2", boxed)
			if err != nil {
				require.Nil(t, message)
				continue
			}
			said, receiver := openedByHand(t, sampleKey, boxed)
			require.Equal(t, said, string(message))
			require.Equal(t, sampleCorp, receiver)
		}
	})
}
