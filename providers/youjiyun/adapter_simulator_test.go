package youjiyun

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	simulator "seatdeck/providers/simulator/youjiyun"
)

const simHost = "http://sim.test"

// handed is a transport that hands requests to a handler of this process.
type handed struct{ handler http.Handler }

func (h handed) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	sent := http.Header{} // names as they are read off a wire
	for name, values := range r.Header {
		sent[http.CanonicalHeaderKey(name)] = values
	}
	r = r.Clone(r.Context())
	r.Header = sent
	h.handler.ServeHTTP(answer, r)
	return answer.Result(), nil
}

// inTown opens a connection to a simulator that keeps still, and gives its seats.
func inTown(t *testing.T, options simulator.Options) (*link, *simulator.Server, []model.Seat) {
	t.Helper()
	options.Seed, options.BaseURL = 7, simHost
	sim := simulator.New(options)
	t.Cleanup(sim.Close)
	key, secret := sim.Credentials()
	opened, err := New().Open(providers.Settings{
		Connection: model.Connection{Name: "shop", BaseURL: simHost, Account: key}, Secret: secret,
		HTTP: &http.Client{Transport: handed{sim.Handler()}}, Clock: clockwork.NewRealClock(), Rand: dice(),
	})
	require.NoError(t, err)
	l := opened.(*link)
	events, err := l.ListSeats(t.Context())
	require.NoError(t, err)
	var seats []model.Seat
	for _, e := range events {
		if seen, ok := e.(model.SeatSeen); ok {
			seats = append(seats, seen.Seat)
		}
	}
	return l, sim, seats
}

// everything reads a list to its end, and the total its first page told.
func everything(t *testing.T, read func(page string) (providers.Page, error)) (events []model.Event, total int) {
	t.Helper()
	for name := ""; ; {
		page, err := read(name)
		require.NoError(t, err)
		if name == "" {
			total = page.Total
		}
		events = append(events, page.Events...)
		if name = page.Next; name == "" {
			return events, total
		}
	}
}

func TestInTownGroupsAreManaged(t *testing.T) {
	l, sim, seats := inTown(t, simulator.Options{Contacts: 110, Groups: 14})
	ctx := t.Context()
	contacts, total := everything(t, func(page string) (providers.Page, error) { return l.ListContacts(ctx, seats[0], page) })
	require.Len(t, contacts, total)
	require.Greater(t, total, pageSize, "several pages")
	listed, total := everything(t, func(page string) (providers.Page, error) { return l.ListGroups(ctx, seats[0], page) })
	require.Len(t, listed, total)

	var ours []model.Group
	for _, e := range listed {
		if g := e.(model.GroupSeen).Group; g.OwnerID == seats[0].AccountID && !g.Dissolved {
			ours = append(ours, g)
		}
	}
	require.GreaterOrEqual(t, len(ours), 2)
	group := ours[0]
	var staff []string
	members, total := everything(t, func(page string) (providers.Page, error) { return l.ListMembers(ctx, seats[0], group.RemoteID, page) })
	for _, m := range members[0].(model.MembersSeen).Members {
		if m.Kind() == model.PersonStaff && m.RemoteID != group.OwnerID {
			staff = append(staff, m.RemoteID)
		}
	}
	require.Positive(t, total)
	before, err := l.ListAdmins(ctx, seats[0], group.RemoteID)
	require.NoError(t, err)
	if len(before) > 0 {
		require.NoError(t, l.SetAdmins(ctx, seats[0], group.RemoteID, before, false))
	}
	require.NoError(t, l.SetAdmins(ctx, seats[0], group.RemoteID, staff[:1], true))
	events, err := l.InquireContacts(ctx, seats[0], []string{group.RemoteID})
	require.NoError(t, err)
	roles := map[model.Role][]string{}
	for _, m := range events[1].(model.MembersSeen).Members {
		roles[m.Role] = append(roles[m.Role], m.RemoteID)
	}
	require.Equal(t, staff[:1], roles[model.RoleAdmin])
	require.Equal(t, []string{seats[0].AccountID}, roles[model.RoleOwner])
	require.Empty(t, roles[model.RoleUnknown])

	others, _ := everything(t, func(page string) (providers.Page, error) { return l.ListGroups(ctx, seats[1], page) })
	far := others[0].(model.GroupSeen).Group.RemoteID
	require.NoError(t, l.CopyGroupSettings(ctx, seats[0], group.RemoteID, []model.GroupSetting{model.SettingWelcome}, []providers.GroupsOfSeat{
		{Seat: seats[1], GroupIDs: []string{far}}, {Seat: seats[0], GroupIDs: []string{ours[1].RemoteID, group.RemoteID}},
	}))
	want := sim.GroupSettings(seats[0].RemoteID, group.RemoteID)["WELCOME_NEW_MEMBER"]
	require.Equal(t, want, sim.GroupSettings(seats[1].RemoteID, far)["WELCOME_NEW_MEMBER"])
	require.Equal(t, want, sim.GroupSettings(seats[0].RemoteID, ours[1].RemoteID)["WELCOME_NEW_MEMBER"])

	url, err := l.DownloadGroups(ctx, seats[0], []string{group.RemoteID})
	require.NoError(t, err)
	file, err := l.http.Get(url)
	require.NoError(t, err)
	require.NoError(t, file.Body.Close())
	require.Equal(t, http.StatusOK, file.StatusCode)
	require.True(t, strings.HasSuffix(url, ".xlsx"), url)

	require.NoError(t, l.SyncDirectory(ctx, seats[0]))
	require.Equal(t, []int64{SyncUsersAndGroups}, sim.Synced(seats[0].RemoteID))
	name, alias := "新名字", "别名"
	require.NoError(t, l.EditProfile(ctx, seats[0], model.Profile{Name: &name, Alias: &alias}))
	again, err := l.ListSeats(ctx)
	require.NoError(t, err)
	require.Equal(t, "新名字", again[0].(model.SeatSeen).Seat.Name)
	require.Equal(t, "别名", again[0].(model.SeatSeen).Seat.Alias)
}

// Many may tag at once: for one seat the calls are made one after the other, as
// 3.11 wants it.
func TestInTownTagsQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _, seats := inTown(t, simulator.Options{TagTime: time.Second})
		ctx := t.Context()
		events, err := l.ListTags(ctx, seats[0])
		require.NoError(t, err)
		tags := events[0].(model.TagsSeen).Groups[0].Tags
		var contacts []string
		for _, e := range first(t, l, seats[0])[:6] {
			contacts = append(contacts, e.(model.ContactSeen).Contact.RemoteID)
		}
		start := time.Now()
		var running sync.WaitGroup
		failed := make([]error, len(contacts))
		for i, contact := range contacts {
			running.Go(func() { failed[i] = l.SetContactTags(ctx, seats[0], contact, tags[:1], tags[1:2]) })
		}
		running.Wait()
		for _, err := range failed {
			require.NoError(t, err)
		}
		require.Equal(t, 6*time.Second, time.Since(start))
	})
}

func first(t *testing.T, l *link, seat model.Seat) []model.Event {
	t.Helper()
	page, err := l.ListContacts(t.Context(), seat, "")
	require.NoError(t, err)
	return page.Events
}
