package pychat

import (
	"cmp"
	"encoding/xml"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// appTypes are for messages that don't say theirs.
var appTypes = map[model.Kind]int64{
	model.KindMusic: AppMusic, model.KindLink: AppLink, model.KindFile: AppFile,
	model.KindMiniProgram: AppMiniProgram, model.KindChannels: AppChannels, model.KindQuote: AppQuote,
}

// linkXML is a link as an app message. Assumed: the fields that received ones
// have.
func linkXML(c model.Content) (string, error) {
	var msg struct {
		XMLName  xml.Name `xml:"appmsg"`
		AppID    string   `xml:"appid,attr"`
		SDKVer   string   `xml:"sdkver,attr"`
		Title    string   `xml:"title"`
		Des      string   `xml:"des"`
		Action   string   `xml:"action"`
		Type     int      `xml:"type"`
		ShowType int      `xml:"showtype"`
		URL      string   `xml:"url"`
		ThumbURL string   `xml:"thumburl"`
	}
	msg.SDKVer, msg.Action, msg.Type = "0", "view", AppLink
	msg.Title, msg.Des, msg.URL, msg.ThumbURL = cmp.Or(c.Title, c.URL), c.Detail, c.URL, c.Cover
	text, err := xml.Marshal(msg)
	if err != nil {
		return "", invalid("link", "refusal.message_kind: "+err.Error())
	}
	return string(text), nil
}

// appMsgOf cuts the element appmsg out of a message as it was received, where it
// stands in a msg. Assumed: the call wants no more than that.
func appMsgOf(received string) (string, error) {
	const open, end = "<appmsg", "</appmsg>"
	from, to := strings.Index(received, open), strings.LastIndex(received, end)
	if from < 0 || to < from {
		return "", invalid("message", "refusal.cant_pass_on: it can't be passed on: its XML holds no appmsg")
	}
	return received[from : to+len(end)], nil
}

func needURL(what, value string) error {
	if err := wire.CheckURL(value); err != nil {
		return invalid(what, err.Error())
	}
	return nil
}
