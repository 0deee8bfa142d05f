package wecom

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/providers/simulator/internal/wirejson"
)

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	state := func(seed int64) []byte {
		return wirejson.Encode(New(Options{Seed: seed, Clock: clockwork.NewFakeClockAt(noon)}).State())
	}
	require.Equal(t, state(1), state(1))
	require.False(t, bytes.Equal(state(1), state(2)))
	big := New(Options{Seats: 60, Customers: 100, Clock: clockwork.NewFakeClockAt(noon)}).State()
	require.Len(t, big.Seats, 60)
	ids := map[string]bool{}
	for _, seat := range big.Seats {
		require.Regexp(t, userIDForm, seat.UserID)
		ids[seat.UserID] = true
	}
	require.Len(t, ids, 60)
}

// TestTransfersWait hands many over: most go, with what was noted of them, some
// refuse, and both are told.
func TestTransfersWait(t *testing.T) {
	b := newBench(t, Options{Customers: 60, TransferWait: time.Hour})
	e := b.listen()
	from, to := b.seat(0), b.seat(1)
	var external []string
	for _, f := range from.follows {
		if f.customer.follow(to) == nil {
			f.remark = "记下的"
			external = append(external, f.customer.id)
		}
	}
	in := object{"handover_userid": from.id, "takeover_userid": to.id, "external_userid": external}
	b.call("externalcontact/transfer_customer", in)
	require.Equal(t, text(codeTransferring), b.call("externalcontact/transfer_customer", in).text("customer", 0, "errcode"))
	b.pass(time.Hour - time.Second)
	require.Empty(t, e.heard)
	b.pass(time.Second)
	counts := map[string]int{}
	a := b.call("externalcontact/transfer_result", in)
	for i := range external {
		counts[a.text("customer", i, "status")]++
		c := b.server.world.customer(a.text("customer", i, "external_userid"))
		switch a.text("customer", i, "status") {
		case "1":
			require.Nil(t, c.follow(from))
			f := c.follow(to)
			require.Equal(t, []any{"记下的", wayAssigned}, []any{f.remark, f.way})
			require.Equal(t, text(noon.Add(time.Hour).Unix()), a.text("customer", i, "takeover_time"))
		case "3":
			require.NotNil(t, c.follow(from))
			require.Nil(t, c.follow(to))
		}
	}
	require.Equal(t, len(external), counts["1"]+counts["3"])
	require.NotZero(t, counts["1"])
	require.NotZero(t, counts["3"])
	for range external {
		h := <-e.heard
		if h.kind() == "transfer_fail" {
			counts["3"]--
			require.Equal(t, "customer_refused", h.fields["FailReason"])
			continue
		}
		counts["1"]--
		require.Equal(t, "add_external_contact", h.kind())
		require.Empty(t, h.fields["WelcomeCode"])
	}
	require.Equal(t, map[string]int{"1": 0, "3": 0}, counts)
}

