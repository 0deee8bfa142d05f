package wecom

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

const somePage = `{"errcode":0,"next_cursor":"c2","external_contact_list":[
	{"external_contact":{"external_userid":"wm1","name":"王女士","type":1,"avatar":"http://h/a.png","gender":2},
	 "follow_info":{"userid":"lisi","remark":"王-上海","description":"回头客","createtime":1767300000,"tag_id":["t1","t4"],"remark_mobiles":["138","139"],"remark_corp_name":"王记"}},
	{"external_contact":{"external_userid":"wo2","name":"李经理","type":2,"position":"经理","corp_name":"乙公司"},"follow_info":{"userid":"lisi","remark":"李经理"}},
	{"external_contact":{"external_userid":"wm3","name":"x"},"follow_info":{"userid":"wangwu"}},
	{"external_contact":{"external_userid":"wm4","name":"x"}},
	{"external_contact":{"name":"nobody"},"follow_info":{"userid":"lisi"}}]}`

var ladyWang = model.Contact{
	RemoteID: "wm1", Name: "王女士", Remark: "王-上海", Description: "回头客", Avatar: "http://h/a.png", Gender: model.GenderFemale,
	Mobile: "138", Corp: "王记", WeChat: true, External: true, Tags: []model.Tag{{RemoteID: "t1", Corp: true}, {RemoteID: "t4", Corp: true}},
	Created: time.Unix(1767300000, 0).UTC(),
}

func TestCustomersOfASeatWithTheirTags(t *testing.T) {
	l, b := linkTo(t, script{BatchGetContacts.path: says(somePage)})
	page, err := l.ListContacts(t.Context(), theSeat, "c1")
	require.NoError(t, err)
	require.Equal(t, "c2", page.Next)
	require.Equal(t, []model.Event{
		model.ContactSeen{Seat: refOf("lisi"), Contact: ladyWang},
		model.ContactSeen{Seat: refOf("lisi"), Contact: model.Contact{
			RemoteID: "wo2", Name: "李经理", Corp: "乙公司", Position: "经理", External: true, Tags: []model.Tag{},
		}},
	}, page.Events)
	require.JSONEq(t, `{"userid_list":["lisi"],"cursor":"c1","limit":100}`, b.got()[0].Body)
}

func TestASeatWithoutCustomersHasAnEmptyList(t *testing.T) {
	l, _ := linkTo(t, script{BatchGetContacts.path: refuses(84061)})
	page, err := l.ListContacts(t.Context(), theSeat, "")
	require.NoError(t, err)
	require.Zero(t, page)

	l, _ = linkTo(t, script{BatchGetContacts.path: says(`{"errcode":0,"external_contact_list":[],"fail_info":{"unlicensed_userid_list":["lisi"]}}`)})
	_, err = l.ListContacts(t.Context(), theSeat, "")
	require.True(t, model.IsTrouble(err, model.TroubleRejected), "one that may not be read is not empty")
}

// followed is a customer whom many follow, on two pages.
func followed(one sentCall) string {
	switch {
	case one.Query.Get("external_userid") == "wm9":
		return `{"errcode":84061,"errmsg":"not external contact"}`
	case one.Query.Get("cursor") == "":
		return `{"errcode":0,"external_contact":{"external_userid":"wm1","name":"王女士","type":1},"follow_user":[{"userid":"wangwu","remark":"别人"}],"next_cursor":"more"}`
	}
	return `{"errcode":0,"external_contact":{"external_userid":"wm1","name":"王女士","type":1},"follow_user":[{"userid":"lisi","remark":"王-上海",
		"tags":[{"tag_id":"t1","tag_name":"低","type":1},{"tag_name":"自己的","type":2},{"tag_id":"t9","type":3},{"tag_id":"t8","type":1,"deleted":true}]}]}`
}

func TestSingleCustomersAreLookedUp(t *testing.T) {
	l, _ := linkTo(t, script{GetContact.path: followed})
	events, err := l.InquireContacts(t.Context(), theSeat, []string{"wm1", "wm9"})
	require.NoError(t, err)
	require.Equal(t, []model.Event{
		model.ContactSeen{Seat: refOf("lisi"), Contact: model.Contact{
			RemoteID: "wm1", Name: "王女士", Remark: "王-上海", WeChat: true, External: true, Tags: []model.Tag{{RemoteID: "t1", Corp: true}, {RemoteID: "t9", Corp: true}},
		}},
		model.ContactGone{Seat: refOf("lisi"), RemoteID: "wm9"},
	}, events)
	events, err = l.InquireContacts(t.Context(), model.Seat{RemoteID: "nobody"}, []string{"wm1"})
	require.NoError(t, err)
	require.Equal(t, []model.Event{model.ContactGone{Seat: refOf("nobody"), RemoteID: "wm1"}}, events)
}

