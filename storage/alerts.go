package storage

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// AlertFilter says which alerts to list; zero values are all.
type AlertFilter struct {
	Open    bool // only those that are not over
	Unacked bool
	Kind    model.AlertKind
	Seat    model.SeatID
	Before  model.AlertID // older than this one
	Limit   int
}

const alertQuery = `SELECT a.id, a.rule, a.kind, a.grave, a.connection, a.seat, a.conversation, a.ref, a.since, a.raised, a.cleared,
	a.acked, a.acked_by, a.count, a.detail, coalesce(nullif(s.alias, ''), nullif(s.name, ''), s.remote_id, ''),
	coalesce(nullif(c.remark, ''), nullif(c.name, ''), nullif(c.peer_id, ''), c.remote_id, '')
	FROM alerts a LEFT JOIN seats s ON s.id = a.seat LEFT JOIN conversations c ON c.id = a.conversation`

func scanAlert(row scanner) (a model.Alert, err error) {
	err = row.Scan(&a.ID, &a.Rule, &a.Kind, &a.Grave, &a.Connection, &a.Seat, &a.Conversation, &a.Ref, when{&a.Since}, when{&a.Raised},
		when{&a.Cleared}, when{&a.Acked}, &a.AckedBy, &a.Count, &a.Detail, &a.SeatName, &a.Peer)
	return a, err
}

// Alerts gives alerts: the open ones with those first that are grave and nobody
// acknowledged, then the newest; all others newest first.
func (s *Store) Alerts(ctx context.Context, f AlertFilter) ([]model.Alert, error) {
	w := &where{}
	order := ` ORDER BY a.id DESC`
	if f.Open {
		w.and("a.cleared = 0")
		order = ` ORDER BY (a.acked = 0) DESC, a.grave DESC, a.id DESC`
	}
	if f.Unacked {
		w.and("a.acked = 0")
	}
	if f.Kind != "" {
		w.and("a.kind = ?", f.Kind)
	}
	if f.Seat != 0 {
		w.and("a.seat = ?", f.Seat)
	}
	if f.Before != 0 {
		w.and("a.id < ?", f.Before)
	}
	query := alertQuery + w.String() + order + w.page(f.Limit, 0)
	return all(ctx, s.r, scanAlert, query, w.args...)
}

// Alert gives one alert.
func (s *Store) Alert(ctx context.Context, id model.AlertID) (model.Alert, error) {
	return must(ctx, s.r, scanAlert, "alert", id, alertQuery+` WHERE a.id = ?`, id)
}

// AlertCount tells how many alerts are open and not acknowledged, and whether one
// of them is grave.
func (s *Store) AlertCount(ctx context.Context) (open int, grave bool, err error) {
	_, err = must(ctx, s.r, func(row scanner) (struct{}, error) {
		return struct{}{}, row.Scan(&open, &grave)
	}, "alerts", "", `SELECT count(*), coalesce(max(grave), 0) FROM alerts WHERE cleared = 0 AND acked = 0`)
	return open, grave, err
}

// RaiseAlert stores a new alert and gives its number; raised is false where one of
// its rule about the same thing is open.
func (tx *Tx) RaiseAlert(a model.Alert) (id model.AlertID, raised bool, err error) {
	n, err := tx.changes(`INSERT INTO alerts (rule, kind, grave, connection, seat, conversation, ref, since, raised, count, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		a.Rule, a.Kind, a.Grave, a.Connection, a.Seat, a.Conversation, a.Ref, ms(a.Since), ms(a.Raised), a.Count, a.Detail)
	if err != nil || n == 0 {
		return 0, false, err
	}
	id, err = must(tx.ctx, tx.q, value[model.AlertID], "alert", "", `SELECT last_insert_rowid()`)
	return id, err == nil, err
}

// UpdateAlert stores how an open alert stands.
func (tx *Tx) UpdateAlert(a model.Alert) error {
	return tx.exec(`UPDATE alerts SET grave = ?, count = ?, detail = ?, conversation = ?, since = ? WHERE id = ? AND cleared = 0`,
		a.Grave, a.Count, a.Detail, a.Conversation, ms(a.Since), a.ID)
}

// ClearAlert notes that what an alert warns of is over. It is not sent any more.
func (tx *Tx) ClearAlert(id model.AlertID, now time.Time) error {
	if err := tx.exec(`UPDATE alerts SET cleared = ? WHERE id = ? AND cleared = 0`, ms(now), id); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM alert_sendings WHERE alert = ? AND sent = 0`, id)
}

