package youjiyun

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/providers/internal/wire"
)

// example reads a file of testdata.
func example(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	require.NoError(t, err)
	return data
}

// event takes the object out of ["message", {…}].
func event(t testing.TB, data []byte) (name string, body json.RawMessage) {
	t.Helper()
	var parts []json.RawMessage
	require.NoError(t, json.Unmarshal(data, &parts))
	require.Len(t, parts, 2)
	require.NoError(t, json.Unmarshal(parts[0], &name))
	return name, parts[1]
}

func decodeExample[T any](t testing.TB, name string) T {
	t.Helper()
	data := example(t, name)
	if bytes.HasPrefix(data, []byte("[")) {
		_, data = event(t, data)
	}
	var value T
	require.NoError(t, json.Unmarshal(data, &value))
	return value
}

// sameRequest reads an example into the type of a request, which must know all
// of its fields, and compares what is written again.
func sameRequest[T any](t *testing.T, data []byte) {
	t.Helper()
	var request T
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&request))
	again, err := json.Marshal(request)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(again))
}

func TestRequestsAreTheDocuments(t *testing.T) {
	requests := map[string]func(*testing.T, []byte){
		"2.1-request":           sameRequest[AuthRequest],
		"2.7-request":           sameRequest[BroadcastRequest],
		"2.8-request":           sameRequest[AddByPhoneRequest],
		"2.9-request":           sameRequest[DuplicateSettingsRequest],
		"3.4-request":           sameRequest[OutMessage],
		"3.5-request":           sameRequest[OutMessage],
		"3.6-request":           sameRequest[OutMessage],
		"3.7-request":           sameRequest[ForwardRequest],
		"3.8-request":           sameRequest[AcceptFriendRequest],
		"3.9-request":           sameRequest[AddByPhoneRequest],
		"3.10-request":          sameRequest[OutMessage],
		"3.11-request":          sameRequest[MarkTagsRequest],
		"3.12-request":          sameRequest[SyncTagsRequest],
		"3.13-request":          sameRequest[EditRemarkRequest],
		"3.14-request":          sameRequest[EditProfileRequest],
		"3.15-request":          sameRequest[RemoveMembersRequest],
		"3.16-request":          sameRequest[ListAdminsRequest],
		"3.17-request":          sameRequest[ModifyAdminsRequest],
		"3.17-request-delete":   sameRequest[ModifyAdminsRequest],
		"3.17-request-empty":    sameRequest[ModifyAdminsRequest],
		"3.17-request-outsider": sameRequest[ModifyAdminsRequest],
		"3.18-request":          sameRequest[InviteFriendsRequest],
		"3.19-request":          sameRequest[RenameGroupRequest],
		"3.20-request":          sameRequest[CreateGroupRequest],
		"3.21-request":          sameRequest[InquireContactsRequest],
		"3.21-request-group":    sameRequest[InquireContactsRequest],
		"3.23-request":          sameRequest[SetAnnouncementRequest],
		"3.24-request":          sameRequest[OutMessage],
	}
	for name, same := range requests {
		t.Run(name, func(t *testing.T) {
			data := example(t, name)
			if strings.HasPrefix(name, "3.") && bytes.HasPrefix(data, []byte("[")) {
				var of string
				of, data = event(t, data)
				require.Contains(t, []string{"message", "action"}, of)
			}
			same(t, data)
		})
	}
	for _, name := range examples(t) {
		if strings.Contains(name, "request") {
			require.Contains(t, requests, name, "an example that is compared with nothing")
		}
	}
}

func examples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.Len(t, files, 71)
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ".json")
	}
	return files
}

