package yunzhenji

import (
	"net/http"
	"net/url"
	"strconv"

	"seatdeck/providers/simulator/internal/control"
)

// Codes. The document shows 0; 407 has been seen (wire.md). Assumed: a parameter
// that makes no sense is 400, and an overload 500.
const (
	codeOK      = 0
	codeWrong   = 400
	codeRefused = 407
	codeBroken  = 500
)

// serveList is GET /wechat/list.
func (s *Server) serveList(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, "GET", http.StatusMethodNotAllowed)
		return
	}
	s.mu.Lock()
	s.calls++
	fate := s.faults.next()
	answer := s.list(r.URL.Query(), fate)
	s.mu.Unlock()
	switch fate {
	case fateBroken:
		w.Header().Set("Content-Type", "text/html")
		http.Error(w, "<html><body>502 Bad Gateway</body></html>", http.StatusBadGateway)
	case fateCut:
		w.Header().Set("Content-Length", "4096")
		_, _ = w.Write([]byte(`{"data":[{"id":199,`))
		_ = http.NewResponseController(w).Flush() // or nothing of it leaves, and a client asks again by itself
		panic(http.ErrAbortHandler)
	case fateGarbage:
		_, _ = w.Write([]byte(`{"data":{"id":[]},"pager":"?","errcode":0}`))
	default:
		control.Reply(w, answer)
	}
}

// list answers a query.
func (s *Server) list(q url.Values, fate fate) map[string]any {
	if fate == fateOverloaded {
		return refusal(codeBroken, "系统繁忙")
	}
	if s.faults.RefuseToken || q.Get("app_id") != appID || q.Get("access_token") != accessToken {
		return refusal(codeRefused, "access_token无效")
	}
	online, wrong := number(q, "online", -1)
	page, wrongPage := number(q, "page", 1)
	size, wrongSize := number(q, "page_size", 10)
	if wrong || wrongPage || wrongSize || online < -1 || online > 1 {
		return refusal(codeWrong, "参数错误")
	}
	page, size = max(page, 1), min(max(size, 1), 100)
	var wanted []*account
	for _, a := range s.accounts {
		if online == -1 || flag(a.online) == online {
			wanted = append(wanted, a)
		}
	}
	first := min((page-1)*size, len(wanted))
	rows := []map[string]any{}
	for _, a := range wanted[first:min(first+size, len(wanted))] {
		rows = append(rows, a.shape(s.origin))
	}
	return map[string]any{
		"data": rows, "errcode": codeOK,
		"pager": map[string]any{
			"page": page, "perPage": size, "numRecords": len(wanted), "numPages": (len(wanted) + size - 1) / size,
			"firstRecord": first, "lastRecord": max(first+len(rows)-1, 0),
		},
	}
}

func refusal(code int, words string) map[string]any {
	return map[string]any{"errcode": code, "errmsg": words}
}

// maxNumber keeps products of parameters small.
const maxNumber = 1_000_000

// number is a parameter; absent or empty is the default.
func number(q url.Values, name string, absent int) (n int, wrong bool) {
	text := q.Get(name)
	if text == "" {
		return absent, false
	}
	n, err := strconv.Atoi(text)
	return n, err != nil || n > maxNumber
}
