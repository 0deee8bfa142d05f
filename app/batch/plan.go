package batch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// planRows is how many rows are read at once.
const planRows = 1000

// plan is what a wish comes to, seat by seat. It is made from the file alone.
type plan struct {
	b     *Batches
	wish  Wish
	seats map[model.SeatID]*seatPlan
	order []*seatPlan
	twice int
}

// seatPlan is the part of a plan that concerns one seat.
type seatPlan struct {
	seat model.Seat
	link providers.Link
	lame *model.Trouble // why the link can't be used

	first, main, last []model.Deed // worked off in this order
	same, unable      int
	why               *model.Trouble // of the first that is unable

	book  tagBook
	read  bool // the book was
	known map[string]bool
}

func (b *Batches) plan(ctx context.Context, w Wish) (*plan, error) {
	w = w.trimmed()
	if err := w.check(); err != nil {
		return nil, err
	}
	p := &plan{b: b, wish: w, seats: map[model.SeatID]*seatPlan{}}
	var err error
	switch {
	case w.merges():
		err = p.merge(ctx)
	case w.Kind.Target() == model.TargetContact:
		err = p.contacts(ctx)
	case w.Kind.Target() == model.TargetGroup:
		err = p.groups(ctx)
	default:
		err = p.tags(ctx)
	}
	return p, err
}

// seat gives the part of a seat.
func (p *plan) seat(ctx context.Context, id model.SeatID) (*seatPlan, error) {
	if sp, ok := p.seats[id]; ok {
		return sp, nil
	}
	row, err := p.b.store.Seat(ctx, id)
	if err != nil {
		return nil, err
	}
	link, err := p.b.sessions.LinkOf(ctx, row.Connection) // a live one or not: nothing is asked of it
	sp := &seatPlan{seat: row, link: link, lame: model.AsTrouble(err), known: map[string]bool{}}
	p.seats[id] = sp
	p.order = append(p.order, sp)
	return sp, nil
}

// cannot says why a seat can't do a kind of deed; nil: it can.
func (p *plan) cannot(sp *seatPlan, kind model.DeedKind) *model.Trouble {
	if sp.lame != nil {
		return sp.lame
	}
	if !p.b.doers[kind].able(sp.link) || !sp.link.Capabilities(sp.seat).Has(deedNeeds[kind]) {
		return sp.unsupported()
	}
	return nil
}

// deedNeeds says what a seat must be able to do for a deed.
var deedNeeds = map[model.DeedKind]model.Capability{
	model.DeedTag: model.CanTagContacts, model.DeedRemark: model.CanEditRemark, model.DeedCheckFriend: model.CanCheckFriend,
	model.DeedDeleteContact: model.CanDeleteContact, model.DeedRenameGroup: model.CanRenameGroup, model.DeedAnnounce: model.CanAnnounce,
	model.DeedRemoveMembers: model.CanRemoveMembers, model.DeedInvite: model.CanInviteMembers, model.DeedQuitGroup: model.CanQuitGroup,
	model.DeedCreateTag: model.CanEditTags, model.DeedRenameTag: model.CanEditTags, model.DeedDeleteTag: model.CanEditTags,
}

func (sp *seatPlan) unsupported() *model.Trouble {
	return &model.Trouble{Code: model.TroubleUnsupported, About: sp.seat.DisplayName()}
}

// refuse counts one that can't be done.
func (sp *seatPlan) refuse(why *model.Trouble) {
	sp.unable++
	if sp.why == nil {
		sp.why = why
	}
}

// tagBook gives the seat's own tags.
func (p *plan) tagBook(ctx context.Context, sp *seatPlan) (tagBook, error) {
	if sp.read {
		return sp.book, nil
	}
	groups, err := p.b.store.Tags(ctx, sp.seat.ID)
	sp.book, sp.read = tagBook{groups}, err == nil
	return sp.book, err
}

// deeds gives all, seat by seat, in the order in which they are worked off.
func (p *plan) deeds() []model.Deed {
	var list []model.Deed
	for _, sp := range p.order {
		list = slices.Concat(list, sp.first, sp.main, sp.last)
	}
	return list
}

