package batch

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// groupAt gives the group that a deed is about.
func groupAt(ctx context.Context, at site, d *model.Deed) (model.Group, error) {
	g, found, err := at.store.Group(ctx, at.seat.ID, d.Target)
	switch {
	case err != nil:
		return g, err
	case !found || g.Dissolved:
		return g, model.NotFound(d.Label)
	}
	return g, nil
}

// lookAtGroups decides what was done by what the back end says of each group.
func lookAtGroups(ctx context.Context, at site, deeds []model.Deed, judge func(g model.Group, d *model.Deed) sight) ([]sight, error) {
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		events, err := inquire(ctx, at, d.Target)
		if err != nil {
			return sightNone, err
		}
		for _, e := range events {
			if seen, ok := e.(model.GroupSeen); ok && seen.Group.RemoteID == d.Target {
				return judge(seen.Group, d), nil
			}
		}
		return sightNone, nil
	})
}

// renameGroupDeed names a group.
type renameGroupDeed struct{}

func (renameGroupDeed) able(link providers.Link) bool {
	return providers.Can[providers.GroupRenamer](link)
}

func (renameGroupDeed) again() bool { return true }

func (renameGroupDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	g, err := groupAt(ctx, at, d)
	if err != nil {
		return false, err
	}
	if at.undo && g.Name != d.Was.Name {
		return true, nil
	}
	d.Was.Name = g.Name
	return g.Name == d.Want.Name, nil
}

func (renameGroupDeed) do(ctx context.Context, at site, d *model.Deed) error {
	return at.link.(providers.GroupRenamer).RenameGroup(ctx, at.seat, d.Target, d.Want.Name)
}

func (renameGroupDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookAtGroups(ctx, at, deeds, func(g model.Group, d *model.Deed) sight {
		switch g.Name {
		case d.Want.Name:
			return sightDone
		case "":
			return sightNone
		}
		return sightNot
	})
}

func (renameGroupDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	_, err := tx.UpsertGroup(model.Group{Seat: at.seat.ID, RemoteID: d.Target, Name: d.Want.Name}, true)
	return err
}

// announceDeed sets the notice of a group. Those who are to be told of it are told
// though the words are the same.
type announceDeed struct{}

func (announceDeed) able(link providers.Link) bool { return providers.Can[providers.Announcer](link) }
func (announceDeed) again() bool                   { return false }

func (announceDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	g, err := groupAt(ctx, at, d)
	if err != nil {
		return false, err
	}
	if at.undo && g.Notice != d.Was.Notice {
		return true, nil
	}
	if g.Notice == "" && !at.undo {
		g.Notice = noticeAt(ctx, at, d.Target)
	}
	d.Was.Notice = g.Notice
	return g.Notice == d.Want.Notice && !d.Want.ToAll, nil
}

// noticeAt asks for the notice of a group: no list tells of it, and an undo is to
// bring it back. Where it can't be asked there is taken to be none.
func noticeAt(ctx context.Context, at site, groupID string) string {
	events, _ := inquire(ctx, at, groupID)
	for _, e := range events {
		if seen, ok := e.(model.GroupSeen); ok && seen.Group.RemoteID == groupID {
			return seen.Group.Notice
		}
	}
	return ""
}

func (announceDeed) do(ctx context.Context, at site, d *model.Deed) error {
	return at.link.(providers.Announcer).Announce(ctx, at.seat, d.Target, d.Want.Notice, d.Want.ToAll)
}

// look takes no notice for not told: not every back end tells of it.
func (announceDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookAtGroups(ctx, at, deeds, func(g model.Group, d *model.Deed) sight {
		switch {
		case g.Notice == "" || d.Want.Notice == d.Was.Notice:
			return sightNone
		case g.Notice == d.Want.Notice:
			return sightDone
		}
		return sightNot
	})
}

func (announceDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	return tx.SetNotice(at.seat.ID, d.Target, d.Want.Notice)
}

// quitDeed has the seat leave a group.
type quitDeed struct{}

func (quitDeed) able(link providers.Link) bool { return providers.Can[providers.GroupQuitter](link) }
func (quitDeed) again() bool                   { return false }

func (quitDeed) ready(ctx context.Context, at site, d *model.Deed) (same bool, err error) {
	g, found, err := at.store.Group(ctx, at.seat.ID, d.Target)
	return found && g.Dissolved, err
}

func (quitDeed) do(ctx context.Context, at site, d *model.Deed) error {
	return at.link.(providers.GroupQuitter).QuitGroup(ctx, at.seat, d.Target)
}

func (quitDeed) look(ctx context.Context, at site, deeds []model.Deed) ([]sight, error) {
	return lookEach(deeds, func(d *model.Deed) (sight, error) {
		events, err := inquire(ctx, at, d.Target)
		if err != nil {
			return sightNone, err
		}
		for _, e := range events {
			if seen, ok := e.(model.GroupSeen); ok && seen.Group.RemoteID == d.Target && seen.Group.Dissolved {
				return sightDone, nil
			}
		}
		who, ok := membersIn(events, d.Target)
		switch {
		case !ok || at.seat.AccountID == "":
			return sightNone, nil
		case who[at.seat.AccountID]:
			return sightNot, nil
		}
		return sightDone, nil
	})
}

func (quitDeed) keep(tx *storage.Tx, at site, d model.Deed) error {
	_, err := tx.UpsertGroup(model.Group{Seat: at.seat.ID, RemoteID: d.Target, Dissolved: true}, true)
	return err
}
