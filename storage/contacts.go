package storage

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"seatdeck/app/model"
)

const contactColumns = `c.id, c.seat, c.remote_id, c.name, c.remark, c.description, c.avatar, c.gender, c.mobile, c.email,
	c.corp, c.position, c.wechat, c.external, c.friendship, c.removed, c.created, c.modified`

const contactQuery = `SELECT ` + contactColumns + ` FROM contacts c`

func scanContact(row scanner) (c model.Contact, err error) {
	err = row.Scan(&c.ID, &c.Seat, &c.RemoteID, &c.Name, &c.Remark, &c.Description, &c.Avatar, &c.Gender, &c.Mobile, &c.Email,
		&c.Corp, &c.Position, &c.WeChat, &c.External, &c.Friendship, &c.Removed, when{&c.Created}, when{&c.Modified})
	return c, err
}

// UpsertContact stores a contact, found by seat and remote id. With partial,
// empty fields of c leave what is stored. Tags are stored when they are not nil.
// The contact's conversation takes its remark and its name.
func (tx *Tx) UpsertContact(c model.Contact, partial bool) (changed bool, err error) {
	if c.RemoteID == "" {
		return false, invalid("contact", "refusal.incomplete: a contact needs a remote id")
	}
	old, found, err := contactByRemote(tx.ctx, tx.q, c.Seat, c.RemoteID)
	if err != nil {
		return false, err
	}
	tags := c.Tags
	c.Tags = nil
	if found && partial {
		c = mergeContact(old, c)
	} else if c.Friendship == model.FriendUnknown && !c.Removed {
		c.Friendship = old.Friendship // lists say nothing of it: what a check told stays
	}
	c.ID, c.Created, c.Modified = old.ID, at(ms(c.Created)), at(ms(c.Modified))
	if !found || !reflect.DeepEqual(c, old) {
		if c.ID, err = tx.saveContact(c, found); err != nil {
			return false, err
		}
		if err := tx.nameConversation(c, old); err != nil {
			return false, err
		}
		changed = true
	}
	if tags == nil {
		return changed, nil
	}
	tagged, err := tx.tagContact(c, tags)
	return changed || tagged, err
}

func (tx *Tx) saveContact(c model.Contact, found bool) (model.ContactID, error) {
	fields := []any{
		c.Seat, c.RemoteID, c.Name, c.Remark, c.Description, c.Avatar, c.Gender, c.Mobile, c.Email, c.Corp, c.Position,
		c.WeChat, c.External, c.Friendship, c.Removed, ms(c.Created), ms(c.Modified),
		contactKeys(c), sortKey(c.DisplayName()),
	}
	if found {
		return c.ID, tx.exec(`UPDATE contacts SET seat = ?, remote_id = ?, name = ?, remark = ?, description = ?, avatar = ?, gender = ?,
			mobile = ?, email = ?, corp = ?, position = ?, wechat = ?, external = ?, friendship = ?, removed = ?, created = ?,
			modified = ?, keys = ?, sort_key = ? WHERE id = ?`, append(fields, c.ID)...)
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO contacts (seat, remote_id, name, remark, description, avatar, gender,
		mobile, email, corp, position, wechat, external, friendship, removed, created, modified, keys, sort_key)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, fields...)
	return model.ContactID(id), err
}

func contactKeys(c model.Contact) string {
	keys := nameKeys(c.Name, c.Remark)
	for _, more := range []string{c.Mobile, c.Corp, c.RemoteID} {
		if more != "" {
			keys += "\n" + fold(more)
		}
	}
	return keys
}

