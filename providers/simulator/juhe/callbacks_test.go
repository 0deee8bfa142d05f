package juhe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// run has the callbacks go out until the test ends.
func (b *bench) run() {
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.callBack(ctx)
	}()
	b.Cleanup(func() {
		cancel()
		<-done
	})
}

func (b *bench) tellTo(l *listener, algorithm Algorithm) {
	b.Helper()
	require.NoError(b, b.SetCallback(Callback{URL: l.URL + "/token/", Secret: "geheim", Algorithm: algorithm}))
}

// requireSigned holds that a callback bears the right signature.
func (b *bench) requireSigned(got callbackGot) {
	b.Helper()
	target := b.outgoing.target
	want, err := target.Algorithm.signature(target.Secret, idText(got.body["timestamp"]), idText(got.body["nonce"]), got.body)
	require.NoError(b, err)
	require.Equal(b, want, got.body["signature"])
	require.Equal(b, mainUser, got.body["secretId"])
	require.NotEmpty(b, got.body["requestSeq"])
}

func TestABanIsTold(t *testing.T) {
	for _, algorithm := range []Algorithm{"", SHA1, SHA256, MD5, HMACSHA1, HMACSHA256, HMACSHA256Body} {
		t.Run(string(algorithm), func(t *testing.T) {
			b := newBench(t, Options{})
			l := newListener(t)
			b.tellTo(l, algorithm)
			require.Equal(t, "geheim", b.CallbackSecret())
			seat := b.Seats()[0]
			require.True(t, b.Ban(seat, time.Hour))
			b.run()
			got := l.wait(3)
			examples := map[string]docCall{}
			for _, doc := range theDocument(t) {
				examples[doc.Path] = doc
			}
			for i, path := range []string{"syncUserInfo", "loginCallBack", "detection/notice"} {
				require.Equal(t, "/token"+root+path, got[i].path)
				b.requireSigned(got[i])
				var plain, example any
				require.NoError(t, json.Unmarshal(got[i].raw, &plain))
				doc := examples[root+path].Body
				if params, free := doc["params"]; free {
					require.IsType(t, params, plain.(object)["params"])
					doc["params"] = object{"": nil}
				}
				if list, some := doc["details"]; some {
					require.NotEmpty(t, list)
				}
				raw, err := json.Marshal(doc)
				require.NoError(t, err)
				require.NoError(t, json.Unmarshal(raw, &example))
				requireShape(t, path, example, plain)
			}
			require.Equal(t, json.Number("2"), got[0].body["status"])
			require.Equal(t, "2026-03-02 10:00:00", got[0].body["lockStartTime"])
			require.Equal(t, "2026-03-02 11:00:00", got[0].body["unlockTime"])
			require.Equal(t, json.Number("1"), got[0].body["transferStatus"])
			require.Equal(t, json.Number("0"), got[1].body["onOffline"])
			records := got[2].body["recordList"].([]any)
			require.Equal(t, json.Number("2"), got[2].body["interdictionCount"])
			require.Len(t, records, 2, "the one and the one that was banned before")
			require.Equal(t, "2", records[0].(object)["inspectionStatus"])
			require.Equal(t, seat, records[0].(object)["userId"])
		})
	}
}

func TestABanEnds(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.seat(func(a AccountState) bool { return a.Online && a.Automatic }).UserID
	require.True(t, b.Ban(seat, 30*time.Minute))
	require.False(t, b.state(seat).Online)
	require.False(t, b.SetOnline(seat, true))
	var count struct{ TransferCount int }
	b.call("qryTransferCount", b.signed(object{"userId": seat}), &count)
	require.Equal(t, 5, count.TransferCount)
	b.pass(2 * handOver)
	b.call("qryTransferCount", b.signed(object{"userId": seat}), &count)
	require.Equal(t, 3, count.TransferCount)
	b.pass(30*time.Minute - 2*handOver - time.Second)
	require.True(t, b.state(seat).Banned)
	b.pass(time.Second)
	require.False(t, b.state(seat).Banned)
	require.Empty(t, b.state(seat).UnlockTime)
	b.pass(30 * time.Second)
	require.True(t, b.state(seat).Online, "it logs in by itself")

	require.True(t, b.Ban(seat, time.Minute))
	require.True(t, b.Ban(seat, time.Hour))
	b.pass(2 * time.Minute)
	require.True(t, b.state(seat).Banned, "the newer ban counts")
	require.True(t, b.Unban(seat))
	require.False(t, b.state(seat).Banned)
}

