package pychat

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"seatdeck/app/model"
)

// startedWith is what an instance is started with when nobody said anything else:
// as the last time, and with the messages of the time away.
func (l *link) startedWith(ctx context.Context, guid string) model.StartOptions {
	o := model.StartOptions{AutoStart: true}
	if l.lastStart != nil {
		o = l.lastStart(ctx, guid)
	}
	o.SyncHistory = true
	return o
}

// StartSeat starts an instance. The document has no call that leaves proxy and
// bridge as they are: "" is none of them.
func (l *link) StartSeat(ctx context.Context, seat model.Seat, o model.StartOptions) error {
	if err := checkProxy(o.Proxy); err != nil {
		return err
	}
	_, err := RestoreClient.Do(ctx, l.client, RestoreClientRequest{
		GUID: seat.RemoteID, Proxy: o.Proxy, IsLoginProxy: o.LoginProxy, Bridge: o.Bridge,
		SyncHistoryMsg: o.SyncHistory, AutoStart: o.AutoStart,
	})
	if err != nil {
		return hidden(l.trouble(err, seat.DisplayName()), o.Proxy)
	}
	if keeper := l.keepers.of(seat.RemoteID); keeper != nil {
		keeper.registerAgain() // it may have forgotten where callbacks go
	}
	return nil
}

// StopSeat stops an instance.
func (l *link) StopSeat(ctx context.Context, seat model.Seat) error {
	_, err := StopClient.Do(ctx, l.client, StopClientRequest{GUID: seat.RemoteID})
	return l.trouble(err, seat.DisplayName())
}

// LogOut logs the account of an instance out.
func (l *link) LogOut(ctx context.Context, seat model.Seat) error {
	_, err := Logout.Do(ctx, l.client, LogoutRequest{GUID: seat.RemoteID})
	if err == nil {
		l.accounts.gone(seat.RemoteID, model.SeatOffline)
	}
	return l.trouble(err, seat.DisplayName())
}

// Instance tells how an instance is doing.
func (l *link) Instance(ctx context.Context, seat model.Seat) (model.Instance, error) {
	state, err := l.stateOf(ctx, seat)
	if err != nil {
		return model.Instance{}, err
	}
	instance := model.Instance{State: model.InstanceStopped}
	switch state {
	case ClientRunning:
		instance.State = model.InstanceRunning
	case ClientOnline:
		instance.State = model.InstanceOnline
	}
	answer, err := GetClientVersion.Do(ctx, l.client, GetClientVersionRequest{GUID: seat.RemoteID})
	instance.Version = short(answer.Version.String())
	return instance, l.trouble(err, seat.DisplayName())
}

// SetProxy sets the proxy of an instance.
func (l *link) SetProxy(ctx context.Context, seat model.Seat, proxy string, longOnly bool) error {
	if err := checkProxy(proxy); err != nil {
		return err
	}
	_, err := SetProxy.Do(ctx, l.client, SetProxyRequest{GUID: seat.RemoteID, Proxy: proxy, IsLongProxy: longOnly})
	return hidden(l.trouble(err, seat.DisplayName()), proxy)
}

// SetBridge sets the bridge of an instance.
func (l *link) SetBridge(ctx context.Context, seat model.Seat, bridge string) error {
	_, err := SetBridge.Do(ctx, l.client, SetBridgeRequest{GUID: seat.RemoteID, Bridge: bridge})
	return l.trouble(err, seat.DisplayName())
}

// Upgrade moves an instance to another type of client. Whether that is a
// downgrade, for which accounts are banned, can't be told here: the document has
// no call that gives the type.
func (l *link) Upgrade(ctx context.Context, seat model.Seat, clientType int) error {
	if clientType <= 0 {
		return invalid("client type", "refusal.above_zero: it must be more than 0")
	}
	_, err := UpdateClient.Do(ctx, l.client, UpdateClientRequest{GUID: seat.RemoteID, NewClientType: int64(clientType)})
	return l.trouble(err, seat.DisplayName())
}

// OwnCode gives the code by which the seat's account is added.
func (l *link) OwnCode(ctx context.Context, seat model.Seat) (model.LoginCode, error) {
	const opcode = 1 // the document's
	answer, err := GetQRCode.Do(ctx, l.client, GetQRCodeRequest{GUID: seat.RemoteID, Opcode: opcode})
	if err != nil {
		return model.LoginCode{}, l.trouble(err, seat.DisplayName())
	}
	return l.codeOf(ctx, seat, answer)
}

// RawPaths lists the paths of all calls.
func (l *link) RawPaths() []string {
	calls := Calls()
	paths := make([]string, len(calls))
	for i, c := range calls {
		paths[i] = c.Path
	}
	return paths
}

// RawCall makes any call of the document. The guid of the seat is put into the
// body, but for the calls of a private CDN server, which want none.
func (l *link) RawCall(ctx context.Context, seat model.Seat, path string, body json.RawMessage) (json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
			return nil, invalid("body", "refusal.no_json: it is no JSON object")
		}
	}
	for _, c := range Calls() {
		if c.Path == path && !c.Private {
			fields["guid"], _ = json.Marshal(seat.RemoteID) // a string always encodes
		}
	}
	sent, err := json.Marshal(fields)
	if err != nil {
		return nil, invalid("body", "refusal.no_json: it is no JSON object")
	}
	answer, err := l.client.Raw(ctx, path, sent)
	if errors.Is(err, ErrUnknownCall) {
		return nil, &model.Trouble{Code: model.TroubleNotFound, About: path, Detail: "refusal.no_call: " + ErrUnknownCall.Error(), Cause: err}
	}
	return answer, l.trouble(err, seat.DisplayName())
}

// checkProxy says whether a proxy is one the document knows; "" is.
func checkProxy(proxy string) error {
	if proxy == "" {
		return nil
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Host == "" {
		return invalid("proxy", "refusal.proxy: it can't be read as a URL") // the parser would quote a password
	}
	switch u.Scheme {
	case "http", "socks4", "socks5":
		return nil
	}
	return invalid("proxy", "refusal.proxy: it must begin with http://, socks4:// or socks5://")
}

// hidden is an error without the password of a proxy, which the back end may have
// quoted in it.
func hidden(err error, proxy string) error {
	u, parseErr := url.Parse(proxy)
	if err == nil || parseErr != nil || u.User == nil {
		return err
	}
	password, _ := u.User.Password()
	t := model.AsTrouble(err)
	if password == "" || !strings.Contains(t.Detail+err.Error(), password) {
		return err
	}
	return &model.Trouble{Code: t.Code, About: t.About, Detail: strings.ReplaceAll(t.Detail, password, "***")}
}
