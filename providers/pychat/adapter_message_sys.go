package pychat

import (
	"cmp"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// sysEvents is what a MsgSysMsg says: something was taken back, somebody was
// patted, somebody came or went. One of which no words are known is kept raw.
func (l *link) sysEvents(h heard) []model.Event {
	// Rooms put their own name before the XML.
	content := h.content
	if at := strings.IndexByte(content, '<'); at > 0 {
		content = content[at:]
	}
	c := model.Content{WireKind: "10002"}
	var x SysXML
	err := decodeXML(content, &x)
	switch {
	case err != nil:
		c.Text = h.line()
		return []model.Event{h.seen(c)}
	case x.Revoked != nil && x.Revoked.NewMsgID != "" && x.Revoked.NewMsgID != "0":
		return []model.Event{h.revoked(*x.Revoked)}
	case x.Pat != nil && x.Pat.Patted != "":
		return []model.Event{l.patted(h, *x.Pat)}
	case x.Template != nil:
		c.Text = templateText(*x.Template)
	case x.Removed != nil:
		c.Text = cmp.Or(strings.TrimSpace(x.Removed.Plain), strings.TrimSpace(x.Removed.Text))
	}
	if c.Text = cut(withoutTags(c.Text), maxShort); c.Text != "" {
		c.Kind = model.KindSystem
	} else {
		c.Text = h.line()
	}
	return []model.Event{h.seen(c)}
}

// revoked tells that a message was taken back. The words name who did it, and say
// "you" where it was the seat.
func (h *heard) revoked(x RevokeXML) model.MessageRevoked {
	words := strings.TrimSpace(x.Words)
	e := model.MessageRevoked{
		Seat: h.seat, Conversation: h.conversation(), RemoteID: short(strings.TrimSpace(x.NewMsgID)), At: h.at,
		ByID: h.speaker,
		ByUs: h.own() || strings.HasPrefix(words, "你撤回") || strings.HasPrefix(words, "You recalled"),
	}
	if e.ByUs {
		e.ByID = cmp.Or(h.self, e.ByID)
		return e
	}
	if rest, ok := strings.CutPrefix(words, `"`); ok {
		if end := strings.LastIndexByte(rest, '"'); end > 0 {
			e.ByName = short(rest[:end])
		}
	}
	return e
}

// patted is a pat. Where no phone's words for it are told, they are a template with
// the accounts' ids in it, of which only the seat's own name is known here.
func (l *link) patted(h heard, x PatXML) model.MessageSeen {
	if x.From != "" {
		h.speaker = x.From
	}
	c := model.Content{Kind: model.KindPat, WireKind: "10002", Mentions: []string{short(x.Patted)}}
	if c.Text = short(strings.TrimSpace(h.Desc.Value.String())); c.Text == "" {
		profile, _ := l.accounts.profile(h.guid)
		c.Text = short(filled(strings.TrimSpace(x.Template), map[string]string{profile.UserName.String(): profile.NickName.String()}))
	}
	return h.seen(c)
}

// filled puts names in place of ${account}; accounts without one stay.
func filled(template string, names map[string]string) string {
	var text strings.Builder
	for {
		before, rest, found := strings.Cut(template, "${")
		text.WriteString(before)
		if !found {
			return text.String()
		}
		id, after, closed := strings.Cut(rest, "}")
		if !closed {
			text.WriteString("${" + rest)
			return text.String()
		}
		text.WriteString(cmp.Or(names[id], id))
		template = after
	}
}

// templateText is a system line with its names filled in.
func templateText(x TemplateXML) string {
	text := cmp.Or(strings.TrimSpace(x.Template), strings.TrimSpace(x.Plain))
	for _, link := range x.Links {
		var names []string
		for _, m := range link.Members {
			names = append(names, cmp.Or(m.NickName, m.UserName))
		}
		name := cmp.Or(strings.Join(names, cmp.Or(link.Separator, "、")), link.Plain, link.Title)
		if link.Name != "" {
			text = replaced(text, "$"+link.Name+"$", name)
		}
		if len(text) > maxKeptText {
			break // somebody plays: names hold names
		}
	}
	return text
}

// replaced replaces the first few of a placeholder.
func replaced(text, placeholder, by string) string {
	const most = 10
	return strings.Replace(text, placeholder, by, most)
}

// requestEvents tells that somebody asks to be a contact, and leaves a line in the
// conversation with them.
func (l *link) requestEvents(h heard) []model.Event {
	var x FriendRequestXML
	if decodeXML(h.content, &x) != nil || cmp.Or(x.UserName, x.Encrypted) == "" {
		c := model.Content{WireKind: "37", Text: h.line()}
		return []model.Event{h.seen(c)}
	}
	who := short(cmp.Or(x.UserName, x.Encrypted))
	request := model.FriendRequest{
		RemoteID: who, Name: short(x.NickName), Avatar: webURL(x.BigAvatar, x.SmallAvatar), Reason: short(x.Words),
		Gender: genderOf(wire.Int(number(x.Sex))), WeChat: !isOpenIM(who), At: h.at, Ref: map[string]string{
			refUsername: short(cmp.Or(x.Encrypted, x.UserName)), refTicket: short(x.Ticket), refScene: short(x.Scene),
		},
	}
	h.peer, h.speaker = who, who
	line := h.seen(model.Content{Kind: model.KindSystem, WireKind: "37", Text: cmp.Or(h.line(), request.Reason, request.Name)})
	line.Conversation.Name = request.Name
	return []model.Event{model.FriendRequestSeen{Seat: h.seat, Request: request}, line}
}
