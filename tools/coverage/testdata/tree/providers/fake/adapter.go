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

func (r *receiver) ServeHTTP(http.ResponseWriter, *http.Request) { r.link.hear(Pushed{}) }

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
