// Package providers says what a back end can do: one small interface per
// capability, and a registry of the kinds there are. The app talks to back ends
// through these and nothing else; a type assertion tells what one of them has.
package providers

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
)

// Provider is a kind of back end, e.g. 有机云.
type Provider interface {
	// Kind is the name in `connect add --provider` and in the database.
	Kind() string
	// Spec says which fields a person fills in to add a connection.
	Spec() Spec
	// Open makes a link for one connection. It does no network I/O; a
	// connection that can't work (bad URL, missing account) is a
	// *model.Trouble of code TroubleInvalid.
	Open(Settings) (Link, error)
}

// Spec describes the form of a connection.
type Spec struct {
	Title        string // the back end's own name, e.g. "有机云"
	DefaultURL   string
	AccountLabel string // the document's word, e.g. "accessKey"
	SecretLabel  string
	Options      []OptionSpec
	MoreSecrets  []string // names of further secrets

	// Optional ones may stay empty: Open says where an option needs them.
	AccountOptional bool
	SecretOptional  bool
}

// OptionSpec is one --option of a connection.
type OptionSpec struct {
	Name     string
	Default  string
	Hint     string // translation key of one line that says what it is for
	Check    func(value string) error
	Required bool // it may not be left out or empty
}

// Settings are what a Link is made of.
type Settings struct {
	Connection model.Connection
	Secret     string
	Secrets    map[string]string // further secrets by name
	// Token is 32 hex digits that nobody outside knows, the same for the life of
	// the connection: for the path at which callbacks are taken.
	Token string
	// Keep seals a secret that the back end itself gave. After a restart it is among
	// Secrets, under the same name.
	Keep func(ctx context.Context, name, value string) error
	Gate Gate
	// Started gives what a seat, by remote id, was last started with, for when it
	// has to be started again.
	Started func(ctx context.Context, seat string) model.StartOptions
	HTTP    *http.Client // transport only; a Link sets its own time-outs by context
	Clock   clockwork.Clock
	Rand    func() float64 // in [0,1): jitter and request ids
	Log     *slog.Logger   // a Link's lines name its connection
}

// Gate holds calls back so that no account makes more of them than its back end
// allows. What it counts survives a restart.
type Gate interface {
	// Pass returns when one more call of the account may be made: never more
	// than perMinute in any minute. Urgent ones pass before the rest, for which a
	// part of the allowance is kept free. An account is named by its seat's remote
	// id. While the account is shut it is a
	// *model.Trouble of code TroubleBlocked, at once.
	Pass(ctx context.Context, account string, perMinute int, urgent bool) error
	// Shut lets no call of the account pass before a time.
	Shut(ctx context.Context, account string, until time.Time) error
}

// Sink takes what a Link hears. Deliver returns after the events are committed
// (so that a callback may be answered), or with the reason why they were not.
// Deliver may be called by several goroutines; calls are committed together
// where that is faster, each caller's events in order.
type Sink interface {
	Deliver(ctx context.Context, events []model.Event) error
	// LinkChanged tells how the link is doing. On each change to LinkOnline the
	// app reads the history that may have been missed.
	LinkChanged(status model.LinkStatus)
}

// Link is one connection, open. Which other interfaces of this package it
// implements says what the back end can do.
type Link interface {
	// Test logs in and makes one harmless call, to tell a person whether the
	// connection works.
	Test(ctx context.Context) error
	// Run keeps the link alive and delivers what comes, until ctx ends. It
	// reconnects by itself. It returns after all its goroutines ended.
	Run(ctx context.Context, sink Sink) error
	// Capabilities of a seat, as far as its state does not matter.
	Capabilities(seat model.Seat) model.Capabilities
	// Pace says how fast the back end may be called.
	Pace() Pace
}

// Can tells whether a link is a T, one of the other interfaces of this package.
func Can[T any](link Link) bool {
	_, ok := link.(T)
	return ok
}

// Pace are limits the app enforces. Zero means no limit.
type Pace struct {
	CallsPerMinute int           // of one seat; kept by the Link through the Gate, here to be shown
	SendInterval   time.Duration // at least so long between two sends of a seat
}

// Nudger is a Link that can try again at once: after a wake from sleep, or when
// a person asks.
type Nudger interface{ Nudge() }

// SeatLister is a Link that can name its seats. Events: SeatSeen, SeatsListed.
type SeatLister interface {
	ListSeats(ctx context.Context) ([]model.Event, error)
}

// Page is a part of a list.
type Page struct {
	Events []model.Event
	Next   string // asks for the next page; "": this was the last
	Total  int    // of the whole list, as the back end counts; 0: it does not say
}

// Historian is a Link that can read the past.
type Historian interface {
	// RecentConversations lists conversations of all seats, newest first, that
	// were last active at or before `before` (zero: now). More tells that
	// older ones may follow.
	RecentConversations(ctx context.Context, before time.Time, limit int) (page ConversationPage, err error)
	// Messages lists messages of one conversation, newest first, skipping the
	// newest `offset`, none newer than `until` (zero: now). A page can be
	// asked for twice.
	Messages(ctx context.Context, seat model.Seat, peerID string, until time.Time, offset, limit int) (page MessagePage, err error)
	// FindMessages looks messages up by remote or client id; those not found
	// are absent.
	FindMessages(ctx context.Context, seat model.Seat, peerID string, ids []string) ([]model.Event, error)
}

// ConversationPage is a page of RecentConversations.
type ConversationPage struct {
	Events []model.Event // ConversationSeen and PayloadRefused
	Count  int           // rows the back end gave, decodable or not
	Oldest time.Time     // last activity of the last row
}

// MessagePage is a page of Messages.
type MessagePage struct {
	Events []model.Event // MessageSeen and PayloadRefused
	Count  int           // rows the back end gave, decodable or not: what to add to the offset
}

// Outgoing is a message to hand to a back end.
type Outgoing struct {
	Seat         model.Seat
	Conversation model.Conversation
	ClientID     string // unique for ever; the same on a second attempt
	Content      model.Content
}

// Receipt is a back end's immediate answer to a send.
type Receipt struct {
	RemoteID string // "" where only the echo tells
	// Confirmed: the back end has it. Otherwise an echo (MessageSeen with the
	// same ClientID, or an Echo) must be waited for.
	Confirmed bool
	SentAt    time.Time // by the back end's clock; zero: not told
}

// Sender is a Link that can send. An error of send is one of:
//   - a *NotTried: certainly nothing left this machine, try again later;
//   - a *model.Trouble: the back end refused it;
//   - anything else: it may have arrived.
type Sender interface {
	// NewClientID makes an id in the form the back end wants.
	NewClientID() string
	Send(ctx context.Context, out Outgoing) (Receipt, error)
}

// Forwarder is a Link that can forward a message it has.
type Forwarder interface {
	// Forward sends the message of that server id to the conversation in out;
	// errors as with Sender.
	Forward(ctx context.Context, out Outgoing, serverID string) (Receipt, error)
}

// NotTried wraps the reason why a call certainly did not leave this machine.
type NotTried struct{ Err error }

// Error gives the reason.
func (e *NotTried) Error() string { return "not tried: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *NotTried) Unwrap() error { return e.Err }

// UnreadCleaner is a Link that can mark a conversation as read at the back end.
type UnreadCleaner interface {
	ClearUnread(ctx context.Context, seat model.Seat, conversation model.Conversation) error
}
