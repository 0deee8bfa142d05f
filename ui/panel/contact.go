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
	rows   *fyne.Container
	known  model.Contact // as it is shown

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
	retag   *screen.Button
}

func newContactView(p *Panel) *contactView {
	t := p.env.T
	v := &contactView{
		panel: p, avatar: widgets.NewAvatar(44), name: screen.Heading(""), state: screen.Wrap(1),
		gender: newLine(t("panel.gender")), kind: newLine(t("panel.kind")), corp: newLine(t("panel.corp")),
		post: newLine(t("panel.position")), mobile: newLine(t("panel.mobile")), email: newLine(t("panel.email")),
		since: newLine(t("panel.since")), id: idLine(p.env, t("panel.id")), tags: screen.Wrap(1),
	}
	v.remark = newEditLine(p, t("panel.remark"), model.CanEditRemark, func(ctx context.Context, c model.Conversation, text string) error {
		return p.env.Console.People.EditRemark(ctx, c.Seat, c.PeerID, &text, nil)
	})
	v.about = newEditLine(p, t("panel.description"), model.CanDescribe, func(ctx context.Context, c model.Conversation, text string) error {
		return p.env.Console.People.EditRemark(ctx, c.Seat, c.PeerID, nil, &text)
	})
	head := container.NewBorder(nil, nil, screen.Inset(v.avatar, 1, 1, 1, 1), nil, screen.Column(0, v.name, screen.Inset(v.state, 0, 0, 1, 1)))
	v.rows = screen.Column(0,
		head, widget.NewSeparator(),
		v.remark.object, v.about.object,
		v.tagLine(),
		p.flags.Object,
		v.deeds(),
		widget.NewSeparator(),
		v.gender.object, v.kind.object, v.corp.object, v.post.object, v.mobile.object, v.email.object,
		v.since.object, v.id.object,
	)
	if p.can.Has(model.CanListContacts) {
		refresh := screen.NewQuietButton(t("panel.refresh"), fynetheme.ViewRefreshIcon(), nil)
		refresh.OnTapped = func() { p.refresh(refresh) }
		v.rows.Add(container.NewHBox(refresh))
	}
	v.object = container.NewVScroll(screen.Inset(v.rows, 0, 2, 2, 0))
	return v
}

// tagLine shows the tags, with a button where they can be changed.
func (v *contactView) tagLine() fyne.CanvasObject {
	p := v.panel
	v.retag = screen.NewQuietButton("", fynetheme.DocumentCreateIcon(), func() {
		openTags(p.env, p.conversation.Seat, v.known, p.can)
	})
	chips := fyne.CanvasObject(screen.Inset(v.tags, 1, 0, 1, 1))
	if p.can.Has(model.CanTagContacts) || p.can.Has(model.CanEditTags) {
		chips = screen.Dock(nil, nil, nil, screen.Column(0, v.retag), chips)
	}
	return widgets.KeyValue(p.env.T("panel.tags"), chips)
}

// deeds are the buttons for what can be done about the contact.
func (v *contactView) deeds() fyne.CanvasObject {
	p, t := v.panel, v.panel.env.T
	d := p.deeds
	d.shut = func() bool { return v.known.Removed }
	d.add(model.CanCheckFriend, t("panel.friend.check"), v.check)
	if p.OnMoments != nil {
		d.add(model.CanMoments, t("panel.moments"), func() { p.OnMoments(v.known.RemoteID) })
	}
	d.add(model.CanCreateGroup, t("panel.group.new"), func() {
		newGroup(p.env, []seatChoice{{id: p.conversation.Seat}}, 0, v.known)
	})
	gone := d.add(model.CanDeleteContact, t("panel.delete"), v.remove)
	gone.Importance = widget.LowImportance // the question before it is red enough
	if len(d.buttons.Objects) == 0 {
		d.object.Hide()
	}
	return screen.Inset(d.object, 1, 0, 1, 1)
}

// check asks whether the contact still has the seat as one, and says it.
func (v *contactView) check() {
	p := v.panel
	var state model.Friendship
	p.deeds.then(p.deeds.said, func(ctx context.Context, c model.Conversation) (err error) {
		state, err = p.env.Console.People.CheckFriend(ctx, c.Seat, c.PeerID)
		return err
	}, func() {
		text, _ := friendship(p.env.T, model.Contact{Friendship: state})
		importance := widget.SuccessImportance
		switch state {
		case model.FriendNormal:
		case model.FriendUnknown:
			text, importance = p.env.T("panel.friend.unknown"), widget.WarningImportance
		default:
			importance = widget.DangerImportance
		}
		p.deeds.said.Say(p.env.T("panel.friend.is", "state", text), importance)
	})
}

func (v *contactView) remove() {
	p, t := v.panel, v.panel.env.T
	name := widgets.OneLine(v.known.DisplayName(), 40)
	p.env.Confirm(t("panel.delete.title", "name", name), t("panel.delete.text"), t("panel.delete"), func() {
		p.deeds.do(p.deeds.said, t("panel.delete.done", "name", name), func(ctx context.Context, c model.Conversation) error {
			return p.env.Console.People.Delete(ctx, c.Seat, c.PeerID)
		})
	})
}

func (v *contactView) show(c model.Contact, known bool) {
	conversation := v.panel.conversation
	if !known {
		c.RemoteID, c.Name, c.Avatar = conversation.PeerID, conversation.Name, conversation.Avatar
	}
	v.known = c
	v.panel.deeds.enable()
	t := v.panel.env.T
	v.avatar.Set(c.RemoteID, c.DisplayName())
	v.load(c.Avatar)
	v.name.SetText(or(widgets.OneLine(c.Name, 60)))
	v.remark.set(c.Remark)
	v.about.set(c.Description)
	if c.Description == "" && !v.panel.can.Has(model.CanDescribe) {
		v.about.object.Hide()
	} else {
		v.about.object.Show()
	}
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
	v.panel.relayout()
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
