package wirejson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEncode(t *testing.T) {
	require.Equal(t, `{"text":"<b>&\n"}`, string(Encode(map[string]string{"text": "<b>&\n"})))
	require.Equal(t, `null`, string(Encode(nil)))
	require.Empty(t, Encode(make(chan int)))
}
