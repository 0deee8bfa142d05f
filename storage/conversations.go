package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// ConversationSort says what a list of conversations is ordered by.
type ConversationSort int

// The orders of a list of conversations.
const (
	ByTime ConversationSort = iota // pinned first, then the newest message
	ByWait                         // who waits longest, then the newest message
)

// ConversationQuery is a window over the conversations of one seat or of all.
type ConversationQuery struct {
	Seat          model.SeatID // 0: all
	Sort          ConversationSort
	Text          string // each word in name, remark, their pinyin or initials, or the peer's id
	UnreadOnly    bool
	WaitingOnly   bool
	GroupsOnly    bool
	Offset, Limit int // a limit of 0 is none
}

const conversationQuery = `SELECT c.id, c.seat, c.remote_id, c.peer_id, c.is_group, c.name, c.remark, c.avatar, c.assigned,
	c.last_at, c.last_preview, c.last_kind, c.last_out, c.last_state, c.unread, c.waiting_from, c.draft,
	c.verified, c.backfilled, c.dirty, c.gap, c.pinned, c.flags,
	c.visit_from, c.visit_first, c.resolved_at, c.taken_by, c.taken_at,
	coalesce(nullif(s.alias, ''), nullif(s.name, ''), s.remote_id)
	FROM conversations c CROSS JOIN seats s ON s.id = c.seat`

func scanConversation(row scanner) (c model.Conversation, err error) {
	err = row.Scan(&c.ID, &c.Seat, &c.RemoteID, &c.PeerID, &c.Group, &c.Name, &c.Remark, &c.Avatar, &c.Assigned,
		when{&c.LastAt}, &c.LastPreview, &c.LastKind, &c.LastOut, &c.LastState, &c.Unread, when{&c.WaitingFrom}, &c.Draft,
		when{&c.Cursor.Verified}, &c.Cursor.Backfilled, &c.Cursor.Dirty, &c.Cursor.Gap, &c.Pinned, &c.Flags,
		when{&c.VisitFrom}, when{&c.VisitFirst}, when{&c.ResolvedAt}, &c.TakenBy, when{&c.TakenAt}, &c.SeatName)
	c.Flags = c.Flags.With(model.FlagPinned, c.Pinned)
	return c, err
}

// EnsureConversation finds a conversation of a seat by remote id, else by peer,
// or makes it. What ref says fills and corrects what is stored; empty fields of
// ref leave it. Two rows that turn out to be one conversation are made one.
func (tx *Tx) EnsureConversation(seat model.SeatID, ref model.ConversationRef) (c model.Conversation, created bool, err error) {
	if ref.RemoteID == "" && ref.PeerID == "" {
		return c, false, invalid("conversation", "refusal.incomplete: a conversation needs a remote id or a peer")
	}
	byRemote, haveRemote, err := tx.conversationWhere(`c.seat = ? AND c.remote_id = ? AND c.remote_id <> ''`, seat, ref.RemoteID)
	if err != nil {
		return c, false, err
	}
	byPeer, havePeer, err := tx.conversationWhere(`c.seat = ? AND c.peer_id = ? AND c.peer_id <> ''
		AND (c.remote_id = '' OR ? = '')`, seat, ref.PeerID, ref.RemoteID)
	if err != nil {
		return c, false, err
	}
	switch {
	case haveRemote && havePeer && byRemote.ID != byPeer.ID:
		c, err = tx.joinConversations(byRemote, byPeer)
	case haveRemote:
		c = byRemote
	case havePeer:
		c = byPeer
	default:
		c, err = tx.addConversation(seat, ref)
		return c, err == nil, err
	}
	if err != nil {
		return c, false, err
	}
	if c.Name == "" && ref.Name == "" {
		if ref, _, err = tx.known(seat, ref); err != nil {
			return c, false, err
		}
	}
	return tx.fillConversation(c, ref)
}

func (tx *Tx) conversationWhere(cond string, args ...any) (model.Conversation, bool, error) {
	return one(tx.ctx, tx.q, scanConversation, conversationQuery+` WHERE `+cond+` ORDER BY c.id LIMIT 1`, args...)
}

