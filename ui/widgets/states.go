package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/ui/theme"
)

// Action is the one thing a person can do about something.
type Action struct {
	Label string
	Do    func()
}

// EmptyState stands where there is nothing to show: what is missing, why, and
// the one thing to do next.
type EmptyState struct {
	widget.BaseWidget
	icon  *widget.Icon
	title *widget.Label
	text  *widget.Label
	do    *widget.Button
	box   *fyne.Container
}

// NewEmptyState makes one. Icon may be nil; an action without a label has no button.
func NewEmptyState(icon fyne.Resource, title, text string, action Action) *EmptyState {
	e := &EmptyState{icon: widget.NewIcon(nil), title: widget.NewLabel(""), text: widget.NewLabel(""), do: widget.NewButton("", nil)}
	e.title.TextStyle.Bold = true
	e.title.Alignment = fyne.TextAlignCenter
	e.text.Alignment = fyne.TextAlignCenter
	e.text.Wrapping = fyne.TextWrapWord
	e.text.Importance = widget.LowImportance
	e.do.Importance = widget.HighImportance
	icons := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(10*theme.Unit), e.icon))
	e.box = container.NewVBox(icons, e.title, e.text, container.NewCenter(e.do))
	e.ExtendBaseWidget(e)
	e.Set(icon, title, text, action)
	return e
}

// Set says something else.
func (e *EmptyState) Set(icon fyne.Resource, title, text string, action Action) {
	if icon != nil {
		icon = fynetheme.NewColoredResource(icon, theme.TextSecondary)
	}
	e.icon.SetResource(icon)
	e.title.SetText(title)
	e.text.SetText(text)
	e.text.Hidden = text == ""
	e.do.OnTapped = action.Do
	e.do.SetText(action.Label)
	e.do.Hidden = action.Label == ""
	e.Refresh()
}

// CreateRenderer is called by the toolkit.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	return newPainter(&painter{
		objects: []fyne.CanvasObject{e.box},
		min:     func() fyne.Size { return fyne.NewSize(40*theme.Unit, e.box.MinSize().Height) },
		layout: func(size fyne.Size) {
			width := min(size.Width, 90*theme.Unit)
			e.box.Resize(fyne.NewSize(width, 0)) // so that the text knows how it wraps
			height := e.box.MinSize().Height
			place(e.box, (size.Width-width)/2, max((size.Height-height)*0.42, 0), width, height)
		},
	})
}

// Tone says how serious something is.
type Tone int

// The tones.
const (
	ToneInfo Tone = iota
	ToneWarn
	ToneError
)

func (t Tone) colours() (tint, edge fyne.ThemeColorName) {
	switch t {
	case ToneWarn:
		return theme.WarnTint, theme.Warn
	case ToneError:
		return theme.DangerTint, theme.Danger
	}
	return theme.InfoTint, theme.AccentText
}

func (t Tone) icon() fyne.Resource {
	_, edge := t.colours()
	switch t {
	case ToneWarn:
		return fynetheme.NewColoredResource(fynetheme.WarningIcon(), edge)
	case ToneError:
		return fynetheme.NewColoredResource(fynetheme.ErrorIcon(), edge)
	}
	return fynetheme.NewColoredResource(fynetheme.InfoIcon(), edge)
}

// Banner is a line over a screen that says how things are, with an action and a
// way to put it out of sight.
type Banner struct {
	widget.BaseWidget
	OnDismiss func() // after the person closed it; may be nil

	tone  Tone
	icon  *widget.Icon
	label *widget.Label
	do    *widget.Button
	close *widget.Button
	row   *fyne.Container
}

// NewBanner makes a banner that is hidden until Show.
func NewBanner() *Banner {
	b := &Banner{icon: widget.NewIcon(nil), label: widget.NewLabel(""), do: widget.NewButton("", nil)}
	b.label.Wrapping = fyne.TextWrapWord
	b.close = widget.NewButtonWithIcon("", fynetheme.CancelIcon(), func() {
		b.Hide()
		if b.OnDismiss != nil {
			b.OnDismiss()
		}
	})
	b.close.Importance = widget.LowImportance
	b.row = container.NewBorder(nil, nil, container.NewCenter(b.icon), container.NewCenter(container.NewHBox(b.do, b.close)), b.label)
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Say shows the banner. An action without a label has no button.
func (b *Banner) Say(tone Tone, text string, action Action, dismissable bool) {
	b.tone = tone
	b.icon.SetResource(tone.icon())
	b.label.SetText(text)
	b.do.OnTapped = action.Do
	b.do.SetText(action.Label)
	b.do.Hidden, b.close.Hidden = action.Label == "", !dismissable
	b.Show()
	b.Refresh()
}

// CreateRenderer is called by the toolkit.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	back, edge := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	const inset = 3 * theme.Unit
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, edge, b.row},
		min: func() fyne.Size {
			return b.row.MinSize().AddWidthHeight(2*inset, theme.Unit)
		},
		layout: func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(edge, 0, 0, 3, size.Height)
			place(b.row, inset, theme.Unit/2, size.Width-2*inset, size.Height-theme.Unit)
		},
		refresh: func() {
			tint, line := b.tone.colours()
			back.FillColor, edge.FillColor = colour(b, tint), colour(b, line)
		},
	})
}

// Card puts an object on a raised ground, for what floats over a screen.
type Card struct {
	widget.BaseWidget
	content fyne.CanvasObject
	tone    Tone
	plain   bool
}

// NewCard makes a card.
func NewCard(content fyne.CanvasObject) *Card {
	c := &Card{content: content, plain: true}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is called by the toolkit.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	back, edge := canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	back.CornerRadius, edge.CornerRadius = 6, 1.5
	back.StrokeWidth = 1
	return newPainter(&painter{
		objects: []fyne.CanvasObject{back, edge, c.content},
		min:     func() fyne.Size { return c.content.MinSize().AddWidthHeight(4*theme.Unit, 2*theme.Unit) },
		layout: func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(edge, theme.Unit, 2*theme.Unit, 3, size.Height-4*theme.Unit)
			place(c.content, 2*theme.Unit, theme.Unit, size.Width-4*theme.Unit, size.Height-2*theme.Unit)
		},
		refresh: func() {
			back.FillColor = colour(c, fynetheme.ColorNameMenuBackground)
			back.StrokeColor, edge.FillColor = colour(c, theme.Divider), color.Transparent
			if !c.plain {
				_, line := c.tone.colours()
				edge.FillColor = colour(c, line)
			}
		},
	})
}
