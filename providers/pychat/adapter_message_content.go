package pychat

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// read is what a message says. XML that can't be read leaves what is known
// without it: the kind, and the line a phone would show.
func (h *heard) read() model.Content {
	c := model.Content{WireKind: strconv.FormatInt(int64(h.Type), 10), Mentions: h.mentions()}
	switch h.Type {
	case MsgText:
		c.Kind, c.Text = model.KindText, cut(h.content, maxKeptText)
		return c
	case MsgSystem:
		c.Kind, c.Text = model.KindSystem, cut(withoutTags(h.content), maxKeptText)
		return c
	case MsgCall:
		c.Kind, c.Text = model.KindCall, h.callText()
		return c
	case MsgCard:
		h.readCard(&c)
		return c
	}
	kind, known := xmlKinds[int64(h.Type)]
	if !known {
		c.Text = h.line()
		return c // KindUnknown, and kept raw
	}
	c.Kind = kind
	var x MsgXML
	if decodeXML(h.content, &x) != nil {
		x = MsgXML{} // whatever was read before it broke is not to be trusted
	}
	switch {
	case x.Image != nil && kind == model.KindImage:
		readImage(&c, *x.Image)
	case x.Voice != nil && kind == model.KindVoice:
		readVoice(&c, *x.Voice)
	case x.Video != nil && kind == model.KindVideo:
		readVideo(&c, *x.Video)
	case x.Emoji != nil && kind == model.KindSticker:
		readEmoji(&c, *x.Emoji)
	case x.Location != nil && kind == model.KindLocation:
		readLocation(&c, *x.Location)
	case x.App != nil && kind == model.KindApp:
		h.readApp(&c, x)
	default:
		c.Text = h.line()
		return c
	}
	h.keepRef(&c)
	return c
}

var xmlKinds = map[int64]model.Kind{
	MsgImage: model.KindImage, MsgVoice: model.KindVoice, MsgVideo: model.KindVideo,
	MsgEmoji: model.KindSticker, MsgLocation: model.KindLocation, MsgApp: model.KindApp,
}

// keepRef keeps beside the media where they came from: without that they can't be
// asked for, or passed on.
func (h *heard) keepRef(c *model.Content) {
	set(c, refMsgType, c.WireKind)
	set(c, refFrom, h.From.String())
	if h.inRoom() {
		set(c, refRoom, h.peer)
	}
	set(c, refSource, h.Source.Value.String())
}

// set keeps a value in a content's Ref, unless there is none or it is too long to
// be true.
func set(c *model.Content, key, value string) {
	most := maxShort
	if key == refXML || key == refSource {
		most = maxRefXML
	}
	if value == "" || len(value) > most {
		return
	}
	if c.Ref == nil {
		c.Ref = map[string]string{}
	}
	c.Ref[key] = value
}

// setNumber keeps a whole number that is more than 0.
func setNumber(c *model.Content, key, value string) {
	if n := number(value); n > 0 {
		set(c, key, strconv.FormatInt(n, 10))
	}
}