func TestAnswersDecode(t *testing.T) {
	checks := map[string]func(*testing.T, string){
		"1.2-answer": func(t *testing.T, name string) { decodeExample[Done](t, name) },
		"2.1-answer": func(t *testing.T, name string) {
			got := decodeExample[AuthAnswer](t, name).Data
			require.Equal(t, Grant{CreateTime: 1530537138000, ExpireMinutes: 1451, AccessToken: "eaa9c935b5b27c231a8b0c323feb1361", Username: "user1"}, got)
		},
		"2.2-answer": func(t *testing.T, name string) {
			rows := decodeExample[RobotsAnswer](t, name).Robots
			require.Len(t, rows, 2)
			require.NoError(t, rows[0].Err)
			require.Equal(t, wire.Text("947e51add5294feebd8123985f1594f6"), rows[0].Value.RobotKey)
			require.Equal(t, wire.Int(RobotOffline), *rows[1].Value.RobotStatus)
			require.Equal(t, wire.Text("LianSen"), rows[0].Value.OfficialUserID)
			require.Equal(t, time.Date(2020, 3, 2, 8, 35, 40, 0, time.UTC), rows[0].Value.LastLoginTime.Time())
		},
		"2.3-answer": func(t *testing.T, name string) {
			got := decodeExample[UsersAnswer](t, name)
			require.Equal(t, wire.Int(695), got.Total)
			require.Len(t, got.Users, 3)
			require.Equal(t, wire.Text("7881300384921455"), got.Users[2].Value.UserID)
			require.Equal(t, wire.Text("聚焦职教 2"), got.Users[1].Value.Name)
			require.True(t, bool(got.Users[1].Value.IsOuterUser))
		},
		"2.4-answer": func(t *testing.T, name string) {
			got := decodeExample[GroupsAnswer](t, name)
			require.Len(t, got.Groups, 3)
			require.Equal(t, wire.Text("7881300922264508"), got.Groups[2].Value.CreatorID)
			require.Equal(t, wire.Int(5), got.Groups[2].Value.MemberCount)
		},
		"2.5-answer": func(t *testing.T, name string) {
			require.Contains(t, decodeExample[DownloadAnswer](t, name).DownloadURL, ".xlsx")
		},
		"2.6-answer": func(t *testing.T, name string) {
			rows := decodeExample[MembersAnswer](t, name).Members
			require.Len(t, rows, 5)
			for i, row := range rows {
				require.NoError(t, row.Err)
				require.Equal(t, i == 4, bool(row.Value.IsCreator))
			}
		},
		"2.7-answer": func(t *testing.T, name string) { decodeExample[Done](t, name) },
		"2.8-answer": checkPhone("16888555558708", "陈 xx"),
		"2.9-answer": func(t *testing.T, name string) { decodeExample[Done](t, name) },
		"2.10-answer": func(t *testing.T, name string) {
			rows := decodeExample[ChatsAnswer](t, name).Chats
			require.Len(t, rows, 2)
			require.Equal(t, wire.Int(54), *rows[1].Value.UnreadCount)
			require.Equal(t, wire.Millis(1592391284000), rows[1].Value.LastMsgActive)
			require.Nil(t, rows[0].Value.BotInfo.RobotStatus)
			require.Equal(t, wire.Text("73bd11c5xxxxxx4a3d5bad767"), rows[0].Value.BotInfo.RobotKey)
		},
		"2.11-answer": func(t *testing.T, name string) {
			rows := decodeExample[MessagesAnswer](t, name).Messages
			require.Len(t, rows, 3)
			status, said := rows[0].Value.Status()
			require.True(t, said)
			require.EqualValues(t, Sent, status)
			require.Equal(t, wire.Text("你在哪里"), rows[0].Value.Content.Content)
			require.Equal(t, wire.Text("https://media.yjiyun.com/xxx.png"), rows[2].Value.Content.Pic)
		},
		"2.12-answer":          func(t *testing.T, name string) { decodeExample[Done](t, name) },
		"2.13-answer":          func(t *testing.T, name string) { decodeExample[Done](t, name) },
		"3.8-answer":           checkAction(AcceptFriendAnswer{FriendWxid: "780000919"}, func(a AcceptFriendAnswer) any { return a.FriendWxid }),
		"3.9-answer":           checkPhone("78813555555582", "小红"),
		"3.11-answer":          checkAction(MarkTagsAnswer{Tags: []wire.Text{"14073753029596038", "14073752027622311"}}, func(a MarkTagsAnswer) any { return a.Tags }),
		"3.12-answer":          checkTags,
		"3.13-answer":          checkAction(EditRemarkAnswer{RealRemark: "小甜甜-W"}, func(a EditRemarkAnswer) any { return a.RealRemark }),
		"3.14-answer":          checkAction(EditProfileAnswer{Address: "大学城"}, func(a EditProfileAnswer) any { return a.Address }),
		"3.15-answer":          checkAction(GroupFriendsAnswer{Friends: []wire.Text{"1688853470819974", "1688853470819976"}}, func(a GroupFriendsAnswer) any { return a.Friends }),
		"3.16-answer":          checkAction(AdminsAnswer{Admins: []wire.Text{"1688853866655589"}}, func(a AdminsAnswer) any { return a.Admins }),
		"3.16-answer-refused":  checkRefused("1", "invalid conversion id"),
		"3.17-answer":          checkAction(AdminsAnswer{OpCode: AddAdmins}, func(a AdminsAnswer) any { return a.OpCode }),
		"3.17-answer-delete":   checkAction(AdminsAnswer{OpCode: AddAdmins}, func(a AdminsAnswer) any { return a.OpCode }),
		"3.17-answer-empty":    checkRefused("1", "admins invalid"),
		"3.17-answer-outsider": checkRefused("30", "members are not staff member"),
		"3.18-answer":          checkAction(GroupFriendsAnswer{GroupID: "R:10696052725010172"}, func(a GroupFriendsAnswer) any { return a.GroupID }),
		"3.19-answer":          checkAction(RenameGroupAnswer{NewName: "测试 25"}, func(a RenameGroupAnswer) any { return a.NewName }),
		"3.20-answer":          checkAction(CreateGroupAnswer{ConversationID: "R:10696052725010172"}, func(a CreateGroupAnswer) any { return a.ConversationID }),
		"3.21-answer": func(t *testing.T, name string) {
			got := decodeExample[InquireContactsAnswer](t, name)
			require.Len(t, got.Contacts, 2)
			require.Equal(t, wire.Text("红儿"), got.Contacts[0].Value.RealRemarks)
			require.Equal(t, wire.Text("1688853470819976"), got.Contacts[1].Value.UserID)
			require.Equal(t, wire.Millis(1608974161609), got.DTS)
		},
		"3.21-answer-group": func(t *testing.T, name string) {
			got := decodeExample[InquireContactsAnswer](t, name)
			require.Len(t, got.Contacts, 1)
			require.NoError(t, got.Contacts[0].Err)
			group := got.Contacts[0].Value
			require.Equal(t, wire.Text("R:10696052725013336"), group.ConversationID)
			require.Equal(t, wire.Int(8), group.MemberCount)
			require.Len(t, group.MemberList, 4)
			for _, row := range group.MemberList {
				require.NoError(t, row.Err)
			}
			require.Equal(t, wire.Text("7881300641905550"), group.MemberList[3].Value.UserID)
		},
		"3.23-answer": checkAction(SetAnnouncementAnswer{Notice: "大家好"}, func(a SetAnnouncementAnswer) any { return a.Notice }),
	}
	for name, check := range checks {
		t.Run(name, func(t *testing.T) { check(t, name) })
	}
	for _, name := range examples(t) {
		if strings.Contains(name, "answer") {
			require.Contains(t, checks, name, "an example that is not decoded")
		}
	}
}