func TestRemarks(t *testing.T) {
	l, b := linkTo(t, nil)
	remark, empty, long := "王-上海", "", strings.Repeat("长", maxRemark+1)
	require.NoError(t, l.EditRemark(t.Context(), theSeat, "wm1", &remark, nil))
	require.NoError(t, l.EditRemark(t.Context(), theSeat, "wm1", nil, &empty))
	require.NoError(t, l.EditRemark(t.Context(), theSeat, "wm1", nil, nil))
	require.Len(t, b.got(), 2)
	require.JSONEq(t, `{"userid":"lisi","external_userid":"wm1","remark":"王-上海"}`, b.got()[0].Body)
	require.JSONEq(t, `{"userid":"lisi","external_userid":"wm1","description":""}`, b.got()[1].Body)
	require.True(t, model.IsTrouble(l.EditRemark(t.Context(), theSeat, "wm1", &long, nil), model.TroubleTooLong))
	require.Len(t, b.got(), 2)
}

func TestTagsOfTheCompany(t *testing.T) {
	l, _ := linkTo(t, script{GetCorpTags.path: says(someTags)})
	events, err := l.ListTags(t.Context(), theSeat)
	require.NoError(t, err)
	tag := func(group, heading, id, name string) model.Tag {
		return model.Tag{RemoteID: id, GroupRemoteID: group, GroupName: heading, Name: name, Corp: true}
	}
	require.Equal(t, []model.Event{model.TagsSeen{Seat: refOf("lisi"), Groups: []model.TagGroup{
		{RemoteID: "g2", Name: "等级", Corp: true, Tags: []model.Tag{tag("g2", "等级", "t4", "VIP")}},
		{RemoteID: "g1", Name: "意向", Corp: true, Tags: []model.Tag{tag("g1", "意向", "t2", "高"), tag("g1", "意向", "t1", "低")}},
	}}}, events)

	l, _ = linkTo(t, nil)
	events, err = l.ListTags(t.Context(), theSeat)
	require.NoError(t, err)
	require.Empty(t, events, "an answer without tags does not take them away")
	l, _ = linkTo(t, script{GetCorpTags.path: says(`{"errcode":0,"tag_group":[]}`)})
	events, err = l.ListTags(t.Context(), theSeat)
	require.NoError(t, err)
	require.Empty(t, events[0].(model.TagsSeen).Groups)
}

func TestTagsAreMadeNamedAndDeleted(t *testing.T) {
	l, b := linkTo(t, nil)
	tag := model.Tag{RemoteID: "t1", GroupRemoteID: "g1", Name: "低"}
	require.NoError(t, l.CreateTag(t.Context(), theSeat, "g1", "高"))
	require.NoError(t, l.CreateTag(t.Context(), theSeat, "", "高"))
	require.NoError(t, l.RenameTag(t.Context(), theSeat, tag, "中"))
	require.NoError(t, l.DeleteTag(t.Context(), theSeat, tag))
	var bodies []string
	for _, one := range b.got() {
		bodies = append(bodies, one.Path+" "+one.Body)
	}
	require.Equal(t, []string{
		`externalcontact/add_corp_tag {"group_id":"g1","tag":[{"name":"高"}]}`,
		`externalcontact/add_corp_tag {"group_name":"标签","tag":[{"name":"高"}]}`,
		`externalcontact/edit_corp_tag {"id":"t1","name":"中"}`,
		`externalcontact/del_corp_tag {"tag_id":["t1"]}`,
	}, bodies)
	require.True(t, l.staff.tagsChanged(), "the other seats are told as well")
	require.Len(t, l.looks, 1)

	long := strings.Repeat("长", maxTagName+1)
	require.True(t, model.IsTrouble(l.CreateTag(t.Context(), theSeat, "g1", long), model.TroubleTooLong))
	require.True(t, model.IsTrouble(l.RenameTag(t.Context(), theSeat, tag, long), model.TroubleTooLong))
	require.Len(t, b.got(), 4)
}

func TestTagsOfACustomerAreToldByTheDifference(t *testing.T) {
	l, b := linkTo(t, nil)
	tags := func(ids ...string) (list []model.Tag) {
		for _, id := range ids {
			list = append(list, model.Tag{RemoteID: id})
		}
		return list
	}
	require.NoError(t, l.SetContactTags(t.Context(), theSeat, "wm1", tags("a", "b", "b"), tags("a", "c")))
	require.JSONEq(t, `{"userid":"lisi","external_userid":"wm1","add_tag":["b"],"remove_tag":["c"]}`, b.got()[0].Body)
	require.NoError(t, l.SetContactTags(t.Context(), theSeat, "wm1", tags("a"), tags("a")))
	require.Len(t, b.got(), 1, "nothing differs")
	l, _ = linkTo(t, script{MarkTags.path: refuses(40068)})
	require.True(t, model.IsTrouble(l.SetContactTags(t.Context(), theSeat, "wm1", tags("a"), nil), model.TroubleRejected))
}
