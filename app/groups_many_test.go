package app

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestAdministratorsAreCheckedBeforeTheCall(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.founds("a", "R:1", "群", "boss", "s1", "s2", "s3", "s4", "me-a")
		set := func(admins ...string) { o.clerk.with(func() { o.clerk.admins = admins }) }
		for _, c := range []struct {
			name    string
			now     []string
			members []string
			off     bool
			want    model.TroubleCode
		}{
			{name: "three", members: []string{"s1", "s2", "s3"}},
			{name: "four", members: []string{"s1", "s2", "s3", "s4"}, want: model.TroubleTooManyAdmins},
			{name: "one more", now: []string{"s1", "s2", "s3"}, members: []string{"s4"}, want: model.TroubleTooManyAdmins},
			{name: "one who is it already", now: []string{"s1", "s2", "s3"}, members: []string{"s3"}},
			{name: "the owner does not count", now: []string{"boss", "s1", "s2"}, members: []string{"s4"}},
			{name: "of WeChat", members: []string{"wx"}, want: model.TroubleNotStaff},
			{name: "of another company", members: []string{"s1", "qw"}, want: model.TroubleNotStaff},
			{name: "not known here", members: []string{"new"}},
			{name: "no longer", now: []string{"s1", "s2", "s3", "s4"}, members: []string{"s4"}, off: true},
			{name: "nobody", want: model.TroubleInvalid},
		} {
			set(c.now...)
			o.says(model.MembersSeen{Seat: model.SeatRef{RemoteID: "a"}, GroupID: "R:1", Members: []model.Member{
				{RemoteID: "wx", Name: "微信客户", WeChat: true, External: true}, {RemoteID: "qw", Name: "外部", External: true},
			}})
			o.clerk.calls()
			err := o.console.Groups.SetAdmins(ctx, o.seatID("a"), "R:1", c.members, !c.off)
			if c.want == "" {
				require.NoError(t, err, c.name)
				require.Len(t, o.clerk.calls(), 1, c.name)
				continue
			}
			require.True(t, model.IsTrouble(err, c.want), "%s: %v", c.name, err)
			require.Empty(t, o.clerk.calls(), c.name)
		}
		set()
		role := func(id string) model.Role {
			there, _, err := o.store.MembersByID(ctx, o.seatID("a"), "R:1")
			require.NoError(t, err)
			return there[id].Role
		}
		require.NoError(t, o.console.Groups.SetAdmins(ctx, o.seatID("a"), "R:1", []string{"s2"}, true))
		require.Equal(t, model.RoleAdmin, role("s2"), "the file says it though the back end's list does not")
		require.NoError(t, o.console.Groups.SetAdmins(ctx, o.seatID("a"), "R:1", []string{"s2"}, false))
		require.Equal(t, model.RoleMember, role("s2"))
	})
}

func TestSettingsAreCopiedWithinAConnection(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.founds("a", "R:1", "一", "me-a")
		o.founds("a", "R:2", "二", "me-a")
		o.founds("b", "R:3", "三", "me-b")
		parts := []model.GroupSetting{model.SettingWelcome, model.SettingKeyword}
		all := o.groups("a/R:1", "a/R:2", "b/R:3")
		require.NoError(t, o.console.Groups.CopySettings(ctx, all[0], parts, all))
		require.Equal(t, []string{"a copy R:1 [welcome keyword]"}, o.clerk.calls())
		require.Len(t, o.clerk.copied, 2)
		require.Equal(t, []string{"R:2"}, o.clerk.copied[0].GroupIDs, "never onto itself")
		require.Equal(t, "b", o.clerk.copied[1].Seat.RemoteID)
		for name, err := range map[string]error{
			"no parts":  o.console.Groups.CopySettings(ctx, all[0], nil, all),
			"no groups": o.console.Groups.CopySettings(ctx, all[0], parts, all[:1]),
		} {
			require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%s: %v", name, err)
		}
		require.True(t, model.IsTrouble(o.console.Groups.CopySettings(ctx, all[0], parts, []model.GroupID{4711}), model.TroubleNotFound))
		other, err := o.console.Connections.Add(ctx, NewConnection{Kind: "scripted", Name: "two", BaseURL: "http://127.0.0.1:1", Account: "b", Secret: "s"})
		require.NoError(t, err)
		_, err = o.console.sessions.ingest.deliver(ctx, other.ID, []model.Event{
			model.GroupSeen{Seat: model.SeatRef{RemoteID: "far"}, Group: model.Group{RemoteID: "R:9", Name: "远"}},
		})
		require.NoError(t, err)
		list, err := o.store.GroupIDs(ctx, model.GroupFilter{Text: "远"})
		require.NoError(t, err)
		require.Len(t, list, 1)
		err = o.console.Groups.CopySettings(ctx, all[0], parts, append(all, list...))
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%v", err)
		require.Empty(t, o.clerk.calls())
	})
}