func TestMassMessages(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.seat(0)
	say := object{"content": "活动"}
	status := func(msgID, name, id string) string {
		a := b.call("externalcontact/get_groupmsg_send_result", object{"msgid": msgID, "userid": seat.id})
		for i := range a.size("send_list") {
			if a.text("send_list", i, name) == id {
				return a.text("send_list", i, "status")
			}
		}
		return "none"
	}
	one, two, tagged := seat.follows[0].customer, seat.follows[1].customer, b.server.world.tagGroups[0].tags[0].id
	send := func(more object) string {
		body := object{"sender": seat.id, "text": say}
		for name, value := range more {
			body[name] = value
		}
		return b.call("externalcontact/add_msg_template", body).text("msgid")
	}
	firstOne := send(object{"external_userid": []string{one.id, two.id}})
	require.Equal(t, "0", status(firstOne, "external_userid", one.id), "nobody has confirmed")
	require.NoError(t, b.server.Drop(seat.id, two.id, true))
	b.control("confirm", object{"id": firstOne, "userid": seat.id})
	require.Equal(t, []string{"1", "2"}, []string{status(firstOne, "external_userid", one.id), status(firstOne, "external_userid", two.id)})
	again := send(object{"external_userid": []string{one.id}})
	b.control("confirm", object{"id": again})
	require.Equal(t, "3", status(again, "external_userid", one.id), "one a day")
	b.clock.Advance(24 * time.Hour)
	b.renew()
	again = send(object{"external_userid": []string{one.id}})
	b.control("confirm", object{"id": again})
	require.Equal(t, "1", status(again, "external_userid", one.id))

	for _, f := range seat.follows {
		f.tags = nil
	}
	seat.follows[2].tags = []string{tagged}
	byTag := send(object{"tag_filter": object{"group_list": []object{{"tag_list": []string{tagged}}}}})
	a := b.call("externalcontact/get_groupmsg_send_result", object{"msgid": byTag, "userid": seat.id})
	require.Equal(t, []string{"1", seat.follows[2].customer.id}, []string{text(a.size("send_list")), a.text("send_list", 0, "external_userid")})

	toGroups := send(object{"chat_type": "group"})
	b.control("confirm", object{"id": toGroups})
	require.Equal(t, "1", status(toGroups, "chat_id", b.chatOf(seat)))
	cancelled := send(object{"external_userid": []string{one.id}})
	b.call("externalcontact/cancel_groupmsg_send", object{"msgid": cancelled})
	b.control("confirm", object{"id": cancelled})
	require.Equal(t, "0", status(cancelled, "external_userid", one.id))

	// Without a sender, each customer hears of one of its members.
	all := b.call("externalcontact/add_msg_template", object{"external_userid": []string{one.id, b.seat(1).follows[0].customer.id}, "text": say}).text("msgid")
	require.NotZero(t, b.call("externalcontact/get_groupmsg_task", object{"msgid": all}).size("task_list"))
}

func TestMembersConfirmByThemselves(t *testing.T) {
	b := newBench(t, Options{ConfirmWithin: time.Minute})
	seat := b.seat(0)
	id := b.call("externalcontact/add_msg_template", object{"sender": seat.id, "text": object{"content": "活动"}}).text("msgid")
	job := b.call("externalcontact/add_moment_task", object{"text": object{"content": "上新"}}).text("jobid")
	b.pass(2 * time.Minute)
	require.Equal(t, "2", b.call("externalcontact/get_groupmsg_task", object{"msgid": id}).text("task_list", 0, "status"))
	moment := b.look("externalcontact/get_moment_task_result", url.Values{"jobid": {job}}).at("result", "moment_id")
	a := b.call("externalcontact/get_moment_task", object{"moment_id": moment})
	for i := range a.size("task_list") {
		require.Equal(t, "1", a.text("task_list", i, "publish_status"))
	}
}

