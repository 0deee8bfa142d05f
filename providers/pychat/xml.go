package pychat

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// The limits of the XML in messages and moments: anybody can have written it.
const (
	maxXML       = 256 << 10 // bytes
	maxXMLDepth  = 32        // elements inside one another
	maxXMLTokens = 20_000
)

var (
	errXMLLong  = errors.New("the XML is too long")
	errXMLDeep  = errors.New("the XML is nested too deeply")
	errXMLLarge = errors.New("the XML has too many parts")
)

// decodeXML reads XML into v, a pointer to a struct. It knows no entities but
// the five of XML, and forgives what phones forgive: tags that are left open,
// and characters that XML does not allow.
func decodeXML(text string, v any) error {
	if len(text) > maxXML {
		return errXMLLong
	}
	inner := xml.NewDecoder(strings.NewReader(strings.Map(allowedInXML, text)))
	inner.Strict = false
	// The text is UTF-8, whatever it says of itself.
	inner.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	outer := xml.NewTokenDecoder(&meteredXML{inner: inner})
	outer.Strict = false
	return outer.Decode(v)
}

// meteredXML gives the tokens of a decoder as long as they keep the limits.
type meteredXML struct {
	inner *xml.Decoder
	depth int
	count int
}

// Token gives the next token.
func (m *meteredXML) Token() (xml.Token, error) {
	token, err := m.inner.Token()
	if err != nil {
		return nil, err
	}
	switch token.(type) {
	case xml.StartElement:
		m.depth++
	case xml.EndElement:
		m.depth--
	}
	m.count++
	switch {
	case m.depth > maxXMLDepth:
		return nil, errXMLDeep
	case m.count > maxXMLTokens:
		return nil, errXMLLarge
	}
	return token, nil
}

// allowedInXML drops what XML does not allow.
func allowedInXML(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r', r >= ' ' && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		return r
	}
	return -1
}
