package pychat

import (
	"cmp"
	"encoding/json"
	"strings"

	"seatdeck/providers/internal/wire"
)

// Everything in this file is either in wire.md ("seen") or assumed; the
// document shows no answers but that of /cdn/get_cdn_info. Where two names are
// likely, both are read.

// The states of an instance (document, /client/get_client_status).
const (
	ClientStopped = 0 // 停止
	ClientRunning = 1 // 运行
	ClientOnline  = 2 // 在线
)

// StatusAnswer is the state of an instance: bare, or in a field. Assumed.
type StatusAnswer struct{ Status wire.Int }

// UnmarshalJSON reads 2, "2", {"status":2} or {"client_status":2}.
func (a *StatusAnswer) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		return a.Status.UnmarshalJSON(data)
	}
	var o struct {
		Status       *wire.Int `json:"status"`
		ClientStatus *wire.Int `json:"client_status"`
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	if o.Status == nil {
		o.Status = o.ClientStatus
	}
	if o.Status != nil {
		a.Status = *o.Status
	}
	return nil
}

// VersionAnswer is the version of an instance: bare, or in a field. Assumed.
type VersionAnswer struct{ Version Str }

// UnmarshalJSON reads "8.0.50", {"version":…} or {"client_version":…}.
func (a *VersionAnswer) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		return a.Version.UnmarshalJSON(data)
	}
	var o struct {
		Version       Str `json:"version"`
		ClientVersion Str `json:"client_version"`
	}
	err := json.Unmarshal(data, &o)
	a.Version = cmp.Or(o.Version, o.ClientVersion)
	return err
}

// QRCodeAnswer is a code to be scanned: a picture (base64, PNG or JPEG) or its
// URL in qrcode, and perhaps what it says in qrcode_content (seen).
type QRCodeAnswer struct {
	QRCode     Str      `json:"qrcode"`
	QRCode2    Str      `json:"qrCode"`
	Content    Str      `json:"qrcode_content"`
	ExpireTime wire.Int `json:"expired_time"` // s it lasts; assumed
	Wording    Str      `json:"footerWording"`
}

// The states of a login code. Assumed, but for 1, at which a PIN may be wanted.
const (
	QRWaiting   = 0
	QRScanned   = 1 // or a PIN is wanted: AuthURL then holds the ticket
	QRConfirmed = 2
	QRExpired   = 3
	QRRefused   = 4
)

// LoginAnswer is the state of a login code. Assumed.
type LoginAnswer struct {
	Status   wire.Int `json:"status"`
	Nickname Str      `json:"nick_name"`
	Avatar   Str      `json:"head_img_url"`
	Username Str      `json:"user_name"`
	AuthURL  Str      `json:"auth_url"`
	AuthURL2 Str      `json:"authUrl"`
	Left     wire.Int `json:"expired_time"` // s; 0: not said
}

// ProfileAnswer is the account that is logged in (seen: userInfo).
type ProfileAnswer struct {
	User Profile `json:"userInfo"`
}

// Profile is an account of ours.
type Profile struct {
	UserName Str `json:"userName"` // the wxid
	NickName Str `json:"nickName"`
	Alias    Str `json:"alias"`
	Avatar   Str `json:"bigHeadImgUrl"`
	Avatar2  Str `json:"smallHeadImgUrl"`
	Mobile   Str `json:"bindMobile"`
}

// InitContactAnswer is one page of names (assumed): the sequences to ask with
// next, and whether there is more.
type InitContactAnswer struct {
	ContactSeq wire.Int  `json:"contact_seq"`
	RoomSeq    wire.Int  `json:"room_seq"`
	Names      []Str     `json:"username_list"` // people and rooms mixed
	More       wire.Flag `json:"continue_flag"`
}

// ContactsAnswer is people, rooms or members in detail (seen: contactList).
type ContactsAnswer struct {
	Contacts []json.RawMessage `json:"contactList"` // of Contact
}

// Contact is a person or a room (seen in part).
type Contact struct {
	UserName    Str      `json:"userName"`
	NickName    Str      `json:"nickName"`
	Remark      Str      `json:"remark"`
	Alias       Str      `json:"alias"`
	Avatar      Str      `json:"bigHeadImgUrl"`
	Avatar2     Str      `json:"smallHeadImgUrl"`
	Sex         wire.Int `json:"sex"` // 1 male, 2 female
	Province    Str      `json:"province"`
	City        Str      `json:"city"`
	Signature   Str      `json:"signature"`
	Description Str      `json:"description"`
	LabelIDs    Str      `json:"labelIdList"` // "1,2"; assumed
	Mobile      Str      `json:"mobile"`
	DeleteFlag  wire.Int `json:"deleteFlag"` // 1: gone; assumed

	// Of people at WeCom; assumed.
	AppID     Str `json:"appid"`
	WordingID Str `json:"descWordingId"`
	Corp      Str `json:"descWording"`
	Ticket    Str `json:"ticket"`

	// Of a room.
	Owner   Str       `json:"chatRoomOwner"`
	Notice  Str       `json:"announcement"`
	Members *RoomData `json:"newChatroomData"`
}

