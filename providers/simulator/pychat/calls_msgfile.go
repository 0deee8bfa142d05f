package pychat

import "strings"

// msgFileCalls are those of section Msg that send what was uploaded before.
func msgFileCalls() []endpoint {
	return []endpoint{
		call("/msg/send_image", shapeRaw, (*Server).sendImage),
		call("/msg/send_video", shapeEnvelope, (*Server).sendVideo),
		call("/msg/send_file", shapeInner, (*Server).sendFile),
		call("/msg/send_emoji", shapeRaw, (*Server).sendEmoji),
		call("/msg/send_emoji_md5", shapeRaw, (*Server).sendEmojiMD5),
		call("/msg/send_link_card_cdn", shapeQuoted, (*Server).sendLinkCard),
		call("/msg/send_mini_app", shapeRaw, (*Server).sendMiniApp),
	}
}

// known finds an uploaded file by what a send says of it, all of which must be
// as the upload said. kinds are those that will do.
func (s *Server) known(id, aesKey, md5 string, size int64, kinds ...fileKind) (*file, *refusal) {
	f := s.world.files[id]
	if f == nil || f.aesKey != aesKey {
		return nil, refuse("文件不存在或已过期，请重新上传")
	}
	if f.size() != size || !strings.EqualFold(f.md5(), md5) {
		return nil, refuse("文件大小或md5不一致")
	}
	for _, kind := range kinds {
		if f.kind == kind {
			return f, nil
		}
	}
	return nil, refuse("文件类型不符")
}

type imageRequest struct {
	to
	FileID      string `json:"file_id"`
	AESKey      string `json:"aes_key"`
	FileSize    int64  `json:"file_size"`
	BigFileSize int64  `json:"big_file_size"`
	ThumbSize   int64  `json:"thumb_file_size"`
	FileMD5     string `json:"file_md5"`
	ThumbWidth  int64  `json:"thumb_width"`
	ThumbHeight int64  `json:"thumb_height"`
	FileCRC     int64  `json:"file_crc"`
}

func (s *Server) sendImage(in *instance, req imageRequest) (any, *refusal) {
	f, no := s.known(req.FileID, req.AESKey, req.FileMD5, req.FileSize, filePicture)
	switch {
	case no != nil:
		return nil, no
	case f.thumb == nil || req.ThumbSize != f.thumb.size():
		return nil, refuse("缩略图大小不一致")
	}
	return s.sendBody(in, "/msg/send_image", req.ToUsername, pictureBody(f))
}

type videoRequest struct {
	to
	FileID    string `json:"file_id"`
	AESKey    string `json:"aes_key"`
	FileSize  int64  `json:"file_size"`
	FileMD5   string `json:"file_md5"`
	ThumbSize int64  `json:"thumb_file_size"`
	ThumbMD5  string `json:"thumb_file_md5"`
	Duration  int64  `json:"video_duration"` // s
	FileCRC   int64  `json:"file_crc"`
	Identify  string `json:"mp4_identify"`
}

func (s *Server) sendVideo(in *instance, req videoRequest) (any, *refusal) {
	f, no := s.known(req.FileID, req.AESKey, req.FileMD5, req.FileSize, fileVideo)
	switch {
	case no != nil:
		return nil, no
	case f.thumb == nil || req.ThumbSize != f.thumb.size():
		return nil, refuse("缩略图大小不一致")
	}
	sent := *f
	sent.seconds = int(req.Duration)
	m, no := s.put(in, "/msg/send_video", req.ToUsername, videoBody(&sent, in.account.username), nil)
	if no != nil {
		return nil, no
	}
	return textIDAnswer(m), nil
}

type fileRequest struct {
	to
	FileID   string `json:"file_id"`
	AESKey   string `json:"aes_key"`
	FileSize int64  `json:"file_size"`
	FileMD5  string `json:"file_md5"`
	FileName string `json:"file_name"`
	FileCRC  int64  `json:"file_crc"`
	FileKey  string `json:"file_key"`
}

