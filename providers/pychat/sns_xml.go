package pychat

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"strings"
)

// The values of contentStyle. 2, 3, 15 and 28 are the document's; 1 is assumed.
const (
	StylePictures = "1"
	StyleText     = "2"
	StyleLink     = "3"
	StyleVideo    = "15"
	StyleChannels = "28"
)

// TimelineXML is what a moment shows: the elements of the document's examples of
// /sns/sns_post, in their order. All is text: strangers write it too.
type TimelineXML struct {
	XMLName    xml.Name      `xml:"TimelineObject"`
	ID         string        `xml:"id"`
	UserName   string        `xml:"username"`
	CreateTime string        `xml:"createTime"` // s
	Words      string        `xml:"contentDesc"`
	ShowType   string        `xml:"contentDescShowType"`
	Scene      string        `xml:"contentDescScene"`
	Private    string        `xml:"private"`
	Folded     string        `xml:"sightFolded"`
	ShowFlag   string        `xml:"showFlag"`
	Place      *SnsPlaceXML  `xml:"location"`
	App        SnsAppXML     `xml:"appInfo"`
	SourceUser string        `xml:"sourceUserName"`
	SourceNick string        `xml:"sourceNickName"`
	Statistics string        `xml:"statisticsData"`
	StatExt    string        `xml:"statExtStr"`
	Content    SnsContentXML `xml:"ContentObject"`
}

// SnsPlaceXML is where a moment says it was.
type SnsPlaceXML struct {
	City    string `xml:"city,attr"`
	Name    string `xml:"poiName,attr"`
	Address string `xml:"poiAddress,attr"`
}

// SnsAppXML is the app a moment came from; ours come from none.
type SnsAppXML struct {
	ID          string `xml:"id"`
	Version     string `xml:"version"`
	Name        string `xml:"appName"`
	InstallURL  string `xml:"installUrl"`
	FromURL     string `xml:"fromUrl"`
	ForceUpdate string `xml:"isForceUpdate"`
	Hidden      string `xml:"isHidden"`
}

// SnsContentXML is what is below the words.
type SnsContentXML struct {
	Style       string       `xml:"contentStyle"`
	Title       string       `xml:"title"`
	Description string       `xml:"description"`
	URL         string       `xml:"contentUrl,omitempty"`
	MediaList   SnsMediaList `xml:"mediaList"`
	Channels    *FinderXML   `xml:"finderFeed"`
}

// SnsMediaList is there also where it is empty.
type SnsMediaList struct {
	Media []SnsMediaXML `xml:"media"`
}

// SnsMediaXML is a picture, a film or the cover of a link.
type SnsMediaXML struct {
	ID          string       `xml:"id"`
	Type        string       `xml:"type"` // 2 a picture or a cover, 6 a film
	Title       string       `xml:"title"`
	Description string       `xml:"description"`
	Private     string       `xml:"private"`
	UserData    string       `xml:"userData"`
	SubType     string       `xml:"subType"`
	VideoSize   SnsPixelsXML `xml:"videoSize"`
	URL         SnsURLXML    `xml:"url"`
	LowBandURL  *SnsThumbXML `xml:"lowBandUrl"`
	Thumb       SnsThumbXML  `xml:"thumb"`
	Size        *SnsSizeXML  `xml:"size"`
	Duration    string       `xml:"videoDuration,omitempty"` // s, as 30.000000
}

// SnsPixelsXML is the size of a film.
type SnsPixelsXML struct {
	Width  string `xml:"width,attr"`
	Height string `xml:"height,attr"`
}

// SnsURLXML is where a picture or a film lies.
type SnsURLXML struct {
	Type     string `xml:"type,attr"`
	MD5      string `xml:"md5,attr"`
	VideoMD5 string `xml:"videomd5,attr"`
	URL      string `xml:",chardata"`
}

// SnsThumbXML is where its small picture lies.
type SnsThumbXML struct {
	Type string `xml:"type,attr"`
	URL  string `xml:",chardata"`
}

// SnsSizeXML is the size of the small picture: pixels as 290.000000, and bytes.
type SnsSizeXML struct {
	Width     string `xml:"width,attr"`
	Height    string `xml:"height,attr"`
	TotalSize string `xml:"totalSize,attr"`
}

var errNoTimeline = errors.New("it is neither XML nor XML in base64")

// ReadTimeline reads the XML of a moment, bare or in base64, within the limits of
// what strangers write.
func ReadTimeline(desc string) (TimelineXML, error) {
	var t TimelineXML
	desc = strings.TrimSpace(desc)
	if len(desc) > base64.StdEncoding.EncodedLen(maxXML) {
		return t, errXMLLong
	}
	if !strings.HasPrefix(desc, "<") {
		text, err := base64.StdEncoding.DecodeString(desc)
		if err != nil || len(text) == 0 {
			return t, errNoTimeline
		}
		desc = string(text)
	}
	if err := decodeXML(desc, &t); err != nil {
		return TimelineXML{}, err
	}
	return t, nil
}

// Encode writes a moment as /sns/sns_post takes it: XML in base64.
func (t TimelineXML) Encode() (string, error) {
	text, err := xml.Marshal(t)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(text), nil
}
