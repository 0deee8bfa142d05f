package pychat

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"seatdeck/app/model"
)

const (
	// cdnInfoLasts is how long base_request holds: a little less than the
	// document's 3 hours.
	cdnInfoLasts = 3*time.Hour - 5*time.Minute
	// cdnInfoNew is how old it may be for a refusal to be meant for the call.
	cdnInfoNew = time.Minute
	// bigFile is from how many bytes on a private CDN server wants a file by
	// /cloud/upload_big. Assumed: the limit that phones had.
	bigFile = 25 << 20
)

// learned is what deeds found out and will need again. A restart loses it at the
// price of some calls. The zero value knows nothing.
type learned struct {
	mu        sync.Mutex
	cdn       map[string]cdnInfo // by guid
	companies map[company]string // names
}

type cdnInfo struct {
	base  BaseRequest
	asked time.Time
}

// baseRequest gives what the calls of a private CDN server begin with: what is
// known, unless it is older than that.
func (l *link) baseRequest(ctx context.Context, guid string, oldest time.Duration) (BaseRequest, error) {
	l.learned.mu.Lock()
	known, ok := l.learned.cdn[guid]
	l.learned.mu.Unlock()
	if ok && l.clock.Since(known.asked) < oldest {
		return known.base, nil
	}
	asked := l.clock.Now()
	info, err := GetCDNInfo.Do(ctx, l.client, GetCDNInfoRequest{GUID: guid})
	if err != nil {
		return BaseRequest{}, err
	}
	base := BaseRequest{
		CDNInfo: info.CDNInfo.String(), Username: info.Username.String(),
		DeviceType: info.DeviceType.String(), ClientVersion: int64(info.ClientVersion),
	}
	l.learned.mu.Lock()
	defer l.learned.mu.Unlock()
	if l.learned.cdn == nil {
		l.learned.cdn = map[string]cdnInfo{}
	}
	l.learned.cdn[guid] = cdnInfo{base: base, asked: asked}
	return base, nil
}

// private makes a call of a private CDN server. Where it is refused, base_request
// may have run out early, or be another account's: with a new one it is made
// once more.
func private[Ans any](ctx context.Context, l *link, guid string, call func(base BaseRequest) (Ans, error)) (Ans, error) {
	var none Ans
	base, err := l.baseRequest(ctx, guid, cdnInfoLasts)
	if err != nil {
		return none, err
	}
	answer, err := call(base)
	if !errors.As(err, new(*APIError)) {
		return answer, err
	}
	again, askErr := l.baseRequest(ctx, guid, cdnInfoNew)
	if askErr != nil || again == base {
		return answer, err
	}
	return call(again)
}

// cdnUpload has a file taken over, by the private CDN server where there is one.
func (l *link) cdnUpload(ctx context.Context, guid string, what upload) (UploadAnswer, error) {
	if l.options.cdnBase == "" {
		return CDNUpload.Do(ctx, l.client, CDNUploadRequest{GUID: guid, FileType: what.fileType, URL: what.url})
	}
	return private(ctx, l, guid, func(base BaseRequest) (UploadAnswer, error) {
		if what.size > bigFile {
			switch what.fileType {
			case UploadVideo:
				return CloudUploadBig.Do(ctx, l.client, CloudUploadBigRequest{BaseRequest: base, FileType: UploadBigVideo, URL: what.url})
			case UploadFile:
				return CloudUploadBig.Do(ctx, l.client, CloudUploadBigRequest{BaseRequest: base, FileType: UploadBigFile, URL: what.url})
			}
		}
		return CloudUpload.Do(ctx, l.client, CloudUploadRequest{BaseRequest: base, FileType: what.fileType, URL: what.url})
	})
}

// file is a file in the CDN of WeChat.
type file struct {
	fileType   int64
	id, aesKey string
	size       int64 // bytes
	name       string
}

// cdnDownload has a file offered, by the private CDN server where there is one
// that knows such ids.
func (l *link) cdnDownload(ctx context.Context, guid string, f file) (DownloadAnswer, error) {
	if l.options.cdnBase == "" || !strings.HasPrefix(f.id, "30") {
		return CDNDownload.Do(ctx, l.client, CDNDownloadRequest{
			GUID: guid, FileType: f.fileType, FileID: f.id, AesKey: f.aesKey, FileSize: f.size, FileName: f.name,
		})
	}
	return private(ctx, l, guid, func(base BaseRequest) (DownloadAnswer, error) {
		return CloudDownload.Do(ctx, l.client, CloudDownloadRequest{
			BaseRequest: base, FileType: f.fileType, FileID: f.id, AesKey: f.aesKey, FileName: f.name,
		})
	})
}

// wwDownload has a file at WeCom offered.
func (l *link) wwDownload(ctx context.Context, guid string, c model.Content) (DownloadAnswer, error) {
	r := ref(c.Ref)
	url := cmp.Or(r[refURL], c.URL)
	if l.options.cdnBase == "" {
		return CDNDownloadWwFile.Do(ctx, l.client, CDNDownloadWwFileRequest{
			GUID: guid, URL: url, AuthKey: r[refAuthKey], AesKey: r[refAESKey], FileName: c.FileName,
		})
	}
	return private(ctx, l, guid, func(base BaseRequest) (DownloadAnswer, error) {
		return CloudDownloadWwFile.Do(ctx, l.client, CloudDownloadWwFileRequest{
			BaseRequest: base, URL: url, AuthKey: r[refAuthKey], AesKey: r[refAESKey], FileName: c.FileName,
		})
	})
}

// emojiDownload has an encrypted sticker offered.
func (l *link) emojiDownload(ctx context.Context, guid string, r ref) (DownloadAnswer, error) {
	if l.options.cdnBase == "" || r[refEmojiToken] != "" {
		return DownloadWxEmotion.Do(ctx, l.client, DownloadWxEmotionRequest{
			GUID: guid, URL: r[refEmojiURL], AesKey: r[refAESKey], Token: r[refEmojiToken],
		})
	}
	return private(ctx, l, guid, func(base BaseRequest) (DownloadAnswer, error) {
		return CloudDownloadWxEmotion.Do(ctx, l.client, CloudDownloadWxEmotionRequest{BaseRequest: base, URL: r[refEmojiURL], AesKey: r[refAESKey]})
	})
}
