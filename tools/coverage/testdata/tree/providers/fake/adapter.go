package fake

import (
	"context"
	"net/http"

	"elsewhere.test/unknown"
	"seatdeck/providers"
)

type provider struct{}

func (provider) Open() providers.Link { return &link{} }

type link struct {
	client *Client
	box    unknown.Box
}

// Run hears what is pushed, by way of a handler.
func (l *link) Run(ctx context.Context) error {
	return http.ListenAndServe("", &receiver{link: l})
}

type receiver struct{ link *link }

func (r *receiver) ServeHTTP(http.ResponseWriter, *http.Request) {
	r.link.hear(Pushed{})
	r.link.take(decode(""))
}

func (l *link) hear(p Pushed) {}

func (l *link) Send(ctx context.Context, text string) error {
	return l.box.Do(func() error { return l.say(ctx, text) })
}

func (l *link) say(ctx context.Context, text string) error {
	_, err := SendText.Do(ctx, l.client, text)
	return err
}

func (l *link) RenameGroup(ctx context.Context, name string) error {
	return do(ctx, l, Rename, name)
}

// do is any call.
func do[Req, Ans any](ctx context.Context, l *link, call Call[Req, Ans], req Req) error {
	_, err := call.Do(ctx, l.client, req)
	return err
}

// steps are what List does.
var steps = []func(*link) error{
	func(l *link) error { return do(context.Background(), l, ListAll, "") },
}

func (l *link) List(ctx context.Context) error {
	for _, step := range steps {
		if err := step(l); err != nil {
			return err
		}
	}
	return nil
}

// Quit serves no interface: its name is not QuitGroup.
func (l *link) Quit(ctx context.Context) error { return do(ctx, l, Quit, "") }

// other has a method of the right name and the wrong type.
type other struct{ link *link }

func (o *other) QuitGroup(text string) error { return do(context.Background(), o.link, Unfit, text) }

func (l *link) RawCall(ctx context.Context, path string) error { return l.client.Raw(ctx, path) }

// CanList makes no call: it only says whether List would.
func (l *link) CanList() bool { return len(steps) > 0 }

// helper is no user of link's deeds, though it takes one.
func helper(l *link) string { return "" }

func (l *link) RenameNothing() string { return helper(l) }

// shelf is a table of functions: who looks into it uses what is in there.
type shelf struct {
	put    func(ctx context.Context) error
	delete map[string]func(ctx context.Context) error
}

type shelves struct{ list []shelf }

func newShelves(ctx context.Context, l *link) *shelves {
	return &shelves{list: []shelf{{
		put:    func(ctx context.Context) error { return do(ctx, l, PutAway, "") },
		delete: map[string]func(context.Context) error{"": l.throwAway},
	}}}
}

func (l *link) throwAway(ctx context.Context) error { return do(ctx, l, ThrowAway, "") }

func (s *shelves) Put(ctx context.Context) error { return s.list[0].put(ctx) }

func (s *shelves) Delete(ctx context.Context) error { return s.list[0].delete[""](ctx) }

// Told is a callback, and Named a part of it.
type Told struct{ About []Named }

type Named struct{ Name string }

// Nobody is a callback that nobody has a use for.
type Nobody struct{}

// take is given what was decoded.
func (l *link) take(n any) {
	if told, ok := n.(*Told); ok {
		l.hear(Pushed{Text: told.About[0].Name})
	}
}
