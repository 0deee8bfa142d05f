package wecom

import (
	"net/http"

	"github.com/skip2/go-qrcode"
)

// codePixels is how wide the picture of a code is.
const codePixels = 430

// codeURL is where the picture of the code of a contact way or a member is.
func (s *Server) codeURL(id string) string { return s.origin.URL("/code/" + id) }

// serveCode draws the code of an id: what a phone would open.
func serveCode(w http.ResponseWriter, r *http.Request) {
	picture, err := qrcode.Encode("https://work.weixin.qq.com/ca/"+r.PathValue("id"), qrcode.Medium, codePixels)
	if err != nil {
		http.NotFound(w, r) // the id is too long for a code
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(picture)
}
