package juhe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers/internal/sinktest"
)

// callbackFields are a signed callback's, but for what it says.
func callbackFields(nonce int, seq string, more map[string]any) map[string]any {
	fields := map[string]any{"timestamp": today.UnixMilli(), "nonce": nonce, "secretId": "main", "requestSeq": seq}
	for name, value := range more {
		fields[name] = value
	}
	return fields
}

// taking is a link that takes callbacks.
type taking struct {
	link    *link
	sink    *sinktest.Sink
	clock   *clockwork.FakeClock
	address string
}

func takeCallbacks(t testing.TB, alg Algorithm) taking {
	t.Helper()
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, map[string]string{
		optCallbackListen: "127.0.0.1:0", optCallbackAlgorithm: string(alg), optCallbackURL: "https://proxy.example.com/in/",
	}), sinktest.New()
	_, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	bound := withCallbacks(l)
	l.health.begin(s)
	ctx, cancel := context.WithCancel(context.Background())
	var task sync.WaitGroup
	task.Go(func() { newReceiver(l, s).run(ctx) })
	t.Cleanup(func() { cancel(); task.Wait() })
	return taking{link: l, sink: s, clock: clock, address: <-bound}
}

func TestCallbacksAreTakenAndCommittedFirst(t *testing.T) {
	at := takeCallbacks(t, SHA1)
	sign := func(nonce int, more map[string]any) []byte {
		return signedBody(t, SHA1, testSecret, callbackFields(nonce, fmt.Sprint("s", nonce), more))
	}
	for i, one := range []struct {
		path string
		body map[string]any
		want []model.Event
	}{
		{"/message/chat/loginCallBack", map[string]any{"userId": "u1", "onOffline": 0}, []model.Event{
			model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "u1"}, State: model.SeatOffline, At: today},
		}},
		{"/" + pathToken + "/message/chat/syncUserInfo", map[string]any{
			"userId": "u1", "status": "2", "lockStartTime": "2026-05-06 15:00:00", "unlockTime": "2026-05-06 18:00:00",
		}, []model.Event{
			model.SeatStateSeen{
				Seat: model.SeatRef{RemoteID: "u1"}, State: model.SeatBanned, At: today,
				BannedFrom: time.Date(2026, 5, 6, 7, 0, 0, 0, time.UTC), UnlockAt: time.Date(2026, 5, 6, 10, 0, 0, 0, time.UTC),
			},
		}},
		{"/in/" + pathToken + "/message/chat/loginCallBack", map[string]any{"userId": "u1", "onOffline": 0}, []model.Event{
			model.SeatLogSeen{Seat: model.SeatRef{RemoteID: "u1"}, Entries: []model.SeatLogEntry{{At: today, State: model.SeatOffline}}},
		}},
		{"/in/message/chat/syncUserInfo", map[string]any{"userId": "u1", "status": 1}, []model.Event{
			model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "u1"}, State: model.SeatOffline, At: today},
		}},
		{"/message/chat/detection/notice", map[string]any{
			"code": "task-1", "title": "每日检测", "content": "发现 1 个", "total": 3, "interdictionCount": 1, "normalCount": 1, "validTotal": 2,
			"complete": "1", "createDate": "2026-05-06 15:00:00", "recordList": []any{
				map[string]any{"userId": "u1", "inspectionStatus": "2", "checkStatus": "1", "lockStartTime": "2026-05-06 15:00:00", "name": "王芳"},
				map[string]any{"userId": "u2", "inspectionStatus": 1, "checkStatus": 1},
				map[string]any{"userId": "u3", "inspectionStatus": "2", "checkStatus": "0"},
			},
		}, []model.Event{
			model.SeatStateSeen{Seat: model.SeatRef{RemoteID: "u2"}, State: model.SeatOffline, At: today}, // it was banned
			model.DetectionSeen{Detection: model.Detection{
				ID: "task-1", At: time.Date(2026, 5, 6, 7, 0, 0, 0, time.UTC), Title: "每日检测", Content: "发现 1 个",
				Total: 3, Banned: 1, Normal: 1, Valid: 2, Complete: true,
				Records: []model.DetectionRecord{
					{Seat: model.SeatRef{RemoteID: "u1"}, Name: "王芳", Banned: true, From: time.Date(2026, 5, 6, 7, 0, 0, 0, time.UTC)},
					{Seat: model.SeatRef{RemoteID: "u2"}},
					{Seat: model.SeatRef{RemoteID: "u3"}, Failed: true},
				},
			}},
		}},
	} {
		status, done := post(t, at.address, one.path, sign(100+i, one.body))
		require.Equal(t, http.StatusOK, status, one.path)
		require.True(t, done)
		for _, want := range one.want {
			require.Equal(t, want, <-at.sink.Events)
		}
		require.Empty(t, at.sink.Events, "all of it was delivered before the answer")
	}
	require.Equal(t, model.CallbackCounts{Accepted: 5}, at.link.Callbacks())
}

