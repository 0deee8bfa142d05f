package pychat

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

var _ providers.MomentReader = (*link)(nil)

// The limits of what is kept of one moment.
const (
	maxPictures = 20 // a phone shows 9
	maxLikes    = 1000
	maxComments = 1000
)

// noComment is reply_comment_id where a comment answers no other; the document's.
const noComment = "0"

// momentPage is the name of a page: what to ask with for the moments before the
// last one that was seen.
type momentPage struct {
	MaxID        string `json:"max_id"`
	FirstPageMD5 string `json:"first_page_md5"`
}

// Moments reads a page of the timeline or, of one contact, of theirs.
func (l *link) Moments(ctx context.Context, seat model.Seat, contactID, page string) ([]model.Moment, string, error) {
	var at momentPage
	if page != "" && json.Unmarshal([]byte(page), &at) != nil {
		return nil, "", invalid("page", "refusal.bad_page: it can't be read")
	}
	var answer MomentsAnswer
	var err error
	if contactID == "" {
		answer, err = SnsTimeline.Do(ctx, l.client, SnsTimelineRequest{GUID: seat.RemoteID, MaxID: at.MaxID, FirstPageMD5: at.FirstPageMD5})
	} else {
		answer, err = SnsUserpage.Do(ctx, l.client, SnsUserpageRequest{GUID: seat.RemoteID, Username: contactID, MaxID: at.MaxID, FirstPageMD5: at.FirstPageMD5})
	}
	if err != nil {
		return nil, "", l.trouble(err, seat.DisplayName())
	}
	var list []model.Moment
	for _, raw := range answer.Moments {
		if one, ok := l.momentOf(raw); ok {
			list = append(list, one)
		}
	}
	next, err := nextMoments(at, list, answer.FirstPageMD5.String())
	return list, next, err
}

// nextMoments names the page behind a list; "" where it was the last.
func nextMoments(at momentPage, list []model.Moment, firstPageMD5 string) (string, error) {
	if len(list) == 0 || list[len(list)-1].RemoteID == at.MaxID {
		return "", nil
	}
	next := momentPage{MaxID: list[len(list)-1].RemoteID, FirstPageMD5: cmp.Or(at.FirstPageMD5, firstPageMD5)}
	name, err := json.Marshal(next)
	return string(name), err
}

// Moment reads one, with its likes and comments.
func (l *link) Moment(ctx context.Context, seat model.Seat, id string) (model.Moment, error) {
	answer, err := SnsObjectDetail.Do(ctx, l.client, SnsObjectDetailRequest{GUID: seat.RemoteID, ObjectID: id})
	if err != nil {
		return model.Moment{}, l.trouble(err, seat.DisplayName())
	}
	one, ok := l.momentOf(answer.Object)
	if !ok {
		return model.Moment{}, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.no_moment: the answer holds no moment"}
	}
	return one, nil
}

// momentOf reads a moment. What it shows that is not known here is kept raw.
func (l *link) momentOf(raw json.RawMessage) (model.Moment, bool) {
	var m Moment
	if err := json.Unmarshal(raw, &m); err != nil || m.ID == "" {
		l.log.Warn("moment not readable", "connection", l.name, "err", err)
		return model.Moment{}, false
	}
	one := model.Moment{RemoteID: m.ID.String(), AuthorID: m.UserName.String(), AuthorName: m.NickName.String(), Liked: bool(m.LikeFlag)}
	if m.Time > 0 {
		one.At = time.Unix(int64(m.Time), 0).UTC()
	}
	for _, like := range m.Likes[:min(len(m.Likes), maxLikes)] {
		one.Likes = append(one.Likes, model.MomentLike{RemoteID: like.UserName.String(), Name: like.NickName.String()})
	}
	for _, c := range m.Comments[:min(len(m.Comments), maxComments)] {
		comment := model.MomentComment{RemoteID: c.ID.String(), AuthorID: c.UserName.String(), Author: c.NickName.String(), Text: c.Content.String()}
		if c.ReplyTo != noComment {
			comment.ReplyTo = c.ReplyTo.String()
		}
		if c.Time > 0 {
			comment.At = time.Unix(int64(c.Time), 0).UTC()
		}
		one.Comments = append(one.Comments, comment)
	}
	timeline, err := ReadTimeline(m.Desc.String())
	if err != nil || !show(&one, timeline) {
		one.Raw = kept(raw)
	}
	return one, true
}

