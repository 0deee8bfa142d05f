package screen

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Guard has a sheet ask a person who leaves it whether what was changed in it is to
// be given up, as long as edited tells that there is something. Close does not ask:
// it is for what was taken.
func (e *Env) Guard(s *Sheet, edited func() bool) {
	s.edited = edited
	s.ask = func(leave func()) *Sheet {
		var question *Sheet
		keep := NewButton(e.T("sheet.discard.keep"), nil, func() { question.Close() })
		drop := NewButton(e.T("sheet.discard.yes"), nil, func() {
			question.Close()
			leave()
		})
		drop.Importance = widget.DangerImportance
		question = e.Sheets.Show(Form{
			Title: e.T("sheet.discard"), Body: Wrapped(e.T("sheet.discard.text")), Size: fyne.NewSize(420, 0),
			Buttons: []fyne.CanvasObject{keep, drop}, Focus: keep,
		})
		question.Fit()
		return question
	}
}

// Since tells whether what is entered is no longer what it is now, for Guard.
func Since(entered func() any) (edited func() bool) {
	first := entered()
	return func() bool { return !reflect.DeepEqual(first, entered()) }
}

// Leave closes the sheet for a person who gives it up, by a button or by Esc. What
// Guard keeps is asked about first.
func (s *Sheet) Leave() { s.leave(s.Close) }

// leave does something that takes the sheet away, once a person agrees.
func (s *Sheet) leave(then func()) {
	if s.edited == nil || !s.edited() {
		then()
		return
	}
	question := s.ask(then)
	question.OnClose = func() { s.question = nil }
	s.question = question
}

// LeaveAll closes every sheet for a person who goes on to something else, and then
// does that. One in which something would be lost asks first; if it is to be kept,
// it stays, and nothing is done.
func (s *Sheets) LeaveAll(then func()) {
	if len(s.open) == 0 {
		then()
		return
	}
	top := s.open[len(s.open)-1]
	top.leave(func() {
		top.Close()
		s.LeaveAll(then)
	})
}
