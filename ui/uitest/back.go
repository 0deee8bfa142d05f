// Package uitest is what tests of the screens need: a console with a window on a
// back end of which a test decides every move, and ways to see and do what a
// person would.
package uitest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// Kind is the name of the scripted back end.
const Kind = "scripted"

// Back is a back end of which a test decides every move.
type Back struct {
	mu       sync.Mutex
	sink     providers.Sink
	ctx      context.Context
	seats    []model.Seat
	can      model.Capabilities
	sent     []providers.Outgoing
	hold     bool // sends are handed over and never answered
	refuse   error
	testErr  error
	password string
	edits    []string
	editErr  error
	accepted []string
	cleared  []string
	ids      int
	files    map[string][]byte        // by address
	history  map[string][]model.Event // newest last, by seat and peer
	login    loginScript
	moments  momentScript
	people   peopleScript
	manage   manageScript
	media    mediaScript
	company  companyScript
}

// NewBack makes a back end with so many seats, all online, that can do
// everything there is but publish files.
func NewBack(seats int) *Back {
	b := &Back{password: "s3cret", login: newLoginScript(), history: map[string][]model.Event{}, files: map[string][]byte{}, can: model.NewCapabilities(
		model.CanSendText, model.CanSendImage, model.CanSendVideo, model.CanSendFile, model.CanSendLink, model.CanForward, model.CanMention,
		model.CanHistory, model.CanClearUnread, model.CanEditRemark, model.CanDescribe, model.CanAddByPhone, model.CanAcceptFriend,
		model.CanListContacts, model.CanListGroups, model.CanListTags,
	)}
	for n := 1; n <= seats; n++ {
		b.seats = append(b.seats, model.Seat{
			RemoteID: fmt.Sprintf("robot-%d", n), AccountID: fmt.Sprintf("wx%d", n), Name: SeatName(n), State: model.SeatOnline,
		})
	}
	return b
}

// SeatName is what the nth seat is called.
func SeatName(n int) string {
	names := []string{"小美", "客服阿强", "李店长", "售后小王", "王小二", "南京路门店"}
	if n <= len(names) {
		return names[n-1]
	}
	return fmt.Sprintf("%s%d号", names[(n-1)%len(names)], n)
}

func (b *Back) ref(seat int) model.SeatRef {
	return model.SeatRef{RemoteID: fmt.Sprintf("robot-%d", seat)}
}

// Kind implements providers.Provider.
func (b *Back) Kind() string { return Kind }

// Spec implements providers.Provider.
func (b *Back) Spec() providers.Spec {
	return providers.Spec{
		Title: "有机云", DefaultURL: "https://api.example.com", AccountLabel: "accessKey", SecretLabel: "accessSecret",
		Options: []providers.OptionSpec{
			{Name: "reconnect_min", Default: "10s", Check: func(v string) error {
				if d, err := time.ParseDuration(v); err != nil || d <= 0 {
					return errors.New("a time such as 10s")
				}
				return nil
			}},
			{Name: "publish_put"},
			{Name: "publish_base"},
		},
	}
}

// Open implements providers.Provider.
func (b *Back) Open(set providers.Settings) (providers.Link, error) {
	many := false
	b.Set(func(b *Back) { b.login.gate, many = set.Gate, b.manage.atOnce > 0 })
	l := &link{Back: b, secret: set.Secret}
	if many {
		return manyLink{l}, nil
	}
	return l, nil
}

// link is one open connection.
type link struct {
	*Back
	secret string
}

func (l *link) Test(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.testErr != nil {
		return l.testErr
	}
	if l.secret != l.password {
		return &model.Trouble{Code: model.TroubleCredentials, About: "api.example.com"}
	}
	return nil
}

func (l *link) Run(ctx context.Context, sink providers.Sink) error {
	l.mu.Lock()
	l.sink, l.ctx = sink, ctx
	l.mu.Unlock()
	if err := l.Test(ctx); err != nil {
		sink.LinkChanged(model.LinkStatus{Link: model.LinkRefused, Err: model.AsTrouble(err)})
	} else {
		sink.LinkChanged(model.LinkStatus{Link: model.LinkOnline})
	}
	<-ctx.Done()
	return ctx.Err()
}

