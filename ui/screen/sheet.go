package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// buttonWidth is the least width of a button at the foot of a sheet.
const buttonWidth = 18 * Unit

// Sheets are the dialogs open over a window, the newest on top.
type Sheets struct {
	canvas fyne.Canvas
	open   []*Sheet
	folder string // where a file was last chosen
}

// NewSheets makes the stack of a window.
func NewSheets(window fyne.Window) *Sheets { return &Sheets{canvas: window.Canvas()} }

// Sheet is a dialog: a heading, a body and a row of buttons. Esc leaves it.
type Sheet struct {
	OnClose func() // after it is gone

	submit   func()      // may be nil
	edited   func() bool // something would be lost; nil: never
	ask      func(leave func()) *Sheet
	question *Sheet // whether to give up what was changed; nil: it is not asked
	sheets   *Sheets
	popup    *widget.PopUp
	before   fyne.Focusable
	layout   *sheetLayout
}

// Form is what a sheet is made of.
type Form struct {
	Title   string
	Body    fyne.CanvasObject
	Left    []fyne.CanvasObject // at the foot, before the gap
	Buttons []fyne.CanvasObject // at the foot, after it
	Size    fyne.Size           // the least size; the window bounds it
	Focus   fyne.Focusable
	Bare    bool   // the body alone, edge to edge
	Submit  func() // what Ctrl+Enter does; may be nil
}

// Show opens a sheet.
func (s *Sheets) Show(f Form) *Sheet {
	content := f.Body
	if !f.Bare {
		foot := container.NewHBox()
		for _, b := range f.Left {
			foot.Add(MinSize(b, buttonWidth, 0))
		}
		foot.Add(layout.NewSpacer())
		for _, b := range f.Buttons {
			foot.Add(MinSize(b, buttonWidth, 0))
		}
		head := fyne.CanvasObject(Heading(f.Title))
		parts := container.NewBorder(Inset(head, 0, 0, 1, 0), Inset(foot, 3, 0, 0, 0), nil, nil, f.Body)
		if len(f.Buttons)+len(f.Left) == 0 {
			parts = container.NewBorder(Inset(head, 0, 0, 1, 0), nil, nil, nil, f.Body)
		}
		content = Inset(parts, 3, 4, 4, 4)
	}
	back := NewFill(theme.ColorNameOverlayBackground, 6)
	sheet := &Sheet{sheets: s, submit: f.Submit, before: s.canvas.Focused(), layout: &sheetLayout{canvas: s.canvas, least: f.Size}}
	sheet.popup = widget.NewModalPopUp(container.New(sheet.layout, back, content), s.canvas)
	s.open = append(s.open, sheet)
	sheet.popup.Show()
	s.canvas.Unfocus()
	if f.Focus != nil {
		s.canvas.Focus(f.Focus)
	}
	return sheet
}

// Fit is called after the body changed its size.
func (s *Sheet) Fit() {
	size, window := s.popup.MinSize(), s.sheets.canvas.Size()
	s.popup.Resize(size)
	s.popup.Move(fyne.NewPos((window.Width-size.Width)/2, (window.Height-size.Height)/2))
}

// Grow makes the sheet at least so large, as far as the window lets it. It never
// shrinks again: what a person aims at stays where it is.
func (s *Sheet) Grow(least fyne.Size) {
	if larger := s.layout.least.Max(least); larger != s.layout.least {
		s.layout.least = larger
		s.Fit()
	}
}

// sheetLayout makes a sheet as large as its content asks, but at least as large
// as it should be and never larger than the window.
type sheetLayout struct {
	canvas fyne.Canvas
	least  fyne.Size
}

func (l *sheetLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	most := l.canvas.Size().SubtractWidthHeight(8*Unit, 8*Unit)
	content := o[1]
	width := min(max(content.MinSize().Width, l.least.Width), most.Width)
	if content.Size().Width != width {
		// The height of text that wraps is known once its width is.
		content.Resize(fyne.NewSize(width, content.MinSize().Height))
	}
	return fyne.NewSize(width, min(max(content.MinSize().Height, l.least.Height), most.Height))
}

func (l *sheetLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, one := range o {
		one.Move(fyne.NewPos(0, 0))
		one.Resize(size)
	}
}

// Close takes the sheet away and gives the focus back. A second call does nothing.
func (s *Sheet) Close() {
	for i, o := range s.sheets.open {
		if o != s {
			continue
		}
		if s.question != nil {
			s.question.Close() // there is nothing left to ask about
		}
		s.sheets.open = append(s.sheets.open[:i:i], s.sheets.open[i+1:]...)
		s.popup.Hide()
		if o, ok := s.before.(fyne.Disableable); s.before != nil && (!ok || !o.Disabled()) {
			s.sheets.canvas.Focus(s.before)
		} else {
			s.sheets.canvas.Unfocus()
		}
		if s.OnClose != nil {
			s.OnClose()
		}
		return
	}
}

// Any tells whether a sheet is open.
func (s *Sheets) Any() bool { return len(s.open) > 0 }

// Submit does what Ctrl+Enter means in the newest sheet.
func (s *Sheets) Submit() {
	if len(s.open) > 0 && s.open[len(s.open)-1].submit != nil {
		s.open[len(s.open)-1].submit()
	}
}

// CloseTop leaves the newest sheet, which may ask first; false when none is open.
func (s *Sheets) CloseTop() bool {
	if len(s.open) == 0 {
		return false
	}
	s.open[len(s.open)-1].Leave()
	return true
}

// CloseAll closes every sheet and asks nothing; LeaveAll asks.
func (s *Sheets) CloseAll() {
	for len(s.open) > 0 {
		s.open[len(s.open)-1].Close()
	}
}

// Confirm asks before something that can't be undone.
func (e *Env) Confirm(title, text, yes string, do func()) *Sheet {
	var sheet *Sheet
	cancel := NewButton(e.T("shell.cancel"), nil, func() { sheet.Close() })
	ok := NewButton(yes, nil, func() { sheet.Close(); do() })
	ok.Importance = widget.DangerImportance
	sheet = e.Sheets.Show(Form{
		Title: title, Body: Wrapped(text), Size: fyne.NewSize(420, 0),
		Buttons: []fyne.CanvasObject{cancel, ok}, Focus: cancel,
	})
	sheet.Fit()
	return sheet
}

// Tell shows something that is read and closed; more buttons come before "close".
func (e *Env) Tell(title, text string, more ...*Button) *Sheet {
	var sheet *Sheet
	done := NewButton(e.T("shell.close"), nil, func() { sheet.Close() })
	var buttons []fyne.CanvasObject
	for _, b := range more {
		tapped := b.OnTapped
		b.OnTapped = func() { sheet.Close(); tapped() }
		b.Importance = widget.HighImportance
		buttons = append(buttons, b)
	}
	sheet = e.Sheets.Show(Form{
		Title: title, Body: Wrapped(text), Size: fyne.NewSize(440, 0),
		Buttons: append(buttons, done), Focus: done,
	})
	sheet.Fit()
	return sheet
}
