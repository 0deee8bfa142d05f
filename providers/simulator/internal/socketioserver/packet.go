package socketioserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Engine.IO packet types: the first character of every text frame.
const (
	engineOpen    = '0'
	engineClose   = '1'
	enginePing    = '2'
	enginePong    = '3'
	engineMessage = '4'
)

// Socket.IO packet types: the second character of an Engine.IO message.
const (
	packetConnect    = '0'
	packetDisconnect = '1'
	packetEvent      = '2'
	packetAck        = '3'
	packetRefusal    = '4'
)

// packet is one Socket.IO packet without its Engine.IO prefix.
type packet struct {
	kind      byte
	namespace string          // "/" when the frame names none
	query     string          // what a version 3 CONNECT carries after "?"
	id        string          // digits; empty: no acknowledgement wanted
	data      json.RawMessage // nil when the frame carries none
}

var errPacket = errors.New("not a socket.io packet")

// parsePacket reads what follows the Engine.IO '4'.
func parsePacket(text string) (packet, error) {
	if text == "" {
		return packet{}, errPacket
	}
	p := packet{kind: text[0], namespace: "/"}
	if p.kind < packetConnect || p.kind > packetRefusal {
		return packet{}, fmt.Errorf("%w: type %q", errPacket, text[:1])
	}
	rest := text[1:]
	if strings.HasPrefix(rest, "/") {
		name, after, _ := strings.Cut(rest, ",")
		rest = after
		p.namespace, p.query, _ = strings.Cut(name, "?")
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	p.id, rest = rest[:digits], rest[digits:]
	if rest == "" {
		return p, nil
	}
	if !json.Valid([]byte(rest)) {
		return packet{}, fmt.Errorf("%w: invalid JSON", errPacket)
	}
	p.data = json.RawMessage(rest)
	return p, nil
}

// text is the frame that carries p, Engine.IO prefix included.
func (p packet) text() string {
	var b strings.Builder
	b.WriteByte(engineMessage)
	b.WriteByte(p.kind)
	if p.namespace != "" && p.namespace != "/" {
		b.WriteString(p.namespace)
		b.WriteByte(',')
	}
	b.WriteString(p.id)
	b.Write(p.data)
	return b.String()
}

// event splits an EVENT's data into its name and arguments.
func (p packet) event() (name string, args []json.RawMessage, err error) {
	if err = json.Unmarshal(p.data, &args); err != nil || len(args) == 0 {
		return "", nil, fmt.Errorf("%w: an event needs a name", errPacket)
	}
	if err = json.Unmarshal(args[0], &name); err != nil {
		return "", nil, fmt.Errorf("%w: an event's name is a string", errPacket)
	}
	return name, args[1:], nil
}

// encode is JSON as a node server writes it: < and & stay as they are.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode packet: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// EventFrame is the text frame that carries one event in a namespace. A caller
// that pushes to many sockets encodes once.
func EventFrame(namespace, event string, payload any) (string, error) {
	data, err := encode([]any{event, payload})
	if err != nil {
		return "", err
	}
	return packet{kind: packetEvent, namespace: namespace, data: data}.text(), nil
}
