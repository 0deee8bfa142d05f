package storagetest

import (
	"context"
	"fmt"
	"time"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// DirectoryShape is how many of what [FillDirectory] makes; a zero field is what
// the design's budget for tables names.
type DirectoryShape struct {
	Seats    int // 200
	Contacts int // 100,000
	Groups   int // 5,000
	Members  int // of all groups together; 200,000
	Tags     int // of each seat; 40
}

func (d DirectoryShape) orDefault() DirectoryShape {
	for _, f := range []struct {
		field *int
		value int
	}{{&d.Seats, 200}, {&d.Contacts, 100_000}, {&d.Groups, 5000}, {&d.Members, 200_000}, {&d.Tags, 40}} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	return d
}

// tagHeadings is under how many headings the tags of a seat stand.
const tagHeadings = 5

// FillDirectory stores made-up contacts with tags, groups and their members over
// the seats of one connection, the same at every run. One person in five is a
// contact of two seats, one group in ten is seen by two; half of the members are
// contacts. It adds to what is there.
func FillDirectory(ctx context.Context, s *storage.Store, shape DirectoryShape) error {
	d := &directory{shape: shape.orDefault(), talk: NewTalk(4)}
	if err := s.Write(ctx, d.fillSeats); err != nil {
		return fmt.Errorf("fill seats: %w", err)
	}
	for i, seat := range d.seats {
		err := s.Write(ctx, func(tx *storage.Tx) error { return d.fillSeat(tx, i, seat) })
		if err != nil {
			return fmt.Errorf("fill the directory of seat %d: %w", i, err)
		}
	}
	return nil
}

type directory struct {
	shape DirectoryShape
	talk  *Talk
	seats []model.Seat
}

func (d *directory) fillSeats(tx *storage.Tx) error {
	conn, err := tx.AddConnection(model.Connection{Kind: "youjiyun", Name: "directory", Created: Start})
	if err != nil {
		return err
	}
	for i := range d.shape.Seats {
		seat, _, err := tx.UpsertSeat(model.Seat{
			Connection: conn, RemoteID: fmt.Sprintf("desk-%04d", i), AccountID: accountID(i), Name: d.talk.Name(), State: model.SeatOnline,
		})
		if err != nil {
			return err
		}
		d.seats = append(d.seats, seat)
	}
	return nil
}

func accountID(seat int) string { return fmt.Sprintf("16888%011d", seat) }

// personID is a person's remote id; they go past 2^53.
func personID(person int) string { return fmt.Sprintf("78813%014d", person) }

func (d *directory) fillSeat(tx *storage.Tx, i int, seat model.Seat) error {
	if err := tx.ReplaceTags(seat.ID, d.tags(i)); err != nil {
		return err
	}
	for n := i; n < d.shape.Contacts; n += d.shape.Seats {
		if err := d.fillContact(tx, i, n, seat.ID); err != nil {
			return err
		}
	}
	for n := i; n < d.shape.Groups; n += d.shape.Seats {
		if err := d.fillGroup(tx, i, n, seat); err != nil {
			return err
		}
	}
	return nil
}

// tags of a seat: under the same names everywhere, but with ids of its own.
func (d *directory) tags(seat int) []model.TagGroup {
	groups := make([]model.TagGroup, tagHeadings)
	for g := range groups {
		groups[g] = model.TagGroup{RemoteID: fmt.Sprintf("1407%010d", seat*100+g), Name: fmt.Sprintf("标签组%d", g+1), Corp: g%2 == 0}
	}
	for n := range d.shape.Tags {
		g := &groups[n%tagHeadings]
		g.Tags = append(g.Tags, model.Tag{RemoteID: d.tagID(seat, n), GroupRemoteID: g.RemoteID, GroupName: g.Name, Name: TagName(n), Corp: g.Corp})
	}
	return groups
}

// TagName is what tag n is called at every seat of [FillDirectory]; tag 0 is on
// half of all contacts, each further one on fewer.
func TagName(n int) string { return fmt.Sprintf("标签%d", n+1) }

// TagHeading is the heading of tag n.
func TagHeading(n int) string { return fmt.Sprintf("标签组%d", n%tagHeadings+1) }

// tagID is the same at neighbouring seats for different tags, as ids of a back end
// that numbers from 1 are.
func (d *directory) tagID(seat, tag int) string {
	return fmt.Sprintf("1407375270360%04d", (seat+tag)%d.shape.Tags)
}

func (d *directory) fillContact(tx *storage.Tx, i, n int, seat model.SeatID) error {
	r := d.talk.rand
	person := n
	if n%5 == 4 && n > d.shape.Seats {
		person = n - 1 // of the seat before
	}
	at := Start.Add(-time.Duration(r.IntN(400*24*60)) * time.Minute)
	c := model.Contact{
		Seat: seat, RemoteID: personID(person), Name: d.talk.Name(), Created: at, Modified: at, WeChat: n%3 != 0, External: n%20 != 0,
		Friendship: model.Friendship(r.IntN(5)),
	}
	if n%4 == 0 {
		c.Remark = c.Name + pick(d.talk, phrases)
	}
	if !c.WeChat {
		c.Corp = pick(d.talk, surnames) + "氏贸易有限公司"
	}
	if n%7 == 0 {
		c.Mobile = fmt.Sprintf("138%08d", n)
	}
	if _, err := tx.UpsertContact(c, false); err != nil {
		return err
	}
	var tags []string
	for tag := range d.shape.Tags {
		if r.IntN(2+3*tag) == 0 {
			tags = append(tags, d.tagID(i, tag))
		}
	}
	if len(tags) == 0 {
		return nil
	}
	return tx.SetContactTags(seat, c.RemoteID, tags)
}

func (d *directory) fillGroup(tx *storage.Tx, i, n int, seat model.Seat) error {
	r := d.talk.rand
	group := n
	if n%10 == 9 {
		group = n - 1 // of the seat before
	}
	size := max(d.shape.Members/d.shape.Groups, 1)
	owner := personID(group)
	if n%3 == 0 {
		owner = accountID(i)
	}
	at := Start.Add(-time.Duration(r.IntN(400*24*60)) * time.Minute)
	g := model.Group{
		Seat: seat.ID, RemoteID: fmt.Sprintf("R:1099%012d", group), Name: d.talk.Name() + pick(d.talk, phrases) + "群", OwnerID: owner,
		OwnerName: d.talk.Name(), MemberCount: size, OuterCount: size / 2, External: n%8 != 0, Created: at, Modified: at,
	}
	if _, err := tx.UpsertGroup(g, false); err != nil {
		return err
	}
	seen := map[string]bool{owner: true}
	members := []model.Member{{RemoteID: owner, Name: g.OwnerName, Role: model.RoleOwner, Joined: at}}
	for len(members) < size {
		id := personID(r.IntN(max(d.shape.Contacts, size) * 2))
		if len(members)%2 == 0 { // a contact of the seat
			id = personID(i + d.shape.Seats*r.IntN(max(d.shape.Contacts/d.shape.Seats, size)))
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		members = append(members, model.Member{
			RemoteID: id, Name: d.talk.Name(), WeChat: len(members)%3 != 0, External: true, Joined: at, Source: model.JoinSource(r.IntN(4)),
		})
	}
	return tx.PutMembers(seat.ID, g.RemoteID, members, true)
}
