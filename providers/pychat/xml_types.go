package pychat

import "encoding/xml"

// What is in the XML of messages, as WeChat's phones write it. None of it is in
// the document; wire.md names the types. All is text: what is no number is none.

// MsgXML is the content of a picture, voice, video, emoji, place or app message.
type MsgXML struct {
	Image    *ImageXML    `xml:"img"`
	Voice    *VoiceXML    `xml:"voicemsg"`
	Video    *VideoXML    `xml:"videomsg"`
	Emoji    *EmojiXML    `xml:"emoji"`
	Location *LocationXML `xml:"location"`
	App      *AppXML      `xml:"appmsg"`
	AppInfo  struct {
		Name string `xml:"appname"`
	} `xml:"appinfo"`
}

// WeComFile is how media from WeCom are named beside, or instead of, a file id.
type WeComFile struct {
	URL     string `xml:"tpurl,attr"`
	AuthKey string `xml:"tpauthkey,attr"`
}

// ImageXML is a picture. Sizes are bytes and pixels.
type ImageXML struct {
	AESKey      string `xml:"aeskey,attr"`
	MiddleID    string `xml:"cdnmidimgurl,attr"`
	BigID       string `xml:"cdnbigimgurl,attr"`
	ThumbID     string `xml:"cdnthumburl,attr"`
	ThumbAESKey string `xml:"cdnthumbaeskey,attr"`
	Length      string `xml:"length,attr"`
	BigLength   string `xml:"hdlength,attr"`
	ThumbLength string `xml:"cdnthumblength,attr"`
	ThumbWidth  string `xml:"cdnthumbwidth,attr"`
	ThumbHeight string `xml:"cdnthumbheight,attr"`
	MD5         string `xml:"md5,attr"`
	WeComFile
}

// VoiceXML is a voice message.
type VoiceXML struct {
	Millis string `xml:"voicelength,attr"`
	Length string `xml:"length,attr"` // bytes
	AESKey string `xml:"aeskey,attr"`
	FileID string `xml:"voiceurl,attr"`
}

// VideoXML is a video.
type VideoXML struct {
	AESKey      string `xml:"aeskey,attr"`
	FileID      string `xml:"cdnvideourl,attr"`
	Length      string `xml:"length,attr"`     // bytes
	Seconds     string `xml:"playlength,attr"` //
	MD5         string `xml:"md5,attr"`
	NewMD5      string `xml:"newmd5,attr"`
	ThumbID     string `xml:"cdnthumburl,attr"`
	ThumbAESKey string `xml:"cdnthumbaeskey,attr"`
	ThumbLength string `xml:"cdnthumblength,attr"`
	ThumbWidth  string `xml:"cdnthumbwidth,attr"`
	ThumbHeight string `xml:"cdnthumbheight,attr"`
	WeComFile
}

// EmojiXML is an animated picture.
type EmojiXML struct {
	MD5        string `xml:"md5,attr"`
	Length     string `xml:"len,attr"`
	URL        string `xml:"cdnurl,attr"`
	ThumbURL   string `xml:"thumburl,attr"`
	EncryptURL string `xml:"encrypturl,attr"`
	AESKey     string `xml:"aeskey,attr"`
	Width      string `xml:"width,attr"`
	Height     string `xml:"height,attr"`
	Token      string `xml:"tpauthkey,attr"` // of an emoji of WeCom, with TPURL
	TPURL      string `xml:"tpurl,attr"`
	Text       string `xml:"attachedtext,attr"`
}

// LocationXML is a place: x is the latitude.
type LocationXML struct {
	Latitude  string `xml:"x,attr"`
	Longitude string `xml:"y,attr"`
	Scale     string `xml:"scale,attr"`
	Address   string `xml:"label,attr"`
	Name      string `xml:"poiname,attr"`
}

// CardXML is the whole content of a card.
type CardXML struct {
	XMLName     xml.Name
	UserName    string `xml:"username,attr"`
	NickName    string `xml:"nickname,attr"`
	Alias       string `xml:"alias,attr"`
	BigAvatar   string `xml:"bigheadimgurl,attr"`
	SmallAvatar string `xml:"smallheadimgurl,attr"`
	BrandIcon   string `xml:"brandIconUrl,attr"`
	Ticket      string `xml:"antispamticket,attr"`
}

// FriendRequestXML is the whole content of a friend request.
type FriendRequestXML struct {
	XMLName     xml.Name
	UserName    string `xml:"fromusername,attr"`
	Encrypted   string `xml:"encryptusername,attr"` // v3_…: what accepting names them by
	NickName    string `xml:"fromnickname,attr"`
	Words       string `xml:"content,attr"`
	Scene       string `xml:"scene,attr"`
	Ticket      string `xml:"ticket,attr"` // v4_…
	Sex         string `xml:"sex,attr"`
	BigAvatar   string `xml:"bigheadimgurl,attr"`
	SmallAvatar string `xml:"smallheadimgurl,attr"`
}

