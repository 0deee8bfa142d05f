package wecom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

// TestTheRateStaysBelowTheLimits asks for as much as it can get over an hour and
// a half, and counts each span of a minute and of an hour.
func TestTheRateStaysBelowTheLimits(t *testing.T) {
	clock := clockwork.NewFakeClockAt(time.Unix(1_700_000_000, 0))
	limits := NewLimits(clock)
	one := limits.of("externalcontact/list", 0)
	perSecond := make([]int, 0, 5400)
	for range 5400 {
		passed := 0
		for {
			before := *one
			if limits.take(one) > 0 {
				*one = before // did not wait: asks again later
				break
			}
			passed++
		}
		perSecond = append(perSecond, passed)
		clock.Advance(time.Second)
	}
	busiest := func(span int) (most int) {
		sum := 0
		for i, n := range perSecond {
			sum += n
			if i >= span {
				sum -= perSecond[i-span]
			}
			most = max(most, sum)
		}
		return most
	}
	require.Less(t, busiest(60), 10_000)
	require.Greater(t, busiest(60), 9_000, "nor far below")
	require.Less(t, busiest(3600), 150_000)
	require.Greater(t, busiest(3600), 140_000)
}

func TestCallsOverTheRateWaitInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := NewLimits(clockwork.NewRealClock())
		for range minuteBurst {
			_, err := limits.Pass(t.Context(), "a", 0)
			require.NoError(t, err)
		}
		began := time.Now()
		for range 150 {
			_, err := limits.Pass(t.Context(), "a", 0)
			require.NoError(t, err)
		}
		require.InDelta(t, 1, time.Since(began).Seconds(), 0.01)

		began = time.Now()
		_, err := limits.Pass(t.Context(), "b", 0)
		require.NoError(t, err)
		require.Zero(t, time.Since(began), "each API has its own")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = limits.Pass(ctx, "a", 0)
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestNoMoreThanFiveTagsAreMarkedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		b := &backEnd{}
		b.answer = func(one sentCall) (int, string) {
			if one.Path == MarkTags.path {
				most.Store(max(most.Load(), now.Add(1)))
				time.Sleep(time.Second)
				now.Add(-1)
			}
			return http.StatusOK, okAnswer
		}
		c := clientOf(b)
		var group sync.WaitGroup
		began := time.Now()
		for range 20 {
			group.Go(func() {
				_, err := MarkTags.Do(t.Context(), c, MarkTagsRequest{UserID: "u"})
				require.NoError(t, err)
			})
		}
		group.Wait()
		require.EqualValues(t, 5, most.Load())
		require.Equal(t, 4*time.Second, time.Since(began))
	})
}

func TestOneWhoWaitsForAPlaceMayGiveUp(t *testing.T) {
	limits := NewLimits(clockwork.NewRealClock())
	done, err := limits.Pass(t.Context(), "a", 1)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = limits.Pass(ctx, "a", 1)
	require.ErrorIs(t, err, context.Canceled)
	done()
	_, err = limits.Pass(t.Context(), "a", 1)
	require.NoError(t, err)
}

// gate is a Gate that counts, or is closed.
type gate struct {
	closed error

	mu     sync.Mutex
	passed []string
	inWork int
}

func (g *gate) Pass(_ context.Context, api string, atOnce int) (func(), error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed != nil {
		return nil, g.closed
	}
	g.passed = append(g.passed, api+"/"+strconv.Itoa(atOnce))
	g.inWork++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.inWork--
	}, nil
}

func TestEveryTryAsksTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{}
		b := saysInTurn(`{"errcode":-1}`, `{"errcode":42001}`, okAnswer)
		config := configOf(b)
		config.Gate = g
		c := NewClient(config)
		_, err := MarkTags.Do(t.Context(), c, MarkTagsRequest{})
		require.NoError(t, err)
		mark := "externalcontact/mark_tag/5"
		require.Equal(t, []string{"gettoken/0", mark, mark, "gettoken/0", mark}, g.passed)
		require.Zero(t, g.inWork)

		g.closed = errors.New("not now")
		require.ErrorIs(t, listFollowUsers(t.Context(), c), g.closed)
		require.Len(t, b.got(), 3)
	})
}

