package wecom

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
	"seatdeck/providers/internal/sinktest"
)

func TestALinkWithoutCallbacksIsOnlineAndSaysWhatIsMissing(t *testing.T) {
	l, _ := linkTo(t, aCompany())
	h := sinktest.New()
	stop := runLink(t, l, h)
	require.Equal(t, model.LinkConnecting, (<-h.Statuses).Link)
	status := h.Until(model.LinkOnline)
	require.Equal(t, aNoon, status.Since)
	require.Equal(t, "callback_listen", status.Err.About)
	require.True(t, strings.HasPrefix(status.Err.Detail, "wecom.no_callbacks"))
	require.Len(t, sinktest.Next[model.SeatsListed](h).RemoteIDs, 2)
	require.Zero(t, l.Callbacks())
	stop()
	require.Equal(t, model.LinkIdle, h.Until(model.LinkIdle).Link)
}

func TestEverySeatIsToldOfTheTagsOnceAndAgainWhenTheyChange(t *testing.T) {
	company := aCompany()
	var tags atomic.Value
	tags.Store(someTags)
	company[GetCorpTags.path] = func(sentCall) string { return tags.Load().(string) }
	l, b := linkTo(t, company)
	h := sinktest.New()
	runLink(t, l, h)
	require.Equal(t, refOf("lisi"), sinktest.Next[model.TagsSeen](h).Seat)
	require.Equal(t, refOf("wangwu"), sinktest.Next[model.TagsSeen](h).Seat)

	clock := l.clock.(*clockwork.FakeClock)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	clock.Advance(lookEvery)
	sinktest.Next[model.SeatsListed](h)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	require.Len(t, b.called(GetCorpTags.path), 1)
	require.Empty(t, of[model.TagsSeen](drained(h)), "they are as they were told")

	tags.Store(strings.Replace(someTags, "VIP", "贵宾", 1))
	require.NoError(t, l.RenameTag(t.Context(), theSeat, model.Tag{RemoteID: "t4"}, "贵宾"))
	require.Equal(t, "贵宾", sinktest.Next[model.TagsSeen](h).Groups[0].Tags[0].Name)
	require.Equal(t, refOf("wangwu"), sinktest.Next[model.TagsSeen](h).Seat)
}

// drained gives what was delivered and not looked at.
func drained(h *sinktest.Sink) (events []model.Event) {
	for {
		select {
		case e := <-h.Events:
			events = append(events, e)
		default:
			return events
		}
	}
}

func TestTagsThatMayNotBeReadLeaveTheSeats(t *testing.T) {
	company := aCompany()
	company[GetCorpTags.path] = refuses(84074)
	l, _ := linkTo(t, company)
	h := sinktest.New()
	runLink(t, l, h)
	require.Equal(t, model.LinkOnline, h.Until(model.LinkOnline).Link)
	sinktest.Next[model.SeatsListed](h)
}

func TestARefusedSecretIsNotTriedAgainSoonUnasked(t *testing.T) {
	company := aCompany()
	var good atomic.Bool
	b := scripted(company)
	b.tokens = func(string, int) string {
		if good.Load() {
			return ""
		}
		return `{"errcode":40001,"errmsg":"invalid credential s3cret"}`
	}
	clock := clockwork.NewFakeClockAt(aNoon)
	l := openLink(t, linkSettings(b, clock))
	h := sinktest.New()
	runLink(t, l, h)
	status := h.Until(model.LinkRefused)
	require.Equal(t, model.TroubleCredentials, status.Err.Code)
	require.NotContains(t, status.Err.Error(), testSecret)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	tried := len(b.gotTokens())

	// A callback's reading waits as well.
	require.NoError(t, l.do(t.Context(), h, chore{kind: choreGroup, about: "wr1"}))
	require.Len(t, b.gotTokens(), tried)
	clock.Advance(refusedPause - 1)
	require.Len(t, b.gotTokens(), tried)
	good.Store(true)
	l.Nudge()
	require.Equal(t, model.LinkOnline, h.Until(model.LinkOnline).Link)
}