// show fills in what a moment shows, and tells whether that is all there is.
func show(m *model.Moment, t TimelineXML) bool {
	m.Text = strings.TrimSpace(t.Words)
	if t.Place != nil {
		m.Place = cmp.Or(strings.TrimSpace(t.Place.Name), strings.TrimSpace(t.Place.City))
	}
	media := t.Content.MediaList.Media
	switch strings.TrimSpace(t.Content.Style) {
	case StyleText:
	case StylePictures:
		for _, one := range media[:min(len(media), maxPictures)] {
			if picture, ok := pictureOf(one); ok {
				m.Pictures = append(m.Pictures, picture)
			}
		}
	case StyleVideo:
		if len(media) > 0 {
			if film, ok := pictureOf(media[0]); ok {
				m.Video = &film
			}
		}
	case StyleLink:
		m.Link = linkOf(t.Content)
	default: // of channels, music and more: what phones of old show of it
		m.Link = linkOf(t.Content)
		return false
	}
	return true
}

// pictureOf keeps only addresses on the web: anybody can have written them.
func pictureOf(x SnsMediaXML) (model.MomentPicture, bool) {
	p := model.MomentPicture{URL: webURL(x.URL.URL), Thumb: webURL(x.Thumb.URL)}
	return p, p.URL != "" || p.Thumb != ""
}

func linkOf(c SnsContentXML) *model.MomentLink {
	page := &model.MomentLink{Title: short(strings.TrimSpace(c.Title)), URL: webURL(c.URL)}
	if f := c.Channels; f != nil {
		page = &model.MomentLink{Title: short(strings.TrimSpace(cmp.Or(f.Words, f.NickName)))}
		if len(f.Media) > 0 {
			page.Cover = webURL(f.Media[0].CoverURL, f.Media[0].ThumbURL)
		}
	} else if len(c.MediaList.Media) > 0 {
		page.Cover = webURL(c.MediaList.Media[0].Thumb.URL, c.MediaList.Media[0].URL.URL)
	}
	if *page == (model.MomentLink{}) {
		return nil
	}
	return page
}

// LikeMoment likes a moment, or no longer. Assumed: status 1 is a like.
func (l *link) LikeMoment(ctx context.Context, seat model.Seat, id string, on bool) error {
	var status int64
	if on {
		status = 1
	}
	_, err := SnsLike.Do(ctx, l.client, SnsLikeRequest{GUID: seat.RemoteID, ObjectID: id, Status: status})
	return l.trouble(err, seat.DisplayName())
}

// CommentMoment writes under a moment.
func (l *link) CommentMoment(ctx context.Context, seat model.Seat, id, replyTo, text string) error {
	if err := checkText(text); err != nil {
		return err
	}
	_, err := SnsComment.Do(ctx, l.client, SnsCommentRequest{
		GUID: seat.RemoteID, ObjectID: id, Content: text, ReplyCommentID: cmp.Or(replyTo, noComment),
	})
	return l.trouble(err, seat.DisplayName())
}

// DeleteMomentComment takes a comment away.
func (l *link) DeleteMomentComment(ctx context.Context, seat model.Seat, id, commentID string) error {
	_, err := SnsDeleteComment.Do(ctx, l.client, SnsDeleteCommentRequest{GUID: seat.RemoteID, ObjectID: id, CommentID: commentID})
	return l.trouble(err, seat.DisplayName())
}