func (tx *Tx) addConversation(seat model.SeatID, ref model.ConversationRef) (c model.Conversation, err error) {
	ref, remark, err := tx.known(seat, ref)
	if err != nil {
		return c, err
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO conversations (seat, remote_id, peer_id, is_group, name, remark, keys, avatar, assigned)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, seat, ref.RemoteID, ref.PeerID, ref.Group, ref.Name, remark,
		conversationKeys(ref.Name, remark, ref.PeerID), ref.Avatar, ref.Assigned)
	if err != nil {
		return c, err
	}
	return tx.Conversation(model.ConversationID(id))
}

// known fills in the name and picture by which the peer of a conversation is known
// already, and gives the seat's remark.
func (tx *Tx) known(seat model.SeatID, ref model.ConversationRef) (now model.ConversationRef, remark string, err error) {
	if ref.PeerID == "" {
		return ref, "", nil
	}
	if ref.Group {
		group, _, err := groupByRemote(tx.ctx, tx.q, seat, ref.PeerID)
		ref.Name, ref.Avatar = orElse(ref.Name, group.Name), orElse(ref.Avatar, group.Avatar)
		return ref, "", err
	}
	contact, _, err := contactByRemote(tx.ctx, tx.q, seat, ref.PeerID)
	ref.Name, ref.Avatar = orElse(ref.Name, contact.Name), orElse(ref.Avatar, contact.Avatar)
	return ref, contact.Remark, err
}

func (tx *Tx) fillConversation(c model.Conversation, ref model.ConversationRef) (model.Conversation, bool, error) {
	old := c
	c.RemoteID = orElse(c.RemoteID, ref.RemoteID)
	c.PeerID = orElse(c.PeerID, ref.PeerID)
	c.Name = orElse(ref.Name, c.Name)
	c.Avatar = orElse(ref.Avatar, c.Avatar)
	c.Assigned = orElse(ref.Assigned, c.Assigned)
	c.Group = c.Group || ref.Group
	if c == old {
		return c, false, nil
	}
	if c.Group != old.Group {
		if err := tx.markAllStale(c); err != nil {
			return c, false, err
		}
	}
	return c, false, tx.exec(`UPDATE conversations SET remote_id = ?, peer_id = ?, is_group = ?, name = ?, keys = ?,
		avatar = ?, assigned = ? WHERE id = ?`, c.RemoteID, c.PeerID, c.Group, c.Name,
		conversationKeys(c.Name, c.Remark, c.PeerID), c.Avatar, c.Assigned, c.ID)
}

// joinConversations moves what loser has to keeper: the first was made when
// only the back end's id was known, the other when only the peer was.
func (tx *Tx) joinConversations(keeper, loser model.Conversation) (model.Conversation, error) {
	messages, err := all(tx.ctx, tx.q, scanMessage, messageQuery+` WHERE m.conversation = ?`, loser.ID)
	if err != nil {
		return keeper, err
	}
	for _, m := range messages {
		m.Conversation = keeper.ID
		if err := tx.moveMessage(m); err != nil {
			return keeper, err
		}
	}
	if err := tx.exec(`UPDATE jobs SET conversation = ? WHERE conversation = ?`, keeper.ID, loser.ID); err != nil {
		return keeper, err
	}
	if err := tx.moveResolutions(keeper, loser); err != nil {
		return keeper, err
	}
	if err := tx.exec(`DELETE FROM conversations WHERE id = ?`, loser.ID); err != nil {
		return keeper, err
	}
	keeper.PeerID = orElse(keeper.PeerID, loser.PeerID)
	keeper.Name = orElse(keeper.Name, loser.Name)
	keeper.Remark = orElse(keeper.Remark, loser.Remark)
	keeper.Avatar = orElse(keeper.Avatar, loser.Avatar)
	keeper.Assigned = orElse(keeper.Assigned, loser.Assigned)
	keeper.Draft = orElse(keeper.Draft, loser.Draft)
	keeper.Pinned = keeper.Pinned || loser.Pinned
	keeper.Unread += loser.Unread
	if keeper.WaitingFrom.IsZero() || (!loser.WaitingFrom.IsZero() && loser.WaitingFrom.Before(keeper.WaitingFrom)) {
		keeper.WaitingFrom = loser.WaitingFrom
	}
	keeper = joinVisits(keeper, loser)
	if loser.LastAt.After(keeper.LastAt) {
		keeper.LastAt, keeper.LastPreview, keeper.LastKind = loser.LastAt, loser.LastPreview, loser.LastKind
		keeper.LastOut, keeper.LastState = loser.LastOut, loser.LastState
	}
	// Two histories, each whole by itself, need not be one whole history.
	keeper.Cursor = model.Cursor{Gap: true, Dirty: keeper.Cursor.Dirty || loser.Cursor.Dirty}
	if err := tx.SaveConversation(keeper); err != nil {
		return keeper, err
	}
	return keeper, tx.exec(`UPDATE conversations SET draft = ?, flags = ?, remark = ?, keys = ? WHERE id = ?`, keeper.Draft,
		keeper.Flags|loser.Flags, keeper.Remark, conversationKeys(keeper.Name, keeper.Remark, keeper.PeerID), keeper.ID)
}