func TestTheBackEndsOwnFileIsStoredWholeOrNotAtAll(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.founds("a", "R:1", "一", "me-a")
		o.founds("a", "R:2", "二", "me-a")
		o.founds("b", "R:3", "三", "me-b")
		groups := o.groups("a/R:1", "a/R:2")
		path := filepath.Join(o.dir, "groups.xlsx")
		require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
		content := film(5000)
		o.web.put("/good", webFile{data: content})
		o.web.put("/cut", webFile{data: content, cut: 2000})
		o.web.put("/empty", webFile{plain: true})
		o.web.put("/huge", webFile{data: content, plain: true, declared: maxDownload + 1})
		o.web.put("/gone", webFile{status: http.StatusNotFound})
		o.web.put("/away", webFile{status: http.StatusFound, location: "file:///etc/passwd"})
		o.web.put("/weak", webFile{status: http.StatusFound, location: "http://cdn.test/good"})
		for address, want := range map[string]model.TroubleCode{
			"https://cdn.test/cut":   model.TroubleUnreachable,
			"https://cdn.test/empty": model.TroubleBadAnswer,
			"https://cdn.test/huge":  model.TroubleBadAnswer,
			"https://cdn.test/gone":  model.TroubleBadAnswer,
			"https://cdn.test/away":  model.TroubleInvalid,
			"https://cdn.test/weak":  model.TroubleBadAnswer,
			"file:///etc/passwd":     model.TroubleInvalid,
		} {
			o.clerk.with(func() { o.clerk.file = address })
			err := o.console.Groups.Download(ctx, groups, path)
			require.True(t, model.IsTrouble(err, want), "%s: %v", address, err)
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, "before", string(got), address)
		}
		o.clerk.calls()
		o.clerk.with(func() { o.clerk.file = "https://cdn.test/good" })
		require.NoError(t, o.console.Groups.Download(ctx, groups, path))
		require.Equal(t, []string{"a download R:1+R:2"}, o.clerk.calls())
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content, got)
		left, err := filepath.Glob(filepath.Join(o.dir, ".seatdeck-*"))
		require.NoError(t, err)
		require.Empty(t, left)
		err = o.console.Groups.Download(ctx, o.groups("a/R:1", "b/R:3"), path)
		require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%v", err)
	})
}

func TestTheOrderOfTagsIsAPersonsOwn(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		order := func() (list []string) {
			groups, err := o.console.Tags.List(ctx, o.seatID("b"))
			require.NoError(t, err)
			for _, tag := range groups[0].Tags {
				list = append(list, tag.Name)
			}
			return list
		}
		require.Equal(t, []string{"新", "旧"}, order())
		require.NoError(t, o.console.Tags.Place(ctx, "行业", []string{"旧", "新"}))
		require.Equal(t, []string{"旧", "新"}, order())
		require.NoError(t, o.console.Tags.PlaceGroups(ctx, []string{"行业"}))
	})
}

func TestADirectoryIsReadAnewWhenAPersonAsks(t *testing.T) {
	inOffice(t, func(o *office) {
		later(directoryAfter + time.Minute)
		o.clerk.looks()
		require.NoError(t, o.console.People.SyncDirectory(context.Background(), o.seatID("b")))
		o.clerk.with(func() { require.Equal(t, []string{"b"}, o.clerk.synced) })
		later(directoryAfter + time.Second)
		looks := o.clerk.looks()
		require.Len(t, looks, 1)
		require.Contains(t, looks[0], "b tagged")
	})
}
