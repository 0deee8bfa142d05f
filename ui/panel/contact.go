package panel

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// avatarBox is how large the picture of a person is loaded, in pixels.
var avatarBox = image.Pt(112, 112)

// contactView shows one customer.
type contactView struct {
	panel  *Panel
	object fyne.CanvasObject

	avatar  *widgets.Avatar
	picture *picture.Ticket
	source  string
	name    *widget.Label
	state   *fyne.Container
	remark  *editLine
	about   *editLine
	gender  *line
	kind    *line
	corp    *line
	post    *line
	mobile  *line
	email   *line
	since   *line
	id      *line
	tags    *fyne.Container
}

func newContactView(p *Panel) *contactView {
	t := p.env.T
	v := &contactView{
		panel: p, avatar: widgets.NewAvatar(44), name: screen.Heading(""), state: screen.Wrap(1),
		gender: newLine(t("panel.gender")), kind: newLine(t("panel.kind")), corp: newLine(t("panel.corp")),
		post: newLine(t("panel.position")), mobile: newLine(t("panel.mobile")), email: newLine(t("panel.email")),
		since: newLine(t("panel.since")), id: idLine(p.env, t("panel.id")), tags: screen.Wrap(1),
	}
	v.remark = newEditLine(p, t("panel.remark"), func(ctx context.Context, c model.Conversation, text string) error {
		return p.env.Console.People.EditRemark(ctx, c.Seat, c.PeerID, &text, nil)
	})
	v.about = newEditLine(p, t("panel.description"), func(ctx context.Context, c model.Conversation, text string) error {
		return p.env.Console.People.EditRemark(ctx, c.Seat, c.PeerID, nil, &text)
	})
	head := container.NewBorder(nil, nil, screen.Inset(v.avatar, 1, 1, 1, 1), nil, screen.Column(0, v.name, screen.Inset(v.state, 0, 0, 1, 1)))
	refresh := screen.NewQuietButton(t("panel.refresh"), fynetheme.ViewRefreshIcon(), nil)
	refresh.OnTapped = func() { p.refresh(refresh) }
	rows := screen.Column(0,
		head, widget.NewSeparator(),
		v.remark.object, v.about.object,
		widgets.KeyValue(t("panel.tags"), screen.Inset(v.tags, 1, 0, 1, 1)),
		widget.NewSeparator(),
		v.gender.object, v.kind.object, v.corp.object, v.post.object, v.mobile.object, v.email.object,
		v.since.object, v.id.object,
	)
	if p.can.Has(model.CanListContacts) {
		rows.Add(container.NewHBox(refresh))
	}
	v.object = container.NewVScroll(screen.Inset(rows, 0, 2, 2, 0))
	return v
}

func (v *contactView) show(c model.Contact, known bool) {
	conversation := v.panel.conversation
	if !known {
		c.RemoteID, c.Name, c.Avatar = conversation.PeerID, conversation.Name, conversation.Avatar
	}
	t := v.panel.env.T
	v.avatar.Set(c.RemoteID, c.DisplayName())
	v.load(c.Avatar)
	v.name.SetText(or(widgets.OneLine(c.Name, 60)))
	v.remark.set(c.Remark)
	v.about.set(c.Description)
	v.gender.set(gender(t, c.Gender))
	kind := ""
	if known {
		kind = t("panel.kind.wecom")
		if c.WeChat {
			kind = t("panel.kind.wechat")
		}
		if !c.External && !c.WeChat {
			kind = t("panel.kind.colleague")
			if c.Created.IsZero() {
				kind = "" // looked up alone, which does not tell; the list does
			}
		}
	}
	v.kind.set(kind)
	v.corp.set(c.Corp)
	v.post.set(c.Position)
	v.mobile.set(c.Mobile)
	v.email.set(c.Email)
	v.since.set(v.panel.env.Date(c.Created))
	v.id.set(c.RemoteID)
	v.state.Objects = nil
	if text, tint := friendship(t, c); text != "" {
		v.state.Add(chip(text, tint))
	}
	v.tags.Objects = nil
	for _, tag := range c.Tags {
		v.tags.Add(chip(widgets.OneLine(tag.Name, 40), theme.InfoTint))
	}
	if len(c.Tags) == 0 {
		l := widget.NewLabel(blank)
		v.tags.Add(l)
	}
	v.object.Refresh()
}

func (v *contactView) load(source string) {
	if source == v.source {
		return
	}
	v.close()
	v.source = source
	v.avatar.SetImage(nil)
	if v.panel.env.Pictures == nil || !picture.IsRemote(source) {
		return
	}
	v.picture = v.panel.env.Pictures.Load(source, avatarBox, func(r picture.Result) {
		if r.Err == nil {
			v.avatar.SetImage(r.Image)
		}
	})
}

func (v *contactView) close() {
	if v.picture != nil {
		v.picture.Cancel()
		v.picture = nil
	}
}

func gender(t func(string, ...any) string, g model.Gender) string {
	switch g {
	case model.GenderMale:
		return t("panel.gender.male")
	case model.GenderFemale:
		return t("panel.gender.female")
	}
	return ""
}

func friendship(t func(string, ...any) string, c model.Contact) (string, fyne.ThemeColorName) {
	switch c.Friendship {
	case model.FriendNormal:
		return t("panel.friend.normal"), theme.InfoTint
	case model.FriendDeletedByUs:
		return t("panel.friend.byus"), theme.DangerTint
	case model.FriendDeletedUs:
		return t("panel.friend.bythem"), theme.DangerTint
	case model.FriendDeletedBoth:
		return t("panel.friend.both"), theme.DangerTint
	}
	if c.Removed {
		return t("panel.friend.gone"), theme.DangerTint
	}
	return "", theme.InfoTint
}