func checkPhone(userID, name wire.Text) func(*testing.T, string) {
	return func(t *testing.T, file string) {
		got := decodeExample[AddByPhoneAnswer](t, file)
		require.Equal(t, userID, got.UserData.UserID)
		require.Equal(t, name, got.UserData.Name)
		require.Equal(t, wire.Int(1), got.UserData.Gender)
	}
}

// checkAction decodes an answer as the socket does and compares one field.
func checkAction[T any](want T, field func(T) any) func(*testing.T, string) {
	return func(t *testing.T, name string) {
		frame := actionFrame(t, name)
		require.False(t, frame.Refused())
		got, ok := frame.Body.(T)
		require.True(t, ok, "%T", frame.Body)
		require.Equal(t, field(want), field(got))
	}
}

func checkRefused(code, msg wire.Text) func(*testing.T, string) {
	return func(t *testing.T, name string) {
		frame := actionFrame(t, name)
		require.True(t, frame.Refused())
		require.Equal(t, code, frame.Head.Code)
		require.Equal(t, msg, frame.Head.Msg)
	}
}

func actionFrame(t testing.TB, name string) ActionFrame {
	t.Helper()
	body := json.RawMessage(example(t, name))
	if bytes.HasPrefix(body, []byte("[")) {
		_, body = event(t, body)
	}
	frame := decodeFrame("action", body)
	require.NoError(t, frame.Err)
	return *frame.Action
}

