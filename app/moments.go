package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Moments reads and writes moments (朋友圈). What was read is kept, so that it
// can be shown again at once.
type Moments struct {
	store    *storage.Store
	bus      *bus.Bus
	sessions *sessions
	audit    *audit.Log
}

// NewMoment is what a person wants to publish; files are of this machine.
type NewMoment struct {
	Text                    string
	Link                    *model.MomentLink
	PictureFiles            []string
	VideoFile               string
	VisibleTags, HiddenTags []string
}

// Kept gives moments from the local file, newest first; contactID "" is the
// timeline.
func (m *Moments) Kept(ctx context.Context, seat model.SeatID, contactID string, limit int) ([]model.Moment, error) {
	return m.store.Moments(ctx, seat, contactID, limit)
}

// Read reads a page at the back end and keeps it; the first page is "".
func (m *Moments) Read(ctx context.Context, seat model.SeatID, contactID, page string) (list []model.Moment, next string, err error) {
	reader, row, err := capability[providers.MomentReader](ctx, m.sessions, seat)
	if err != nil {
		return nil, "", err
	}
	if list, next, err = reader.Moments(ctx, row, contactID, page); err != nil {
		return nil, "", err
	}
	_ = m.keep(ctx, seat, list) // what can't be kept can be shown all the same
	return list, next, nil
}

// One reads a moment with its likes and comments anew.
func (m *Moments) One(ctx context.Context, seat model.SeatID, id string) (model.Moment, error) {
	reader, row, err := capability[providers.MomentReader](ctx, m.sessions, seat)
	if err != nil {
		return model.Moment{}, err
	}
	one, err := reader.Moment(ctx, row, id)
	if err != nil {
		return one, err
	}
	return one, m.keep(ctx, seat, []model.Moment{one})
}

func (m *Moments) keep(ctx context.Context, seat model.SeatID, list []model.Moment) error {
	err := m.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutMoments(seat, list) })
	if err == nil {
		m.tell(seat)
	}
	return err
}

func (m *Moments) tell(seat model.SeatID) {
	change := bus.NewChange()
	change.Moments[seat] = true
	m.bus.Tell(change)
}

// Like likes a moment, or no longer.
func (m *Moments) Like(ctx context.Context, seat model.SeatID, id string, like bool) error {
	return m.change(ctx, seat, id, fmt.Sprintf("like %t", like), func(r providers.MomentReader, row model.Seat) error {
		return r.LikeMoment(ctx, row, id, like)
	})
}

// Comment writes under a moment; replyTo is a comment's id or "".
func (m *Moments) Comment(ctx context.Context, seat model.SeatID, id, replyTo, text string) error {
	if strings.TrimSpace(text) == "" {
		return &model.Trouble{Code: model.TroubleInvalid, About: "text", Detail: "refusal.missing: it is empty"}
	}
	return m.change(ctx, seat, id, "comment", func(r providers.MomentReader, row model.Seat) error {
		return r.CommentMoment(ctx, row, id, replyTo, text)
	})
}

// DeleteComment takes a comment away.
func (m *Moments) DeleteComment(ctx context.Context, seat model.SeatID, id, commentID string) error {
	return m.change(ctx, seat, id, "delete comment", func(r providers.MomentReader, row model.Seat) error {
		return r.DeleteMomentComment(ctx, row, id, commentID)
	})
}

// change does something to a moment and reads it again.
func (m *Moments) change(ctx context.Context, seat model.SeatID, id, detail string, do func(providers.MomentReader, model.Seat) error) (err error) {
	defer m.audit.Ends(ctx, model.AuditEntry{What: model.AuditMoment, Seat: seat, About: id, Detail: detail}, &err)
	reader, row, err := capability[providers.MomentReader](ctx, m.sessions, seat)
	if err != nil {
		return err
	}
	if err := do(reader, row); err != nil {
		return err
	}
	// Done is done: were a failed reading told as an error, a person would write
	// the same comment twice.
	_, _ = m.One(ctx, seat, id)
	return nil
}

// Post publishes a moment; local files are first put where the back end can
// fetch them.
func (m *Moments) Post(ctx context.Context, seat model.SeatID, n NewMoment) (err error) {
	defer m.audit.Ends(ctx, model.AuditEntry{What: model.AuditMoment, Seat: seat, Detail: "post"}, &err)
	poster, row, err := capability[providers.MomentPoster](ctx, m.sessions, seat)
	if err != nil {
		return err
	}
	if strings.TrimSpace(n.Text) == "" && n.Link == nil && len(n.PictureFiles) == 0 && n.VideoFile == "" {
		return &model.Trouble{Code: model.TroubleInvalid, About: "text", Detail: "refusal.nothing_to_publish: there is nothing to publish"}
	}
	post := model.MomentPost{Text: n.Text, Link: n.Link, VisibleTags: n.VisibleTags, HiddenTags: n.HiddenTags}
	for _, path := range n.PictureFiles {
		url, err := m.publish(ctx, seat, path)
		if err != nil {
			return err
		}
		post.Pictures = append(post.Pictures, url)
	}
	if n.VideoFile != "" {
		if post.Video, err = m.publish(ctx, seat, n.VideoFile); err != nil {
			return err
		}
	}
	return poster.PostMoment(ctx, row, post)
}

func (m *Moments) publish(ctx context.Context, seat model.SeatID, path string) (string, error) {
	p, _, err := capability[providers.Publisher](ctx, m.sessions, seat)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", &model.Trouble{Code: model.TroubleNotFound, About: filepath.Base(path), Cause: err}
	}
	return p.Publish(ctx, filepath.Base(path), info.Size(), func() (providers.ReadSeekCloser, error) { return os.Open(path) }, nil)
}

// Delete takes a moment of the seat's own away, at the back end and then here.
func (m *Moments) Delete(ctx context.Context, seat model.SeatID, id string) (err error) {
	defer m.audit.Ends(ctx, model.AuditEntry{What: model.AuditMoment, Seat: seat, About: id, Detail: "delete"}, &err)
	poster, row, err := capability[providers.MomentPoster](ctx, m.sessions, seat)
	if err != nil {
		return err
	}
	if err := poster.DeleteMoment(ctx, row, id); err != nil {
		return err
	}
	if err := m.store.Write(ctx, func(tx *storage.Tx) error { return tx.DeleteMoment(seat, id) }); err != nil {
		return err
	}
	m.tell(seat)
	return nil
}
