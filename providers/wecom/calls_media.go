package wecom

import (
	"bytes"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strconv"

	"seatdeck/providers/internal/wire"
)

// The calls that upload what messages name by a media_id (素材管理).
var (
	// UploadMedia is 上传临时素材: good for 3 days.
	UploadMedia = Call[Upload, MediaAnswer]{endpoint{path: "media/upload", title: "上传临时素材", read: true, slow: true}}
	// UploadAttachment is 上传附件资源, for moments and product albums.
	UploadAttachment = Call[AttachmentUpload, MediaAnswer]{endpoint{path: "media/upload_attachment", title: "上传附件资源", read: true, slow: true}}
)

// The values of Upload.Type, and how many bytes of each there may be.
const (
	MediaImage = "image"
	MediaVoice = "voice"
	MediaVideo = "video"
	MediaFile  = "file"

	MaxImage = 10 << 20
	MaxVoice = 2 << 20
	MaxVideo = 10 << 20
	MaxFile  = 20 << 20

	AttachmentOfMoment  = 1
	AttachmentOfProduct = 2
)

// Upload is a file.
type Upload struct {
	Type string // MediaImage, MediaVoice, MediaVideo, MediaFile
	Name string // what it is called at the receiver
	Data []byte // more than 5 bytes
}

func (u Upload) query() url.Values { return url.Values{"type": {u.Type}} }

func (u Upload) form() (body []byte, contentType string, err error) {
	var buffer bytes.Buffer
	writer := multipart.NewWriter(&buffer)
	part, err := writer.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("media", u.Name)},
		"Content-Type":        {"application/octet-stream"},
	})
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(u.Data); err != nil {
		return nil, "", err
	}
	if err := writer.Close(); err != nil {
		return nil, "", err
	}
	return buffer.Bytes(), writer.FormDataContentType(), nil
}

// AttachmentUpload is a file for a moment or a product.
type AttachmentUpload struct {
	Upload
	Use int // AttachmentOfMoment, AttachmentOfProduct
}

func (u AttachmentUpload) query() url.Values {
	return url.Values{"media_type": {u.Type}, "attachment_type": {strconv.Itoa(u.Use)}}
}

// MediaAnswer names what was uploaded.
type MediaAnswer struct {
	Type      wire.Text `json:"type"`
	MediaID   wire.Text `json:"media_id"`
	CreatedAt Seconds   `json:"created_at"`
}
