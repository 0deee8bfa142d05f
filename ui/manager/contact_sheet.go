package manager

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// contactSheetSize is how large the sheet of a customer is; the window bounds it.
var contactSheetSize = fyne.NewSize(720, 600)

// contactView is the sheet of one customer: who it is, what is pending about them,
// and the same customer on other seats.
type contactView struct {
	host  *host
	scope *screen.Scope
	id    model.ContactID
	known model.ContactRow
	can   model.Capabilities

	sheet  *screen.Sheet
	faces  *screen.Faces
	avatar *widgets.Avatar
	name   *widget.Label
	chips  *fyne.Container
	mark   *markLine
	remark *widgets.EditableText
	about  *widgets.EditableText
	tags   *fyne.Container
	retag  *screen.Button
	check  *screen.TextButton
	friend *widget.Label
	groups *screen.TextButton
	fields *fyne.Container
	same   *fyne.Container
	rows   *fyne.Container
	scroll *container.Scroll
	remove *screen.Button
	gone   *widgets.Banner
}

// contactState is what the sheet reads.
type contactState struct {
	same   []model.ContactRow // as every seat has them, the one shown first
	groups int                // they are in, as far as seats see
}

// openContact shows a customer.
func openContact(h *host, id model.ContactID) {
	t := h.env.T
	v := &contactView{
		host: h, scope: h.env.Scope(), id: id, faces: screen.NewFaces(h.env), avatar: widgets.NewAvatar(44), name: screen.Heading(""),
		chips: screen.Wrap(1), mark: newMarkLine(h), tags: screen.Wrap(1), fields: screen.Column(0), same: screen.Column(0),
		friend: widget.NewLabel(""), gone: widgets.NewBanner(),
	}
	v.remark = v.editable(func(text *string) batch.Wish {
		return batch.Wish{Kind: model.DeedRemark, Contacts: []model.ContactID{id}, Remark: text, Exact: true}
	})
	v.about = v.editable(func(text *string) batch.Wish {
		return batch.Wish{Kind: model.DeedRemark, Contacts: []model.ContactID{id}, Description: text, Exact: true}
	})
	v.retag = screen.NewQuietButton("", fynetheme.DocumentCreateIcon(), func() {
		openTagging(h, []model.ContactID{id}, t("contacts.tag.one", "name", widgets.OneLine(v.known.DisplayName(), 30)))
	})
	v.check = screen.NewTextButton(t("contacts.do.check"), nil, func() {
		startWish(h, batch.Wish{Kind: model.DeedCheckFriend, Contacts: []model.ContactID{id}})
	})
	v.groups = screen.NewTextButton("", nil, func() { openPersonGroups(h, v.known.Seat, v.known.RemoteID, v.known.DisplayName()) })
	v.build()
	chat := screen.NewButton(t("contacts.do.chat"), fynetheme.MailComposeIcon(), func() { openContactChat(h, v.known.Contact) })
	v.remove = screen.NewButton(t("contacts.do.delete"), nil, func() { openContactsRemoval(h, []model.ContactID{id}, v.known.DisplayName()) })
	v.remove.Hide()
	done := screen.NewButton(t("shell.close"), nil, func() { v.sheet.Close() })
	v.sheet = h.env.Sheets.Show(screen.Form{
		Title: t("contacts.one.title"), Body: v.scroll, Size: contactSheetSize, Focus: done,
		Left: []fyne.CanvasObject{chat, v.remove}, Buttons: []fyne.CanvasObject{done},
	})
	v.sheet.OnClose = func() {
		v.faces.Close()
		v.scope.Close()
	}
	h.env.OnChange(v.scope, func(c bus.Change) {
		if len(c.Contacts) > 0 || len(c.Batches) > 0 {
			v.reload()
		}
	})
	v.reload()
}

