package youjiyun

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// The client is the document and knows nothing of the console.
func TestClientImportsNoModel(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	checked := 0
	for _, file := range files {
		if strings.HasPrefix(file, "adapter_") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range parsed.Imports {
			require.NotEqual(t, `"seatdeck/app/model"`, i.Path.Value, file)
			require.NotEqual(t, `"seatdeck/providers"`, i.Path.Value, file)
		}
		checked++
	}
	require.Greater(t, checked, 5)
}

func TestOpenRefusesWhatCantWork(t *testing.T) {
	for name, change := range map[string]func(*providers.Settings){
		"no URL":     func(s *providers.Settings) { s.Connection.BaseURL = "" },
		"ftp":        func(s *providers.Settings) { s.Connection.BaseURL = "ftp://h" },
		"no host":    func(s *providers.Settings) { s.Connection.BaseURL = "https://" },
		"user":       func(s *providers.Settings) { s.Connection.BaseURL = "https://u:secret@h" },
		"query":      func(s *providers.Settings) { s.Connection.BaseURL = "https://h?a=1" },
		"no account": func(s *providers.Settings) { s.Connection.Account = "" },
		"no secret":  func(s *providers.Settings) { s.Secret = "" },
		"bad option": func(s *providers.Settings) { s.Connection.Options = map[string]string{"nonsense": "1"} },
		"bad eio":    func(s *providers.Settings) { s.Connection.Options = map[string]string{"eio": "5"} },
		"no wait":    func(s *providers.Settings) { s.Connection.Options = map[string]string{"reconnect_min": "0s"} },
		"bad wait":   func(s *providers.Settings) { s.Connection.Options = map[string]string{"reconnect_min": "10"} },
		"bad filter": func(s *providers.Settings) { s.Connection.Options = map[string]string{"msg_filter": "perhaps"} },
		"bad publish": func(s *providers.Settings) {
			s.Connection.Options = map[string]string{"publish_put": "http://u:secret@%zz"}
		},
	} {
		s := providers.Settings{
			Connection: model.Connection{BaseURL: "https://h", Account: "a"}, Secret: "s",
			Clock: clockwork.NewFakeClock(), Rand: dice(),
		}
		change(&s)
		_, err := New().Open(s)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), name)
		require.NotContains(t, err.Error(), "secret")
	}
	require.Equal(t, "youjiyun", New().Kind())
	l := openLink(t, "https://h", clockwork.NewFakeClock(), map[string]string{"eio": "4", "msg_filter": "1", "reconnect_min": "250ms"})
	require.Equal(t, options{reconnectMin: 250 * time.Millisecond, eio: 4, msgFilter: true}, l.options)
	for _, o := range New().Spec().Options {
		if o.Default != "" {
			require.NoError(t, o.Check(o.Default), o.Name)
		}
	}
}

func TestCapabilities(t *testing.T) {
	can := openLink(t, "https://h", clockwork.NewFakeClock(), nil).Capabilities(theSeat)
	require.True(t, can.Has(model.CanSendText))
	require.True(t, can.Has(model.NeedsPublishedURL))
	require.False(t, can.Has(model.CanSendVoice))
	require.False(t, can.Has(model.CanQRLogin))
}
