package pychat

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// Types of messages: msg_type of wire.md.
const (
	msgText     = 1
	msgPicture  = 3
	msgVoice    = 34
	msgRequest  = 37
	msgCard     = 42
	msgVideo    = 43
	msgEmoji    = 47
	msgLocation = 48
	msgApp      = 49
	msgCall     = 50
	msgMarker   = 51
	msgSystem   = 10000
	msgSys      = 10002
	msgUnknown  = 9999 // nothing anybody has seen
)

// Subtypes of msgApp: type of its XML.
const (
	appMusic  = 3
	appLink   = 5
	appFile   = 6
	appMini   = 33
	appFinder = 51
	appQuote  = 57
)

// body is what a message says: its type, its content and the words a phone's
// notification would have for it.
type body struct {
	kind    int
	content string
	desc    string
	file    *file
}

// escape makes a text fit for XML, in an element or an attribute.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // memory does not fail
	return b.String()
}

func textBody(text string) body { return body{kind: msgText, content: text, desc: text} }

// pictureBody names the file as the middle size and the thumbnail, as phones
// do.
func pictureBody(f *file) body {
	return body{kind: msgPicture, desc: "[图片]", file: f, content: fmt.Sprintf(
		`<?xml version="1.0"?><msg><img aeskey="%s" encryver="1" cdnthumbaeskey="%s" cdnthumburl="%s" cdnthumblength="%d" cdnthumbheight="%d" cdnthumbwidth="%d" cdnmidheight="0" cdnmidwidth="0" cdnhdheight="0" cdnhdwidth="0" cdnmidimgurl="%s" length="%d" md5="%s" hevc_mid_size="0" /></msg>`,
		f.aesKey, f.aesKey, f.id, f.thumb.size(), f.thumb.height, f.thumb.width, f.id, f.size(), f.md5())}
}

func voiceBody(f *file, from string) body {
	return body{kind: msgVoice, desc: "[语音]", file: f, content: fmt.Sprintf(
		`<msg><voicemsg endflag="1" cancelflag="0" forwardflag="0" voiceformat="4" voicelength="%d" length="%d" bufid="0" aeskey="%s" voiceurl="%s" voicemd5="" clientmsgid="%sw" fromusername="%s" /></msg>`,
		f.seconds*1000, f.size(), f.aesKey, f.id, f.md5(), escape(from))}
}

func videoBody(f *file, from string) body {
	return body{kind: msgVideo, desc: "[视频]", file: f, content: fmt.Sprintf(
		`<?xml version="1.0"?><msg><videomsg aeskey="%s" cdnvideourl="%s" cdnthumbaeskey="%s" cdnthumburl="%s" length="%d" playlength="%d" cdnthumblength="%d" cdnthumbwidth="%d" cdnthumbheight="%d" fromusername="%s" md5="%s" newmd5="" isplaceholder="0" /></msg>`,
		f.aesKey, f.id, f.aesKey, f.id, f.size(), f.seconds, f.thumb.size(), f.thumb.width, f.thumb.height, escape(from), f.md5())}
}

// emojiBody has a URL that anybody may fetch as well as the CDN's id.
func emojiBody(f *file, url, from, to string) body {
	return body{kind: msgEmoji, desc: "[动画表情]", file: f, content: fmt.Sprintf(
		`<msg><emoji fromusername="%s" tousername="%s" type="2" idbuffer="media:0_0" md5="%s" len="%d" productid="" androidmd5="%s" androidlen="%d" cdnurl="%s" encrypturl="" aeskey="%s" width="%d" height="%d" /></msg>`,
		escape(from), escape(to), f.md5(), f.size(), f.md5(), f.size(), escape(url), f.aesKey, f.width, f.height)}
}

func locationBody(latitude, longitude float64, scale int64, label, name string) body {
	return body{kind: msgLocation, desc: "[位置]" + name, content: fmt.Sprintf(
		`<?xml version="1.0"?><msg><location x="%.6f" y="%.6f" scale="%d" label="%s" maptype="0" poiname="%s" poiid="" /></msg>`,
		latitude, longitude, scale, escape(label), escape(name))}
}

