package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// overseen is a back end that counts, and keeps logs.
type overseen struct {
	*scripted

	lock  sync.Mutex
	asked []string // what, with when in seconds
	fail  error
	log   [][]model.SeatLogEntry // pages, newest first
}

var (
	_ providers.PanelReader      = (*overseen)(nil)
	_ providers.QuotaReader      = (*overseen)(nil)
	_ providers.StatisticsReader = (*overseen)(nil)
	_ providers.SeatLogReader    = (*overseen)(nil)
)

func (o *overseen) ask(what string) error {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.asked = append(o.asked, what)
	return o.fail
}

func (o *overseen) fails(err error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.fail = err
}

// asks are what it was asked since it was last looked at.
func (o *overseen) asks() []string {
	o.lock.Lock()
	defer o.lock.Unlock()
	list := o.asked
	o.asked = nil
	return list
}

func (o *overseen) ReadPanel(context.Context) ([]model.Event, error) {
	return []model.Event{model.PanelSeen{Panel: model.Panel{At: time.Now().UTC().Truncate(time.Millisecond), Users: 7}}}, o.ask("panel")
}

func (o *overseen) ReadQuotas(context.Context) ([]model.Event, error) {
	return []model.Event{model.QuotasSeen{Quotas: []model.Quota{{Kind: model.QuotaLicences, Total: 9, Left: 3}}}}, o.ask("quotas")
}

func (o *overseen) ReadStatistics(_ context.Context, seats []model.Seat, from, to time.Time) ([]model.Event, error) {
	return []model.Event{model.OfficialSeen{Seat: ref(), Days: []model.OfficialDay{{Day: to.UTC(), Chats: 5}}}},
		o.ask(fmt.Sprintf("statistics of %d: %s–%s", len(seats), from.Format(time.RFC3339), to.Format(time.RFC3339)))
}

func (o *overseen) ReadSeatLog(_ context.Context, _ model.Seat, page string) (providers.Page, error) {
	err := o.ask("log " + page)
	o.lock.Lock()
	defer o.lock.Unlock()
	n := 0
	if page != "" {
		_, _ = fmt.Sscan(page, &n)
	}
	if n >= len(o.log) {
		return providers.Page{}, err
	}
	p := providers.Page{Events: []model.Event{model.SeatLogSeen{Seat: ref(), Entries: o.log[n]}}}
	if n+1 < len(o.log) {
		p.Next = fmt.Sprint(n + 1)
	}
	return p, err
}

func onOverseen(t *testing.T, fn func(b *bench, back *overseen)) {
	back := &overseen{scripted: newScripted()}
	back.as = back
	inBubbleOn(t, back.scripted, func(b *bench) { fn(b, back) })
}

func TestABackEndIsAskedWhatASupervisorWatches(t *testing.T) {
	onOverseen(t, func(b *bench, back *overseen) {
		ctx := context.Background()
		// Fake time begins at midnight, UTC: it is the 1st in Shanghai.
		const week = "statistics of 1: 1999-12-25T00:00:00+08:00–1999-12-31T00:00:00+08:00"
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.ElementsMatch(t, []string{"panel", "quotas", week, "log "}, back.asks())
		time.Sleep(9*time.Minute + 20*time.Second)
		synctest.Wait()
		require.Len(t, back.asks(), 9, "the panel each minute")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.ElementsMatch(t, []string{"panel", "log "}, back.asks())
		time.Sleep(50 * time.Minute)
		synctest.Wait()
		require.Contains(t, back.asks(), "quotas")
		b.back.offline()
		synctest.Wait()
		back.asks()
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		require.Empty(t, back.asks(), "nobody is there to be asked")
		b.back.online()
		synctest.Wait()
		require.ElementsMatch(t, []string{"panel", "quotas", "log "}, back.asks(), "the statistics of the day are known")

		views, err := b.console.Supervisor.Panels(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, views[0].Theirs.Users)
		require.Equal(t, 1, views[0].Ours.Users)
		quotas, err := b.console.Supervisor.Quotas(ctx)
		require.NoError(t, err)
		require.Equal(t, []model.Quota{{Kind: model.QuotaLicences, Total: 9, Left: 3}}, quotas[1])
		days, err := b.console.Supervisor.Official(ctx, 1, time.Date(1999, 12, 31, 12, 0, 0, 0, time.UTC), time.Date(1999, 12, 31, 12, 0, 0, 0, time.UTC))
		require.NoError(t, err)
		require.Len(t, days, 1)
		require.Equal(t, 5, days[0].Chats)
	})
}

func TestRefreshAsksNow(t *testing.T) {
	onOverseen(t, func(b *bench, back *overseen) {
		back.asks()
		require.NoError(t, b.console.Supervisor.Refresh(context.Background()))
		require.Len(t, back.asks(), 3)
		back.fails(errors.New("no"))
		require.ErrorContains(t, b.console.Supervisor.Refresh(context.Background()), "connection one")
		require.Len(t, back.asks(), 3, "each for itself")
		back.fails(&model.Trouble{Code: model.TroubleUnsupported})
		require.NoError(t, b.console.Supervisor.Refresh(context.Background()))
	})
}

func TestWhatIsRefusedIsAskedAgainSooner(t *testing.T) {
	onOverseen(t, func(b *bench, back *overseen) {
		back.asks()
		time.Sleep(23*time.Hour + 10*time.Second)
		synctest.Wait()
		back.asks()
		back.fails(errors.New("no"))
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		n := 0
		for _, what := range back.asks() {
			if len(what) > 10 {
				n++
			}
		}
		require.Equal(t, 7, n, "statistics every ten minutes of the last hour")
	})
}

func TestALogIsReadDownToWhatIsKnown(t *testing.T) {
	onOverseen(t, func(b *bench, back *overseen) {
		ctx := context.Background()
		back.asks()
		at := func(hours int) time.Time {
			return time.Now().UTC().Add(time.Duration(hours) * time.Hour).Truncate(time.Second)
		}
		line := func(hours int, state model.SeatState) model.SeatLogEntry {
			return model.SeatLogEntry{At: at(hours), State: state, Source: model.LoggedRemote}
		}
		back.lock.Lock()
		back.log = [][]model.SeatLogEntry{
			{line(-1, model.SeatOnline), line(-2, model.SeatOffline)}, {line(-3, model.SeatOnline), line(-4, model.SeatOffline)},
		}
		back.lock.Unlock()
		require.NoError(t, b.console.Supervisor.ReadLog(ctx, 1))
		require.Equal(t, []string{"log ", "log 1"}, back.asks())
		log, err := b.console.Supervisor.Log(ctx, 1, 10)
		require.NoError(t, err)
		require.Len(t, log, 5, "and that we saw it online")
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		logs := 0
		for _, what := range back.asks() {
			if what == "log " {
				logs++
			}
			require.NotEqual(t, "log 1", what)
		}
		require.Equal(t, 1, logs)
	})
}

func TestABackEndWithoutALogSaysSo(t *testing.T) {
	inBubble(t, func(b *bench) {
		require.True(t, model.IsTrouble(b.console.Supervisor.ReadLog(context.Background(), 1), model.TroubleUnsupported))
	})
}
