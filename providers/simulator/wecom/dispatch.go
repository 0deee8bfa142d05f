package wecom

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"seatdeck/providers/simulator/internal/wirejson"
)

const maxBody = 24 << 20 // an upload; JSON is far less

func notFound(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusNotFound, object{"errcode": http.StatusNotFound, "errmsg": "not found"}, false)
}

// serveCall is one call. Errors are HTTP 200 with an errcode, except those of
// the way there.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	e, known := s.calls[r.URL.Path]
	if !known {
		notFound(w, r)
		return
	}
	if s.down() {
		http.Error(w, "<html><body>503 Service Temporarily Unavailable</body></html>", http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	fate := s.faults.call(e.path)
	if fate.broken {
		http.Error(w, "<html><body>Internal Server Error</body></html>", http.StatusInternalServerError)
		return
	}
	no, leave := s.enter(e)
	defer leave()
	if fate.delay > 0 {
		select {
		case <-s.clock.After(fate.delay):
		case <-r.Context().Done():
		}
	}
	if fate.code != 0 {
		no = refuse(fate.code)
	}
	answer := s.answer(e, no, r, body)
	if fate.lose {
		panic(http.ErrAbortHandler) // the deed is done, nobody is told
	}
	if raw, isFile := answer["\x00"].([]byte); isFile {
		w.Header().Set("Content-Type", http.DetectContentType(raw))
		_, _ = w.Write(raw)
		return
	}
	write(w, http.StatusOK, answer, fate.half)
}

// file is an answer that is no JSON: the bytes of a medium.
func file(raw []byte) object { return object{"\x00": raw} }

func (s *Server) down() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock.Now().Before(s.outage)
}

// enter counts a call that is now in work. It says why it may not be.
func (s *Server) enter(e endpoint) (no *refusal, leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	s.atOnce[e.path]++
	leave = func() { s.locked(func() { s.atOnce[e.path]-- }) }
	if e.atOnce > 0 && s.atOnce[e.path] > e.atOnce {
		return refuse(codeAtOnce), leave
	}
	spent := s.spent[e.path]
	if spent == nil {
		spent = &spending{}
		s.spent[e.path] = spent
	}
	if !spent.pass(s.clock.Now(), s.options.MaxPerMinute, 15*s.options.MaxPerMinute) {
		return refuse(codeTooMany), leave
	}
	return nil, leave
}

// answer carries a call out, unless no says otherwise, and gives the body.
func (s *Server) answer(e endpoint, no *refusal, r *http.Request, body []byte) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := request{query: r.URL.Query(), body: body, kind: r.Header.Get("Content-Type")}
	var out object
	if no == nil {
		no = s.allowed(e, r.Method, &in)
	}
	if no == nil {
		out, no = e.run(s, in)
	}
	if no != nil {
		return no.body(s.asked, s.now().Unix())
	}
	if _, isFile := out["\x00"]; isFile {
		return out
	}
	whole := object{"errcode": 0, "errmsg": "ok"}
	for name, value := range out {
		whole[name] = value
	}
	return whole
}

// allowed checks the method and the token.
func (s *Server) allowed(e endpoint, method string, in *request) (no *refusal) {
	switch {
	case e.method == http.MethodGet && method != http.MethodGet:
		return refuse(codeNeedGet)
	case e.method == http.MethodPost && method != http.MethodPost:
		return refuse(codeNeedPost)
	}
	in.token, no = s.tokenOf(e.scope, in.query)
	return no
}

// write answers in JSON, or breaks off half way.
func write(w http.ResponseWriter, status int, answer object, half bool) {
	data := wirejson.Encode(answer)
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Error-Code", strconv.Itoa(errcode(answer)))
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if half {
		_, _ = w.Write(data[:len(data)/2])
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(data)
}

func errcode(answer object) int {
	code, _ := answer["errcode"].(int)
	return code
}

// spending counts the calls of one path, or the messages of a robot: those of this
// minute and this hour.
type spending struct {
	minute, hour     time.Time
	inMinute, inHour int
}

func (p *spending) pass(now time.Time, perMinute, perHour int) bool {
	if m := now.Truncate(time.Minute); !m.Equal(p.minute) {
		p.minute, p.inMinute = m, 0
	}
	if h := now.Truncate(time.Hour); !h.Equal(p.hour) {
		p.hour, p.inHour = h, 0
	}
	p.inMinute++
	p.inHour++
	return p.inMinute <= perMinute && p.inHour <= perHour
}
