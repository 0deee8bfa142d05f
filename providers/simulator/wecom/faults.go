package wecom

import (
	"math/rand/v2"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/faults"
)

// FaultPlan says what goes wrong. The zero plan: nothing. Probabilities are per
// callback (0–1); counts run down as they are used.
type FaultPlan struct {
	Lose   float64 `json:"lose"`   // the callback is never sent
	Repeat float64 `json:"repeat"` // it is sent again although it was taken
	Forge  float64 `json:"forge"`  // a copy with a wrong signature goes before it
	Stale  float64 `json:"stale"`  // a copy with the timestamp of yesterday goes before it
	Silent bool    `json:"silent"` // callbacks wait

	// Path is what the counts below are for: calls whose path below /cgi-bin/
	// begins so. Empty: all.
	Path string `json:"path"`

	Broken      int `json:"broken"`       // answered with HTTP 500 and HTML; nothing is done
	Busy        int `json:"busy"`         // errcode -1; nothing is done
	Refuse      int `json:"refuse"`       // errcode Code; nothing is done
	Code        int `json:"code"`         // e.g. 45009, 60020, 41096
	LoseAnswers int `json:"lose_answers"` // done, but the connection breaks without an answer
	HalfAnswers int `json:"half_answers"` // done, but the connection breaks half way through the answer
	LateAnswers int `json:"late_answers"` // done, and answered, DelayMS later
	DelayMS     int `json:"delay_ms"`
}

// Faults holds the plan in force. Its methods may be called at any time.
type Faults struct{ *faults.Store[FaultPlan] }

// callFate is what happens to one call.
type callFate struct {
	broken, lose, half bool
	code               int // other than 0: refused with it
	delay              time.Duration
}

// call decides what happens to a call.
func (f *Faults) call(path string) callFate {
	return faults.Decide(f.Store, func(p *FaultPlan, _ *rand.Rand) callFate {
		if !strings.HasPrefix(path, p.Path) {
			return callFate{}
		}
		switch {
		case faults.Take(&p.Broken):
			return callFate{broken: true}
		case faults.Take(&p.Busy):
			return callFate{code: codeBusy}
		case faults.Take(&p.Refuse):
			return callFate{code: p.Code}
		case faults.Take(&p.LoseAnswers):
			return callFate{lose: true}
		case faults.Take(&p.HalfAnswers):
			return callFate{half: true}
		case faults.Take(&p.LateAnswers):
			return callFate{delay: time.Duration(p.DelayMS) * time.Millisecond}
		}
		return callFate{}
	})
}

// callbackFate is what happens to one callback.
type callbackFate struct{ lose, repeat, forge, stale bool }

func (f *Faults) callback() callbackFate {
	return faults.Decide(f.Store, func(p *FaultPlan, dice *rand.Rand) callbackFate {
		return callbackFate{
			lose: faults.Chance(dice, p.Lose), repeat: faults.Chance(dice, p.Repeat),
			forge: faults.Chance(dice, p.Forge), stale: faults.Chance(dice, p.Stale),
		}
	})
}
