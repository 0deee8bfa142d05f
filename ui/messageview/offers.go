package messageview

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
)

// revokeFor is how long a message of ours is offered to be taken back. Back ends
// allow less for some and say so; after a day none does.
const revokeFor = 24 * time.Hour

// menuItems are what can be done with a message; url is the link under the
// pointer, or "".
func (v *View) menuItems(m model.Message, url string) []*fyne.MenuItem {
	var groups [][]*fyne.MenuItem
	var now []*fyne.MenuItem
	add := func(key string, f func()) {
		now = append(now, fyne.NewMenuItem(v.opt.T(key), f))
	}
	with := func(offered bool, key string, f func(model.Message)) {
		if offered && f != nil {
			add(key, func() { f(m) })
		}
	}
	end := func() {
		if len(now) > 0 {
			groups = append(groups, now)
		}
		now = nil
	}
	it := v.itemOf(m)
	kind, recalled := m.Content.Kind, m.Content.Kind == model.KindRecall
	arrived := m.RemoteID != "" && !recalled && m.Direction != model.System && (m.Direction == model.In || m.State == model.StateSent)

	if textOf(m) != "" {
		add("message.copy", func() { v.copyText(m) })
	}
	if _, err := ParseLink(url); url != "" && err == nil {
		add("message.open_link", func() { v.askLink(url) })
		add("message.copy_link", func() { v.opt.OnCopy(url) })
	}
	if link := mapLink(m.Content); kind == model.KindLocation && link != "" && link != url {
		add("message.open_map", func() { v.askLink(link) })
	}
	end()
	with(arrived && v.can.Has(model.CanQuote) && kind != model.KindPat, "message.reply", v.opt.OnReply)
	with(!recalled && kind != model.KindPat && m.Direction != model.System && m.State != model.StateQueued && m.State != model.StateSending, "message.forward", v.opt.OnForward)
	with(arrived && m.Direction == model.In && m.SenderID != "" && v.can.Has(model.CanPat), "message.pat_sender", v.opt.OnPat)
	end()
	with(kind == model.KindImage || kind == model.KindSticker, "message.open_picture", v.opt.OnOpenPicture)
	with(it.media.original, "message.save", v.opt.OnSaveFile)
	with(it.media.mp3, "message.save_mp3", v.opt.OnSaveMP3)
	if kind == model.KindVoice && m.Content.Transcript == "" && v.transcribes() && !v.hearing[m.ID] {
		add("message.transcribe", func() { v.transcribe(m) })
	}
	if t := it.transfer; it.moving && t.State == model.TransferDone && t.SaveTo != "" && v.opt.OnShowFolder != nil {
		add("message.transfer.folder", func() { v.opt.OnShowFolder(t.Path) })
	}
	end()
	with(arrived && v.group && v.can.Has(model.CanPinMessages), "message.pin", v.opt.OnPin)
	with(arrived && m.Direction == model.Out && v.can.Has(model.CanRevoke) && v.opt.Clock.Since(m.SentAt) < revokeFor,
		"message.revoke", v.opt.OnRevoke)
	if m.Direction == model.Out {
		with(lost(m), "message.resend", v.opt.OnResend)
		with(m.State == model.StateFailed, "message.discard", v.opt.OnDiscard)
	}
	end()
	if len(m.Raw) > 0 {
		add("message.show_raw", func() { v.showRaw(m) })
	}
	end()
	var items []*fyne.MenuItem
	for i, group := range groups {
		if i > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		items = append(items, group...)
	}
	return items
}

// itemOf finds what the window knows of a message.
func (v *View) itemOf(m model.Message) item {
	for i := range v.win.items {
		if v.win.items[i].msg.ID == m.ID {
			return v.win.items[i]
		}
	}
	return item{msg: m}
}

// textOf is what copying a message takes: its words as they came.
func textOf(m model.Message) string {
	c := m.Content
	switch {
	case c.Kind == model.KindVoice && c.Transcript != "":
		return c.Transcript
	case c.Kind == model.KindRecall:
		return ""
	case c.Kind == model.KindLocation:
		title, address := placeOf(c)
		return strings.TrimSpace(title + "\n" + address)
	}
	for _, s := range []string{c.Text, c.Title, c.FileName} {
		if s != "" {
			if c.Kind == model.KindLink && c.URL != "" {
				return s + "\n" + c.URL
			}
			return s
		}
	}
	return c.URL
}