func TestABackEndThatFailsIsTriedAgain(t *testing.T) {
	company := aCompany()
	var up atomic.Bool
	company[ListFollowUsers.path] = func(sentCall) string {
		if up.Load() {
			return someSeats
		}
		return `{"errcode":45009,"errmsg":"too many"}`
	}
	l, _ := linkTo(t, company)
	h := sinktest.New()
	runLink(t, l, h)
	for status := range h.Statuses {
		if status.Err != nil {
			require.Equal(t, model.LinkConnecting, status.Link)
			require.Equal(t, model.TroubleBusy, status.Err.Code)
			break
		}
	}
	clock := l.clock.(*clockwork.FakeClock)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	up.Store(true)
	clock.Advance(lookFirst)
	require.Equal(t, model.LinkOnline, h.Until(model.LinkOnline).Link)
}

// taking is a link that takes callbacks, and where.
func taking(t *testing.T, s script) (l *link, h *sinktest.Sink, address string, clock *clockwork.FakeClock) {
	t.Helper()
	clock = clockwork.NewFakeClockAt(aNoon)
	l = openLink(t, withCallbacks(linkSettings(scripted(s), clock)))
	at := bound(l)
	h = sinktest.New()
	runLink(t, l, h)
	require.Nil(t, h.Until(model.LinkOnline).Err)
	sinktest.Next[model.TagsSeen](h)
	sinktest.Next[model.TagsSeen](h) // of both seats: nothing is delivered unasked any more
	return l, h, <-at, clock
}

func TestACallbackIsAnsweredWhenItIsStoredAndReadAfterThat(t *testing.T) {
	company := aCompany()
	hold := make(chan struct{})
	company[GetContact.path] = func(one sentCall) string {
		<-hold // as long as it likes
		return strings.ReplaceAll(followed(one), "wm1", "wmA")
	}
	_, h, address, clock := taking(t, company)
	message := aNotice(EventChangeExternalContact, ChangeAddExternalContact, "<UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID><WelcomeCode>CODE</WelcomeCode>")
	release := releasing(hold)
	defer release()
	status, answer := deliverTo(t, address, clock, message, "n1")
	require.Equal(t, "200 success", fmt.Sprint(status, " ", answer))
	require.Equal(t, "wmA", sinktest.Next[model.ContactSeen](h).Contact.RemoteID)
	require.Equal(t, "CODE", sinktest.Next[model.WelcomeDue](h).Code)
	release()
}

// releasing closes a channel, once.
func releasing(c chan struct{}) func() {
	var done atomic.Bool
	return func() {
		if done.CompareAndSwap(false, true) {
			close(c)
		}
	}
}

func TestWhatACallbackNamesIsRead(t *testing.T) {
	company := aCompany()
	company[GetContact.path] = func(one sentCall) string {
		one.Query.Set("cursor", "more")
		return followed(one)
	}
	company[GetGroup.path] = says(someGroup)
	l, h, address, clock := taking(t, company)
	status, _ := deliverTo(t, address, clock, aNotice(EventChangeExternalContact, ChangeEditExternalContact, "<UserID>lisi</UserID><ExternalUserID>wm1</ExternalUserID>"), "n1")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "王-上海", sinktest.Next[model.ContactSeen](h).Contact.Remark)
	status, _ = deliverTo(t, address, clock, aNotice(EventChangeExternalChat, ChangeUpdate, "<ChatId>wr1</ChatId>"), "n2")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "新品群", sinktest.Next[model.GroupSeen](h).Group.Name)
	require.True(t, sinktest.Next[model.MembersSeen](h).Whole)

	// Once read it is known whose it was.
	status, _ = deliverTo(t, address, clock, aNotice(EventChangeExternalChat, ChangeDismiss, "<ChatId>wr1</ChatId>"), "n3")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, groupGone("lisi", "wr1"), sinktest.Next[model.GroupSeen](h))
	require.Empty(t, l.owners.get("wr1"))

	// A member changed: the seats are read anew.
	status, _ = deliverTo(t, address, clock, aNotice(EventChangeContact, ChangeUpdateUser, "<UserID>lisi</UserID>"), "n4")
	require.Equal(t, http.StatusOK, status)
	sinktest.Next[model.SeatsListed](h)
	require.EqualValues(t, 4, l.Callbacks().Accepted)
}

