package wecom

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// noticed is a line about the company, as TestWhatCallbacksSay compares it.
func noticed(kind, seat, about, detail string) model.CompanyNoticeSeen {
	n := model.CompanyNotice{At: aNoon, Kind: kind, About: about, Detail: detail}
	if seat != "" {
		n.Seat = refOf(seat)
	}
	return model.CompanyNoticeSeen{Notice: n}
}

// ofSuite is a notice of a suite.
func ofSuite(info, more string) string {
	return "<xml><SuiteId>ww-suite</SuiteId><InfoType>" + info + "</InfoType><TimeStamp>1767323045</TimeStamp>" + more + "</xml>"
}

func TestWhatCallbacksSay(t *testing.T) {
	const who = "<UserID>lisi</UserID><ExternalUserID>wmA</ExternalUserID>"
	customer := func(f model.Friendship, created time.Time) model.ContactSeen {
		return model.ContactSeen{Seat: refOf("lisi"), Partial: true, Contact: model.Contact{
			RemoteID: "wmA", External: true, WeChat: true, Friendship: f, Created: created,
		}}
	}
	gone := model.ContactGone{Seat: refOf("lisi"), RemoteID: "wmA"}
	greet := model.WelcomeDue{Seat: refOf("lisi"), ContactID: "wmA", Code: "CODE", State: "shop", At: aNoon}
	read := []chore{{kind: choreContact, user: "lisi", about: "wmA"}}
	const acquisition, licensed = EventCustomerAcquisition, "<AuthCorpId>" + sampleCorp + "</AuthCorpId>"
	for _, test := range []struct {
		name, raw string
		want      heard
	}{
		{
			"a customer came", aNotice(EventChangeExternalContact, ChangeAddExternalContact, who+"<State>shop</State><WelcomeCode>CODE</WelcomeCode>"),
			heard{events: []model.Event{customer(model.FriendNormal, aNoon), greet}, chores: read},
		},
		{
			"one who can't be greeted", aNotice(EventChangeExternalContact, ChangeAddExternalContact, who),
			heard{events: []model.Event{customer(model.FriendNormal, aNoon)}, chores: read},
		},
		{
			"one whom the member has yet to accept", aNotice(EventChangeExternalContact, ChangeAddHalfExternalContact, who+"<State>shop</State><WelcomeCode>CODE</WelcomeCode>"),
			heard{events: []model.Event{greet}, chores: read},
		},
		{"a remark", aNotice(EventChangeExternalContact, ChangeEditExternalContact, who), heard{chores: read}},
		{
			"deleted by the member", aNotice(EventChangeExternalContact, ChangeDeleteExternalContact, who+"<Source>DELETE_BY_TRANSFER</Source>"),
			heard{events: []model.Event{customer(model.FriendDeletedByUs, time.Time{}), gone, noticed("del_external_contact", "lisi", "wmA", "DELETE_BY_TRANSFER")}},
		},
		{
			"deleted by the customer", aNotice(EventChangeExternalContact, ChangeDeleteFollowUser, who),
			heard{events: []model.Event{customer(model.FriendDeletedUs, time.Time{}), gone, noticed("del_follow_user", "lisi", "wmA", "")}},
		},
		{
			"a transfer that failed", aNotice(EventChangeExternalContact, ChangeTransferFail, who+"<FailReason>customer_refused</FailReason>"),
			heard{events: []model.Event{noticed("transfer_fail", "lisi", "wmA", "customer_refused")}},
		},
		{
			"consent", aNotice(EventChangeExternalContact, ChangeAgreed, who+"<WelcomeCode>CODE</WelcomeCode>"),
			heard{events: []model.Event{
				noticed("msg_audit_approved", "lisi", "wmA", ""),
				model.WelcomeDue{Seat: refOf("lisi"), ContactID: "wmA", Code: "CODE", At: aNoon},
			}},
		},
		{"a group", aNotice(EventChangeExternalChat, ChangeUpdate, "<ChatId>wr1</ChatId>"), heard{chores: []chore{{kind: choreGroup, about: "wr1"}}}},
		{
			"a group that is no more", aNotice(EventChangeExternalChat, ChangeDismiss, "<ChatId>wr7</ChatId>"),
			heard{events: []model.Event{noticed("chat_dismiss", "lisi", "wr7", ""), groupGone("lisi", "wr7")}, gone: "wr7"},
		},
		{
			"one that nobody knew", aNotice(EventChangeExternalChat, ChangeDismiss, "<ChatId>wr8</ChatId>"),
			heard{events: []model.Event{noticed("chat_dismiss", "", "wr8", "")}, gone: "wr8"},
		},
		{"a tag", aNotice(EventChangeExternalTag, ChangeCreate, "<Id>t1</Id><TagType>tag</TagType>"), heard{tags: true}},
		{"a member", aNotice(EventChangeContact, ChangeUpdateUser, "<UserID>lisi</UserID>"), heard{staff: []string{"lisi"}}},
		{"a department", aNotice(EventChangeContact, ChangeUpdateParty, "<Id>2</Id>"), heard{staff: []string{""}}},
		{
			"a tag of members", aNotice(EventChangeContact, ChangeUpdateTag, "<TagId>5</TagId><AddUserItems>a,b</AddUserItems><DelPartyItems>3</DelPartyItems>"),
			heard{events: []model.Event{noticed("update_tag", "", "5", "+a +b -3")}},
		},
		{"the quota runs low", aNotice(acquisition, ChangeBalanceLow, ""), heard{events: []model.Event{noticed("balance_low", "", "", "")}}},
		{
			"the quota runs out", aNotice(acquisition, ChangeQuotaExpireSoon, "<ExpireTime>1770000000</ExpireTime><ExpireQuotaNum>300</ExpireQuotaNum>"),
			heard{events: []model.Event{noticed("quota_expire_soon", "", "", "300 2026-02-02")}},
		},
		{
			"somebody of a link", aNotice(acquisition, ChangeCustomerStartChat, "<LinkId>L</LinkId><State>web</State>"+who),
			heard{events: []model.Event{noticed("customer_start_chat", "lisi", "wmA", "web")}},
		},
		{
			"an export", aNotice(EventBatchJobResult, "", "<BatchJob><JobId>J</JobId><JobType>export_user</JobType><ErrCode>0</ErrCode></BatchJob>"),
			heard{events: []model.Event{noticed("batch_job_result", "", "J", "export_user")}},
		},
		{
			"one that failed", aNotice(EventBatchJobResult, "", "<BatchJob><JobId>J</JobId><JobType>export_user</JobType><ErrCode>40092</ErrCode><ErrMsg>bad file</ErrMsg></BatchJob>"),
			heard{events: []model.Event{noticed("batch_job_result", "", "J", "export_user: errcode 40092 bad file")}},
		},
		{"an upload", aNotice(EventUploadFinished, "", "<JobId>J</JobId>"), heard{events: []model.Event{noticed("upload_media_job_finish", "", "J", "")}}},
		{
			"no licence", strings.Replace(aNotice(EventUnlicensed, "", ""), "sys", "lisi", 1),
			heard{events: []model.Event{noticed("unlicensed_notify", "lisi", "lisi", "")}},
		},
		{
			"licences were paid", ofSuite(EventLicensePaid, licensed+"<OrderId>O</OrderId><BuyerUserId>boss</BuyerUserId>"),
			heard{events: []model.Event{noticed("license_pay_success", "", "O", "boss")}},
		},
		{
			"paid back", ofSuite(EventLicenseRefund, licensed+"<OrderId>O</OrderId><OrderStatus>1</OrderStatus>"),
			heard{events: []model.Event{noticed("license_refund", "", "O", "refunded")}},
		},
		{
			"given", ofSuite(EventLicenseActivated, licensed+"<AccountList><UserId>lisi</UserId><ExpireTime>1770000000</ExpireTime></AccountList><AccountList><UserId>zhao</UserId></AccountList>"),
			heard{events: []model.Event{noticed("auto_activate", "lisi", "lisi", "2026-02-02"), noticed("auto_activate", "zhao", "zhao", "")}},
		},
		{
			"an authorisation, without its code", ofSuite(EventChangeAuth, licensed+"<AuthCode>SECRET</AuthCode><State>s</State>"),
			heard{events: []model.Event{noticed("change_auth", "", "ww-suite", "s")}},
		},
		{"another company's", ofSuite(EventLicensePaid, "<AuthCorpId>ww-other</AuthCorpId><OrderId>O</OrderId>"), heard{}},
		{"a ticket", ofSuite(EventSuiteTicket, "<SuiteTicket>TICKET</SuiteTicket>"), heard{ticket: "TICKET"}},
		{"what is of no use", aNotice("enter_agent", "", ""), heard{}},
	} {
		l, _ := linkTo(t, nil)
		l.owners.put("wr7", "lisi")
		got := l.hear(ReadNotice([]byte(test.raw)))
		ids := map[string]bool{}
		for i, e := range got.events {
			if n, ok := e.(model.CompanyNoticeSeen); ok {
				require.NotEmpty(t, n.Notice.ID, test.name)
				require.False(t, ids[n.Notice.ID], "%s: two lines, one id", test.name)
				ids[n.Notice.ID] = true
				n.Notice.ID = ""
				got.events[i] = n
			}
		}
		require.Equal(t, test.want, got, test.name)
		again, same := l.hear(ReadNotice([]byte(test.raw))), l.hear(ReadNotice([]byte(test.raw)))
		require.Equal(t, same, again, "%s: a repeat says the same", test.name)
	}
}

