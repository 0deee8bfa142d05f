package pychat

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strings"

	"seatdeck/app/model"
)

// maxText is how many bytes one text may have. Assumed.
const maxText = 8 << 10

// say makes the call for a content whose media the back end has.
func (l *link) say(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	var none SendAnswer
	r := ref(c.Ref)
	if r[refXML] != "" && passedOn(c) {
		return l.sayAppMsg(ctx, to, c)
	}
	switch c.Kind {
	case model.KindText:
		return l.sayText(ctx, to, c)
	case model.KindQuote:
		return l.sayQuote(ctx, to, c)
	case model.KindImage:
		return l.sayImage(ctx, to, r)
	case model.KindVideo:
		return l.sayVideo(ctx, to, c)
	case model.KindFile:
		return l.sayFile(ctx, to, c)
	case model.KindSticker:
		return l.saySticker(ctx, to, r)
	case model.KindPat:
		return l.sayPat(ctx, to, c)
	case model.KindLocation:
		return l.sayLocation(ctx, to, c)
	case model.KindCard:
		return l.sayCard(ctx, to, c)
	case model.KindLink:
		return l.sayLink(ctx, to, c)
	case model.KindMiniProgram:
		return l.sayMiniProgram(ctx, to, c)
	case model.KindChannels:
		return l.sayChannels(ctx, to, c)
	}
	return none, &model.Trouble{Code: model.TroubleUnsupported, Detail: "refusal.message_kind: this kind of message can't be sent: " + c.Kind.String()}
}

// passedOn tells whether a received message goes on by its XML. Media have calls
// of their own, as long as it is known where they lie.
func passedOn(c model.Content) bool {
	switch c.Kind {
	case model.KindLink, model.KindMiniProgram, model.KindMusic, model.KindApp, model.KindQuote:
		return true
	case model.KindFile:
		return c.Ref[refFileID] == ""
	case model.KindChannels:
		return c.Channels == nil || c.Channels.ObjectID == ""
	}
	return false
}

func (l *link) sayText(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	if err := checkText(c.Text); err != nil {
		return SendAnswer{}, err
	}
	if len(c.Mentions) > 0 && isGroup(to.peer) {
		return SendRoomAt.Do(ctx, l.client, SendRoomAtRequest{GUID: to.guid, ToUsername: to.peer, Content: c.Text, AtList: atList(c.Mentions)})
	}
	return SendText.Do(ctx, l.client, SendTextRequest{GUID: to.guid, ToUsername: to.peer, Content: c.Text})
}

func checkText(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return invalid("text", "refusal.missing: it is empty")
	case len(text) > maxText:
		return &model.Trouble{Code: model.TroubleTooLong, Detail: fmt.Sprintf("refusal.at_most_bytes: %d", maxText)}
	}
	return nil
}

// sayQuote answers a message. What is quoted is said by the line that stands for
// it: of a picture we hold no XML here, and the back end finds it by its id.
func (l *link) sayQuote(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	if err := checkText(c.Text); err != nil {
		return SendAnswer{}, err
	}
	if c.Quote == nil || c.Quote.RemoteID == "" {
		return SendAnswer{}, invalid("quote", "refusal.no_quote: it names no message")
	}
	q := c.Quote
	return SendReferMsg.Do(ctx, l.client, SendReferMsgRequest{GUID: to.guid, ToUsername: to.peer, Content: c.Text, ReferMsg: ReferMsg{
		MsgType: MsgText, MsgID: q.RemoteID, FromUsername: q.SenderID, FromNickname: q.SenderName, Source: c.Ref[refSource], Content: cmp.Or(q.Text, wordsOfKind[q.Kind]),
	}})
}

