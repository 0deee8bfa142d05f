package pychat

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// clientCalls are section 客户端 of the document.
func clientCalls() []endpoint {
	return []endpoint{
		call("/client/restore_client", shapeEnvelope, (*Server).restoreClient).anyState(),
		call("/client/stop_client", shapeErrCode, (*Server).stopClient).anyState(),
		call("/client/set_notify_url", shapeEnvelope, (*Server).setNotifyURL).anyState(),
		call("/client/set_bridge", shapeMsg, (*Server).setBridge).anyState(),
		call("/client/set_proxy", shapeMsg, (*Server).setProxy).anyState(),
		call("/client/update_client", shapeQuoted, (*Server).updateClient).anyState(),
		call("/client/get_client_status", shapeEnvelope, func(_ *Server, in *instance, _ byGUID) (any, *refusal) {
			return object{"status": in.status}, nil
		}).anyState(),
		call("/client/get_client_version", shapeMsg, func(_ *Server, in *instance, _ byGUID) (any, *refusal) {
			return fmt.Sprintf("8.0.%d8", in.clientType), nil
		}).anyState(),
	}
}

type restoreRequest struct {
	byGUID
	Proxy     string `json:"proxy"`
	LongProxy bool   `json:"is_login_proxy"`
	Bridge    string `json:"bridge"`
	SyncOld   bool   `json:"sync_history_msg"`
	AutoStart bool   `json:"auto_start"`
}

// restoreClient starts an instance. Assumed: one that was logged in when it
// stopped is online again; messages that a failed synchronisation (2006) held
// up arrive.
func (s *Server) restoreClient(in *instance, req restoreRequest) (any, *refusal) {
	if no := checkProxy(req.Proxy); no != nil {
		return nil, no
	}
	in.proxy, in.longProxy, in.bridge, in.syncOld = req.Proxy, req.LongProxy, req.Bridge, req.SyncOld
	if in.status == stopped {
		in.status = running
		s.notify(in, notifyReady, object{})
		if in.session && !in.banned {
			s.goOnline(in)
		}
	}
	if in.stuck {
		in.stuck = false
		s.tell(in, in.waiting)
		in.waiting = nil
	}
	return nil, nil
}

func (s *Server) stopClient(in *instance, _ byGUID) (any, *refusal) {
	in.login.running = false
	in.status = stopped
	return nil, nil
}

type notifyURLRequest struct {
	byGUID
	NotifyURL string `json:"notify_url"`
}

// setNotifyURL says where callbacks go; an empty URL: nowhere. Assumed: what
// was said before anybody listened arrives once somebody does.
func (s *Server) setNotifyURL(in *instance, req notifyURLRequest) (any, *refusal) {
	if req.NotifyURL != "" {
		u, err := url.Parse(req.NotifyURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return nil, refuse("notify_url 格式错误")
		}
	}
	in.notify.url = req.NotifyURL
	signal(in.notify.wake)
	if req.NotifyURL != "" {
		s.schedule.After(loginTakes, func() { s.greet(in) })
	}
	return nil, nil
}

type bridgeRequest struct {
	byGUID
	Bridge string `json:"bridge"`
}

func (s *Server) setBridge(in *instance, req bridgeRequest) (any, *refusal) {
	in.bridge = req.Bridge
	return nil, nil
}

type proxyRequest struct {
	byGUID
	Proxy     string `json:"proxy"`
	LongProxy bool   `json:"is_long_proxy"`
}

func (s *Server) setProxy(in *instance, req proxyRequest) (any, *refusal) {
	if no := checkProxy(req.Proxy); no != nil {
		return nil, no
	}
	in.proxy, in.longProxy = req.Proxy, req.LongProxy
	return nil, nil
}

// checkProxy lets http, socks4 and socks5 through, as the document says of
// restore_client, and none.
func checkProxy(proxy string) *refusal {
	if proxy == "" {
		return nil
	}
	u, err := url.Parse(strings.TrimSpace(proxy))
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "socks4", "socks5"}, u.Scheme) {
		return refuse("代理格式错误，支持http、socks4和socks5")
	}
	return nil
}

type updateRequest struct {
	byGUID
	ClientType int64 `json:"new_client_type" need:"true"`
}

// updateClient raises the type of an instance. A lower one has the account
// banned, as the document warns.
func (s *Server) updateClient(in *instance, req updateRequest) (any, *refusal) {
	if req.ClientType < in.clientType {
		in.banned = true
		s.goOffline(in, notifyLogout, "账号存在风险，已被限制登录")
		return nil, &refusal{codeBanned, "账号已被封禁"}
	}
	in.clientType = req.ClientType
	return "success", nil
}