func cardBody(username, nickname, alias, avatar string, sex int) body {
	return body{kind: msgCard, desc: "[名片]" + nickname, content: fmt.Sprintf(
		`<?xml version="1.0"?><msg bigheadimgurl="%s" smallheadimgurl="%s" username="%s" nickname="%s" fullpy="" shortpy="" alias="%s" imagestatus="3" scene="17" province="广东" city="" sign="" sex="%d" certflag="0" certinfo="" brandIconUrl="" antispamticket="" />`,
		escape(avatar), escape(avatar), escape(username), escape(nickname), escape(alias), sex)}
}

// appBody is an appmsg; inside is the XML between des and the end.
func appBody(kind int, title, about, url, inside, desc string) body {
	return body{kind: msgApp, desc: desc, content: fmt.Sprintf(
		`<?xml version="1.0"?><msg><appmsg appid="" sdkver="0"><title>%s</title><des>%s</des><action>view</action><type>%d</type><showtype>0</showtype><content /><url>%s</url>%s</appmsg><fromusername></fromusername><scene>0</scene><appinfo><version>1</version><appname></appname></appinfo><commenturl></commenturl></msg>`,
		escape(title), escape(about), kind, escape(url), inside)}
}

func linkBody(title, about, url, thumbURL string) body {
	return appBody(appLink, title, about, url, `<thumburl>`+escape(thumbURL)+`</thumburl>`, "[链接]"+title)
}

func musicBody(title, singer, url, data string) body {
	return appBody(appMusic, title, singer, url, `<dataurl>`+escape(data)+`</dataurl><lowdataurl></lowdataurl>`, "[音乐]"+title)
}

func fileBody(f *file) body {
	ext := f.name[strings.LastIndexByte(f.name, '.')+1:]
	b := appBody(appFile, f.name, "", "", fmt.Sprintf(
		`<appattach><totallen>%d</totallen><attachid>@cdn_%s_%s_1</attachid><fileext>%s</fileext><cdnattachurl>%s</cdnattachurl><aeskey>%s</aeskey><encryver>0</encryver></appattach><md5>%s</md5>`,
		f.size(), f.id, f.aesKey, escape(ext), f.id, f.aesKey, f.md5()), "[文件]"+f.name)
	b.file = f
	return b
}

// miniBody is a card of a mini program; its cover lies at the CDN.
func miniBody(username, appID, name, icon, title, page string, cover *file) body {
	return appBody(appMini, title, name, "https://mp.weixin.qq.com/mp/waerrpage?appid="+appID, fmt.Sprintf(
		`<sourceusername>%s</sourceusername><sourcedisplayname>%s</sourcedisplayname>%s<weappinfo><username>%s</username><appid>%s</appid><type>2</type><version>1</version><weappiconurl>%s</weappiconurl><pagepath>%s</pagepath></weappinfo>`,
		escape(username), escape(name), attachedThumb(cover), escape(username), escape(appID), escape(icon), escape(page)), "[小程序]"+title)
}

// attachedThumb is the picture of a card, which lies at the CDN: its length and
// md5 are those of the small copy, which file_type 3 gives.
func attachedThumb(f *file) string {
	return fmt.Sprintf(`<appattach><cdnthumburl>%s</cdnthumburl><cdnthumbaeskey>%s</cdnthumbaeskey><cdnthumblength>%d</cdnthumblength><cdnthumbmd5>%s</cdnthumbmd5></appattach>`,
		f.id, f.aesKey, f.thumb.size(), f.thumb.md5())
}

// finderBody is a video of 视频号; the XML is that of the document's example of
// /sns/sns_post.
func finderBody(objectID, nonce, username, nickname, avatar, about, thumbURL, url string, feedType int64) body {
	return appBody(appFinder, "当前版本不支持展示该内容，请升级至最新版本。", "", "https://support.weixin.qq.com/update/", fmt.Sprintf(
		`<finderFeed><objectId>%s</objectId><objectNonceId>%s</objectNonceId><feedType>%d</feedType><nickname>%s</nickname><username>%s</username><avatar>%s</avatar><desc>%s</desc><mediaCount>1</mediaCount><mediaList><media><mediaType>4</mediaType><thumbUrl>%s</thumbUrl><coverUrl>%s</coverUrl><url>%s</url><width>1080</width><height>1920</height><videoPlayDuration>30</videoPlayDuration></media></mediaList></finderFeed>`,
		escape(objectID), escape(nonce), feedType, escape(nickname), escape(username), escape(avatar), escape(about), escape(thumbURL), escape(thumbURL), escape(url)), "[视频号]"+nickname)
}

