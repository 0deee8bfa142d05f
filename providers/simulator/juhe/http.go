package juhe

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/wirejson"
)

// Codes. Assumed: the document shows 0 only.
const (
	codeOK        = 0
	codeToken     = 401
	codeSignature = 403
	codeParameter = 4000
	codeWrongCode = 4001
	codeExpired   = 4002
	codeBanned    = 4003
	codeNotFound  = 4004
	codeOffline   = 4006
	codeBusy      = 5000
)

const maxBody = 1 << 20

// refusal is an answer other than code 0.
type refusal struct {
	code int
	msg  string
}

func refuse(code int, format string, args ...any) *refusal {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

// request is a call as it came: its query and its body.
type request struct {
	query url.Values
	raw   []byte
}

// read decodes the body; one that is missing is empty, as no body is required.
func (r request) read(v any) *refusal {
	if len(bytes.TrimSpace(r.raw)) == 0 {
		return nil
	}
	if err := exact(r.raw, v); err != nil {
		return refuse(codeParameter, "参数格式错误")
	}
	return nil
}

// answered is what a call gives: its data and, seldom, words beside code 0.
type answered struct {
	data any
	msg  string
}

// call is one call of the document. run holds the server's lock.
type call struct {
	path   string
	signed bool // its body is signed
	run    func(*Server, request) (answered, *refusal)
}

const root = "/message/chat/"

// calls are those of the document, in its order.
var calls = []call{
	{root + "getUsers", false, (*Server).getUsers},
	{root + "getSonUsers", false, (*Server).getSonUsers},
	{root + "getSonUsersByClass", false, (*Server).getSonUsersByClass},
	{root + "binding", false, (*Server).binding},
	{root + "online", false, (*Server).goOnline},
	{root + "offline", false, (*Server).goOffline},
	{root + "getSocketUrl", false, (*Server).getSocketURL},
	{root + "getChatToken", false, (*Server).getChatToken},
	{root + "getLoginLog", false, (*Server).getLoginLog},
	{root + loginCallBack, true, (*Server).takeLogin},
	{root + "getPanel", false, (*Server).getPanel},
	{root + "update", false, (*Server).update},
	{root + "delete", false, (*Server).delete},
	{root + "getQrCode", false, (*Server).getQRCode},
	{root + "getLoginStatus", false, (*Server).getLoginStatus},
	{root + "importUser", false, (*Server).importUser},
	{root + "getChatSeat", false, (*Server).getChatSeat},
	{root + syncUserInfo, true, (*Server).takeUserInfo},
	{root + detectionNotice, true, (*Server).takeNotice},
	{root + "qryTransferCount", true, (*Server).qryTransferCount},
	{root + "findUserByPhone", true, (*Server).findUserByPhone},
	{root + "findCustomerByName", true, (*Server).findCustomerByName},
	{root + "loginCode", false, (*Server).loginCode},
	{root + "reoffer/keyword", true, (*Server).reofferKeywords},
	{root + "userInfo", false, (*Server).userInfo},
	{root + "syncLinker", false, (*Server).syncLinker},
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, c := range calls {
		mux.HandleFunc(c.path, func(w http.ResponseWriter, r *http.Request) { s.serveCall(w, r, c) })
	}
	mux.HandleFunc("/socket", s.serveSocket)
	mux.Handle("/media/", s.media)
	mux.Handle("/publish/", s.media)
	mux.HandleFunc("/", http.NotFound)
	outer := http.NewServeMux()
	s.controls(outer) // they go on during an outage
	outer.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		out := s.isOut()
		s.mu.Unlock()
		if out {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		mux.ServeHTTP(w, r)
	})
	return s.origin.Learn(outer)
}

func (s *Server) isOut() bool { return s.clock.Now().Before(s.out) }

func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, c call) {
	if r.Method != http.MethodPost {
		http.Error(w, "POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		http.Error(w, "body", http.StatusRequestEntityTooLarge)
		return
	}
	fate := s.faults.call(c.path)
	var answer map[string]any
	switch {
	case fate.broken:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "<html><body>500 Internal Server Error</body></html>")
		return
	case fate.garbage:
		_, _ = io.WriteString(w, `{"code":{},"msg":[1],"data":"`+strings.Repeat("垃圾", 500)+`"}`)
		return
	case fate.code != 0:
		answer = envelope(answered{}, refuse(fate.code, "系统繁忙，请稍后再试"))
	default:
		answer = envelope(s.answer(c, request{r.URL.Query(), body}))
	}
	if fate.delay > 0 {
		select {
		case <-r.Context().Done():
			return
		case <-s.clock.After(fate.delay):
		}
	}
	s.write(w, wirejson.Encode(answer), fate)
}

func (s *Server) write(w http.ResponseWriter, data []byte, fate callFate) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	switch {
	case fate.lose:
		panic(http.ErrAbortHandler)
	case fate.half:
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data[:len(data)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(data)
}

// answer checks what every call must have, then runs it.
func (s *Server) answer(c call, r request) (answered, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if no := s.authorize(r.query); no != nil {
		return answered{}, no
	}
	if c.signed {
		if err := s.checkSignature(r.raw); err != nil {
			return answered{}, refuse(codeSignature, "%s", err)
		}
	}
	return c.run(s, r)
}

// authorize checks the query. Assumed: every call has accessToken and userid
// there, also those whose table has none; projectId and corpid may be left out.
func (s *Server) authorize(q url.Values) *refusal {
	switch project, corp := q.Get("projectId"), q.Get("corpid"); {
	case q.Get("accessToken") != accessToken:
		return refuse(codeToken, "accessToken 无效")
	case q.Get("userid") != mainUser:
		return refuse(codeToken, "用户不存在")
	case project != "" && project != "0" && project != strconv.Itoa(ProjectID):
		return refuse(codeToken, "无权访问该项目")
	case corp != "" && corp != CorpID:
		return refuse(codeToken, "无权访问该企业")
	}
	return nil
}

func envelope(a answered, no *refusal) map[string]any {
	if no != nil {
		return map[string]any{"code": no.code, "msg": no.msg, "data": nil}
	}
	return map[string]any{"code": codeOK, "msg": a.msg, "data": a.data}
}

// yes is the answer of a Boolean call that did what it was asked.
func yes() (answered, *refusal) { return answered{data: true}, nil }

// no is the answer of one that did not, with the reason.
func no(msg string) (answered, *refusal) { return answered{data: false, msg: msg}, nil }

// pageOf cuts a page out of a list. Assumed: pageNo counts from 1, 0 is the first
// as well; pageSize is 20 where it is missing, and at most 200.
func pageOf[T any](all []T, number, size int64) map[string]any {
	const usual, most, deepest = 20, 200, 1 << 31
	number = min(max(number, 1), deepest)
	if size <= 0 {
		size = usual
	}
	size = min(size, most)
	total := int64(len(all))
	first := min((number-1)*size, total)
	list := append([]T{}, all[first:min(first+size, total)]...)
	return map[string]any{"pageSize": size, "total": total, "pageNo": number, "list": list}
}

// parseDate reads "yyyy-MM-dd HH:mm:ss"; the zero time where there is none.
func parseDate(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", text, shanghai)
	if err != nil {
		return time.Time{}
	}
	return t
}
