package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/providers"
)

func TestWhatAWishComesTo(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.clerk.set(func(s *scripted) { s.pace = providers.Pace{CallsPerMinute: 90} })
		o.meets("a", "c1", "新")
		o.meets("a", "c2")
		o.meets("a", "c3", "旧")
		o.meets("b", "c1")
		o.says(model.ContactGone{Seat: model.SeatRef{RemoteID: "a"}, RemoteID: "gone"})
		o.meets("a", "gone")
		o.says(model.ContactGone{Seat: model.SeatRef{RemoteID: "a"}, RemoteID: "gone"})
		o.founds("a", "R:1", "一群", "boss", "x", "me-a", "me-b")
		o.founds("b", "R:1", "一群", "boss", "x", "me-a", "me-b")
		o.founds("a", "R:2", "二群", "me-b", "x", "me-a")
		o.founds("b", "R:2", "二群", "me-b", "x", "me-a")
		all := o.contacts("a/c1", "a/c2", "a/c3", "b/c1", "a/gone")
		groups := o.groups("a/R:1", "b/R:1", "a/R:2", "b/R:2")
		seatA := []model.SeatID{o.seatID("a")}
		o.back.offline() // what is begun stays as it was planned
		begun := 0
		for _, c := range []struct {
			name  string
			wish  batch.Wish
			want  batch.Preview // without its seats
			deeds []string
			why   model.TroubleCode // of the first seat that can't do all
		}{
			{
				name: "tag", wish: batch.Wish{Kind: model.DeedTag, Contacts: all, Put: called("新")},
				want: batch.Preview{Deeds: 3, Same: 1, Unable: 1}, why: model.TroubleNotFound,
				deeds: []string{"a c2", "a c3", "b c1"},
			},
			{
				name: "take a tag", wish: batch.Wish{Kind: model.DeedTag, Contacts: all[:4], Take: called("旧", "没有")},
				want: batch.Preview{Deeds: 1, Same: 3}, deeds: []string{"a c3"},
			},
			{
				name: "a tag nobody has", wish: batch.Wish{Kind: model.DeedTag, Contacts: all[:2], Put: called("没有")},
				want: batch.Preview{Unable: 2}, why: model.TroubleNotFound,
			},
			{
				name: "make a tag", wish: batch.Wish{Kind: model.DeedTag, Contacts: all[:4], Put: called("没有"), MakeTags: true},
				want:  batch.Preview{Deeds: 6},
				deeds: []string{"a 没有", "a c1", "a c2", "a c3", "b 没有", "b c1"},
			},
			{
				name: "merge", wish: batch.Wish{Kind: model.DeedTag, Tag: called("新")[0], Into: called("旧")[0], Seats: seatA},
				want:  batch.Preview{Deeds: 2},
				deeds: []string{"a c1", "a 新"},
			},
			{
				name: "remark", wish: batch.Wish{Kind: model.DeedRemark, Contacts: all[:2], Remark: new("{name}")},
				want:  batch.Preview{Deeds: 2},
				deeds: []string{"a c1", "a c2"},
			},
			{
				name: "the remark they have", wish: batch.Wish{Kind: model.DeedRemark, Contacts: all[:4], Remark: new(" ")},
				want: batch.Preview{Same: 4},
			},
			{
				name: "delete", wish: batch.Wish{Kind: model.DeedDeleteContact, Contacts: all[3:]},
				want: batch.Preview{Deeds: 1, Same: 1}, deeds: []string{"b c1"},
			},
			{
				name: "rename, by the owner where it is one", wish: batch.Wish{Kind: model.DeedRenameGroup, Groups: groups, Name: "{name}{n}"},
				want:  batch.Preview{Deeds: 2, Twice: 2},
				deeds: []string{"a R:1=一群1", "b R:2=二群2"},
			},
			{
				name: "the name they have", wish: batch.Wish{Kind: model.DeedRenameGroup, Groups: groups, Name: "{name}"},
				want: batch.Preview{Same: 2, Twice: 2},
			},
			{
				name: "leave, each for itself", wish: batch.Wish{Kind: model.DeedQuitGroup, Groups: groups},
				want: batch.Preview{Deeds: 4}, deeds: []string{"a R:1", "a R:2", "b R:1", "b R:2"},
			},
			{
				name: "remove, never the owner or the seat", wish: batch.Wish{Kind: model.DeedRemoveMembers, Groups: groups[:1], People: []string{"x", "boss", "me-a", "nobody"}},
				want:  batch.Preview{Deeds: 1},
				deeds: []string{"a R:1-x"},
			},
			{
				name: "remove the owner", wish: batch.Wish{Kind: model.DeedRemoveMembers, Groups: groups[:1], People: []string{"boss"}},
				want: batch.Preview{Unable: 1}, why: model.TroubleInvalid,
			},
			{
				name: "remove who is not there", wish: batch.Wish{Kind: model.DeedRemoveMembers, Groups: groups[:1], People: []string{"c1"}},
				want: batch.Preview{Same: 1},
			},
			{
				name: "invite, by a seat that knows them", wish: batch.Wish{Kind: model.DeedInvite, Groups: groups[2:], People: []string{"x", "c3"}},
				want:  batch.Preview{Deeds: 1, Twice: 1},
				deeds: []string{"a R:2-c3"},
			},
			{
				name: "invite a stranger", wish: batch.Wish{Kind: model.DeedInvite, Groups: groups[:1], People: []string{"stranger"}},
				want: batch.Preview{Unable: 1}, why: model.TroubleNotFound,
			},
			{
				name: "make a tag of seats", wish: batch.Wish{Kind: model.DeedCreateTag, Tag: called("没有")[0]},
				want: batch.Preview{Deeds: 2}, deeds: []string{"a 没有", "b 没有"},
			},
			{
				name: "a tag that is there", wish: batch.Wish{Kind: model.DeedCreateTag, Tag: called("新")[0]},
				want: batch.Preview{Same: 2},
			},
			{
				name: "no such heading", wish: batch.Wish{Kind: model.DeedCreateTag, Tag: model.TagName{Group: "等级", Name: "新"}, Seats: seatA},
				want: batch.Preview{Unable: 1}, why: model.TroubleNotFound,
			},
			{
				name: "rename a tag to one that is there", wish: batch.Wish{Kind: model.DeedRenameTag, Tag: called("新")[0], Name: "旧", Seats: seatA},
				want: batch.Preview{Unable: 1}, why: model.TroubleInvalid,
			},
		} {
			t.Run(c.name, func(t *testing.T) {
				v, err := o.console.Batches.Preview(ctx, c.wish)
				require.NoError(t, err)
				var why *model.Trouble
				for _, s := range v.Seats {
					if why == nil {
						why = s.Why
					}
					if s.Deeds > 0 {
						require.Positive(t, s.Takes)
					}
				}
				if c.why != "" {
					require.True(t, model.IsTrouble(why, c.why), "%v", why)
				} else {
					require.Nil(t, why)
				}
				v.Seats = nil
				require.Equal(t, c.want, v)
				list, err := o.console.Batches.List(ctx, 100)
				require.NoError(t, err)
				require.Len(t, list, begun, "a preview stores nothing")
				id, err := o.console.Batches.Start(ctx, c.wish)
				if c.deeds == nil {
					require.Error(t, err)
					require.NotEqual(t, model.TroubleUnknown, model.AsTrouble(err).Code)
					return
				}
				require.NoError(t, err)
				begun++
				var deeds []string
				for _, d := range o.deeds(id) {
					line := o.clerk.seats[d.Seat-1] + " " + d.Target
					switch {
					case d.Kind == model.DeedRenameGroup:
						line += "=" + d.Want.Name
					case d.Want.Members != nil:
						line += "-" + strings.Join(d.Want.Members, "+")
					case d.Kind.Target() == model.TargetTag:
						line = o.clerk.seats[d.Seat-1] + " " + d.Label
					}
					deeds = append(deeds, line)
				}
				require.Equal(t, c.deeds, deeds)
			})
		}
		require.Empty(t, o.clerk.calls())
		v, err := o.console.Batches.Preview(ctx, batch.Wish{Kind: model.DeedTag, Contacts: all[:3], Put: called("旧")})
		require.NoError(t, err)
		require.Equal(t, 2*time.Second, v.Seats[0].Takes, "60 of 90 a minute: the rest is kept free")
	})
}