// joinVisits gives keeper the visit that began first, as far as it was not said to
// be done, and who took it over last.
func joinVisits(keeper, loser model.Conversation) model.Conversation {
	if loser.ResolvedAt.After(keeper.ResolvedAt) {
		keeper.ResolvedAt = loser.ResolvedAt
	}
	for _, c := range []model.Conversation{keeper, loser} {
		if !c.VisitFrom.After(keeper.ResolvedAt) {
			continue
		}
		if !keeper.VisitFrom.After(keeper.ResolvedAt) || c.VisitFrom.Before(keeper.VisitFrom) {
			keeper.VisitFrom, keeper.VisitFirst = c.VisitFrom, c.VisitFirst
		}
	}
	if !keeper.VisitFrom.After(keeper.ResolvedAt) {
		keeper.VisitFrom, keeper.VisitFirst = time.Time{}, time.Time{}
	}
	if loser.TakenAt.After(keeper.TakenAt) {
		keeper.TakenBy, keeper.TakenAt = loser.TakenBy, loser.TakenAt
	}
	return keeper
}

// SaveConversation stores all of a conversation but its draft, its flags and
// what is derived (SeatName, Remark). Only what differs is written: a list has many
// indexes.
func (tx *Tx) SaveConversation(c model.Conversation) error {
	old, err := tx.Conversation(c.ID)
	if err != nil {
		return err
	}
	c.Unread = max(c.Unread, 0)
	if c.RemoteID != old.RemoteID || c.PeerID != old.PeerID || c.Group != old.Group ||
		c.Name != old.Name || c.Avatar != old.Avatar || c.Assigned != old.Assigned {
		err = tx.exec(`UPDATE conversations SET remote_id = ?, peer_id = ?, is_group = ?, name = ?, keys = ?, avatar = ?, assigned = ?
			WHERE id = ?`, c.RemoteID, c.PeerID, c.Group, c.Name, conversationKeys(c.Name, old.Remark, c.PeerID), c.Avatar, c.Assigned, c.ID)
		if err != nil {
			return err
		}
	}
	if ms(c.LastAt) != ms(old.LastAt) || c.Pinned != old.Pinned || ms(c.WaitingFrom) != ms(old.WaitingFrom) {
		err = tx.exec(`UPDATE conversations SET last_at = ?, pinned = ?, waiting_from = ? WHERE id = ?`,
			ms(c.LastAt), c.Pinned, ms(c.WaitingFrom), c.ID)
		if err != nil {
			return err
		}
	}
	if c.Unread != old.Unread || c.Cursor.Gap != old.Cursor.Gap {
		if err := tx.exec(`UPDATE conversations SET unread = ?, gap = ? WHERE id = ?`, c.Unread, c.Cursor.Gap, c.ID); err != nil {
			return err
		}
	}
	if ms(c.VisitFrom) != ms(old.VisitFrom) || ms(c.VisitFirst) != ms(old.VisitFirst) || ms(c.ResolvedAt) != ms(old.ResolvedAt) ||
		c.TakenBy != old.TakenBy || ms(c.TakenAt) != ms(old.TakenAt) {
		err = tx.exec(`UPDATE conversations SET visit_from = ?, visit_first = ?, resolved_at = ?, taken_by = ?, taken_at = ? WHERE id = ?`,
			ms(c.VisitFrom), ms(c.VisitFirst), ms(c.ResolvedAt), c.TakenBy, ms(c.TakenAt), c.ID)
		if err != nil {
			return err
		}
	}
	if c.Group != old.Group {
		if err := tx.markAllStale(c); err != nil {
			return err
		}
	}
	return tx.exec(`UPDATE conversations SET last_preview = ?, last_kind = ?, last_out = ?, last_state = ?,
		verified = ?, backfilled = ?, dirty = ? WHERE id = ?`, c.LastPreview, c.LastKind, c.LastOut, c.LastState,
		ms(c.Cursor.Verified), c.Cursor.Backfilled, c.Cursor.Dirty, c.ID)
}