func (sp *seatPlan) count() int { return len(sp.first) + len(sp.main) + len(sp.last) }

// Preview tells what a wish would do, before anything is done.
type Preview struct {
	Deeds  int // that would be tried
	Same   int // of all, those where nothing would change; they are left out
	Twice  int // groups left out because another seat's name for the same group is taken
	Unable int // that can't be done: Seats says why
	Seats  []SeatPreview
}

// SeatPreview is the part of a preview that concerns one seat.
type SeatPreview struct {
	Seat   model.Seat
	Deeds  int
	Same   int
	Unable int
	Why    *model.Trouble // of Unable
	Takes  time.Duration  // at least, at the pace of its back end
}

func (p *plan) preview() Preview {
	v := Preview{Twice: p.twice}
	for _, sp := range p.order {
		if sp.count()+sp.same+sp.unable == 0 {
			continue
		}
		v.Deeds += sp.count()
		v.Same += sp.same
		v.Unable += sp.unable
		v.Seats = append(v.Seats, SeatPreview{
			Seat: sp.seat, Deeds: sp.count(), Same: sp.same, Unable: sp.unable, Why: sp.why, Takes: sp.takes(),
		})
	}
	return v
}

// takes is how long the deeds of a seat take at least, at the pace of its back
// end, of which a part is kept free for what people wait for.
func (sp *seatPlan) takes() time.Duration {
	if sp.link == nil {
		return 0
	}
	perMinute := sp.link.Pace().CallsPerMinute
	calls := len(sp.main)
	if many, ok := sp.link.(providers.ManyTagger); ok && calls > 0 && sp.main[0].Kind == model.DeedTag {
		atOnce := max(many.TagsAtOnce(), 1)
		calls = (calls + atOnce - 1) / atOnce
	}
	calls += 2 * (len(sp.first) + len(sp.last)) // tags are read again
	if perMinute <= 0 {
		return 0
	}
	return time.Duration(calls) * time.Minute / time.Duration(max(perMinute-perMinute/3, 1))
}

// whyNothing says why there is nothing to do.
func (p *plan) whyNothing() error {
	for _, sp := range p.order {
		if sp.why != nil {
			return sp.why
		}
	}
	return model.Invalid("wish", "refusal.nothing_to_change: it would change nothing")
}

// merge plans that whoever has one tag gets another in its place.
func (p *plan) merge(ctx context.Context) error {
	w := p.wish
	seats, err := p.seatsWith(ctx, w.Tag)
	if err != nil {
		return err
	}
	for _, sp := range seats {
		old, _ := sp.book.find(w.Tag)
		if why := p.cannot(sp, model.DeedTag); why != nil {
			sp.refuse(why)
			continue
		}
		into, ok := p.tagToPut(sp, w.Into)
		if !ok || into.RemoteID == old.RemoteID {
			sp.refuse(p.noTag(sp, w.Into))
			continue
		}
		list, err := p.b.store.ContactsWithTag(ctx, sp.seat.ID, old.RemoteID, 0, 0)
		if err != nil {
			return err
		}
		for _, c := range list {
			sp.main = append(sp.main, contactDeed(model.DeedTag, c, model.DeedDetail{Put: []model.Tag{into}, Take: []model.Tag{old}}))
		}
		if p.cannot(sp, model.DeedDeleteTag) == nil {
			sp.last = append(sp.last, model.Deed{
				Kind: model.DeedDeleteTag, Seat: sp.seat.ID, Target: old.RemoteID, Label: old.Name, Want: model.DeedDetail{AfterAll: true},
			})
		}
	}
	return nil
}

// seatsWith gives the seats of the wish, or all, that have a tag.
func (p *plan) seatsWith(ctx context.Context, name model.TagName) ([]*seatPlan, error) {
	all, err := p.wishedSeats(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(sp *seatPlan) bool {
		_, has := sp.book.find(name)
		return !has
	}), nil
}

