package pychat

import (
	"math/rand/v2"
	"strings"
	"time"

	"seatdeck/providers/simulator/internal/faults"
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
type Faults struct{ *faults.Store[FaultPlan] }

// callFate is what happens to one call.
type callFate struct {
	broken, refuse, lose, half bool
	delay                      time.Duration
}

// call decides what happens to a call.
func (f *Faults) call(path, guid string) callFate {
	return faults.Decide(f.Store, func(p *FaultPlan, _ *rand.Rand) callFate {
		if !strings.HasPrefix(path, p.Path) || (p.GUID != "" && p.GUID != guid) {
			return callFate{}
		}
		switch {
		case faults.Take(&p.Broken):
			return callFate{broken: true}
		case faults.Take(&p.Refuse):
			return callFate{refuse: true}
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
type callbackFate struct{ lose, repeat, reorder bool }

func (f *Faults) callback() callbackFate {
	return faults.Decide(f.Store, func(p *FaultPlan, dice *rand.Rand) callbackFate {
		return callbackFate{
			lose: faults.Chance(dice, p.Lose), repeat: faults.Chance(dice, p.Repeat), reorder: faults.Chance(dice, p.Reorder),
		}
	})
}

// download decides what happens to one download: how many bytes a second it
// gets (0: all) and whether it breaks half way.
func (f *Faults) download() (bytesPerSecond int, cut bool) {
	return f.Plan().SlowDownloads, f.Use(func(p *FaultPlan) *int { return &p.CutDownloads })
}
