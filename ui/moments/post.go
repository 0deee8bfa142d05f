package moments

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/tools"
	"seatdeck/ui/widgets"
)

// What may be published with one moment.
const (
	mostPictures         = 9
	mostPosted           = 1500 // characters, as on a phone
	pickSide     float32 = 72
)

var (
	pictureFiles = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}
	videoFiles   = []string{".mp4", ".mov", ".m4v"}
)

// The one thing a moment shows below its text.
const (
	showsPictures = iota
	showsVideo
	showsLink
)

// post is a moment that is being written. It lasts until it was published, or the
// page is closed.
type post struct {
	page  *page
	sheet *screen.Sheet // nil: not in sight

	text     *screen.Entry
	shows    int
	choices  []*screen.TextButton
	parts    []fyne.CanvasObject // by what it shows
	pictures []string
	strip    *fyne.Container
	counted  *widget.Label
	addIt    *screen.Button
	video    string
	film     *widget.Label
	drop     *screen.TextButton
	title    *screen.Field
	url      *screen.Field
	cover    *screen.Field
	audience *audience
	said     *widget.Label
	busy     *widget.Activity
	fix      *screen.Button // opens the connection, where that lacks something
	body     *container.Scroll
	frame    *fyne.Container
	send     *screen.Button
	sending  bool
}

// openPost shows what is being written, or begins.
func (p *page) openPost() {
	if p.post == nil {
		p.post = newPost(p)
	}
	p.post.open()
}

func newPost(p *page) *post {
	t := p.env.T
	w := &post{page: p}
	w.text = screen.NewEntry()
	w.text.MultiLine, w.text.Wrapping = true, fyne.TextWrapWord
	w.text.SetPlaceHolder(t("moments.post.hint"))
	w.text.SetMinRowsVisible(4)
	w.text.OnKey = w.key
	w.parts = []fyne.CanvasObject{w.picturePart(), w.videoPart(), w.linkPart()}
	w.audience = newAudience(p.env, p.scope, p.seat.ID, w.arrange)
	w.said = screen.Wrapped("")
	w.said.Hide()
	w.busy = widget.NewActivity()
	w.busy.Hide()
	w.fix = screen.NewButton(t("shell.banner.open"), nil, func() {
		w.sheet.Close()
		p.env.Nav.OpenPublishing(p.seat.Connection.ID)
	})
	w.fix.Hide()
	choices := screen.Row(1)
	for i, key := range []string{"moments.post.pictures", "moments.post.video", "moments.post.link"} {
		b := screen.NewTextButton(t(key), nil, func() { w.choose(i) })
		w.choices = append(w.choices, b)
		choices.Add(b)
	}
	rows := screen.Column(2, w.text, choices, w.parts[0], w.parts[1], w.parts[2], widget.NewSeparator(), w.audience.object)
	w.body = container.NewVScroll(screen.Inset(rows, 0, 3, 2, 0))
	foot := screen.Dock(nil, nil, screen.Inset(screen.Row(0, w.busy), 0, 1, 0, 0), screen.Row(0, w.fix), w.said)
	w.frame = screen.Dock(nil, foot, nil, nil, w.body)
	w.choose(showsPictures)
	w.showPictures()
	w.setVideo("")
	return w
}

// key lets Tab leave the field: it writes no tabs.
func (w *post) key(key *fyne.KeyEvent) bool {
	if key.Name != fyne.KeyTab {
		return false
	}
	canvas := w.page.env.Window.Canvas()
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
		canvas.FocusPrevious()
	} else {
		canvas.FocusNext()
	}
	return true
}

func (w *post) open() {
	t := w.page.env.T
	cancel := screen.NewButton(t("shell.close"), nil, func() { w.sheet.Close() })
	w.send = screen.NewButton(t("moments.post.send"), nil, w.submit)
	w.send.Importance = widget.HighImportance
	if w.sending {
		w.send.Disable()
	}
	w.sheet = w.page.env.Sheets.Show(screen.Form{
		Title: t("moments.post.title", "name", w.page.seat.DisplayName()), Body: w.frame, Size: fyne.NewSize(620, 580), Focus: w.text,
		Buttons: []fyne.CanvasObject{cancel, w.send},
	})
	w.sheet.OnClose = func() {
		w.sheet = nil
		w.near(false)
	}
	w.near(true)
	w.audience.load()
}

