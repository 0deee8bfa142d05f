package juhe

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"seatdeck/providers/internal/wire"
)

// The calls about customers and about the socket that they write over.
var (
	// GetSocketURL is 获取socket token.
	GetSocketURL = Call[UserQuery, SocketAddress]{endpoint{title: "获取socket token", path: "/message/chat/getSocketUrl", query: true, read: true}}
	// GetChatToken is 获取 chat token.
	GetChatToken = Call[None, ChatToken]{endpoint{title: "获取 chat token", path: "/message/chat/getChatToken", query: true, read: true}}
	// GetChatSeat is 获取聊天客户坐席.
	GetChatSeat = Call[ChatSeatRequest, wire.Rows[ChatSeat]]{endpoint{title: "获取聊天客户坐席", path: "/message/chat/getChatSeat", read: true}}
	// FindCustomerByName is 根据头像和昵称查询客户.
	FindCustomerByName = Call[FindCustomerRequest, wire.Text]{endpoint{title: "根据头像和昵称查询客户", path: "/message/chat/findCustomerByName", read: true}}
	// GetKeywords is 获取reOffer关键词.
	GetKeywords = Call[KeywordRequest, Texts]{endpoint{title: "获取reOffer关键词", path: "/message/chat/reoffer/keyword", read: true}}
	// SyncLinker is 同步联系人: they come over the socket.
	SyncLinker = Call[SyncLinkerRequest, Done]{endpoint{title: "同步联系人", path: "/message/chat/syncLinker", deed: true}}
)

// SocketAddress is where the socket is. The document says that data is a map and
// not what is in it: URL is the first ws or wss URL, wherever it stands, and
// Token the first text under a name with "token" in it.
type SocketAddress struct {
	URL   string
	Token string
}

// UnmarshalJSON searches data.
func (a *SocketAddress) UnmarshalJSON(data []byte) error {
	return search(data, func(name, text string) {
		switch {
		case a.URL == "" && isSocketURL(text):
			a.URL = text
		case a.Token == "" && isToken(name):
			a.Token = text
		}
	})
}

// ChatToken is what the socket is opened with: the first text under a name with
// "token" in it.
type ChatToken struct {
	Token      string
	ChatUserID string
}

// UnmarshalJSON searches data.
func (t *ChatToken) UnmarshalJSON(data []byte) error {
	return search(data, func(name, text string) {
		switch {
		case t.Token == "" && isToken(name):
			t.Token = text
		case t.ChatUserID == "" && strings.EqualFold(name, "chatUserId"):
			t.ChatUserID = text
		}
	})
}

func isToken(name string) bool { return strings.Contains(strings.ToLower(name), "token") }

func isSocketURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "ws" || u.Scheme == "wss") && u.Host != ""
}

// search tells of every text in a JSON value, in its order, with the name it
// stands under.
func search(data []byte, told func(name, text string)) error {
	type level struct {
		object bool
		name   string // that a value is expected for
		named  bool
	}
	levels := []level{{}}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		at := &levels[len(levels)-1]
		if text, ok := token.(string); ok && at.object && !at.named {
			at.name, at.named = text, true
			continue
		}
		switch token := token.(type) {
		case json.Delim:
			if token == '}' || token == ']' {
				levels = levels[:len(levels)-1]
				continue
			}
			name := at.name
			at.named = false
			levels = append(levels, level{object: token == '{', name: name})
			continue
		case string:
			told(at.name, token)
		case json.Number:
			told(at.name, token.String())
		}
		at.named = false
	}
}

// ChatSeatRequest names a customer (ChatCustomerReqVo).
type ChatSeatRequest struct {
	CustomerID     string    `json:"customerId,omitempty"` // assumed: as messages name them
	ExternalUserID string    `json:"externalUserId,omitempty"`
	Query          UserQuery `json:"-"`
}

func (r ChatSeatRequest) put(values url.Values) error { return r.Query.put(values) }

// ChatSeat is a seat that knows a customer (ChatSeatVo).
type ChatSeat struct {
	UserID wire.Text `json:"userId"`
	Name   wire.Text `json:"name"`
}

// FindCustomerRequest looks for a customer (FindCustomInfoVo). Assumed: the
// answer is their id, as messages name them.
type FindCustomerRequest struct {
	Autograph
	Avatar string `json:"avatar,omitempty"`
	Name   string `json:"name,omitempty"`
}

func (r FindCustomerRequest) signedBy(a Autograph) any {
	r.Autograph = a
	return r
}

// KeywordRequest is nothing but signed (AutographVo).
type KeywordRequest struct{ Autograph }

func (r KeywordRequest) signedBy(a Autograph) any {
	r.Autograph = a
	return r
}

// The values of linkType.
const (
	LinkersOuter = "0" // 外部
	LinkersInner = "1" // 内部
)

// SyncLinkerRequest asks for the contacts of an account (SyncLinkerRequest).
type SyncLinkerRequest struct {
	ChatUserID string `json:"chatUserId"`
	LinkType   string `json:"linkType"`
}
