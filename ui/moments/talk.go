package moments

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
)

// How many likes and comments are shown of one moment.
const (
	shownLikes    = 20
	shownComments = 6   // until a person asks for all
	mostComments  = 100 // the newest
)

// talk is who likes a moment, what was written under it, and the field in which
// to write.
type talk struct {
	card   *card
	object *fyne.Container
	said   *fyne.Container // likes and comments
	ground *fyne.Container
	field  *fyne.Container
	entry  *screen.Entry
	send   *screen.Button
	reply  model.MomentComment // what is answered; none where it has no id
	all    bool
}

func newTalk(c *card) *talk {
	k := &talk{card: c, said: screen.Column(0)}
	k.ground = onTint(k.said)
	k.entry = screen.NewEntry()
	k.entry.OnSubmitted = func(string) { k.submit() }
	k.entry.OnKey = func(key *fyne.KeyEvent) bool {
		if key.Name != fyne.KeyEscape {
			return false
		}
		k.hide()
		return true
	}
	k.send = screen.NewButton(c.t("moments.comment.send"), nil, k.submit)
	k.send.Importance = widget.HighImportance
	k.field = screen.Line(nil, k.entry, screen.Inset(k.send, 0, 0, 0, 1))
	k.field.Hide()
	k.object = screen.Column(1, k.ground, k.field)
	return k
}

// show shows the likes and comments there are.
func (k *talk) show() {
	m, t := k.card.moment, k.card.t
	k.said.Objects = nil
	if len(m.Likes) > 0 {
		var names []string
		for _, like := range m.Likes[:min(len(m.Likes), shownLikes)] {
			names = append(names, name(like.Name, like.RemoteID))
		}
		key := "moments.likes"
		if len(m.Likes) > shownLikes {
			key = "moments.likes.many"
		}
		k.said.Add(caption(t(key, "names", strings.Join(names, t("moments.likes.comma")), "n", len(m.Likes))))
	}
	list := m.Comments
	most := shownComments
	if k.all {
		most = mostComments
	}
	if hidden := len(list) - most; hidden > 0 {
		if k.all {
			k.said.Add(screen.Note(t("moments.comments.most", "n", mostComments)))
		} else {
			more := screen.NewTextButton("", nil, k.showAll)
			more.Set(t("moments.comments.all", "n", len(list)), theme.AccentText)
			k.said.Add(screen.Row(0, more))
		}
		list = list[hidden:]
	}
	for _, c := range list {
		k.said.Add(k.line(c))
	}
	k.ground.Hidden = len(k.said.Objects) == 0
}

func (k *talk) showAll() {
	k.all = true
	k.show()
	k.card.page.arrange()
}

// line is one comment.
func (k *talk) line(c model.MomentComment) fyne.CanvasObject {
	t, who, text := k.card.t, name(c.Author, c.AuthorID), plain(c.Text, mostComment)
	key := "moments.comment.line"
	to := k.author(c.ReplyTo)
	if to != "" {
		key = "moments.comment.answer"
	}
	does := screen.Row(0, screen.NewTextButton(t("moments.reply"), nil, func() { k.write(c) }))
	if k.card.own(c.AuthorID) {
		does.Add(screen.NewTextButton(t("moments.delete"), nil, func() { k.askDelete(c) }))
	}
	return screen.Dock(nil, nil, nil, screen.Column(0, does), caption(t(key, "name", who, "to", to, "text", text)))
}

// author is who wrote the comment of that id; "" where it is not there.
func (k *talk) author(id string) string {
	for _, c := range k.card.moment.Comments {
		if id != "" && c.RemoteID == id {
			return name(c.Author, c.AuthorID)
		}
	}
	return ""
}

// write opens the field, to answer a comment or the moment itself.
func (k *talk) write(to model.MomentComment) {
	k.reply = to
	hint := k.card.t("moments.comment.hint")
	if to.RemoteID != "" {
		hint = k.card.t("moments.reply.hint", "name", name(to.Author, to.AuthorID))
	}
	k.entry.SetPlaceHolder(hint)
	k.field.Show()
	k.card.page.arrange()
	k.focus()
}

func (k *talk) focus() {
	if !k.entry.Disabled() {
		k.card.page.env.Window.Canvas().Focus(k.entry)
	}
}

// hide closes the field; what was written stays in it.
func (k *talk) hide() {
	k.field.Hide()
	k.card.page.env.Window.Canvas().Unfocus()
	k.card.page.arrange()
}

func (k *talk) submit() {
	p, id, text, to := k.card.page, k.card.moment.RemoteID, strings.TrimSpace(k.entry.Text), k.reply.RemoteID
	if text == "" || k.entry.Disabled() {
		return
	}
	k.entry.Disable()
	k.send.Disable()
	k.card.complain(nil)
	p.do("comment "+id, func(ctx context.Context) error {
		return p.env.Console.Moments.Comment(ctx, p.seat.ID, id, to, text)
	}, func(err error) {
		k.entry.Enable()
		k.send.Enable()
		if err != nil {
			k.card.complain(err)
			k.focus()
			return
		}
		k.entry.SetText("")
		k.hide()
		p.renew(id)
	})
}

func (k *talk) askDelete(c model.MomentComment) {
	p, id := k.card.page, k.card.moment.RemoteID
	p.env.Confirm(k.card.t("moments.comment.delete.title"), plain(c.Text, mostComment), k.card.t("moments.delete"), func() {
		k.card.do("comment "+id, func(ctx context.Context) error {
			return p.env.Console.Moments.DeleteComment(ctx, p.seat.ID, id, c.RemoteID)
		}, func() { p.renew(id) })
	})
}

// caption is a smaller text that wraps.
func caption(text string) *widget.Label {
	l := screen.Wrapped(text)
	l.SizeName = fynetheme.SizeNameCaptionText
	l.Wrapping, l.Selectable = wrapping(text), true
	return l
}

// onTint puts an object on a quiet ground.
func onTint(o fyne.CanvasObject) *fyne.Container {
	return container.NewStack(screen.NewFill(theme.Sidebar, 4), o)
}
