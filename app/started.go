package app

import (
	"context"
	"encoding/json"
	"fmt"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// startPrefix begins the names under which it is sealed what a seat was last
// started with: a proxy's URL may hold a password.
const startPrefix = "start/"

// startedWith gives what a seat was last started with from here. A back end
// forgets the proxy when it starts an instance without one, and an account that
// suddenly comes from elsewhere gets banned.
func (s *sessions) startedWith(ctx context.Context, connection model.ConnectionID, seat string) (model.StartOptions, error) {
	o := model.StartOptions{SyncHistory: true, AutoStart: true}
	sealed, err := s.deps.Store.Sealed(ctx, connection)
	blob := sealed[startPrefix+seat]
	if err != nil || blob == nil {
		return o, err
	}
	plain, err := s.deps.Vault.Unseal(sealName(connection, startPrefix+seat), blob)
	if err != nil {
		return o, fmt.Errorf("what seat %s was started with: %w", seat, err)
	}
	return o, json.Unmarshal(plain, &o)
}

// keepStart changes what a seat is started with from now on.
func (s *sessions) keepStart(ctx context.Context, seat model.Seat, change func(*model.StartOptions)) error {
	o, err := s.startedWith(ctx, seat.Connection, seat.RemoteID)
	if err != nil {
		return err
	}
	change(&o)
	plain, err := json.Marshal(o)
	if err != nil {
		return err
	}
	name := startPrefix + seat.RemoteID
	blob, err := s.deps.Vault.Seal(sealName(seat.Connection, name), plain)
	if err != nil {
		return fmt.Errorf("what seat %s is started with: %w", seat.DisplayName(), err)
	}
	return s.deps.Store.Write(context.WithoutCancel(ctx), func(tx *storage.Tx) error { return tx.PutSealed(seat.Connection, name, blob) })
}