// AppXML is an app message; which fields matter depends on Type.
type AppXML struct {
	AppID       string     `xml:"appid,attr"`
	Title       string     `xml:"title"`
	Description string     `xml:"des"`
	Type        string     `xml:"type"` // one of the App… numbers
	URL         string     `xml:"url"`
	DataURL     string     `xml:"dataurl"`
	ThumbURL    string     `xml:"thumburl"`
	MD5         string     `xml:"md5"`
	SourceName  string     `xml:"sourcedisplayname"`
	SourceUser  string     `xml:"sourceusername"`
	Attach      AttachXML  `xml:"appattach"`
	MiniProgram MiniXML    `xml:"weappinfo"`
	Channels    FinderXML  `xml:"finderFeed"`
	Quoted      *ReferXML  `xml:"refermsg"`
	RedPacket   *PacketXML `xml:"wcpayinfo"`
}

// AttachXML is the file of an app message, or its cover.
type AttachXML struct {
	Length      string `xml:"totallen"`
	ID          string `xml:"attachid"`
	FileID      string `xml:"cdnattachurl"`
	AESKey      string `xml:"aeskey"`
	Extension   string `xml:"fileext"`
	FileKey     string `xml:"filekey"`
	ThumbID     string `xml:"cdnthumburl"`
	ThumbAESKey string `xml:"cdnthumbaeskey"`
	ThumbLength string `xml:"cdnthumblength"`
	ThumbMD5    string `xml:"cdnthumbmd5"`
	ThumbWidth  string `xml:"cdnthumbwidth"`
	ThumbHeight string `xml:"cdnthumbheight"`
	TPURL       string `xml:"tpurl"` // of a file from WeCom, with AuthKey
	AuthKey     string `xml:"tpauthkey"`
}

// MiniXML is where a mini program is opened.
type MiniXML struct {
	UserName string `xml:"username"` // gh_…@app
	AppID    string `xml:"appid"`
	Page     string `xml:"pagepath"`
	Icon     string `xml:"weappiconurl"`
	Type     string `xml:"type"`
}

// FinderXML is a video of 视频号.
type FinderXML struct {
	ObjectID string `xml:"objectId"`
	NonceID  string `xml:"objectNonceId"`
	FeedType string `xml:"feedType"`
	UserName string `xml:"username"`
	NickName string `xml:"nickname"`
	Avatar   string `xml:"avatar"`
	Words    string `xml:"desc"`
	Media    []struct {
		URL      string `xml:"url"`
		ThumbURL string `xml:"thumbUrl"`
		CoverURL string `xml:"coverUrl"`
		Seconds  string `xml:"videoPlayDuration"`
	} `xml:"mediaList>media"`
}

// ReferXML is the message that a quote answers.
type ReferXML struct {
	Type       string `xml:"type"` // one of the Msg… numbers
	ID         string `xml:"svrid"`
	FromUser   string `xml:"fromusr"` // a room, in rooms
	ChatUser   string `xml:"chatusr"` // who wrote it
	SenderName string `xml:"displayname"`
	Content    string `xml:"content"` // as in Incoming
}

// PacketXML is a red packet.
type PacketXML struct {
	SenderTitle   string `xml:"sendertitle"`
	ReceiverTitle string `xml:"receivertitle"`
}

// CallXML is the content of a MsgCall: what is left of a call in the conversation.
type CallXML struct {
	Bubble struct {
		Words string `xml:"msg"`
	} `xml:"VoIPBubbleMsg"`
}

// SysXML is the content of a MsgSysMsg.
type SysXML struct {
	Type     string       `xml:"type,attr"`
	Revoked  *RevokeXML   `xml:"revokemsg"`
	Pat      *PatXML      `xml:"pat"`
	Template *TemplateXML `xml:"sysmsgtemplate>content_template"`
	Removed  *PlainXML    `xml:"delchatroommember"`
}

// RevokeXML tells of a message that was taken back.
type RevokeXML struct {
	Session  string `xml:"session"`
	MsgID    string `xml:"msgid"`
	NewMsgID string `xml:"newmsgid"` // its identity
	Words    string `xml:"replacemsg"`
}

// PatXML is a pat (拍一拍).
type PatXML struct {
	From     string `xml:"fromusername"`
	Chat     string `xml:"chatusername"`
	Patted   string `xml:"pattedusername"`
	Suffix   string `xml:"patsuffix"`
	Template string `xml:"template"` // "${wxid}" 拍了拍 "${wxid}"
}

// TemplateXML is a system line with names to be filled in: $name$.
type TemplateXML struct {
	Plain    string `xml:"plain"`
	Template string `xml:"template"`
	Links    []struct {
		Name      string `xml:"name,attr"`
		Separator string `xml:"separator"`
		Plain     string `xml:"plain"`
		Title     string `xml:"title"`
		Members   []struct {
			UserName string `xml:"username"`
			NickName string `xml:"nickname"`
		} `xml:"memberlist>member"`
	} `xml:"link_list>link"`
}

// PlainXML is a system line.
type PlainXML struct {
	Plain string `xml:"plain"`
	Text  string `xml:"text"`
}

// SourceXML is beside a message, in source.
type SourceXML struct {
	Mentioned string `xml:"atuserlist"` // names, with commas between
}
