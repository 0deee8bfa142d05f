package composer

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
)

// tool is a button of the composer. Under the pointer or with the keyboard it
// says at the foot what it does, or why it can't.
type tool struct {
	widget.Button
	owner *Composer
	hint  string
	needs []model.Capability // any of them; none: always there
	media bool               // disabled where media can't be sent
	why   string             // it is disabled; "" when it is not
}

func newTool(owner *Composer, label string, icon fyne.Resource, tapped func()) *tool {
	t := &tool{owner: owner}
	t.Text, t.Icon, t.OnTapped = label, icon, tapped
	t.ExtendBaseWidget(t)
	return t
}

func (c *Composer) newTools() []*tool {
	pick := func(kind model.Kind) func() {
		return func() {
			if c.o.OnPick != nil {
				c.o.OnPick(kind)
			}
		}
	}
	make := func(key string, icon fyne.Resource, needs model.Capability, media bool, tapped func()) *tool {
		t := newTool(c, "", icon, tapped)
		t.hint, t.needs, t.media = c.o.Texts.T(key), []model.Capability{needs}, media
		t.Importance = widget.LowImportance
		return t
	}
	more := make("composer.tool.more", fynetheme.ContentAddIcon(), "", false, nil)
	more.needs = nil
	for _, e := range c.extras() {
		more.needs = append(more.needs, e.needs)
	}
	more.OnTapped = func() { c.showExtras(more) }
	return []*tool{
		make("composer.tool.emoji", iconSmile(), model.CanSendText, false, func() { c.openPanel(c.emoji) }),
		make("composer.tool.image", fynetheme.MediaPhotoIcon(), model.CanSendImage, true, pick(model.KindImage)),
		make("composer.tool.video", fynetheme.MediaVideoIcon(), model.CanSendVideo, true, pick(model.KindVideo)),
		make("composer.tool.file", fynetheme.MailAttachmentIcon(), model.CanSendFile, true, pick(model.KindFile)),
		make("composer.tool.link", iconLink(), model.CanSendLink, false, func() {
			c.openPanel(c.link)
			c.link.focusIn(fyne.CurrentApp().Driver().CanvasForObject(c.entry))
		}),
		more,
	}
}

// extra is something that is sent now and then, behind one button.
type extra struct {
	key   string
	needs model.Capability
	do    func()
}

func (c *Composer) extras() []extra {
	pick := func(kind model.Kind) func() {
		return func() {
			if c.o.OnPick != nil {
				c.o.OnPick(kind)
			}
		}
	}
	return []extra{
		{"composer.tool.sticker", model.CanSendSticker, pick(model.KindSticker)},
		{"composer.tool.location", model.CanSendLocation, func() {
			c.openPanel(c.place)
			c.place.focusIn(fyne.CurrentApp().Driver().CanvasForObject(c.entry))
		}},
		{"composer.tool.card", model.CanSendCard, pick(model.KindCard)},
	}
}

// showExtras offers what the seat's back end can do of them, over the button.
func (c *Composer) showExtras(under fyne.CanvasObject) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(under)
	if canvas == nil {
		return
	}
	var items []*fyne.MenuItem
	for _, e := range c.extras() {
		if c.target.Capabilities.Has(e.needs) {
			items = append(items, fyne.NewMenuItem(c.o.Texts.T(e.key), e.do))
		}
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), canvas)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
	menu.ShowAtPosition(at.SubtractXY(0, menu.MinSize().Height))
}

// update shows the tool where the seat's back end can do it, and enables it where
// it can be done now.
func (t *tool) update(target Target) {
	if len(t.needs) > 0 && !slices.ContainsFunc(t.needs, target.Capabilities.Has) {
		t.Hide()
		return
	}
	t.Show()
	t.why = target.Blocked
	if t.why == "" && t.media {
		t.why = target.NoMedia
	}
	if t.why != "" || target.Conversation == 0 {
		t.Disable()
	} else {
		t.Enable()
	}
}

func (t *tool) say() {
	text := t.hint
	if t.why != "" {
		text = t.why
	}
	t.owner.showHint(text)
}

func (t *tool) MouseIn(event *desktop.MouseEvent) { t.say(); t.Button.MouseIn(event) }
func (t *tool) MouseOut()                         { t.owner.showHint(""); t.Button.MouseOut() }
func (t *tool) FocusGained()                      { t.say(); t.Button.FocusGained() }
func (t *tool) FocusLost()                        { t.owner.showHint(""); t.Button.FocusLost() }

func (t *tool) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !t.Disabled() {
			t.OnTapped()
		}
	case fyne.KeyEscape:
		if !t.owner.closePanel() {
			t.owner.FocusEntry()
		}
	default:
		t.Button.TypedKey(key)
	}
}

func iconSmile() fyne.Resource {
	return fynetheme.NewThemedResource(fyne.NewStaticResource("smile.svg", []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path fill="#000000" d="M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20zm0 18a8 8 0 1 1 0-16a8 8 0 1 1 0 16zM8.500 11a1.500 1.500 0 1 0 0-3a1.500 1.500 0 1 0 0 3zM15.500 11a1.500 1.500 0 1 0 0-3a1.500 1.500 0 1 0 0 3zM12 17.500c2.330 0 4.310-1.460 5.110-3.500H6.890c0.800 2.040 2.780 3.500 5.110 3.500z"/></svg>`)))
}

func iconLink() fyne.Resource {
	return fynetheme.NewThemedResource(fyne.NewStaticResource("link.svg", []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path fill="#000000" d="M3.900 12c0-1.710 1.390-3.100 3.100-3.100h4V7H7c-2.760 0-5 2.240-5 5s2.240 5 5 5h4v-1.900H7c-1.710 0-3.100-1.390-3.100-3.100zM8 13h8v-2H8v2zm9-6h-4v1.900h4c1.710 0 3.100 1.390 3.100 3.100s-1.390 3.100-3.100 3.100h-4V17h4c2.760 0 5-2.240 5-5s-2.240-5-5-5z"/></svg>`)))
}
