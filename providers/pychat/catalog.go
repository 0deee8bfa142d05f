package pychat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// ErrUnknownCall is the path of no call of the document.
var ErrUnknownCall = errors.New("no call of the document")

// CallInfo describes one documented call.
type CallInfo struct {
	Section    string // of the document
	Title      string // in the document
	Path       string
	Name       string // in Go
	Read       bool   // changes nothing, or nothing more when repeated
	Background bool   // nobody waits for it
	Private    bool   // of a private CDN server: wants base_request, not guid
	Request    reflect.Type
	Answer     reflect.Type
}

// Calls lists the calls in the order of the document.
func Calls() []CallInfo {
	list := documented()
	infos := make([]CallInfo, 0, len(list))
	for _, one := range list {
		info := one.call.describe()
		info.Name = one.name
		infos = append(infos, info)
	}
	return infos
}

// Raw makes the call of a path with a body as it is, a JSON object with its guid,
// and gives what the answer holds inside its envelope: JSON, or nothing. A path
// that the document lacks is ErrUnknownCall; else the error is as with Call.Do.
func (c *Client) Raw(ctx context.Context, path string, body json.RawMessage) (json.RawMessage, error) {
	for _, one := range documented() {
		to := one.call.where()
		if to.path != path {
			continue
		}
		if !isObject(body) || !json.Valid(body) {
			return nil, fmt.Errorf("%s: the body is not a JSON object", path)
		}
		return c.call(ctx, to, body)
	}
	return nil, fmt.Errorf("%q: %w", path, ErrUnknownCall)
}

// anyCall is a Call, its types aside.
type anyCall interface {
	describe() CallInfo
	where() endpoint
}

func (call Call[Req, Ans]) where() endpoint { return call.endpoint }

func (call Call[Req, Ans]) describe() CallInfo {
	return CallInfo{
		Section: call.section, Title: call.title, Path: call.path,
		Read: call.read, Background: call.background, Private: call.private,
		Request: reflect.TypeFor[Req](), Answer: reflect.TypeFor[Ans](),
	}
}

// namedCall is a Call and the name of its variable.
type namedCall struct {
	name string
	call anyCall
}

