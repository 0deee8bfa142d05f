package pychat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// textBody is a callback with a text.
func textBody(guid string, id int, text string) string {
	return fmt.Sprintf(`{"guid":%q,"notify_type":1010,"data":{"from_username":"wxid_zhang","to_username":"wxid_seat","create_time":1700000000,"msg_id":"%d","msg_type":1,"content":%q}}`, guid, id, text)
}

func TestCallbacksAreTakenAtOnePathOnly(t *testing.T) {
	r, sink, _ := taking(t, map[string]string{optNotifyURL: "https://desk.example/wx/in/"})
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/" + testToken + "/", 200},
		{"POST", "/" + testToken, 200},
		{"POST", "/wx/in/" + testToken + "/", 200},
		{"POST", "/wx/" + testToken + "/", 404},
		{"POST", "/", 404},
		{"POST", "/" + testToken[:31] + "/", 404},
		{"POST", "/" + testToken + "x/", 404},
		{"POST", "/" + testToken + "/more", 404},
		{"GET", "/" + testToken + "/", 405},
		{"GET", "/", 404},
	} {
		w := r.serveTest(test.method, test.path, textBody(seatOne, 1, "x"))
		require.Equal(t, test.status, w.Code, test)
		if test.status != 200 {
			require.Empty(t, w.Body.String(), test)
		} else {
			require.JSONEq(t, `{"errcode":0}`, w.Body.String())
		}
	}
	require.Len(t, sink.events(), 3)
}

func TestOnlyOurInstancesAreHeard(t *testing.T) {
	r, sink, _ := taking(t, nil)
	require.Equal(t, http.StatusNotFound, r.post(textBody("g-2", 1, "x")).Code)
	for _, body := range []string{"", "{}", "null", "<xml/>", `{"notify_type":1010`} {
		require.Equal(t, http.StatusBadRequest, r.post(body).Code, body)
	}
	require.Empty(t, sink.events())
}

func TestSizesAreLimited(t *testing.T) {
	r, sink, _ := taking(t, nil)
	require.Equal(t, 200, r.post(textBody(seatOne, 1, strings.Repeat("x", 1<<20))).Code)
	require.Equal(t, http.StatusRequestEntityTooLarge, r.post(textBody(seatOne, 2, strings.Repeat("x", maxCallback))).Code)
	require.Len(t, sink.events(), 1)
	cutOff := httptest.NewRequest("POST", "/"+testToken+"/", io.MultiReader(strings.NewReader("{"), brokenReader{}))
	w := httptest.NewRecorder()
	r.ServeHTTP(w, cutOff)
	require.Equal(t, http.StatusBadRequest, w.Code)
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestWhatIsNotStoredIsSentAgain(t *testing.T) {
	r, sink, _ := taking(t, nil)
	full := &model.Trouble{Code: model.TroubleDiskFull}
	sink.refuseWith(func([]model.Event) error { return full })
	w := r.post(textBody(seatOne, 1, "x"))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, "5", w.Header().Get("Retry-After"))
	r.link.health.knows(nil)
	require.Equal(t, model.LinkConnecting, sink.status().Link)
	require.Equal(t, full, sink.status().Err)

	sink.refuseWith(nil)
	require.Equal(t, 200, r.post(textBody(seatOne, 1, "x")).Code)
	require.Len(t, sink.events(), 1)
	require.Equal(t, model.LinkOnline, sink.status().Link)
	require.Nil(t, sink.status().Err)
}

// stalled starts posts that wait behind one that is being committed.
func stalled(t *testing.T, r *receiver, sink *liveSink, bodies ...string) (codes func() []int) {
	t.Helper()
	sink.hold = make(chan struct{})
	got := make([]int, len(bodies))
	var posts sync.WaitGroup
	for i, body := range bodies {
		posts.Go(func() { got[i] = r.post(body).Code })
		synctest.Wait() // accepted, in this order
	}
	return func() []int {
		close(sink.hold)
		posts.Wait()
		return got
	}
}

func TestCallbacksOfOneInstanceKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, sink, _ := taking(t, nil)
		revoke := `{"guid":"g-1","notify_type":1010,"data":{"from_username":"wxid_zhang","msg_id":"9","msg_type":10002,"content":"<sysmsg><revokemsg><newmsgid>3</newmsgid></revokemsg></sysmsg>"}}`
		codes := stalled(t, r, sink, textBody(seatOne, 1, "x"), textBody(seatOne, 2, "x"), textBody(seatOne, 3, "x"), revoke, textBody(seatOne, 4, "x"))
		require.Equal(t, []int{200, 200, 200, 200, 200}, codes())
		var order []string
		for _, e := range sink.events() {
			switch e := e.(type) {
			case model.MessageSeen:
				order = append(order, e.Message.RemoteID)
			case model.MessageRevoked:
				order = append(order, "revoke "+e.RemoteID)
			}
		}
		require.Equal(t, []string{"1", "2", "3", "revoke 3", "4"}, order)
		require.Len(t, sink.batches, 2, "what waited was committed together")
	})
}

func TestOneThatCantBeStoredHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, sink, _ := taking(t, nil)
		poison := func(events []model.Event) error {
			for _, e := range events {
				if seen, ok := e.(model.MessageSeen); ok && seen.Message.RemoteID == "2" {
					return errors.New("can't be applied")
				}
			}
			return nil
		}
		sink.refuseWith(poison)
		codes := stalled(t, r, sink, textBody(seatOne, 0, "x"), textBody(seatOne, 1, "x"), textBody(seatOne, 2, "x"), textBody(seatOne, 3, "x"))
		require.Equal(t, []int{200, 200, 503, 200}, codes())
		require.Len(t, sink.events(), 3)
	})
}

func TestInstancesDoNotWaitForOneAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, sink, _ := taking(t, map[string]string{optGUIDs: "g-1 g-2"})
		// The commit of one is under way, that of the other is not behind it.
		sink.hold = make(chan struct{})
		var posts sync.WaitGroup
		posts.Go(func() { r.post(textBody("g-1", 1, "x")) })
		posts.Go(func() { r.post(textBody("g-2", 2, "x")) })
		synctest.Wait()
		sink.hold <- struct{}{}
		sink.hold <- struct{}{} // both had come to it
		posts.Wait()
	})
}

func TestTooManyAtOnceAreAskedToComeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, sink, _ := taking(t, nil)
		r.link.clock = clockwork.NewRealClock() // the bubble's
		sink.hold = make(chan struct{})
		var posts sync.WaitGroup
		for i := range callbacksMost {
			posts.Go(func() { r.post(textBody(seatOne, i, "x")) })
		}
		synctest.Wait()
		began := time.Now()
		w := r.post(textBody(seatOne, 1000, "x"))
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "5", w.Header().Get("Retry-After"))
		require.Equal(t, callbackWait, time.Since(began))

		var patient int
		posts.Go(func() { patient = r.post(textBody(seatOne, 1001, "x")).Code })
		synctest.Wait()
		close(sink.hold)
		posts.Wait()
		require.Equal(t, 200, patient)
		require.Len(t, sink.events(), callbacksMost+1)
	})
}

func TestStrangersAreCountedAndTheBackEndIsNot(t *testing.T) {
	r, sink, _ := taking(t, nil)
	clock := r.link.clock.(*clockwork.FakeClock)
	for i := range strangerMost {
		require.Equal(t, http.StatusNotFound, r.serveTest("POST", fmt.Sprintf("/guess/%d", i), "").Code)
	}
	w := r.serveTest("POST", "/guess", "")
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "close", w.Header().Get("Connection"))
	require.Equal(t, 200, r.post(textBody(seatOne, 1, "x")).Code, "from the same host, behind a proxy")
	clock.Advance(strangerWindow)
	require.Equal(t, http.StatusNotFound, r.serveTest("POST", "/guess", "").Code)

	for i := range 10 * strangersMost {
		r.wrong.count(fmt.Sprint(i))
	}
	require.LessOrEqual(t, len(r.wrong.seen), strangersMost+1, "a flood from everywhere takes no memory")
	require.Len(t, sink.events(), 1)
}

func TestAMessageWaitsToKnowWhoseItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &liveSink{}
		l := openLive(t, newLiveBack(), clockwork.NewRealClock(), nil)
		r := newReceiver(l, sink)
		own := strings.NewReplacer("wxid_zhang", seatWxid, seatWxid, "wxid_zhang").Replace(textBody(seatOne, 1, "x"))

		var posts sync.WaitGroup
		posts.Go(func() { r.post(own) })
		synctest.Wait()
		require.Empty(t, sink.events())
		l.accounts.put(seatOne, Profile{UserName: seatWxid})
		posts.Wait()
		require.Equal(t, model.Out, sink.events()[0].(model.MessageSeen).Message.Direction)

		// Nobody ever tells.
		l.accounts.expect(seatOne)
		began := time.Now()
		require.Equal(t, 200, r.post(own).Code)
		require.Equal(t, accountWait, time.Since(began))
	})
}

// TestHostileFlood sends ten thousand callbacks, of which a third comes twice,
// some are no JSON and some are large. What is stored is exact, and nothing is
// kept of them here.
func TestHostileFlood(t *testing.T) {
	r, sink, _ := taking(t, nil)
	seen := map[string]int{}
	kinds := map[string]int{}
	sink.refuse = func(events []model.Event) error { // called one at a time
		for _, e := range events {
			switch e := e.(type) {
			case model.MessageSeen:
				seen[e.Message.RemoteID]++
				kinds[e.Message.Content.Kind.String()]++
			case model.PayloadRefused:
				kinds["refused"]++
			}
		}
		return nil
	}
	large := strings.Repeat("<a>", 1<<18)
	send := func(i int) (message bool) {
		switch {
		case i%50 == 7:
			r.post(`{"guid":"g-1","notify_type":1010,"data":{"msg_id":` + fmt.Sprint(i))
			return false
		case i%50 == 11:
			r.post(fmt.Sprintf(`{"guid":"g-1","notify_type":%d,"data":[]}`, 5000+i))
			return false
		case i%500 == 13:
			r.post(textBody(seatOne, i, large))
		case i%50 == 17:
			r.post(fmt.Sprintf(`{"guid":"g-1","notify_type":1010,"data":{"from_username":"a","msg_id":"%d","msg_type":49,"content":%q}}`, i, "<msg><appmsg><"))
		case i%50 == 19:
			r.post(fmt.Sprintf(`{"guid":"g-1","notify_type":1010,"data":{"from_username":"a","msg_id":"%d","msg_type":777}}`, i))
		default:
			r.post(textBody(seatOne, i, "x"))
		}
		return true
	}
	const all = 10_000
	var before, after runtime.MemStats
	messages := 0
	for i := 1; i <= all; i++ {
		if i == all/10 {
			sink.batches = nil
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		if send(i) {
			messages++
		}
		if i%3 == 0 {
			send(i)
		}
		sink.batches = sink.batches[:0]
	}
	sink.batches = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Equal(t, messages, len(seen), "every message, under its own id") // Len would print them all
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(8<<20))
	require.Positive(t, kinds["refused"])
	require.Positive(t, kinds["app"])
	require.Positive(t, kinds["unknown"])
}

func TestLanesGoOnWhenACallerLeaves(t *testing.T) {
	r, sink, _ := taking(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	r.take(ctx, w, []byte(textBody(seatOne, 1, "x")))
	require.Equal(t, 200, w.Code)
	require.Len(t, sink.events(), 1)
}