func (l *link) Capabilities(seat model.Seat) model.Capabilities {
	l.mu.Lock()
	defer l.mu.Unlock()
	if can, own := l.people.can[seat.RemoteID]; own {
		return can
	}
	return l.can
}

func (b *Back) Pace() providers.Pace {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.login.pace
}

func (b *Back) ListSeats(context.Context) ([]model.Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var events []model.Event
	var ids []string
	for _, s := range b.seats {
		events = append(events, model.SeatSeen{Seat: s})
		ids = append(ids, s.RemoteID)
	}
	return append(events, model.SeatsListed{RemoteIDs: ids}), nil
}

func (b *Back) RecentConversations(context.Context, time.Time, int) (providers.ConversationPage, error) {
	return providers.ConversationPage{}, nil
}

func (b *Back) Messages(_ context.Context, seat model.Seat, peer string, _ time.Time, offset, limit int) (providers.MessagePage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.history[seat.RemoteID+"/"+peer]
	var page providers.MessagePage
	for i := len(all) - 1 - offset; i >= 0 && page.Count < limit; i-- {
		page.Events = append(page.Events, all[i])
		page.Count++
	}
	return page, nil
}

func (b *Back) FindMessages(context.Context, model.Seat, string, []string) ([]model.Event, error) {
	return nil, nil
}

func (b *Back) NewClientID() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ids++
	return fmt.Sprintf("client-%d", b.ids)
}

func (b *Back) Send(ctx context.Context, out providers.Outgoing) (providers.Receipt, error) {
	b.mu.Lock()
	hold, refuse := b.hold, b.refuse
	b.sent = append(b.sent, out)
	b.mu.Unlock()
	if refuse != nil {
		return providers.Receipt{}, refuse
	}
	if hold {
		<-ctx.Done()
		return providers.Receipt{}, &providers.NotTried{Err: ctx.Err()}
	}
	return providers.Receipt{RemoteID: out.ClientID, Confirmed: true}, nil
}

func (b *Back) Forward(ctx context.Context, out providers.Outgoing, _ string) (providers.Receipt, error) {
	return b.Send(ctx, out)
}

func (b *Back) ClearUnread(_ context.Context, _ model.Seat, c model.Conversation) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cleared = append(b.cleared, c.PeerID)
	return nil
}

func (b *Back) InquireContacts(_ context.Context, seat model.Seat, remoteIDs []string) ([]model.Event, error) {
	return b.asked(seat, remoteIDs), nil
}

func (b *Back) EditRemark(_ context.Context, _ model.Seat, contact string, remark, description *string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.editErr != nil {
		return b.editErr
	}
	if remark != nil {
		b.edits = append(b.edits, contact+" remark "+*remark)
	}
	if description != nil {
		b.edits = append(b.edits, contact+" description "+*description)
	}
	return nil
}

func (b *Back) AddByPhone(_ context.Context, _ model.Seat, phone, _ string) (model.Contact, error) {
	if phone == "13800000000" {
		return model.Contact{}, &model.Trouble{Code: model.TroubleRejected, About: phone, Detail: "该用户不存在"}
	}
	return model.Contact{RemoteID: "c-" + phone, Name: "新客户", External: true, WeChat: true}, nil
}

func (b *Back) AcceptFriend(_ context.Context, _ model.Seat, r model.FriendRequest) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted = append(b.accepted, r.RemoteID)
	return nil
}

func (b *Back) CanPublish() bool { return true }

func (b *Back) Publish(_ context.Context, name string, _ int64, open func() (providers.ReadSeekCloser, error), _ func(int64)) (string, error) {
	f, err := open()
	if err != nil {
		return "", err
	}
	return "https://files.example.com/" + name, f.Close()
}

// Serve puts a file at a web address.
func (b *Back) Serve(address string, content []byte) {
	b.Set(func(b *Back) { b.files[address] = content })
}

