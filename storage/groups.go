package storage

import (
	"context"

	"seatdeck/app/model"
)

const groupColumns = `g.id, g.seat, g.remote_id, g.name, g.avatar, g.owner_id, g.owner_name, g.member_count, g.outer_count,
	g.external, g.dissolved, g.notice, g.created, g.modified`

const groupQuery = `SELECT ` + groupColumns + ` FROM groups g`

func scanGroup(row scanner) (g model.Group, err error) {
	err = row.Scan(&g.ID, &g.Seat, &g.RemoteID, &g.Name, &g.Avatar, &g.OwnerID, &g.OwnerName, &g.MemberCount, &g.OuterCount,
		&g.External, &g.Dissolved, &g.Notice, when{&g.Created}, when{&g.Modified})
	return g, err
}

// UpsertGroup stores a group, found by seat and remote id. With partial, empty
// fields of g leave what is stored. The group's conversation takes a new name and a
// new picture.
func (tx *Tx) UpsertGroup(g model.Group, partial bool) (changed bool, err error) {
	if g.RemoteID == "" {
		return false, invalid("group", "refusal.incomplete: a group needs a remote id")
	}
	old, found, err := groupByRemote(tx.ctx, tx.q, g.Seat, g.RemoteID)
	if err != nil {
		return false, err
	}
	if found && partial {
		g = mergeGroup(old, g)
	}
	// Lists of groups tell neither; single look-ups do.
	g.Notice, g.Avatar = orElse(g.Notice, old.Notice), orElse(g.Avatar, old.Avatar)
	g.ID, g.Created, g.Modified = old.ID, at(ms(g.Created)), at(ms(g.Modified))
	if found && g == old {
		return false, nil
	}
	if _, err := tx.saveGroup(g, found); err != nil {
		return false, err
	}
	return true, tx.nameGroupConversation(g, old)
}

// nameGroupConversation gives a new name and a new picture of a group to the
// conversation in it.
func (tx *Tx) nameGroupConversation(g, old model.Group) error {
	const there = ` WHERE seat = ? AND peer_id = ? AND peer_id <> '' AND is_group = 1`
	if g.Avatar != "" && g.Avatar != old.Avatar {
		if err := tx.exec(`UPDATE conversations SET avatar = ?`+there, g.Avatar, g.Seat, g.RemoteID); err != nil {
			return err
		}
	}
	if g.Name == "" || g.Name == old.Name {
		return nil
	}
	return tx.exec(`UPDATE conversations SET name = ?, keys = ?`+there,
		g.Name, conversationKeys(g.Name, "", g.RemoteID), g.Seat, g.RemoteID)
}

