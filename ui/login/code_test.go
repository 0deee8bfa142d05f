package login

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
)

// read is what a scanner makes of a picture.
func read(t *testing.T, img image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	require.NoError(t, err)
	return result.GetText()
}

func drawn(t *testing.T, code model.LoginCode) drawing {
	t.Helper()
	d, err := newDrawing(code)
	require.NoError(t, err)
	require.False(t, d.empty())
	return d
}

func TestDrawnCodeIsReadAtEverySize(t *testing.T) {
	for _, content := range []string{
		"https://wx.work/l?k=1",
		"https://wx.work/login?seat=robot-1&key=8f14e45fceea167a5a36dedd4bea2543",
		"坐席台 登录", strings.Repeat("long ", 60),
	} {
		d := drawn(t, model.LoginCode{Content: content})
		for _, side := range []int{176, 220, 264, 331, 396, 528, savedSide} {
			require.Equal(t, content, read(t, d.paint(side, side)), side)
		}
	}
}

// A module that is wider than its neighbour is what makes cameras fail.
func TestEveryModuleIsTheSameWholeNumberOfPixels(t *testing.T) {
	d := drawn(t, model.LoginCode{Content: "https://wx.work/l?k=1"})
	img := d.paint(257, 263)
	module := 257 / (len(d.modules) + 2*quiet)
	at := image.Pt((257-len(d.modules)*module)/2, (263-len(d.modules)*module)/2)
	for y := range 263 {
		for x := range 257 {
			inside := image.Pt(x, y).Sub(at)
			dark := inside.X >= 0 && inside.Y >= 0 && inside.X < len(d.modules)*module && inside.Y < len(d.modules)*module &&
				d.modules[inside.Y/module][inside.X/module]
			want := color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
			if dark {
				want = color.NRGBA{A: 0xFF}
			}
			require.Equal(t, want, img.At(x, y), "%d, %d", x, y)
		}
	}
	require.GreaterOrEqual(t, at.X, quiet*module)
}

func TestCodeTooLongForTheUsualLevelIsDrawnAtALowerOne(t *testing.T) {
	content := strings.Repeat("x", 2500)
	d := drawn(t, model.LoginCode{Content: content})
	require.Equal(t, content, read(t, d.paint(800, 800)))
	_, err := newDrawing(model.LoginCode{Content: strings.Repeat("x", 5000)})
	require.Error(t, err)
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

func TestCodeThatComesAsAPicture(t *testing.T) {
	code := drawn(t, model.LoginCode{Content: "as a picture"}).paint(150, 150)
	d := drawn(t, model.LoginCode{Picture: asPNG(t, code)})
	for _, side := range []int{176, 264, 528} {
		require.Equal(t, "as a picture", read(t, d.paint(side, side)), side)
	}
	t.Run("transparent", func(t *testing.T) {
		clear := image.NewNRGBA(code.Bounds())
		for y := range 150 {
			for x := range 150 {
				if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
					clear.Set(x, y, color.Black)
				}
			}
		}
		d := drawn(t, model.LoginCode{Picture: asPNG(t, clear)})
		require.Equal(t, "as a picture", read(t, d.paint(264, 264)), "what shows through is white")
	})
}

func TestHostilePicturesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		code model.LoginCode
		want error
	}{
		"nothing":         {model.LoginCode{}, errNoCode},
		"no picture":      {model.LoginCode{Picture: []byte("<html>log in</html>")}, picture.ErrFormat},
		"cut off":         {model.LoginCode{Picture: asPNG(t, image.NewGray(image.Rect(0, 0, 50, 50)))[:60]}, picture.ErrFormat},
		"too many pixels": {model.LoginCode{Picture: asPNG(t, image.NewGray(image.Rect(0, 0, 2001, 2000)))}, picture.ErrTooManyPixels},
		"too many bytes":  {model.LoginCode{Picture: make([]byte, maxCodeBytes+1)}, picture.ErrTooManyBytes},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newDrawing(c.code)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestSavedCodeIsReadAndNothingElseIsLeft(t *testing.T) {
	dir := t.TempDir()
	d := drawn(t, model.LoginCode{Content: "https://work.weixin.qq.com/u/wx1"})
	path := filepath.Join(dir, codeName("南京路 / 门店 1:*"))
	require.Equal(t, "qr-南京路门店1.png", filepath.Base(path))
	require.Equal(t, "qr.png", codeName("/.."))
	require.NoError(t, writePNG(path, d))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.Equal(t, "https://work.weixin.qq.com/u/wx1", read(t, img))
	require.Error(t, writePNG(filepath.Join(dir, "none", "x.png"), d))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
}