// AckAlert notes who has seen an alert; acked is false where somebody has before.
func (tx *Tx) AckAlert(id model.AlertID, by string, now time.Time) (a model.Alert, acked bool, err error) {
	n, err := tx.changes(`UPDATE alerts SET acked = ?, acked_by = ? WHERE id = ? AND acked = 0`, ms(now), by, id)
	if err != nil {
		return a, false, err
	}
	a, err = must(tx.ctx, tx.q, scanAlert, "alert", id, alertQuery+` WHERE a.id = ?`, id)
	return a, n > 0, err
}

// AlertsAbout gives the open alerts about a conversation, and about no other beside
// it, that nobody acknowledged.
func (tx *Tx) AlertsAbout(c model.ConversationID) ([]model.Alert, error) {
	return all(tx.ctx, tx.q, scanAlert, alertQuery+` WHERE a.cleared = 0 AND a.acked = 0 AND a.conversation = ?
		AND a.count <= 1 ORDER BY +a.id`, c) // few are open; without the + all that ever were are walked
}

// ForgetAlerts drops alerts that were over before a time.
func (tx *Tx) ForgetAlerts(before time.Time) error {
	return tx.exec(`DELETE FROM alerts WHERE cleared <> 0 AND cleared < ?`, ms(before))
}

const sendingQuery = `SELECT alert, target, attempts, not_for, sent, problem FROM alert_sendings`

func scanSending(row scanner) (s model.AlertSending, err error) {
	var notFor int64
	err = row.Scan(&s.Alert, &s.Target, &s.Attempts, &notFor, when{&s.Sent}, asJSON{&s.Problem})
	if notFor != never {
		s.NotFor = at(notFor)
	}
	return s, err
}

// Sendings tells what became of an alert at its targets. One that was given up is
// not due at any time: its NotFor is zero.
func (s *Store) Sendings(ctx context.Context, id model.AlertID) ([]model.AlertSending, error) {
	return all(ctx, s.r, scanSending, sendingQuery+` WHERE alert = ? ORDER BY target`, id)
}

// OpenSendings gives alerts that are still to be sent, those first that are due
// first; what is put off for good is left out.
func (s *Store) OpenSendings(ctx context.Context, limit int) ([]model.AlertSending, error) {
	return all(ctx, s.r, scanSending, sendingQuery+` WHERE sent = 0 AND not_for < ? ORDER BY not_for, alert LIMIT ?`, int64(never), limit)
}

// never is when an alert that could not be sent is tried again.
const never = 253402300799000 // the end of the year 9999

// PutSending stores how the sending of an alert stands.
func (tx *Tx) PutSending(s model.AlertSending) error {
	return tx.putSending(s, ms(s.NotFor))
}

// EndSending gives an alert up that could not be sent.
func (tx *Tx) EndSending(s model.AlertSending) error { return tx.putSending(s, never) }

func (tx *Tx) putSending(s model.AlertSending, notFor int64) error {
	problem, err := reasonJSON(s.Problem)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO alert_sendings (alert, target, attempts, not_for, sent, problem) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET attempts = excluded.attempts, not_for = excluded.not_for, sent = excluded.sent, problem = excluded.problem`,
		s.Alert, s.Target, s.Attempts, notFor, ms(s.Sent), problem)
}

// DropSendings forgets what is still to be sent to a target.
func (tx *Tx) DropSendings(target string) error {
	return tx.exec(`DELETE FROM alert_sendings WHERE target = ? AND sent = 0`, target)
}

// BansFound is the outcome of a look for bans that found some.
type BansFound struct {
	Connection model.ConnectionID
	model.Detection
}

// BansFound gives the looks for bans since a time that found some, newest first.
func (s *Store) BansFound(ctx context.Context, since time.Time) ([]BansFound, error) {
	return all(ctx, s.r, func(row scanner) (b BansFound, err error) {
		var id string
		err = row.Scan(&b.Connection, &id, asJSON{&b.Detection})
		b.ID = id
		return b, err
	}, `SELECT connection, remote_id, body FROM detections WHERE at >= ? AND banned > 0 ORDER BY at DESC`, ms(since))
}

// OpenVisits gives the conversations with a visit that nobody said is done, in which
// nobody waits and something was said since a time.
func (s *Store) OpenVisits(ctx context.Context, since time.Time) ([]model.Conversation, error) {
	return all(ctx, s.r, scanConversation, conversationQuery+` WHERE c.last_at >= ? AND c.visit_from <> 0 AND c.waiting_from = 0`, ms(since))
}
