package pychat

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var _ providers.MomentPoster = (*link)(nil)

// maxPosted is how many pictures one moment may have, as on a phone. Assumed.
const maxPosted = 9

// contentDescScene of moments of each kind; the document's.
const (
	sceneVideo = "0"
	sceneText  = "3" // and pictures; assumed
	sceneLink  = "4"
)

// PostMoment publishes a moment: text, and below it a film, pictures, a link or
// nothing. Its files are uploaded first; nothing is published where that fails.
func (l *link) PostMoment(ctx context.Context, seat model.Seat, post model.MomentPost) error {
	wxid := l.wxidOf(seat)
	if wxid == "" {
		return invalid("seat", "refusal.no_wxid: its wxid is not known: it must have been logged in")
	}
	if err := checkPost(post); err != nil {
		return err
	}
	timeline, err := l.timelineOf(ctx, seat, post)
	if err != nil {
		return l.trouble(err, seat.DisplayName())
	}
	timeline.UserName = wxid
	object, err := timeline.Encode()
	if err != nil {
		return fmt.Errorf("moment of %s: %w", seat.DisplayName(), err)
	}
	_, err = SnsPost.Do(ctx, l.client, SnsPostRequest{
		GUID: seat.RemoteID, ObjectDesc: object, WithUserList: post.MentionedIDs,
		GroupContactTagIDList: labelIDs(post.VisibleTags), BlackContactTagIDList: labelIDs(post.HiddenTags),
	})
	return l.trouble(err, seat.DisplayName())
}

func checkPost(post model.MomentPost) error {
	below := 0
	for _, has := range []bool{post.Video != "", len(post.Pictures) > 0, post.Link != nil} {
		if has {
			below++
		}
	}
	switch {
	case below > 1:
		return invalid("moment", "refusal.one_below: it can show a film, pictures or a link, but only one of them")
	case below == 0 && post.Text == "":
		return invalid("moment", "refusal.nothing_to_publish: there is nothing in it")
	case len(post.Pictures) > maxPosted:
		return invalid("moment", fmt.Sprintf("refusal.at_most_pictures: %d", maxPosted))
	case post.Link != nil:
		return needURL("link", post.Link.URL)
	}
	return nil
}

// timelineOf puts a moment together as in the document's examples.
func (l *link) timelineOf(ctx context.Context, seat model.Seat, post model.MomentPost) (TimelineXML, error) {
	t := TimelineXML{
		ID: "0", CreateTime: strconv.FormatInt(l.clock.Now().Unix(), 10), Words: post.Text,
		ShowType: "0", Scene: sceneText, Private: "0", Folded: "0", ShowFlag: "0",
		App:     SnsAppXML{ForceUpdate: "0", Hidden: "0"},
		Content: SnsContentXML{Style: StyleText},
	}
	switch {
	case post.Video != "":
		film, err := l.snsVideo(ctx, seat.RemoteID, post.Video)
		if err != nil {
			return t, err
		}
		film.Description = post.Text
		t.Scene = sceneVideo
		t.Content = SnsContentXML{Style: StyleVideo, Title: "微信小视频", Description: "Sight", MediaList: SnsMediaList{Media: []SnsMediaXML{film}}}
	case len(post.Pictures) > 0:
		t.Content.Style = StylePictures
		for _, url := range post.Pictures {
			picture, err := l.snsPicture(ctx, seat.RemoteID, url)
			if err != nil {
				return t, err
			}
			t.Content.MediaList.Media = append(t.Content.MediaList.Media, picture)
		}
	case post.Link != nil:
		t.Scene = sceneLink
		t.Content = SnsContentXML{Style: StyleLink, Title: post.Link.Title, URL: post.Link.URL}
		if post.Link.Cover != "" {
			cover, err := l.snsCover(ctx, seat.RemoteID, post.Link.Cover)
			if err != nil {
				return t, err
			}
			t.Content.MediaList.Media = []SnsMediaXML{cover}
		}
	}
	return t, nil
}

// snsMedia is what all media have.
func snsMedia(kind string) SnsMediaXML {
	return SnsMediaXML{ID: "0", Type: kind, Private: "0", SubType: "0", VideoSize: SnsPixelsXML{Width: "0", Height: "0"}}
}

const (
	snsPicture = "2" // type of a media: also of the cover of a link
	snsFilm    = "6"
)

