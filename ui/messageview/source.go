// Package messageview draws a conversation: a list of messages that holds on
// screen only what is in sight, in memory only a window of the history, and
// costs the same to scroll whether there are a thousand messages or a million.
package messageview

import (
	"cmp"
	"context"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/ui/picture"
)

// Key is the place of a message in its conversation: by time, then by the back
// end's count, then by our own.
type Key struct {
	SentAt int64 // ms, UTC
	Seq    int64
	ID     model.MessageID
}

// KeyOf is the place of m.
func KeyOf(m model.Message) Key { return Key{m.SentAt.UnixMilli(), m.Seq, m.ID} }

// Start is the place before every message.
func Start() Key { return Key{SentAt: math.MinInt64} }

// Compare is -1, 0 or +1 as k comes before, at or after other.
func (k Key) Compare(other Key) int {
	return cmp.Or(cmp.Compare(k.SentAt, other.SentAt), cmp.Compare(k.Seq, other.Seq), cmp.Compare(k.ID, other.ID))
}

// justBefore is a place that k and nothing before it comes after.
func (k Key) justBefore() Key {
	k.ID--
	return k
}

// Source reads one conversation. It is called off the UI goroutine, with a
// context that is cancelled when the answer is no longer wanted. Every list is
// ascending by Key; fewer messages than the limit mean that there are no more.
type Source interface {
	Newest(ctx context.Context, limit int) ([]model.Message, error)
	// Before is the last messages whose Key is less than at, which need not be
	// that of a message.
	Before(ctx context.Context, at Key, limit int) ([]model.Message, error)
	// After is the first messages whose Key is greater than at.
	After(ctx context.Context, at Key, limit int) ([]model.Message, error)
	// Around is the message id with up to so many before and after it; nothing
	// where there is no such message.
	Around(ctx context.Context, id model.MessageID, before, after int) ([]model.Message, error)
	CountAfter(ctx context.Context, at Key) (int, error)
}

// Options of a View. Dispatch and T are needed. A callback that is nil takes
// what it offers out of the menu.
type Options struct {
	Dispatch func(func())                          // runs on the UI goroutine, without waiting
	T        func(key string, pairs ...any) string // texts; see assets
	Pictures *picture.Loader                       // nil: no pictures
	Clock    clockwork.Clock
	Zone     *time.Location // of times and days; the default is Local

	OnResend      func(model.Message) // of a failed or a maybe sent message
	OnDiscard     func(model.Message) // of a failed message
	OnForward     func(model.Message)
	OnReply       func(model.Message)
	OnCopy        func(text string) // default: the clipboard
	OnOpenLink    func(url string)  // http(s), after the agent said yes
	OnOpenPicture func(model.Message)
	OnSaveFile    func(model.Message) // file, voice or video
	OnSeenBottom  func()              // the newest message is in sight

	OnRevoke      func(model.Message)
	OnPat         func(model.Message)              // its sender
	OnPin         func(model.Message)              // on top of its group
	OnTranscribe  func(model.Message, func())      // of a voice message; call the function when that ended
	OnSaveMP3     func(model.Message)              // of a voice message
	OnReedit      func(text string)                // of a message of ours that was taken back
	OnFindMessage func(remoteID string)            // it is quoted, and not in the window
	OnRetryLoad   func(m model.Message, do func()) // before a preview is loaded again; do loads it

	// Address is what Pictures takes for a part of a message's media, "" where it
	// has no such part. It and Transfers are called off the UI goroutine, with the
	// Source. The default knows what a message says itself.
	Address func(model.Message, model.MediaPart) string
	// Transfers are those of a message; see TransfersChanged.
	Transfers        func(context.Context, model.MessageID) ([]model.Transfer, error)
	OnCancelTransfer func(model.Transfer)
	OnRetryTransfer  func(model.Transfer)
	OnShowFolder     func(path string) // that a saved file lies in

	// ConfirmLink asks whether to open; the default is a dialog that shows the
	// real host.
	ConfirmLink func(link Link, open func())
}

// EmptyState is what is drawn where there are no messages.
type EmptyState struct {
	Title    string
	Hint     string
	Action   string // words of the one button; "" is none
	OnAction func()
}

func (o *Options) setDefaults() {
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.OnCopy == nil {
		o.OnCopy = func(text string) { fyne.CurrentApp().Clipboard().SetContent(text) }
	}
}
