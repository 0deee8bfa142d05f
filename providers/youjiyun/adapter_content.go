package youjiyun

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// contentOf reads what a message says.
func contentOf(c Content) model.Content {
	content := model.Content{WireKind: strconv.FormatInt(int64(c.ContentType), 10)}
	switch c.ContentType {
	case ContentText, ContentFromPhone:
		content.Kind = model.KindText
		content.Text = c.Content.String()
		content.Mentions = splitMentions(c.AtUserList.String())
	case ContentPicture, ContentImage:
		content.Kind = model.KindImage
		content.URL = mediaURL(c)
	case ContentSticker:
		content.Kind = model.KindSticker
		content.URL = mediaURL(c)
	case ContentVoice:
		content.Kind = model.KindVoice
		content.URL = mediaURL(c)
	case ContentVideo, ContentFile, ContentSharedFile:
		content.Kind = model.KindFile
		if c.ContentType == ContentVideo {
			content.Kind = model.KindVideo
		}
		content.URL = mediaURL(c)
		content.FileName = lastSegment(content.URL)
		content.Text = content.FileName
	case ContentLink, ContentH5Link:
		content.Kind = model.KindLink
		content.URL = c.Link.String()
		content.Cover = c.CoverImgFile.String()
		content.Title, content.Detail = c.Title.String(), c.Description.String()
		content.Text = orText(orText(c.Title, c.Description), c.Link).String()
	case ContentMiniProgram:
		content.Kind = model.KindMiniProgram
		content.URL = c.Link.String()
		content.Cover = orText(c.CoverImgFile, c.Logo).String()
		content.Title = orText(c.Title, c.Content).String()
		content.Detail = orText(c.Description, c.Content).String()
		content.Text = content.Title
	default:
		content.Kind = model.KindUnknown
		content.Text = orText(c.Content, c.Title).String()
	}
	return content
}

// mediaURL finds the URL of a media file. The document shows pic for images and
// fileName for video and files. Assumed: voice and stickers use one of these or
// content.
func mediaURL(c Content) string {
	for _, text := range []wire.Text{c.FileName, c.Pic, c.Content, c.Link} {
		if wire.CheckURL(text.String()) == nil {
			return text.String()
		}
	}
	return orText(orText(c.FileName, c.Pic), c.Content).String()
}

// lastSegment is the name a URL ends with, as a caption.
func lastSegment(raw string) string {
	name := raw
	if u, err := url.Parse(raw); err == nil && u.Opaque == "" {
		name = u.Path
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == ".." || name == "/" {
		return ""
	}
	return name
}

func splitMentions(list string) []string {
	var ids []string
	for id := range strings.SplitSeq(list, ",") {
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// wireContent writes what a message says in the words of 3.4–3.6, 3.10 and 3.24.
func wireContent(c model.Content) (Content, *model.Trouble) {
	switch c.Kind {
	case model.KindText:
		if strings.TrimSpace(c.Text) == "" {
			return Content{}, invalid("text", "refusal.missing: it is empty")
		}
		return Content{
			ContentType: ContentText, Content: wire.Text(c.Text),
			AtUserList: wire.Text(strings.Join(c.Mentions, ",")),
		}, nil
	case model.KindImage:
		return Content{ContentType: ContentImage, Pic: wire.Text(c.URL)}, needURL("image", c.URL)
	case model.KindVideo:
		return Content{ContentType: ContentVideo, FileName: wire.Text(c.URL)}, needURL("video", c.URL)
	case model.KindFile:
		return Content{ContentType: ContentFile, FileName: wire.Text(c.URL)}, needURL("file", c.URL)
	case model.KindLink:
		if strings.Contains(c.Cover, "?") {
			// Such a cover makes the whole message fail (3.6).
			return Content{}, invalid("cover", "refusal.cover: its URL must not have parameters")
		}
		return Content{
			ContentType: ContentLink, Title: wire.Text(c.Title), Link: wire.Text(c.URL),
			Description: wire.Text(c.Detail), CoverImgFile: wire.Text(c.Cover),
		}, needURL("link", c.URL)
	}
	return Content{}, &model.Trouble{Code: model.TroubleUnsupported, Detail: "refusal.message_kind: this kind of message can't be sent"}
}

func needURL(what, value string) *model.Trouble {
	if err := wire.CheckURL(value); err != nil {
		return invalid(what, err.Error())
	}
	return nil
}

func invalid(what, why string) *model.Trouble {
	return &model.Trouble{Code: model.TroubleInvalid, About: what, Detail: why}
}