func TestTheTicketOfTheSuiteOutlivesARestart(t *testing.T) {
	settings := linkSettings(scripted(nil), clockwork.NewFakeClockAt(aNoon))
	kept := map[string]string{}
	settings.Keep = func(_ context.Context, name, value string) error {
		kept[name] = value
		return nil
	}
	l := openLink(t, settings)
	require.Empty(t, l.ticket.get())
	notice := ReadNotice([]byte(ofSuite(EventSuiteTicket, "<SuiteTicket>TICKET</SuiteTicket>")))
	require.NoError(t, l.take(t.Context(), nil, notice))
	require.Equal(t, "TICKET", l.ticket.get())

	settings.Secrets = kept
	require.Equal(t, "TICKET", openLink(t, settings).ticket.get())
}

func TestCallbacksThatNameNobodyAreKept(t *testing.T) {
	l, _ := linkTo(t, nil)
	for _, raw := range []string{
		aNotice(EventChangeExternalContact, ChangeAddExternalContact, "<UserID>lisi</UserID>"),
		aNotice(EventChangeExternalChat, ChangeUpdate, ""),
		"<xml><MsgType>event</MsgType><Event>x",
	} {
		events := l.hear(ReadNotice([]byte(raw))).events
		require.Len(t, events, 1, raw)
		kept := events[0].(model.PayloadRefused)
		require.Equal(t, raw, string(kept.Raw))
		require.False(t, kept.Suspect, "no message was in it")
	}
	kept := l.hear(ReadNotice([]byte("<xml><InfoType>create_auth</InfoType><AuthCode>SECRET</AuthCode>"))).events[0].(model.PayloadRefused)
	require.NotContains(t, string(kept.Raw), "SECRET")
}

func TestATimeToComeIsNow(t *testing.T) {
	l, _ := linkTo(t, nil)
	for _, seconds := range []string{"1999999999", "0"} {
		raw := strings.Replace(aNotice(EventChangeExternalContact, ChangeTransferFail, "<UserID>a</UserID><ExternalUserID>b</ExternalUserID>"), "1767323045", seconds, 1)
		require.Equal(t, aNoon, l.hear(ReadNotice([]byte(raw))).events[0].(model.CompanyNoticeSeen).Notice.At)
	}
}

func TestChoresWaitOnceAndWithinALimit(t *testing.T) {
	c := newChores()
	one := chore{kind: choreGroup, about: "wr1"}
	require.True(t, c.put(one))
	require.True(t, c.put(one))
	require.Len(t, c.waiting, 1)
	got, ok := c.take()
	require.True(t, ok)
	require.Equal(t, one, got)
	require.True(t, c.put(one), "what is being read may change once more")
	for i := range mostChores - 1 {
		require.True(t, c.put(chore{kind: choreContact, user: "u", about: string(rune(i))}))
	}
	require.False(t, c.put(chore{kind: choreContact, user: "v"}))
}
