package juhe

import (
	"math/rand/v2"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/faults"
)

// FaultPlan says what goes wrong. The zero plan: nothing. Probabilities are 0–1;
// counts run down as they are used.
type FaultPlan struct {
	// Per frame that is pushed.
	Drop         float64 `json:"drop"`           // every socket is cut instead
	Lose         float64 `json:"lose"`           // it is never sent
	Repeat       float64 `json:"repeat"`         // it is sent twice
	FrameDelayMS int     `json:"frame_delay_ms"` // it is late by up to this
	BrokenFrames int     `json:"broken_frames"`  // frames that stop in the middle of their JSON
	FailSends    int     `json:"fail_sends"`     // sends that are refused
	LoseAcks     int     `json:"lose_acks"`      // sends that work and are not answered

	// Per callback.
	LoseCallbacks   float64 `json:"lose_callbacks"`   // it is never sent
	RepeatCallbacks float64 `json:"repeat_callbacks"` // it is sent again although it was taken
	ForgedCallbacks int     `json:"forged_callbacks"` // callbacks with a wrong signature
	OldCallbacks    int     `json:"old_callbacks"`    // callbacks with a timestamp outside the window

	// Calls that the counts below are for: those whose path begins so. Empty: all.
	Path        string `json:"path"`
	Broken      int    `json:"broken"`       // answered with HTTP 500 and HTML; nothing is done
	Garbage     int    `json:"garbage"`      // answered with JSON of the wrong types; nothing is done
	Refuse      int    `json:"refuse"`       // answered with Code; nothing is done
	Code        int    `json:"code"`         // 0: 5000
	LoseAnswers int    `json:"lose_answers"` // done, but the connection breaks without an answer
	HalfAnswers int    `json:"half_answers"` // done, but the connection breaks half way through the answer
	LateAnswers int    `json:"late_answers"` // done, and answered DelayMS later
	DelayMS     int    `json:"delay_ms"`
}

// Faults holds the plan in force. Its methods may be called at any time.
type Faults struct{ *faults.Store[FaultPlan] }

// callFate is what happens to one call.
type callFate struct {
	broken, garbage, lose, half bool
	code                        int
	delay                       time.Duration
}

func (f *Faults) call(path string) callFate {
	return faults.Decide(f.Store, func(p *FaultPlan, _ *rand.Rand) callFate {
		if !strings.HasPrefix(path, p.Path) {
			return callFate{}
		}
		switch {
		case faults.Take(&p.Broken):
			return callFate{broken: true}
		case faults.Take(&p.Garbage):
			return callFate{garbage: true}
		case faults.Take(&p.Refuse):
			if p.Code == 0 {
				return callFate{code: codeBusy}
			}
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

// frameFate is what happens to one pushed frame.
type frameFate struct {
	drop, lose, repeat, broken bool
	delay                      time.Duration
}

func (f *Faults) frame() frameFate {
	return faults.Decide(f.Store, func(p *FaultPlan, dice *rand.Rand) frameFate {
		fate := frameFate{
			drop: faults.Chance(dice, p.Drop), lose: faults.Chance(dice, p.Lose), repeat: faults.Chance(dice, p.Repeat),
			broken: faults.Take(&p.BrokenFrames),
		}
		if p.FrameDelayMS > 0 {
			fate.delay = time.Duration(dice.IntN(p.FrameDelayMS+1)) * time.Millisecond
		}
		return fate
	})
}

// callbackFate is what happens to one callback.
type callbackFate struct{ lose, repeat, forged, old bool }

func (f *Faults) callback() callbackFate {
	return faults.Decide(f.Store, func(p *FaultPlan, dice *rand.Rand) callbackFate {
		return callbackFate{
			lose: faults.Chance(dice, p.LoseCallbacks), repeat: faults.Chance(dice, p.RepeatCallbacks),
			forged: faults.Take(&p.ForgedCallbacks), old: faults.Take(&p.OldCallbacks),
		}
	})
}
