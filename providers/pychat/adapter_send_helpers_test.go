package pychat

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

var (
	deedSeat  = model.Seat{RemoteID: testGUID, AccountID: "wxid_us", Name: "小店"}
	deedChat  = model.Conversation{PeerID: "wxid_them", RemoteID: "wxid_them"}
	deedGroup = model.Conversation{PeerID: "7@chatroom", RemoteID: "7@chatroom", Group: true}
)

// deedsLink is a link to a back end without a network. Its clock is the one of a
// synctest bubble, where there is one.
func deedsLink(t testing.TB, b *backEnd, options map[string]string) *link {
	t.Helper()
	all := map[string]string{optGUIDs: testGUID}
	maps.Copy(all, options)
	seed := 0.0
	l, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: "http://pychat.test", Options: all},
		Token:      "0123456789abcdef0123456789abcdef",
		HTTP:       &http.Client{Transport: b},
		Clock:      clockwork.NewRealClock(),
		Rand: func() float64 {
			seed += 0.137
			return seed - float64(int(seed))
		},
	})
	require.NoError(t, err)
	return l.(*link)
}

// scripted answers by path; all else is null.
func scripted(answers map[string]string) *backEnd {
	return &backEnd{answer: func(c sentCall) (int, string) {
		if answer, ok := answers[c.Path]; ok {
			return http.StatusOK, answer
		}
		return http.StatusOK, "null"
	}}
}

const refusal = `{"errcode":-2,"errmsg":"群主才能操作"}`

// made is one call a deed is to make: its path, and its body without the guid.
type made struct{ path, body string }

// deed is something a person has a link do, and the calls that it is to make.
type deed struct {
	name    string
	answers map[string]string
	options map[string]string
	do      func(ctx context.Context, l *link) error
	made    []made
}

// requireDeeds has each deed done, and compares its calls with what is wanted and
// with the document. Each is then refused, and told so.
func requireDeeds(t *testing.T, deeds []deed) {
	t.Helper()
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			b := scripted(d.answers)
			require.NoError(t, d.do(t.Context(), deedsLink(t, b, d.options)))
			got := b.got()
			requireMade(t, d.made, got)
			if len(d.made) == 0 {
				return
			}
			no := alwaysSays(http.StatusOK, refusal)
			err := d.do(t.Context(), deedsLink(t, no, d.options))
			require.True(t, model.IsTrouble(err, model.TroubleRejected), "%v", err)
			require.Contains(t, err.Error(), "群主才能操作")
			require.Equal(t, "小店", model.AsTrouble(err).About)
		})
	}
}

func requireMade(t *testing.T, want []made, got []sentCall) {
	t.Helper()
	var paths []string
	for _, c := range got {
		paths = append(paths, c.Path)
	}
	require.Len(t, got, len(want), "%v", paths)
	for i, c := range got {
		require.Equal(t, want[i].path, c.Path)
		var body map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(c.Body), &body))
		requireFields(t, c.Path, body)
		if guid, named := body["guid"]; named {
			require.JSONEq(t, `"`+testGUID+`"`, string(guid))
			delete(body, "guid")
		}
		rest, err := json.Marshal(body)
		require.NoError(t, err)
		require.JSONEq(t, want[i].body, string(rest), c.Path)
	}
}

// requireFields compares the fields of a body with those of the document's
// example.
func requireFields(t *testing.T, path string, body map[string]json.RawMessage) {
	t.Helper()
	for _, doc := range theDocument(t) {
		if doc.Path != path {
			continue
		}
		var want map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(doc.Body, &want))
		if path == DownloadWxEmotion.path {
			want["aes_key"] = nil // of its table
		}
		require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(body)), path)
		return
	}
	t.Fatalf("%s is not in the document", path)
}

// connectedAndSilent is a transport that takes a call and never answers.
type connectedAndSilent struct{}

func (connectedAndSilent) RoundTrip(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
	<-r.Context().Done()
	return nil, r.Context().Err()
}
