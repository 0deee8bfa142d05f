package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"seatdeck/app/model"
)

// AddConnection stores a connection; Created is now when it is zero. A name
// that is taken gives TroubleInvalid.
func (tx *Tx) AddConnection(c model.Connection) (model.ConnectionID, error) {
	options, err := optionsJSON(c)
	if err != nil {
		return 0, err
	}
	if c.Created.IsZero() {
		c.Created = tx.s.clock.Now()
	}
	id, err := tx.q.insert(tx.ctx, `INSERT INTO connections (kind, name, base_url, account, options, created)
		VALUES (?, ?, ?, ?, ?, ?)`, c.Kind, c.Name, c.BaseURL, c.Account, options, ms(c.Created))
	return model.ConnectionID(id), nameTaken(err, c.Name)
}

// UpdateConnection stores all of a connection but its kind and Created.
func (tx *Tx) UpdateConnection(c model.Connection) error {
	options, err := optionsJSON(c)
	if err != nil {
		return err
	}
	err = tx.update("connection", c.ID, `UPDATE connections SET name = ?, base_url = ?, account = ?, options = ? WHERE id = ?`,
		c.Name, c.BaseURL, c.Account, options, c.ID)
	return nameTaken(err, c.Name)
}

func optionsJSON(c model.Connection) (string, error) {
	if c.Name == "" {
		return "", invalid("name", "refusal.missing: a connection needs a name")
	}
	if c.Options == nil {
		return "{}", nil
	}
	b, err := json.Marshal(c.Options)
	if err != nil {
		return "", fmt.Errorf("options of connection %s: %w", c.Name, err)
	}
	return string(b), nil
}

func nameTaken(err error, name string) error {
	if isUnique(err) {
		return invalid(name, "refusal.connection_taken: there is a connection of this name")
	}
	return err
}

// RemoveConnection deletes a connection with all data of its seats, secrets
// included.
func (tx *Tx) RemoveConnection(id model.ConnectionID) error {
	if err := tx.writeIndex(); err != nil {
		return err
	}
	err := tx.exec(`DELETE FROM message_index WHERE rowid IN (
		SELECT m.search_id FROM seats s JOIN conversations c ON c.seat = s.id
		JOIN messages m ON m.conversation = c.id
		WHERE s.connection = ? AND m.search_id IS NOT NULL)`, id)
	if err != nil {
		return err
	}
	tx.s.cache.forget()
	return tx.update("connection", id, `DELETE FROM connections WHERE id = ?`, id)
}

// Connections gives all, by name.
func (s *Store) Connections(ctx context.Context) ([]model.Connection, error) {
	return all(ctx, s.r, func(row scanner) (c model.Connection, err error) {
		err = row.Scan(&c.ID, &c.Kind, &c.Name, &c.BaseURL, &c.Account, asJSON{&c.Options}, when{&c.Created})
		return c, err
	}, `SELECT id, kind, name, base_url, account, options, created FROM connections ORDER BY name`)
}

// PutSealed keeps a sealed secret; the blob is opaque here. An empty one
// deletes it.
func (tx *Tx) PutSealed(conn model.ConnectionID, name string, blob []byte) error {
	if len(blob) == 0 {
		return tx.exec(`DELETE FROM sealed WHERE connection = ? AND name = ?`, conn, name)
	}
	return tx.exec(`INSERT INTO sealed (connection, name, value) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET value = excluded.value`, conn, name, blob)
}

// Sealed gives the sealed secrets of a connection by name.
func (s *Store) Sealed(ctx context.Context, conn model.ConnectionID) (map[string][]byte, error) {
	list := make(map[string][]byte)
	err := each(ctx, s.r, func(row scanner) error {
		var name string
		var blob []byte
		err := row.Scan(&name, &blob)
		list[name] = blob
		return err
	}, `SELECT name, value FROM sealed WHERE connection = ?`, conn)
	return list, err
}

// PutSetting stores one setting.
func (tx *Tx) PutSetting(key, value string) error {
	return tx.exec(`INSERT INTO settings (key, value) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET value = excluded.value`, key, value)
}

// Settings gives all settings.
func (s *Store) Settings(ctx context.Context) (map[string]string, error) {
	list := make(map[string]string)
	err := each(ctx, s.r, func(row scanner) error {
		var key, value string
		err := row.Scan(&key, &value)
		list[key] = value
		return err
	}, `SELECT key, value FROM settings`)
	return list, err
}

// PutPace stores when the next call under a pace limit may be made, so that a
// restart does not hurry.
func (tx *Tx) PutPace(key string, next time.Time) error {
	return tx.exec(`INSERT INTO pace (key, next_at) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET next_at = excluded.next_at`, key, ms(next))
}

// Pace gives what PutPace stored; the zero time when there is nothing.
func (s *Store) Pace(ctx context.Context, key string) (time.Time, error) {
	next, _, err := one(ctx, s.r, value[int64], `SELECT next_at FROM pace WHERE key = ?`, key)
	return at(next), err
}