func (l *link) sayImage(ctx context.Context, to address, r ref) (SendAnswer, error) {
	if err := needFile(r); err != nil {
		return SendAnswer{}, err
	}
	return SendImage.Do(ctx, l.client, SendImageRequest{
		GUID: to.guid, ToUsername: to.peer, FileID: r[refFileID], AesKey: r[refAESKey],
		FileSize: r.number(refFileSize), BigFileSize: r.number(refBigFileSize), ThumbFileSize: r.number(refThumbFileSize),
		FileMD5: r[refFileMD5], ThumbWidth: r.number(refThumbWidth), ThumbHeight: r.number(refThumbHeight), FileCrc: r.number(refFileCRC),
	})
}

func (l *link) sayVideo(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	r := ref(c.Ref)
	if err := needFile(r); err != nil {
		return SendAnswer{}, err
	}
	return SendVideo.Do(ctx, l.client, SendVideoRequest{
		GUID: to.guid, ToUsername: to.peer, FileID: r[refFileID], AesKey: r[refAESKey],
		FileSize: r.number(refFileSize), FileMD5: r[refFileMD5],
		ThumbFileSize: r.number(refThumbFileSize), ThumbFileMD5: r[refThumbFileMD5],
		VideoDuration: cmp.Or(r.number(refVideoDuration), int64(c.Duration+999)/1000), FileCrc: r.number(refFileCRC), Mp4Identify: r[refMP4Identify],
	})
}

func (l *link) sayFile(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	r := ref(c.Ref)
	if err := needFile(r); err != nil {
		return SendAnswer{}, err
	}
	return SendFile.Do(ctx, l.client, SendFileRequest{
		GUID: to.guid, ToUsername: to.peer, FileID: r[refFileID], AesKey: r[refAESKey],
		FileSize: cmp.Or(r.number(refFileSize), c.Size), FileMD5: r[refFileMD5], FileName: c.FileName,
		FileCrc: r.number(refFileCRC), FileKey: r[refFileKey],
	})
}

// needFile tells that media are not at the back end.
func needFile(r ref) error {
	if r[refFileID] == "" {
		return invalid("file", "refusal.file_not_there: the back end does not have it, and there is no address to upload it from")
	}
	return nil
}

func (l *link) saySticker(ctx context.Context, to address, r ref) (SendAnswer, error) {
	switch {
	case r[refFileID] != "":
		return SendEmoji.Do(ctx, l.client, SendEmojiRequest{
			GUID: to.guid, ToUsername: to.peer, FileID: r[refFileID], AesKey: r[refAESKey], FileSize: r.number(refFileSize), FileMD5: r[refFileMD5],
		})
	case r[refFileMD5] != "" && r.number(refFileSize) > 0:
		return SendEmojiMD5.Do(ctx, l.client, SendEmojiMD5Request{
			GUID: to.guid, ToUsername: to.peer, FileMD5: r[refFileMD5], FileSize: r.number(refFileSize),
		})
	case r[refEmojiURL] != "" && r[refAESKey] == "" && r[refEmojiToken] == "":
		return SendEmojiURL.Do(ctx, l.client, SendEmojiURLRequest{GUID: to.guid, ToUsername: to.peer, URL: r[refEmojiURL]})
	}
	return SendAnswer{}, needFile(r)
}

// sayPat pats whom the mentions name, else the other side.
func (l *link) sayPat(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	patted := to.peer
	if len(c.Mentions) > 0 {
		patted = c.Mentions[0]
	}
	if isGroup(patted) {
		return SendAnswer{}, invalid("pat", "refusal.nobody: it names nobody")
	}
	return SendPat.Do(ctx, l.client, SendPatRequest{GUID: to.guid, ToUsername: to.peer, PattedUsername: patted})
}

func (l *link) sayLocation(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	at := c.Location
	// The comparisons are so that no number (NaN) is refused as well.
	if at == nil || !(math.Abs(at.Latitude) <= 90) || !(math.Abs(at.Longitude) <= 180) {
		return SendAnswer{}, invalid("location", "refusal.no_location: it is no place on earth")
	}
	const scale = 15 // the document's
	return SendLocation.Do(ctx, l.client, SendLocationRequest{
		GUID: to.guid, ToUsername: to.peer, Latitude: at.Latitude, Longitude: at.Longitude,
		Title: c.Title, Address: c.Text, Scale: cmp.Or(int64(at.Scale), scale),
	})
}

