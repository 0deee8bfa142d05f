package wecom

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/sinktest"
	simulator "seatdeck/providers/simulator/wecom"
)

// town is a simulated company with a link to it that takes its callbacks.
type town struct {
	*link
	server *simulator.Server
	base   string
	heard  *sinktest.Sink
	seats  []model.Seat
	robot  string // the address of a group robot
}

func newTown(t *testing.T) *town {
	t.Helper()
	clock := clockwork.NewFakeClockAt(aNoon)
	server := simulator.New(simulator.Options{Seats: 3, Customers: 120, Groups: 6, Seed: 7, Clock: clock})
	at := httptest.NewServer(server.Handler())
	t.Cleanup(at.Close)
	server.SetBaseURL(at.URL)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	c := server.Credentials()
	l := openLink(t, providers.Settings{
		Connection: model.Connection{Name: "企业", BaseURL: at.URL, Account: c.CorpID, Options: map[string]string{
			optAgentID: c.AgentID, optCallbackListen: "127.0.0.1:0",
		}},
		Secret:  c.Secret,
		Secrets: map[string]string{secretCallbackToken: c.CallbackToken, secretCallbackAESKey: c.AESKey},
		HTTP:    at.Client(), Clock: clock, Rand: func() float64 { return 0.5 },
	})
	address := bound(l)
	tw := &town{link: l, server: server, base: at.URL, heard: sinktest.New(), robot: at.URL + robotPath + "?key=" + c.RobotKey}
	runLink(t, l, tw.heard)
	require.Nil(t, tw.heard.Until(model.LinkOnline).Err)
	for range 3 {
		tw.seats = append(tw.seats, sinktest.Next[model.SeatSeen](tw.heard).Seat)
	}
	require.Len(t, sinktest.Next[model.SeatsListed](tw.heard).RemoteIDs, 3)
	require.NoError(t, server.SetCallback(t.Context(), simulator.Callback{URL: "http://" + <-address}), "a bare address, tried out by an echo")
	return tw
}

// everything reads a list to its end.
func everything(t *testing.T, read func(page string) (providers.Page, error)) (events []model.Event, pages int) {
	t.Helper()
	for page := ""; ; {
		p, err := read(page)
		require.NoError(t, err)
		events, pages = append(events, p.Events...), pages+1
		if p.Next == "" {
			return events, pages
		}
		page = p.Next
	}
}

func TestTheListsOfACompany(t *testing.T) {
	tw := newTown(t)
	seat := tw.seats[0]
	require.NotEqual(t, seat.RemoteID, seat.Name)
	require.Equal(t, "万禾商贸", seat.Corp)
	require.NotEmpty(t, seat.Teams)
	require.NotEmpty(t, sinktest.Next[model.TagsSeen](tw.heard).Groups)

	contacts, pages := everything(t, func(page string) (providers.Page, error) { return tw.ListContacts(t.Context(), seat, page) })
	require.Greater(t, pages, 1)
	require.Greater(t, len(contacts), 100)
	tagged := 0
	for _, c := range of[model.ContactSeen](contacts) {
		require.NotEmpty(t, c.Contact.Name)
		tagged += len(c.Contact.Tags)
	}
	require.Positive(t, tagged)

	// What is changed is found changed.
	one := of[model.ContactSeen](contacts)[0].Contact
	tags, err := tw.ListTags(t.Context(), seat)
	require.NoError(t, err)
	put := tags[0].(model.TagsSeen).Groups[0].Tags[:1]
	remark, about := "老客户", "爱喝茶"
	require.NoError(t, tw.EditRemark(t.Context(), seat, one.RemoteID, &remark, &about))
	require.NoError(t, tw.SetContactTags(t.Context(), seat, one.RemoteID, put, one.Tags))
	found, err := tw.InquireContacts(t.Context(), seat, []string{one.RemoteID})
	require.NoError(t, err)
	now := found[0].(model.ContactSeen).Contact
	require.Equal(t, remark+about, now.Remark+now.Description)
	require.Equal(t, []model.Tag{{RemoteID: put[0].RemoteID, Corp: true}}, now.Tags)

	groups, _ := everything(t, func(page string) (providers.Page, error) { return tw.ListGroups(t.Context(), seat, page) })
	require.Len(t, of[model.GroupSeen](groups), 2)
	group := of[model.GroupSeen](groups)[0].Group
	require.Equal(t, seat.RemoteID, group.OwnerID)
	require.NotEmpty(t, group.Name)
	require.Len(t, of[model.MembersSeen](groups)[0].Members, group.MemberCount)
	require.NoError(t, tw.TransferGroup(t.Context(), seat, group.RemoteID, tw.seats[1].RemoteID))
	require.Equal(t, groupGone(seat.RemoteID, group.RemoteID), sinktest.Next[model.GroupSeen](tw.heard), "what became of it is read by itself")
	require.Equal(t, tw.seats[1].RemoteID, sinktest.Next[model.GroupSeen](tw.heard).Group.OwnerID)

	today := dayOf(tw.clock.Now())
	statistics, err := tw.ReadStatistics(t.Context(), tw.seats, today.AddDate(0, 0, -40), today.AddDate(0, 0, -1))
	require.NoError(t, err)
	require.Len(t, statistics, 3)
	days := statistics[0].(model.OfficialSeen).Days
	require.Len(t, days, 40)
	require.Positive(t, days[0].Messages)
	quotas, err := tw.ReadQuotas(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1000, quotas[0].(model.QuotasSeen).Quotas[0].Left)
}

