package pychat

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	simulator "seatdeck/providers/simulator/pychat"
)

const (
	simHost    = "http://127.0.0.1:7800"
	notifyHost = "http://127.0.0.1:7801"
)

// town is a simulated back end and a link to it, without a network between them.
type town struct {
	*link
	t    *testing.T
	sim  *simulator.Server
	seat model.Seat

	mu    sync.Mutex
	heard []model.Event
}

// RoundTrip hands a call to whom it is for.
func (w *town) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	if strings.HasPrefix(r.URL.String(), notifyHost) {
		w.notified(recorder, r)
	} else {
		w.sim.Handler().ServeHTTP(recorder, r)
	}
	return recorder.Result(), nil
}

func (w *town) notified(answer http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	notice, err := ReadNotice(body)
	if err != nil {
		answer.WriteHeader(http.StatusBadRequest)
		return
	}
	events := w.noticeEvents(r.Context(), notice)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, events...)
}

// newTown opens a link to the first seat of a still world.
func newTown(t *testing.T) *town {
	w := &town{t: t}
	w.sim = simulator.New(simulator.Options{Seed: 7, BaseURL: simHost, HTTP: &http.Client{Transport: w}})
	guid := w.sim.GUIDs()[0]
	l, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: simHost, Options: map[string]string{
			optGUIDs: guid, optPublishPut: simHost + "/publish/", optPublishBase: simHost + "/publish/",
		}},
		Token: "0123456789abcdef0123456789abcdef",
		HTTP:  &http.Client{Transport: w},
		Clock: deedsLink(t, scripted(nil), nil).clock,
		Rand:  func() float64 { return 0.5 },
	})
	require.NoError(t, err)
	w.link = l.(*link)
	profile, err := GetProfile.Do(t.Context(), w.client, GetProfileRequest{GUID: guid})
	require.NoError(t, err)
	w.accounts.put(guid, profile.User)
	w.seat = model.Seat{RemoteID: guid, AccountID: profile.User.UserName.String(), Name: "小店"}
	_, err = SetNotifyURL.Do(t.Context(), w.client, SetNotifyURLRequest{GUID: guid, NotifyURL: notifyHost + "/"})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.sim.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return w
}

// message waits for the callback of a message.
func (w *town) message(id string) model.MessageSeen {
	w.t.Helper()
	for range 100 {
		w.mu.Lock()
		for _, e := range w.heard {
			if seen, ok := e.(model.MessageSeen); ok && seen.Message.RemoteID == id {
				w.mu.Unlock()
				return seen
			}
		}
		w.mu.Unlock()
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("no callback of message %s", id)
	return model.MessageSeen{}
}

// says has somebody in a conversation write, and gives what came of it.
func (w *town) says(peer, kind, text string) model.Message {
	w.t.Helper()
	id, err := w.sim.Say(w.seat.RemoteID, peer, kind, text)
	require.NoError(w.t, err, kind)
	return w.message(id).Message
}

// sends sends, and gives the message that its echo tells.
func (w *town) sends(peer string, c model.Content) model.Message {
	w.t.Helper()
	receipt, err := w.Send(w.t.Context(), providers.Outgoing{
		Seat: w.seat, Conversation: model.Conversation{PeerID: peer, RemoteID: peer, Group: isGroup(peer)}, Content: c, ClientID: w.NewClientID(),
	})
	require.NoError(w.t, err, "%s to %s", c.Kind, peer)
	require.True(w.t, receipt.Confirmed)
	seen := w.message(receipt.RemoteID)
	require.True(w.t, seen.Echo)
	require.Equal(w.t, model.Out, seen.Message.Direction)
	return seen.Message
}

func (w *town) publishes(name string, data []byte) string {
	w.t.Helper()
	url, err := w.Publish(w.t.Context(), name, int64(len(data)), func() (providers.ReadSeekCloser, error) { return inMemory{bytes.NewReader(data)}, nil }, nil)
	require.NoError(w.t, err)
	return url
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// fetches has a part of a message offered, and fetches it.
func (w *town) fetches(m model.Message, part model.MediaPart) []byte {
	w.t.Helper()
	require.True(w.t, w.HasMedia(m, part), "%s of %s", part, m.Content.Kind)
	source, err := w.ResolveMedia(w.t.Context(), w.seat, m, part)
	require.NoError(w.t, err, "%s of %s", part, m.Content.Kind)
	r := httptest.NewRequest(http.MethodGet, source.URL, nil)
	answer, err := w.RoundTrip(r)
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, answer.StatusCode)
	data, err := io.ReadAll(answer.Body)
	require.NoError(w.t, err)
	require.NotEmpty(w.t, data)
	if source.Size > 0 {
		require.Len(w.t, data, int(source.Size))
	}
	return data
}

// knows reads whom the seat knows.
func (w *town) knows() (people []model.Contact, groups []model.Group) {
	w.t.Helper()
	for page := ""; ; {
		got, err := w.ListContacts(w.t.Context(), w.seat, page)
		require.NoError(w.t, err)
		for _, e := range got.Events {
			people = append(people, e.(model.ContactSeen).Contact)
		}
		if page = got.Next; page == "" {
			break
		}
	}
	for page := ""; ; {
		got, err := w.ListGroups(w.t.Context(), w.seat, page)
		require.NoError(w.t, err)
		for _, e := range got.Events {
			groups = append(groups, e.(model.GroupSeen).Group)
		}
		if page = got.Next; page == "" {
			return people, groups
		}
	}
}

// rest lets a minute pass: the back end blocks who calls too often.
func rest() { time.Sleep(time.Minute) }

func inTown(t *testing.T, do func(t *testing.T, w *town)) {
	synctest.Test(t, func(t *testing.T) { do(t, newTown(t)) })
}

// friendOf is somebody of WeChat who writes to the seat, and a group that it is
// in.
func (w *town) friendAndGroup() (friend model.Contact, group model.Group) {
	w.t.Helper()
	people, groups := w.knows()
	rest()
	for _, c := range people {
		if _, err := w.sim.Say(w.seat.RemoteID, c.RemoteID, "", "在吗"); err == nil && c.WeChat {
			friend = c
			break
		}
	}
	i := slices.IndexFunc(groups, func(g model.Group) bool { return !isOpenIMGroup(g.RemoteID) && g.OwnerID == w.seat.AccountID })
	if i < 0 {
		i = slices.IndexFunc(groups, func(g model.Group) bool { return !isOpenIMGroup(g.RemoteID) })
	}
	require.NotEmpty(w.t, friend.RemoteID)
	require.GreaterOrEqual(w.t, i, 0)
	return friend, groups[i]
}

func aPNG(t *testing.T) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40))))
	return b.Bytes()
}
