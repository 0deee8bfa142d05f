package pychat

// The calls of the section Msg.
var (
	// SendText is 发送文本消息.
	SendText = Call[SendTextRequest, SendAnswer]{endpoint{section: "Msg", title: "发送文本消息", path: "/msg/send_text"}}
	// SendRoomAt is 发送群@消息. The content holds "@nickname" of each; AtAll in at_list
	// means everybody.
	SendRoomAt = Call[SendRoomAtRequest, SendAnswer]{endpoint{section: "Msg", title: "发送群@消息", path: "/msg/send_room_at"}}
	// SendShareCard is 发送分享名片.
	SendShareCard = Call[SendShareCardRequest, SendAnswer]{endpoint{section: "Msg", title: "发送分享名片", path: "/msg/send_share_card"}}
	// SendShareCardRaw is 发送分享名片.
	SendShareCardRaw = Call[SendShareCardRawRequest, SendAnswer]{endpoint{section: "Msg", title: "发送分享名片", path: "/msg/send_share_card_raw"}}
	// SendLocation is 发送位置.
	SendLocation = Call[SendLocationRequest, SendAnswer]{endpoint{section: "Msg", title: "发送位置", path: "/msg/send_location"}}
	// SendImage is 发送图片.
	SendImage = Call[SendImageRequest, SendAnswer]{endpoint{section: "Msg", title: "发送图片", path: "/msg/send_image"}}
	// SendVideo is 发送视频.
	SendVideo = Call[SendVideoRequest, SendAnswer]{endpoint{section: "Msg", title: "发送视频", path: "/msg/send_video"}}
	// SendFile is 发送文件.
	SendFile = Call[SendFileRequest, SendAnswer]{endpoint{section: "Msg", title: "发送文件", path: "/msg/send_file"}}
	// SendEmoji is 发送表情.
	SendEmoji = Call[SendEmojiRequest, SendAnswer]{endpoint{section: "Msg", title: "发送表情", path: "/msg/send_emoji"}}
	// SendEmojiURL is 发送表情url.
	SendEmojiURL = Call[SendEmojiURLRequest, SendAnswer]{endpoint{section: "Msg", title: "发送表情url", path: "/msg/send_emoji_url"}}
	// SendEmojiMD5 is 发送表情md5.
	SendEmojiMD5 = Call[SendEmojiMD5Request, SendAnswer]{endpoint{section: "Msg", title: "发送表情md5", path: "/msg/send_emoji_md5"}}
	// SendPat is 发送拍一拍.
	SendPat = Call[SendPatRequest, SendAnswer]{endpoint{section: "Msg", title: "发送拍一拍", path: "/msg/send_pat"}}
	// SendLinkCardCDN is 发送链接卡片CDN.
	SendLinkCardCDN = Call[SendLinkCardCDNRequest, SendAnswer]{endpoint{section: "Msg", title: "发送链接卡片CDN", path: "/msg/send_link_card_cdn"}}
	// SendAppMsg is 发送APPMSG.
	SendAppMsg = Call[SendAppMsgRequest, SendAnswer]{endpoint{section: "Msg", title: "发送APPMSG", path: "/msg/send_app_msg"}}
	// SendMiniApp is 发送小程序.
	SendMiniApp = Call[SendMiniAppRequest, SendAnswer]{endpoint{section: "Msg", title: "发送小程序", path: "/msg/send_mini_app"}}
	// SendFinderVideo is 发送视频号.
	SendFinderVideo = Call[SendFinderVideoRequest, SendAnswer]{endpoint{section: "Msg", title: "发送视频号", path: "/msg/send_finder_video"}}
	// RevokeMsg is 撤回消息.
	RevokeMsg = Call[RevokeMsgRequest, Done]{endpoint{section: "Msg", title: "撤回消息", path: "/msg/revoke_msg"}}
	// SendReferMsg is 发送引用消息.
	SendReferMsg = Call[SendReferMsgRequest, SendAnswer]{endpoint{section: "Msg", title: "发送引用消息", path: "/msg/send_refer_msg"}}
	// SetSessionRead is 设置消息已读.
	SetSessionRead = Call[SetSessionReadRequest, Done]{endpoint{section: "Msg", title: "设置消息已读", path: "/msg/set_session_read", read: true, background: true}}
	// NewTransVoiceId is 生成语音转文字ID.
	NewTransVoiceId = Call[NewTransVoiceIdRequest, VoiceIDAnswer]{endpoint{section: "Msg", title: "生成语音转文字ID", path: "/msg/new_trans_voice_id", read: true}}
	// CheckVoiceTrans is 检查语音转文字.
	CheckVoiceTrans = Call[CheckVoiceTransRequest, TransAnswer]{endpoint{section: "Msg", title: "检查语音转文字", path: "/msg/check_voice_trans", read: true}}
	// UploadVoiceTrans is 上传待转文字的语音.
	UploadVoiceTrans = Call[UploadVoiceTransRequest, TransAnswer]{endpoint{section: "Msg", title: "上传待转文字的语音", path: "/msg/upload_voice_trans"}}
	// GetVoiceTrans is 获取语音转文字结果.
	GetVoiceTrans = Call[GetVoiceTransRequest, TransAnswer]{endpoint{section: "Msg", title: "获取语音转文字结果", path: "/msg/get_voice_trans", read: true}}
)

