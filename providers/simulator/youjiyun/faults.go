package youjiyun

import (
	"math/rand/v2"
	"time"

	"seatdeck/providers/simulator/internal/faults"
)

// FaultPlan says what goes wrong. The zero plan: nothing. Probabilities are per
// pushed frame (0–1); counts run down as they are used.
type FaultPlan struct {
	Drop    float64 `json:"drop"`     // every socket is cut instead of the frame
	Lose    float64 `json:"lose"`     // the frame is never sent
	Repeat  float64 `json:"repeat"`   // it is sent twice
	Reorder float64 `json:"reorder"`  // it goes out after the next one, or a second later
	DelayMS int     `json:"delay_ms"` // it is late by up to this
	Silent  bool    `json:"silent"`   // sockets stay open and say nothing, not even heartbeats

	Busy          int `json:"busy"`           // HTTP calls answered 5000
	Expired       int `json:"expired"`        // HTTP calls answered 1000; the token is dead from the first on
	BrokenAnswers int `json:"broken_answers"` // HTTP answers that stop in the middle of their JSON
	HalfAnswers   int `json:"half_answers"`   // HTTP answers whose connection breaks half way
	BrokenFrames  int `json:"broken_frames"`  // pushed frames that stop in the middle of their JSON
	HalfFrames    int `json:"half_frames"`    // pushed frames whose connection breaks half way
	FailSends     int `json:"fail_sends"`     // sends answered code 1
	LoseEchoes    int `json:"lose_echoes"`    // sends that work, without an answer
}

// Faults holds the plan in force. Its methods may be called at any time.
type Faults struct{ *faults.Store[FaultPlan] }

// fate is what happens to one pushed frame.
type fate struct {
	drop, lose, repeat, reorder, broken, half bool
	delay                                     time.Duration
}

func (f *Faults) fate() fate {
	return faults.Decide(f.Store, func(p *FaultPlan, dice *rand.Rand) fate {
		now := fate{broken: faults.Take(&p.BrokenFrames)}
		now.half = !now.broken && faults.Take(&p.HalfFrames)
		if p.DelayMS > 0 {
			now.delay = time.Duration(dice.IntN(p.DelayMS+1)) * time.Millisecond
		}
		now.drop, now.lose = faults.Chance(dice, p.Drop), faults.Chance(dice, p.Lose)
		now.repeat, now.reorder = faults.Chance(dice, p.Repeat), faults.Chance(dice, p.Reorder)
		return now
	})
}