func checkTags(t *testing.T, name string) {
	got, ok := actionFrame(t, name).Body.(SyncTagsAnswer)
	require.True(t, ok)
	require.Equal(t, wire.Text("1688853470426536"), got.Wxid)
	require.Len(t, got.GroupLabels, 5)
	labels := 0
	for _, group := range got.GroupLabels {
		require.NoError(t, group.Err)
		for _, label := range group.Value.SubLabelList {
			require.NoError(t, label.Err)
			require.Equal(t, group.Value.LabelID, label.Value.LabelGroupID)
			labels++
		}
	}
	require.Equal(t, 18, labels)
	// Past 2^53: a float would have made it …620 or …624.
	require.Equal(t, wire.Text("14073752703607622"), got.GroupLabels[0].Value.SubLabelList[0].Value.LabelID)
	require.Equal(t, wire.Text("14073748971559027"), got.PersonLabel.LabelID)
}

func TestEventsDecode(t *testing.T) {
	checks := map[string]func(*testing.T, Frame){
		"3.2-event": func(t *testing.T, f Frame) {
			require.Equal(t, wire.Text("get"), f.Message.Content.Content)
			require.Equal(t, wire.Text("7881299823****, 16888534708****"), f.Message.Content.AtUserList)
			require.Equal(t, wire.Text("xiaohong"), f.Message.AssignTo)
		},
		"3.3-event": func(t *testing.T, f Frame) {
			require.EqualValues(t, 3, *f.Chat.UnreadCount)
			require.EqualValues(t, RobotOnline, *f.Chat.BotInfo.RobotStatus)
			require.Empty(t, f.Chat.BotInfo.RobotKey)
		},
		"3.4-event-chat":          func(t *testing.T, f Frame) { require.Equal(t, wire.Text("1688853470829406"), f.Chat.ChatUser) },
		"3.4-event-message":       func(t *testing.T, f Frame) { require.True(t, bool(f.Message.From.IsSelf)) },
		"3.7-event-chat":          func(t *testing.T, f Frame) { require.False(t, bool(f.Chat.IsGroupChat)) },
		"3.7-event-message":       func(t *testing.T, f Frame) { require.Equal(t, wire.Text("1002484"), f.Message.MsgSvrID) },
		"3.7-event-chat-group":    func(t *testing.T, f Frame) { require.True(t, bool(f.Chat.IsGroupChat)) },
		"3.7-event-message-group": func(t *testing.T, f Frame) { require.Equal(t, wire.Text("1002486"), f.Message.MsgSvrID) },
		"3.8-event": func(t *testing.T, f Frame) {
			got, ok := f.Action.Body.(FriendRequest)
			require.True(t, ok)
			require.Equal(t, wire.Text("780000919"), got.UserID)
			require.Equal(t, wire.Text("我是蘑菇"), got.Reason)
		},
		"3.22-event": func(t *testing.T, f Frame) {
			got, ok := f.Action.Body.(MembersChanged)
			require.True(t, ok)
			require.Equal(t, wire.Text("甜 99"), got.NewMembers[0].Value.NickName)
		},
	}
	for _, name := range examples(t) {
		if !strings.Contains(name, "event") {
			continue
		}
		require.Contains(t, checks, name, "an example that is not decoded")
		t.Run(name, func(t *testing.T) {
			of, body := "action", json.RawMessage(example(t, name))
			if bytes.HasPrefix(body, []byte("[")) {
				of, body = event(t, body)
			}
			frame := decodeFrame(of, body)
			require.NoError(t, frame.Err)
			checks[name](t, frame)
		})
	}
}