// SendTextRequest is the body of /msg/send_text.
type SendTextRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	Content    string `json:"content"`
}

// SendRoomAtRequest is the body of /msg/send_room_at.
type SendRoomAtRequest struct {
	GUID       string       `json:"guid"`
	ToUsername string       `json:"to_username"`
	Content    string       `json:"content"`
	AtList     List[string] `json:"at_list"`
}

// SendShareCardRequest is the body of /msg/send_share_card.
type SendShareCardRequest struct {
	GUID          string `json:"guid"`
	ToUsername    string `json:"to_username"`
	ShareUsername string `json:"share_username"`
	ShareNickname string `json:"share_nickname"`
	ShareHeadImg  string `json:"share_head_img"`
}

// SendShareCardRawRequest is the body of /msg/send_share_card_raw.
type SendShareCardRawRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	XML        string `json:"xml"`
}

// SendLocationRequest is the body of /msg/send_location.
type SendLocationRequest struct {
	GUID       string  `json:"guid"`
	ToUsername string  `json:"to_username"`
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	Title      string  `json:"title"`
	Address    string  `json:"address"`
	Scale      int64   `json:"scale"`
}

// SendImageRequest is the body of /msg/send_image.
type SendImageRequest struct {
	GUID          string `json:"guid"`
	ToUsername    string `json:"to_username"`
	FileID        string `json:"file_id"`
	AesKey        string `json:"aes_key"`
	FileSize      int64  `json:"file_size"`
	BigFileSize   int64  `json:"big_file_size"`
	ThumbFileSize int64  `json:"thumb_file_size"`
	FileMD5       string `json:"file_md5"`
	ThumbWidth    int64  `json:"thumb_width"`
	ThumbHeight   int64  `json:"thumb_height"`
	FileCrc       int64  `json:"file_crc"`
}

// SendVideoRequest is the body of /msg/send_video.
type SendVideoRequest struct {
	GUID          string `json:"guid"`
	ToUsername    string `json:"to_username"`
	FileID        string `json:"file_id"`
	AesKey        string `json:"aes_key"`
	FileSize      int64  `json:"file_size"`
	FileMD5       string `json:"file_md5"`
	ThumbFileSize int64  `json:"thumb_file_size"`
	ThumbFileMD5  string `json:"thumb_file_md5"`
	VideoDuration int64  `json:"video_duration"`
	FileCrc       int64  `json:"file_crc"`
	Mp4Identify   string `json:"mp4_identify"`
}

// SendFileRequest is the body of /msg/send_file.
type SendFileRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	FileID     string `json:"file_id"`
	AesKey     string `json:"aes_key"`
	FileSize   int64  `json:"file_size"`
	FileMD5    string `json:"file_md5"`
	FileName   string `json:"file_name"`
	FileCrc    int64  `json:"file_crc"`
	FileKey    string `json:"file_key"`
}

// SendEmojiRequest is the body of /msg/send_emoji.
type SendEmojiRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	FileID     string `json:"file_id"`
	AesKey     string `json:"aes_key"`
	FileSize   int64  `json:"file_size"`
	FileMD5    string `json:"file_md5"`
}

