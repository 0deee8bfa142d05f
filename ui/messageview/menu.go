package messageview

import (
	"bytes"
	"encoding/json"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/theme"
)

// do does what a click on a part of a message offers.
func (v *View) do(s spot, m model.Message) {
	switch s.action {
	case actLink:
		v.askLink(s.url)
	case actPicture:
		call(v.opt.OnOpenPicture, m)
	case actSave:
		call(v.opt.OnSaveFile, m)
	case actResend:
		call(v.opt.OnResend, m)
	case actDiscard:
		call(v.opt.OnDiscard, m)
	case actUnfold:
		v.unfold[m.ID] = true
		v.follow = false // what was read stays; the rest comes below it
		v.place()
	case actRaw:
		v.showRaw(m)
	case actCopy:
		v.opt.OnCopy(s.url)
	case actQuote:
		if !v.Reveal(s.url) && v.opt.OnFindMessage != nil {
			v.opt.OnFindMessage(s.url)
		}
	case actReedit:
		if v.opt.OnReedit != nil {
			v.opt.OnReedit(s.url)
		}
	case actTranscribe:
		v.transcribe(m)
	}
}

// transcribe has a voice message written down, and says meanwhile that it is.
func (v *View) transcribe(m model.Message) {
	if v.hearing[m.ID] || v.opt.OnTranscribe == nil {
		return
	}
	v.hearing[m.ID] = true
	v.place()
	ctx := v.ctx
	v.opt.OnTranscribe(m, func() {
		if ctx.Err() == nil {
			delete(v.hearing, m.ID)
			v.place()
		}
	})
}

// loadAgain asks once more for a picture that did not come.
func (v *View) loadAgain(m model.Message, source string) {
	again := func() {
		if v.opt.Pictures == nil {
			return
		}
		v.opt.Pictures.Forget(source)
		if r := v.byID[m.ID]; r != nil && r.laid != nil {
			r.rebuild()
			canvas.Refresh(r)
		}
	}
	if v.opt.OnRetryLoad == nil {
		again()
		return
	}
	v.opt.OnRetryLoad(m, again)
}

// whyNoPicture says in the agent's words why a picture is not shown.
func (v *View) whyNoPicture(err error) string {
	switch {
	case errors.Is(err, picture.ErrFormat):
		return v.opt.T("message.picture_format")
	case errors.Is(err, picture.ErrTooManyBytes), errors.Is(err, picture.ErrTooManyPixels):
		return v.opt.T("message.picture_large")
	}
	return v.why(err)
}

func call(f func(model.Message), m model.Message) {
	if f != nil {
		f(m)
	}
}

func (v *View) showMenu(m model.Message, url string, at fyne.Position) {
	c := fyne.CurrentApp().Driver().CanvasForObject(v)
	items := v.menuItems(m, url)
	if c == nil || len(items) == 0 {
		return
	}
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), c, at)
}

func (v *View) menuOfSelected() {
	r := v.byID[v.selected]
	if r == nil {
		return
	}
	url := ""
	for _, s := range r.laid.spots {
		if s.action == actLink {
			url = s.url
			break
		}
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r)
	y := max(r.Position().Y+r.laid.body, 0) - r.Position().Y
	x := float32(marginX + avatar + avatarGap)
	if r.msg.Direction == model.Out {
		x = r.laid.w * 0.6
	}
	v.showMenu(r.msg, url, at.AddXY(x, y))
}

func (v *View) copyText(m model.Message) {
	if text := textOf(m); text != "" {
		v.opt.OnCopy(text)
	}
}

// askLink shows where a link really leads before anything opens it.
func (v *View) askLink(url string) {
	link, err := ParseLink(url)
	if err != nil || v.opt.OnOpenLink == nil {
		return
	}
	open := func() { v.opt.OnOpenLink(link.URL) }
	if v.opt.ConfirmLink != nil {
		v.opt.ConfirmLink(link, open)
		return
	}
	const width = 420
	host := v.paragraph([]rune(link.Host), v.style.bold, width, 3, colourText)
	whole := v.paragraph(cleanRunes(link.URL), v.style.small, width, 6, colourGrey)
	content := container.NewVBox(
		v.paragraph([]rune(v.opt.T("message.link_question")), v.style.body, width, 2, colourText),
		host, whole)
	v.ask3(content, v.opt.T("message.open_link"), open, link.URL)
}

// maxRaw is how many bytes of a raw message are shown; copying takes all.
const maxRaw = 64 << 10

// showRaw shows a message as it came.
func (v *View) showRaw(m model.Message) {
	raw := m.Raw
	var pretty bytes.Buffer
	if len(raw) <= maxRaw && json.Indent(&pretty, raw, "", "    ") == nil {
		raw = pretty.Bytes()
	}
	if len(raw) == 0 {
		raw = []byte(m.Content.Text)
	}
	const width = 560
	text := v.paragraph(cleanRunes(string(raw[:min(len(raw), maxRaw)])), v.style.small, width, 400, colourText)
	scroll := container.NewVScroll(text)
	scroll.SetMinSize(fyne.NewSize(width+12, 320))
	content := container.NewVBox(v.paragraph([]rune(v.opt.T("message.raw_title")), v.style.bold, width, 1, colourText), scroll)
	v.ask3(content, "", nil, string(m.Raw))
}

// ask3 is a dialog with up to three buttons: the deed, copy, and close.
func (v *View) ask3(content fyne.CanvasObject, deed string, do func(), text string) {
	c := fyne.CurrentApp().Driver().CanvasForObject(v)
	if c == nil {
		return
	}
	var popup *widget.PopUp
	button := func(words string, f func()) *widget.Button {
		return widget.NewButton(words, func() {
			popup.Hide()
			if f != nil {
				f()
			}
		})
	}
	buttons := container.NewHBox(layout.NewSpacer())
	buttons.Add(button(v.opt.T("message.close"), nil))
	buttons.Add(button(v.opt.T("message.copy"), func() { v.opt.OnCopy(text) }))
	if do != nil {
		open := button(deed, do)
		open.Importance = widget.HighImportance
		buttons.Add(open)
	}
	popup = widget.NewModalPopUp(container.NewPadded(container.NewVBox(content, buttons)), c)
	popup.Show()
}

// paragraph is wrapped text for a dialog.
func (v *View) paragraph(text []rune, f *face, width float32, most int, colour fyne.ThemeColorName) fyne.CanvasObject {
	box := container.New(&leading{f.leading, width})
	for _, words := range f.fit(text, width, most) {
		t := canvas.NewText(words, theme.Current(colour))
		t.TextSize, t.TextStyle = f.size, f.style
		box.Add(t)
	}
	return box
}

// leading stacks lines of one height.
type leading struct{ line, width float32 }

func (l *leading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for i, o := range objects {
		o.Move(fyne.NewPos(0, float32(i)*l.line))
		o.Resize(fyne.NewSize(size.Width, l.line))
	}
}

func (l *leading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width, float32(len(objects))*l.line)
}