// editable is a value that is changed in place, as a wish about this customer.
func (v *contactView) editable(wish func(*string) batch.Wish) *widgets.EditableText {
	e := widgets.NewEditableText(v.host.env.Texts, "", nil)
	e.MaxLen = remarkMost
	e.SetReadOnly(true)
	e.OnSave = func(text string) {
		before := e.Value()
		e.Pending(text)
		screen.Do(v.scope, "edit", func(ctx context.Context) (model.BatchID, error) {
			return v.host.env.Console.Batches.Start(ctx, wish(&text))
		}, func(_ model.BatchID, err error) {
			if err != nil {
				e.Failed(before, v.host.env.TroubleNext(err))
			}
			v.reload()
		})
	}
	return e
}

func (v *contactView) build() {
	t := v.host.env.T
	head := container.NewBorder(nil, nil, screen.Inset(v.avatar, 1, 1, 1, 1), nil, screen.Column(0, v.name, screen.Inset(v.chips, 0, 0, 1, 1)))
	tags := screen.Dock(nil, nil, nil, screen.Column(0, v.retag), screen.Inset(v.tags, 1, 0, 1, 1))
	v.rows = screen.Column(0,
		head, v.gone, v.mark.object, widget.NewSeparator(),
		widgets.KeyValue(t("contacts.column.remark"), v.remark),
		widgets.KeyValue(t("contacts.column.description"), v.about),
		widgets.KeyValue(t("contacts.column.tags"), tags),
		widgets.KeyValue(t("contacts.column.friend"), screen.Row(1, v.friend, v.check)),
		widgets.KeyValue(t("contacts.field.groups"), screen.Row(0, v.groups)),
		widget.NewSeparator(), v.fields, widget.NewSeparator(), v.same,
	)
	v.scroll = container.NewVScroll(screen.Inset(v.rows, 0, 3, 1, 0))
}

// reload reads the customer anew.
func (v *contactView) reload() {
	console := v.host.env.Console
	screen.Keep(v.scope, "contact", func(ctx context.Context) (contactState, error) {
		same, err := console.People.Same(ctx, v.id)
		if err != nil || len(same) == 0 {
			return contactState{}, err
		}
		groups, err := console.Groups.Of(ctx, same[0].Seat, same[0].RemoteID)
		return contactState{same, len(groups)}, err
	}, func(s contactState, err error) {
		if err != nil {
			v.host.env.Fail(err)
			return
		}
		v.show(s)
	})
}

func (v *contactView) show(s contactState) {
	t := v.host.env.T
	if len(s.same) == 0 {
		v.gone.Say(widgets.ToneWarn, t("contacts.gone"), widgets.Action{}, false)
		v.relayout()
		return
	}
	row := s.same[0]
	v.known, v.can = row, v.host.view(row.Seat).Can
	v.avatar.Set(row.RemoteID, row.DisplayName())
	v.faces.Set(v.avatar, row.Avatar)
	v.name.SetText(widgets.OneLine(row.DisplayName(), 60))
	v.chips.Objects = nil
	for _, word := range []string{row.SeatName, contactKind(t, row.Kind()), row.Corp} {
		if word != "" {
			v.chips.Add(contactChip(widgets.OneLine(word, 40), theme.InfoTint))
		}
	}
	if row.Removed {
		v.chips.Add(contactChip(t("contacts.friend.removed"), theme.DangerTint))
	}
	v.mark.set(row.Mark)
	showEditable(v.remark, row, columnRemark, v.can.Has(model.CanEditRemark) && !row.Removed)
	showEditable(v.about, row, columnDescription, v.can.Has(model.CanDescribe) && !row.Removed)
	v.tags.Objects = nil
	for _, tag := range row.Tags {
		v.tags.Add(contactChip(widgets.OneLine(tag.Name, 40), theme.InfoTint))
	}
	if len(row.Tags) == 0 {
		v.tags.Add(screen.Note(t("contacts.tag.has.none")))
	}
	v.retag.Hidden = !v.can.Has(model.CanTagContacts) || row.Removed
	v.friend.SetText(contactFriend(t, row.Contact))
	v.friend.Importance = widget.MediumImportance
	if row.Removed || row.Friendship > model.FriendNormal {
		v.friend.Importance = widget.DangerImportance
	}
	v.friend.Refresh()
	v.check.Hidden = !v.can.Has(model.CanCheckFriend)
	v.groups.Set(t("contacts.groups.n", "n", s.groups), theme.AccentText)
	v.remove.Hidden = !v.can.Has(model.CanDeleteContact) || row.Removed
	v.remove.Refresh()
	v.showFields()
	v.showSame(s.same)
	v.relayout()
}

