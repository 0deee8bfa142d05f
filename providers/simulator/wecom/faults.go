package wecom

import (
	"math/rand/v2"
	"strings"
	"sync"
	"time"
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
type Faults struct {
	mu   sync.Mutex
	rand *rand.Rand
	plan FaultPlan
	// changed tells that another plan is in force.
	changed func()
}

// Set puts a plan in force.
func (f *Faults) Set(plan FaultPlan) {
	f.mu.Lock()
	f.plan = plan
	f.mu.Unlock()
	f.changed()
}

// Plan is the plan in force, counts run down so far.
func (f *Faults) Plan() FaultPlan {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.plan
}

func take(n *int) bool {
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

// callFate is what happens to one call.
type callFate struct {
	broken, lose, half bool
	code               int // other than 0: refused with it
	delay              time.Duration
}

// call decides what happens to a call.
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
	case take(&p.Busy):
		return callFate{code: codeBusy}
	case take(&p.Refuse):
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

// callbackFate is what happens to one callback.
type callbackFate struct{ lose, repeat, forge, stale bool }

func (f *Faults) callback() callbackFate {
	f.mu.Lock()
	defer f.mu.Unlock()
	chance := func(p float64) bool { return p > 0 && f.rand.Float64() < p }
	return callbackFate{
		lose: chance(f.plan.Lose), repeat: chance(f.plan.Repeat), forge: chance(f.plan.Forge), stale: chance(f.plan.Stale),
	}
}
