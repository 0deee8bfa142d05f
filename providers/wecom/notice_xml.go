package wecom

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The limits of a callback's XML.
const (
	maxXMLDepth    = 12
	maxXMLElements = 20_000
	maxXMLAttrs    = 8
)

var (
	errXMLDeclares = errors.New("XML with declarations is not read")
	errXMLTooMuch  = errors.New("the XML is too deep or has too many elements")
)

// readXML decodes one element and refuses whatever a callback has no need of:
// document types with their entities, instructions, depth without end. Words that
// are not known are passed over, space around texts is taken off (the documents'
// own examples have some), and an element goes by its official name also where
// another one is used for it (otherNames).
func readXML(data []byte, into any) error {
	d := xml.NewTokenDecoder(&plainXML{from: xml.NewDecoder(bytes.NewReader(data))})
	if err := d.Decode(into); err != nil {
		return err
	}
	for {
		switch token, err := d.Token(); token := token.(type) {
		case nil:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case xml.StartElement:
			return errors.New("something comes after the XML")
		case xml.CharData:
			if len(token) > 0 {
				return errors.New("something comes after the XML")
			}
		}
	}
}

// otherNames are the names that document 001 gives an element whose name is
// another one on the wire; we take both.
var otherNames = map[string]string{
	"XCtType":           "ChangeType",
	"SuiteTicketNotify": "SuiteTicket",
}

// plainXML gives the tokens of a callback, within the limits.
type plainXML struct {
	from            *xml.Decoder
	depth, elements int
}

// Token is the next one, or the reason why no more are read.
func (p *plainXML) Token() (xml.Token, error) {
	token, err := p.from.Token()
	switch token := token.(type) {
	case xml.Directive:
		return nil, errXMLDeclares
	case xml.ProcInst:
		if token.Target != "xml" {
			return nil, errXMLDeclares
		}
	case xml.StartElement:
		p.depth++
		p.elements++
		if p.depth > maxXMLDepth || p.elements > maxXMLElements || len(token.Attr) > maxXMLAttrs {
			return nil, errXMLTooMuch
		}
		token.Name = officialName(token.Name)
		return token, err
	case xml.EndElement:
		p.depth--
		token.Name = officialName(token.Name)
		return token, err
	case xml.CharData:
		return xml.CharData(bytes.TrimSpace(token)), err
	}
	return token, err
}

func officialName(name xml.Name) xml.Name {
	if official, other := otherNames[name.Local]; other {
		name.Local = official
	}
	return name
}

// Number is a whole number of a callback, exactly; 0 where there is none or it
// can't be read, which is no reason to lose the rest.
type Number int64

// UnmarshalText never fails.
func (n *Number) UnmarshalText(text []byte) error {
	value, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err == nil {
		*n = Number(value)
	}
	return nil
}

// Words is a list of ids or names that comes as one text, "a,b", as elements
// called Item, or as an element each.
type Words []string

// UnmarshalXML takes any of those forms.
func (w *Words) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var list struct {
		Text string   `xml:",chardata"`
		Item []string `xml:"Item"`
	}
	if err := d.DecodeElement(&list, &start); err != nil {
		return err
	}
	for word := range strings.SplitSeq(list.Text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			*w = append(*w, word)
		}
	}
	for _, word := range list.Item {
		if word != "" {
			*w = append(*w, word)
		}
	}
	return nil
}

// Numbers is a list of whole numbers in the same forms. What is none is left out.
type Numbers []int64

// UnmarshalXML takes any of those forms.
func (n *Numbers) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var words Words
	if err := words.UnmarshalXML(d, start); err != nil {
		return err
	}
	for _, word := range words {
		if value, err := strconv.ParseInt(word, 10, 64); err == nil {
			*n = append(*n, value)
		}
	}
	return nil
}