func TestWhatCouldNotBeReadForNowIsReadLater(t *testing.T) {
	for _, test := range []struct {
		name  string
		fails func(sentCall) string
		tries int
	}{
		{"the limit is used up", refuses(codeTooMany), 2},
		{"the back end says no", refuses(codeBadContact), 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				answer := test.fails
				b := scripted(script{GetContact.path: func(one sentCall) string {
					one.Query.Set("cursor", "more")
					defer func() { answer = followed }()
					return answer(one)
				}})
				l, h := openLink(t, linkSettings(b, clockwork.NewRealClock())), sinktest.New()
				ctx, cancel := context.WithCancel(t.Context())
				var tasks sync.WaitGroup
				tasks.Go(func() { l.doChores(ctx, h) })
				require.True(t, l.chores.put(chore{kind: choreContact, user: "lisi", about: "wm1"}))
				synctest.Wait()
				require.Len(t, b.called(GetContact.path), 1, "not again at once")
				time.Sleep(lookMax)
				synctest.Wait()
				require.Len(t, b.called(GetContact.path), test.tries)
				require.Len(t, of[model.ContactSeen](drained(h)), test.tries-1)
				cancel()
				tasks.Wait()
			})
		})
	}
}

func TestACallbackThatCantBeStoredComesAgain(t *testing.T) {
	l, h, address, clock := taking(t, aCompany())
	message := aNotice(EventChangeExternalContact, ChangeDeleteFollowUser, "<UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID>")
	h.FailWith(&model.Trouble{Code: model.TroubleDiskFull})
	status, _ := deliverTo(t, address, clock, message, "n1")
	require.Equal(t, http.StatusServiceUnavailable, status)
	lost := h.Until(model.LinkConnecting)
	require.Equal(t, model.TroubleDiskFull, lost.Err.Code)

	h.FailWith(nil)
	drained(h)
	for _, nonce := range []string{"n1", "n1", "n2"} {
		status, answer := deliverTo(t, address, clock, message, nonce)
		require.Equal(t, "200 success", fmt.Sprint(status, " ", answer))
	}
	require.Equal(t, model.LinkOnline, h.Until(model.LinkOnline).Link)
	require.Len(t, of[model.ContactGone](drained(h)), 1, "taken once")
	require.Equal(t, model.CallbackCounts{Accepted: 1, Repeated: 2, Busy: 1}, l.Callbacks())
}

func TestForgedAndOldCallbacksAreRefusedAndCounted(t *testing.T) {
	l, h, address, clock := taking(t, aCompany())
	message := aNotice(EventChangeExternalContact, ChangeDeleteFollowUser, "<UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID>")
	drained(h)
	b := newBack(t, clock)
	ask := func(p parcel) int {
		response, err := http.Post("http://"+address+"/any/path?"+p.query, "text/xml", strings.NewReader(p.body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	good := b.pack(message, "n1", "")
	require.Equal(t, http.StatusForbidden, ask(parcel{strings.Replace(good.query, "msg_signature=", "msg_signature=0", 1), good.body}))
	require.Equal(t, http.StatusForbidden, ask(b.packAt(aNoon.Add(-time.Hour), message, "n2", "")))
	require.Equal(t, http.StatusBadRequest, ask(parcel{good.query, "hello"}))
	require.Empty(t, drained(h))
	require.Equal(t, http.StatusOK, ask(good))
	require.Equal(t, http.StatusForbidden, ask(b.pack(strings.Replace(message, "wmA", "wmB", 1), "n1", "")), "another one under its nonce")
	require.Equal(t, model.CallbackCounts{Accepted: 1, BadSign: 1, Stale: 1, Undecodable: 1, Replayed: 1}, l.Callbacks())
}

func TestAnAddressThatCantBeBoundIsToldAndTriedAgain(t *testing.T) {
	clock := clockwork.NewFakeClockAt(aNoon)
	l := openLink(t, withCallbacks(linkSettings(scripted(aCompany()), clock)))
	var free atomic.Bool
	l.listen = func(network, address string) (net.Listener, error) {
		if free.Load() {
			return net.Listen(network, address)
		}
		return nil, errors.New("address already in use")
	}
	h := sinktest.New()
	runLink(t, l, h)
	status := h.Until(model.LinkRefused)
	require.Equal(t, "callback_listen", status.Err.About)
	require.Equal(t, "refusal.cant_listen: address already in use", status.Err.Detail)
	require.NoError(t, clock.BlockUntilContext(t.Context(), 2))
	free.Store(true)
	clock.Advance(time.Second)
	require.Nil(t, h.Until(model.LinkOnline).Err)
}
