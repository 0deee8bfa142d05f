package pychat

// The calls of the section Cloud.
var (
	// UpdateCDNDNS is 更新CDNClient DNS信息.
	UpdateCDNDNS = Call[UpdateCDNDNSRequest, Done]{endpoint{section: "Cloud", title: "更新CDNClient DNS信息", path: "/cloud/update_cdn_dns", read: true, background: true}}
	// CDNUpload is 上传图片、视频或文件. file_type is one of UploadCover, UploadImage,
	// UploadVideo and UploadFile.
	CDNUpload = Call[CDNUploadRequest, UploadAnswer]{endpoint{section: "Cloud", title: "上传图片、视频或文件", path: "/cloud/cdn_upload", slow: true}}
	// CDNUploadSnsImage is 上传朋友圈类型图片.
	CDNUploadSnsImage = Call[CDNUploadSnsImageRequest, UploadAnswer]{endpoint{section: "Cloud", title: "上传朋友圈类型图片", path: "/cloud/cdn_upload_sns_image", slow: true}}
	// CDNUploadSnsVideo is 上传朋友圈类型视频.
	CDNUploadSnsVideo = Call[CDNUploadSnsVideoRequest, UploadAnswer]{endpoint{section: "Cloud", title: "上传朋友圈类型视频", path: "/cloud/cdn_upload_sns_video", slow: true}}
	// CDNDownload is 下载图片、视频或文件. file_type is one of DownloadOriginal,
	// DownloadMiddle, DownloadThumb, DownloadVideo and DownloadFile.
	CDNDownload = Call[CDNDownloadRequest, DownloadAnswer]{endpoint{section: "Cloud", title: "下载图片、视频或文件", path: "/cloud/cdn_download", read: true, background: true, slow: true}}
	// CDNDownloadFav is 下载收藏类型的文件或视频. file_type is one of FavouriteFile and
	// FavouriteVideo.
	CDNDownloadFav = Call[CDNDownloadFavRequest, DownloadAnswer]{endpoint{section: "Cloud", title: "下载收藏类型的文件或视频", path: "/cloud/cdn_download_fav", read: true, background: true, slow: true}}
	// CDNDownloadWwFile is 下载企微媒体文件.
	CDNDownloadWwFile = Call[CDNDownloadWwFileRequest, DownloadAnswer]{endpoint{section: "Cloud", title: "下载企微媒体文件", path: "/cloud/cdn_download_wwfile", read: true, background: true, slow: true}}
	// DownloadVoice is 下载语音.
	DownloadVoice = Call[DownloadVoiceRequest, DownloadAnswer]{endpoint{section: "Cloud", title: "下载语音", path: "/cloud/download_voice", read: true, background: true, slow: true}}
	// DownloadWxEmotion is 下载微信加密表情.
	DownloadWxEmotion = Call[DownloadWxEmotionRequest, DownloadAnswer]{endpoint{section: "Cloud", title: "下载微信加密表情", path: "/cloud/download_wxemotion", read: true, background: true, slow: true}}
)

// UpdateCDNDNSRequest is the body of /cloud/update_cdn_dns.
type UpdateCDNDNSRequest struct {
	GUID string `json:"guid"`
}

// CDNUploadRequest is the body of /cloud/cdn_upload.
type CDNUploadRequest struct {
	GUID     string `json:"guid"`
	FileType int64  `json:"file_type"`
	URL      string `json:"url"`
}

// CDNUploadSnsImageRequest is the body of /cloud/cdn_upload_sns_image.
type CDNUploadSnsImageRequest struct {
	GUID string `json:"guid"`
	URL  string `json:"url"`
}

// CDNUploadSnsVideoRequest is the body of /cloud/cdn_upload_sns_video.
type CDNUploadSnsVideoRequest struct {
	GUID string `json:"guid"`
	URL  string `json:"url"`
}

// CDNDownloadRequest is the body of /cloud/cdn_download.
type CDNDownloadRequest struct {
	GUID     string `json:"guid"`
	FileType int64  `json:"file_type"`
	FileID   string `json:"file_id"`
	AesKey   string `json:"aes_key"`
	FileSize int64  `json:"file_size"`
	FileName string `json:"file_name"`
}

// CDNDownloadFavRequest is the body of /cloud/cdn_download_fav.
type CDNDownloadFavRequest struct {
	GUID     string `json:"guid"`
	FileType int64  `json:"file_type"`
	FileID   string `json:"file_id"`
	AesKey   string `json:"aes_key"`
	FileSize int64  `json:"file_size"`
	FileName string `json:"file_name"`
}

// CDNDownloadWwFileRequest is the body of /cloud/cdn_download_wwfile.
type CDNDownloadWwFileRequest struct {
	GUID         string `json:"guid"`
	URL          string `json:"url"`
	AuthKey      string `json:"auth_key"`
	AesKey       string `json:"aes_key"`
	FileName     string `json:"file_name"`
	FastDownload bool   `json:"fast_download"`
}

// DownloadVoiceRequest is the body of /cloud/download_voice.
type DownloadVoiceRequest struct {
	GUID         string `json:"guid"`
	MsgID        string `json:"msg_id"`
	Length       int64  `json:"length"`
	RoomUsername string `json:"room_username"`
	FileName     string `json:"file_name"`
	ToMp3        bool   `json:"to_mp3"`
}

// DownloadWxEmotionRequest is the body of /cloud/download_wxemotion.
// The document's example has token, enc_idx and key, its table aes_key: all are
// sent.
type DownloadWxEmotionRequest struct {
	GUID     string `json:"guid"`
	URL      string `json:"url"`
	AesKey   string `json:"aes_key"`
	Token    string `json:"token"`
	EncIdx   string `json:"enc_idx"`
	Key      string `json:"key"`
	FileName string `json:"file_name"`
}
