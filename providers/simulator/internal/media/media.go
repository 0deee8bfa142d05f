// Package media draws the pictures and makes the files of simulated worlds, and
// keeps what is uploaded to them.
package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"

	"seatdeck/providers/simulator/internal/talk"
)

// Media are made when asked for, from the number in their path; the functions
// below give the paths. The names end like those of real back ends; what they
// are is what the bytes say.

// Avatar is a portrait, PNG.
func Avatar(seed uint32) string { return fmt.Sprintf("/media/avatar/%d.png", seed) }

// Picture is a photo of something sold, JPEG.
func Picture(seed uint32) string { return fmt.Sprintf("/media/picture/%d.jpg", seed) }

// Sticker is an emoji picture, PNG.
func Sticker(seed uint32) string { return fmt.Sprintf("/media/sticker/%d.png", seed) }

// Voice is speech, or rather a tone: WAV.
func Voice(seed uint32) string { return fmt.Sprintf("/media/voice/%d.wav", seed) }

// Video has the bytes of an MP4.
func Video(seed uint32) string { return fmt.Sprintf("/media/video/%d.mp4", seed) }

// File is a document of that name: XLSX or PDF.
func File(seed uint32, name string) string {
	return fmt.Sprintf("/media/file/%d/%s", seed, url.PathEscape(name))
}

// Thumb is the small copy of a picture.
func Thumb(seed uint32) string { return fmt.Sprintf("/media/thumb/%d.jpg", seed) }

// PictureSize is how many pixels a picture has.
func PictureSize(seed uint32) (width, height int) { return pictureSize(generator(seed)) }

// ThumbSize is how many pixels its small copy has.
func ThumbSize(seed uint32) (width, height int) {
	width, height = PictureSize(seed)
	return width / 4, height / 4
}

func pictureSize(r *rand.Rand) (width, height int) { return 480 + r.IntN(5)*80, 360 + r.IntN(6)*80 }

func generator[T uint32 | uint64](seed T) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), 7)) }

const (
	maxUpload  = 64 << 20  // one file PUT below /publish/
	maxUploads = 512 << 20 // all of them; the oldest go first
)

// Store serves generated files below /media/ and keeps uploads below /publish/.
type Store struct {
	mu      sync.Mutex
	uploads map[string][]byte
	order   []string
	total   int
}

// New makes a store without uploads.
func New() *Store { return &Store{uploads: map[string][]byte{}} }

// Keep stores bytes under a path, replacing what was there.
func (m *Store) Keep(name string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.uploads[name]; ok {
		m.total -= len(old)
	} else {
		m.order = append(m.order, name)
	}
	m.uploads[name] = data
	m.total += len(data)
	for m.total > maxUploads && len(m.order) > 1 {
		m.total -= len(m.uploads[m.order[0]])
		delete(m.uploads, m.order[0])
		m.order = m.order[1:]
	}
}

// Get finds the bytes behind a path of ours; false if there are none.
func (m *Store) Get(name string) ([]byte, bool) {
	m.mu.Lock()
	data, ok := m.uploads[name]
	m.mu.Unlock()
	if ok {
		return data, true
	}
	parts := strings.Split(strings.TrimPrefix(name, "/media/"), "/")
	if !strings.HasPrefix(name, "/media/") || len(parts) < 2 {
		return nil, false
	}
	number, _, _ := strings.Cut(parts[1], ".")
	seed, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return nil, false
	}
	r := generator(seed)
	switch {
	case parts[0] == "file" && len(parts) == 3:
		return fileBytes(r, parts[2]), true
	case len(parts) != 2:
		return nil, false
	case parts[0] == "avatar":
		return pngBytes(portrait(r, 96)), true
	case parts[0] == "picture":
		w, h := pictureSize(r)
		return jpegBytes(product(r, w, h)), true
	case parts[0] == "thumb":
		w, h := pictureSize(r)
		return jpegBytes(product(r, w/4, h/4)), true
	case parts[0] == "sticker":
		return pngBytes(portrait(r, 160)), true
	case parts[0] == "voice":
		return wavBytes(r), true
	case parts[0] == "video":
		return mp4Bytes(r), true
	}
	return nil, false
}

func (m *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.URL.Path)
	switch {
	case r.Method == http.MethodPut && strings.HasPrefix(name, "/publish/"):
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		m.Keep(name, data)
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		data, ok := m.Get(name)
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", http.DetectContentType(data))
		w.Header().Set("Cache-Control", "max-age=86400")
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(data)
		}
	default:
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

// hue is a calm colour of the given hue (0–1) and lightness.
func hue(h, light float64) color.RGBA {
	channel := func(shift float64) uint8 {
		v := 0.5 + 0.5*math.Cos(2*math.Pi*(h+shift))
		return uint8(255 * math.Min(1, light*(0.55+0.45*v)))
	}
	return color.RGBA{channel(0), channel(1.0 / 3), channel(2.0 / 3), 255}
}

