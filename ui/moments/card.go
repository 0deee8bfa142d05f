package moments

import (
	"context"
	"image"
	"reflect"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/tools"
	"seatdeck/ui/widgets"
)

// How large pictures are, in device-independent pixels.
const (
	thumbSide   float32 = 104
	singleSide  float32 = 200
	filmWidth   float32 = 200
	coverSide   float32 = 44
	mostShown           = 9 // pictures of one moment
	avatarBox           = 2 * theme.AvatarSize
	mostLinkTop         = 80 // characters of a link's title
)

// card shows one moment.
type card struct {
	page   *page
	moment model.Moment
	object fyne.CanvasObject

	shows  *fyne.Container // what was published
	tiles  []*tile
	avatar *widgets.Avatar
	face   *picture.Ticket
	like   *screen.TextButton
	talk   *talk
	wrong  *widget.Label
	busy   bool // a deed of the buttons is under way
	open   bool // all of a long text is shown
}

func newCard(p *page, m model.Moment) *card {
	c := &card{page: p, moment: m, shows: screen.Column(1), avatar: widgets.NewAvatar(theme.AvatarSize)}
	c.wrong = screen.Wrapped("")
	c.wrong.Importance = widget.DangerImportance
	c.wrong.SizeName = fynetheme.SizeNameCaptionText
	c.wrong.Hide()
	c.like = screen.NewTextButton("", nil, c.tapLike)
	c.talk = newTalk(c)
	body := screen.Column(0, c.shows, c.foot(), c.wrong, c.talk.object)
	line := screen.Dock(nil, nil, screen.Inset(screen.Column(0, c.avatar), 1, 2, 0, 1), nil, body)
	c.object = screen.Column(0, screen.Inset(line, 2, 0, 2, 0), screen.MinSize(screen.NewFill(theme.Divider, 0), 0, 1))
	c.build()
	c.showLikes()
	c.talk.show()
	return c
}

func (c *card) t(key string, pairs ...any) string { return c.page.env.T(key, pairs...) }

// own tells whether an author is the seat itself.
func (c *card) own(author string) bool {
	seat := c.page.seat
	return author != "" && (author == seat.AccountID || author == seat.RemoteID)
}

// set shows a newer sight of the moment.
func (c *card) set(m model.Moment) {
	before := c.moment
	c.moment = m
	if reflect.DeepEqual(before, m) {
		return
	}
	c.showLikes()
	c.talk.show()
	before.Liked, before.Likes, before.Comments = m.Liked, m.Likes, m.Comments
	if !reflect.DeepEqual(before, m) {
		c.near(false)
		c.build()
	}
}

// foot is when it was published, and what can be done about it.
func (c *card) foot() fyne.CanvasObject {
	when := widget.NewLabel(c.page.env.Date(c.moment.At))
	when.Importance, when.SizeName, when.Truncation = widget.LowImportance, fynetheme.SizeNameCaptionText, fyne.TextTruncateEllipsis
	does := screen.Row(0)
	if c.own(c.moment.AuthorID) && c.page.seat.Can.Has(model.CanPostMoments) {
		does.Add(screen.NewTextButton(c.t("moments.delete"), nil, c.askDelete))
	}
	does.Add(c.like)
	does.Add(screen.NewTextButton(c.t("moments.comment"), nil, func() { c.talk.write(model.MomentComment{}) }))
	return screen.Line(nil, when, does)
}

// build makes what was published.
func (c *card) build() {
	m := c.moment
	who := name(m.AuthorName, m.AuthorID)
	if who == "" {
		who = c.t("moments.nobody")
	}
	c.avatar.Set(m.AuthorID, who)
	c.tiles, c.shows.Objects = nil, nil
	c.shows.Add(c.author(who))
	if m.Text != "" {
		c.shows.Add(c.text())
	}
	switch {
	case len(m.Pictures) > 0:
		c.shows.Add(c.pictures())
	case m.Video != nil:
		c.shows.Add(c.film())
	case m.Link != nil:
		c.shows.Add(c.link())
	case m.Text == "":
		c.shows.Add(screen.Note(c.t("moments.unknown")))
	}
	if place := widgets.OneLine(m.Place, mostName); place != "" {
		l := screen.Note(c.t("moments.place", "place", place))
		l.Wrapping, l.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
		c.shows.Add(l)
	}
}

// author is the name, which leads to the moments of that person alone.
func (c *card) author(who string) fyne.CanvasObject {
	p, m := c.page, c.moment
	b := screen.NewTextButton("", nil, nil)
	b.Set(who, theme.AccentText)
	if m.AuthorID != "" && m.AuthorID != p.contact {
		b.OnTapped = func() { Open(p.env, p.seat, m.AuthorID, m.AuthorName) }
	}
	return screen.Row(0, b)
}

// text is what was written, and nothing in it can be pressed.
func (c *card) text() fyne.CanvasObject {
	all := plain(c.moment.Text, mostText)
	short, long := folded(all)
	l := screen.Wrapped(short)
	l.Wrapping, l.Selectable = wrapping(all), true
	if !long {
		return l
	}
	b := screen.NewTextButton("", nil, nil)
	set := func() {
		text, says := short, "moments.unfold"
		if c.open {
			text, says = all, "moments.fold"
		}
		l.SetText(text)
		b.Set(c.t(says), theme.AccentText)
	}
	b.OnTapped = func() {
		c.open = !c.open
		set()
		c.page.arrange()
	}
	set()
	return screen.Column(0, l, screen.Row(0, b))
}

