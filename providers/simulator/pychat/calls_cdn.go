package pychat

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// What downloads and uploads answer: url or download_url; file_id, aes_key,
// file_size, file_md5 (wire.md). The rest is assumed.

// cdnCalls are those of the sections Cloud, CDN and 私有化CDN.
func cdnCalls() []endpoint {
	return slices.Concat([]endpoint{
		call("/cloud/update_cdn_dns", shapeErrCode, (*Server).updateDNS),
		slowCall("/cloud/cdn_upload", shapeErrCode, (*Server).upload),
		slowCall("/cloud/cdn_upload_sns_image", shapeEnvelope, (*Server).uploadSnsImage),
		slowCall("/cloud/cdn_upload_sns_video", shapeEnvelope, (*Server).uploadSnsVideo),
		call("/cloud/cdn_download", shapeErrCode, (*Server).download),
		call("/cloud/cdn_download_fav", shapeErrCode, (*Server).downloadFav),
		call("/cloud/cdn_download_wwfile", shapeEnvelope, (*Server).downloadWW),
		call("/cloud/download_voice", shapeEnvelope, (*Server).downloadVoice),
		call("/cloud/download_wxemotion", shapeQuoted, (*Server).downloadEmoji),
	}, privateCalls())
}

// updateDNS has nothing to look up: one host holds all.
func (s *Server) updateDNS(*instance, byGUID) (any, *refusal) { return nil, nil }

type uploadRequest struct {
	byGUID
	FileType int64  `json:"file_type"`
	URL      string `json:"url"`
}

func (s *Server) upload(ctx context.Context, _ *instance, req uploadRequest) (any, *refusal) {
	if !slices.Contains([]int64{uploadCover, uploadPicture, uploadVideo, uploadFile}, req.FileType) {
		return nil, refuse("file_type 参数错误")
	}
	return s.takeOver(ctx, req.URL, req.FileType, maxSmall)
}

// takeOver fetches what is to be uploaded, and keeps it.
func (s *Server) takeOver(ctx context.Context, address string, fileType int64, most int) (any, *refusal) {
	u, no := s.fetched(ctx, address, fileType, most)
	if no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return u.shape(s.shelve(u)), nil
}

func (s *Server) fetched(ctx context.Context, address string, fileType int64, most int) (*upload, *refusal) {
	data, no := s.fetch(ctx, address)
	switch {
	case no != nil:
		return nil, no
	case len(data) > most:
		return nil, refuse("文件过大，请使用大文件上传")
	}
	return examine(address, data, fileType)
}

type uploadSnsRequest struct {
	byGUID
	URL string `json:"url"`
}

func (s *Server) uploadSnsImage(ctx context.Context, _ *instance, req uploadSnsRequest) (any, *refusal) {
	return s.takeOverSns(ctx, req.URL, uploadPicture)
}

func (s *Server) uploadSnsVideo(ctx context.Context, _ *instance, req uploadSnsRequest) (any, *refusal) {
	return s.takeOverSns(ctx, req.URL, uploadVideo)
}

// takeOverSns keeps a picture or a video for a moment, and tells what the XML of
// the moment wants of it.
func (s *Server) takeOverSns(ctx context.Context, address string, fileType int64) (any, *refusal) {
	u, no := s.fetched(ctx, address, fileType, maxSmall)
	if no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.shelve(u)
	shape := object{
		"file_url": s.snsURL(f, snsWhole), "thumb_url": s.snsURL(f, "150"), "file_md5": f.md5(), "file_size": f.size(),
		"width": f.width, "height": f.height, "total_size": f.size(),
	}
	if f.kind == fileVideo {
		shape["video_md5"], shape["video_duration"] = f.md5(), f.seconds
		shape["thumb_file_md5"], shape["thumb_file_size"] = f.thumb.md5(), f.thumb.size()
	}
	return shape, nil
}

// The values of file_type in downloads, as the document has them.
const (
	downloadWhole    = 1 // 原图
	downloadMiddle   = 2 // 中图
	downloadThumb    = 3 // 缩略图
	downloadVideo    = 4
	downloadFile     = 5 // and GIF
	downloadFavFile  = 10001
	downloadFavVideo = 10002
)

type downloadRequest struct {
	byGUID
	FileType int64  `json:"file_type"`
	FileID   string `json:"file_id"`
	AESKey   string `json:"aes_key"`
	FileSize int64  `json:"file_size"`
	FileName string `json:"file_name"`
}

func (s *Server) download(_ *instance, req downloadRequest) (any, *refusal) {
	f, no := s.wanted(req.FileID, req.AESKey, req.FileType, req.FileSize)
	if no != nil {
		return nil, no
	}
	return object{"url": s.granted(f, req.FileName), "file_size": f.size(), "file_md5": f.md5()}, nil
}

// wanted finds what a download asks for: a file, or its small copy. A size that
// is said has to be right.
func (s *Server) wanted(id, aesKey string, fileType, size int64) (*file, *refusal) {
	f := s.world.files[id]
	if f == nil || s.lost(f) {
		return nil, refuse("文件不存在或已过期")
	}
	if f.aesKey != aesKey {
		return nil, refuse("aes_key 错误，文件解密失败")
	}
	switch {
	case (fileType == downloadWhole || fileType == downloadMiddle) && f.kind == filePicture:
	case fileType == downloadThumb && f.thumb != nil:
		f = f.thumb
	case fileType == downloadVideo && f.kind == fileVideo:
	case fileType == downloadFile && (f.kind == fileOther || f.kind == fileEmoji):
	case fileType == downloadFavFile && f.kind != fileVideo:
	case fileType == downloadFavVideo && f.kind == fileVideo:
	default:
		return nil, refuse(errBadKind)
	}
	if size > 0 && size != f.size() {
		return nil, refuse("file_size 错误")
	}
	return f, nil
}

