package providers

import "context"

type Link interface {
	Run(ctx context.Context) error
}

type Provider interface{ Open() Link }

type Sender interface {
	Send(ctx context.Context, text string) error
}

type GroupRenamer interface {
	RenameGroup(ctx context.Context, name string) error
}

type GroupQuitter interface {
	QuitGroup(ctx context.Context) error
}

type Lister interface {
	CanList() bool
	List(ctx context.Context) error
}

type RawCaller interface {
	RawCall(ctx context.Context, path string) error
}

type Keeper interface {
	Put(ctx context.Context) error
	Delete(ctx context.Context) error
}
