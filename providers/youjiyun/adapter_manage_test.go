package youjiyun

import (
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestAdminsAreAsked(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	byBridge(t, b, "3.16-answer")
	admins, err := l.ListAdmins(t.Context(), theSeat, "R:10696661588019912")
	require.NoError(t, err)
	require.Equal(t, []string{"1688853866655589"}, admins)
	require.Contains(t, b.got(Bridge.path)[0].Body, `"type":"robot.conv.admins"`)
	require.Contains(t, b.got(Bridge.path)[0].Body, `"conversationId":"R:10696661588019912"`)

	b.says(Bridge.path, `{"code":"0","admins":[]}`)
	admins, err = l.ListAdmins(t.Context(), theSeat, "R:1")
	require.NoError(t, err)
	require.Empty(t, admins, "the owner alone")
	b.says(Bridge.path, `{"code":0,"admins":[14073752703607622,"",null]}`)
	admins, err = l.ListAdmins(t.Context(), theSeat, "R:1")
	require.NoError(t, err)
	require.Equal(t, []string{"14073752703607622"}, admins)

	b.says(Bridge.path, `{"code":"0"}`)
	_, err = l.ListAdmins(t.Context(), theSeat, "R:1")
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
	byBridge(t, b, "3.16-answer-refused")
	_, err = l.ListAdmins(t.Context(), theSeat, "R:1")
	require.Equal(t, "invalid conversion id", model.AsTrouble(err).Detail)
	before := len(b.got(Bridge.path))
	_, err = l.ListAdmins(t.Context(), theSeat, "10696661588019912")
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	require.Len(t, b.got(Bridge.path), before, "not asked with an id of another form")
}

func TestAdminsThatWereChangedAreHeardOf(t *testing.T) {
	events := exampleEvents(t, "3.17-answer")
	require.Equal(t, []model.Event{model.MembersSeen{
		Seat: model.SeatRef{RemoteID: "5f413d5982354c76a9bfa53e8b7801fd"}, GroupID: "R:10696661588019912",
		Members: []model.Member{{RemoteID: "1688853866655589", Role: model.RoleAdmin}},
	}}, events)
	require.Empty(t, exampleEvents(t, "3.17-answer-outsider"))
	require.Empty(t, exampleEvents(t, "3.16-answer"), "it may leave out who no longer is")
}

// The request of the document: two robots, the first with two groups.
func TestGroupSettingsAreCopied(t *testing.T) {
	const from = "R:1736038911"
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(DuplicateSettings.path, string(example(t, "2.9-answer")))
	seat := model.Seat{RemoteID: "c59640291cbd401e9df97328349a7be0"}
	to := []providers.GroupsOfSeat{
		{Seat: model.Seat{RemoteID: "d50059bf04fa4f56b6f591ba2ac5c19f"}, GroupIDs: []string{"R:10696052725018269", "R:10696052725018261"}},
		{Seat: seat, GroupIDs: []string{from}},
		{Seat: model.Seat{RemoteID: "42fb402a035a48de9c8bcaaffb50122b"}, GroupIDs: []string{"R:1736053432"}},
	}
	both := []model.GroupSetting{model.SettingWelcome, model.SettingDefault}
	require.NoError(t, l.CopyGroupSettings(t.Context(), seat, from, both, to))
	want := decodeExample[DuplicateSettingsRequest](t, "2.9-request")
	form := b.got(DuplicateSettings.path)[0].Form
	require.Equal(t, want.Chatroom, form["chatroom"])
	require.Equal(t, want.RobotKeys, form["robotKey"], "in the same order as their groups")
	require.Equal(t, want.Modules, form["module"])
	require.Equal(t, []string{want.FromGroup}, form["g"])
	require.Equal(t, []string{want.FromRobotKey}, form["r"])

	for name, try := range map[string]func() error{
		"no parts": func() error { return l.CopyGroupSettings(t.Context(), seat, from, nil, to) },
		"the group alone": func() error {
			return l.CopyGroupSettings(t.Context(), seat, from, both, to[1:2])
		},
		"an id that would become two": func() error {
			return l.CopyGroupSettings(t.Context(), seat, from, both, []providers.GroupsOfSeat{{Seat: seat, GroupIDs: []string{"R:1;R:2"}}})
		},
	} {
		require.True(t, model.IsTrouble(try(), model.TroubleInvalid), name)
	}
	err := l.CopyGroupSettings(t.Context(), seat, from, []model.GroupSetting{"mood"}, to)
	require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
	require.Len(t, b.got(DuplicateSettings.path), 1)
}

func TestGroupsAreDownloaded(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(DownloadGroups.path, string(example(t, "2.5-answer")))
	url, err := l.DownloadGroups(t.Context(), theSeat, []string{"R:1", "R:2"})
	require.NoError(t, err)
	require.Contains(t, url, "http://media.yjiyun.com/513/2021112909/")
	require.Equal(t, "conversationIds=R%3A1&conversationIds=R%3A2&robotKey="+theSeat.RemoteID, b.got(DownloadGroups.path)[0].Body)
	_, err = l.DownloadGroups(t.Context(), theSeat, nil)
	require.True(t, model.IsTrouble(err, model.TroubleInvalid))
	for _, odd := range []string{`{"code":"0"}`, `{"code":"0","downloadUrl":"file:///etc/passwd"}`} {
		b.says(DownloadGroups.path, odd)
		_, err = l.DownloadGroups(t.Context(), theSeat, []string{"R:1"})
		require.True(t, model.IsTrouble(err, model.TroubleBadAnswer), odd)
	}
}

func TestTheDirectoryIsSynced(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(SyncContacts.path, string(example(t, "2.13-answer")))
	require.NoError(t, l.SyncDirectory(t.Context(), theSeat))
	require.Equal(t, "robotKey="+theSeat.RemoteID+"&syncType=3", b.got(SyncContacts.path)[0].Body)
	b.says(SyncContacts.path, `{"code":"1","msg":"机器人不在线"}`)
	require.Equal(t, "机器人不在线", model.AsTrouble(l.SyncDirectory(t.Context(), theSeat)).Detail)
}

func TestTheProfileIsEdited(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	byBridge(t, b, "3.14-answer")
	name, none, male, other := "HONG", "", model.GenderMale, model.GenderUnknown
	require.NoError(t, l.EditProfile(t.Context(), theSeat, model.Profile{Name: &name, Position: &none, Gender: &male}))
	body := b.got(Bridge.path)[0].Body
	for _, part := range []string{`"type":"robot.info.modify"`, `"name":"HONG"`, `"position":""`, `"gender":1`} {
		require.Contains(t, body, part)
	}
	for _, part := range []string{"alias", "phone", "mobile"} {
		require.NotContains(t, body, part, "what is not named stays")
	}
	require.NoError(t, l.EditProfile(t.Context(), theSeat, model.Profile{}))
	require.True(t, model.IsTrouble(l.EditProfile(t.Context(), theSeat, model.Profile{Name: &none}), model.TroubleInvalid))
	require.True(t, model.IsTrouble(l.EditProfile(t.Context(), theSeat, model.Profile{Gender: &other}), model.TroubleInvalid))
	require.Len(t, b.got(Bridge.path), 1)
	b.says(Bridge.path, `{"code":"1","msg":"昵称不合规"}`)
	require.Equal(t, "昵称不合规", model.AsTrouble(l.EditProfile(t.Context(), theSeat, model.Profile{Name: &name})).Detail)
}