func TestWhatHappensInACompanyIsHeard(t *testing.T) {
	tw := newTown(t)
	seat := tw.seats[0]
	came, err := tw.server.Add(simulator.Arrival{UserID: seat.RemoteID, Name: "新客户", State: "shop"})
	require.NoError(t, err)
	due := sinktest.Next[model.WelcomeDue](tw.heard)
	require.Equal(t, model.WelcomeDue{Seat: refOf(seat.RemoteID), ContactID: came.ExternalID, Code: came.WelcomeCode, State: due.State, At: aNoon}, due)
	require.Equal(t, "新客户", sinktest.Next[model.ContactSeen](tw.heard).Contact.Name, "who it is was read in the background")
	greeting := model.Record{Values: map[string]string{"text": "您好"}}
	require.NoError(t, tw.Welcome(t.Context(), due.Code, greeting))
	err = tw.Welcome(t.Context(), due.Code, greeting)
	require.True(t, model.IsTrouble(err, model.TroubleRejected), "once: %v", err)

	require.NoError(t, tw.server.Drop(seat.RemoteID, came.ExternalID, true))
	require.Equal(t, came.ExternalID, sinktest.Next[model.ContactGone](tw.heard).RemoteID)
	require.Equal(t, "del_follow_user", sinktest.Next[model.CompanyNoticeSeen](tw.heard).Notice.Kind)

	chat, err := tw.server.Happen(simulator.Happening{Kind: "chat_create", UserID: seat.RemoteID, Name: "新群"})
	require.NoError(t, err)
	require.Equal(t, "新群", sinktest.Next[model.GroupSeen](tw.heard).Group.Name)
	_, err = tw.server.Happen(simulator.Happening{Kind: "chat_dismiss", ChatID: chat})
	require.NoError(t, err)
	require.Equal(t, groupGone(seat.RemoteID, chat), sinktest.Next[model.GroupSeen](tw.heard))

	_, err = tw.server.Happen(simulator.Happening{Kind: "tag_create", Name: "新标签"})
	require.NoError(t, err)
	for !strings.Contains(tagPrint(sinktest.Next[model.TagsSeen](tw.heard).Groups), "新标签") {
	}
	_, err = tw.server.Happen(simulator.Happening{Kind: "update_user", UserID: seat.RemoteID, Name: "新名字"})
	require.NoError(t, err)
	for sinktest.Next[model.SeatSeen](tw.heard).Seat.Name != "新名字" {
	}
	require.NoError(t, tw.server.Leave(seat.RemoteID))
	for len(sinktest.Next[model.SeatsListed](tw.heard).RemoteIDs) != 2 {
	}

	_, err = tw.server.Happen(simulator.Happening{Kind: "balance_low"})
	require.NoError(t, err)
	require.Equal(t, "balance_low", sinktest.Next[model.CompanyNoticeSeen](tw.heard).Notice.Kind)
	taken, lost, _ := tw.server.Callbacks()
	require.Zero(t, lost)
	require.LessOrEqual(t, taken, int(tw.Callbacks().Accepted))
}

func TestMessagesArriveAtTheCompany(t *testing.T) {
	tw := newTown(t)
	require.NoError(t, tw.MessageStaff(t.Context(), []string{tw.seats[0].RemoteID}, "有客户等了很久"))
	robot := NewRobot(tw.client.config.HTTP, tw.clock)
	require.NoError(t, robot.Send(t.Context(), tw.robot, "坐席被封"))
	require.True(t, model.IsTrouble(robot.Send(t.Context(), tw.robot+"x", "坐席被封"), model.TroubleRejected), "no robot has that key")
	require.Len(t, tw.server.Sent(), 2)
}

// TestAProviderCallsUnderBothNamesOfItsToken: client and simulator agree on them.
func TestAProviderCallsUnderBothNamesOfItsToken(t *testing.T) {
	tw := newTown(t)
	c := tw.server.Credentials()
	config := tw.client.config
	config.Suite = Suite{ID: c.SuiteID, Secret: c.SuiteSecret, ProviderCorpID: c.ProviderCorp, ProviderSecret: c.ProviderSecret}
	provider := NewClient(config)
	who, err := GetLoginInfo.Do(t.Context(), provider, LoginInfoRequest{AuthCode: tw.seats[0].RemoteID})
	require.NoError(t, err)
	require.Equal(t, tw.seats[0].RemoteID, who.UserInfo.UserID.String())
	link, err := GetCustomizedAuthURL.Do(t.Context(), provider, CustomizedAuthURLRequest{State: "s", TemplateIDList: []string{"t1"}})
	require.NoError(t, err)
	require.NotEmpty(t, link.QRCodeURL)
}
