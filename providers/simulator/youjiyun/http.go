package youjiyun

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"seatdeck/providers/simulator/internal/wirejson"
)

// Codes of 有机云 1.2, and "1" of 3.0, which stands for every other failure.
const (
	codeOK     = "0"
	codeFailed = "1"
	codeToken  = "1000"
	codeBusy   = "5000"
)

const maxBody = 8 << 20

// refusal is an answer other than code 0.
type refusal struct{ code, msg string }

func refuse(format string, args ...any) *refusal {
	return &refusal{codeFailed, fmt.Sprintf(format, args...)}
}

// call is one HTTP call of chapter 2. run gets the parameters (nil for JSON
// calls) and the body (nil for forms), holding the server's lock.
type call struct {
	path string
	json bool
	free bool   // needs no token
	ok   string // the msg of success: the examples have "OK" and "ok"
	run  func(s *Server, form params, body []byte) (map[string]any, *refusal)
}

var calls = []call{
	{path: "/robotapi/client/auth", ok: "OK", free: true, run: (*Server).auth},               // 2.1
	{path: "/wxworkapi/robot/list", ok: "OK", run: (*Server).robotList},                      // 2.2
	{path: "/wxworkapi/external/user/list", ok: "OK", run: (*Server).contactList},            // 2.3
	{path: "/wxworkapi/group/list", ok: "OK", run: (*Server).groupList},                      // 2.4
	{path: "/wxworkapi/grouptag/list/download", ok: "OK", run: (*Server).groupDownload},      // 2.5
	{path: "/wxworkapi/group/member/list", ok: "OK", run: (*Server).memberList},              // 2.6
	{path: "/wxworkapi/multiple/task/save", ok: "ok", json: true, run: (*Server).saveTask},   // 2.7
	{path: "/wxworkapi/bridge", ok: "ok", json: true, run: (*Server).bridge},                 // 2.8
	{path: "/wxworkapi/group/setting/duplicate", ok: "OK", run: (*Server).duplicateSettings}, // 2.9
	{path: "/wxworkapi/chat/list", ok: "OK", run: (*Server).chatList},                        // 2.10
	{path: "/wxworkapi/chat/message", ok: "OK", run: (*Server).chatMessages},                 // 2.11
	{path: "/wxworkapi/unreadmsg/clean", ok: "ok", run: (*Server).cleanUnread},               // 2.12
	{path: "/wxworkapi/contact/sync", ok: "ok", run: (*Server).syncContacts},                 // 2.13
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, c := range calls {
		mux.HandleFunc(c.path, func(w http.ResponseWriter, r *http.Request) { s.serveCall(w, r, c) })
	}
	mux.Handle("/socket.io/", s.socketio)
	mux.Handle("/media/", s.media)
	mux.Handle("/publish/", s.media)
	s.controls(mux)
	return s.origin.Learn(mux)
}

func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, c call) {
	if r.Method != http.MethodPost {
		http.Error(w, "Request method: POST", http.StatusMethodNotAllowed)
		return
	}
	answer, no := s.answer(r, c)
	if no != nil {
		answer = map[string]any{"code": no.code, "msg": no.msg}
	} else {
		if _, said := answer["code"]; !said {
			answer["code"], answer["msg"] = codeOK, c.ok
		}
	}
	s.write(w, answer)
}

// answer checks what 1.2 and 1.3 ask of every call, then runs it.
func (s *Server) answer(r *http.Request, c call) (map[string]any, *refusal) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, refuse("请求读取失败")
	}
	if s.faults.Use(func(p *FaultPlan) *int { return &p.Busy }) {
		return nil, &refusal{codeBusy, "服务器繁忙"}
	}
	if !c.free {
		if s.faults.Use(func(p *FaultPlan) *int { return &p.Expired }) {
			s.sessions.expire()
		}
		if err := s.sessions.check(r.Header.Get("token")); err != nil {
			return nil, &refusal{codeToken, err.Error()}
		}
	}
	// Assumed: the document says 32 characters and unique, not what happens
	// otherwise.
	switch id := r.URL.Query().Get("request_id"); {
	case len(id) != 32:
		return nil, refuse("request_id 应为32位")
	case !s.sessions.claim(id):
		return nil, refuse("request_id 重复")
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var form params
	switch {
	case c.json && kind != "application/json":
		return nil, refuse("Content-Type 应为 application/json")
	case !c.json:
		if len(body) > 0 && kind != "application/x-www-form-urlencoded" {
			return nil, refuse("Content-Type 应为 application/x-www-form-urlencoded")
		}
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, refuse("参数格式错误")
		}
		form, body = params(values), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.run(s, form, body)
}

func (s *Server) write(w http.ResponseWriter, answer map[string]any) {
	data := wirejson.Encode(answer)
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	if s.faults.Use(func(p *FaultPlan) *int { return &p.BrokenAnswers }) {
		data = data[:len(data)/2]
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	if s.faults.Use(func(p *FaultPlan) *int { return &p.HalfAnswers }) {
		_, _ = w.Write(data[:len(data)/2])
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(data)
}

// params are the fields of a form.
type params url.Values

// text is one field, empty if absent.
func (p params) text(name string) string { return strings.TrimSpace(url.Values(p).Get(name)) }

// number is an integer field; absent or empty is the default.
func (p params) number(name string, absent int64) (int64, *refusal) {
	text := p.text(name)
	if text == "" {
		return absent, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, refuse("参数 %s 应为数字", name)
	}
	return n, nil
}

// list is an array field. The document does not say how a form carries one.
// Assumed: as Spring, which the back end seems to be, binds a String[]: the
// name once for each element, or one value with commas.
func (p params) list(name string) []string {
	var all []string
	for _, value := range p[name] {
		for _, element := range strings.Split(value, ",") {
			if element = strings.TrimSpace(element); element != "" {
				all = append(all, element)
			}
		}
	}
	return all
}

// robot is the robot a required robotKey names.
func (s *Server) robot(form params) (*robot, *refusal) {
	key := form.text("robotKey")
	if key == "" {
		return nil, refuse("缺少参数 robotKey")
	}
	if r := s.world.robotByKey(key); r != nil {
		return r, nil
	}
	return nil, refuse("机器人不存在")
}

// page cuts pageNum and pageSize out of a list, 2.3: from 1, 20 a page.
func page[T any](form params, all []T) ([]T, *refusal) {
	number, no := form.number("pageNum", 1)
	if no != nil {
		return nil, no
	}
	size, no := form.number("pageSize", 20)
	if no != nil {
		return nil, no
	}
	if number < 1 || size < 1 {
		return nil, refuse("分页参数错误")
	}
	return window(all, (number-1)*size, size), nil
}

// window is a slice of a list that may lie outside it.
func window[T any](all []T, offset, count int64) []T {
	length := int64(len(all))
	offset = min(max(offset, 0), length)
	return all[offset:min(length, offset+max(count, 0))]
}