func TestStatisticsCountWhatHappened(t *testing.T) {
	b := newBench(t, Options{})
	seat := b.seat(0)
	today := func() []string {
		a := b.call("externalcontact/get_user_behavior_data", object{"userid": []string{seat.id}, "start_time": noon.Unix(), "end_time": noon.Unix()})
		var out []string
		for _, name := range []string{"stat_time", "chat_cnt", "message_cnt", "reply_percentage", "avg_reply_time", "negative_feedback_cnt", "new_contact_cnt"} {
			out = append(out, a.text("behavior_data", 0, name))
		}
		return out
	}
	midnight := text(noon.Add(-12 * time.Hour).Unix())
	require.Equal(t, []string{midnight, "0", "0", "<nil>", "<nil>", "0", "0"}, today())
	write := func(i int, answer time.Duration) {
		require.NoError(t, b.server.Write(seat.id, seat.follows[i].customer.id, answer))
	}
	write(0, 90*time.Second)
	write(1, 0)
	write(2, 30*time.Second)
	write(0, time.Hour) // only a day's first counts
	require.NoError(t, b.server.Drop(seat.id, seat.follows[3].customer.id, true))
	_, err := b.server.Add(Arrival{UserID: seat.id})
	require.NoError(t, err)
	got := today()
	require.Equal(t, []string{"2", "66.67", "1", "1", "1"}, []string{got[1], got[3], got[4], got[5], got[6]})

	a := b.call("externalcontact/get_user_behavior_data", object{
		"userid": []string{seat.id}, "partyid": []int{1}, "start_time": noon.AddDate(0, 0, -30).Unix(), "end_time": noon.Unix(),
	})
	require.Equal(t, 31, a.size("behavior_data"))
	require.NotEqual(t, "0", a.text("behavior_data", 3, "chat_cnt"))

	// Groups: one joins, one leaves, a message each.
	c := b.server.world.chats[0]
	counts := func() []string {
		a := b.call("externalcontact/groupchat/statistic_group_by_day", object{"day_begin_time": noon.Unix(), "owner_filter": object{"userid_list": []string{c.owner.id}}})
		var out []string
		for _, name := range []string{"chat_total", "new_member_cnt", "member_total", "member_has_msg", "msg_total", "chat_has_msg"} {
			out = append(out, a.text("items", 0, "data", name))
		}
		return out
	}
	for _, m := range c.members {
		m.joined = noon.AddDate(0, 0, -2)
	}
	n := len(c.present())
	require.Equal(t, []string{"1", "0", text(n), "0", "0", "0"}, counts())
	before := b.call("externalcontact/groupchat/get", object{"chat_id": c.id}).text("group_chat", "member_version")
	c.members = append(c.members, &chatMember{id: "wm1", joined: noon}, &chatMember{id: "wm2", joined: noon})
	c.members[1].gone = noon
	c.version++
	c.speak(dayOf(noon), "wm1")
	c.speak(dayOf(noon), "wm1")
	require.Equal(t, []string{"1", "2", text(n + 1), "1", "2", "1"}, counts())
	require.NotEqual(t, before, b.call("externalcontact/groupchat/get", object{"chat_id": c.id}).text("group_chat", "member_version"))
}

// TestLife lets an hour go by: everything that can happen does, is told, and
// shows in the answers.
func TestLife(t *testing.T) {
	b := newBench(t, Options{Rate: 1, Seats: 4, Customers: 10})
	e := b.listen()
	b.server.locked(b.server.startLife)
	told := map[string]int{}
	for range 90 {
		b.pass(time.Minute)
		b.settled()
		for len(e.heard) > 0 {
			h := <-e.heard
			told[h.fields["Event"]+" "+h.kind()+" "+h.fields["UpdateDetail"]]++
			if h.fields["UpdateDetail"] != "" {
				require.NotEqual(t, h.fields["LastMemVer"], h.fields["CurMemVer"])
				require.NotEmpty(t, h.fields["Item"])
			}
		}
	}
	for _, kind := range []string{
		"change_external_contact add_external_contact ", "change_external_contact add_half_external_contact ", "change_external_contact edit_external_contact ",
		"change_external_contact del_follow_user ", "change_external_contact del_external_contact ", "change_external_chat create ",
		"change_external_chat update add_member", "change_external_chat update del_member", "change_external_tag create ", "customer_acquisition customer_start_chat ",
	} {
		require.NotZero(t, told[kind], "%s: %v", kind, told)
	}
	b.renew()
	seats := 0
	for _, seat := range b.server.State().Seats {
		seats += len(seat.Customers)
		require.Equal(t, len(seat.Customers), b.look("externalcontact/list", url.Values{"userid": {seat.UserID}}).size("external_userid"))
	}
	require.Greater(t, seats, 40)
}

// TestEveryoneGone: a company without seats stands still, and says so.
func TestEveryoneGone(t *testing.T) {
	b := newBench(t, Options{Seats: 1, Rate: 5})
	require.NoError(t, b.server.Leave(b.seat(0).id))
	b.server.locked(b.server.startLife)
	b.pass(10 * time.Minute)
	require.Zero(t, b.look("externalcontact/get_follow_user_list", nil).size("follow_user"))
	require.Error(t, b.server.Leave("nobody"))
	_, err := b.server.Add(Arrival{})
	require.Error(t, err)
}
