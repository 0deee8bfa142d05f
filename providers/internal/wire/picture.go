package wire

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
)

// Why bytes are no picture to be shown.
var (
	ErrNoPicture   = errors.New("refusal.no_picture: it is no PNG or JPEG picture")
	ErrLongPicture = errors.New("refusal.too_large: its picture is too large")
)

// Picture gives the bytes of a picture back, if they are one.
func Picture(data []byte) ([]byte, error) {
	switch http.DetectContentType(data) {
	case "image/png", "image/jpeg":
		return data, nil
	}
	return nil, ErrNoPicture
}

// DecodePicture reads a picture of at most so many bytes in base64. Some break it
// into lines, some leave out the padding.
func DecodePicture(encoded string, most int) ([]byte, error) {
	if len(encoded) > base64.StdEncoding.EncodedLen(most) {
		return nil, ErrLongPicture
	}
	encoded = strings.TrimRight(strings.Join(strings.Fields(encoded), ""), "=")
	data, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, ErrNoPicture
	}
	return Picture(data)
}