func TestCallbacksAreTriedThreeTimes(t *testing.T) {
	b := newBench(t, Options{})
	l := newListener(t)
	l.answer(http.StatusForbidden)
	b.tellTo(l, SHA1)
	b.run()
	require.True(t, b.SetOnline(b.Seats()[0], false))
	for i, wait := range callbackWaits {
		l.wait(i + 1)
		require.NoError(t, b.clock.BlockUntilContext(t.Context(), 1))
		b.clock.Advance(wait)
	}
	got := l.wait(3)
	for _, one := range got {
		b.requireSigned(one)
		require.Equal(t, got[0].body["requestSeq"], one.body["requestSeq"])
	}
	require.NotEqual(t, got[0].body["nonce"], got[1].body["nonce"])
	require.NotEqual(t, got[0].body["timestamp"], got[2].body["timestamp"])
	require.Eventually(t, func() bool { _, lost, _ := b.Callbacks(); return lost == 1 }, 5*time.Second, time.Millisecond)

	l.answer(http.StatusOK)
	require.True(t, b.SetOnline(b.Seats()[0], true))
	require.Len(t, l.wait(4), 4)
	require.Eventually(t, func() bool { taken, _, waiting := b.Callbacks(); return taken == 1 && waiting == 0 }, 5*time.Second, time.Millisecond)
}

func TestCallbacksGoWrongOnDemand(t *testing.T) {
	b := newBench(t, Options{})
	l := newListener(t)
	b.tellTo(l, HMACSHA256Body)
	b.Faults().Set(FaultPlan{ForgedCallbacks: 1})
	b.SetOnline(b.Seats()[0], false)
	b.Faults().Set(FaultPlan{OldCallbacks: 1})
	b.SetOnline(b.Seats()[0], true)
	b.Faults().Set(FaultPlan{RepeatCallbacks: 1})
	b.SetOnline(b.Seats()[1], false)
	b.Faults().Set(FaultPlan{LoseCallbacks: 1})
	b.SetOnline(b.Seats()[1], true)
	_, lost, waiting := b.Callbacks()
	require.Equal(t, []int{1, 4}, []int{lost, waiting})
	b.run()
	got := l.wait(4)
	want, err := HMACSHA256Body.signature("geheim", idText(got[0].body["timestamp"]), idText(got[0].body["nonce"]), got[0].body)
	require.NoError(t, err)
	require.NotEqual(t, want, got[0].body["signature"])
	b.requireSigned(got[1])
	require.Equal(t, fmt.Sprint(theTime.Add(-2*signWindow).UnixMilli()), idText(got[1].body["timestamp"]))
	require.Equal(t, got[2].body["requestSeq"], got[3].body["requestSeq"])
}

func TestCallbacksGoToNoStranger(t *testing.T) {
	b := newBench(t, Options{})
	require.Error(t, b.SetCallback(Callback{URL: "ftp://x"}))
	require.Error(t, b.SetCallback(Callback{URL: "http://127.0.0.1:1", Algorithm: "rot13"}))
	require.NoError(t, b.SetCallback(Callback{URL: "http://example.com"}))
	_, err := b.http.Get("http://example.com")
	require.ErrorContains(t, err, "stranger")
	b.SetOnline(b.Seats()[0], false)
	require.False(t, b.deliver(t.Context(), &b.outgoing.queue[0]))
}

