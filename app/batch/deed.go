package batch

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// site is where a deed is done: at a seat, through the link to its back end.
type site struct {
	store    *storage.Store
	sessions Sessions
	link     providers.Link
	seat     model.Seat
	undo     bool // what is done takes an earlier deed back
}

// deliver stores what the back end said beside what it was asked for.
func (s site) deliver(ctx context.Context, events []model.Event) error {
	return s.sessions.Deliver(ctx, s.seat.Connection, events)
}

// doer knows one kind of deed.
type doer interface {
	// able tells whether a link can do it.
	able(link providers.Link) bool
	// ready fills in what the deed takes the place of, as the file has it, before
	// the back end is asked; same: there is nothing to change. A deed that takes
	// another one back comes with Was as that one left it; where the file no longer
	// shows that, there is nothing to change either. An error that is a
	// *model.Trouble refuses the deed.
	ready(ctx context.Context, at site, d *model.Deed) (same bool, err error)
	// do asks the back end for it, after ready.
	do(ctx context.Context, at site, d *model.Deed) error
	// look asks the back end which of the deeds were done, one sight for each.
	look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error)
	// keep stores what the back end confirmed.
	keep(tx *storage.Tx, at site, d model.Deed) error
	// again tells whether to do it twice is as good as once.
	again() bool
}

// sight is what can be seen at the back end of a deed that may have been done.
type sight int

const (
	sightNone sight = iota // it can't be seen
	sightDone
	sightNot
)

// newDoers gives a doer for each kind of deed.
func newDoers(people People) map[model.DeedKind]doer {
	return map[model.DeedKind]doer{
		model.DeedTag:           tagDeed{},
		model.DeedRemark:        remarkDeed{},
		model.DeedCheckFriend:   checkDeed{people},
		model.DeedDeleteContact: deleteContactDeed{},
		model.DeedRenameGroup:   renameGroupDeed{},
		model.DeedAnnounce:      announceDeed{},
		model.DeedRemoveMembers: removeMembersDeed{},
		model.DeedInvite:        inviteDeed{},
		model.DeedQuitGroup:     quitDeed{},
		model.DeedCreateTag:     createTagDeed{},
		model.DeedRenameTag:     renameTagDeed{},
		model.DeedDeleteTag:     deleteTagDeed{},
	}
}

// lookEach looks at deeds one after the other.
func lookEach(deeds []model.Deed, look func(d *model.Deed) (sight, error)) ([]sight, error) {
	sights := make([]sight, len(deeds))
	for i := range deeds {
		var err error
		if sights[i], err = look(&deeds[i]); err != nil {
			return nil, err
		}
	}
	return sights, nil
}

// inquire asks the back end about a contact or group and gives what it says,
// without storing it. Nil: it can't be asked.
func inquire(ctx context.Context, at site, remoteID string) ([]model.Event, error) {
	inquirer, ok := at.link.(providers.ContactInquirer)
	if !ok {
		return nil, nil
	}
	return inquirer.InquireContacts(ctx, at.seat, []string{remoteID})
}