func (c *card) tile(source string, size fyne.Size, tapped func()) *tile {
	if !picture.IsRemote(source) {
		source = "" // a path must not name a file of ours
	}
	t := newTile(c.page.env.Pictures, source, size, tapped)
	c.tiles = append(c.tiles, t)
	return t
}

// small is the address of the small form of a picture, or of the large one.
func small(p model.MomentPicture) string {
	if picture.IsRemote(p.Thumb) {
		return p.Thumb
	}
	return p.URL
}

// indented sets what is shown in line with the texts, which have space round them.
func indented(o fyne.CanvasObject) fyne.CanvasObject { return screen.Inset(o, 0, 0, 0, 2) }

func (c *card) pictures() fyne.CanvasObject {
	list := c.moment.Pictures
	size := fyne.NewSquareSize(thumbSide)
	if len(list) == 1 {
		size = fyne.NewSize(singleSide, singleSide*3/4)
	}
	var all []fyne.CanvasObject
	for i, one := range list[:min(len(list), mostShown)] {
		all = append(all, c.tile(small(one), size, func() { openAlbum(c.page.env, c.moment, i) }))
	}
	return indented(newGrid(all))
}

// film is the first picture of a video; the browser can show the rest.
func (c *card) film() fyne.CanvasObject {
	v := c.moment.Video
	var tapped func()
	if picture.IsRemote(v.URL) {
		tapped = func() { tools.OpenLink(c.page.env, c.page.scope, v.URL) }
	}
	cover := v.Thumb
	t := c.tile(cover, fyne.NewSize(filmWidth, filmWidth*9/16), tapped)
	t.film = true
	return indented(newGrid([]fyne.CanvasObject{t}))
}

// link is the page that is shared.
func (c *card) link() fyne.CanvasObject {
	link := c.moment.Link
	title := widgets.OneLine(link.Title, mostLinkTop)
	if title == "" {
		title = c.t("moments.link")
	}
	head := screen.Wrapped(title)
	head.Wrapping = wrapping(title)
	words := screen.Column(0, head)
	row := fyne.CanvasObject(words)
	if host := tools.Host(link.URL); host != "" {
		open := screen.NewTextButton("", nil, func() { tools.OpenLink(c.page.env, c.page.scope, link.URL) })
		open.Set(c.t("moments.link.open", "host", widgets.OneLine(host, mostName)), theme.AccentText)
		words.Add(screen.Row(0, open))
	} else {
		words.Add(screen.Note(c.t("moments.link.none")))
	}
	if picture.IsRemote(link.Cover) {
		cover := c.tile(link.Cover, fyne.NewSquareSize(coverSide), nil)
		row = screen.Dock(nil, nil, screen.Inset(screen.Column(0, cover), 1, 1, 1, 2), nil, words)
	}
	return indented(onTint(row))
}

// near loads the pictures, or lets go of them.
func (c *card) near(now bool) {
	for _, t := range c.tiles {
		t.near(now)
	}
	source := c.moment.AuthorAvatar
	switch {
	case !now:
		c.face.Cancel()
		c.face = nil
	case c.face == nil && c.page.env.Pictures != nil && picture.IsRemote(source):
		c.face = c.page.env.Pictures.Load(source, image.Pt(int(avatarBox), int(avatarBox)), func(r picture.Result) {
			if r.Err == nil {
				c.avatar.SetImage(r.Image)
			}
		})
	}
}

func (c *card) showLikes() {
	says, colour := c.t("moments.like"), theme.TextSecondary
	if c.moment.Liked {
		says, colour = c.t("moments.liked"), theme.AccentText
	}
	c.like.Set(says, colour)
}

func (c *card) tapLike() {
	if c.busy {
		return
	}
	id, like := c.moment.RemoteID, !c.moment.Liked
	c.do("like "+id, func(ctx context.Context) error {
		return c.page.env.Console.Moments.Like(ctx, c.page.seat.ID, id, like)
	}, func() { c.page.renew(id) })
}

func (c *card) askDelete() {
	if c.busy {
		return
	}
	p, id := c.page, c.moment.RemoteID
	p.env.Confirm(c.t("moments.delete.title"), c.t("moments.delete.text"), c.t("moments.delete"), func() {
		c.do("delete "+id, func(ctx context.Context) error { return p.env.Console.Moments.Delete(ctx, p.seat.ID, id) }, func() {
			p.gone[id] = true
			p.list = p.without(p.list)
			p.show()
		})
	})
}

// do does something about the moment; what went wrong is said under it.
func (c *card) do(lane string, deed func(context.Context) error, done func()) {
	c.busy = true
	c.complain(nil)
	c.page.do(lane, deed, func(err error) {
		c.busy = false
		c.complain(err)
		if err == nil {
			done()
		}
	})
}

func (c *card) complain(err error) {
	if err == nil && !c.wrong.Visible() {
		return
	}
	c.wrong.SetText(c.page.env.TroubleNext(err))
	c.wrong.Hidden = err == nil
	c.page.arrange()
}