func TestPagesByCursor(t *testing.T) {
	pages := map[string]string{
		"":   `{"errcode":0,"external_contact_list":[{"external_contact":{"external_userid":"a"}}],"next_cursor":"c1"}`,
		"c1": `{"errcode":0,"external_contact_list":[],"next_cursor":"c2"}`,
		"c2": `{"errcode":0,"external_contact_list":[{"external_contact":{"external_userid":"b"}}],"next_cursor":""}`,
	}
	b := &backEnd{answer: func(one sentCall) (int, string) {
		for cursor, page := range pages {
			if cursor != "" && one.Body == `{"userid_list":["u"],"cursor":"`+cursor+`","limit":100}` ||
				cursor == "" && one.Body == `{"userid_list":["u"],"limit":100}` {
				return http.StatusOK, page
			}
		}
		return http.StatusBadRequest, one.Body
	}}
	req := BatchGetContactsRequest{UserIDList: []string{"u"}, Paging: Paging{Limit: 100}}
	var ids []string
	for page, err := range Pages(t.Context(), clientOf(b), BatchGetContacts, req) {
		require.NoError(t, err)
		for _, one := range page.ExternalContactList {
			ids = append(ids, one.ExternalContact.ExternalUserID.String())
		}
	}
	require.Equal(t, []string{"a", "b"}, ids)
	require.Len(t, b.got(), 3)
	require.Empty(t, req.Cursor, "the caller's request stays as it was")

	for range Pages(t.Context(), clientOf(b), BatchGetContacts, req) {
		break
	}
	require.Len(t, b.got(), 4, "who has enough asks for no more")
}

func TestPagesByOffset(t *testing.T) {
	const item = `"items":[{"owner":"a","data":{}}]`
	b := saysInTurn(
		`{"errcode":0,"total":3,"next_offset":1,`+item+`}`, `{"errcode":0,"total":3,"next_offset":2,`+item+`}`,
		`{"errcode":0,"total":3,"next_offset":3,`+item+`}`,
	)
	pages := 0
	for _, err := range Pages(t.Context(), clientOf(b), GetGroupStatistics, GroupStatisticsRequest{}) {
		require.NoError(t, err)
		pages++
	}
	require.Equal(t, 3, pages)
	require.Contains(t, b.got()[2].Body, `"offset":2`)
}

func TestPagesEnd(t *testing.T) {
	for name, test := range map[string]struct {
		walk  func(*Client) error
		body  string
		calls int
		fails error
	}{
		"the same cursor again": {func(c *Client) error { return walk(t, c, ListUserIDs, Paging{}) }, `{"errcode":0,"next_cursor":"c"}`, 2, ErrNoEnd},
		"an offset that stays": {
			func(c *Client) error { return walk(t, c, GetGroupStatistics, GroupStatisticsRequest{Offset: 5}) },
			`{"errcode":0,"total":9,"next_offset":5,"items":[{}]}`, 1, ErrNoEnd,
		},
		"an offset without rows": {
			func(c *Client) error { return walk(t, c, GetGroupStatistics, GroupStatisticsRequest{}) },
			`{"errcode":0,"total":9,"next_offset":5,"items":[]}`, 1, nil,
		},
		"is_last": {
			func(c *Client) error { return walk(t, c, ListUnassigned, UnassignedRequest{}) },
			`{"errcode":0,"is_last":true,"next_cursor":"c"}`, 1, nil,
		},
		"an error": {func(c *Client) error { return walk(t, c, ListGroups, ListGroupsRequest{Limit: 1}) }, `{"errcode":81017}`, 1, &APIError{}},
	} {
		t.Run(name, func(t *testing.T) {
			b := alwaysSays(http.StatusOK, test.body)
			err := test.walk(clientOf(b))
			switch test.fails.(type) {
			case nil:
				require.NoError(t, err)
			case *APIError:
				require.True(t, isAPIError(err, func(e *APIError) bool { return e.Code == 81017 }))
			default:
				require.ErrorIs(t, err, test.fails)
			}
			require.Len(t, b.got(), test.calls)
		})
	}
}

func walk[Req any, Ans pageAnswer, P pageRequest[Req]](t *testing.T, c *Client, call Call[Req, Ans], req Req) error {
	t.Helper()
	for _, err := range Pages[Req, Ans, P](t.Context(), c, call, req) {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestCursorsThatChangeForEverEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		b := &backEnd{answer: func(sentCall) (int, string) {
			n++
			return http.StatusOK, fmt.Sprintf(`{"errcode":0,"next_cursor":"c%d"}`, n)
		}}
		config := configOf(b)
		config.Gate = &gate{}
		require.ErrorIs(t, walk(t, NewClient(config), ListContactWays, ListContactWaysRequest{}), ErrNoEnd)
		require.Len(t, b.got(), maxPages)
	})
}
