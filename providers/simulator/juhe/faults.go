package juhe

import (
	"math/rand/v2"
	"strings"
	"sync"
	"time"
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
type Faults struct {
	mu   sync.Mutex
	rand *rand.Rand
	plan FaultPlan
}

// Set puts a plan in force.
func (f *Faults) Set(plan FaultPlan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan = plan
}

// Plan is the plan in force, counts run down so far.
func (f *Faults) Plan() FaultPlan {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.plan
}

// use takes one off a count of the plan.
func (f *Faults) use(count func(*FaultPlan) *int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return take(count(&f.plan))
}

func take(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

func (f *Faults) chance(p float64) bool { return p > 0 && f.rand.Float64() < p }

// callFate is what happens to one call.
type callFate struct {
	broken, garbage, lose, half bool
	code                        int
	delay                       time.Duration
}

func (f *Faults) call(path string) callFate {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &f.plan
	if !strings.HasPrefix(path, p.Path) {
		return callFate{}
	}
	switch {
	case take(&p.Broken):
		return callFate{broken: true}
	case take(&p.Garbage):
		return callFate{garbage: true}
	case take(&p.Refuse):
		if p.Code == 0 {
			return callFate{code: codeBusy}
		}
		return callFate{code: p.Code}
	case take(&p.LoseAnswers):
		return callFate{lose: true}
	case take(&p.HalfAnswers):
		return callFate{half: true}
	case take(&p.LateAnswers):
		return callFate{delay: time.Duration(p.DelayMS) * time.Millisecond}
	}
	return callFate{}
}

// frameFate is what happens to one pushed frame.
type frameFate struct {
	drop, lose, repeat, broken bool
	delay                      time.Duration
}

func (f *Faults) frame() frameFate {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &f.plan
	fate := frameFate{drop: f.chance(p.Drop), lose: f.chance(p.Lose), repeat: f.chance(p.Repeat), broken: take(&p.BrokenFrames)}
	if p.FrameDelayMS > 0 {
		fate.delay = time.Duration(f.rand.IntN(p.FrameDelayMS+1)) * time.Millisecond
	}
	return fate
}

// callbackFate is what happens to one callback.
type callbackFate struct{ lose, repeat, forged, old bool }

func (f *Faults) callback() callbackFate {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &f.plan
	return callbackFate{
		lose: f.chance(p.LoseCallbacks), repeat: f.chance(p.RepeatCallbacks),
		forged: take(&p.ForgedCallbacks), old: take(&p.OldCallbacks),
	}
}