// RoomData is who is in a room (seen).
type RoomData struct {
	Count   wire.Int          `json:"memberCount"`
	Members []json.RawMessage `json:"chatRoomMember"` // of RoomMember
}

// RoomMember is a person in a room (seen: the names).
type RoomMember struct {
	UserName    Str      `json:"userName"`
	NickName    Str      `json:"nickName"`
	DisplayName Str      `json:"displayName"`
	Avatar      Str      `json:"bigHeadImgUrl"`
	Avatar2     Str      `json:"smallHeadImgUrl"`
	Role        wire.Int `json:"chatroomMemberFlag"` // 1 administrator, 2 owner; assumed
	Inviter     Str      `json:"inviterUserName"`    // who brought them; assumed
	Source      wire.Int `json:"addSource"`          // how they came: as below; assumed
}

// The values of addSource. Assumed.
const (
	CameInvited = 1
	CameByLink  = 2
	CameByCode  = 3
)

// SearchAnswer is whom a search found: one, or several. Assumed.
type SearchAnswer struct {
	UserName Str               `json:"userName"` // a v3_ name, until the person is a friend
	NickName Str               `json:"nickName"`
	Avatar   Str               `json:"bigHeadImgUrl"`
	Sex      wire.Int          `json:"sex"`
	Ticket   Str               `json:"antispamTicket"`
	Ticket2  Str               `json:"ticket"`
	Corp     Str               `json:"descWording"`
	Friend   wire.Flag         `json:"isFriend"`
	Found    []json.RawMessage `json:"contactList"` // of SearchAnswer
}

// The states of a friend that opcode 1 of /contact/verify_friend tells. Assumed.
const (
	FriendIs      = 0
	FriendDeleted = 1 // they deleted us
	FriendBlocked = 2 // they blocked us
)

// FriendAnswer is what came of adding, accepting or checking a friend. Assumed.
type FriendAnswer struct {
	UserName Str      `json:"userName"`
	State    wire.Int `json:"status"`
	Told     bool     `json:"-"` // State was in the answer
}

// UnmarshalJSON reads an object; anything else tells nothing.
func (a *FriendAnswer) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		return nil
	}
	type fields FriendAnswer
	var state struct {
		Status json.RawMessage `json:"status"`
	}
	if err := json.Unmarshal(data, &state); err != nil {
		return err
	}
	a.Told = len(state.Status) > 0 && string(state.Status) != "null"
	return json.Unmarshal(data, (*fields)(a))
}

// RoomAnswer is a room: alone, or as the first of contactList. Assumed.
type RoomAnswer struct {
	Contact
	Contacts []Contact `json:"contactList"`
}

// Room is the room, wherever it stands.
func (a RoomAnswer) Room() Contact {
	if a.UserName == "" && len(a.Contacts) > 0 {
		return a.Contacts[0]
	}
	return a.Contact
}

// MembersAnswer is who is in a room (seen: data.newChatroomData.chatRoomMember).
type MembersAnswer struct {
	Data    *RoomData `json:"newChatroomData"`
	Version wire.Int  `json:"serverVersion"`
}

// CreateRoomAnswer names the new room. Assumed.
type CreateRoomAnswer struct {
	Room  Str `json:"chatRoomName"` // …@chatroom
	Room2 Str `json:"room_username"`
}

// MembersChangedAnswer tells of each person whether it worked. Assumed.
type MembersChangedAnswer struct {
	Members []struct {
		Name   Str      `json:"memberName"`
		Status wire.Int `json:"memberStatus"` // 0: done
	} `json:"memberList"`
}

// TopMsgsAnswer is the pinned messages of a room. Assumed.
type TopMsgsAnswer struct {
	List []struct {
		Summary Str       `json:"summary"`
		MsgID   wire.Text `json:"msg_id"`
		Sender  Str       `json:"username"`
		Time    wire.Int  `json:"create_time"` // s
	} `json:"list"`
}