func conversationKeys(name, remark, peer string) string {
	keys := nameKeys(name, remark)
	if peer != "" {
		keys += "\n" + fold(peer)
	}
	return keys
}

// SetDraft stores what the agent has typed and not sent.
func (tx *Tx) SetDraft(id model.ConversationID, text string) error {
	return tx.update("conversation", id, `UPDATE conversations SET draft = ? WHERE id = ?`, text, id)
}

// SetFlag stores a switch of a conversation.
func (tx *Tx) SetFlag(id model.ConversationID, flag model.Flag, on bool) error {
	c, err := tx.Conversation(id)
	if err != nil {
		return err
	}
	flags := c.Flags.With(flag, on)
	if flags == c.Flags {
		return nil
	}
	return tx.exec(`UPDATE conversations SET flags = ?, pinned = ? WHERE id = ?`, flags, flags.Has(model.FlagPinned), id)
}

// Conversation gives one as the transaction sees it.
func (tx *Tx) Conversation(id model.ConversationID) (model.Conversation, error) {
	return conversationByID(tx.ctx, tx.q, id)
}

// Conversation gives one.
func (s *Store) Conversation(ctx context.Context, id model.ConversationID) (model.Conversation, error) {
	return conversationByID(ctx, s.r, id)
}

func conversationByID(ctx context.Context, q *queries, id model.ConversationID) (model.Conversation, error) {
	return must(ctx, q, scanConversation, "conversation", id, conversationQuery+` WHERE c.id = ?`, id)
}

// ConversationByPeer finds a conversation of a seat by the peer's id or by its
// own remote id.
func (s *Store) ConversationByPeer(ctx context.Context, seat model.SeatID, peerOrRemote string) (c model.Conversation, found bool, err error) {
	if peerOrRemote == "" {
		return c, false, nil
	}
	for _, column := range []string{"c.peer_id", "c.remote_id"} {
		c, found, err = one(ctx, s.r, scanConversation,
			conversationQuery+` WHERE c.seat = ? AND `+column+` = ? AND `+column+` <> '' ORDER BY c.last_at DESC, c.id DESC LIMIT 1`, seat, peerOrRemote)
		if found || err != nil {
			break
		}
	}
	return c, found, err
}

// Conversations gives a window of the list.
func (s *Store) Conversations(ctx context.Context, q ConversationQuery) ([]model.Conversation, error) {
	w := q.where()
	order := ` ORDER BY c.pinned DESC, c.last_at DESC, c.id DESC`
	if q.Sort == ByWait {
		order = ` ORDER BY c.wait_rank, c.last_at DESC, c.id DESC`
	}
	query := conversationQuery + w.String() + order + w.page(q.Limit, q.Offset)
	return all(ctx, s.r, scanConversation, query, w.args...)
}

// ConversationCount gives the length of the list that Conversations is a window
// of.
func (s *Store) ConversationCount(ctx context.Context, q ConversationQuery) (int, error) {
	w := q.where()
	n, _, err := one(ctx, s.r, value[int], `SELECT count(*) FROM conversations c`+w.String(), w.args...)
	return n, err
}

func (q ConversationQuery) where() *where {
	w := &where{}
	if q.Seat != 0 {
		w.and("c.seat = ?", q.Seat)
	}
	if q.UnreadOnly {
		w.and("c.unread > 0")
	}
	if q.WaitingOnly {
		w.and("c.wait_rank < ?", int64(1<<63-1))
	}
	if q.GroupsOnly {
		w.and("c.is_group = 1")
	}
	w.text("c.keys", q.Text)
	return w
}

// OpenGaps gives the conversations of the seats (none named: of all) whose
// history must be read.
func (s *Store) OpenGaps(ctx context.Context, seats []model.SeatID) ([]model.Conversation, error) {
	if len(seats) == 0 {
		return all(ctx, s.r, scanConversation, conversationQuery+` WHERE c.gap = 1 ORDER BY c.seat, c.id`)
	}
	var list []model.Conversation
	for _, seat := range seats {
		found, err := all(ctx, s.r, scanConversation, conversationQuery+` WHERE c.gap = 1 AND c.seat = ? ORDER BY c.id`, seat)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// orElse is a, or b where a says nothing.
func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