// quoted is the message a quote is about.
type quoted struct {
	kind                         int64
	id, from, fromName, chatroom string
	content, source              string
}

func quoteBody(text string, q quoted) body {
	return appBody(appQuote, text, "", "", fmt.Sprintf(
		`<refermsg><type>%d</type><svrid>%s</svrid><fromusr>%s</fromusr><chatusr>%s</chatusr><displayname>%s</displayname><content>%s</content><msgsource>%s</msgsource></refermsg>`,
		q.kind, escape(q.id), escape(firstOf(q.chatroom, q.from)), escape(q.from), escape(q.fromName), escape(q.content), escape(q.source)), text)
}

// callBody is a call that nobody took up.
func callBody(video bool) body {
	words := "语音通话"
	if video {
		words = "视频通话"
	}
	return body{kind: msgCall, desc: "[" + words + "]", content: fmt.Sprintf(
		`<voipinvitemsg><roomid>0</roomid><key>0</key><status>2</status><invitetype>%d</invitetype></voipinvitemsg><voipextinfo><recvtime>0</recvtime></voipextinfo><voiplocalinfo><wordingtype>4</wordingtype><duration>0</duration></voiplocalinfo>`,
		1-flag(video))}
}

// markerBody is how another device of ours tells that a conversation was read.
func markerBody(peer string, at time.Time) body {
	return body{kind: msgMarker, content: fmt.Sprintf(
		`<msg><op id='1'><username>%s</username><name>lastMessage</name><arg>{"messageSvrId":"0","MsgCreateTime":"%d"}</arg></op></msg>`,
		escape(peer), at.Unix())}
}

func systemBody(text string) body { return body{kind: msgSystem, content: text, desc: text} }

// revokeBody takes back the message named by newmsgid.
func revokeBody(session string, m *message, words string) body {
	return body{kind: msgSys, desc: words, content: fmt.Sprintf(
		`<sysmsg type="revokemsg"><revokemsg><session>%s</session><msgid>%d</msgid><newmsgid>%d</newmsgid><replacemsg><![CDATA[%s]]></replacemsg></revokemsg></sysmsg>`,
		escape(session), m.id%1_000_000_000, m.id, strings.ReplaceAll(words, "]]>", ""))}
}

// patBody is 拍一拍; the template names people as "${username}".
func patBody(from, patted, chatroom, words string) body {
	return body{kind: msgSys, desc: words, content: fmt.Sprintf(
		`<sysmsg type="pat"><pat><fromusername>%s</fromusername><chatusername>%s</chatusername><pattedusername>%s</pattedusername><patsuffix><![CDATA[]]></patsuffix><patsuffixversion>0</patsuffixversion><template><![CDATA["${%s}" 拍了拍 "${%s}"]]></template></pat></sysmsg>`,
		escape(from), escape(firstOf(chatroom, from)), escape(patted), from, patted)}
}

// requestBody asks to be our friend: verify_friend takes its ticket, with
// opcode 3.
func requestBody(c *contact, reason, avatar string) body {
	return body{kind: msgRequest, desc: c.nickname + " 请求添加你为朋友", content: fmt.Sprintf(
		`<msg fromusername="%s" encryptusername="v3_020b3826fd03%s@stranger" fromnickname="%s" content="%s" shortpy="" imagestatus="3" scene="6" country="CN" province="%s" city="%s" sign="%s" sex="%d" alias="%s" bigheadimgurl="%s" smallheadimgurl="%s" ticket="%s" opcode="2" />`,
		escape(c.username), escape(c.username), escape(c.nickname), escape(reason), escape(c.province), escape(c.city), escape(c.signature), c.sex,
		escape(c.alias), escape(avatar), escape(avatar), escape(c.ticket))}
}

// sourceXML is msgsource: in a room, how many are in it and who is named by @.
func sourceXML(members int, at []string) string {
	if members == 0 {
		return `<msgsource><sec_msg_node><uuid></uuid></sec_msg_node></msgsource>`
	}
	named := ""
	if len(at) > 0 {
		named = `<atuserlist>` + escape(strings.Join(at, ",")) + `</atuserlist>`
	}
	return fmt.Sprintf(`<msgsource>%s<silence>0</silence><membercount>%d</membercount></msgsource>`, named, members)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