// showEditable shows a value as it is, or as it is on its way. What a person is
// typing is not touched.
func showEditable(e *widgets.EditableText, row model.ContactRow, column string, can bool) {
	value := row.Remark
	if column == columnDescription {
		value = row.Description
	}
	e.SetReadOnly(!can)
	switch {
	case e.Editing():
	case markConcerns(row.Mark, column) && row.Mark.State.Pending():
		wished, _ := wishedText(row.Mark, column)
		e.Pending(wished)
	default:
		e.Set(value)
	}
}

func (v *contactView) showFields() {
	t, row := v.host.env.T, v.known
	v.fields.Objects = nil
	add := func(key, value string) {
		if value != "" {
			v.fields.Add(widgets.KeyValue(t(key), screen.Wrapped(widgets.OneLine(value, 200))))
		}
	}
	add("contacts.field.name", row.Name)
	add("contacts.field.gender", genderWord(t, row.Gender))
	add("contacts.column.corp", row.Corp)
	add("contacts.field.position", row.Position)
	add("contacts.field.mobile", row.Mobile)
	add("contacts.field.email", row.Email)
	add("contacts.column.created", v.host.env.Date(row.Created))
	add("contacts.field.modified", v.host.env.Date(row.Modified))
	add("contacts.field.id", row.RemoteID)
}

// showSame lists the same customer on other seats.
func (v *contactView) showSame(all []model.ContactRow) {
	t := v.host.env.T
	v.same.Objects = nil
	if len(all) < 2 {
		v.same.Add(screen.Note(t("contacts.same.none")))
		return
	}
	v.same.Add(screen.Heading(t("contacts.same", "n", strconv.Itoa(len(all)-1))))
	for _, row := range all[1:] {
		name := widget.NewLabel(t("contacts.same.row", "seat", widgets.OneLine(row.SeatName, 24), "name", widgets.OneLine(row.DisplayName(), 30)))
		name.Truncation = fyne.TextTruncateEllipsis
		tags := screen.Note(tagNames(row.Tags))
		tags.Wrapping, tags.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
		open := screen.NewTextButton(t("contacts.same.open"), nil, func() {
			v.sheet.Close()
			openContact(v.host, row.ID)
		})
		v.same.Add(screen.Line(nil, container.NewGridWithColumns(2, name, tags), open))
	}
}

// relayout lays the sheet out anew after rows changed their height.
func (v *contactView) relayout() {
	v.rows.Refresh()
	content := v.scroll.Content
	content.Resize(fyne.NewSize(content.Size().Width, content.MinSize().Height))
	v.scroll.Refresh()
}

// genderWord names a gender; "" where it is not known.
func genderWord(t func(string, ...any) string, g model.Gender) string {
	switch g {
	case model.GenderMale:
		return t("contacts.gender.male")
	case model.GenderFemale:
		return t("contacts.gender.female")
	}
	return ""
}

// contactChip is a word on a tint.
func contactChip(text string, tint fyne.ThemeColorName) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.SizeName = fynetheme.SizeNameCaptionText
	l.Truncation = fyne.TextTruncateEllipsis
	width := min(fyne.MeasureText(text, theme.TextCaption, fyne.TextStyle{}).Width+4*screen.Unit, 240)
	return container.NewStack(screen.NewFill(tint, 3), screen.MinSize(l, width, 0))
}
