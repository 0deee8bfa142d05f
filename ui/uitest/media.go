package uitest

import (
	"bytes"
	"context"
	"io"

	"seatdeck/app/model"
)

// mediaScript is what the back end does with media, and with messages of ours.
type mediaScript struct {
	halts   map[string]chan struct{} // by address: it stops half way until this closes
	heard   string                   // what voice messages say
	revoked []string                 // remote ids
	refuse  error                    // of a revoke
}

// refPrefix begins what a message's Ref says of a part: where that can be got.
const refPrefix = "part-"

// PartAt is the Ref of a message whose part lies at an address that only the back
// end can tell.
func PartAt(part model.MediaPart, address string) map[string]string {
	return map[string]string{refPrefix + string(part): address}
}

// HasMedia implements providers.MediaResolver.
func (b *Back) HasMedia(m model.Message, part model.MediaPart) bool {
	return m.Content.Ref[refPrefix+string(part)] != ""
}

// ResolveMedia implements providers.MediaResolver.
func (b *Back) ResolveMedia(_ context.Context, _ model.Seat, m model.Message, part model.MediaPart) (model.MediaSource, error) {
	return model.MediaSource{URL: m.Content.Ref[refPrefix+string(part)]}, nil
}

// Transcribe implements providers.Transcriber.
func (b *Back) Transcribe(context.Context, model.Seat, model.Message) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.media.heard, nil
}

// Revoke implements providers.Revoker.
func (b *Back) Revoke(_ context.Context, _ model.Seat, _ model.Conversation, m model.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.media.refuse != nil {
		return b.media.refuse
	}
	b.media.revoked = append(b.media.revoked, m.RemoteID)
	return nil
}

// Hears says what voice messages say.
func (b *Back) Hears(words string) { b.Set(func(b *Back) { b.media.heard = words }) }

// RefuseRevokes has every message of ours stay.
func (b *Back) RefuseRevokes(err error) { b.Set(func(b *Back) { b.media.refuse = err }) }

// Revoked are the remote ids of what was taken back.
func (b *Back) Revoked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.media.revoked...)
}

// Halt has what lies at an address come half, and the rest once release is called.
func (b *Back) Halt(address string) (release func()) {
	halt := make(chan struct{})
	b.Set(func(b *Back) {
		if b.media.halts == nil {
			b.media.halts = map[string]chan struct{}{}
		}
		b.media.halts[address] = halt
	})
	return func() {
		b.Set(func(b *Back) { delete(b.media.halts, address) })
		close(halt)
	}
}

// halting is a body that waits half way.
type halting struct {
	ctx   context.Context
	first io.Reader
	halt  <-chan struct{}
	rest  io.Reader
}

// bodyOf is what lies at an address. The caller holds the lock.
func (b *Back) bodyOf(ctx context.Context, address string, content []byte) io.ReadCloser {
	halt, halts := b.media.halts[address]
	if !halts {
		return io.NopCloser(bytes.NewReader(content))
	}
	half := len(content) / 2
	return io.NopCloser(&halting{ctx: ctx, first: bytes.NewReader(content[:half]), halt: halt, rest: bytes.NewReader(content[half:])})
}

func (h *halting) Read(p []byte) (int, error) {
	if n, err := h.first.Read(p); err == nil {
		return n, nil
	}
	select {
	case <-h.halt:
		return h.rest.Read(p)
	case <-h.ctx.Done():
		return 0, h.ctx.Err()
	}
}