func TestCallbacksThatAreRefused(t *testing.T) {
	at := takeCallbacks(t, HMACSHA256Body)
	const path = "/message/chat/syncUserInfo"
	ban := map[string]any{"userId": "u1", "status": 2}
	sign := func(secret string, fields map[string]any) []byte {
		return signedBody(t, HMACSHA256Body, secret, fields)
	}
	older := func(d time.Duration) map[string]any {
		fields := callbackFields(int(d/time.Second)+1000, "old", ban)
		fields["timestamp"] = today.Add(-d).UnixMilli()
		return fields
	}
	right := sign(testSecret, callbackFields(1, "s1", ban))
	status, done := post(t, at.address, path, right)
	require.Equal(t, http.StatusOK, status)
	require.True(t, done)
	sinktest.Next[model.SeatStateSeen](at.sink)

	for _, one := range []struct {
		name   string
		body   []byte
		status int
		want   model.CallbackCounts
	}{
		{"wrong signature", sign("another", callbackFields(2, "s2", ban)), 403, model.CallbackCounts{BadSign: 1}},
		{"altered body", bytes.Replace(right, []byte("u1"), []byte("u2"), 1), 403, model.CallbackCounts{BadSign: 1}},
		{"the same again", right, 403, model.CallbackCounts{Replayed: 1}},
		{"its nonce again", sign(testSecret, callbackFields(1, "s9", ban)), 403, model.CallbackCounts{Replayed: 1}},
		{"old", sign(testSecret, older(5*time.Minute+time.Second)), 403, model.CallbackCounts{Stale: 1}},
		{"in the future", sign(testSecret, older(-5*time.Minute-time.Second)), 403, model.CallbackCounts{Stale: 1}},
		{"no JSON", []byte("<xml>"), 400, model.CallbackCounts{Undecodable: 1}},
		{"not signed", []byte(`{"userId":"u1","status":2}`), 400, model.CallbackCounts{Undecodable: 1}},
		{"too large", bytes.Repeat([]byte(" "), maxCallback+1), 413, model.CallbackCounts{TooLarge: 1}},
	} {
		t.Run(one.name, func(t *testing.T) {
			before := at.link.Callbacks()
			status, done := post(t, at.address, path, one.body)
			require.Equal(t, one.status, status)
			require.False(t, done)
			require.Empty(t, at.sink.Events)
			after := at.link.Callbacks()
			after.Accepted -= before.Accepted
			after.Repeated -= before.Repeated
			after.BadSign -= before.BadSign
			after.Stale -= before.Stale
			after.Replayed -= before.Replayed
			after.Undecodable -= before.Undecodable
			after.TooLarge -= before.TooLarge
			require.Equal(t, one.want, after)
		})
	}

	t.Run("same sequence, signed anew", func(t *testing.T) {
		status, done := post(t, at.address, path, sign(testSecret, callbackFields(3, "s1", ban)))
		require.Equal(t, http.StatusOK, status)
		require.True(t, done)
		require.Empty(t, at.sink.Events)
		require.Equal(t, int64(1), at.link.Callbacks().Repeated)
	})
	t.Run("another path", func(t *testing.T) {
		for _, wrong := range []string{"/", "/message/chat/getUsers", "/guess" + path, "/in/guess" + path} {
			status, _ := post(t, at.address, wrong, sign(testSecret, callbackFields(4, "s4", ban)))
			require.Equal(t, http.StatusNotFound, status, wrong)
		}
		response, err := http.Get("http://" + at.address + path)
		require.NoError(t, err)
		_ = response.Body.Close()
		require.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
	})
	t.Run("signed, and not to be read", func(t *testing.T) {
		for i, body := range []map[string]any{{"userId": "u1", "status": "?"}} {
			status, done := post(t, at.address, path, sign(testSecret, callbackFields(50+i, fmt.Sprint("x", i), body)))
			require.Equal(t, http.StatusBadRequest, status)
			require.False(t, done)
			require.Equal(t, path, (<-at.sink.Events).(model.PayloadRefused).Source)
		}
	})
}

