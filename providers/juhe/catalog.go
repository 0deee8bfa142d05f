package juhe

import (
	"context"
	"encoding/json"
	"reflect"
)

// CallInfo describes one call or callback of the document.
type CallInfo struct {
	Title    string // in the document
	Path     string
	Name     string // in Go
	Query    bool   // the request is parameters of the query; else a JSON body
	Read     bool   // changes nothing, or nothing more when repeated
	Callback bool   // 聚合聊天 calls us
	Request  reflect.Type
	Answer   reflect.Type // of data
}

// Calls lists the 26 calls in the order of the document.
func Calls() []CallInfo {
	list := documented()
	infos := make([]CallInfo, len(list))
	for i, one := range list {
		infos[i] = one.call.describe()
		infos[i].Name = one.name
	}
	return infos
}

// anyCall is a Call or a Callback, its types aside.
type anyCall interface {
	describe() CallInfo
	try(ctx context.Context, c *Client, request json.RawMessage) (any, error)
}

func (call Call[Req, Ans]) describe() CallInfo {
	return CallInfo{
		Title: call.title, Path: call.path, Query: call.query, Read: call.read,
		Request: reflect.TypeFor[Req](), Answer: reflect.TypeFor[Ans](),
	}
}

// try makes the call with a request in JSON.
func (call Call[Req, Ans]) try(ctx context.Context, c *Client, request json.RawMessage) (any, error) {
	var req Req
	if err := json.Unmarshal(request, &req); err != nil {
		return nil, err
	}
	return call.Do(ctx, c, req)
}

// namedCall is a Call and the name of its variable.
type namedCall struct {
	name string
	call anyCall
}

// documented are all calls of the document, in its order.
func documented() []namedCall {
	return []namedCall{
		{"GetUsers", GetUsers},
		{"GetSonUsers", GetSonUsers},
		{"GetSonUsersByClass", GetSonUsersByClass},
		{"Binding", Binding},
		{"Online", Online},
		{"Offline", Offline},
		{"GetSocketURL", GetSocketURL},
		{"GetChatToken", GetChatToken},
		{"GetLoginLog", GetLoginLog},
		{"OnLogin", OnLogin},
		{"GetPanel", GetPanel},
		{"Update", Update},
		{"Delete", Delete},
		{"GetQRCode", GetQRCode},
		{"GetLoginStatus", GetLoginStatus},
		{"ImportUser", ImportUser},
		{"GetChatSeat", GetChatSeat},
		{"OnSyncUserInfo", OnSyncUserInfo},
		{"OnDetection", OnDetection},
		{"QryTransferCount", QryTransferCount},
		{"FindUserByPhone", FindUserByPhone},
		{"FindCustomerByName", FindCustomerByName},
		{"LoginCode", LoginCode},
		{"GetKeywords", GetKeywords},
		{"GetUserInfo", GetUserInfo},
		{"SyncLinker", SyncLinker},
	}
}
