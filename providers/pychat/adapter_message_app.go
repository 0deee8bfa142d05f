package pychat

import (
	"cmp"
	"strings"

	"seatdeck/app/model"
)

// readApp reads an app message by its type.
func (h *heard) readApp(c *model.Content, x MsgXML) {
	app := *x.App
	c.Title, c.Detail = short(strings.TrimSpace(app.Title)), short(strings.TrimSpace(app.Description))
	c.URL, c.Cover = webURL(app.URL), webURL(app.ThumbURL)
	c.Text = cmp.Or(c.Title, c.Detail, c.URL)
	set(c, refAppType, short(strings.TrimSpace(app.Type)))
	set(c, refXML, h.content)
	setThumb(c, app.Attach.ThumbID, app.Attach.ThumbAESKey, app.Attach.ThumbLength, app.Attach.ThumbWidth, app.Attach.ThumbHeight)
	set(c, refThumbFileMD5, app.Attach.ThumbMD5)
	switch number(app.Type) {
	case AppMusic:
		c.Kind = model.KindMusic
		c.URL = webURL(app.URL, app.DataURL)
	case AppLink, AppVideoLink:
		c.Kind = model.KindLink
	case AppFile:
		readFile(c, app)
	case AppMiniProgram, AppMiniShared:
		readMiniProgram(c, app)
	case AppChannels:
		readChannels(c, app.Channels)
	case AppQuote:
		readQuote(c, app)
	case AppRedPacket:
		c.Kind = model.KindRedPacket
		if p := app.RedPacket; p != nil {
			c.Text = cmp.Or(short(p.ReceiverTitle), short(p.SenderTitle), c.Text)
		}
	default:
		c.Kind = model.KindApp
		if c.Text == "" {
			c.Text = h.line()
		}
	}
	if c.Detail == "" && (c.Kind == model.KindApp || c.Kind == model.KindLink) {
		c.Detail = short(cmp.Or(app.SourceName, x.AppInfo.Name))
	}
}

func readFile(c *model.Content, app AppXML) {
	a := app.Attach
	c.Kind, c.FileName, c.Text = model.KindFile, c.Title, c.Title
	c.Size = number(a.Length)
	set(c, refFileID, cmp.Or(a.FileID, a.ID))
	set(c, refAESKey, a.AESKey)
	setNumber(c, refFileSize, a.Length)
	set(c, refFileMD5, app.MD5)
	set(c, refFileKey, a.FileKey)
	setWeCom(c, WeComFile{URL: a.TPURL, AuthKey: a.AuthKey})
}

func readMiniProgram(c *model.Content, app AppXML) {
	mini := app.MiniProgram
	c.Kind = model.KindMiniProgram
	c.MiniProgram = &model.MiniProgram{
		AppID: short(cmp.Or(mini.AppID, app.AppID)), UserName: short(mini.UserName),
		Name: short(app.SourceName), Icon: webURL(mini.Icon), Page: short(mini.Page),
	}
	if c.Text == "" || c.Text == c.URL {
		c.Text = c.MiniProgram.Name
	}
}

// readChannels reads a video of 视频号. Its title tells old phones that they can't
// show it.
func readChannels(c *model.Content, x FinderXML) {
	c.Kind = model.KindChannels
	c.Title, c.Detail = short(cmp.Or(x.Words, x.NickName)), short(x.NickName)
	c.Text, c.URL = c.Title, ""
	c.Channels = &model.Channels{
		ObjectID: short(x.ObjectID), NonceID: short(x.NonceID), UserName: short(x.UserName),
		Nickname: short(x.NickName), Avatar: webURL(x.Avatar),
	}
	if len(x.Media) > 0 {
		media := x.Media[0]
		c.URL, c.Cover = webURL(media.URL), webURL(media.ThumbURL, media.CoverURL)
		c.Duration = seconds(media.Seconds)
	}
}

// readQuote reads a text that answers a message.
func readQuote(c *model.Content, app AppXML) {
	c.Kind = model.KindQuote
	c.Text = cut(app.Title, maxKeptText)
	c.Title, c.URL = "", ""
	q := app.Quoted
	if q == nil {
		return
	}
	sender := q.ChatUser
	if sender == "" && !isGroup(q.FromUser) {
		sender = q.FromUser
	}
	kind, text := quoted(*q)
	c.Quote = &model.Quote{RemoteID: short(q.ID), SenderID: short(sender), SenderName: short(q.SenderName), Kind: kind, Text: text}
}

// quoted is what the quoted message was. Its content is as that of any message;
// of one that is itself an app message the title stands for it.
func quoted(q ReferXML) (model.Kind, string) {
	kind := number(q.Type)
	switch kind {
	case MsgText:
		return model.KindText, cut(q.Content, maxShort)
	case MsgCard:
		return model.KindCard, ""
	case MsgApp:
		var x MsgXML
		if decodeXML(q.Content, &x) != nil || x.App == nil {
			return model.KindApp, ""
		}
		return appKind(number(x.App.Type)), short(strings.TrimSpace(x.App.Title))
	}
	return xmlKinds[kind], ""
}

// appKind is the kind of an app message of a type.
func appKind(kind int64) model.Kind {
	switch kind {
	case AppMusic:
		return model.KindMusic
	case AppLink, AppVideoLink:
		return model.KindLink
	case AppFile:
		return model.KindFile
	case AppMiniProgram, AppMiniShared:
		return model.KindMiniProgram
	case AppChannels:
		return model.KindChannels
	case AppQuote:
		return model.KindQuote
	case AppRedPacket:
		return model.KindRedPacket
	}
	return model.KindApp
}