func (s *Server) downloadFav(_ *instance, req downloadRequest) (any, *refusal) {
	if req.FileType != downloadFavFile && req.FileType != downloadFavVideo {
		return nil, refuse("file_type 参数错误")
	}
	f, no := s.wanted(req.FileID, req.AESKey, req.FileType, req.FileSize)
	if no != nil {
		return nil, no
	}
	return object{"download_url": s.granted(f, req.FileName)}, nil
}

// wwHost is where phones fetch files that people at WeCom send.
const wwHost = "imunion.weixin.qq.com"

// wwPlace is the URL of such a file and the key to fetch it with. Assumed.
func wwPlace(f *file) (address, authKey string) {
	sum := sha256.Sum256([]byte(f.id + f.aesKey))
	address = "https://" + wwHost + "/cgi-bin/mmae-bin/tpdownloadmedia?param=" + url.QueryEscape(f.id)
	return address, "v1_" + hex.EncodeToString(sum[:])
}

// fromWeCom adds to a picture or a file where it lies at WeCom too, if somebody
// there sends it. Assumed.
func fromWeCom(sender string, b body) body {
	if !strings.HasSuffix(sender, openEnding) || b.file == nil {
		return b
	}
	address, key := wwPlace(b.file)
	switch b.kind {
	case msgPicture:
		b.content = strings.Replace(b.content, "<img ", `<img tpurl="`+escape(address)+`" tpauthkey="`+key+`" `, 1)
	case msgApp:
		b.content = strings.Replace(b.content, "</appattach>", "<tpurl>"+escape(address)+"</tpurl><tpauthkey>"+key+"</tpauthkey></appattach>", 1)
	}
	return b
}

type downloadWWRequest struct {
	byGUID
	URL      string `json:"url"`
	AuthKey  string `json:"auth_key"`
	AESKey   string `json:"aes_key"`
	FileName string `json:"file_name"`
	Fast     bool   `json:"fast_download"`
}

func (s *Server) downloadWW(_ *instance, req downloadWWRequest) (any, *refusal) {
	f, no := s.wantedWW(req.URL, req.AuthKey, req.AESKey)
	if no != nil {
		return nil, no
	}
	return object{"download_url": s.granted(f, req.FileName), "file_size": f.size()}, nil
}

func (s *Server) wantedWW(address, authKey, aesKey string) (*file, *refusal) {
	f := s.atURL(address)
	if f == nil {
		return nil, refuse("文件不存在或已过期")
	}
	if _, want := wwPlace(f); authKey != want {
		return nil, refuse("auth_key 错误")
	}
	if f.aesKey != aesKey {
		return nil, refuse("aes_key 错误，文件解密失败")
	}
	return f, nil
}

type downloadVoiceRequest struct {
	byGUID
	MsgID    string `json:"msg_id" need:"true"`
	Length   int64  `json:"length" need:"true"`
	Room     string `json:"room_username"`
	FileName string `json:"file_name"`
	ToMP3    bool   `json:"to_mp3"`
}

// downloadVoice gives the recording of a voice message, as it is or as MP3. For
// one in a room, the room has to be named.
func (s *Server) downloadVoice(in *instance, req downloadVoiceRequest) (any, *refusal) {
	m, no := in.voice(voiceRequest{MsgID: req.MsgID, Length: req.Length})
	if no != nil {
		return nil, no
	}
	if isRoom(m.peer) && req.Room != m.peer || !isRoom(m.peer) && req.Room != "" {
		return nil, refuse("room_username 错误")
	}
	f, ending := m.file, ".silk"
	if req.ToMP3 {
		f, ending = mp3Of(f), ".mp3"
	}
	return object{
		"download_url": s.granted(f, firstOf(req.FileName, m.idText()+ending)), "file_size": f.size(), "file_md5": f.md5(), "voice_length": f.seconds * 1000,
	}, nil
}

// downloadEmojiRequest has the fields of the document's table; its example has
// token, enc_idx and key instead of aes_key.
type downloadEmojiRequest struct {
	needGUID
	URL      string `json:"url" need:"true"`
	AESKey   string `json:"aes_key" need:"true"`
	FileName string `json:"file_name" need:"true"`
}

func (s *Server) downloadEmoji(_ *instance, req downloadEmojiRequest) (any, *refusal) {
	f, no := s.wantedEmoji(req.URL, req.AESKey)
	if no != nil {
		return nil, no
	}
	return object{"url": s.granted(f, req.FileName)}, nil
}

func (s *Server) wantedEmoji(address, aesKey string) (*file, *refusal) {
	f := s.atURL(address)
	switch {
	case f == nil || f.kind != fileEmoji:
		return nil, refuse("表情不存在或已过期")
	case f.aesKey != aesKey:
		return nil, refuse("aes_key 错误，表情解密失败")
	}
	return f, nil
}
