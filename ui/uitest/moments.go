package uitest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"seatdeck/app/model"
)

// momentScript is what the scripted back end's timeline and small tools say.
type momentScript struct {
	list     []model.Moment // newest first
	pageSize int            // 0: all on one page
	readErr  error
	deedErr  error
	deeds    []string
	posts    []model.MomentPost
	holding  chan struct{} // deeds wait until it is closed

	answerErr error
	real      string
	mini      model.MiniLink
	web       model.WebLogin
}

// Moments are the capabilities of a back end with moments and small tools, beside
// sending text.
func Moments() []model.Capability {
	return []model.Capability{
		model.CanSendText, model.CanMoments, model.CanPostMoments, model.CanResolveLink, model.CanMiniLinks, model.CanWebLogin,
	}
}

// Moments implements providers.MomentReader. The name of a page is how many come
// before it.
func (b *Back) Moments(_ context.Context, _ model.Seat, contactID, page string) ([]model.Moment, string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.moments.deeds = append(b.moments.deeds, fmt.Sprintf("read %q from %q", contactID, page))
	if b.moments.readErr != nil {
		return nil, "", b.moments.readErr
	}
	var all []model.Moment
	for _, m := range b.moments.list {
		if contactID == "" || m.AuthorID == contactID {
			all = append(all, m)
		}
	}
	from, _ := strconv.Atoi(page) // "" is 0
	to := len(all)
	if size := b.moments.pageSize; size > 0 {
		to = min(from+size, len(all))
	}
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return slices.Clone(all[from:to]), next, nil
}

// Moment implements providers.MomentReader.
func (b *Back) Moment(_ context.Context, seat model.Seat, id string) (model.Moment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.moments.find(id); m != nil {
		return *m, nil
	}
	return model.Moment{}, &model.Trouble{Code: model.TroubleNotFound, About: seat.DisplayName()}
}

func (s *momentScript) find(id string) *model.Moment {
	for i := range s.list {
		if s.list[i].RemoteID == id {
			return &s.list[i]
		}
	}
	return nil
}

// momentDeed notes what was asked and does it, unless deeds are refused.
func (b *Back) momentDeed(ctx context.Context, id string, do func(*model.Moment), format string, args ...any) error {
	b.mu.Lock()
	b.moments.deeds = append(b.moments.deeds, fmt.Sprintf(format, args...))
	hold := b.moments.holding
	b.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.moments.deedErr != nil {
		return b.moments.deedErr
	}
	if m := b.moments.find(id); m != nil {
		do(m)
	}
	return nil
}

// LikeMoment implements providers.MomentReader.
func (b *Back) LikeMoment(ctx context.Context, seat model.Seat, id string, on bool) error {
	return b.momentDeed(ctx, id, func(m *model.Moment) {
		m.Liked = on
		m.Likes = slices.DeleteFunc(slices.Clone(m.Likes), func(l model.MomentLike) bool { return l.RemoteID == seat.AccountID })
		if on {
			m.Likes = append(m.Likes, model.MomentLike{RemoteID: seat.AccountID, Name: seat.Name})
		}
	}, "like %s %t", id, on)
}

// CommentMoment implements providers.MomentReader.
func (b *Back) CommentMoment(ctx context.Context, seat model.Seat, id, replyTo, text string) error {
	return b.momentDeed(ctx, id, func(m *model.Moment) {
		m.Comments = append(slices.Clone(m.Comments), model.MomentComment{
			RemoteID: fmt.Sprintf("own-%d", len(m.Comments)), AuthorID: seat.AccountID, Author: seat.Name, ReplyTo: replyTo, Text: text,
			At: time.Now().UTC().Truncate(time.Second),
		})
	}, "comment %s to %q: %s", id, replyTo, text)
}

// DeleteMomentComment implements providers.MomentReader.
func (b *Back) DeleteMomentComment(ctx context.Context, _ model.Seat, id, commentID string) error {
	return b.momentDeed(ctx, id, func(m *model.Moment) {
		m.Comments = slices.DeleteFunc(slices.Clone(m.Comments), func(c model.MomentComment) bool { return c.RemoteID == commentID })
	}, "delete comment %s of %s", commentID, id)
}

