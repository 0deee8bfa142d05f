package pychat

// AtAll in at_list of /msg/send_room_at means everybody.
const AtAll = "notify@all"

// The opcodes of /contact/verify_friend.
const (
	FriendCheck  = 1 // 检查好友状态
	FriendAdd    = 2 // 单向加好友
	FriendAccept = 3 // 同意好友申请
)

// The file types of /cloud/cdn_upload.
const (
	UploadCover = 1 // 小程序封面图
	UploadImage = 2 // 图片
	UploadVideo = 4 // 视频
	UploadFile  = 5 // 文件&GIF
)

// The file types of /cloud/cdn_download.
const (
	DownloadOriginal = 1 // 原图
	DownloadMiddle   = 2 // 中图
	DownloadThumb    = 3 // 缩略图
	DownloadVideo    = 4 // 视频
	DownloadFile     = 5 // 文件&GIF
)

// The file types of /cloud/cdn_download_fav.
const (
	FavouriteFile  = 10001 // 文件或图片
	FavouriteVideo = 10002 // 视频
)

// The file types of /cloud/upload_big.
const (
	UploadBigVideo = 4 // 大视频
	UploadBigFile  = 7 // 大文件
)

// The formats of /other/voice_trans.
const (
	VoiceSilk = 1 // silk格式
	VoiceMP3  = 2 // mp3格式
)

// BaseRequest is base_request of the calls of a private CDN server: the data of
// /cdn/get_cdn_info, which is asked for anew every 3 hours.
type BaseRequest struct {
	CDNInfo       string `json:"cdn_info"`
	ClientVersion int64  `json:"client_version"`
	DeviceType    string `json:"device_type"`
	Username      string `json:"username"`
}

// ChatMsg is a message as /room/set_top_msg takes it (ChatMsgModel), and as a
// callback brings it.
type ChatMsg struct {
	FromUsername   string `json:"from_username"`
	ToUsername     string `json:"to_username"`
	ChatroomSender string `json:"chatroom_sender"`
	CreateTime     int64  `json:"create_time"` // s
	Desc           string `json:"desc"`
	MsgID          string `json:"msg_id"`
	MsgType        int64  `json:"msg_type"`
	Chatroom       string `json:"chatroom"`
	Source         string `json:"source"` // XML
	Content        string `json:"content"`
}

// ReferMsg is the message that /msg/send_refer_msg quotes (ReferMsgModel).
type ReferMsg struct {
	MsgType      int64  `json:"msg_type"`
	MsgID        string `json:"msg_id"`
	FromUsername string `json:"from_username"`
	FromNickname string `json:"from_nickname"`
	Source       string `json:"source"`
	Content      string `json:"content"`
}
