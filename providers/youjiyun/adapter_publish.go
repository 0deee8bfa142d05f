package youjiyun

import (
	"context"

	"seatdeck/providers"
	"seatdeck/providers/internal/publish"
)

// CanPublish tells whether both publish options are set.
func (l *link) CanPublish() bool { return l.target().Ready() }

// Publish puts a file under publish_put, where the back end finds it under
// publish_base.
func (l *link) Publish(ctx context.Context, name string, size int64, open func() (providers.ReadSeekCloser, error), told func(int64)) (string, error) {
	return l.target().Publish(ctx, name, size, open, told)
}

func (l *link) target() publish.Target {
	return publish.Target{
		Put: l.options.publishPut, Base: l.options.publishBase,
		HTTP: l.http, Clock: l.clock, Retry: l.client.retry(), Secret: l.secretName,
	}
}
