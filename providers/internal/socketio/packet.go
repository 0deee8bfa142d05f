package socketio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Engine.IO packet types: the first byte of a text frame.
const (
	engineOpen    = '0'
	engineClose   = '1'
	enginePing    = '2'
	enginePong    = '3'
	engineMessage = '4'
	engineUpgrade = '5'
	engineNoop    = '6'
	// engineBase64 starts a text frame that stands for a binary one.
	engineBase64 = 'b'
)

// packetType is a Socket.IO packet type: the byte after engineMessage.
type packetType byte

const (
	typeConnect     packetType = '0'
	typeDisconnect  packetType = '1'
	typeEvent       packetType = '2'
	typeAck         packetType = '3'
	typeError       packetType = '4' // CONNECT_ERROR in Engine.IO 4
	typeBinaryEvent packetType = '5'
	typeBinaryAck   packetType = '6'
)

const (
	rootNamespace  = "/"
	noID           = -1
	maxAttachments = 1024
	maxDigits      = 15 // below 2^53, as the JavaScript side counts
)

// packet is one Socket.IO packet. data aliases the frame it was parsed from.
type packet struct {
	kind        packetType
	namespace   string
	attachments int   // binary frames that follow
	id          int64 // ack id, or noID
	data        []byte
}

// parsePacket reads what follows engineMessage. It checks the header only: the
// payload's JSON is checked where it is read (splitArray, reason).
func parsePacket(frame []byte) (packet, error) {
	p := packet{namespace: rootNamespace, id: noID}
	if len(frame) == 0 {
		return p, fmt.Errorf("%w: empty message", ErrPacket)
	}
	p.kind = packetType(frame[0])
	rest := frame[1:]
	switch p.kind {
	case typeConnect, typeDisconnect, typeEvent, typeAck, typeError:
	case typeBinaryEvent, typeBinaryAck:
		n, after, ok := leadingNumber(rest)
		if !ok || n > maxAttachments || len(after) == 0 || after[0] != '-' {
			return p, fmt.Errorf("%w: attachment count", ErrPacket)
		}
		p.attachments, rest = int(n), after[1:]
	default:
		return p, fmt.Errorf("%w: unknown message type %q", ErrPacket, frame[0])
	}

	if len(rest) > 0 && rest[0] == '/' {
		name, after, _ := bytes.Cut(rest, []byte{','})
		// Engine.IO 3 lets a CONNECT carry a query behind the namespace.
		name, _, _ = bytes.Cut(name, []byte{'?'})
		p.namespace, rest = string(name), after
	}
	if p.kind != typeConnect && p.kind != typeError && len(rest) > 0 && isDigit(rest[0]) {
		id, after, ok := leadingNumber(rest)
		if !ok {
			return p, fmt.Errorf("%w: ack id", ErrPacket)
		}
		p.id, rest = id, after
	}
	if (p.kind == typeAck || p.kind == typeBinaryAck) && p.id == noID {
		return p, fmt.Errorf("%w: ack without id", ErrPacket)
	}
	p.data = rest
	return p, nil
}

// appendPacket writes p as a whole text frame, engine type included.
func appendPacket(dst []byte, p packet) []byte {
	dst = append(dst, engineMessage, byte(p.kind))
	if p.kind == typeBinaryEvent || p.kind == typeBinaryAck {
		dst = append(strconv.AppendInt(dst, int64(p.attachments), 10), '-')
	}
	if p.namespace != rootNamespace {
		dst = append(append(dst, p.namespace...), ',')
	}
	if p.id != noID {
		dst = strconv.AppendInt(dst, p.id, 10)
	}
	return append(dst, p.data...)
}

// encodeEvent writes an event; id is the ack wanted, or noID.
func encodeEvent(namespace string, id int64, event string, args []any) ([]byte, error) {
	data, err := json.Marshal(append([]any{event}, args...))
	if err != nil {
		return nil, fmt.Errorf("socketio: encode %q: %w", event, err)
	}
	return appendPacket(nil, packet{kind: typeEvent, namespace: namespace, id: id, data: data}), nil
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func leadingNumber(b []byte) (n int64, rest []byte, ok bool) {
	i := 0
	for ; i < len(b) && isDigit(b[i]); i++ {
		if i == maxDigits {
			return 0, b, false
		}
		n = n*10 + int64(b[i]-'0')
	}
	return n, b[i:], i > 0
}

// openPacket is the server's greeting, the payload of engineOpen.
type openPacket struct {
	pingInterval time.Duration
	pingTimeout  time.Duration
	maxPayload   int64 // bytes the server takes in one frame; 0: not said
}

// A greeting may not make us flood the server or wait for ever.
const (
	defaultPingInterval = 25 * time.Second
	defaultPingTimeout  = 20 * time.Second
	minPing             = 50 * time.Millisecond
	maxPing             = time.Hour
)

func parseOpen(data []byte) (openPacket, error) {
	var raw struct {
		PingInterval float64 `json:"pingInterval"` // ms
		PingTimeout  float64 `json:"pingTimeout"`  // ms
		MaxPayload   float64 `json:"maxPayload"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return openPacket{}, fmt.Errorf("%w: greeting is not the expected JSON", ErrPacket)
	}
	open := openPacket{
		pingInterval: pingDuration(raw.PingInterval, defaultPingInterval),
		pingTimeout:  pingDuration(raw.PingTimeout, defaultPingTimeout),
	}
	if raw.MaxPayload > 0 && raw.MaxPayload < 1<<53 {
		open.maxPayload = int64(raw.MaxPayload)
	}
	return open, nil
}

func pingDuration(ms float64, fallback time.Duration) time.Duration {
	if ms <= 0 {
		return fallback
	}
	ms = min(ms, float64(maxPing.Milliseconds()))
	return max(time.Duration(ms*float64(time.Millisecond)), minPing)
}

// refusal finds the reason in an error packet: Engine.IO 3 sends a string or
// whatever the server's middleware gave, Engine.IO 4 an object with a message.
func refusal(data []byte) string {
	var text string
	if json.Unmarshal(data, &text) == nil {
		return text
	}
	var object struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(data, &object) == nil && object.Message != "" {
		return object.Message
	}
	if len(data) == 0 {
		return "no reason given"
	}
	return string(data[:min(len(data), 4*maxReason)])
}
