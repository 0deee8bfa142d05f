package youjiyun

import (
	"math/rand/v2"
	"sync"
	"time"
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
type Faults struct {
	mu     sync.Mutex
	rand   *rand.Rand
	plan   FaultPlan
	silent func(bool) // tells the sockets
}

// Set puts a plan in force.
func (f *Faults) Set(plan FaultPlan) {
	f.mu.Lock()
	f.plan = plan
	f.mu.Unlock()
	f.silent(plan.Silent)
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
	n := count(&f.plan)
	if *n <= 0 {
		return false
	}
	*n--
	return true
}

// fate is what happens to one pushed frame.
type fate struct {
	drop, lose, repeat, reorder, broken, half bool
	delay                                     time.Duration
}

func (f *Faults) fate() fate {
	broken := f.use(func(p *FaultPlan) *int { return &p.BrokenFrames })
	half := !broken && f.use(func(p *FaultPlan) *int { return &p.HalfFrames })
	f.mu.Lock()
	defer f.mu.Unlock()
	chance := func(p float64) bool { return p > 0 && f.rand.Float64() < p }
	late := time.Duration(0)
	if f.plan.DelayMS > 0 {
		late = time.Duration(f.rand.IntN(f.plan.DelayMS+1)) * time.Millisecond
	}
	return fate{
		drop: chance(f.plan.Drop), lose: chance(f.plan.Lose), repeat: chance(f.plan.Repeat),
		reorder: chance(f.plan.Reorder), broken: broken, half: half, delay: late,
	}
}
