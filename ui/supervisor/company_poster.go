package supervisor

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"seatdeck/assets"
	"seatdeck/ui/login"
)

// posterDots is how many dots an inch of a printed page has.
const posterDots = 300

// paperSize is a page in dots.
type paperSize struct {
	name          string
	width, height int
}

// papers are the sizes that are offered, upright.
func papers() []paperSize { return []paperSize{{"A5", 1748, 2480}, {"A4", 2480, 3508}} }

// poster is a page with a code to be printed and put up.
type poster struct {
	title, note string
	code        login.Code
}

// paint lays the page out: the title over the code and the note below, all in the
// middle. It takes a while: not for the UI goroutine.
func (p poster) paint(size paperSize) (image.Image, error) {
	page := image.NewNRGBA(image.Rect(0, 0, size.width, size.height))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	margin := size.width / 12
	side := size.width * 3 / 5
	top := (size.height - side) / 2
	draw.Draw(page, image.Rect(0, 0, side, side).Add(image.Pt((size.width-side)/2, top)), p.code.Paint(side, side), image.Point{}, draw.Src)
	title, err := newPosterText(assets.FontMedium(), size.width/16, p.title, size.width-2*margin, 3)
	if err != nil {
		return nil, err
	}
	defer title.close()
	note, err := newPosterText(assets.FontRegular(), size.width/22, p.note, size.width-2*margin, 8)
	if err != nil {
		return nil, err
	}
	defer note.close()
	title.draw(page, top-title.height()-margin/2)
	note.draw(page, top+side+margin/2)
	return page, nil
}

// posterText is a text in lines of a width.
type posterText struct {
	face  font.Face
	lines []string
	step  int // from line to line
}

func newPosterText(ttf []byte, size int, text string, width, most int) (*posterText, error) {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	t := &posterText{face: face, step: size * 3 / 2}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		t.lines = append(t.lines, brokenLines(face, strings.TrimSpace(line), width)...)
	}
	if len(t.lines) > most {
		t.lines = append(t.lines[:most-1], t.lines[most-1]+"…")
	}
	return t, nil
}

// brokenLines breaks a line where it is too wide: at a blank if there is one, else
// anywhere, as Chinese is written.
func brokenLines(face font.Face, line string, width int) (lines []string) {
	runes, from, blank := []rune(line), 0, -1
	var wide fixed.Int26_6
	for i := 0; i < len(runes); i++ {
		advance, _ := face.GlyphAdvance(runes[i])
		if wide += advance; wide.Ceil() > width && i > from {
			end := i
			if blank > from {
				end = blank + 1
			}
			lines = append(lines, strings.TrimSpace(string(runes[from:end])))
			from, i, wide, blank = end, end-1, 0, -1
			continue
		}
		if runes[i] == ' ' {
			blank = i
		}
	}
	return append(lines, strings.TrimSpace(string(runes[from:])))
}

func (t *posterText) close() { _ = t.face.Close() } // holds no file

func (t *posterText) height() int { return len(t.lines) * t.step }

func (t *posterText) draw(page draw.Image, top int) {
	ascent := t.face.Metrics().Ascent.Ceil()
	for i, line := range t.lines {
		d := font.Drawer{Dst: page, Src: image.NewUniform(color.Black), Face: t.face}
		x := (page.Bounds().Dx() - d.MeasureString(line).Ceil()) / 2
		d.Dot = fixed.P(x, top+i*t.step+ascent)
		d.DrawString(line)
	}
}
