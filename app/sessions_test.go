package app

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// A back end may give a secret of its own: it is sealed like the rest, and there after
// a restart.
func TestASecretOfTheBackEndIsKept(t *testing.T) {
	inBubble(t, func(b *bench) {
		require.NotContains(t, b.back.opened.Secrets, "ticket")
		require.NoError(t, b.back.opened.Keep(context.Background(), "ticket", "t1cket"))
		sealed, err := b.store.Sealed(context.Background(), 1)
		require.NoError(t, err)
		require.Equal(t, "sealed:t1cket", string(sealed["ticket"]))
		b.stop()
		b.start()
		require.Equal(t, "t1cket", b.back.opened.Secrets["ticket"])
		require.Equal(t, "s3cret", b.back.opened.Secret)
	})
}