func TestSignaturesOfCalls(t *testing.T) {
	for _, algorithm := range []Algorithm{SHA1, SHA256, MD5, HMACSHA1, HMACSHA256, HMACSHA256Body} {
		t.Run(string(algorithm), func(t *testing.T) {
			b := newBench(t, Options{Callback: Callback{Secret: "geheim", Algorithm: algorithm}})
			body := b.signed(object{"userId": b.Seats()[0], "note": "<&>"})
			require.Equal(t, 0, *b.post("qryTransferCount", body).Code)
			require.Equal(t, codeSignature, b.refused("qryTransferCount", body), "the nonce was used")
			for name, change := range map[string]func(object){
				"signature": func(o object) { o["signature"] = "00" },
				"none":      func(o object) { delete(o, "signature") },
				"timestamp": func(o object) { o["timestamp"] = b.clock.Now().UnixMilli() + 1 },
				"secretId":  func(o object) { o["secretId"] = "x"; b.sign(o) },
				"old":       func(o object) { o["timestamp"] = b.clock.Now().Add(-signWindow - time.Second).UnixMilli(); b.sign(o) },
				"to come":   func(o object) { o["timestamp"] = b.clock.Now().Add(signWindow + time.Second).UnixMilli(); b.sign(o) },
				"no time":   func(o object) { o["timestamp"] = "soon"; b.sign(o) },
			} {
				body := b.signed(object{"userId": b.Seats()[0]})
				change(body)
				require.Equal(t, codeSignature, b.refused("qryTransferCount", body), name)
			}
			seconds := b.signed(object{"userId": b.Seats()[0]})
			seconds["timestamp"] = b.clock.Now().Unix()
			b.sign(seconds)
			require.Equal(t, 0, *b.post("qryTransferCount", seconds).Code, "seconds are taken, too")
			altered := b.signed(object{"userId": b.Seats()[0]})
			altered["userId"] = b.Seats()[1]
			require.Equal(t, algorithm == HMACSHA256Body, *b.post("qryTransferCount", altered).Code == codeSignature)
		})
	}
	require.Equal(t, codeSignature, newBench(t, Options{}).refused("reoffer/keyword", nil))
	// Reference values, made with sha1sum and openssl.
	for algorithm, want := range map[Algorithm]string{
		SHA1:       "672d02798ef29593644181f5e546433d6baab59e",
		MD5:        "ab0043df4ae50c346a124e10ea574fd5",
		HMACSHA256: "f21f7ca2eade73a9ae898ffccb9a350d5737a560317d54d2f0849c021cd0ebc6",
	} {
		got, err := algorithm.signature("secret", "1700000000000", "42", nil)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestTheCallbackPathsChangeTheAccount(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.Seats()[0]
	done, _ := b.ask("loginCallBack", b.signed(object{"userId": seat, "onOffline": 0}))
	require.True(t, done)
	require.False(t, b.state(seat).Online)
	done, _ = b.ask("syncUserInfo", b.signed(object{"userId": seat, "status": 2, "unlockTime": "2026-03-02 12:30:00"}))
	require.True(t, done)
	require.Equal(t, "2026-03-02 12:30:00", b.state(seat).UnlockTime)
	require.Equal(t, codeBanned, b.refused("loginCallBack", b.signed(object{"userId": seat, "onOffline": 1})))
	done, _ = b.ask("syncUserInfo", b.signed(object{"userId": seat, "status": 1}))
	require.True(t, done)
	require.False(t, b.state(seat).Banned)
	for _, body := range []object{{"userId": seat, "status": 2}, {"userId": seat, "status": 5, "unlockTime": "2026-03-02 12:30:00"}} {
		require.Equal(t, codeParameter, b.refused("syncUserInfo", b.signed(body)))
	}
	require.Equal(t, codeNotFound, b.refused("syncUserInfo", b.signed(object{"userId": "nobody", "status": 1})))
	require.Equal(t, codeNotFound, b.refused("loginCallBack", b.signed(object{"userId": "nobody"})))
	require.Equal(t, codeParameter, b.refused("detection/notice", b.signed(object{"recordList": "x"})))
}