// wishedSeats gives the seats of the wish, or all, with their tags.
func (p *plan) wishedSeats(ctx context.Context) ([]*seatPlan, error) {
	ids := p.wish.Seats
	if len(ids) == 0 {
		rows, err := p.b.store.Seats(ctx)
		if err != nil {
			return nil, err
		}
		for _, seat := range rows {
			if !seat.Removed {
				ids = append(ids, seat.ID)
			}
		}
	}
	var list []*seatPlan
	for _, id := range ids {
		sp, err := p.seat(ctx, id)
		if err != nil {
			return nil, err
		}
		if _, err := p.tagBook(ctx, sp); err != nil {
			return nil, err
		}
		list = append(list, sp)
	}
	return list, nil
}

// tagToPut gives a tag of a seat; one that the seat does not have is made first, if
// that is wished for and can be.
func (p *plan) tagToPut(sp *seatPlan, name model.TagName) (model.Tag, bool) {
	if tag, ok := sp.book.find(name); ok {
		return tag, true
	}
	heading, ok := sp.book.heading(name)
	if !ok || !p.wish.MakeTags || p.cannot(sp, model.DeedCreateTag) != nil {
		return model.Tag{}, false
	}
	made := func(d model.Deed) bool { return d.Want.Name == name.Name && d.Want.TagGroup == heading }
	if !slices.ContainsFunc(sp.first, made) {
		sp.first = append(sp.first, createDeed(sp, heading, name))
	}
	return model.Tag{GroupRemoteID: heading, GroupName: name.Group, Name: name.Name}, true
}

func createDeed(sp *seatPlan, heading string, name model.TagName) model.Deed {
	return model.Deed{
		Kind: model.DeedCreateTag, Seat: sp.seat.ID, Label: name.Name,
		Want: model.DeedDetail{Name: name.Name, TagGroup: heading},
	}
}

// noTag says why a tag can't be used: the seat has none of that name, or it would be
// made and nobody said under which heading.
func (p *plan) noTag(sp *seatPlan, name model.TagName) *model.Trouble {
	if p.wish.MakeTags && name.Group == "" && !sp.book.flat() {
		return &model.Trouble{Code: model.TroubleInvalid, About: name.Name, Detail: "refusal.tag_wants_heading: a new tag wants a heading"}
	}
	return &model.Trouble{Code: model.TroubleNotFound, About: name.Name, Detail: "refusal.of_seat: " + sp.seat.DisplayName()}
}

// tags plans what is done to tags of seats.
func (p *plan) tags(ctx context.Context) error {
	w := p.wish
	seats, err := p.wishedSeats(ctx)
	if err != nil {
		return err
	}
	for _, sp := range seats {
		tag, has := sp.book.find(w.Tag)
		why := p.cannot(sp, w.Kind)
		everybody := len(w.Seats) == 0
		d := model.Deed{Kind: w.Kind, Seat: sp.seat.ID, Target: tag.RemoteID, Label: cmp.Or(tag.Name, w.Tag.Name)}
		if w.Kind == model.DeedCreateTag {
			heading, ok := sp.book.heading(w.Tag)
			switch {
			case why == nil && has:
				sp.same++
			case why == nil && ok:
				sp.main = append(sp.main, createDeed(sp, heading, w.Tag))
			case everybody: // on all that can
			case why != nil:
				sp.refuse(why)
			default:
				sp.refuse(p.noTag(sp, model.TagName{Group: w.Tag.Group, Name: w.Tag.Group}))
			}
			continue
		}
		switch {
		case !has && everybody:
			continue
		case !has:
			sp.refuse(p.noTag(sp, w.Tag))
			continue
		case why != nil:
			sp.refuse(why)
			continue
		}
		if w.Kind == model.DeedRenameTag {
			d.Want.Name = w.Name
			if w.Name == tag.Name {
				sp.same++
				continue
			}
			if _, taken := sp.book.find(model.TagName{Group: tag.GroupName, Name: w.Name}); taken {
				sp.refuse(&model.Trouble{Code: model.TroubleInvalid, About: w.Name, Detail: "refusal.tag_taken: there is a tag of that name"})
				continue
			}
		}
		sp.main = append(sp.main, d)
	}
	return nil
}
