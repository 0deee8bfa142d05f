package socketio

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Endpoint says where to connect and as whom.
type Endpoint struct {
	// URL as the document writes it: http(s)://host[:port]/namespace?query. The
	// path is the namespace; the transport's own path is always /socket.io/.
	// The query goes into the websocket URL and, in Engine.IO 3, into CONNECT.
	URL string
	// Auth goes into CONNECT and into the websocket URL's query, since servers
	// differ in where they look.
	Auth map[string]any
	// EIO asks for Engine.IO 3 or 4. 0 tries 3 first and remembers what worked.
	EIO int
}

// String names the endpoint without its query and credentials.
func (e Endpoint) String() string {
	t, err := e.target()
	if err != nil {
		return "invalid endpoint"
	}
	return t.name()
}

// GoString is String, so that no verb prints a secret.
func (e Endpoint) GoString() string { return e.String() }

// target is an Endpoint made ready for the wire.
type target struct {
	base      url.URL // ws(s)://host, without path and query
	namespace string
	query     url.Values
	auth      []byte // JSON object, or nil
}

func (e Endpoint) target() (target, error) {
	if e.EIO != 0 && e.EIO != 3 && e.EIO != 4 {
		return target{}, fmt.Errorf("socketio: Engine.IO version %d is unknown", e.EIO)
	}
	u, err := url.Parse(e.URL)
	if err != nil {
		// The parser's error quotes the URL, and with it the token.
		return target{}, errors.New("socketio: endpoint URL can't be read")
	}
	scheme, ok := map[string]string{"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}[u.Scheme]
	switch {
	case !ok:
		return target{}, errors.New("socketio: endpoint URL is neither http nor https")
	case u.Host == "":
		return target{}, errors.New("socketio: endpoint URL has no host")
	case u.User != nil:
		return target{}, errors.New("socketio: endpoint URL must not hold a user")
	}
	t := target{
		base:      url.URL{Scheme: scheme, Host: u.Host},
		namespace: u.EscapedPath(),
	}
	if t.namespace == "" {
		t.namespace = rootNamespace
	}
	if strings.Contains(t.namespace, ",") {
		return target{}, errors.New("socketio: namespace must not hold a comma")
	}
	if t.query, err = url.ParseQuery(u.RawQuery); err != nil {
		return target{}, errors.New("socketio: endpoint URL's query can't be read")
	}
	for key, value := range e.Auth {
		text, err := queryText(value)
		if err != nil {
			return target{}, fmt.Errorf("socketio: auth value %q has no JSON form", key)
		}
		t.query.Set(key, text)
	}
	if e.Auth != nil {
		if t.auth, err = json.Marshal(e.Auth); err != nil {
			return target{}, errors.New("socketio: auth has no JSON form")
		}
	}
	return t, nil
}

func queryText(value any) (string, error) {
	if text, ok := value.(string); ok {
		return text, nil
	}
	data, err := json.Marshal(value)
	return string(data), err
}

// name is the target as an error may name it.
func (t target) name() string { return t.base.String() + t.namespace }

func (t target) websocketURL(eio int) string {
	query := url.Values{}
	for key, values := range t.query {
		query[key] = values
	}
	query.Set("EIO", strconv.Itoa(eio))
	query.Set("transport", "websocket")
	u := t.base
	u.Path, u.RawQuery = "/socket.io/", query.Encode()
	return u.String()
}

// connect is the CONNECT frame that asks for the namespace.
func (t target) connect(eio int) []byte {
	p := packet{kind: typeConnect, namespace: t.namespace, id: noID}
	if eio == 4 {
		p.data = t.auth
	} else if len(t.query) > 0 {
		p.namespace += "?" + t.query.Encode()
	}
	return appendPacket(nil, p)
}

func (t target) secrets() []string {
	var all []string
	for _, values := range t.query {
		for _, value := range values {
			all = append(all, value, url.QueryEscape(value))
		}
	}
	return all
}
