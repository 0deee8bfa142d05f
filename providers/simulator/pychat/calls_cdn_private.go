package pychat

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/talk"
)

// infoLasts is how long the answer of /cdn/get_cdn_info is good for: 每3小时更新一次
// in the document.
const infoLasts = 3 * time.Hour

// The device that an instance pretends to be.
const (
	deviceType    = "iPad iPadOS16.1"
	clientVersion = 402_667_055 // 0x1800362f
)

// privateCalls are those of the sections CDN and 私有化CDN. But for the first two
// they are asked of a server that whoever has the account runs themself; it
// names nobody by guid, and is told who it works for by base_request. Here it
// is the same server.
func privateCalls() []endpoint {
	return []endpoint{
		call("/cdn/get_cdn_info", shapeEnvelope, (*Server).cdnInfo),
		call("/cdn/get_cdn_file", shapeEnvelope, (*Server).cdnFile).offline(),
		privateCall("/cloud/download_wx_image", shapeEnvelope, (*Server).privateImage),
		privateCall("/cloud/download", shapeEnvelope, (*Server).privateDownload),
		privateCall("/cloud/download_wx_video", shapeEnvelope, (*Server).privateVideo),
		privateCall("/cloud/download_ww_file", shapeEnvelope, (*Server).privateWW),
		privateCall("/cloud/download_fav", shapeEnvelope, (*Server).privateFav),
		privateCall("/cloud/download_wx_emotion", shapeEnvelope, (*Server).privateEmoji),
		privateCall("/cloud/upload", shapeEnvelope, (*Server).privateUpload),
		privateCall("/cloud/upload_sns_video", shapeEnvelope, (*Server).privateSnsVideo),
		privateCall("/cloud/upload_sns_image", shapeEnvelope, (*Server).privateSnsImage),
		privateCall("/cloud/upload_big", shapeEnvelope, (*Server).privateBig),
	}
}

// baseRequest says who a private server works for: the data of
// /cdn/get_cdn_info.
type baseRequest struct {
	Info     string `json:"cdn_info" need:"true"`
	Version  int64  `json:"client_version" need:"true"`
	Device   string `json:"device_type" need:"true"`
	Username string `json:"username" need:"true"`
}

// byBase begins the body of every call of a private server.
type byBase struct {
	Base baseRequest `json:"base_request" need:"true"`
}

// issued is what an answer of /cdn/get_cdn_info was.
type issued struct {
	base baseRequest
	at   time.Time
}

type infoRequest struct{ needGUID }

func (s *Server) cdnInfo(in *instance, _ infoRequest) (any, *refusal) {
	now := s.clock.Now()
	for info, old := range s.infos {
		if now.Sub(old.at) > 2*infoLasts {
			delete(s.infos, info)
		}
	}
	if s.infos == nil {
		s.infos = map[string]issued{}
	}
	base := baseRequest{"CgQIARAB" + talk.HexText(s.rand, 120), clientVersion, deviceType, in.account.username}
	s.infos[base.Info] = issued{base, now}
	return base, nil
}

// asked runs what a private server is asked to do, under the lock, if the asker
// may ask.
func (s *Server) asked(base baseRequest, do func() (any, *refusal)) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if no := s.vouched(base); no != nil {
		return nil, no
	}
	return do()
}

// vouched says why a base_request is not taken.
func (s *Server) vouched(base baseRequest) *refusal {
	info, ok := s.infos[base.Info]
	switch {
	case !ok || s.clock.Now().Sub(info.at) >= infoLasts:
		return refuse("cdn_info 已过期，请重新获取")
	case info.base != base:
		return refuse("base_request 与 cdn_info 不一致")
	}
	return nil
}

// give makes the answer of a private server's downloads.
func (s *Server) give(f *file, no *refusal, name string) (any, *refusal) {
	if no != nil {
		return nil, no
	}
	return object{"download_url": s.granted(f, name), "file_size": f.size()}, nil
}

// cdnFile is where the private server's program can be fetched.
func (s *Server) cdnFile(*instance, byGUID) (any, *refusal) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	readme, err := archive.Create("README.txt")
	if err != nil {
		return nil, refuse("文件生成失败")
	}
	_, _ = readme.Write([]byte("private CDN server\n")) // memory does not fail
	_ = archive.Close()
	f := &file{id: newFileID(s.rand), kind: fileOther, name: "cdn-server.zip"}
	f.fill(b.Bytes)
	return object{"url": s.granted(f, "")}, nil
}

type privateImageRequest struct {
	byBase
	EncIdx   string `json:"enc_idx" need:"true"`
	FileName string `json:"file_name" need:"true"`
	Key      string `json:"key" need:"true"`
	Token    string `json:"token" need:"true"`
	URL      string `json:"url" need:"true"`
}

// privateImage gives a picture of a moment. Those of this world are not
// encrypted: enc_idx, key and token say nothing.
func (s *Server) privateImage(_ context.Context, req privateImageRequest) (any, *refusal) {
	return s.asked(req.Base, func() (any, *refusal) {
		f := s.atURL(req.URL)
		if f == nil || f.kind != filePicture {
			return nil, refuse("图片不存在或已过期")
		}
		return s.give(f, nil, req.FileName)
	})
}