// SendAnswer is a message's identity, alone or in a list (seen). A msgId of 0
// is a placeholder; newMsgId is what callbacks name the message by.
type SendAnswer struct {
	MsgID    wire.Text `json:"msgId"`
	NewMsgID wire.Text `json:"newMsgId"`
	Time     wire.Int  `json:"createTime"` // s
	List     []Sent    `json:"list"`
}

// Sent is one message of a SendAnswer.
type Sent struct {
	Ret      wire.Int  `json:"ret"`
	MsgID    wire.Text `json:"msgId"`
	NewMsgID wire.Text `json:"newMsgId"`
	Time     wire.Int  `json:"createTime"` // s
	ClientID wire.Text `json:"clientMsgId"`
}

// VoiceIDAnswer is a new id for /msg/upload_voice_trans: bare, or in a field.
// Assumed.
type VoiceIDAnswer struct {
	VoiceID Str `json:"voice_id"`
}

// UnmarshalJSON reads "id" or {"voice_id":"id"}.
func (a *VoiceIDAnswer) UnmarshalJSON(data []byte) error {
	if !isObject(data) {
		return a.VoiceID.UnmarshalJSON(data)
	}
	type fields VoiceIDAnswer
	return json.Unmarshal(data, (*fields)(a))
}

// TransAnswer is speech as text, as far as it is ready. Assumed.
type TransAnswer struct {
	VoiceID Str       `json:"voice_id"`
	Text    Str       `json:"text"`
	Text2   Str       `json:"result"`
	Done    wire.Flag `json:"end_flag"`
	Again   wire.Int  `json:"interval"` // ms until it is worth asking again
}

// UploadAnswer is a file that the back end took over (seen: file_id, aes_key,
// file_size, file_md5; the rest is what the send calls want).
type UploadAnswer struct {
	FileID      wire.Text `json:"file_id"`
	AESKey      wire.Text `json:"aes_key"`
	FileSize    wire.Int  `json:"file_size"`
	FileMD5     wire.Text `json:"file_md5"`
	BigFileSize wire.Int  `json:"big_file_size"`
	ThumbSize   wire.Int  `json:"thumb_file_size"`
	ThumbMD5    wire.Text `json:"thumb_file_md5"`
	ThumbWidth  wire.Int  `json:"thumb_width"`
	ThumbHeight wire.Int  `json:"thumb_height"`
	Duration    wire.Int  `json:"video_duration"` // s
	CRC         wire.Int  `json:"file_crc"`
	FileKey     wire.Text `json:"file_key"`
	MP4Identify wire.Text `json:"mp4_identify"`
	URL         wire.Text `json:"file_url"` // of pictures and videos of moments; assumed
	ThumbURL    wire.Text `json:"thumb_url"`
	VideoMD5    wire.Text `json:"video_md5"`
	Width       wire.Int  `json:"width"`
	Height      wire.Int  `json:"height"`
	TotalSize   wire.Int  `json:"total_size"`
}

// DownloadAnswer is where a file can be fetched (seen: url or download_url; a
// bare URL is assumed).
type DownloadAnswer struct {
	URL  wire.Text `json:"url"`
	URL2 wire.Text `json:"download_url"`
	Size wire.Int  `json:"file_size"`
	MD5  wire.Text `json:"file_md5"`
}

// UnmarshalJSON reads "http…", {"url":…} or {"download_url":…}. Another bare
// word, as the document's "string", is no URL.
func (a *DownloadAnswer) UnmarshalJSON(data []byte) error {
	if isObject(data) {
		type fields DownloadAnswer
		return json.Unmarshal(data, (*fields)(a))
	}
	var bare wire.Text
	err := bare.UnmarshalJSON(data)
	if strings.HasPrefix(bare.String(), "http") {
		a.URL = bare
	}
	return err
}

// LabelsAnswer is labels. Assumed.
type LabelsAnswer struct {
	Labels []Label `json:"labelPairList"`
}

// Label is one of them.
type Label struct {
	ID   wire.Text `json:"labelId"` // may be over 2^53
	Name Str       `json:"labelName"`
}

// LabelContactsAnswer is who has labels. Assumed.
type LabelContactsAnswer struct {
	List []struct {
		LabelID wire.Text `json:"label_id"`
		Names   []Str     `json:"username_list"`
	} `json:"list"`
}

// LabelUsageAnswer is how many have labels. Assumed.
type LabelUsageAnswer struct {
	List []struct {
		LabelID wire.Text `json:"label_id"`
		Count   wire.Int  `json:"count"`
	} `json:"list"`
}