func TestFormsRepeatTheKeyOfAnArray(t *testing.T) {
	body, contentType, err := encode(DuplicateSettings.endpoint, decodeExample[DuplicateSettingsRequest](t, "2.9-request"))
	require.NoError(t, err)
	require.Equal(t, "application/x-www-form-urlencoded;charset=UTF-8", contentType)
	got, err := url.ParseQuery(string(body))
	require.NoError(t, err)
	require.Equal(t, url.Values{
		"chatroom": {"R:10696052725018269;R:10696052725018261", "R:1736053432"},
		"g":        {"R:1736038911"},
		"module":   {"WELCOME_NEW_MEMBER", "PERIOD_AUTO_REPLY"},
		"r":        {"c59640291cbd401e9df97328349a7be0"},
		"robotKey": {"d50059bf04fa4f56b6f591ba2ac5c19f", "42fb402a035a48de9c8bcaaffb50122b"},
	}, got)
}

func TestFormsLeaveOutWhatIsNotSaid(t *testing.T) {
	deleted := 0
	body, _, err := encode(ListUsers.endpoint, ListUsersRequest{RobotKey: "a", Status: &deleted, TagList: []string{"甲&乙", "丙"}, Name: "江 夏"})
	require.NoError(t, err)
	require.Equal(t, "name=%E6%B1%9F+%E5%A4%8F&robotKey=a&status=0&tagList=%E7%94%B2%26%E4%B9%99&tagList=%E4%B8%99", string(body))

	body, _, err = encode(ListRobots.endpoint, ListRobotsRequest{})
	require.NoError(t, err)
	require.Empty(t, body)
}

func TestCallsNameAllOfTheDocument(t *testing.T) {
	var sections []string
	for _, call := range Calls() {
		sections = append(sections, call.Section)
		require.NotEmpty(t, call.Name)
		require.True(t, (call.Path == "") != (call.Type == ""), call.Section)
		require.NotNil(t, call.Answer)
	}
	for i := 1; i <= 13; i++ {
		require.Contains(t, sections, "2."+itoa(i))
	}
	for i := 2; i <= 24; i++ {
		require.Contains(t, sections, "3."+itoa(i))
	}
	var types []string
	for _, kind := range socketKinds() {
		types = append(types, kind.describe().Type)
	}
	slices.Sort(types)
	require.Len(t, slices.Compact(types), 17)
}

func TestChatIDs(t *testing.T) {
	wxid, peer, ok := SplitChatID("S:168_R:17")
	require.True(t, ok)
	require.Equal(t, "168", wxid)
	require.Equal(t, "R:17", peer)
	require.Equal(t, "S:168_R:17", JoinChatID(wxid, peer))
	for _, bad := range []string{"", "S:", "S:_", "S:1_", "S:_2", "S:12", "1_2", "R:1_2"} {
		_, _, ok := SplitChatID(bad)
		require.False(t, ok, bad)
	}
}