// choose says what the moment shows; what was chosen of the other kinds stays.
func (w *post) choose(shows int) {
	w.shows = shows
	for i := range w.parts {
		w.choices[i].SetOn(i == shows)
		if i == shows {
			w.parts[i].Show()
		} else {
			w.parts[i].Hide()
		}
	}
	w.arrange()
}

func (w *post) arrange() {
	w.body.Content.Refresh()
	w.body.Refresh()
	w.frame.Refresh()
}

// picturePart is the pictures that were chosen.
func (w *post) picturePart() fyne.CanvasObject {
	w.strip = screen.Wrap(1)
	w.counted = screen.Note("")
	w.counted.Wrapping = fyne.TextWrapOff
	w.addIt = screen.NewButton(w.page.env.T("moments.post.picture.add"), nil, func() {
		w.pick("moments.post.picture.pick", pictureFiles, func(path string) {
			w.pictures = append(w.pictures, path)
			w.showPictures()
		})
	})
	return screen.Column(1, w.strip, screen.Row(1, w.addIt, w.counted), w.lacking())
}

// lacking says that local files can't be published yet; nothing where they can.
func (w *post) lacking() fyne.CanvasObject {
	seat := w.page.seat
	l := screen.Note(w.page.env.T("seat.publish.text", "name", seat.Connection.Name))
	l.Importance = widget.WarningImportance
	l.Hidden = !seat.LacksPublishing()
	return l
}

func (w *post) pick(title string, extensions []string, done func(path string)) {
	t := w.page.env.T
	w.page.env.AskFile(screen.FileQuestion{Title: t(title), Confirm: t("seat.pick.add"), Extensions: extensions}, done)
}

func (w *post) showPictures() {
	t := w.page.env.T
	w.strip.Objects = nil
	for i, path := range w.pictures {
		one := newTile(w.page.env.Pictures, path, fyne.NewSquareSize(pickSide), nil)
		one.near(true)
		remove := screen.NewTextButton(t("moments.post.remove"), nil, func() {
			w.pictures = slices.Delete(slices.Clone(w.pictures), i, i+1)
			w.showPictures()
		})
		w.strip.Add(screen.Column(0, one, remove))
	}
	w.strip.Hidden = len(w.pictures) == 0
	w.counted.SetText(t("moments.post.picture.count", "n", len(w.pictures), "most", mostPictures))
	if len(w.pictures) < mostPictures {
		w.addIt.Enable()
	} else {
		w.addIt.Disable()
	}
	w.arrange()
}

// near loads what was chosen, or lets go of it.
func (w *post) near(now bool) {
	for _, o := range w.strip.Objects {
		o.(*fyne.Container).Objects[0].(*tile).near(now)
	}
}

// videoPart is the film that was chosen.
func (w *post) videoPart() fyne.CanvasObject {
	t := w.page.env.T
	w.film = widget.NewLabel("")
	w.film.Truncation = fyne.TextTruncateEllipsis
	choose := screen.NewButton(t("moments.post.video.pick"), nil, func() {
		w.pick("moments.post.video.pick", videoFiles, w.setVideo)
	})
	w.drop = screen.NewTextButton(t("moments.post.remove"), nil, func() { w.setVideo("") })
	return screen.Column(1, screen.Line(choose, w.film, w.drop), w.lacking())
}

func (w *post) setVideo(path string) {
	w.video = path
	w.film.SetText(w.page.env.T("moments.post.video.none"))
	w.drop.Hide()
	if path != "" {
		w.film.SetText(widgets.OneLine(filepath.Base(path), 80))
		w.drop.Show()
	}
	w.arrange()
}

