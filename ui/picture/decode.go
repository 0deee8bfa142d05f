package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// Why a picture is not shown.
var (
	// ErrTooManyBytes: the file is larger than Options.MaxBytes.
	ErrTooManyBytes = errors.New("picture has too many bytes")
	// ErrTooManyPixels: unpacked it would be larger than Options.MaxPixels.
	ErrTooManyPixels = errors.New("picture has too many pixels")
	// ErrFormat: the bytes are not PNG, JPEG, GIF, WebP or BMP, or are damaged.
	ErrFormat = errors.New("not a picture that can be shown")
	// ErrSource: neither an http(s) address nor a plain local file.
	ErrSource = errors.New("not a place to load a picture from")
	// ErrClosed: the loader was closed.
	ErrClosed = errors.New("picture loader is closed")
)

// format is one kind of picture file, known by its first bytes and never by a name.
type format struct {
	name   string
	magic  func([]byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func starts(prefix string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(prefix)) }
}

func isWebP(b []byte) bool {
	return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}

var formats = []format{
	{"png", starts("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode},
	{"jpeg", starts("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode},
	{"gif", starts("GIF8"), gif.DecodeConfig, gif.Decode}, // the first frame only
	{"webp", isWebP, webp.DecodeConfig, webp.Decode},
	{"bmp", starts("BM"), bmp.DecodeConfig, bmp.Decode},
}

// sniff finds the format of data, or nil.
func sniff(data []byte) *format {
	for i := range formats {
		if formats[i].magic(data) {
			return &formats[i]
		}
	}
	return nil
}

// measure reads the size of a picture without unpacking it.
func measure(data []byte, maxPixels int64) (*format, image.Point, error) {
	f := sniff(data)
	if f == nil {
		return nil, image.Point{}, ErrFormat
	}
	c, err := f.config(bytes.NewReader(data))
	if err != nil {
		return nil, image.Point{}, fmt.Errorf("%w: %s header: %w", ErrFormat, f.name, err)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return nil, image.Point{}, fmt.Errorf("%w: %s is empty", ErrFormat, f.name)
	}
	if int64(c.Width) > maxPixels || int64(c.Height) > maxPixels || int64(c.Width)*int64(c.Height) > maxPixels {
		return nil, image.Point{}, fmt.Errorf("%w: %d × %d", ErrTooManyPixels, c.Width, c.Height)
	}
	return f, image.Pt(c.Width, c.Height), nil
}

// unpack decodes data. A decoder that panics on hostile bytes must not end the
// console, so that is an error like any other.
func unpack(f *format, data []byte) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			img, err = nil, fmt.Errorf("%w: %s decoder: %v", ErrFormat, f.name, r)
		}
	}()
	img, err = f.decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFormat, f.name, err)
	}
	return img, nil
}

// Decode unpacks a picture that is in memory already, of at most so many pixels.
// Its errors are those of a load.
func Decode(data []byte, maxPixels int64) (image.Image, error) {
	f, _, err := measure(data, maxPixels)
	if err != nil {
		return nil, err
	}
	return unpack(f, data)
}

// Fit is the largest size of the shape of natural inside box, never larger than
// natural and at least one pixel each way.
func Fit(natural, box image.Point) image.Point {
	if natural.X <= 0 || natural.Y <= 0 || box.X <= 0 || box.Y <= 0 {
		return image.Pt(1, 1)
	}
	out := natural
	if out.X > box.X {
		out.X, out.Y = box.X, int(int64(natural.Y)*int64(box.X)/int64(natural.X))
	}
	if out.Y > box.Y {
		out.X, out.Y = int(int64(natural.X)*int64(box.Y)/int64(natural.Y)), box.Y
	}
	return image.Pt(max(out.X, 1), max(out.Y, 1))
}

// shrink copies img at the size of Fit, so that the unpacked original can go.
func shrink(img image.Image, box image.Point) *image.RGBA {
	size := Fit(img.Bounds().Size(), box)
	out := image.NewRGBA(image.Rectangle{Max: size})
	if size == img.Bounds().Size() {
		draw.Copy(out, image.Point{}, img, img.Bounds(), draw.Src, nil)
		return out
	}
	draw.BiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out
}