// RoundTrip answers every request for a web address: nothing leaves the machine.
func (b *Back) RoundTrip(req *http.Request) (*http.Response, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	address := req.URL.String()
	if content, there := b.files[address]; there {
		return &http.Response{
			StatusCode: http.StatusOK, ContentLength: int64(len(content)), Body: b.bodyOf(req.Context(), address, content), Request: req,
		}, nil
	}
	return &http.Response{StatusCode: http.StatusNotFound, Status: "404 Not Found", Body: http.NoBody, Request: req}, nil
}

// Set changes how the back end behaves.
func (b *Back) Set(change func(*Back)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(b)
}

// Hold lets sends hang, so that what is queued stays on screen as such.
func (b *Back) Hold() { b.Set(func(b *Back) { b.hold = true }) }

// Refuse has every send refused; nil lets them through again.
func (b *Back) Refuse(err error) { b.Set(func(b *Back) { b.refuse = err }) }

// RefuseEdits has every change of a remark refused.
func (b *Back) RefuseEdits(err error) { b.Set(func(b *Back) { b.editErr = err }) }

// Can replaces what the back end can do.
func (b *Back) Can(list ...model.Capability) {
	b.Set(func(b *Back) { b.can = model.NewCapabilities(list...) })
}

// Sent are the contents that were handed over so far.
func (b *Back) Sent() []model.Content {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []model.Content
	for _, o := range b.sent {
		list = append(list, o.Content)
	}
	return list
}

// Edits are the remarks that were changed, as "contact remark text".
func (b *Back) Edits() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.edits...)
}

// Accepted are the friend requests that were accepted.
func (b *Back) Accepted() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.accepted...)
}

// Deliver pushes events.
func (b *Back) Deliver(events ...model.Event) {
	b.mu.Lock()
	sink, ctx := b.sink, b.ctx
	b.mu.Unlock()
	if err := sink.Deliver(ctx, events); err != nil && !errors.Is(err, context.Canceled) {
		panic(err)
	}
}

// Link tells how the connection is doing.
func (b *Back) Link(status model.LinkStatus) {
	b.mu.Lock()
	sink := b.sink
	b.mu.Unlock()
	sink.LinkChanged(status)
}

// State tells a change of a seat's state.
func (b *Back) State(seat int, state model.SeatState) {
	b.Set(func(b *Back) { b.seats[seat-1].State = state })
	b.Deliver(model.SeatStateSeen{Seat: b.ref(seat), State: state})
}

// Message makes a message of a customer, or of the seat when out.
func (b *Back) Message(peer, text string, at time.Time, out bool) model.Message {
	b.mu.Lock()
	b.ids++
	id := b.ids
	b.mu.Unlock()
	m := model.Message{
		RemoteID: fmt.Sprintf("m-%d", id), ServerID: fmt.Sprintf("s-%d", id), Seq: int64(id), SentAt: at.UTC().Truncate(time.Millisecond),
		Direction: model.In, SenderID: peer, SenderName: peer, Content: model.Content{Kind: model.KindText, Text: text},
	}
	if out {
		m.Direction, m.State, m.SenderName = model.Out, model.StateSent, ""
	}
	return m
}

// Say pushes messages of a conversation of a seat; the peer's id is its name.
func (b *Back) Say(seat int, peer string, group bool, messages ...model.Message) {
	var events []model.Event
	key := b.ref(seat).RemoteID + "/" + peer
	for _, m := range messages {
		e := model.MessageSeen{
			Seat: b.ref(seat), Message: m, Live: true,
			Conversation: model.ConversationRef{RemoteID: fmt.Sprintf("S:%d_%s", seat, peer), PeerID: peer, Group: group, Name: peer},
		}
		events = append(events, e)
		b.Set(func(b *Back) { b.history[key] = append(b.history[key], e) })
	}
	b.Deliver(events...)
}

// Says pushes one text of a customer, sent now.
func (b *Back) Says(seat int, peer, text string) {
	b.Say(seat, peer, false, b.Message(peer, text, time.Now(), false))
}
