package wecom

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of messages of the company's app.
const (
	maxStaffText      = 2048 // bytes
	maxStaffReceivers = 1000
	maxPartyReceivers = 100
	minAppChat        = 2
	maxAppChat        = 2000
)

// staffMessages are those of the company's app to members; kept here.
func (r *records) staffMessages() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordStaffMessage, Keep: true, List: true, Create: true,
			Fields: slices.Concat([]model.RecordField{
				{Key: "everyone", Type: model.FieldSwitch, Fixed: true},
				{Key: "to", Type: model.FieldSeats, Max: maxStaffReceivers, Fixed: true, InList: true, When: "everyone="},
				{Key: "parties", Type: model.FieldParties, Max: maxPartyReceivers, Fixed: true, When: "everyone="},
			}, staffContent(), []model.RecordField{
				{Key: "safe", Type: model.FieldSwitch, Fixed: true, When: "kind=text|picture"},
				{Key: "sent", Type: model.FieldTime, Told: true, InList: true},
				{Key: "failed", Type: model.FieldWords, Told: true, InList: true},
			}),
		},
		put: r.putStaffMessage,
	}
}

// staffContent are the fields of what is said to members.
func staffContent() []model.RecordField {
	return []model.RecordField{
		{Key: "kind", Type: model.FieldChoice, Options: []string{"text", "markdown", "card", "news", "picture"}, Default: "text", Required: true, Fixed: true, InList: true},
		{Key: "text", Type: model.FieldLong, Max: maxStaffText, Required: true, Fixed: true, InList: true, When: "kind=text|markdown|card"},
		{Key: "title", Type: model.FieldText, Max: 128, Required: true, Fixed: true, When: "kind=card|news"},
		{Key: "url", Type: model.FieldURL, Max: 2048, Required: true, Fixed: true, When: "kind=card|news"},
		{Key: "button", Type: model.FieldText, Max: 4, Fixed: true, When: "kind=card"},
		{Key: "summary", Type: model.FieldLong, Max: 512, Fixed: true, When: "kind=news"},
		{Key: "picture_url", Type: model.FieldURL, Max: 2048, Fixed: true, When: "kind=news"},
		{Key: "picture", Type: model.FieldPictures, Max: 1, Required: true, Fixed: true, When: "kind=picture"},
	}
}

// staffContentOf is the message that such fields make.
func (r *records) staffContentOf(ctx context.Context, rec model.Record) (Message, error) {
	text := rec.Get("text")
	if err := tooLong("text", text, maxStaffText); err != nil {
		return Message{}, err
	}
	switch rec.Get("kind") {
	case "markdown":
		return Message{Markdown: &MarkdownMsg{Content: text}}, nil
	case "card":
		return Message{TextCard: &TextCard{Title: rec.Get("title"), Desc: text, URL: rec.Get("url"), BtnTxt: rec.Get("button")}}, nil
	case "news":
		return Message{News: &News{Articles: []Article{{
			Title: rec.Get("title"), Description: rec.Get("summary"), URL: rec.Get("url"), PicURL: rec.Get("picture_url"),
		}}}}, nil
	case "picture":
		files := itemsOf[string](rec, "picture")
		if len(files) == 0 {
			return Message{}, invalid("picture", "refusal.none")
		}
		media, err := r.picture(ctx, files[0])
		return Message{Image: &MediaMsg{MediaID: media.String()}}, err
	}
	return Message{Text: &TextMsg{Content: text}}, nil
}

func (r *records) putStaffMessage(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	head := Head{ToUser: strings.Join(itemsOf[string](rec, "to"), "|"), ToParty: strings.Join(itemsOf[string](rec, "parties"), "|")}
	if rec.On("everyone") {
		head = Head{ToUser: "@all"}
	}
	if head.ToUser == "" && head.ToParty == "" {
		return rec, invalid("to", "refusal.nobody")
	}
	if rec.On("safe") {
		head.Safe = 1
	}
	message, err := r.staffContentOf(ctx, rec)
	if err != nil {
		return rec, err
	}
	message.Head = head
	answer, err := SendMessage.Do(ctx, r.client, message)
	if err != nil {
		return rec, err
	}
	var failed []string
	for _, list := range []string{answer.InvalidUser.String(), answer.InvalidParty.String(), answer.InvalidTag.String(), answer.UnlicensedUser.String()} {
		failed = append(failed, strings.Split(list, "|")...)
	}
	now := r.clock.Now()
	if rec.ID = answer.MsgID.String(); rec.ID == "" {
		rec.ID = fmt.Sprint(now.UnixMilli())
	}
	return rec.With("sent", fmt.Sprint(now.UnixMilli())).With("failed", lines(failed)), nil
}

// appChats are chats of members that the company's app made; kept here, as no call
// lists them.
func (r *records) appChats() recordKind {
	send := staffContent()
	for i := range send {
		send[i].Fixed, send[i].InList = false, false
	}
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordAppChat, Keep: true, List: true, Create: true, Edit: true, Single: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Max: 50, InList: true},
				{Key: "users", Type: model.FieldSeats, Max: maxAppChat, Required: true, InList: true},
				{Key: "owner", Type: model.FieldSeat, InList: true},
				{Key: "chatid", Type: model.FieldText, Max: 32, Fixed: true},
			},
			Actions: []model.RecordAction{{Key: "send", Fields: send}},
		},
		get: r.getAppChat, put: r.putAppChat,
		act: map[string]recordDeed{"send": func(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
			message, err := r.staffContentOf(ctx, with)
			if err != nil {
				return rec, nil, err
			}
			message.ChatID = rec.ID
			_, err = SendToAppChat.Do(ctx, r.client, message)
			return rec, nil, err
		}},
	}
}

func (r *records) getAppChat(ctx context.Context, from model.Record) (model.Record, error) {
	answer, err := GetAppChat.Do(ctx, r.client, AppChatRequest{ChatID: from.ID})
	if err != nil {
		return from, err
	}
	chat := answer.ChatInfo
	from.Values = map[string]string{
		"name": chat.Name.String(), "owner": chat.Owner.String(), "users": lines(chat.UserList), "chatid": chat.ChatID.String(),
	}
	return from, nil
}

func (r *records) putAppChat(ctx context.Context, rec, was model.Record) (model.Record, error) {
	users := itemsOf[string](rec, "users")
	if len(users) < minAppChat {
		return rec, invalid("users", fmt.Sprintf("refusal.at_least: %d", minAppChat))
	}
	if rec.ID != "" {
		change := UpdateAppChatRequest{ChatID: rec.ID, Name: rec.Get("name"), Owner: rec.Get("owner")}
		change.AddUserList, change.DelUserList = changeOf(itemsOf[string](was, "users"), users)
		_, err := UpdateAppChat.Do(ctx, r.client, change)
		return rec, err
	}
	chat := AppChat{UserList: itemsOf[wire.Text](rec, "users")}
	chat.Name, chat.Owner, chat.ChatID = wire.Text(rec.Get("name")), wire.Text(rec.Get("owner")), wire.Text(rec.Get("chatid"))
	answer, err := CreateAppChat.Do(ctx, r.client, chat)
	if err != nil {
		return rec, err
	}
	rec.ID = answer.ChatID.String()
	return rec.With("chatid", rec.ID), nil
}