// PostMoment implements providers.MomentPoster.
func (b *Back) PostMoment(ctx context.Context, seat model.Seat, post model.MomentPost) error {
	if err := b.momentDeed(ctx, "", nil, "post"); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.moments.posts = append(b.moments.posts, post)
	m := model.Moment{
		RemoteID: fmt.Sprintf("post-%d", len(b.moments.posts)), AuthorID: seat.AccountID, AuthorName: seat.Name, Text: post.Text,
		At: time.Now().UTC().Truncate(time.Second), Link: post.Link,
	}
	for _, url := range post.Pictures {
		m.Pictures = append(m.Pictures, model.MomentPicture{URL: url})
	}
	b.moments.list = append([]model.Moment{m}, b.moments.list...)
	return nil
}

// DeleteMoment implements providers.MomentPoster.
func (b *Back) DeleteMoment(ctx context.Context, _ model.Seat, id string) error {
	if err := b.momentDeed(ctx, "", nil, "delete %s", id); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.moments.list = slices.DeleteFunc(slices.Clone(b.moments.list), func(m model.Moment) bool { return m.RemoteID == id })
	return nil
}

// ResolveLink implements providers.LinkResolver.
func (b *Back) ResolveLink(ctx context.Context, _ model.Seat, url string) (string, error) {
	err := b.momentDeed(ctx, "", nil, "resolve %s", url)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.moments.real, errorOr(err, b.moments.answerErr)
}

// CreateMiniLink implements providers.MiniLinker.
func (b *Back) CreateMiniLink(ctx context.Context, _ model.Seat, to model.MiniLink) (string, error) {
	err := b.momentDeed(ctx, "", nil, "create %s %s %s", to.AppID, to.Page, to.Title)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.moments.mini.Link, errorOr(err, b.moments.answerErr)
}

// ResolveMiniLink implements providers.MiniLinker.
func (b *Back) ResolveMiniLink(ctx context.Context, _ model.Seat, link string) (model.MiniLink, error) {
	err := b.momentDeed(ctx, "", nil, "mini %s", link)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.moments.mini, errorOr(err, b.moments.answerErr)
}

// AskWebLogin implements providers.WebLoginer.
func (b *Back) AskWebLogin(ctx context.Context, _ model.Seat, url string) (model.WebLogin, error) {
	err := b.momentDeed(ctx, "", nil, "ask %s", url)
	b.mu.Lock()
	defer b.mu.Unlock()
	login := b.moments.web
	login.URL = url
	return login, errorOr(err, b.moments.answerErr)
}

// ConfirmWebLogin implements providers.WebLoginer.
func (b *Back) ConfirmWebLogin(ctx context.Context, seat model.Seat, login model.WebLogin) error {
	return b.momentDeed(ctx, "", nil, "confirm %s for %s", login.URL, seat.RemoteID)
}

func errorOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Publishes says what the timeline holds, newest first, and how many come on a
// page; 0 for all.
func (b *Back) Publishes(pageSize int, list ...model.Moment) {
	b.Set(func(b *Back) { b.moments.pageSize, b.moments.list = pageSize, list })
}

// RefuseMoments has no moment read, for that reason; nil gives them again.
func (b *Back) RefuseMoments(err error) { b.Set(func(b *Back) { b.moments.readErr = err }) }

// RefuseMomentDeeds has no moment changed, and no tool do anything; nil lets it.
func (b *Back) RefuseMomentDeeds(err error) { b.Set(func(b *Back) { b.moments.deedErr = err }) }

// HoldMomentDeeds lets deeds hang until the function it gives is called.
func (b *Back) HoldMomentDeeds() (release func()) {
	hold := make(chan struct{})
	b.Set(func(b *Back) { b.moments.holding = hold })
	return func() {
		b.Set(func(b *Back) { b.moments.holding = nil })
		close(hold)
	}
}

// Answers says what the small tools find out.
func (b *Back) Answers(realURL string, mini model.MiniLink, web model.WebLogin, err error) {
	b.Set(func(b *Back) {
		b.moments.real, b.moments.mini, b.moments.web, b.moments.answerErr = realURL, mini, web, err
	})
}

// MomentDeeds is what was asked about moments and of the small tools.
func (b *Back) MomentDeeds() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.moments.deeds)
}

// Posts are the moments that were published.
func (b *Back) Posts() []model.MomentPost {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.moments.posts)
}
