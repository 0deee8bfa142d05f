package app

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// Health tells whether all is well, for the doctor.
type Health struct {
	store    *storage.Store
	vault    Vault
	sessions *sessions
	dir      string
}

// Report is what the doctor says.
type Report struct {
	Storage storage.Health
	Keyring string // where the master key lives: keyring, env or file
	DataDir string
	Links   map[model.ConnectionID]model.LinkStatus
}

// Report looks at everything once.
func (h *Health) Report(ctx context.Context) (Report, error) {
	s, err := h.store.Health(ctx)
	if err != nil {
		return Report{}, err
	}
	r := Report{Storage: s, Keyring: h.vault.Where(), DataDir: h.dir, Links: map[model.ConnectionID]model.LinkStatus{}}
	for _, one := range h.sessions.all() {
		r.Links[one.session.connection.ID] = one.session.linkStatus()
	}
	return r, nil
}

// Unreadable counts what back ends sent and nobody could decode, by reason.
func (h *Health) Unreadable(ctx context.Context) (map[string]int, error) {
	return h.store.UndecodableCounts(ctx)
}