// number is a whole number that is not negative; 0 for all else.
func number(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// millis is a length of time that may be true: at most a day.
func millis(n int64) int {
	const most = 24 * 60 * 60 * 1000
	return int(min(n, most))
}

// seconds is a number of seconds as ms.
func seconds(text string) int { return millis(min(number(text), math.MaxInt64/1000) * 1000) }

// line is what a phone shows of a message in its notification, without the name
// in front.
func (h *heard) line() string {
	line := h.Desc.Value.String()
	if _, text, ok := strings.Cut(line, " : "); ok {
		line = text
	}
	return short(line)
}

// mentions are those a text names with @, as its source says.
func (h *heard) mentions() []string {
	if !h.inRoom() || !strings.Contains(h.Source.Value.String(), "atuserlist") {
		return nil
	}
	var source SourceXML
	if decodeXML(h.Source.Value.String(), &source) != nil {
		return nil
	}
	var names []string
	for name := range strings.SplitSeq(source.Mentioned, ",") {
		name = strings.TrimSpace(name)
		if name == AtAll {
			name = model.MentionAll
		}
		if name != "" && len(name) <= maxShort && len(names) < maxMentions {
			names = append(names, name)
		}
	}
	return names
}

func readImage(c *model.Content, x ImageXML) {
	c.Size = number(cmp.Or(x.BigLength, x.Length))
	set(c, refFileID, cmp.Or(x.BigID, x.MiddleID))
	set(c, refAESKey, x.AESKey)
	setNumber(c, refFileSize, x.Length)
	setNumber(c, refBigFileSize, x.BigLength)
	set(c, refFileMD5, x.MD5)
	setThumb(c, x.ThumbID, x.ThumbAESKey, x.ThumbLength, x.ThumbWidth, x.ThumbHeight)
	setWeCom(c, x.WeComFile)
}

func readVoice(c *model.Content, x VoiceXML) {
	c.Duration = millis(number(x.Millis))
	c.Size = number(x.Length)
	setNumber(c, refVoiceLength, x.Length)
	set(c, refAESKey, x.AESKey)
	set(c, refFileID, x.FileID)
}

func readVideo(c *model.Content, x VideoXML) {
	c.Duration = seconds(x.Seconds)
	c.Size = number(x.Length)
	set(c, refFileID, x.FileID)
	set(c, refAESKey, x.AESKey)
	setNumber(c, refFileSize, x.Length)
	set(c, refFileMD5, cmp.Or(x.MD5, x.NewMD5))
	setNumber(c, refVideoDuration, x.Seconds)
	setThumb(c, x.ThumbID, x.ThumbAESKey, x.ThumbLength, x.ThumbWidth, x.ThumbHeight)
	setWeCom(c, x.WeComFile)
}

func setThumb(c *model.Content, id, aesKey, length, width, height string) {
	set(c, refThumbFileID, id)
	set(c, refThumbAESKey, aesKey)
	setNumber(c, refThumbFileSize, length)
	setNumber(c, refThumbWidth, width)
	setNumber(c, refThumbHeight, height)
}

func setWeCom(c *model.Content, x WeComFile) {
	if x.AuthKey != "" && wire.CheckURL(x.URL) == nil {
		set(c, refURL, x.URL)
		set(c, refAuthKey, x.AuthKey)
	}
}

// readEmoji keeps the plain address of an emoji where there is one: only an
// encrypted one wants a key.
func readEmoji(c *model.Content, x EmojiXML) {
	c.Text = short(x.Text)
	c.Size = number(x.Length)
	set(c, refFileMD5, strings.ToLower(x.MD5))
	setNumber(c, refFileSize, x.Length)
	setNumber(c, refThumbWidth, x.Width)
	setNumber(c, refThumbHeight, x.Height)
	switch {
	case wire.CheckURL(x.URL) == nil:
		set(c, refEmojiURL, x.URL)
	case x.Token != "" && wire.CheckURL(x.TPURL) == nil:
		set(c, refEmojiURL, x.TPURL)
		set(c, refEmojiToken, x.Token)
		set(c, refAESKey, x.AESKey)
	case wire.CheckURL(x.EncryptURL) == nil:
		set(c, refEmojiURL, x.EncryptURL)
		set(c, refAESKey, x.AESKey)
	}
}

func readLocation(c *model.Content, x LocationXML) {
	c.Title, c.Text = short(x.Name), short(x.Address)
	if strings.Trim(c.Title, "[]位置") == "" {
		c.Title = "" // that is what phones write where a place has no name
	}
	latitude, errLatitude := strconv.ParseFloat(strings.TrimSpace(x.Latitude), 64)
	longitude, errLongitude := strconv.ParseFloat(strings.TrimSpace(x.Longitude), 64)
	// A comparison with what is no number is never true.
	if errLatitude == nil && errLongitude == nil && math.Abs(latitude) <= 90 && math.Abs(longitude) <= 180 {
		c.Location = &model.Location{Latitude: latitude, Longitude: longitude, Scale: int(min(number(x.Scale), 100))}
	}
}

// readCard reads a card: all of it is in the first element.
func (h *heard) readCard(c *model.Content) {
	c.Kind = model.KindCard
	var x CardXML
	if decodeXML(h.content, &x) != nil || x.UserName == "" {
		c.Text = h.line()
		return
	}
	c.Title = short(cmp.Or(x.NickName, x.Alias, x.UserName))
	c.Text = c.Title
	c.Card = &model.Card{RemoteID: short(x.UserName), Name: short(x.NickName), Avatar: webURL(x.BigAvatar, x.SmallAvatar, x.BrandIcon)}
	set(c, refXML, h.content)
	set(c, refTicket, x.Ticket)
	h.keepRef(c)
}

// webURL is the first that leads somewhere on the web.
func webURL(candidates ...string) string {
	for _, one := range candidates {
		if one = strings.TrimSpace(one); len(one) <= maxShort && wire.CheckURL(one) == nil {
			return one
		}
	}
	return ""
}

// callText is what a call's bubble says.
func (h *heard) callText() string {
	var bubble CallXML
	if decodeXML(h.content, &bubble) == nil && bubble.Bubble.Words != "" {
		return short(bubble.Bubble.Words)
	}
	return h.line()
}

// withoutTags is the text of a system line without the marks in it.
func withoutTags(text string) string {
	var plain strings.Builder
	for text != "" {
		before, rest, found := strings.Cut(text, "<")
		plain.WriteString(before)
		if !found {
			break
		}
		_, after, closed := strings.Cut(rest, ">")
		if !closed {
			plain.WriteString("<" + rest)
			break
		}
		text = after
	}
	return strings.TrimSpace(plain.String())
}
