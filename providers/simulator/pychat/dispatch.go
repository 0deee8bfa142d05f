package pychat

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strconv"

	"seatdeck/providers/simulator/internal/wirejson"
)

// Gateway is the path of the other way in (wire.md).
const Gateway = "/open/GuidRequest"

const maxBody = 8 << 20

// gatewayRequest is the body of the gateway (wire.md).
type gatewayRequest struct {
	AppKey    string          `json:"app_key" need:"true"`
	AppSecret string          `json:"app_secret" need:"true"`
	Path      string          `json:"path" need:"true"`
	Data      json.RawMessage `json:"data" need:"true"`
}

// serveCall is one call, asked for directly.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, e endpoint) {
	if body, ok := s.body(w, r); ok {
		s.serve(w, r, e, body)
	}
}

// serveGateway is a call asked for through the gateway. Assumed: wrong keys are
// a 401.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	body, ok := s.body(w, r)
	if !ok {
		return
	}
	var req gatewayRequest
	if wrong := schemaOf(reflect.TypeFor[gatewayRequest]()).check(body); wrong != nil {
		s.write(w, http.StatusUnprocessableEntity, object{"detail": wrong}, false)
		return
	}
	if err := json.Unmarshal(body, &req); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	if req.AppKey != appKey || req.AppSecret != appSecret {
		s.write(w, http.StatusUnauthorized, object{"errcode": codeKeys, "errmsg": "app_key 或 app_secret 错误"}, false)
		return
	}
	e, ok := s.calls[req.Path]
	if !ok || e.private {
		s.write(w, http.StatusNotFound, object{"detail": "Not Found"}, false)
		return
	}
	s.serve(w, r, e, req.Data)
}

// body reads a POST.
func (s *Server) body(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	if r.Method != http.MethodPost {
		s.write(w, http.StatusMethodNotAllowed, object{"detail": "Method Not Allowed"}, false)
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return nil, false
	}
	return body, true
}

// serve checks a body, carries the call out and answers.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, e endpoint, body []byte) {
	if wrong := e.schema.check(body); wrong != nil {
		s.write(w, http.StatusUnprocessableEntity, object{"detail": wrong}, false)
		return
	}
	var named byGUID
	_ = json.Unmarshal(body, &named) // the schema has been checked
	fate := s.faults.call(e.path, named.GUID)
	if fate.broken {
		http.Error(w, "<html><body>Internal Server Error</body></html>", http.StatusInternalServerError)
		return
	}
	code, answer := s.answer(r.Context(), e, named.GUID, body, fate)
	if fate.delay > 0 {
		select {
		case <-s.clock.After(fate.delay):
		case <-r.Context().Done():
		}
	}
	if fate.lose {
		panic(http.ErrAbortHandler) // the deed is done, nobody is told
	}
	s.write(w, code, answer, fate.half)
}

// answer counts the call, carries it out, and gives the status and the body.
func (s *Server) answer(ctx context.Context, e endpoint, guid string, body []byte, fate callFate) (int, any) {
	var in *instance
	if !e.private {
		s.mu.Lock()
		in = s.world.instance(guid)
		no := s.admit(in, e)
		s.mu.Unlock()
		if no != nil {
			status := http.StatusOK
			if no.code == codeBlocked {
				status = http.StatusTooManyRequests
			}
			return status, object{"errcode": no.code, "errmsg": no.msg}
		}
	}
	if fate.refuse {
		return http.StatusOK, e.shape.refusal(refuse("系统繁忙，请稍后再试"))
	}
	if !e.free {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	data, no := e.run(ctx, s, in, body)
	if no != nil {
		return http.StatusOK, e.shape.refusal(no)
	}
	return http.StatusOK, e.shape.success(data)
}

// admit says why an instance may not make a call, and counts it.
func (s *Server) admit(in *instance, e endpoint) *refusal {
	switch {
	case in == nil:
		return &refusal{codeGUID, "实例不存在"}
	case !in.calls.pass(s.clock.Now()):
		return &refusal{codeBlocked, "请求过于频繁，账号已被限制，请30分钟后再试"}
	case e.needs >= running && in.status == stopped:
		return &refusal{codeStopped, "实例未运行，请先恢复实例"}
	case e.needs == online && in.banned:
		return &refusal{codeBanned, "账号已被封禁"}
	case e.needs == online && in.status != online:
		return &refusal{codeOffline, "账号未登录"}
	}
	return nil
}

// write answers in JSON, or breaks off half way.
func (s *Server) write(w http.ResponseWriter, status int, answer any, half bool) {
	data := wirejson.Encode(answer)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if half {
		_, _ = w.Write(data[:len(data)/2])
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(data)
}
