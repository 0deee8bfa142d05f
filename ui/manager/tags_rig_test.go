package manager_test

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/uitest"
)

var (
	vipTag   = model.Tag{RemoteID: "14073752703607622", GroupRemoteID: "g", Name: "重要客户"}
	plainTag = model.Tag{RemoteID: "2", GroupRemoteID: "g", Name: "普通"}
	cityTag  = model.Tag{RemoteID: "3", GroupRemoteID: "h", GroupName: "城市", Name: "杭州", Corp: true}
)

// tagGroups are the tags that every seat begins with.
func tagGroups() []model.TagGroup {
	return []model.TagGroup{
		{RemoteID: "g", Name: "等级", Tags: []model.Tag{vipTag, plainTag}},
		{RemoteID: "h", Name: "城市", Corp: true, Tags: []model.Tag{cityTag}},
	}
}

// onTags is the page of the tags over two seats: six customers of the first one
// have 重要客户, of the second one has 杭州.
func onTags(t *testing.T, o uitest.Options, fn func(r *uitest.Rig)) {
	if o.Seats == 0 {
		o.Seats = 2
	}
	uitest.Run(t, o, func(r *uitest.Rig) {
		r.Back.Can(uitest.Managing()...)
		r.Back.Tags(map[string]int{vipTag.RemoteID: 7, plainTag.RemoteID: 0, cityTag.RemoteID: 1}, tagGroups()...)
		for seat := 1; seat <= o.Seats; seat++ {
			r.Back.Deliver(model.TagsSeen{Seat: seatRef(seat), Groups: tagGroups()})
		}
		for i := range 6 {
			r.Back.Deliver(model.ContactSeen{Seat: seatRef(1), Contact: model.Contact{
				RemoteID: fmt.Sprint("c", i), Name: fmt.Sprint("客户", i), WeChat: true, External: true, Tags: []model.Tag{vipTag},
			}})
		}
		if o.Seats > 1 {
			r.Back.Deliver(model.ContactSeen{Seat: seatRef(2), Contact: model.Contact{RemoteID: "zhang", Name: "张三", WeChat: true, External: true, Tags: []model.Tag{cityTag}}})
		}
		lookAgain(r)
		openPage(r, fyne.Key3)
		fn(r)
	})
}

func seatRef(n int) model.SeatRef { return model.SeatRef{RemoteID: fmt.Sprintf("robot-%d", n)} }

// openPage opens a page of the manager by its key.
func openPage(r *uitest.Rig, key fyne.KeyName) {
	r.T.Helper()
	r.Press(fyne.KeyModifierControl, fyne.KeyG)
	r.Press(fyne.KeyModifierAlt, key)
	r.Settle()
}

// button is what both kinds of button are.
type button interface {
	fyne.Disableable
	fyne.Tappable
}

// topButton is the topmost button that says one of the texts; those of words alone
// stand behind the others.
func topButton(r *uitest.Rig, texts ...string) button {
	r.T.Helper()
	var found button
	for _, b := range uitest.All[*screen.TextButton](r) {
		if slices.Contains(texts, b.Text()) {
			found = b
		}
	}
	for _, b := range uitest.All[*screen.Button](r) {
		if slices.Contains(texts, b.Text) {
			found = b
		}
	}
	require.NotNil(r.T, found, "no button %q: %s", texts, r)
	return found
}

// pressTop presses the topmost button that says one of the texts.
func pressTop(r *uitest.Rig, texts ...string) {
	r.T.Helper()
	b := topButton(r, texts...)
	require.False(r.T, b.Disabled(), "%q is shut: %s", texts, r)
	b.Tapped(&fyne.PointEvent{})
	r.Settle()
}

// pickSeat chooses the seat at hand.
func pickSeat(r *uitest.Rig, name string) {
	r.T.Helper()
	for _, s := range uitest.All[*screen.Select](r) {
		if slices.Contains(s.Options, name) {
			s.SetSelected(name)
			r.Settle()
			return
		}
	}
	r.T.Fatalf("no choice of seats has %s", name)
}

// lookAgain has the console ask anew what the back end can do.
func lookAgain(r *uitest.Rig) {
	r.Back.Link(model.LinkStatus{Link: model.LinkOnline})
	r.Settle()
}
