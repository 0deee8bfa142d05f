package wecom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// maxPictures is how many pictures go with one message or moment.
const maxPictures = 9

// readPicture reads a picture of this machine that WeCom takes: JPEG or PNG.
func readPicture(path string) (Upload, error) {
	name := filepath.Base(path)
	file, err := os.Open(path)
	if err != nil {
		return Upload{}, &model.Trouble{Code: model.TroubleNotFound, About: name, Cause: withoutPath(err)}
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return Upload{}, invalid(name, "refusal.no_file")
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxImage+1))
	switch kind := http.DetectContentType(data); {
	case err != nil:
		return Upload{}, &model.Trouble{Code: model.TroubleNotFound, About: name, Cause: withoutPath(err)}
	case len(data) > MaxImage:
		return Upload{}, &model.Trouble{Code: model.TroubleTooLarge, About: name, Detail: fmt.Sprintf("refusal.at_most_bytes: %d", MaxImage)}
	case kind != "image/jpeg" && kind != "image/png":
		return Upload{}, invalid(name, "refusal.no_picture: it is neither a JPEG nor a PNG picture")
	}
	return Upload{Type: MediaImage, Name: name, Data: data}, nil
}

// withoutPath drops the folder from an error of the file system.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// picture uploads a picture for a message.
func (r *records) picture(ctx context.Context, path string) (wire.Text, error) {
	upload, err := readPicture(path)
	if err != nil {
		return "", err
	}
	answer, err := UploadMedia.Do(ctx, r.client, upload)
	return answer.MediaID, err
}

// momentPicture uploads a picture for a moment, which takes no other.
func (r *records) momentPicture(ctx context.Context, path string) (wire.Text, error) {
	upload, err := readPicture(path)
	if err != nil {
		return "", err
	}
	answer, err := UploadAttachment.Do(ctx, r.client, AttachmentUpload{Upload: upload, Use: AttachmentOfMoment})
	return answer.MediaID, err
}

// attachments are the pictures and the link of a message to customers.
func (r *records) attachments(ctx context.Context, rec model.Record) ([]ExAttachment, error) {
	var list []ExAttachment
	if url := rec.Get("link_url"); url != "" {
		if rec.Get("link_title") == "" {
			return nil, invalid("link_title", "refusal.link_title: a link wants a title")
		}
		list = append(list, ExAttachment{MsgType: AttachLink, Link: &ExLink{
			Title: wire.Text(rec.Get("link_title")), Desc: wire.Text(rec.Get("link_desc")), URL: wire.Text(url),
		}})
	}
	paths := itemsOf[string](rec, "pictures")
	if len(list)+len(paths) > maxPictures {
		return nil, invalid("pictures", fmt.Sprintf("refusal.at_most_attached: %d", maxPictures))
	}
	for _, path := range paths {
		media, err := r.picture(ctx, path)
		if err != nil {
			return nil, err
		}
		list = append(list, ExAttachment{MsgType: AttachImage, Image: &ExImage{MediaID: media}})
	}
	return list, nil
}

// linkFields are how the link of a message to customers is entered.
func linkFields() []model.RecordField {
	return []model.RecordField{
		{Key: "link_url", Type: model.FieldURL, Max: 2048},
		{Key: "link_title", Type: model.FieldText, Max: 42}, // 128 bytes of Chinese
		{Key: "link_desc", Type: model.FieldText, Max: 170}, // 512 bytes
	}
}

// Welcome greets a new customer, with the greeting's text and pictures; see
// providers.Welcomer.
func (r *records) Welcome(ctx context.Context, code string, greeting model.Record) error {
	request := WelcomeRequest{WelcomeCode: code}
	if text := greeting.Get("text"); text != "" {
		if err := tooLong("text", text, maxCustomerText); err != nil {
			return err
		}
		request.Text = &ExText{Content: wire.Text(text)}
	}
	var err error
	if request.Attachments, err = r.attachments(ctx, greeting); err != nil {
		return r.trouble(err)
	}
	_, err = SendWelcome.Do(ctx, r.client, request)
	return r.trouble(err)
}
