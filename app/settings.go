package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"seatdeck/app/bus"
	"seatdeck/storage"
)

// preferencesKey is the row the preferences live in.
const preferencesKey = "preferences"

// Preferences are what a person chose.
type Preferences struct {
	Language      string        `json:"language"` // "" follows the system, zh, en
	Theme         string        `json:"theme"`    // auto, light, dark
	EnterSends    bool          `json:"enter_sends"`
	SortByWait    bool          `json:"sort_by_wait"`
	WarnAfter     time.Duration `json:"warn_after"` // a waiting customer turns amber, then red
	LateAfter     time.Duration `json:"late_after"`
	Notifications bool          `json:"notifications"`

	// Columns are those that a table shows, by the table's name: their keys in
	// order, with commas between. A table that is not in it shows its usual ones.
	Columns map[string]string `json:"columns,omitempty"`
}

// defaultPreferences are those of a fresh data folder.
func defaultPreferences() Preferences {
	return Preferences{Theme: "auto", EnterSends: true, WarnAfter: 3 * time.Minute, LateAfter: 10 * time.Minute, Notifications: true}
}

// Settings keeps the preferences.
type Settings struct {
	store *storage.Store
	bus   *bus.Bus
}

// Get gives the stored preferences; what was never chosen has its default.
func (s *Settings) Get(ctx context.Context) (Preferences, error) {
	p := defaultPreferences()
	all, err := s.store.Settings(ctx)
	if err != nil {
		return p, err
	}
	if raw := all[preferencesKey]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &p); err != nil {
			return defaultPreferences(), fmt.Errorf("read preferences: %w", err)
		}
	}
	return p, nil
}

// Set stores the preferences.
func (s *Settings) Set(ctx context.Context, p Preferences) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := s.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutSetting(preferencesKey, string(raw)) }); err != nil {
		return err
	}
	s.bus.Tell(bus.Change{Settings: true})
	return nil
}