func mix(a, b color.RGBA, t float64) color.RGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x)*(1-t) + float64(y)*t) }
	return color.RGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}

// paint fills a picture with a colour for each point, both axes 0–1.
func paint(w, h int, at func(x, y float64) color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, at(float64(x)/float64(w), float64(y)/float64(h)))
		}
	}
	return img
}

// portrait is a head and shoulders on a gradient.
func portrait(r *rand.Rand, size int) image.Image {
	h := r.Float64()
	top, bottom := hue(h, 0.95), hue(h+0.12, 0.7)
	figure := hue(h+0.5+r.Float64()*0.2, 1)
	head := 0.15 + r.Float64()*0.05
	return paint(size, size, func(x, y float64) color.RGBA {
		if math.Hypot(x-0.5, y-0.38) < head || math.Hypot(x-0.5, (y-1)*0.9) < 0.36 {
			return figure
		}
		return mix(top, bottom, y)
	})
}

// product is one of three plain shapes with a shadow on a soft ground.
func product(r *rand.Rand, w, h int) image.Image {
	tone := r.Float64()
	ground, far := hue(tone, 1), hue(tone+0.08, 0.82)
	light, dark := hue(tone+0.45, 1), hue(tone+0.5, 0.5)
	shape, size := r.IntN(3), 0.2+r.Float64()*0.1
	ratio := float64(w) / float64(h)
	return paint(w, h, func(x, y float64) color.RGBA {
		dx, dy := (x-0.5)*ratio, y-0.5
		inside := false
		switch shape {
		case 0: // a round thing
			inside = math.Hypot(dx, dy) < size
		case 1: // a box
			inside = math.Abs(dx) < size && math.Abs(dy) < size*0.8
		case 2: // a bottle
			neck := dy < -size*0.6 && math.Abs(dx) < size*0.25 && dy > -size*1.3
			inside = neck || (math.Abs(dx) < size*0.55 && dy >= -size*0.6 && dy < size)
		}
		if inside {
			return mix(light, dark, (dx+dy+2*size)/(4*size))
		}
		if math.Hypot(dx*0.8, (dy-size)*4) < size {
			return mix(ground, dark, 0.35)
		}
		return mix(ground, far, y)
	})
}

func pngBytes(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img) // memory does not fail
	return b.Bytes()
}

func jpegBytes(img image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 85})
	return b.Bytes()
}

// wavBytes is a second or more of a soft tone, 8 kHz, 8 bit, mono.
func wavBytes(r *rand.Rand) []byte {
	samples := make([]byte, 8000*(1+r.IntN(5)))
	pitch := 220 + r.Float64()*220
	for i := range samples {
		t := float64(i) / 8000
		samples[i] = uint8(128 + 40*math.Sin(2*math.Pi*pitch*t)*math.Abs(math.Sin(math.Pi*t)))
	}
	b := []byte("RIFF")
	b = binary.LittleEndian.AppendUint32(b, uint32(36+len(samples)))
	b = append(b, "WAVEfmt "...)
	for _, v := range []uint32{16, 1 | 1<<16, 8000, 8000, 1 | 8<<16} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(samples)))
	return append(b, samples...)
}

// mp4Bytes has the boxes that make it an MP4 by its bytes; no player will find
// a picture in it.
func mp4Bytes(r *rand.Rand) []byte {
	box := func(kind string, body []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))
		return append(append(b, kind...), body...)
	}
	body := make([]byte, 20_000+r.IntN(60_000))
	for i := range body {
		body[i] = byte(r.Uint32())
	}
	return append(box("ftyp", []byte("isom\x00\x00\x02\x00isomiso2mp41")), box("mdat", body)...)
}

func fileBytes(r *rand.Rand, name string) []byte {
	if strings.HasSuffix(name, ".xlsx") {
		rows := [][]any{{"序号", "品名", "数量", "单价"}}
		for i := range 6 + r.IntN(20) {
			rows = append(rows, []any{i + 1, talk.One(r, talk.ItemNames), 1 + r.IntN(200), float64(990+r.IntN(90_000)) / 100})
		}
		data, err := Sheet(rows)
		if err == nil {
			return data
		}
	}
	h := fnv.New32a()
	_, _ = io.WriteString(h, name)
	return pdfBytes(fmt.Sprintf("Document %08X-%06d", h.Sum32(), r.IntN(1e6)))
}

// Sheet is an xlsx of one sheet. Text stays text: a name that begins with
// "=" is no formula.
func Sheet(rows [][]any) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return nil, fmt.Errorf("make sheet: %w", err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			return nil, fmt.Errorf("make sheet: %w", err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("make sheet: %w", err)
	}
	return b.Bytes(), nil
}

// pdfBytes is a PDF of one page with one line of ASCII text.
func pdfBytes(text string) []byte {
	stream := "BT /F1 24 Tf 72 720 Td (" + text + ") Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, object := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
