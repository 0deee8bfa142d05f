package batch

import (
	"context"
	"slices"

	"seatdeck/app/model"
)

// contacts plans what is done to contacts, in the order of the wish.
func (p *plan) contacts(ctx context.Context) error {
	n := 0
	for ids := range slices.Chunk(p.wish.Contacts, planRows) {
		rows, err := p.b.store.ContactRows(ctx, ids)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.ID == 0 {
				continue // gone since it was chosen
			}
			n++
			if err := p.contact(ctx, row.Contact, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func contactDeed(kind model.DeedKind, c model.Contact, want model.DeedDetail) model.Deed {
	return model.Deed{Kind: kind, Seat: c.Seat, Target: c.RemoteID, Label: c.DisplayName(), Want: want}
}

// contact plans what is done to one, which is the nth.
func (p *plan) contact(ctx context.Context, c model.Contact, n int) error {
	sp, err := p.seat(ctx, c.Seat)
	if err != nil {
		return err
	}
	if why := p.cannot(sp, p.wish.Kind); why != nil {
		sp.refuse(why)
		return nil
	}
	if c.Removed {
		if p.wish.Kind == model.DeedDeleteContact {
			sp.same++
		} else {
			sp.refuse(model.AsTrouble(model.NotFound(c.DisplayName())))
		}
		return nil
	}
	switch p.wish.Kind {
	case model.DeedTag:
		return p.tagged(ctx, sp, c)
	case model.DeedRemark:
		p.remarked(sp, c, n)
	default:
		sp.main = append(sp.main, contactDeed(p.wish.Kind, c, model.DeedDetail{}))
	}
	return nil
}

// tagged plans the tags of one contact.
func (p *plan) tagged(ctx context.Context, sp *seatPlan, c model.Contact) error {
	book, err := p.tagBook(ctx, sp)
	if err != nil {
		return err
	}
	var want model.DeedDetail
	same := true
	for _, name := range p.wish.Put {
		tag, ok := p.tagToPut(sp, name)
		if !ok {
			sp.refuse(p.noTag(sp, name))
			return nil
		}
		want.Put = append(want.Put, tag)
		same = same && tag.RemoteID != "" && hasTag(c.Tags, tag.RemoteID)
	}
	for _, name := range p.wish.Take {
		tag, ok := book.find(name)
		if ok && !hasTag(want.Put, tag.RemoteID) {
			want.Take = append(want.Take, tag)
			same = same && !hasTag(c.Tags, tag.RemoteID)
		}
	}
	if same {
		sp.same++
		return nil
	}
	sp.main = append(sp.main, contactDeed(model.DeedTag, c, want))
	return nil
}

// remarked plans remark and description of one contact.
func (p *plan) remarked(sp *seatPlan, c model.Contact, n int) {
	var want model.DeedDetail
	set := func(pattern *string, have, about string, most int) (*string, error) {
		if pattern == nil {
			return nil, nil
		}
		text := p.wish.fill(*pattern, c.Name, c.Remark, n)
		if text == have {
			return nil, nil
		}
		return &text, fitting(about, text, most)
	}
	var err error
	if want.Remark, err = set(p.wish.Remark, c.Remark, "remark", maxRemark); err == nil {
		want.Description, err = set(p.wish.Description, c.Description, "description", maxDescription)
	}
	switch {
	case err != nil:
		sp.refuse(model.AsTrouble(err))
	case want.Remark == nil && want.Description == nil:
		sp.same++
	case want.Description != nil && !sp.link.Capabilities(sp.seat).Has(model.CanDescribe):
		sp.refuse(sp.unsupported())
	default:
		sp.main = append(sp.main, contactDeed(model.DeedRemark, c, want))
	}
}
