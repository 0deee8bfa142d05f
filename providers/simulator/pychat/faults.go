package pychat

import (
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// FaultPlan says what goes wrong. The zero plan: nothing. Probabilities are per
// callback (0–1); counts run down as they are used.
type FaultPlan struct {
	Lose    float64 `json:"lose"`    // the callback is never sent
	Repeat  float64 `json:"repeat"`  // it is sent again although it was taken
	Reorder float64 `json:"reorder"` // it goes out after the next one, or a second later
	Silent  bool    `json:"silent"`  // callbacks wait

	// Calls that the counts below are for: those whose path begins so, and of
	// this instance. Empty: all.
	Path string `json:"path"`
	GUID string `json:"guid"`

	Broken      int `json:"broken"`       // answered with HTTP 500 and HTML; nothing is done
	Refuse      int `json:"refuse"`       // answered with an error code; nothing is done
	LoseAnswers int `json:"lose_answers"` // done, but the connection breaks without an answer
	HalfAnswers int `json:"half_answers"` // done, but the connection breaks half way through the answer
	LateAnswers int `json:"late_answers"` // done, and answered DelayMS later
	DelayMS     int `json:"delay_ms"`

	SlowDownloads int `json:"slow_downloads"` // bytes a second of each download; 0: as fast as it goes
	CutDownloads  int `json:"cut_downloads"`  // downloads whose connection breaks half way
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
	broken, refuse, lose, half bool
	delay                      time.Duration
}

// call decides what happens to a call.
func (f *Faults) call(path, guid string) callFate {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &f.plan
	if !strings.HasPrefix(path, p.Path) || (p.GUID != "" && p.GUID != guid) {
		return callFate{}
	}
	switch {
	case take(&p.Broken):
		return callFate{broken: true}
	case take(&p.Refuse):
		return callFate{refuse: true}
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
type callbackFate struct{ lose, repeat, reorder bool }

func (f *Faults) callback() callbackFate {
	f.mu.Lock()
	defer f.mu.Unlock()
	chance := func(p float64) bool { return p > 0 && f.rand.Float64() < p }
	return callbackFate{lose: chance(f.plan.Lose), repeat: chance(f.plan.Repeat), reorder: chance(f.plan.Reorder)}
}

// download decides what happens to one download: how many bytes a second it
// gets (0: all) and whether it breaks half way.
func (f *Faults) download() (bytesPerSecond int, cut bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.plan.SlowDownloads, take(&f.plan.CutDownloads)
}