func (s *Server) sendFile(in *instance, req fileRequest) (any, *refusal) {
	f, no := s.known(req.FileID, req.AESKey, req.FileMD5, req.FileSize, fileOther, fileEmoji)
	switch {
	case no != nil:
		return nil, no
	case req.FileName == "":
		return nil, refuse("file_name 不能为空")
	}
	sent := *f
	sent.name = req.FileName
	return s.sendBody(in, "/msg/send_file", req.ToUsername, fileBody(&sent))
}

type emojiRequest struct {
	to
	FileID   string `json:"file_id"`
	AESKey   string `json:"aes_key"`
	FileSize int64  `json:"file_size"`
	FileMD5  string `json:"file_md5"`
}

// sendEmoji sends a GIF, which is uploaded as a file (document,
// /cloud/cdn_upload).
func (s *Server) sendEmoji(in *instance, req emojiRequest) (any, *refusal) {
	f, no := s.known(req.FileID, req.AESKey, req.FileMD5, req.FileSize, fileOther, fileEmoji)
	if no != nil {
		return nil, no
	}
	return s.sendBody(in, "/msg/send_emoji", req.ToUsername, emojiBody(f, "", in.account.username, req.ToUsername))
}

type emojiMD5Request struct {
	to
	FileMD5  string `json:"file_md5"`
	FileSize int64  `json:"file_size"`
}

// sendEmojiMD5 sends an emoji that has been in a message before.
func (s *Server) sendEmojiMD5(in *instance, req emojiMD5Request) (any, *refusal) {
	for i := len(in.messages) - 1; i >= 0; i-- {
		m := in.messages[i]
		if m.kind == msgEmoji && strings.EqualFold(m.file.md5(), req.FileMD5) && m.file.size() == req.FileSize {
			return s.sendBody(in, "/msg/send_emoji_md5", req.ToUsername, emojiBody(m.file, s.origin.URL(m.file.path), in.account.username, req.ToUsername))
		}
	}
	return nil, refuse("表情不存在")
}

type linkRequest struct {
	needGUID
	ToUsername string `json:"to_username" need:"true"`
	Title      string `json:"title" need:"true"`
	Desc       string `json:"desc" need:"true"`
	URL        string `json:"url" need:"true"`
	ThumbID    string `json:"thumb_file_id" need:"true"`
	ThumbKey   string `json:"thumb_aes_key" need:"true"`
	ThumbSize  int64  `json:"thumb_file_size" need:"true"`
	ThumbMD5   string `json:"thumb_file_md5" need:"true"`
}

// sendLinkCard sends a link; its picture, if there is one, was uploaded.
func (s *Server) sendLinkCard(in *instance, req linkRequest) (any, *refusal) {
	if req.Title == "" || !webURL(req.URL) {
		return nil, refuse("链接标题或地址错误")
	}
	inside := ""
	if req.ThumbID != "" {
		f, no := s.known(req.ThumbID, req.ThumbKey, req.ThumbMD5, req.ThumbSize, filePicture)
		if no != nil {
			return nil, no
		}
		inside = attachedThumb(f)
	}
	m, no := s.put(in, "/msg/send_link_card_cdn", req.ToUsername, appBody(appLink, req.Title, req.Desc, req.URL, inside, "[链接]"+req.Title), nil)
	if no != nil {
		return nil, no
	}
	return textIDAnswer(m), nil
}

type miniRequest struct {
	to
	Username string `json:"username"`
	AppID    string `json:"appid"`
	AppName  string `json:"appname"`
	AppIcon  string `json:"appicon"`
	Title    string `json:"title"`
	PagePath string `json:"page_path"`
	FileID   string `json:"file_id"`
	AESKey   string `json:"aes_key"`
	FileSize int64  `json:"file_size"`
	FileMD5  string `json:"file_md5"`
}

func (s *Server) sendMiniApp(in *instance, req miniRequest) (any, *refusal) {
	if req.Username == "" || req.AppID == "" {
		return nil, refuse("小程序参数不完整")
	}
	cover, no := s.known(req.FileID, req.AESKey, req.FileMD5, req.FileSize, filePicture)
	if no != nil {
		return nil, no
	}
	return s.sendBody(in, "/msg/send_mini_app", req.ToUsername, miniBody(
		req.Username, req.AppID, req.AppName, req.AppIcon, req.Title, req.PagePath, cover))
}