// linkPart is the page that is shared.
func (w *post) linkPart() fyne.CanvasObject {
	t := w.page.env.T
	w.title = screen.NewField(t("moments.post.link.title"), "", false, false)
	w.url = screen.NewField(t("moments.post.link.url"), "", false, true)
	w.cover = screen.NewField(t("moments.post.link.cover"), t("moments.post.link.cover.hint"), false, true)
	w.url.Entry.SetPlaceHolder("https://")
	w.title.Check = func(v string) string {
		if v == "" {
			return t("moments.post.link.title.need")
		}
		return ""
	}
	w.url.Check = func(v string) string {
		if tools.Host(v) == "" {
			return t("moments.post.link.url.need")
		}
		return ""
	}
	w.cover.Check = func(v string) string {
		if v != "" && tools.Host(v) == "" {
			return t("moments.post.link.url.need")
		}
		return ""
	}
	part := screen.Column(1)
	for _, f := range w.fields() {
		f.OnEdit = w.arrange
		part.Add(f.Object)
	}
	return part
}

func (w *post) fields() []*screen.Field { return []*screen.Field{w.title, w.url, w.cover} }

// written is the moment as it would be published; false where something about it
// is wrong, which is then said.
func (w *post) written() (app.NewMoment, bool) {
	t := w.page.env.T
	n := app.NewMoment{Text: strings.TrimSpace(w.text.Text)}
	switch w.shows {
	case showsPictures:
		n.PictureFiles = slices.Clone(w.pictures)
	case showsVideo:
		n.VideoFile = w.video
	case showsLink:
		for _, f := range w.fields() {
			f.Reveal()
		}
		if slices.ContainsFunc(w.fields(), func(f *screen.Field) bool { return f.Problem() != "" }) {
			w.arrange()
			return n, false
		}
		n.Link = &model.MomentLink{Title: w.title.Value(), URL: w.url.Value(), Cover: w.cover.Value()}
	}
	var problem string
	n.VisibleTags, n.HiddenTags, problem = w.audience.chosen()
	switch {
	case problem != "":
	case n.Text == "" && n.Link == nil && len(n.PictureFiles) == 0 && n.VideoFile == "":
		problem = t("moments.post.empty")
	case len([]rune(n.Text)) > mostPosted:
		problem = t("moments.post.long", "n", mostPosted)
	}
	if problem != "" {
		w.say(problem, widget.DangerImportance)
	}
	return n, problem == ""
}

func (w *post) say(text string, importance widget.Importance) {
	w.said.Importance = importance
	w.said.SetText(text)
	w.said.Hidden = text == ""
	w.arrange()
}

// submit publishes it. All that was written stays until the back end has it.
func (w *post) submit() {
	if w.sending {
		return
	}
	w.fix.Hide()
	w.say("", widget.MediumImportance)
	n, ok := w.written()
	if !ok {
		return
	}
	w.sending = true
	w.send.Disable()
	w.busy.Show()
	w.busy.Start()
	w.say(w.page.env.T("moments.post.sending"), widget.MediumImportance)
	p := w.page
	p.deeds.Act("post", func(ctx context.Context) error { return p.env.Console.Moments.Post(ctx, p.seat.ID, n) }, func(err error) {
		if p.env.Group.Context().Err() == nil { // else the console is being closed
			w.sent(err)
		}
	})
}

// sent says how it went, in passing where the sheet is gone.
func (w *post) sent(err error) {
	p := w.page
	w.sending = false
	w.send.Enable()
	w.busy.Stop()
	w.busy.Hide()
	if err == nil {
		p.post = nil
		if w.sheet != nil {
			w.sheet.Close()
		}
		p.env.Nav.Toast(p.env.T("moments.post.done"))
		if !p.closed {
			p.read()
		}
		return
	}
	text := p.env.TroubleNext(err)
	if model.IsTrouble(err, model.TroubleTimeout) {
		text = p.env.Trouble(err) + "\n" + p.env.T("moments.post.maybe")
	}
	if model.IsTrouble(err, model.TroubleNoPublish) {
		w.fix.Show()
	}
	w.say(text, widget.DangerImportance)
	if w.sheet == nil {
		p.env.Fail(err)
	}
}
