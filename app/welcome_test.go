package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestTheFittingWelcomeIsChosen(t *testing.T) {
	template := func(name, state, seats, on string) model.Record {
		return model.Record{Kind: model.RecordWelcome, Values: map[string]string{"name": name, "state": state, "seats": seats, "on": on}}
	}
	newestFirst := []model.Record{
		template("off", "shop-1", "", ""),
		template("newer", "", "", "1"),
		template("older", "", "", "1"),
		template("shop", "shop", "", "1"),
		template("shop of li", "shop", "li\nwang", "1"),
		template("shop one", "shop-1", "", "1"),
		template("li", "", "li", "1"),
	}
	for name, tc := range map[string]struct{ seat, state, want string }{
		"nothing said":      {"zhao", "", "newer"},
		"the seat's own":    {"li", "", "li"},
		"the state":         {"zhao", "shop-2", "shop"},
		"the seat's of it":  {"li", "shop-2", "shop of li"},
		"the longest state": {"li", "shop-1a", "shop one"},
		"another state":     {"zhao", "web", "newer"},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := chosenWelcome(newestFirst, tc.seat, tc.state)
			require.True(t, ok)
			require.Equal(t, tc.want, got.Get("name"))
		})
	}
	_, ok := chosenWelcome(newestFirst[:1], "li", "shop-1")
	require.False(t, ok)
}

// addWelcome keeps words for every new customer.
func addWelcome(b *bench, text string) model.Record {
	b.t.Helper()
	made, err := b.console.Company.Put(context.Background(), 1, model.Record{
		Kind: model.RecordWelcome, Values: map[string]string{"name": "通用", "on": "1", "text": text},
	}, model.Record{})
	require.NoError(b.t, err)
	require.NotEmpty(b.t, made.ID)
	return made
}

// arrives tells of a new customer, whose code was given so long ago.
func arrives(b *bench, code string, ago time.Duration) {
	b.t.Helper()
	require.NoError(b.t, b.back.sink.Deliver(b.back.ctx, []model.Event{model.WelcomeDue{
		Seat: ref(), ContactID: "wm1", Code: code, At: time.Now().Add(-ago),
	}}))
	synctest.Wait()
}

// outcomes are the notices of welcomes, newest first.
func outcomes(b *bench) (list []string) {
	b.t.Helper()
	notices, err := b.store.Notices(context.Background(), 10)
	require.NoError(b.t, err)
	for _, n := range notices {
		require.Equal(b.t, seatKeyOne, n.Seat.RemoteID)
		list = append(list, n.Kind+" "+n.About+" "+n.Detail)
	}
	return list
}

func TestANewCustomerIsGreetedOnce(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		addWelcome(b, "{name}您好，我是{seat}")
		arrives(b, "code1", 2*time.Second)
		arrives(b, "code1", 2*time.Second) // the back end tells it again
		time.Sleep(time.Minute)
		require.Equal(t, []string{"code1 王女士您好，我是小美"}, c.greetings())
		require.Equal(t, []string{"welcome_sent 王女士 通用"}, outcomes(b))
		require.Equal(t, 1, c.inquired, "who is not known is asked about")
		require.Equal(t, [3]string{"welcome 通用", "send: 王女士", ""}, auditOf(b, 1)[0])
		notices, err := b.store.Notices(context.Background(), 1)
		require.NoError(t, err)
		require.NotContains(t, notices[0].ID, "code1")
	})
}

func TestNobodyIsGreetedWithoutWords(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		made := addWelcome(b, "您好")
		_, err := b.console.Company.Put(context.Background(), 1, made.With("on", ""), made)
		require.NoError(t, err)
		arrives(b, "code1", 0)
		require.Empty(t, c.greetings())
		require.Empty(t, outcomes(b))
	})
}

func TestACodeThatRanOutIsNotUsed(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		addWelcome(b, "您好")
		arrives(b, "code1", providers.WelcomeLasts)
		require.Empty(t, c.greetings())
		require.Equal(t, []string{"welcome_failed wm1 通用: timeout: refusal.code_ran_out: the code has run out"}, outcomes(b))
	})
}