// OpenIMContactsAnswer is a page of people at WeCom. Assumed.
type OpenIMContactsAnswer struct {
	List  []json.RawMessage `json:"list"` // of Contact
	Total wire.Int          `json:"total"`
}

// OpenIMRoomsAnswer is a page of WeCom groups. Assumed.
type OpenIMRoomsAnswer struct {
	List  []json.RawMessage `json:"list"` // of Contact
	Total wire.Int          `json:"total"`
}

// OpenIMMembersAnswer is a page of who is in a WeCom group. Assumed.
type OpenIMMembersAnswer struct {
	List  []json.RawMessage `json:"list"` // of RoomMember
	Total wire.Int          `json:"total"`
}

// OpenIMContactAnswer is one person at WeCom: alone, or in contact. Assumed.
type OpenIMContactAnswer struct {
	Contact
	Inner *Contact `json:"contact"`
}

// ResourceAnswer is the wording behind an id: the company of a person. Assumed.
type ResourceAnswer struct {
	Wording Str `json:"wording"`
}

// CardStateAnswer tells whether the owner of a card can still be added. Assumed.
type CardStateAnswer struct {
	Status wire.Int `json:"status"` // 0: all well
	Reason Str      `json:"reason"`
}

// MomentsAnswer is a page of moments, newest first. Assumed.
type MomentsAnswer struct {
	Moments      []json.RawMessage `json:"objectList"` // of Moment
	FirstPageMD5 Str               `json:"firstPageMd5"`
}

// MomentAnswer is one moment. Assumed.
type MomentAnswer struct {
	Object json.RawMessage `json:"object"` // of Moment
}

// Moment is one entry of the timeline; what it shows is XML in Desc, as
// /sns/sns_post takes it. Assumed.
type Moment struct {
	ID       wire.Text `json:"id"`
	UserName Str       `json:"username"`
	NickName Str       `json:"nickname"`
	Time     wire.Int  `json:"createTime"` // s
	Desc     Str       `json:"objectDesc"` // XML, bare or base64
	LikeFlag wire.Flag `json:"likeFlag"`   // we like it
	Likes    []struct {
		UserName Str `json:"username"`
		NickName Str `json:"nickname"`
	} `json:"likeUserList"`
	Comments []struct {
		ID       wire.Text `json:"commentId"`
		UserName Str       `json:"username"`
		NickName Str       `json:"nickname"`
		Content  Str       `json:"content"`
		Time     wire.Int  `json:"createTime"` // s
		ReplyTo  wire.Text `json:"replyCommentId"`
	} `json:"commentUserList"`
}

// A8KeyAnswer is where a link really leads. Assumed.
type A8KeyAnswer struct {
	FullURL  Str `json:"fullUrl"`
	FullURL2 Str `json:"full_url"`
	Title    Str `json:"title"`
}

// JsLoginAnswer is a mini program's login code. Assumed.
type JsLoginAnswer struct {
	Code Str `json:"code"`
}

// JsDataAnswer is a mini program's data: in a field, or all there is. Assumed.
type JsDataAnswer struct {
	Data json.RawMessage `json:"data"`
}

// UnmarshalJSON reads {"data":…}, or takes what there is.
func (a *JsDataAnswer) UnmarshalJSON(data []byte) error {
	if isObject(data) {
		type fields JsDataAnswer
		if err := json.Unmarshal(data, (*fields)(a)); err != nil {
			return err
		}
	}
	if a.Data == nil {
		a.Data = append(a.Data, data...)
	}
	return nil
}

// AuthorizeAnswer is what a site asks for, or where to go after it was granted.
// Assumed.
type AuthorizeAnswer struct {
	AppName  Str `json:"appName"`
	AppIcon  Str `json:"appIconUrl"`
	Redirect Str `json:"redirectUrl"`
	Scopes   []struct {
		Scope Str `json:"scope"`
		Desc  Str `json:"desc"`
	} `json:"scopeList"`
}

// ShortLinkAnswer is a short link of a mini program, or what is behind one.
// Assumed.
type ShortLinkAnswer struct {
	ShortLink Str `json:"short_link"`
	AppID     Str `json:"appid"`
	PagePath  Str `json:"page_path"`
	Title     Str `json:"page_title"`
	UserName  Str `json:"username"`
}

// CDNInfoAnswer is base_request of the calls of a private CDN server (document,
// /cdn/get_cdn_info).
type CDNInfoAnswer struct {
	CDNInfo       wire.Text `json:"cdn_info"`
	Username      wire.Text `json:"username"`
	DeviceType    wire.Text `json:"device_type"`
	ClientVersion wire.Int  `json:"client_version"`
}
