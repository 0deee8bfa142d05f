package app

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/app/watch"
	"seatdeck/providers"
)

type Console struct {
	Groups *Groups
	Outbox *Outbox
	Tools  *Tools
	Watch  *watch.Watch
	hidden *hidden
}

type Groups struct{ link providers.Link }

func (g *Groups) Rename(ctx context.Context, name string) error {
	return with(ctx, g.link, func(able providers.GroupRenamer) error { return able.RenameGroup(ctx, name) })
}

// Refresh is called by no screen.
func (g *Groups) Refresh(ctx context.Context) error { return (&directory{link: g.link}).read(ctx) }

func (g *Groups) Keep(ctx context.Context) error {
	return with(ctx, g.link, func(able providers.Keeper) error { return able.Put(ctx) })
}

func (g *Groups) Clear(ctx context.Context) error {
	return with(ctx, g.link, func(able providers.Keeper) error { return able.Delete(ctx) })
}

func with[T any](ctx context.Context, link any, do func(T) error) error { return do(link.(T)) }

type Outbox struct{}

func (o *Outbox) Send(text string) { o.queue(model.JobSend) }

func (o *Outbox) queue(model.JobKind) {}

type Tools struct{ link providers.Link }

func (t *Tools) Call(ctx context.Context, path string) error {
	return t.link.(providers.RawCaller).RawCall(ctx, path)
}

type hidden struct{}

// session is what a connection does by itself.
type session struct {
	link      providers.Link
	sender    *sender
	directory *directory
}

func (c *Console) Start(ctx context.Context) { go (&session{}).run(ctx) }

func (s *session) run(ctx context.Context) {
	go s.sender.run(ctx)
	go s.directory.run(ctx)
	_ = s.link.Run(ctx)
}

type sender struct{ link providers.Link }

func (s *sender) run(ctx context.Context) {
	if kind := model.JobSend; kind == 0 {
		_ = s.link.(providers.Sender).Send(ctx, "")
	}
}

type directory struct{ link providers.Link }

func (d *directory) run(ctx context.Context) { _ = d.read(ctx) }

func (d *directory) read(ctx context.Context) error { return d.link.(providers.Lister).List(ctx) }