func (l *link) sayCard(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	if xml := c.Ref[refXML]; xml != "" {
		return SendShareCardRaw.Do(ctx, l.client, SendShareCardRawRequest{GUID: to.guid, ToUsername: to.peer, XML: xml})
	}
	if c.Card == nil || c.Card.RemoteID == "" {
		return SendAnswer{}, invalid("card", "refusal.nobody: it names nobody")
	}
	return SendShareCard.Do(ctx, l.client, SendShareCardRequest{
		GUID: to.guid, ToUsername: to.peer, ShareUsername: c.Card.RemoteID, ShareNickname: c.Card.Name, ShareHeadImg: c.Card.Avatar,
	})
}

// sayLink sends a card with a cover where there is one.
func (l *link) sayLink(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	if err := needURL("link", c.URL); err != nil {
		return SendAnswer{}, err
	}
	r := ref(c.Ref)
	if r[refThumbFileID] != "" {
		return SendLinkCardCDN.Do(ctx, l.client, SendLinkCardCDNRequest{
			GUID: to.guid, ToUsername: to.peer, Title: c.Title, Desc: c.Detail, URL: c.URL,
			ThumbFileID: r[refThumbFileID], ThumbAesKey: r[refThumbAESKey], ThumbFileSize: r.number(refThumbFileSize), ThumbFileMD5: r[refThumbFileMD5],
		})
	}
	xml, err := linkXML(c)
	if err != nil {
		return SendAnswer{}, err
	}
	return SendAppMsg.Do(ctx, l.client, SendAppMsgRequest{GUID: to.guid, ToUsername: to.peer, AppType: AppLink, XML: xml})
}

func (l *link) sayMiniProgram(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	p := c.MiniProgram
	if p == nil || p.AppID == "" || p.UserName == "" {
		return SendAnswer{}, invalid("mini program", "refusal.no_mini_program: its appid or username is not known")
	}
	r := ref(c.Ref)
	return SendMiniApp.Do(ctx, l.client, SendMiniAppRequest{
		GUID: to.guid, ToUsername: to.peer, Username: p.UserName, AppID: p.AppID, Appname: p.Name, Appicon: p.Icon,
		Title: c.Title, PagePath: p.Page, FileID: r[refFileID], AesKey: r[refAESKey], FileSize: r.number(refFileSize), FileMD5: r[refFileMD5],
	})
}

func (l *link) sayChannels(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	v := c.Channels
	if v == nil || v.ObjectID == "" {
		return SendAnswer{}, invalid("channels video", "refusal.no_id: its id is not known")
	}
	const video = 4 // the document's feed_type
	return SendFinderVideo.Do(ctx, l.client, SendFinderVideoRequest{
		GUID: to.guid, ToUsername: to.peer, ObjectID: v.ObjectID, ObjectNonceID: v.NonceID,
		Username: v.UserName, Nickname: v.Nickname, Avatar: v.Avatar, Desc: c.Title, ThumbURL: c.Cover, URL: c.URL, FeedType: video,
	})
}

// sayAppMsg passes an app message on, as it was received.
func (l *link) sayAppMsg(ctx context.Context, to address, c model.Content) (SendAnswer, error) {
	r := ref(c.Ref)
	xml, err := appMsgOf(r[refXML])
	if err != nil {
		return SendAnswer{}, err
	}
	request := SendAppMsgRequest{GUID: to.guid, ToUsername: to.peer, AppType: cmp.Or(r.number(refAppType), appTypes[c.Kind]), XML: xml}
	if c.MiniProgram != nil {
		request.AppID = c.MiniProgram.AppID
	}
	return SendAppMsg.Do(ctx, l.client, request)
}

// atList names those who are mentioned as the document does.
func atList(mentions []string) List[string] {
	list := make(List[string], len(mentions))
	for i, id := range mentions {
		if list[i] = id; id == model.MentionAll {
			list[i] = AtAll
		}
	}
	return list
}
