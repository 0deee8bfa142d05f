package pychat

// The calls of the section 私有化CDN.
var (
	// GetCDNFile is 获取私有化云存储文件. The answer is where to fetch the private
	// CDN server, to be run by oneself.
	GetCDNFile = Call[GetCDNFileRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "获取私有化云存储文件", path: "/cdn/get_cdn_file", read: true}}
	// CloudDownloadWxImage is 微信图片下载. For URLs that begin with https://.
	CloudDownloadWxImage = Call[CloudDownloadWxImageRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "微信图片下载", path: "/cloud/download_wx_image", read: true, slow: true, private: true}}
	// CloudDownload is 通用文件下载. For ids that begin with 30.
	CloudDownload = Call[CloudDownloadRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "通用文件下载", path: "/cloud/download", read: true, slow: true, private: true}}
	// CloudDownloadWxVideo is 微信视频下载.
	CloudDownloadWxVideo = Call[CloudDownloadWxVideoRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "微信视频下载", path: "/cloud/download_wx_video", read: true, slow: true, private: true}}
	// CloudDownloadWwFile is WW文件下载.
	CloudDownloadWwFile = Call[CloudDownloadWwFileRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "WW文件下载", path: "/cloud/download_ww_file", read: true, slow: true, private: true}}
	// CloudDownloadFav is 收藏文件下载.
	CloudDownloadFav = Call[CloudDownloadFavRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "收藏文件下载", path: "/cloud/download_fav", read: true, slow: true, private: true}}
	// CloudDownloadWxEmotion is 微信表情下载.
	CloudDownloadWxEmotion = Call[CloudDownloadWxEmotionRequest, DownloadAnswer]{endpoint{section: "私有化CDN", title: "微信表情下载", path: "/cloud/download_wx_emotion", read: true, slow: true, private: true}}
	// CloudUpload is 文件上传.
	CloudUpload = Call[CloudUploadRequest, UploadAnswer]{endpoint{section: "私有化CDN", title: "文件上传", path: "/cloud/upload", slow: true, private: true}}
	// CloudUploadSnsVideo is SNS视频上传.
	CloudUploadSnsVideo = Call[CloudUploadSnsVideoRequest, UploadAnswer]{endpoint{section: "私有化CDN", title: "SNS视频上传", path: "/cloud/upload_sns_video", slow: true, private: true}}
	// CloudUploadSnsImage is SNS图片上传.
	CloudUploadSnsImage = Call[CloudUploadSnsImageRequest, UploadAnswer]{endpoint{section: "私有化CDN", title: "SNS图片上传", path: "/cloud/upload_sns_image", slow: true, private: true}}
	// CloudUploadBig is 大文件上传. file_type is UploadBigVideo or UploadBigFile.
	CloudUploadBig = Call[CloudUploadBigRequest, UploadAnswer]{endpoint{section: "私有化CDN", title: "大文件上传", path: "/cloud/upload_big", slow: true, private: true}}
)

// GetCDNFileRequest is the body of /cdn/get_cdn_file.
type GetCDNFileRequest struct {
	GUID string `json:"guid"`
}

// CloudDownloadWxImageRequest is the body of /cloud/download_wx_image.
type CloudDownloadWxImageRequest struct {
	BaseRequest BaseRequest `json:"base_request"`
	EncIdx      string      `json:"enc_idx"`
	FileName    string      `json:"file_name"`
	Key         string      `json:"key"`
	Token       string      `json:"token"`
	URL         string      `json:"url"`
}

// CloudDownloadRequest is the body of /cloud/download.
type CloudDownloadRequest struct {
	AesKey      string      `json:"aes_key"`
	BaseRequest BaseRequest `json:"base_request"`
	FileID      string      `json:"file_id"`
	FileName    string      `json:"file_name"`
	FileType    int64       `json:"file_type"`
}

// CloudDownloadWxVideoRequest is the body of /cloud/download_wx_video.
type CloudDownloadWxVideoRequest struct {
	BaseRequest BaseRequest `json:"base_request"`
	DecodeKey   string      `json:"decode_key"`
	FileName    string      `json:"file_name"`
	URL         string      `json:"url"`
}

// CloudDownloadWwFileRequest is the body of /cloud/download_ww_file.
type CloudDownloadWwFileRequest struct {
	AesKey      string      `json:"aes_key"`
	AuthKey     string      `json:"auth_key"`
	BaseRequest BaseRequest `json:"base_request"`
	FileName    string      `json:"file_name"`
	URL         string      `json:"url"`
}

// CloudDownloadFavRequest is the body of /cloud/download_fav.
type CloudDownloadFavRequest struct {
	AesKey      string      `json:"aes_key"`
	BaseRequest BaseRequest `json:"base_request"`
	FileID      string      `json:"file_id"`
	FileName    string      `json:"file_name"`
	FileSize    int64       `json:"file_size"`
	FileType    int64       `json:"file_type"`
}

// CloudDownloadWxEmotionRequest is the body of /cloud/download_wx_emotion.
type CloudDownloadWxEmotionRequest struct {
	AesKey      string      `json:"aes_key"`
	BaseRequest BaseRequest `json:"base_request"`
	FileName    string      `json:"file_name"`
	URL         string      `json:"url"`
}

// CloudUploadRequest is the body of /cloud/upload.
type CloudUploadRequest struct {
	BaseRequest BaseRequest `json:"base_request"`
	FileType    int64       `json:"file_type"`
	URL         string      `json:"url"`
}

// CloudUploadSnsVideoRequest is the body of /cloud/upload_sns_video.
type CloudUploadSnsVideoRequest struct {
	BaseRequest BaseRequest `json:"base_request"`
	URL         string      `json:"url"`
}

// CloudUploadSnsImageRequest is the body of /cloud/upload_sns_image.
type CloudUploadSnsImageRequest struct {
	BaseRequest BaseRequest `json:"base_request"`
	URL         string      `json:"url"`
}

// CloudUploadBigRequest is the body of /cloud/upload_big.
type CloudUploadBigRequest struct {
	BaseRequest BaseRequest `json:"base_request"`
	FileType    int64       `json:"file_type"`
	URL         string      `json:"url"`
}
