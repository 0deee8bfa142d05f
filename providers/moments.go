package providers

import (
	"context"

	"seatdeck/app/model"
)

// MomentReader is a Link that can read moments (朋友圈).
type MomentReader interface {
	// Moments gives a page of the timeline, or of one contact's moments, newest
	// first; the first page is "".
	Moments(ctx context.Context, seat model.Seat, contactID, page string) (list []model.Moment, next string, err error)
	Moment(ctx context.Context, seat model.Seat, id string) (model.Moment, error)
	LikeMoment(ctx context.Context, seat model.Seat, id string, on bool) error
	// CommentMoment writes under a moment; replyTo is a comment's id or "".
	CommentMoment(ctx context.Context, seat model.Seat, id, replyTo, text string) error
	DeleteMomentComment(ctx context.Context, seat model.Seat, id, commentID string) error
}

// MomentPoster is a Link that can publish moments of the seat's own.
type MomentPoster interface {
	PostMoment(ctx context.Context, seat model.Seat, post model.MomentPost) error
	DeleteMoment(ctx context.Context, seat model.Seat, id string) error
}