type privateDownloadRequest struct {
	byBase
	AESKey   string `json:"aes_key" need:"true"`
	FileID   string `json:"file_id" need:"true"`
	FileName string `json:"file_name" need:"true"`
	FileType int64  `json:"file_type" need:"true"`
}

func (s *Server) privateDownload(_ context.Context, req privateDownloadRequest) (any, *refusal) {
	return s.asked(req.Base, func() (any, *refusal) {
		if !strings.HasPrefix(req.FileID, "30") {
			return nil, refuse("file_id 应以30开头")
		}
		f, no := s.wanted(req.FileID, req.AESKey, req.FileType, 0)
		return s.give(f, no, req.FileName)
	})
}

type privateVideoRequest struct {
	byBase
	DecodeKey string `json:"decode_key" need:"true"`
	FileName  string `json:"file_name" need:"true"`
	URL       string `json:"url" need:"true"`
}

func (s *Server) privateVideo(_ context.Context, req privateVideoRequest) (any, *refusal) {
	return s.asked(req.Base, func() (any, *refusal) {
		f := s.atURL(req.URL)
		if f == nil || f.kind != fileVideo {
			return nil, refuse("视频不存在或已过期")
		}
		return s.give(f, nil, req.FileName)
	})
}

type privateWWRequest struct {
	byBase
	AESKey   string `json:"aes_key" need:"true"`
	AuthKey  string `json:"auth_key" need:"true"`
	FileName string `json:"file_name" need:"true"`
	URL      string `json:"url" need:"true"`
}

func (s *Server) privateWW(_ context.Context, req privateWWRequest) (any, *refusal) {
	return s.asked(req.Base, func() (any, *refusal) {
		f, no := s.wantedWW(req.URL, req.AuthKey, req.AESKey)
		return s.give(f, no, req.FileName)
	})
}

type privateFavRequest struct {
	byBase
	AESKey   string `json:"aes_key" need:"true"`
	FileID   string `json:"file_id" need:"true"`
	FileName string `json:"file_name" need:"true"`
	FileSize int64  `json:"file_size" need:"true"`
	FileType int64  `json:"file_type" need:"true"`
}

func (s *Server) privateFav(_ context.Context, req privateFavRequest) (any, *refusal) {
	return s.asked(req.Base, func() (any, *refusal) {
		if req.FileType != downloadFavFile && req.FileType != downloadFavVideo {
			return nil, refuse("file_type 参数错误")
		}
		f, no := s.wanted(req.FileID, req.AESKey, req.FileType, req.FileSize)
		return s.give(f, no, req.FileName)
	})
}

type privateEmojiRequest struct {
	byBase
	AESKey   string `json:"aes_key" need:"true"`
	FileName string `json:"file_name" need:"true"`
	URL      string `json:"url" need:"true"`
}

func (s *Server) privateEmoji(_ context.Context, req privateEmojiRequest) (any, *refusal) {
	return s.asked(req.Base, func() (any, *refusal) {
		f, no := s.wantedEmoji(req.URL, req.AESKey)
		return s.give(f, no, req.FileName)
	})
}

type privateUploadRequest struct {
	byBase
	FileType int64  `json:"file_type" need:"true"`
	URL      string `json:"url" need:"true"`
}

// mayAsk is vouched for a call that goes on without the lock.
func (s *Server) mayAsk(base baseRequest) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vouched(base)
}

func (s *Server) privateUpload(ctx context.Context, req privateUploadRequest) (any, *refusal) {
	if no := s.mayAsk(req.Base); no != nil {
		return nil, no
	}
	return s.upload(ctx, nil, uploadRequest{FileType: req.FileType, URL: req.URL})
}

// privateBig takes what is too large for the others: 大视频=>4, 大文件=>7.
func (s *Server) privateBig(ctx context.Context, req privateUploadRequest) (any, *refusal) {
	if no := s.mayAsk(req.Base); no != nil {
		return nil, no
	}
	if req.FileType != uploadBigVideo && req.FileType != uploadBigFile {
		return nil, refuse("file_type 参数错误")
	}
	return s.takeOver(ctx, req.URL, req.FileType, maxFetch)
}

type privateSnsRequest struct {
	byBase
	URL string `json:"url" need:"true"`
}

func (s *Server) privateSnsVideo(ctx context.Context, req privateSnsRequest) (any, *refusal) {
	if no := s.mayAsk(req.Base); no != nil {
		return nil, no
	}
	return s.takeOverSns(ctx, req.URL, uploadVideo)
}

func (s *Server) privateSnsImage(ctx context.Context, req privateSnsRequest) (any, *refusal) {
	if no := s.mayAsk(req.Base); no != nil {
		return nil, no
	}
	return s.takeOverSns(ctx, req.URL, uploadPicture)
}
