package wecom

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
)

func TestCustomersAreHandedOver(t *testing.T) {
	o := newOffice(t)
	from, to := o.seats[0], o.seats[1].UserID
	made := o.create(model.RecordTransfer, map[string]string{
		"post": "in_post", "from": from.UserID, "to": to, "customers": strings.Join(from.Customers[:3], "\n") + "\nwm-nobody", "words": "由同事继续为您服务",
	})
	requireValues(t, map[string]string{"under_way": "3", "at": millis(aNoon)}, made)
	require.Regexp(t, `^wm-nobody errcode \d+ .`, made.Get("failed"))
	results := o.all(model.RecordQuery{Kind: model.RecordTransferResult, Parent: made.ID})
	require.Equal(t, from.Customers[:3], ids(results))
	requireValues(t, map[string]string{"status": "waiting", "at": ""}, results[0])
	o.refuses(model.RecordTransfer, map[string]string{"post": "in_post", "from": to, "to": to, "customers": "x"}, model.TroubleInvalid, "to")
}

func TestCustomersOfWhoLeft(t *testing.T) {
	o := newOffice(t)
	gone, to := o.seats[0], o.seats[1].UserID
	require.NoError(t, o.server.Leave(gone.UserID))
	list := o.all(model.RecordQuery{Kind: model.RecordUnassigned})
	require.Len(t, list, len(gone.Customers))
	requireValues(t, map[string]string{"from": gone.UserID, "customer": gone.Customers[0], "left": millis(aNoon)}, list[0])

	made, _ := o.act(list[0], "assign", map[string]string{"to": to})
	require.Equal(t, model.RecordTransfer, made.Kind, "it is a transfer, to be kept")
	requireValues(t, map[string]string{"post": "left", "from": gone.UserID, "to": to, "customers": gone.Customers[0], "under_way": "1"}, made)
	require.Len(t, o.all(model.RecordQuery{Kind: model.RecordUnassigned}), len(gone.Customers)-1)

	rest, _ := o.act(list[1], "assign_all", map[string]string{"to": to})
	require.Equal(t, count(len(gone.Customers)-1), rest.Get("under_way"))
	require.Empty(t, o.all(model.RecordQuery{Kind: model.RecordUnassigned}))
	require.Len(t, o.all(model.RecordQuery{Kind: model.RecordTransferResult, Parent: rest.ID}), len(gone.Customers), "of the two, as the back end counts")
}

func TestGroupsAreHandedOver(t *testing.T) {
	o := newOffice(t)
	groups := o.server.State().Groups
	to := o.seats[3].UserID
	made := o.create(model.RecordGroupTransfer, map[string]string{"post": "in_post", "groups": groups[0].ChatID, "to": to})
	require.Empty(t, made.Get("failed"))
	require.Equal(t, to, o.server.State().Groups[0].Owner)

	require.NoError(t, o.server.Leave(groups[1].Owner))
	made = o.create(model.RecordGroupTransfer, map[string]string{"post": "left", "groups": groups[1].ChatID + "\n" + groups[2].ChatID, "to": to})
	require.Regexp(t, "^"+groups[2].ChatID+` errcode \d+ .`, made.Get("failed"), "its owner is in post")
	require.Equal(t, to, o.server.State().Groups[1].Owner)
}

// transferOf is a wish to hand so many over.
func transferOf(n int) model.Record {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("wm%d", i)
	}
	return model.Record{Kind: model.RecordTransfer, Values: map[string]string{"post": "in_post", "from": "a", "to": "b", "customers": strings.Join(list, "\n")}}
}

// TestALongTransferIsNotForgotten: what a later part meets takes nothing back of
// what is under way.
func TestALongTransferIsNotForgotten(t *testing.T) {
	calls := 0
	l, back := linkTo(t, script{TransferCustomers.path: func(one sentCall) string {
		calls++
		body := bodyOf[TransferRequest](t, one)
		if calls == 2 {
			return `{"errcode":40098,"errmsg":"no such seat"}`
		}
		rows := []string{}
		for _, id := range body.ExternalUserID {
			rows = append(rows, `{"external_userid":"`+id+`","errcode":0}`)
		}
		return `{"errcode":0,"customer":[` + strings.Join(rows, ",") + `]}`
	}})
	made, err := l.PutRecord(t.Context(), transferOf(250), model.Record{})
	require.NoError(t, err)
	require.Equal(t, "150", made.Get("under_way"))
	require.Len(t, made.Items("failed"), 100)
	require.Equal(t, "wm100 errcode 40098 no such seat", made.Items("failed")[0])
	sizes := []int{}
	for _, one := range back.called(TransferCustomers.path) {
		sizes = append(sizes, len(bodyOf[TransferRequest](t, one).ExternalUserID))
	}
	require.Equal(t, []int{100, 100, 50}, sizes)
}

func TestATransferThatNeverBeganIsAnError(t *testing.T) {
	l, back := linkTo(t, script{TransferCustomers.path: refuses(40098)})
	_, err := l.PutRecord(t.Context(), transferOf(250), model.Record{})
	require.Error(t, err)
	require.Len(t, back.called(TransferCustomers.path), 1, "the rest is not tried")
	var api *APIError
	require.True(t, errors.As(err, &api))
}

func TestTransferStates(t *testing.T) {
	l, back := linkTo(t, script{GetTransferResultOfLeft.path: says(`{"errcode":0,"next_cursor":"more","customer":[
		{"external_userid":"a","status":1,"takeover_time":1767323045},{"external_userid":"b","status":2},{"external_userid":"c","status":"3"},
		{"external_userid":"d","status":4},{"external_userid":"e","status":5},{"external_userid":"f","status":99}]}`)})
	page, err := l.ListRecords(t.Context(), model.RecordQuery{Kind: model.RecordTransferResult, Parent: "left/old/new/123", Page: "here"})
	require.NoError(t, err)
	require.Equal(t, "more", page.Next)
	states := []string{}
	for _, r := range page.Records {
		states = append(states, r.Get("status"))
	}
	require.Equal(t, []string{"done", "waiting", "refused", "full", "nothing", "unknown"}, states)
	require.Equal(t, aNoon, page.Records[0].Time("at"))
	require.Equal(t, TransferResultRequest{HandoverUserID: "old", TakeoverUserID: "new", Cursor: "here"},
		bodyOf[TransferResultRequest](t, back.called(GetTransferResultOfLeft.path)[0]))
}
