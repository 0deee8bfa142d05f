package providers

import (
	"context"

	"seatdeck/app/model"
)

// Publisher is a Link that needs local files at a URL before they can be sent,
// and has a place to put them.
type Publisher interface {
	// CanPublish tells whether there is such a place.
	CanPublish() bool
	// Publish puts the file where the back end can fetch it and returns its
	// URL; told is called with the bytes that are away, now and then. Without a
	// target it is a *model.Trouble of code TroubleNoPublish.
	Publish(ctx context.Context, name string, size int64, open func() (ReadSeekCloser, error), told func(done int64)) (url string, err error)
}

// Uploader is a Link whose back end takes over a published file before a message
// names it. What it gives is kept as the Ref of the content, so that a restart
// does not upload again; a content of which there is nothing to take over keeps
// the Ref it has. An error means that nothing was sent.
type Uploader interface {
	Upload(ctx context.Context, seat model.Seat, content model.Content) (ref map[string]string, err error)
}

// MediaResolver is a Link whose messages name media that have no address of
// their own.
type MediaResolver interface {
	// HasMedia tells whether the message has that part, without a call.
	HasMedia(m model.Message, part model.MediaPart) bool
	// ResolveMedia has the back end offer a part at a URL.
	ResolveMedia(ctx context.Context, seat model.Seat, m model.Message, part model.MediaPart) (model.MediaSource, error)
}

// Transcriber is a Link whose back end can write down what a voice message says.
type Transcriber interface {
	Transcribe(ctx context.Context, seat model.Seat, m model.Message) (string, error)
}

// Revoker is a Link that can take back a message of the seat's own.
type Revoker interface {
	Revoke(ctx context.Context, seat model.Seat, conversation model.Conversation, m model.Message) error
}
