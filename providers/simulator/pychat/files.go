package pychat

import (
	"bytes"
	"context"
	"crypto/md5" // as the document's file_md5
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"

	"seatdeck/providers/simulator/internal/media"
	"seatdeck/providers/simulator/internal/talk"
)

// fileKind is what a file is, whatever number a call has for it.
type fileKind int

// Kinds of file.
const (
	filePicture fileKind = iota
	fileVideo
	fileVoice
	fileEmoji
	fileOther
)

// file is something that lies at the CDN: uploaded, or made when asked for.
type file struct {
	id, aesKey string // id begins with "30"
	kind       fileKind
	name       string
	path       string // of an emoji: where anybody may fetch it, below BaseURL
	shelf      string // of an upload: where the store has its bytes, until newer ones need the room

	width, height int   // of a picture, and of a video's thumbnail
	seconds       int   // of a voice or a video
	thumb         *file // of a picture or a video; nil: none

	// open reads it from its start; each call gives a reader of its own.
	open func() io.ReadSeeker
	// measure gives its size in bytes and its md5, worked out once.
	measure func() (size int64, md5 string)
}

func (f *file) size() int64 {
	size, _ := f.measure()
	return size
}

func (f *file) md5() string {
	_, sum := f.measure()
	return sum
}

// newFileID is the id of a file at the CDN: it begins with "30", as the private
// CDN's /cloud/download wants.
func newFileID(r *rand.Rand) string { return "3057020100044b30490201000204" + talk.HexText(r, 92) }

// generated puts a file at the CDN that is made from a number whenever somebody
// reads it.
func (w *world) generated(store *media.Store, r *rand.Rand, kind fileKind, name string) *file {
	seed := r.Uint32()
	var path string
	f := &file{id: newFileID(r), aesKey: talk.HexText(r, 32), kind: kind, name: name}
	switch kind {
	case filePicture:
		path = media.Picture(seed)
		f.width, f.height = media.PictureSize(seed)
		f.thumb = thumbOf(store, seed, f)
	case fileVideo:
		path, f.seconds = media.Video(seed), 3+int(seed%40)
		f.width, f.height = media.PictureSize(seed)
		f.thumb = thumbOf(store, seed, f)
	case fileVoice:
		f.seconds = 1 + int(seed%20)
		f.fill(func() []byte { return silkBytes(seed, f.seconds) })
	case fileEmoji:
		path = media.Sticker(seed)
		f.path = path
		f.width, f.height = 160, 160
	case fileOther:
		path = media.File(seed, name)
	}
	if path != "" {
		f.fill(func() []byte { return stored(store, path) })
	}
	w.files[f.id] = f
	return f
}

// uploaded puts bytes at the CDN.
func (w *world) uploaded(store *media.Store, r *rand.Rand, kind fileKind, name string, data []byte) *file {
	f := &file{id: newFileID(r), aesKey: talk.HexText(r, 32), kind: kind, name: name}
	f.shelf = "/cdn/" + f.id
	store.Keep(f.shelf, data)
	f.fill(func() []byte { return stored(store, f.shelf) })
	f.measure() // while the bytes are surely there
	w.files[f.id] = f
	return f
}

// fill says what the bytes of a file are.
func (f *file) fill(data func() []byte) {
	f.open = func() io.ReadSeeker { return bytes.NewReader(data()) }
	f.measure = sync.OnceValues(func() (int64, string) {
		h := md5.New()
		size, _ := io.Copy(h, f.open()) // memory does not fail
		return size, hex.EncodeToString(h.Sum(nil))
	})
}

// thumbOf is the small copy of a picture, with the id and key of the large one:
// file_type 3 of /cloud/cdn_download tells them apart.
func thumbOf(store *media.Store, seed uint32, of *file) *file {
	f := &file{id: of.id, aesKey: of.aesKey, kind: filePicture}
	f.width, f.height = media.ThumbSize(seed)
	f.fill(func() []byte { return stored(store, media.Thumb(seed)) })
	return f
}

// stored is what lies, or is made, below a path of ours.
func stored(store *media.Store, path string) []byte {
	data, _ := store.Get(path)
	return data
}

// maxFetch bytes are taken from a URL that is to be sent or uploaded.
const maxFetch = 256 << 20

// fetch gets what a call names by its URL. It takes no lock.
func (s *Server) fetch(ctx context.Context, address string) ([]byte, *refusal) {
	if !webURL(address) {
		return nil, refuse("url 格式错误")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, refuse("url 格式错误")
	}
	answer, err := s.http.Do(request)
	if err != nil {
		return nil, refuse("文件下载失败")
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxFetch+1))
	switch {
	case err != nil || answer.StatusCode != http.StatusOK:
		return nil, refuse("文件下载失败")
	case len(data) > maxFetch:
		return nil, refuse("文件过大")
	}
	return data, nil
}

func webURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// silkBytes has what makes bytes a Silk recording as phones send it, and no
// sound: 20 ms a frame, each led by its length.
func silkBytes(seed uint32, seconds int) []byte {
	r := rand.New(rand.NewPCG(uint64(seed), 8))
	data := []byte("\x02#!SILK_V3")
	for range seconds * 50 {
		frame := make([]byte, 12+r.IntN(30))
		for i := range frame {
			frame[i] = byte(r.Uint32())
		}
		data = append(data, byte(len(frame)), 0)
		data = append(data, frame...)
	}
	return data
}