func (tx *Tx) saveGroup(g model.Group, found bool) (model.GroupID, error) {
	keys := nameKeys(g.Name) + "\n" + fold(g.RemoteID)
	fields := []any{
		g.Seat, g.RemoteID, g.Name, g.Avatar, g.OwnerID, g.OwnerName, g.MemberCount, g.OuterCount,
		g.External, g.Dissolved, g.Notice, ms(g.Created), ms(g.Modified), keys, sortKey(orElse(g.Name, g.RemoteID)),
	}
	if found {
		return g.ID, tx.exec(`UPDATE groups SET seat = ?, remote_id = ?, name = ?, avatar = ?, owner_id = ?, owner_name = ?,
			member_count = ?, outer_count = ?, external = ?, dissolved = ?, notice = ?, created = ?, modified = ?, keys = ?, sort_key = ?
			WHERE id = ?`, append(fields, g.ID)...)
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO groups (seat, remote_id, name, avatar, owner_id, owner_name, member_count, outer_count,
		external, dissolved, notice, created, modified, keys, sort_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, fields...)
	return model.GroupID(id), err
}

func mergeGroup(old, g model.Group) model.Group {
	now := old
	now.Name = orElse(g.Name, old.Name)
	now.Avatar = orElse(g.Avatar, old.Avatar)
	now.OwnerID = orElse(g.OwnerID, old.OwnerID)
	now.OwnerName = orElse(g.OwnerName, old.OwnerName)
	now.Notice = orElse(g.Notice, old.Notice)
	if g.MemberCount > 0 {
		now.MemberCount = g.MemberCount
	}
	if g.OuterCount > 0 {
		now.OuterCount = g.OuterCount
	}
	now.External, now.Dissolved = old.External || g.External, old.Dissolved || g.Dissolved
	if !g.Created.IsZero() {
		now.Created = g.Created
	}
	if !g.Modified.IsZero() {
		now.Modified = g.Modified
	}
	return now
}

func groupByRemote(ctx context.Context, q *queries, seat model.SeatID, remoteID string) (model.Group, bool, error) {
	return one(ctx, q, scanGroup, groupQuery+` WHERE seat = ? AND remote_id = ?`, seat, remoteID)
}

// Group gives one group of a seat.
func (s *Store) Group(ctx context.Context, seat model.SeatID, remoteID string) (model.Group, bool, error) {
	return groupByRemote(ctx, s.r, seat, remoteID)
}

// GroupQuery is a window over the groups of one seat or of all.
type GroupQuery struct {
	Seat          model.SeatID // 0: all
	Text          string       // each word in the name, its pinyin or initials, or the remote id
	Offset, Limit int          // a limit of 0 is none
}

// Groups gives a window of the groups that were not dissolved, by name.
func (s *Store) Groups(ctx context.Context, q GroupQuery) ([]model.Group, error) {
	w := ContactQuery(q).where("dissolved = 0")
	query := groupQuery + w.String() + ` ORDER BY sort_key, id` + w.page(q.Limit, q.Offset)
	return all(ctx, s.r, scanGroup, query, w.args...)
}

// GroupCount gives the length of the list that Groups is a window of.
func (s *Store) GroupCount(ctx context.Context, q GroupQuery) (int, error) {
	w := ContactQuery(q).where("dissolved = 0")
	n, _, err := one(ctx, s.r, value[int], `SELECT count(*) FROM groups`+w.String(), w.args...)
	return n, err
}

// PutMembers stores members of a group, which is made where it is not known.
// When the list is whole, members that are not in it have left.
func (tx *Tx) PutMembers(seat model.SeatID, groupRemoteID string, members []model.Member, whole bool) error {
	if groupRemoteID == "" {
		return invalid("members", "refusal.incomplete: they need a group")
	}
	g, found, err := groupByRemote(tx.ctx, tx.q, seat, groupRemoteID)
	if err != nil {
		return err
	}
	if !found {
		if g.ID, err = tx.saveGroup(model.Group{Seat: seat, RemoteID: groupRemoteID}, false); err != nil {
			return err
		}
	}
	if whole {
		ids := make([]string, 0, len(members))
		for _, m := range members {
			ids = append(ids, m.RemoteID)
		}
		err := tx.exec(`UPDATE members SET has_left = 1 WHERE group_id = ? AND has_left = 0
			AND remote_id NOT IN (SELECT value FROM json_each(?))`, g.ID, jsonOf{ids})
		if err != nil {
			return err
		}
	}
	for _, m := range members {
		if m.RemoteID == "" {
			continue
		}
		keys := nameKeys(m.Name) + "\n" + fold(m.RemoteID)
		err := tx.exec(`INSERT INTO members (group_id, remote_id, name, avatar, role, wechat, external, has_left, joined,
				source, invited_by, keys, sort_key)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET role = CASE WHEN ? AND role = ? THEN role ELSE excluded.role END, wechat = excluded.wechat, external = excluded.external,
				has_left = excluded.has_left,
				joined = CASE excluded.joined WHEN 0 THEN joined ELSE excluded.joined END,
				source = CASE excluded.source WHEN 0 THEN source ELSE excluded.source END,
				invited_by = CASE excluded.invited_by WHEN '' THEN invited_by ELSE excluded.invited_by END,
				avatar = CASE excluded.avatar WHEN '' THEN avatar ELSE excluded.avatar END,
				keys = CASE excluded.name WHEN '' THEN keys ELSE excluded.keys END,
				sort_key = CASE excluded.name WHEN '' THEN sort_key ELSE excluded.sort_key END,
				name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END`,
			g.ID, m.RemoteID, m.Name, m.Avatar, max(m.Role, model.RoleMember), m.WeChat, m.External, m.Left, ms(m.Joined),
			m.Source, m.InvitedBy, keys, sortKey(orElse(m.Name, m.RemoteID)), m.Role == model.RoleUnknown, model.RoleAdmin)
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveMembers notes that members left a group.
func (tx *Tx) RemoveMembers(seat model.SeatID, groupRemoteID string, members []string) error {
	for _, id := range members {
		err := tx.exec(`UPDATE members SET has_left = 1 WHERE remote_id = ?
			AND group_id = (SELECT id FROM groups WHERE seat = ? AND remote_id = ?)`, id, seat, groupRemoteID)
		if err != nil {
			return err
		}
	}
	return nil
}

// Members gives a window of a group's members: owner, admins, then the others
// by name, and last those who left. A limit of 0 is none.
func (s *Store) Members(ctx context.Context, seat model.SeatID, groupRemoteID, text string, offset, limit int) ([]model.Member, error) {
	w := &where{}
	w.and("group_id = (SELECT id FROM groups WHERE seat = ? AND remote_id = ?)", seat, groupRemoteID)
	w.text("keys", text)
	query := `SELECT remote_id, name, avatar, role, wechat, external, has_left, joined, source, invited_by FROM members` + w.String() +
		` ORDER BY has_left, role DESC, sort_key, remote_id` + w.page(limit, offset)
	return all(ctx, s.r, func(row scanner) (m model.Member, err error) {
		err = row.Scan(&m.RemoteID, &m.Name, &m.Avatar, &m.Role, &m.WeChat, &m.External, &m.Left, when{&m.Joined},
			&m.Source, &m.InvitedBy)
		return m, err
	}, query, w.args...)
}

// MembersByID gives the members of a group by remote id: those who are there, and
// who has left.
func (s *Store) MembersByID(ctx context.Context, seat model.SeatID, groupRemoteID string) (there map[string]model.Member, left map[string]bool, err error) {
	list, err := s.Members(ctx, seat, groupRemoteID, "", 0, 0)
	if err != nil {
		return nil, nil, err
	}
	there, left = make(map[string]model.Member, len(list)), map[string]bool{}
	for _, m := range list {
		if m.Left {
			left[m.RemoteID] = true
		} else {
			there[m.RemoteID] = m
		}
	}
	return there, left, nil
}