// TestATextCutElsewhereIsNoNewCallback: 1791234567890 and 942 are, as text, the
// same as 1791234567 (in s) and 890942.
func TestATextCutElsewhereIsNoNewCallback(t *testing.T) {
	now := time.UnixMilli(1791234567890)
	for _, alg := range []Algorithm{SHA1, HMACSHA256} {
		l := openLink(t, "http://h", clockwork.NewFakeClockAt(now), map[string]string{optCallbackAlgorithm: string(alg)})
		s := sinktest.New()
		r := newReceiver(l, s)
		fields := map[string]any{"timestamp": int64(1791234567890), "nonce": 942, "requestSeq": "s1", "userId": "u1", "status": 1}
		right := signedBody(t, alg, testSecret, fields)
		require.Equal(t, "accepted", r.take(t.Context(), OnSyncUserInfo.path, right).String())

		forged := strings.NewReplacer("1791234567890", "1791234567", "942", "890942", `"s1"`, `"s2"`, `"status":1`, `"status":2`).Replace(string(right))
		_, err := l.client.Verify(OnSyncUserInfo.path, []byte(forged))
		require.NoError(t, err, "the signature alone can't tell")
		require.Equal(t, "repeated nonce", r.take(t.Context(), OnSyncUserInfo.path, []byte(forged)).String())
		require.Equal(t, int64(1), l.Callbacks().Replayed)

		// A signature that is written otherwise is the same one.
		var same Autograph
		require.NoError(t, json.Unmarshal([]byte(forged), &same))
		other := strings.Replace(forged, same.Signature.String(), " "+strings.ToUpper(same.Signature.String())+" ", 1)
		_, err = l.client.Verify(OnSyncUserInfo.path, []byte(other))
		require.NoError(t, err)
		require.Equal(t, "repeated nonce", r.take(t.Context(), OnSyncUserInfo.path, []byte(other)).String())
		require.Empty(t, s.Events)
	}
}

func TestACallbackThatCouldNotBeStoredComesAgain(t *testing.T) {
	at := takeCallbacks(t, SHA256)
	body := signedBody(t, SHA256, testSecret, callbackFields(7, "s7", map[string]any{"userId": "u1", "onOffline": 1}))
	at.sink.FailWith(errors.New("disk full"))
	status, done := post(t, at.address, "/message/chat/loginCallBack", body)
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.False(t, done)
	require.Equal(t, int64(1), at.link.Callbacks().Busy)

	at.sink.FailWith(nil)
	status, done = post(t, at.address, "/message/chat/loginCallBack", body)
	require.Equal(t, http.StatusOK, status)
	require.True(t, done)
	require.Equal(t, model.SeatOnline, sinktest.Next[model.SeatStateSeen](at.sink).State)
	require.Equal(t, int64(1), at.link.Callbacks().Accepted)
}

func TestManyCallbacksAtOnceAreEachTakenOnce(t *testing.T) {
	const each, senders = 20, 20
	at := takeCallbacks(t, SHA1)
	bodies := make([][]byte, each*senders)
	for i := range bodies {
		bodies[i] = signedBody(t, SHA1, testSecret, callbackFields(1000+i, fmt.Sprint("s", i), map[string]any{"userId": fmt.Sprint("w", i), "onOffline": 1}))
	}
	var tasks sync.WaitGroup
	for i := range senders {
		tasks.Go(func() {
			for _, body := range bodies[i*each : (i+1)*each] {
				response, err := http.Post("http://"+at.address+"/message/chat/loginCallBack", "application/json", bytes.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				if response.StatusCode != http.StatusOK {
					t.Error(response.Status)
				}
			}
		})
	}
	tasks.Wait()
	seen := map[string]bool{}
	for range bodies {
		seen[sinktest.Next[model.SeatStateSeen](at.sink).Seat.RemoteID] = true
	}
	require.Len(t, seen, len(bodies))
	require.Empty(t, at.sink.Events)
}

func TestAnAddressThatIsTakenIsToldWhileTheSocketWorks(t *testing.T) {
	b := company(t)
	clock := clockwork.NewFakeClockAt(today)
	l, s := openLink(t, b.URL, clock, map[string]string{optCallbackListen: "127.0.0.1:0"}), sinktest.New()
	l.listen = func(string, string) (net.Listener, error) { return nil, errors.New("address in use") }
	running(t, l, s)
	for status := range s.Statuses {
		if status.Link == model.LinkOnline && status.Err != nil {
			require.Equal(t, model.TroubleInvalid, status.Err.Code)
			require.Equal(t, optCallbackListen, status.Err.About)
			return
		}
	}
}
