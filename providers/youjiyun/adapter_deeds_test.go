package youjiyun

import (
	"context"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

// What an agent does to groups and tags, and what section 3 says must be sent.
func TestDeedsAreTheDocuments(t *testing.T) {
	tag := func(id string) model.Tag { return model.Tag{RemoteID: id} }
	const group = "R:10696052725013336"
	for name, test := range map[string]struct {
		do    func(context.Context, *link) error
		parts []string
	}{
		"3.11 the difference is told": {
			func(ctx context.Context, l *link) error {
				return l.SetContactTags(ctx, theSeat, "7881", []model.Tag{tag("14073752703607622"), tag("2")}, []model.Tag{tag("2"), tag("3")})
			},
			[]string{`"type":"robot.cust.tags"`, `"userId":"7881"`, `"tags":["14073752703607622"]`, `"erasingTags":["3"]`},
		},
		"3.15": {
			func(ctx context.Context, l *link) error {
				return l.RemoveMembers(ctx, theSeat, group, []string{"1688853470819974"})
			},
			[]string{`"type":"robot.delete.group.members"`, `"groupId":"` + group + `"`, `"members":[1688853470819974]`},
		},
		"3.17 on": {
			func(ctx context.Context, l *link) error {
				return l.SetAdmins(ctx, theSeat, group, []string{"16"}, true)
			},
			[]string{`"type":"robot.conv.modify.admins"`, `"opcode":1`, `"admins":["16"]`, `"conversationId":"` + group + `"`},
		},
		"3.17 off": {
			func(ctx context.Context, l *link) error {
				return l.SetAdmins(ctx, theSeat, group, []string{"16"}, false)
			},
			[]string{`"opcode":2`},
		},
		"3.18": {
			func(ctx context.Context, l *link) error {
				return l.InviteMembers(ctx, theSeat, model.Group{RemoteID: group}, []string{"788"})
			},
			[]string{`"type":"robot.invite.friends.join.group"`, `"friends":[788]`},
		},
		"3.19": {
			func(ctx context.Context, l *link) error { return l.RenameGroup(ctx, theSeat, group, "老客户群") },
			[]string{`"type":"robot.modify.group.name"`, `"newName":"老客户群"`},
		},
		"3.23": {
			func(ctx context.Context, l *link) error {
				return l.Announce(ctx, theSeat, group, "明天放假", false)
			},
			[]string{`"type":"robot.set.group.announcement"`, `"notice":"明天放假"`, `"isAll":0`},
		},
		"3.23 to all": {
			func(ctx context.Context, l *link) error { return l.Announce(ctx, theSeat, group, "", true) },
			[]string{`"notice":""`, `"isAll":1`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend(t)
			l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
			b.says(Bridge.path, `{"code":"0"}`)
			require.NoError(t, test.do(t.Context(), l))
			for _, part := range test.parts {
				require.Contains(t, b.got(Bridge.path)[0].Body, part)
			}
			b.says(Bridge.path, `{"code":"30","msg":"没有权限"}`)
			err := test.do(t.Context(), l)
			require.True(t, model.IsTrouble(err, model.TroubleRejected))
			require.Equal(t, "没有权限", model.AsTrouble(err).Detail)
		})
	}
}

func TestTagsThatAreThereAlreadyNeedNoCall(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	tags := []model.Tag{{RemoteID: "1"}}
	require.NoError(t, l.SetContactTags(t.Context(), theSeat, "7881", tags, tags))
	require.Empty(t, b.got(Bridge.path))
}

func TestANewGroupIsNamed(t *testing.T) {
	b := newBackend(t)
	l := openLink(t, b.URL, clockwork.NewFakeClockAt(today), nil)
	b.says(Bridge.path, string(example(t, "3.20-answer")))
	id, err := l.CreateGroup(t.Context(), theSeat, "新群", []string{"788", "789"})
	require.NoError(t, err)
	require.NotEmpty(t, id)
	require.Contains(t, b.got(Bridge.path)[0].Body, `"memberWxids":[788,789]`)
	b.says(Bridge.path, `{"code":"0"}`)
	_, err = l.CreateGroup(t.Context(), theSeat, "新群", nil)
	require.True(t, model.IsTrouble(err, model.TroubleBadAnswer))
}