func TestAWishThatMakesNoSenseIsRefusedBeforeAnythingIsStored(t *testing.T) {
	inOffice(t, func(o *office) {
		ctx := context.Background()
		o.meets("a", "c1")
		o.founds("a", "R:1", "群", "me-a")
		contacts, groups := o.contacts("a/c1"), o.groups("a/R:1")
		long := strings.Repeat("长", 5000)
		for name, w := range map[string]batch.Wish{
			"nothing":                {},
			"no tags":                {Kind: model.DeedTag, Contacts: contacts},
			"a tag without a name":   {Kind: model.DeedTag, Contacts: contacts, Put: called(" ")},
			"on and off":             {Kind: model.DeedTag, Contacts: contacts, Put: called("新"), Take: called("新 ")},
			"a long tag":             {Kind: model.DeedTag, Contacts: contacts, Put: called(long), MakeTags: true},
			"into itself":            {Kind: model.DeedTag, Tag: called("新")[0], Into: called("新")[0]},
			"into nothing":           {Kind: model.DeedTag, Tag: called("新")[0]},
			"no remark":              {Kind: model.DeedRemark, Contacts: contacts},
			"a long remark":          {Kind: model.DeedRemark, Contacts: contacts, Remark: &long},
			"a long description":     {Kind: model.DeedRemark, Contacts: contacts, Description: &long},
			"a remark grown long":    {Kind: model.DeedRemark, Contacts: contacts, Remark: new(strings.Repeat("{name}", 50))},
			"a group without a name": {Kind: model.DeedRenameGroup, Groups: groups, Name: "  "},
			"a long name":            {Kind: model.DeedRenameGroup, Groups: groups, Name: long},
			"a name of nothing":      {Kind: model.DeedRenameGroup, Groups: groups, Name: "{remark}"},
			"a long notice":          {Kind: model.DeedAnnounce, Groups: groups, Notice: long},
			"nobody":                 {Kind: model.DeedInvite, Groups: groups},
			"no new name":            {Kind: model.DeedRenameTag, Tag: called("新")[0]},
			"no tag":                 {Kind: model.DeedDeleteTag},
		} {
			_, err := o.console.Batches.Start(ctx, w)
			require.True(t, model.IsTrouble(err, model.TroubleInvalid), "%s: %v", name, err)
		}
		list, err := o.console.Batches.List(ctx, 10)
		require.NoError(t, err)
		require.Empty(t, list)
		require.Empty(t, o.clerk.calls())
	})
}

func TestWhatABackEndCanNotIsUnableOnItsSeat(t *testing.T) {
	inBubble(t, func(b *bench) {
		ctx := context.Background()
		require.NoError(t, b.back.sink.Deliver(b.back.ctx, []model.Event{
			model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: "c1"}},
		}))
		one, _, err := b.store.Contact(ctx, 1, "c1")
		require.NoError(t, err)
		wish := batch.Wish{Kind: model.DeedRemark, Contacts: []model.ContactID{one.ID}, Remark: new("甲")}
		v, err := b.console.Batches.Preview(ctx, wish)
		require.NoError(t, err)
		require.Equal(t, 1, v.Unable)
		require.Equal(t, model.TroubleUnsupported, v.Seats[0].Why.Code)
		_, err = b.console.Batches.Start(ctx, wish)
		require.True(t, model.IsTrouble(err, model.TroubleUnsupported))
	})
}
