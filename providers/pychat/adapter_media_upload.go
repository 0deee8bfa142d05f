package pychat

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/publish"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.Publisher = (*link)(nil)
	_ providers.Uploader  = (*link)(nil)
)

// CanPublish tells whether both publish options are set.
func (l *link) CanPublish() bool { return l.target().Ready() }

// Publish puts a file under publish_put, where the back end finds it under
// publish_base.
func (l *link) Publish(ctx context.Context, name string, size int64, open func() (providers.ReadSeekCloser, error), told func(int64)) (string, error) {
	return l.target().Publish(ctx, name, size, open, told)
}

func (l *link) target() publish.Target {
	return publish.Target{
		Put: l.options.publishPut, Base: l.options.publishBase, HTTP: l.http, Clock: l.clock,
		Retry: wire.Retry{Clock: l.clock, Rand: l.rand, Tries: 4, First: 500 * time.Millisecond, Max: 8 * time.Second},
	}
}

// Upload has the back end take over what the content names by URL: the file
// itself, or the cover of a link or mini program. What needs none gives the Ref it
// has.
func (l *link) Upload(ctx context.Context, seat model.Seat, content model.Content) (map[string]string, error) {
	what, wanted := uploadOf(content)
	if !wanted {
		return content.Ref, nil
	}
	got, err := l.upload(ctx, seat, content.Ref, what)
	return got, l.trouble(err, seat.DisplayName())
}

// upload is one file that the back end does not have.
type upload struct {
	fileType int64
	url      string
	size     int64 // bytes; 0: not known
	thumb    bool  // goes into the thumb_… fields of the Ref
}

// uploadOf says what a content wants uploaded before it is sent.
func uploadOf(c model.Content) (what upload, wanted bool) {
	r := ref(c.Ref)
	if r[refFileID] != "" || r[refXML] != "" && passedOn(c) {
		return upload{}, false
	}
	what = upload{url: c.URL, size: c.Size}
	switch c.Kind {
	case model.KindImage:
		what.fileType = UploadImage
	case model.KindVideo:
		what.fileType = UploadVideo
	case model.KindFile:
		what.fileType = UploadFile
	case model.KindSticker:
		what.fileType = UploadFile
		if r[refFileMD5] != "" || r[refEmojiURL] != "" {
			return upload{}, false
		}
	case model.KindLink:
		what = upload{fileType: UploadCover, url: c.Cover, thumb: true}
		if r[refThumbFileID] != "" {
			return upload{}, false
		}
	case model.KindMiniProgram:
		what = upload{fileType: UploadCover, url: c.Cover}
	default:
		return upload{}, false
	}
	return what, what.url != ""
}

var errNoFileID = errors.New("the back end took the file over but gave it no id")

// upload makes the call and gives a Ref with what it answers.
func (l *link) upload(ctx context.Context, seat model.Seat, have map[string]string, what upload) (map[string]string, error) {
	if err := needURL("file", what.url); err != nil {
		return nil, err
	}
	answer, err := l.cdnUpload(ctx, seat.RemoteID, what)
	if err != nil {
		return nil, err
	}
	if answer.FileID == "" {
		return nil, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.no_file_id: " + errNoFileID.Error()}
	}
	got := maps.Clone(have)
	if got == nil {
		got = map[string]string{}
	}
	if what.thumb {
		return put(got, fields{
			refThumbFileID: answer.FileID, refThumbAESKey: answer.AESKey, refThumbFileSize: text(answer.FileSize), refThumbFileMD5: answer.FileMD5,
		}), nil
	}
	return put(got, fields{
		refFileID: answer.FileID, refAESKey: answer.AESKey, refFileSize: text(answer.FileSize), refFileMD5: answer.FileMD5,
		refBigFileSize: text(answer.BigFileSize), refThumbFileSize: text(answer.ThumbSize), refThumbFileMD5: answer.ThumbMD5,
		refThumbWidth: text(answer.ThumbWidth), refThumbHeight: text(answer.ThumbHeight), refVideoDuration: text(answer.Duration),
		refFileCRC: text(answer.CRC), refFileKey: answer.FileKey, refMP4Identify: answer.MP4Identify,
	}), nil
}

type fields map[string]wire.Text

// put sets the fields that say something.
func put(in map[string]string, all fields) map[string]string {
	for key, value := range all {
		if value != "" {
			in[key] = value.String()
		}
	}
	return in
}

func text(n wire.Int) wire.Text {
	if n == 0 {
		return ""
	}
	return wire.Text(strconv.FormatInt(int64(n), 10))
}
