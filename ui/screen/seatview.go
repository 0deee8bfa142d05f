package screen

import (
	"seatdeck/app/model"
)

// SeatView is a seat with what a screen needs to know beside it.
type SeatView struct {
	model.Seat
	Link       model.LinkStatus   // of its connection
	Can        model.Capabilities // of its back end; none while it is not open
	Connection model.Connection
}

// optionPublishPut is the option of a connection that says where local files are
// put so that a back end which takes URLs can fetch them.
const optionPublishPut = "publish_put"

// LacksPublishing tells that the seat's back end takes media by URL only and that
// there is no place to put local files.
func (v SeatView) LacksPublishing() bool {
	return v.Can.Has(model.NeedsPublishedURL) && v.Connection.Options[optionPublishPut] == ""
}
