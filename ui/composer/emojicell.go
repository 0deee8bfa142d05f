package composer

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/ui/theme"
)

// emojiRenderer draws one emoji, with a ground under the pointer and a ring for
// the keyboard.
type emojiRenderer struct {
	cell *emojiCellView
	back *canvas.Rectangle
	text *canvas.Text
}

func newEmojiRenderer(c *emojiCellView) *emojiRenderer {
	r := &emojiRenderer{cell: c, back: canvas.NewRectangle(color.Transparent), text: canvas.NewText(c.emoji.Char, color.Transparent)}
	r.back.CornerRadius = 4
	r.text.TextSize = 18
	r.text.Alignment = fyne.TextAlignCenter
	r.paint()
	return r
}

func (r *emojiRenderer) paint() {
	r.text.Color = fynetheme.ColorForWidget(fynetheme.ColorNameForeground, r.cell)
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = color.Transparent, color.Transparent, 2
	if r.cell.hovered {
		r.back.FillColor = fynetheme.ColorForWidget(theme.RowHover, r.cell)
	}
	if p := r.cell.picker; p.focused && p.at == r.cell.index {
		r.back.StrokeColor = fynetheme.ColorForWidget(theme.FocusRing, r.cell)
	}
}

func (r *emojiRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	h := r.text.MinSize().Height
	r.text.Resize(fyne.NewSize(size.Width, h))
	r.text.Move(fyne.NewPos(0, (size.Height-h)/2))
}

func (r *emojiRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(emojiCell) }
func (r *emojiRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.text}
}
func (r *emojiRenderer) Destroy() {}
func (r *emojiRenderer) Refresh() {
	r.paint()
	r.back.Refresh()
	r.text.Refresh()
}
