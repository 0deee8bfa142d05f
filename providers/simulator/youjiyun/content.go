package youjiyun

import (
	"strings"

	"seatdeck/providers/simulator/internal/origin"
)

// Content types of 有机云 3.2, and those that only other sections name.
const (
	typeText      = 1
	typePhoneText = 2  // sent from the phone
	typePicture3  = 3  // how 2.7 and the example of 2.11 spell a picture
	typeVideo     = 5  // 3.24
	typePicture   = 7  //
	typeFile      = 8  //
	typeVoice     = 9  //
	typeLink      = 13 //
	typeSticker   = 29 //
	typeLink16    = 16 // 2.7
	typeFile49    = 49 // 2.7
	typeMini      = 78 //
	typeUnknown   = 1041
)

// content is the body of a message. The document shows the fields of text and
// pictures as received, of links (3.6), files (3.10), videos (3.24) as sent and
// of mini programs in a broadcast (2.7). Assumed: a received link, file, video
// or mini program has the fields it is sent with, a voice message those of a
// file and a sticker those of a picture.
type content struct {
	ContentType   int    `json:"contentType"`
	Content       string `json:"content,omitempty"`
	AtUserList    string `json:"atUserList,omitempty"`
	Pic           string `json:"pic,omitempty"`
	FileName      string `json:"fileName,omitempty"`
	Title         string `json:"title,omitempty"`
	Link          string `json:"link,omitempty"`
	Description   string `json:"description,omitempty"`
	CoverImgFile  string `json:"coverImgFile,omitempty"`
	SenderName    string `json:"senderName,omitempty"`
	SenderHeadImg string `json:"senderHeadImg,omitempty"`
	Logo          string `json:"logo,omitempty"`
}

// brief is the content as pushContent of 2.10 shows it.
func (c content) brief() string {
	switch c.ContentType {
	case typeText, typePhoneText:
		return c.Content
	case typePicture, typePicture3:
		return "[图片]"
	case typeFile:
		return "[文件]"
	case typeVoice:
		return "[语音]"
	case typeVideo:
		return "[视频]"
	case typeLink:
		return "[链接]" + c.Title
	case typeSticker:
		return "[表情]"
	case typeMini:
		return "[小程序]" + c.Title
	}
	return "收到一条消息"
}

// absolute is c with the simulator's own paths turned into URLs.
func (c content) absolute(at *origin.Origin) content {
	for _, url := range []*string{&c.Pic, &c.FileName, &c.CoverImgFile, &c.SenderHeadImg, &c.Logo} {
		*url = at.URL(*url)
	}
	return c
}

// mentions says whether the text names a user with @.
func (c content) mentions(user string) bool {
	for _, id := range strings.Split(c.AtUserList, ",") {
		if strings.TrimSpace(id) == user {
			return true
		}
	}
	return false
}