// A back end that is busy is asked again while the code lasts, and no longer.
func TestABusyBackEndIsAskedAgain(t *testing.T) {
	busy := &model.Trouble{Code: model.TroubleBusy, Detail: "wecom.41096"}
	inCompany(t, func(b *bench, c *companyBack) {
		addWelcome(b, "您好")
		c.onGreet = func(n int) error {
			if n < 3 {
				return busy
			}
			return nil
		}
		arrives(b, "code1", 5*time.Second)
		time.Sleep(time.Minute)
		require.Len(t, c.greetings(), 3)
		require.Equal(t, []string{"welcome_sent wm1 通用"}, outcomes(b))

		c.mu.Lock()
		c.codes, c.greeted, c.onGreet = nil, nil, func(int) error { return busy }
		c.mu.Unlock()
		arrives(b, "code2", 15500*time.Millisecond)
		time.Sleep(time.Minute)
		require.Len(t, c.greetings(), 5, "one a second, while some of the 4.5 are left")
		require.Equal(t, "welcome_failed wm1 通用: busy: wecom.41096", outcomes(b)[0])
	})
}

// What was refused, or may have been done, is never tried again.
func TestAWelcomeIsNeverSentTwice(t *testing.T) {
	for name, why := range map[string]error{
		"sent already": &model.Trouble{Code: model.TroubleRejected, Detail: "wecom.41051: welcome msg has been sent"},
		"no answer":    &model.Trouble{Code: model.TroubleTimeout},
		"cut off":      &model.Trouble{Code: model.TroubleUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			inCompany(t, func(b *bench, c *companyBack) {
				addWelcome(b, "您好")
				c.onGreet = func(int) error { return why }
				arrives(b, "code1", 0)
				time.Sleep(time.Minute)
				require.Len(t, c.greetings(), 1)
				require.Equal(t, []string{"welcome_failed wm1 通用: " + why.Error()}, outcomes(b))
				require.Equal(t, why.Error(), auditOf(b, 1)[0][2])
			})
		})
	}
}

// Who told of a customer is answered at once, however long the greeting takes; and
// a console that ends waits for it.
func TestAGreetingHoldsUpNobody(t *testing.T) {
	inCompany(t, func(b *bench, c *companyBack) {
		addWelcome(b, "您好")
		hold := make(chan struct{})
		c.onGreet = func(int) error {
			<-hold
			return nil
		}
		for _, code := range []string{"a", "b", "c"} {
			at := time.Now()
			arrives(b, code, 0)
			require.Zero(t, time.Since(at), "the answer does not wait")
		}
		arrives(b, "d", 0)
		require.Len(t, c.greetings(), 4)
		require.Empty(t, outcomes(b))
		close(hold)
		synctest.Wait()
		require.Len(t, outcomes(b), 4)
	})
}

func TestAWelcomeSaysSomething(t *testing.T) {
	inCompany(t, func(b *bench, _ *companyBack) {
		for _, values := range []map[string]string{
			{"name": "空"}, {"name": "链接", "link_url": "https://a.example"},
		} {
			_, err := b.console.Company.Put(context.Background(), 1, model.Record{Kind: model.RecordWelcome, Values: values}, model.Record{})
			require.True(t, model.IsTrouble(err, model.TroubleInvalid), err)
		}
		made := addWelcome(b, "您好")
		page, err := b.console.Company.List(context.Background(), 1, model.RecordQuery{Kind: model.RecordWelcome})
		require.NoError(t, err)
		require.Equal(t, []model.Record{made}, page.Records)
		require.NoError(t, b.console.Company.Delete(context.Background(), 1, made))
		page, err = b.console.Company.List(context.Background(), 1, model.RecordQuery{Kind: model.RecordWelcome})
		require.NoError(t, err)
		require.Empty(t, page.Records)
	})
}