// snsPicture uploads a picture. The document has no example of a moment with
// pictures: it is put together as phones do, from the parts that it has.
func (l *link) snsPicture(ctx context.Context, guid, url string) (SnsMediaXML, error) {
	up, err := l.uploadSnsImage(ctx, guid, url)
	if err != nil {
		return SnsMediaXML{}, err
	}
	media := snsMedia(snsPicture)
	media.URL = SnsURLXML{Type: "1", MD5: up.FileMD5.String(), URL: up.URL.String()}
	media.Thumb = SnsThumbXML{Type: "1", URL: cmp.Or(up.ThumbURL, up.URL).String()}
	media.Size = sizeOf(up.Width, up.Height, cmp.Or(up.TotalSize, up.FileSize))
	return media, nil
}

// snsCover uploads the cover of a link, for its small picture.
func (l *link) snsCover(ctx context.Context, guid, url string) (SnsMediaXML, error) {
	up, err := l.uploadSnsImage(ctx, guid, url)
	if err != nil {
		return SnsMediaXML{}, err
	}
	media := snsMedia(snsPicture)
	media.URL = SnsURLXML{Type: "0", URL: url}
	media.LowBandURL = &SnsThumbXML{Type: "0", URL: url}
	media.Thumb = SnsThumbXML{Type: "1", URL: cmp.Or(up.ThumbURL, up.URL).String()}
	return media, nil
}

// snsVideo uploads a film.
func (l *link) snsVideo(ctx context.Context, guid, url string) (SnsMediaXML, error) {
	up, err := l.uploadSnsVideo(ctx, guid, url)
	if err != nil {
		return SnsMediaXML{}, err
	}
	media := snsMedia(snsFilm)
	media.VideoSize = SnsPixelsXML{Width: strconv.FormatInt(int64(up.Width), 10), Height: strconv.FormatInt(int64(up.Height), 10)}
	media.URL = SnsURLXML{Type: "1", MD5: up.FileMD5.String(), VideoMD5: up.VideoMD5.String(), URL: up.URL.String()}
	media.Thumb = SnsThumbXML{Type: "1", URL: up.ThumbURL.String()}
	media.Size = sizeOf(cmp.Or(up.ThumbWidth, up.Width), cmp.Or(up.ThumbHeight, up.Height), cmp.Or(up.ThumbSize, up.TotalSize))
	media.Duration = decimal(up.Duration)
	return media, nil
}

func sizeOf(width, height, bytes wire.Int) *SnsSizeXML {
	return &SnsSizeXML{Width: decimal(width), Height: decimal(height), TotalSize: strconv.FormatInt(int64(bytes), 10)}
}

// decimal writes a number as the document's examples do: 30.000000.
func decimal(n wire.Int) string { return strconv.FormatInt(int64(n), 10) + ".000000" }

// uploadSnsImage has a picture of a moment taken over, by the private CDN server
// where there is one.
func (l *link) uploadSnsImage(ctx context.Context, guid, url string) (UploadAnswer, error) {
	if err := needURL("picture", url); err != nil {
		return UploadAnswer{}, err
	}
	if l.options.cdnBase == "" {
		return uploaded(CDNUploadSnsImage.Do(ctx, l.client, CDNUploadSnsImageRequest{GUID: guid, URL: url}))
	}
	return uploaded(private(ctx, l, guid, func(base BaseRequest) (UploadAnswer, error) {
		return CloudUploadSnsImage.Do(ctx, l.client, CloudUploadSnsImageRequest{BaseRequest: base, URL: url})
	}))
}

// uploadSnsVideo is the same for a film.
func (l *link) uploadSnsVideo(ctx context.Context, guid, url string) (UploadAnswer, error) {
	if err := needURL("film", url); err != nil {
		return UploadAnswer{}, err
	}
	if l.options.cdnBase == "" {
		return uploaded(CDNUploadSnsVideo.Do(ctx, l.client, CDNUploadSnsVideoRequest{GUID: guid, URL: url}))
	}
	return uploaded(private(ctx, l, guid, func(base BaseRequest) (UploadAnswer, error) {
		return CloudUploadSnsVideo.Do(ctx, l.client, CloudUploadSnsVideoRequest{BaseRequest: base, URL: url})
	}))
}

// uploaded makes sure that a moment has something to show.
func uploaded(answer UploadAnswer, err error) (UploadAnswer, error) {
	if err == nil && answer.URL == "" {
		err = &model.Trouble{Code: model.TroubleBadAnswer, Detail: "refusal.file_address: the file was taken over but has no address"}
	}
	return answer, err
}

// DeleteMoment takes a moment of the seat's own away.
func (l *link) DeleteMoment(ctx context.Context, seat model.Seat, id string) error {
	_, err := SnsDelete.Do(ctx, l.client, SnsDeleteRequest{GUID: seat.RemoteID, ObjectID: id})
	return l.trouble(err, seat.DisplayName())
}
