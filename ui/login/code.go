package login

import (
	"errors"
	"fmt"
	"image"
	"image/color"

	"github.com/skip2/go-qrcode"
	"golang.org/x/image/draw"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
)

// quiet is how many modules round a code stay white, as scanners need it.
const quiet = 4

// The limits of a code that comes as a picture.
const (
	maxCodeBytes  = 2 << 20
	maxCodePixels = 4_000_000
)

// errNoCode: a back end gave a code with nothing in it.
var errNoCode = errors.New("the code is empty")

// drawing is a code that can be painted at any size: its modules, or a picture
// where the back end gave nothing else.
type drawing struct {
	modules [][]bool // dark ones are true; no quiet zone
	picture image.Image
}

// newDrawing prepares a code. It takes some milliseconds: not for the UI
// goroutine.
func newDrawing(code model.LoginCode) (drawing, error) {
	switch {
	case code.Content != "":
		return encode(code.Content)
	case len(code.Picture) > maxCodeBytes:
		return drawing{}, picture.ErrTooManyBytes
	case len(code.Picture) > 0:
		img, err := picture.Decode(code.Picture, maxCodePixels)
		return drawing{picture: img}, err
	}
	return drawing{}, errNoCode
}

// encode draws at the level that codes on screens use, and lower what is too
// long for that.
func encode(content string) (drawing, error) {
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		q, err = qrcode.New(content, qrcode.Low)
	}
	if err != nil {
		return drawing{}, fmt.Errorf("draw code: %w", err)
	}
	q.DisableBorder = true
	return drawing{modules: q.Bitmap()}, nil
}

// empty tells that there is nothing to paint.
func (d drawing) empty() bool { return len(d.modules) == 0 && d.picture == nil }

// paint draws the code into so many pixels, dark on white whatever the theme: a
// phone reads nothing else for sure. Every module is the same whole number of
// pixels.
func (d drawing) paint(width, height int) image.Image {
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	if d.picture != nil {
		size := picture.Fit(d.picture.Bounds().Size().Mul(1<<10), image.Pt(width, height))
		at := image.Pt((width-size.X)/2, (height-size.Y)/2)
		draw.CatmullRom.Scale(out, image.Rectangle{Min: at, Max: at.Add(size)}, d.picture, d.picture.Bounds(), draw.Over, nil)
		return out
	}
	n := len(d.modules)
	if n == 0 {
		return out
	}
	module := max(min(width, height)/(n+2*quiet), 1)
	from := image.Pt((width-n*module)/2, (height-n*module)/2)
	for y, row := range d.modules {
		for x, dark := range row {
			if dark {
				at := from.Add(image.Pt(x*module, y*module))
				draw.Draw(out, image.Rect(at.X, at.Y, at.X+module, at.Y+module), image.NewUniform(color.Black), image.Point{}, draw.Src)
			}
		}
	}
	return out
}