// nameConversation gives the remark, a new name and a new picture of a contact to
// the conversation with them.
func (tx *Tx) nameConversation(c, old model.Contact) error {
	if c.Remark == old.Remark && c.Name == old.Name && c.Avatar == old.Avatar {
		return nil
	}
	list, err := all(tx.ctx, tx.q, scanConversation, conversationQuery+` WHERE c.seat = ? AND c.peer_id = ? AND c.peer_id <> ''
		AND c.is_group = 0`, c.Seat, c.RemoteID)
	if err != nil {
		return err
	}
	for _, conv := range list {
		name := orElse(c.Name, conv.Name)
		err := tx.exec(`UPDATE conversations SET name = ?, remark = ?, avatar = ?, keys = ? WHERE id = ?`,
			name, c.Remark, orElse(c.Avatar, conv.Avatar), conversationKeys(name, c.Remark, conv.PeerID), conv.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func mergeContact(old, c model.Contact) model.Contact {
	now := old
	now.Name = orElse(c.Name, old.Name)
	now.Remark = orElse(c.Remark, old.Remark)
	now.Description = orElse(c.Description, old.Description)
	now.Avatar = orElse(c.Avatar, old.Avatar)
	now.Mobile = orElse(c.Mobile, old.Mobile)
	now.Email = orElse(c.Email, old.Email)
	now.Corp = orElse(c.Corp, old.Corp)
	now.Position = orElse(c.Position, old.Position)
	if c.Gender != model.GenderUnknown {
		now.Gender = c.Gender
	}
	if c.Friendship != model.FriendUnknown {
		now.Friendship = c.Friendship
	}
	now.WeChat, now.External = old.WeChat || c.WeChat, old.External || c.External
	now.Removed = c.Removed || (old.Removed && c.Friendship != model.FriendNormal) // one who is a friend again is back
	if !c.Created.IsZero() {
		now.Created = c.Created
	}
	if !c.Modified.IsZero() {
		now.Modified = c.Modified
	}
	return now
}

func contactByRemote(ctx context.Context, q *queries, seat model.SeatID, remoteID string) (model.Contact, bool, error) {
	return one(ctx, q, scanContact, contactQuery+` WHERE seat = ? AND remote_id = ?`, seat, remoteID)
}

// Contact gives one contact of a seat with their tags.
func (s *Store) Contact(ctx context.Context, seat model.SeatID, remoteID string) (model.Contact, bool, error) {
	c, found, err := contactByRemote(ctx, s.r, seat, remoteID)
	if err != nil || !found {
		return c, false, err
	}
	c.Tags, err = contactTags(ctx, s.r, c.ID)
	return c, err == nil, err
}

// ContactQuery is a window over the contacts of one seat or of all.
type ContactQuery struct {
	Seat          model.SeatID // 0: all
	Text          string       // each word in name, remark, their pinyin or initials, mobile, corp or remote id
	Offset, Limit int          // a limit of 0 is none
}

// Contacts gives a window of the contacts that were not removed, in the order
// of a Chinese phone book, without their tags.
func (s *Store) Contacts(ctx context.Context, q ContactQuery) ([]model.Contact, error) {
	w := q.where("removed = 0")
	query := contactQuery + w.String() + ` ORDER BY sort_key, id` + w.page(q.Limit, q.Offset)
	return all(ctx, s.r, scanContact, query, w.args...)
}

// ContactCount gives the length of the list that Contacts is a window of.
func (s *Store) ContactCount(ctx context.Context, q ContactQuery) (int, error) {
	w := q.where("removed = 0")
	n, _, err := one(ctx, s.r, value[int], `SELECT count(*) FROM contacts`+w.String(), w.args...)
	return n, err
}

func (q ContactQuery) where(there string) *where {
	w := &where{}
	w.and(there)
	if q.Seat != 0 {
		w.and("seat = ?", q.Seat)
	}
	w.text("keys", q.Text)
	return w
}

// RemoveContact marks a contact as no longer one of the seat's; one that is not
// known is left unknown.
func (tx *Tx) RemoveContact(seat model.SeatID, remoteID string) (changed bool, err error) {
	n, err := tx.changes(`UPDATE contacts SET removed = 1 WHERE seat = ? AND remote_id = ? AND removed = 0`, seat, remoteID)
	return n > 0, err
}

// ContactsWithTag gives a window of the contacts of a seat that have a tag, by
// its remote id, in the order of a Chinese phone book, without their tags. A
// limit of 0 is none.
func (s *Store) ContactsWithTag(ctx context.Context, seat model.SeatID, tagID string, offset, limit int) ([]model.Contact, error) {
	w := ContactQuery{Seat: seat}.where("removed = 0")
	w.and("EXISTS (SELECT 1 FROM contact_tags l WHERE l.contact = c.id AND l.tag = ?)", tagID)
	query := contactQuery + w.String() + ` ORDER BY sort_key, id` + w.page(limit, offset)
	return all(ctx, s.r, scanContact, query, w.args...)
}

// SetContactTags stores which tags (remote ids) a contact has; a contact that is
// not known yet is made.
func (tx *Tx) SetContactTags(seat model.SeatID, contactRemoteID string, tagRemoteIDs []string) error {
	c, found, err := contactByRemote(tx.ctx, tx.q, seat, contactRemoteID)
	if err != nil {
		return err
	}
	if !found {
		c = model.Contact{Seat: seat, RemoteID: contactRemoteID}
		if c.ID, err = tx.saveContact(c, false); err != nil {
			return err
		}
	}
	_, err = tx.linkTags(c, tagRemoteIDs)
	return err
}

// ReplaceContactTags stores which tags the contacts of a seat have; those that
// are not named have none.
func (tx *Tx) ReplaceContactTags(seat model.SeatID, tags map[string][]string) error {
	if err := tx.exec(`DELETE FROM contact_tags WHERE seat = ?`, seat); err != nil {
		return err
	}
	for _, contact := range slices.Sorted(maps.Keys(tags)) {
		if err := tx.SetContactTags(seat, contact, tags[contact]); err != nil {
			return err
		}
	}
	return nil
}

// ReplaceTagged stores who of a seat's contacts has these tags (remote ids), by the
// contact's remote id: nobody else has one of them. Other tags are kept.
func (tx *Tx) ReplaceTagged(seat model.SeatID, tags []string, having map[string][]string) error {
	for _, tag := range tags {
		if err := tx.exec(`DELETE FROM contact_tags WHERE seat = ? AND tag = ?`, seat, tag); err != nil {
			return err
		}
	}
	for contact, ids := range having {
		for _, tag := range ids {
			if !slices.Contains(tags, tag) {
				continue
			}
			err := tx.exec(`INSERT INTO contact_tags (seat, contact, tag) SELECT seat, id, ? FROM contacts WHERE seat = ? AND remote_id = ?
				ON CONFLICT DO NOTHING`, tag, seat, contact)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) linkTags(c model.Contact, tags []string) (changed bool, err error) {
	want := slices.Clone(tags)
	slices.Sort(want)
	want = slices.DeleteFunc(slices.Compact(want), func(t string) bool { return t == "" })
	have, err := all(tx.ctx, tx.q, value[string], `SELECT tag FROM contact_tags WHERE contact = ? ORDER BY tag`, c.ID)
	if err != nil || slices.Equal(have, want) {
		return false, err
	}
	if err := tx.exec(`DELETE FROM contact_tags WHERE contact = ?`, c.ID); err != nil {
		return false, err
	}
	for _, t := range want {
		if err := tx.exec(`INSERT INTO contact_tags (contact, tag, seat) VALUES (?, ?, ?)`, c.ID, t, c.Seat); err != nil {
			return false, err
		}
	}
	return true, nil
}

// NameOf gives what a seat calls somebody: as a contact, else as a member of a
// group; "" is not known.
func (tx *Tx) NameOf(seat model.SeatID, groupID, remoteID string) (string, error) {
	c, found, err := contactByRemote(tx.ctx, tx.q, seat, remoteID)
	if err != nil {
		return "", err
	}
	if name := orElse(c.Remark, c.Name); found && name != "" {
		return name, nil
	}
	name, _, err := one(tx.ctx, tx.q, value[string], `SELECT m.name FROM members m JOIN groups g ON g.id = m.group_id
		WHERE g.seat = ? AND g.remote_id = ? AND m.remote_id = ?`, seat, groupID, remoteID)
	return name, err
}
