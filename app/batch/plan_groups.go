package batch

import (
	"context"
	"slices"

	"seatdeck/app/model"
)

// oneGroup names a group over all seats that are in it.
type oneGroup struct {
	kind     string // of their connections
	remoteID string
	seat     model.SeatID // where each seat does it for itself
}

// chance is what it comes to if one seat does it to a group.
type chance struct {
	sp   *seatPlan
	deed model.Deed
	same bool
	why  *model.Trouble
	owns bool
}

// rank is the better the lower it is.
func (c chance) rank() int {
	switch {
	case c.why != nil:
		return 4
	case c.same && c.owns:
		return 2
	case c.same:
		return 3
	case c.owns:
		return 0
	}
	return 1
}

// groups plans what is done to groups, in the order of the wish. A group that
// several seats of one kind of back end are in is changed once: by the seat that
// owns it, else by one that can. Only to leave it is up to each seat.
func (p *plan) groups(ctx context.Context) error {
	kinds, err := p.kinds(ctx)
	if err != nil {
		return err
	}
	var order []oneGroup
	rows := map[oneGroup][]model.Group{}
	for ids := range slices.Chunk(p.wish.Groups, planRows) {
		list, err := p.b.store.GroupRows(ctx, ids)
		if err != nil {
			return err
		}
		for _, row := range list {
			if row.ID == 0 {
				continue // gone since it was chosen
			}
			sp, err := p.seat(ctx, row.Seat)
			if err != nil {
				return err
			}
			key := oneGroup{kind: kinds[sp.seat.Connection], remoteID: row.RemoteID}
			if p.wish.Kind == model.DeedQuitGroup {
				key.seat = row.Seat
			}
			if rows[key] == nil {
				order = append(order, key)
			}
			rows[key] = append(rows[key], row.Group)
		}
	}
	for i, key := range order {
		if err := p.group(ctx, rows[key], i+1); err != nil {
			return err
		}
	}
	return nil
}

// kinds gives the kind of back end of each connection.
func (p *plan) kinds(ctx context.Context) (map[model.ConnectionID]string, error) {
	list, err := p.b.store.Connections(ctx)
	kinds := make(map[model.ConnectionID]string, len(list))
	for _, c := range list {
		kinds[c.ID] = c.Kind
	}
	return kinds, err
}

// group plans what is done to one, which is the nth, as the seats in it know it.
func (p *plan) group(ctx context.Context, rows []model.Group, n int) error {
	var best chance
	for i, g := range rows {
		c, err := p.chance(ctx, g, n)
		if err != nil {
			return err
		}
		if i == 0 || c.rank() < best.rank() {
			best = c
		}
	}
	p.twice += len(rows) - 1
	switch {
	case best.why != nil:
		best.sp.refuse(best.why)
	case best.same:
		best.sp.same++
	default:
		best.sp.main = append(best.sp.main, best.deed)
	}
	return nil
}

func (p *plan) chance(ctx context.Context, g model.Group, n int) (c chance, err error) {
	w := p.wish
	if c.sp, err = p.seat(ctx, g.Seat); err != nil {
		return c, err
	}
	c.owns = g.OwnerID != "" && g.OwnerID == c.sp.seat.AccountID
	c.deed = model.Deed{Kind: w.Kind, Seat: g.Seat, Target: g.RemoteID, Label: g.Name}
	c.why = p.cannot(c.sp, w.Kind)
	switch {
	case c.why != nil:
		return c, nil
	case g.Dissolved && w.Kind == model.DeedQuitGroup:
		c.same = true
		return c, nil
	case g.Dissolved:
		c.why = model.AsTrouble(model.NotFound(g.Name))
		return c, nil
	}
	want := &c.deed.Want
	switch w.Kind {
	case model.DeedRenameGroup:
		want.Name = w.fill(w.Name, g.Name, "", n)
		c.why = model.AsTrouble(named("name", want.Name, maxGroupName))
		c.same = want.Name == g.Name
	case model.DeedAnnounce:
		want.Notice, want.ToAll = w.Notice, w.ToAll
		c.same = w.Notice == g.Notice && !w.ToAll
	case model.DeedRemoveMembers:
		err = p.removes(ctx, &c, g)
	case model.DeedInvite:
		err = p.invites(ctx, &c, g)
	}
	return c, err
}

// removes plans whom to take out of a group.
func (p *plan) removes(ctx context.Context, c *chance, g model.Group) error {
	there, _, err := p.b.store.MembersByID(ctx, g.Seat, g.RemoteID)
	if err != nil {
		return err
	}
	kept := false
	for _, id := range p.wish.People {
		if _, in := there[id]; !in {
			continue
		}
		if mayRemove(c.sp.seat, g, there, id) {
			c.deed.Want.Members = append(c.deed.Want.Members, id)
		} else {
			kept = true
		}
	}
	switch {
	case len(c.deed.Want.Members) > 0:
	case kept:
		c.why = &model.Trouble{Code: model.TroubleInvalid, About: g.Name, Detail: "refusal.must_stay: neither the owner nor the seat itself can be taken out"}
	default:
		c.same = true
	}
	return nil
}

// invites plans whom to bring into a group: contacts of the seat who are not in it.
func (p *plan) invites(ctx context.Context, c *chance, g model.Group) error {
	there, _, err := p.b.store.MembersByID(ctx, g.Seat, g.RemoteID)
	if err != nil {
		return err
	}
	strangers := false
	for _, id := range p.wish.People {
		if _, in := there[id]; in {
			continue
		}
		known, err := p.knows(ctx, c.sp, id)
		if err != nil {
			return err
		}
		if known {
			c.deed.Want.Members = append(c.deed.Want.Members, id)
		} else {
			strangers = true
		}
	}
	switch {
	case len(c.deed.Want.Members) > 0:
	case strangers:
		c.why = &model.Trouble{Code: model.TroubleNotFound, About: c.sp.seat.DisplayName(), Detail: "refusal.only_contacts: only contacts of the seat can be invited"}
	default:
		c.same = true
	}
	return nil
}

// knows tells whether somebody is a contact of a seat.
func (p *plan) knows(ctx context.Context, sp *seatPlan, remoteID string) (bool, error) {
	known, asked := sp.known[remoteID]
	if asked {
		return known, nil
	}
	c, found, err := p.b.store.Contact(ctx, sp.seat.ID, remoteID)
	sp.known[remoteID] = found && !c.Removed
	return sp.known[remoteID], err
}
