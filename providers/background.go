package providers

import "context"

type backgroundKey struct{}

// Background marks calls made with ctx as not urgent: where the pace leaves room
// for a few calls only, those that a person waits for go first.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

// IsBackground tells whether ctx was marked so.
func IsBackground(ctx context.Context) bool { return ctx.Value(backgroundKey{}) != nil }
