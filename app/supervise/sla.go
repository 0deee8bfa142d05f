package supervise

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/storage"
)

// SLA says how soon customers are to be answered. Its clocks run in working hours
// only.
type SLA struct {
	On         bool          `json:"on"`
	First      time.Duration `json:"first"`      // to the first answer of a visit; 0: no limit
	Next       time.Duration `json:"next"`       // to every later answer; 0: no limit
	Resolution time.Duration `json:"resolution"` // to the end of the visit; 0: no limit
	WarnAt     int           `json:"warn_at"`    // percent of a limit at which a clock warns
	VisitGap   time.Duration `json:"visit_gap"`  // silence that ends a visit
	Hours      WorkHours     `json:"hours"`
}

// slaKey is the row the SLA lives in.
const slaKey = "sla"

// Limits of an SLA.
const (
	slaMost     = 30 * 24 * time.Hour
	visitGapMin = time.Minute
)

func defaultSLA() SLA {
	return SLA{On: true, First: 3 * time.Minute, Next: 5 * time.Minute, WarnAt: 70, VisitGap: 12 * time.Hour}
}

// slaOf reads a stored SLA; the default where none was.
func slaOf(raw string) (SLA, error) {
	sla := defaultSLA()
	if raw != "" {
		if err := json.Unmarshal([]byte(raw), &sla); err != nil {
			return defaultSLA(), fmt.Errorf("read the SLA: %w", err)
		}
	}
	return sla, nil
}

// slaIn is the SLA as a transaction sees it; the default where none can be read:
// messages are stored all the same.
func slaIn(tx *storage.Tx) (SLA, error) {
	raw, err := tx.Setting(slaKey)
	if err != nil {
		return SLA{}, err
	}
	sla, _ := slaOf(raw) // the settings say that it is not readable
	return sla, nil
}

// ClockKind says which limit a clock counts down to.
type ClockKind int

// The kinds of clock.
const (
	ClockFirst ClockKind = iota
	ClockNext
	ClockResolution
)

// ClockState says how a clock stands.
type ClockState int

// The states of a clock.
const (
	ClockFine ClockState = iota
	ClockWarn
	ClockOver
)

// Clock is an SLA clock of a conversation as of one moment.
type Clock struct {
	Kind  ClockKind
	State ClockState
	Due   time.Time
	Left  time.Duration // of working time; negative: so long over
	Next  time.Time     // when State changes by itself; zero: never
}

// Clock gives the clock of a conversation that is nearest to its end; ok is false
// where none runs.
func (s SLA) Clock(c model.Conversation, now time.Time) (clock Clock, ok bool) {
	if !s.On || c.Group {
		return Clock{}, false
	}
	run := func(kind ClockKind, from time.Time, limit time.Duration) {
		if limit <= 0 || from.IsZero() {
			return
		}
		if one := s.clock(kind, from, limit, now); !ok || one.Due.Before(clock.Due) {
			clock, ok = one, true
		}
	}
	waits := !c.WaitingFrom.IsZero()
	switch {
	case waits && c.VisitFirst.IsZero():
		run(ClockFirst, c.WaitingFrom, s.First)
	case waits:
		run(ClockNext, c.WaitingFrom, s.Next)
	}
	if waits || now.Sub(c.LastAt) <= s.VisitGap { // else the visit is over
		run(ClockResolution, c.VisitFrom, s.Resolution)
	}
	return clock, ok
}

func (s SLA) clock(kind ClockKind, from time.Time, limit time.Duration, now time.Time) Clock {
	zone := s.Hours.zone()
	c := Clock{Kind: kind, Due: s.Hours.add(zone, from, limit)}
	warn := s.Hours.add(zone, from, limit/100*time.Duration(s.WarnAt))
	switch {
	case !now.Before(c.Due):
		c.State = ClockOver
		c.Left = -s.Hours.between(zone, c.Due, now)
		return c
	case !now.Before(warn):
		c.State, c.Next = ClockWarn, c.Due
	default:
		c.Next = warn
	}
	c.Left = s.Hours.between(zone, now, c.Due)
	return c
}

// check tells what makes no sense in an SLA.
func (s SLA) check() error {
	bad := func(detail string) error {
		return &model.Trouble{Code: model.TroubleInvalid, About: "SLA", Detail: detail}
	}
	for _, limit := range []time.Duration{s.First, s.Next, s.Resolution} {
		if limit < 0 || limit > slaMost {
			return bad("refusal.most_time: a limit is from 0 to 30 days")
		}
	}
	switch {
	case s.WarnAt < 1 || s.WarnAt > 100:
		return bad("refusal.warn_percent: a clock warns at 1 to 100 percent")
	case s.VisitGap < visitGapMin || s.VisitGap > slaMost:
		return bad("refusal.visit_gap: a visit ends after 1 minute to 30 days of silence")
	}
	return s.Hours.check()
}

// SLAs keeps the SLA.
type SLAs struct {
	store *storage.Store
	bus   *bus.Bus
	clock clockwork.Clock
	audit *audit.Log
}

// Get gives the SLA in force.
func (s *SLAs) Get(ctx context.Context) (SLA, error) {
	raw, err := s.store.Setting(ctx, slaKey)
	if err != nil {
		return defaultSLA(), err
	}
	sla, err := slaOf(raw)
	sla.Hours.loaded = sla.Hours.zone()
	return sla, err
}

// Set stores the SLA; one that makes no sense is a *model.Trouble of code
// TroubleInvalid.
func (s *SLAs) Set(ctx context.Context, sla SLA) error {
	if err := sla.check(); err != nil {
		return err
	}
	raw, err := json.Marshal(sla)
	if err != nil {
		return err
	}
	change := bus.Change{Settings: true, Audit: true}
	err = s.store.Write(ctx, func(tx *storage.Tx) error {
		old, err := slaIn(tx)
		if err != nil {
			return err
		}
		if old.VisitGap != sla.VisitGap {
			change.Tallies = true // visits begin elsewhere now
			if err := tx.ForgetCounted(); err != nil {
				return err
			}
		}
		if err := tx.PutSetting(slaKey, string(raw)); err != nil {
			return err
		}
		return s.audit.NoteIn(tx, model.AuditEntry{What: model.AuditSLA, Detail: sla.String()})
	})
	if err == nil {
		s.bus.Tell(change)
	}
	return err
}

// String is the SLA in a line of the audit log.
func (s SLA) String() string {
	return fmt.Sprintf("on %t, first %s, next %s, resolution %s, warn at %d%%, visit gap %s",
		s.On, s.First, s.Next, s.Resolution, s.WarnAt, s.VisitGap)
}
