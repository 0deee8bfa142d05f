package wecom

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

func mediaCalls() []endpoint {
	return []endpoint{
		{path: "media/upload", method: http.MethodPost, run: (*Server).upload},
		{path: "media/upload_attachment", method: http.MethodPost, run: (*Server).uploadAttachment},
		{path: "media/uploadimg", method: http.MethodPost, run: (*Server).uploadPicture},
		get("media/get", (*Server).mediaBytes),
	}
}

// medium is an upload. It lives three days.
type medium struct {
	id, kind, name string
	data           []byte
	at             time.Time
}

const (
	mediumLife  = 3 * 24 * time.Hour
	maxMedia    = 200 // uploads kept; then the oldest goes
	minMedium   = 5   // bytes
	maxPicture  = 10 << 20
	maxAnything = 20 << 20
)

func (s *Server) medium(id string) *medium {
	return first(s.world.media, func(m *medium) bool { return m.id == id && s.clock.Now().Sub(m.at) < mediumLife })
}

func (s *Server) upload(r request) (object, *refusal) { return s.keepUpload(r, r.query.Get("type")) }

// uploadAttachment takes what goes with moments (1) and products (2).
func (s *Server) uploadAttachment(r request) (object, *refusal) {
	if use := r.query.Get("attachment_type"); use != "1" && use != "2" {
		return nil, invalid("attachment_type is 1 or 2")
	}
	return s.keepUpload(r, r.query.Get("media_type"))
}

func (s *Server) keepUpload(r request, kind string) (object, *refusal) {
	if !slices.Contains([]string{"image", "voice", "video", "file"}, kind) {
		return nil, refuse(codeMediaType)
	}
	name, data, no := uploaded(r)
	switch {
	case no != nil:
		return nil, no
	case len(data) < minMedium || len(data) > maxAnything || kind == "image" && len(data) > maxPicture:
		return nil, refuseAs(40006, "invalid file size")
	}
	m := &medium{id: "3" + opaque(s.rand, 63), kind: kind, name: name, data: data, at: s.clock.Now()}
	if len(s.world.media) >= maxMedia {
		s.world.media = s.world.media[1:]
	}
	s.world.media = append(s.world.media, m)
	return object{"type": kind, "media_id": m.id, "created_at": text(m.at.Unix())}, nil
}

// uploadPicture gives a URL that never ends.
func (s *Server) uploadPicture(r request) (object, *refusal) {
	_, data, no := uploaded(r)
	if no != nil {
		return nil, no
	}
	path := "/publish/" + talk.HexText(s.rand, 24)
	s.media.Keep(path, data)
	return object{"url": s.origin.URL(path)}, nil
}

// uploaded is the part named media of a multipart body.
func uploaded(r request) (name string, data []byte, no *refusal) {
	kind, params, err := mime.ParseMediaType(r.kind)
	if err != nil || kind != "multipart/form-data" {
		return "", nil, refuseAs(41005, "media data missing")
	}
	parts := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return "", nil, refuseAs(41005, "media data missing")
		}
		if part.FormName() != "media" {
			continue
		}
		if data, err = io.ReadAll(part); err != nil {
			return "", nil, refuseAs(41005, "media data missing")
		}
		return part.FileName(), data, nil
	}
}

func (s *Server) mediaBytes(query url.Values) (object, *refusal) {
	m := s.medium(query.Get("media_id"))
	if m == nil {
		return nil, refuse(codeMedia)
	}
	return file(m.data), nil
}
