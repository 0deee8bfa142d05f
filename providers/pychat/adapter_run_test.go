package pychat

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// pipes is a listener without a network, and the way to dial it. It works inside
// a bubble, whose clock stands still for sockets.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7900} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// atWork is a link whose Run is under way.
type atWork struct {
	*link
	back  *liveBack
	sink  *liveSink
	pipes *pipes
	stop  func()
}

// working runs a link in a bubble.
func working(t *testing.T, options map[string]string, prepare ...func(*atWork)) *atWork {
	t.Helper()
	back := newLiveBack()
	w := &atWork{back: back, sink: &liveSink{}, pipes: newPipes(), link: openLive(t, back, clockwork.NewRealClock(), options)}
	w.link.listen = func(string, string) (net.Listener, error) { return w.pipes, nil }
	for _, p := range prepare {
		p(w)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx, w.sink) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		require.Equal(t, model.LinkIdle, w.sink.status().Link)
	})
	t.Cleanup(w.stop)
	synctest.Wait()
	return w
}

// send posts a callback through the server.
func (w *atWork) send(t *testing.T, body string) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: w.pipes.dial, DisableKeepAlives: true}}
	answer, err := client.Post("http://desk.test/"+testToken+"/", "application/json", strings.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	synctest.Wait()
	return answer.StatusCode
}

// after lets time pass.
func after(d time.Duration) {
	time.Sleep(d) // of the bubble
	synctest.Wait()
}

// paths are the calls that came, in order.
func (w *atWork) paths() []string {
	var list []string
	for _, c := range w.back.got() {
		list = append(list, c.Path)
	}
	return list
}

func TestRunRegistersAndTakesCallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		require.Equal(t, []string{"/client/get_client_status", "/user/get_profile", "/client/set_notify_url"}, w.paths(), "whose messages they are is known before they come")
		require.Equal(t, []string{`{"guid":"g-1","notify_url":"http://127.0.0.1:7900/` + testToken + `/"}`}, w.back.bodies("/client/set_notify_url"))
		require.Equal(t, []model.Event{model.SeatSeen{Partial: true, Seat: model.Seat{
			RemoteID: seatOne, AccountID: seatWxid, Name: "小店", Avatar: "http://wx.qlogo.cn/seat", State: model.SeatOnline,
		}}}, w.sink.events())
		require.Equal(t, model.LinkConnecting, w.sink.statuses[0].Link)
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
		require.Nil(t, w.sink.status().Err)

		require.Equal(t, 200, w.send(t, textBody(seatOne, 1, "x")))
		require.Equal(t, "1", w.sink.events()[1].(model.MessageSeen).Message.RemoteID)
		w.stop()
		require.Len(t, w.sink.statuses, 3)
	})
}

func TestTheBackEndIsToldWhatAPersonEntered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, map[string]string{optNotifyURL: "https://desk.example/in/", optNotifyListen: "0.0.0.0:7900", optGUIDs: "g-1, g-2 g-1"})
		bodies := w.back.bodies("/client/set_notify_url")
		require.ElementsMatch(t, []string{
			`{"guid":"g-1","notify_url":"https://desk.example/in/` + testToken + `/"}`,
			`{"guid":"g-2","notify_url":"https://desk.example/in/` + testToken + `/"}`,
		}, bodies)
	})
}

func TestTheBackEndIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		told := func() int { return len(w.back.bodies("/client/set_notify_url")) }
		require.Equal(t, 1, told())
		after(registerEvery)
		require.Equal(t, 2, told())
		require.Equal(t, 200, w.send(t, `{"guid":"g-1","notify_type":1001}`))
		require.Equal(t, 3, told())
		w.Nudge()
		synctest.Wait()
		require.Equal(t, 4, told())
	})
}

func TestARefusedInstanceIsTriedLessAndLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil, func(w *atWork) {
			w.back.say("/client/set_notify_url", 200, `{"errcode":5,"errmsg":"guid not found"}`)
		})
		require.Equal(t, model.LinkConnecting, w.sink.status().Link)
		require.Equal(t, model.TroubleNotFound, w.sink.status().Err.Code)
		after(time.Hour)
		tries := len(w.back.bodies("/client/set_notify_url"))
		require.Greater(t, tries, 10)
		require.Less(t, tries, 25)
		w.back.say("/client/set_notify_url", 200, `null`)
		after(retryMax)
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
	})
}

func TestAnOutageIsNoticedAndItsEndToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		w.back.hush(true)
		after(2 * time.Minute)
		status := w.sink.status()
		require.Equal(t, model.LinkConnecting, status.Link)
		require.Equal(t, model.TroubleUnreachable, status.Err.Code)
		require.Equal(t, "shop", status.Err.About)

		w.send(t, `{"guid":"g-1","notify_type":1200,"data":"a"}`)
		after(time.Minute)
		require.Empty(t, w.back.bodies("/contact/get_contact"))

		w.back.hush(false)
		before := len(w.back.bodies("/client/set_notify_url"))
		after(probeEvery)
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
		require.Equal(t, before+1, len(w.back.bodies("/client/set_notify_url")), "it may have forgotten")
		after(lookUpAfter)
		require.Len(t, w.back.bodies("/contact/get_contact"), 1)
	})
}

func TestABackEndThatIsDownAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil, func(w *atWork) { w.back.hush(true) })
		after(10 * time.Second)
		require.Equal(t, model.TroubleUnreachable, w.sink.status().Err.Code)
		w.back.hush(false)
		w.Nudge()
		synctest.Wait()
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
		require.NotEmpty(t, w.sink.events(), "the seat was read after all")
	})
}

func TestARefusedAccountIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil, func(w *atWork) {
			for _, path := range []string{"/client/get_client_status", "/client/set_notify_url"} {
				w.back.say(path, 200, `{"errcode":40001,"errmsg":"invalid app_key"}`)
			}
		})
		require.Equal(t, model.LinkRefused, w.sink.status().Link)
		require.Equal(t, model.TroubleCredentials, w.sink.status().Err.Code)
		before := len(w.back.got())
		after(refusedPause - time.Second)
		require.Equal(t, before, len(w.back.got()))
		after(time.Minute)
		require.Equal(t, before+1, len(w.back.got()))

		w.back.say("/client/get_client_status", 200, `2`)
		w.back.say("/client/set_notify_url", 200, `null`)
		w.Nudge()
		synctest.Wait()
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
	})
}

func TestNobodyIsAskedWhileCallsTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		asked := func() int { return len(w.back.bodies("/client/get_client_status")) }
		before := asked()
		for range 10 {
			after(20 * time.Second)
			_, err := GetClientVersion.Do(t.Context(), w.client, GetClientVersionRequest{GUID: seatOne})
			require.NoError(t, err)
		}
		require.Equal(t, before, asked())
		after(2 * probeEvery)
		require.Greater(t, asked(), before)
	})
}

func TestOneInstanceThatHangsIsNotTheBackEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, map[string]string{optGUIDs: "g-1 g-2"}, func(w *atWork) {
			w.back.backEnd.answer = func(c sentCall) (int, string) {
				if strings.Contains(c.Body, "g-1") {
					return http.StatusGatewayTimeout, `<html>`
				}
				return 200, `2`
			}
		})
		after(10 * time.Minute)
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
		w.sink.mu.Lock()
		defer w.sink.mu.Unlock()
		require.Len(t, w.sink.statuses, 2, "connecting, online: no to and fro")
	})
}

// shutGate remembers what it was told.
type shutGate struct {
	countingGate
	mu    sync.Mutex
	rates []int
	until map[string]time.Time
}

func (g *shutGate) Pass(_ context.Context, account string, perMinute int, _ bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rates = append(g.rates, perMinute)
	if until, ok := g.until[account]; ok && time.Now().Before(until) {
		return &model.Trouble{Code: model.TroubleBlocked, About: account, Detail: until.Format(time.RFC3339)}
	}
	return nil
}

func (g *shutGate) Shut(_ context.Context, account string, until time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until[account] = until
	return nil
}

func TestABlockIsKeptAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := &shutGate{until: map[string]time.Time{}}
		w := working(t, nil, func(w *atWork) {
			settings := liveSettings(w.back, clockwork.NewRealClock(), map[string]string{optRate: "40"})
			settings.Gate = gate
			opened, err := New().Open(settings)
			require.NoError(t, err)
			w.link = opened.(*link)
			w.link.listen = func(string, string) (net.Listener, error) { return w.pipes, nil }
		})
		require.Equal(t, 40, w.Pace().CallsPerMinute)
		w.back.say("/client/get_client_version", http.StatusTooManyRequests, `{"errcode":429,"errmsg":"blocked"}`)
		began := time.Now()
		_, err := w.Instance(t.Context(), loginSeat)
		require.True(t, model.IsTrouble(err, model.TroubleBlocked), err)
		require.Equal(t, map[string]time.Time{seatOne: began.Add(blockLasts).UTC()}, gate.until)
		status := w.sink.status()
		require.Equal(t, model.LinkOnline, status.Link, "callbacks still come")
		require.Equal(t, &model.Trouble{Code: model.TroubleBlocked, About: "shop", Detail: began.Add(blockLasts).UTC().Format(time.RFC3339)}, status.Err)

		calls := len(w.back.got())
		after(blockLasts - time.Minute)
		require.Equal(t, calls, len(w.back.got()), "no call while it lasts")
		require.NotNil(t, w.sink.status().Err)
		after(2 * time.Minute)
		require.Nil(t, w.sink.status().Err)
		for _, rate := range gate.rates {
			require.Equal(t, 40, rate)
		}
	})
}

func TestAnAddressThatIsTakenIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var taken atomic.Bool
		taken.Store(true)
		listeners := make(chan *pipes, 2)
		w := working(t, nil, func(w *atWork) {
			w.link.listen = func(network, address string) (net.Listener, error) {
				require.Equal(t, "tcp 127.0.0.1:0", network+" "+address)
				if taken.Load() {
					return nil, errors.New("address already in use")
				}
				return <-listeners, nil
			}
		})
		require.Equal(t, model.LinkRefused, w.sink.status().Link)
		require.Equal(t, optNotifyListen, w.sink.status().Err.About)
		require.Empty(t, w.back.bodies("/client/set_notify_url"))
		taken.Store(false)
		listeners <- w.pipes
		after(bindMax)
		require.Equal(t, model.LinkOnline, w.sink.status().Link)

		// The listener breaks.
		broken := w.pipes
		w.pipes = newPipes()
		listeners <- w.pipes
		require.NoError(t, broken.Close())
		after(bindMax)
		require.Equal(t, model.LinkOnline, w.sink.status().Link)
		require.Equal(t, 200, w.send(t, textBody(seatOne, 1, "x")))
	})
}

func TestRunAnswersWhatItTookBeforeItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		w.sink.mu.Lock()
		w.sink.hold = make(chan struct{})
		w.sink.mu.Unlock()
		status := make(chan int, 1)
		go func() { status <- w.send(t, textBody(seatOne, 1, "x")) }()
		synctest.Wait()
		go func() {
			time.Sleep(time.Second)
			close(w.sink.hold)
		}()
		w.stop()
		require.Equal(t, 200, <-status)
		require.Len(t, w.sink.events(), 2)
	})
}

func TestAFailedSynchronisationRestoresTheInstance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		for range 3 {
			require.Equal(t, 200, w.send(t, `{"guid":"g-1","notify_type":2006}`))
		}
		require.Len(t, w.back.bodies("/client/restore_client"), 1)
		require.Contains(t, w.back.bodies("/client/restore_client")[0], `"sync_history_msg":true`)
		require.Len(t, w.back.bodies("/client/set_notify_url"), 2)
		after(restoreEvery)
		require.Len(t, w.back.bodies("/client/restore_client"), 1, "nobody asked again")
		w.send(t, `{"guid":"g-1","notify_type":2006}`)
		require.Len(t, w.back.bodies("/client/restore_client"), 2)
	})
}

func TestWhatChangedIsLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := working(t, nil)
		w.back.say("/contact/get_contact", 200, `{"contactList":[{"userName":{"string":"a"},"nickName":{"string":"A"}}]}`)
		w.send(t, `{"guid":"g-1","notify_type":1200,"data":{"userName":"a"}}`)
		w.send(t, `{"guid":"g-1","notify_type":1039,"data":{"userName":"b"}}`)
		require.Empty(t, w.back.bodies("/contact/get_contact"))
		after(lookUpAfter)
		require.Equal(t, []string{`{"guid":"g-1","username_list":["a","b"],"room_username":""}`}, w.back.bodies("/contact/get_contact"))
		events := w.sink.events()
		require.Equal(t, "A", events[len(events)-1].(model.ContactSeen).Contact.Name)

		var flood strings.Builder
		for i := range 500 {
			fmt.Fprintf(&flood, `,"m%d"`, i)
		}
		w.send(t, `{"guid":"g-1","notify_type":1200,"data":["m"`+flood.String()+`]}`)
		after(time.Minute)
		require.Len(t, w.back.bodies("/contact/get_contact"), 2, "calls are dear")
	})
}

func TestListSeats(t *testing.T) {
	back := newLiveBack()
	clock := clockwork.NewFakeClockAt(startOfTests)
	l := openLive(t, back, clock, map[string]string{optGUIDs: "g-1 g-2 g-3"})
	back.backEnd.answer = func(c sentCall) (int, string) {
		switch {
		case strings.Contains(c.Body, "g-2"):
			return 200, `{"errcode":3,"errmsg":"guid not found"}`
		case strings.Contains(c.Body, "g-3"):
			return 200, `{"status":"1"}`
		case c.Path == "/user/get_profile":
			return 200, `{"baseResponse":{"ret":0},"userInfo":{"userName":"wxid_seat","nickName":{"string":"小店"},"smallHeadImgUrl":"http://a/b"}}`
		}
		return 200, `{"errcode":0,"data":2}`
	}
	want := []model.Event{
		model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "g-1", AccountID: seatWxid, Name: "小店", Avatar: "http://a/b", State: model.SeatOnline}},
		model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "g-2"}},
		model.SeatSeen{Partial: true, Seat: model.Seat{RemoteID: "g-3", State: model.SeatOffline}},
		model.SeatsListed{RemoteIDs: []string{"g-1", "g-2", "g-3"}},
	}
	for range 2 {
		events, err := l.ListSeats(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, events)
	}
	require.Len(t, back.bodies("/user/get_profile"), 1, "who it is seldom changes")
	clock.Advance(profileLasts)
	_, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Len(t, back.bodies("/user/get_profile"), 2)

	l.accounts.gone("g-3", model.SeatKicked)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	require.Equal(t, model.SeatKicked, events[2].(model.SeatSeen).Seat.State, "a reading knows no reason")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = l.ListSeats(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestListSeatsOfABackEndThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := newLiveBack()
		back.hush(true)
		l := openLive(t, back, clockwork.NewRealClock(), map[string]string{optGUIDs: "g-1 g-2"})
		_, err := l.ListSeats(t.Context())
		require.True(t, model.IsTrouble(err, model.TroubleUnreachable), err)
	})
}
