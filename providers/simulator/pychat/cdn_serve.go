package pychat

import (
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// grantLasts is how long a download's URL works. Assumed.
const grantLasts = 10 * time.Minute

// grant lets anybody who has its token fetch a file for a while.
type grant struct {
	file  *file
	until time.Time
}

// granted makes a URL by which a file can be fetched for a while. The caller
// holds the lock.
func (s *Server) granted(f *file, name string) string {
	now := s.clock.Now()
	for token, g := range s.grants {
		if now.After(g.until.Add(grantLasts)) { // until then, people are told that it ran out
			delete(s.grants, token)
		}
	}
	if s.grants == nil {
		s.grants = map[string]grant{}
	}
	token := talk.HexText(s.rand, 32)
	s.grants[token] = grant{f, now.Add(grantLasts)}
	name = path.Base(path.Clean("/" + firstOf(name, f.name, f.id[len(f.id)-12:])))
	return s.origin.URL("/download/" + token + "/" + url.PathEscape(name))
}

// downloads mounts what URLs in answers and in messages lead to.
func (s *Server) downloads(mux *http.ServeMux) {
	mux.HandleFunc("GET /download/{token}/{name}", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		g, ok := s.grants[r.PathValue("token")]
		s.mu.Unlock()
		switch {
		case !ok:
			http.NotFound(w, r)
		case !s.clock.Now().Before(g.until):
			http.Error(w, "expired", http.StatusForbidden)
		default:
			s.serveFile(w, r, g.file)
		}
	})
	mux.HandleFunc("GET /sns/{id}/{size}", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		f := s.world.files[r.PathValue("id")]
		s.mu.Unlock()
		if f != nil && r.PathValue("size") != snsWhole {
			f = f.thumb
		}
		if f == nil {
			http.NotFound(w, r)
			return
		}
		s.serveFile(w, r, f)
	})
}

// serveFile serves a file, or a part of it, as fast as the faults allow.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, f *file) {
	if s.lost(f) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", `"`+f.md5()+`"`)
	perSecond, cut := s.faults.download()
	out := &throttled{ResponseWriter: w, request: r, server: s, perSecond: perSecond, left: -1, cut: cut}
	http.ServeContent(out, r, f.name, time.Time{}, f.open())
}

// lost tells that an upload has given way to newer ones.
func (s *Server) lost(f *file) bool { return f.shelf != "" && stored(s.media, f.shelf) == nil }

// throttled is a download that is slow, or breaks half way.
type throttled struct {
	http.ResponseWriter
	request   *http.Request
	server    *Server
	perSecond int // bytes; 0: as fast as it goes
	cut       bool
	left      int64 // bytes until it breaks; -1: not known yet
}

// Write writes at most as much at a time as goes in a tenth of a second.
func (t *throttled) Write(p []byte) (int, error) {
	if t.cut && t.left < 0 {
		length, _ := strconv.ParseInt(t.Header().Get("Content-Length"), 10, 64) // ServeContent sets it
		t.left = length / 2
	}
	written := 0
	for written < len(p) {
		part := p[written:]
		if t.cut {
			part = part[:min(int64(len(part)), t.left)]
		}
		if t.perSecond > 0 {
			part = part[:min(len(part), max(1, t.perSecond/10))]
		}
		n, err := t.ResponseWriter.Write(part)
		written += n
		if err != nil {
			return written, err
		}
		if t.left -= int64(n); t.cut && t.left <= 0 {
			_ = http.NewResponseController(t.ResponseWriter).Flush() // the half does arrive
			panic(http.ErrAbortHandler)
		}
		if err := t.rest(n); err != nil {
			return written, err
		}
	}
	return written, nil
}

// rest waits as long as so many bytes of a slow download take.
func (t *throttled) rest(bytes int) error {
	if t.perSecond == 0 {
		return nil
	}
	_ = http.NewResponseController(t.ResponseWriter).Flush() // slow, not late
	select {
	case <-t.server.clock.After(time.Duration(bytes) * time.Second / time.Duration(t.perSecond)):
		return nil
	case <-t.request.Context().Done():
		return io.ErrClosedPipe
	}
}

// snsWhole is the last part of the URL of a moment's picture or video; any other
// is its small copy.
const snsWhole = "0"

// snsURL is where anybody finds a file of a moment.
func (s *Server) snsURL(f *file, size string) string {
	return s.origin.URL("/sns/" + f.id + "/" + size)
}

// atURL finds the file behind a URL that an answer or a message had in it;
// nil: there is none.
func (s *Server) atURL(address string) *file {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	place := u.Path
	if base, err := url.Parse(s.origin.String()); err == nil {
		place = strings.TrimPrefix(place, base.Path)
	}
	if id, ok := strings.CutPrefix(place, "/sns/"); ok {
		return s.world.files[path.Dir(id)]
	}
	if u.Host == wwHost {
		return s.world.files[u.Query().Get("param")]
	}
	for _, f := range s.world.files {
		if f.path != "" && f.path == place {
			return f
		}
	}
	if data, ok := s.media.Get(place); ok {
		return s.drawn(place, data)
	}
	return nil
}

// drawn is a picture or a video of the world's own, which no call has put at the
// CDN.
func (s *Server) drawn(place string, data []byte) *file {
	f := &file{id: newFileID(s.rand), name: path.Base(place), kind: fileOther}
	switch strings.Split(place, "/")[2] {
	case "picture", "thumb", "avatar":
		f.kind = filePicture
	case "video":
		f.kind = fileVideo
	}
	f.fill(func() []byte { return data })
	return f
}