// documented are all calls of the document, in its order.
func documented() []namedCall {
	return []namedCall{
		{"RestoreClient", RestoreClient},
		{"StopClient", StopClient},
		{"SetNotifyURL", SetNotifyURL},
		{"SetBridge", SetBridge},
		{"SetProxy", SetProxy},
		{"UpdateClient", UpdateClient},
		{"GetClientStatus", GetClientStatus},
		{"GetClientVersion", GetClientVersion},
		{"GetLoginQRCode", GetLoginQRCode},
		{"CheckLoginQRCode", CheckLoginQRCode},
		{"PushLoginURL", PushLoginURL},
		{"VerifyLoginURL", VerifyLoginURL},
		{"GetProfile", GetProfile},
		{"GetQRCode", GetQRCode},
		{"Logout", Logout},
		{"InitContact", InitContact},
		{"ModifyContactTopFlag", ModifyContactTopFlag},
		{"GetContact", GetContact},
		{"BatchGetContactBriefInfo", BatchGetContactBriefInfo},
		{"SearchContact", SearchContact},
		{"AddFriend", AddFriend},
		{"VerifyFriend", VerifyFriend},
		{"ModifyRemark", ModifyRemark},
		{"DelFriend", DelFriend},
		{"GetChatroomDetail", GetChatroomDetail},
		{"GetChatroomMemberDetail", GetChatroomMemberDetail},
		{"CreateChatroom", CreateChatroom},
		{"AddChatroomMember", AddChatroomMember},
		{"InviteChatroomMember", InviteChatroomMember},
		{"DelChatroomMember", DelChatroomMember},
		{"ModifyChatroomName", ModifyChatroomName},
		{"SetChatroomAnnouncement", SetChatroomAnnouncement},
		{"ModifyChatroomDisplayName", ModifyChatroomDisplayName},
		{"ModifyChatroomShowNameFlag", ModifyChatroomShowNameFlag},
		{"ModifyChatroomContactFlag", ModifyChatroomContactFlag},
		{"ModifyChatroomFoldFlag", ModifyChatroomFoldFlag},
		{"ModifyChatroomDisturbFlag", ModifyChatroomDisturbFlag},
		{"AddChatroomMemberFriend", AddChatroomMemberFriend},
		{"QuitChatroom", QuitChatroom},
		{"TransferChatroomOwner", TransferChatroomOwner},
		{"SetTopMsg", SetTopMsg},
		{"RemoveTopMsg", RemoveTopMsg},
		{"GetTopMsgList", GetTopMsgList},
		{"GetChatroomQRCode", GetChatroomQRCode},
		{"ModifyChatroomTopFlag", ModifyChatroomTopFlag},
		{"SendText", SendText},
		{"SendRoomAt", SendRoomAt},
		{"SendShareCard", SendShareCard},
		{"SendShareCardRaw", SendShareCardRaw},
		{"SendLocation", SendLocation},
		{"SendImage", SendImage},
		{"SendVideo", SendVideo},
		{"SendFile", SendFile},
		{"SendEmoji", SendEmoji},
		{"SendEmojiURL", SendEmojiURL},
		{"SendEmojiMD5", SendEmojiMD5},
		{"SendPat", SendPat},
		{"SendLinkCardCDN", SendLinkCardCDN},
		{"SendAppMsg", SendAppMsg},
		{"SendMiniApp", SendMiniApp},
		{"SendFinderVideo", SendFinderVideo},
		{"RevokeMsg", RevokeMsg},
		{"SendReferMsg", SendReferMsg},
		{"SetSessionRead", SetSessionRead},
		{"NewTransVoiceId", NewTransVoiceId},
		{"CheckVoiceTrans", CheckVoiceTrans},
		{"UploadVoiceTrans", UploadVoiceTrans},
		{"GetVoiceTrans", GetVoiceTrans},
		{"UpdateCDNDNS", UpdateCDNDNS},
		{"CDNUpload", CDNUpload},
		{"CDNUploadSnsImage", CDNUploadSnsImage},
		{"CDNUploadSnsVideo", CDNUploadSnsVideo},
		{"CDNDownload", CDNDownload},
		{"CDNDownloadFav", CDNDownloadFav},
		{"CDNDownloadWwFile", CDNDownloadWwFile},
		{"DownloadVoice", DownloadVoice},
		{"DownloadWxEmotion", DownloadWxEmotion},
		{"GetContactLabelList", GetContactLabelList},
		{"AddContactLabel", AddContactLabel},
		{"UpdateContactLabel", UpdateContactLabel},
		{"DelContactLabel", DelContactLabel},
		{"ModifyContactLabelList", ModifyContactLabelList},
		{"GetLabelContacts", GetLabelContacts},
		{"GetLabelUsageAmount", GetLabelUsageAmount},
		{"GetOpenIMFriends", GetOpenIMFriends},
		{"GetOpenIMRooms", GetOpenIMRooms},
		{"GetOpenIMRoomMembers", GetOpenIMRoomMembers},
		{"GetOpenIMRoomDetail", GetOpenIMRoomDetail},
		{"GetOpenIMRoomMemberDetail", GetOpenIMRoomMemberDetail},
		{"GetOpenIMContact", GetOpenIMContact},
		{"GetOpenIMResource", GetOpenIMResource},
		{"SearchOpenIMContact", SearchOpenIMContact},
		{"DelOpenIMContact", DelOpenIMContact},
		{"CheckOpenIMContact", CheckOpenIMContact},
		{"ModifyOpenIMDisturbFlag", ModifyOpenIMDisturbFlag},
		{"ModifyOpenIMTopFlag", ModifyOpenIMTopFlag},
		{"SnsTimeline", SnsTimeline},
		{"SnsUserpage", SnsUserpage},
		{"SnsPost", SnsPost},
		{"SnsObjectDetail", SnsObjectDetail},
		{"SnsComment", SnsComment},
		{"SnsDeleteComment", SnsDeleteComment},
		{"SnsLike", SnsLike},
		{"SnsDelete", SnsDelete},
		{"GetA8Key", GetA8Key},
		{"MpGetA8Key", MpGetA8Key},
		{"JsLogin", JsLogin},
		{"JsOperateWxData", JsOperateWxData},
		{"JsOperateWxDataVIP", JsOperateWxDataVIP},
		{"OAuthAuthorize", OAuthAuthorize},
		{"OAuthAuthorizeConfirm", OAuthAuthorizeConfirm},
		{"QRConnectAuthorize", QRConnectAuthorize},
		{"QRConnectAuthorizeConfirm", QRConnectAuthorizeConfirm},
		{"CreateWxaShortLink", CreateWxaShortLink},
		{"ResolveWxaShortLink", ResolveWxaShortLink},
		{"ResolveWxaAppShortLink", ResolveWxaAppShortLink},
		{"VoiceTrans", VoiceTrans},
		{"VoiceTransBlock", VoiceTransBlock},
		{"GetCDNFile", GetCDNFile},
		{"CloudDownloadWxImage", CloudDownloadWxImage},
		{"CloudDownload", CloudDownload},
		{"CloudDownloadWxVideo", CloudDownloadWxVideo},
		{"CloudDownloadWwFile", CloudDownloadWwFile},
		{"CloudDownloadFav", CloudDownloadFav},
		{"CloudDownloadWxEmotion", CloudDownloadWxEmotion},
		{"CloudUpload", CloudUpload},
		{"CloudUploadSnsVideo", CloudUploadSnsVideo},
		{"CloudUploadSnsImage", CloudUploadSnsImage},
		{"CloudUploadBig", CloudUploadBig},
		{"GetCDNInfo", GetCDNInfo},
	}
}
