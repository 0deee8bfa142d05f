package composer

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

const (
	emojiCell float32 = 32 // side of a cell
	emojiRows float32 = 5  // in sight
)

// emojiPicker is a grid of WeChat's emoji. It takes the keyboard as one: arrows
// move, Enter inserts, Esc closes.
type emojiPicker struct {
	widget.BaseWidget
	list    []assets.Emoji
	choose  func(code string)
	close   func() bool
	cells   []*emojiCellView
	name    *widget.Label
	grid    *fyne.Container
	scroll  *container.Scroll
	content fyne.CanvasObject
	at      int
	focused bool
	english bool
}

func newEmojiPicker(texts *assets.Texts, choose func(string), closeIt func() bool) *emojiPicker {
	p := &emojiPicker{choose: choose, close: closeIt, name: small(), english: texts.Lang() == assets.English}
	p.name.SetText(texts.T("composer.emoji.hint"))
	p.grid = container.NewGridWrap(fyne.NewSquareSize(emojiCell))
	shown := map[string]bool{}
	for _, e := range assets.Emojis() {
		if shown[e.Char] {
			continue // two codes that look the same: the first is WeChat's own
		}
		shown[e.Char] = true
		cell := newEmojiCell(p, len(p.list), e)
		p.list = append(p.list, e)
		p.cells = append(p.cells, cell)
		p.grid.Add(cell)
	}
	p.scroll = container.NewVScroll(p.grid)
	p.scroll.SetMinSize(fyne.NewSize(8*emojiCell, emojiRows*(emojiCell+theme.Unit)))
	p.content = widgets.NewCard(container.NewBorder(nil, p.name, nil, nil, p.scroll))
	p.ExtendBaseWidget(p)
	return p
}

func (p *emojiPicker) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(p.content)
}

func (p *emojiPicker) FocusGained()   { p.focused = true; p.point(p.at) }
func (p *emojiPicker) FocusLost()     { p.focused = false; p.point(p.at) }
func (p *emojiPicker) TypedRune(rune) {}

func (p *emojiPicker) TypedKey(key *fyne.KeyEvent) {
	columns := max(int((p.grid.Size().Width+theme.Unit)/(emojiCell+theme.Unit)), 1)
	to := p.at
	switch key.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyUp:
		to -= columns
	case fyne.KeyDown:
		to += columns
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(p.list) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.choose(p.list[p.at].Code())
		return
	case fyne.KeyEscape:
		p.close()
		return
	}
	if to >= 0 && to < len(p.list) {
		p.point(to)
		top := float32(to/columns) * (emojiCell + theme.Unit)
		if y := p.scroll.Offset.Y; top < y || top+emojiCell > y+p.scroll.Size().Height {
			p.scroll.ScrollToOffset(fyne.NewPos(0, top))
		}
	}
}

// point moves the ring and names what is in it.
func (p *emojiPicker) point(to int) {
	old := p.at
	p.at = to
	p.cells[old].Refresh()
	p.cells[to].Refresh()
	p.tell(to)
}

func (p *emojiPicker) tell(i int) {
	name := p.list[i].Chinese
	if p.english {
		name = p.list[i].English
	}
	p.name.SetText(name)
}

// emojiCellView is one emoji of the grid.
type emojiCellView struct {
	widget.BaseWidget
	picker  *emojiPicker
	index   int
	emoji   assets.Emoji
	hovered bool
}

func newEmojiCell(p *emojiPicker, index int, e assets.Emoji) *emojiCellView {
	c := &emojiCellView{picker: p, index: index, emoji: e}
	c.ExtendBaseWidget(c)
	return c
}

func (c *emojiCellView) Tapped(*fyne.PointEvent) { c.picker.choose(c.emoji.Code()) }
func (c *emojiCellView) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.picker.tell(c.index)
	c.Refresh()
}
func (c *emojiCellView) MouseMoved(*desktop.MouseEvent) {}
func (c *emojiCellView) MouseOut()                      { c.hovered = false; c.Refresh() }
func (c *emojiCellView) CreateRenderer() fyne.WidgetRenderer {
	return newEmojiRenderer(c)
}