// SendEmojiURLRequest is the body of /msg/send_emoji_url.
type SendEmojiURLRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	URL        string `json:"url"`
}

// SendEmojiMD5Request is the body of /msg/send_emoji_md5.
type SendEmojiMD5Request struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	FileMD5    string `json:"file_md5"`
	FileSize   int64  `json:"file_size"`
}

// SendPatRequest is the body of /msg/send_pat.
type SendPatRequest struct {
	GUID           string `json:"guid"`
	ToUsername     string `json:"to_username"`
	PattedUsername string `json:"patted_username"`
}

// SendLinkCardCDNRequest is the body of /msg/send_link_card_cdn.
type SendLinkCardCDNRequest struct {
	GUID          string `json:"guid"`
	ToUsername    string `json:"to_username"`
	Title         string `json:"title"`
	Desc          string `json:"desc"`
	URL           string `json:"url"`
	ThumbFileID   string `json:"thumb_file_id"`
	ThumbAesKey   string `json:"thumb_aes_key"`
	ThumbFileSize int64  `json:"thumb_file_size"`
	ThumbFileMD5  string `json:"thumb_file_md5"`
}

// SendAppMsgRequest is the body of /msg/send_app_msg.
type SendAppMsgRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	AppType    int64  `json:"app_type"`
	XML        string `json:"xml"`
	AppID      string `json:"appid"`
}

// SendMiniAppRequest is the body of /msg/send_mini_app.
type SendMiniAppRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
	Username   string `json:"username"`
	AppID      string `json:"appid"`
	Appname    string `json:"appname"`
	Appicon    string `json:"appicon"`
	Title      string `json:"title"`
	PagePath   string `json:"page_path"`
	FileID     string `json:"file_id"`
	AesKey     string `json:"aes_key"`
	FileSize   int64  `json:"file_size"`
	FileMD5    string `json:"file_md5"`
}

// SendFinderVideoRequest is the body of /msg/send_finder_video.
type SendFinderVideoRequest struct {
	GUID          string `json:"guid"`
	ToUsername    string `json:"to_username"`
	ObjectID      string `json:"object_id"`
	ObjectNonceID string `json:"object_nonce_id"`
	Username      string `json:"username"`
	Nickname      string `json:"nickname"`
	Avatar        string `json:"avatar"`
	Desc          string `json:"desc"`
	ThumbURL      string `json:"thumb_url"`
	URL           string `json:"url"`
	FeedType      int64  `json:"feed_type"`
}

// RevokeMsgRequest is the body of /msg/revoke_msg.
type RevokeMsgRequest struct {
	GUID        string `json:"guid"`
	ToUsername  string `json:"to_username"`
	MsgID       string `json:"msg_id"`
	ClientMsgID int64  `json:"client_msg_id"`
}

// SendReferMsgRequest is the body of /msg/send_refer_msg.
type SendReferMsgRequest struct {
	GUID       string   `json:"guid"`
	ToUsername string   `json:"to_username"`
	Content    string   `json:"content"`
	ReferMsg   ReferMsg `json:"refer_msg"`
}

// SetSessionReadRequest is the body of /msg/set_session_read.
type SetSessionReadRequest struct {
	GUID       string `json:"guid"`
	ToUsername string `json:"to_username"`
}

// NewTransVoiceIdRequest is the body of /msg/new_trans_voice_id.
type NewTransVoiceIdRequest struct {
	GUID string `json:"guid"`
}

// CheckVoiceTransRequest is the body of /msg/check_voice_trans.
type CheckVoiceTransRequest struct {
	GUID    string `json:"guid"`
	VoiceID string `json:"voice_id"`
	MsgID   string `json:"msg_id"`
	Length  int64  `json:"length"`
}

// UploadVoiceTransRequest is the body of /msg/upload_voice_trans.
type UploadVoiceTransRequest struct {
	GUID    string `json:"guid"`
	VoiceID string `json:"voice_id"`
	MsgID   string `json:"msg_id"`
	Length  int64  `json:"length"`
}

// GetVoiceTransRequest is the body of /msg/get_voice_trans.
type GetVoiceTransRequest struct {
	GUID    string `json:"guid"`
	VoiceID string `json:"voice_id"`
}
