// Package supervise is the supervisor's part of the console: how all seats are doing,
// what was done and how soon, what must not be missed, and reports of days. What it
// tells follows from the file; the connections are others' work, of which it asks how
// they are doing and what only a back end knows.
package supervise

import (
	"context"
	"sync"

	"seatdeck/app/model"
)

// Supervision is the services that a screen or a command calls, and what they do by
// themselves.
type Supervision struct {
	Supervisor *Supervisor
	Alerts     *Alerts
	SLAs       *SLAs
	Reports    *Reports
}

// New makes the services. They answer at once; nothing is watched before Run.
func New(d Deps) *Supervision {
	slas := &SLAs{store: d.Store, bus: d.Bus, clock: d.Clock, audit: d.Audit}
	alerts := newAlerts(d, slas)
	supervisor := &Supervisor{
		store: d.Store, bus: d.Bus, sessions: d.Sessions, clock: d.Clock, audit: d.Audit, sla: slas, alerts: alerts,
		tallies: newTallies(d.Store, d.Bus, d.Clock),
	}
	return &Supervision{
		Supervisor: supervisor, Alerts: alerts, SLAs: slas,
		Reports: &Reports{store: d.Store, supervisor: supervisor, clock: d.Clock, audit: d.Audit},
	}
}

// Run watches and counts until ctx ends, and returns after all it started has ended.
func (s *Supervision) Run(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { s.Alerts.run(ctx) })
	work.Go(func() { s.Supervisor.tallies.run(ctx) })
}

// Poke has looked at what another process may have changed.
func (s *Supervision) Poke() {
	s.Alerts.poke()
	s.Supervisor.tallies.poke()
}

// Heard takes note of what a connection told and the file has.
func (s *Supervision) Heard(connection model.ConnectionID, events []model.Event) {
	s.Alerts.heard(connection, events)
}
