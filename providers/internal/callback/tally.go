package callback

import (
	"sync/atomic"

	"seatdeck/app/model"
)

// Outcome is what became of a delivery.
type Outcome uint8

// The outcomes. Only Accepted and Repeated are answered as done.
const (
	Accepted      Outcome = iota // applied, now
	Repeated                     // applied before: answered as done, not applied again
	BadSignature                 // the signature is missing or wrong
	Old                          // signed too long ago, or in the future
	RepeatedNonce                // its nonce was used for something else
	Undecodable                  // altered, or never right: can't be read
	TooLarge                     // its body is longer than any callback
	Busy                         // no room, or not applied in time: it may come again
	Failed                       // applying it failed: it may come again
	outcomes
)

// String is the word for the log.
func (o Outcome) String() string {
	if o >= outcomes {
		return "unknown"
	}
	return [outcomes]string{
		"accepted", "repeated", "bad signature", "old", "repeated nonce",
		"undecodable", "too large", "busy", "failed",
	}[o]
}

// Counts says how many deliveries had each outcome since the start.
type Counts struct {
	Accepted      uint64
	Repeated      uint64
	BadSignature  uint64
	Old           uint64
	RepeatedNonce uint64
	Undecodable   uint64
	TooLarge      uint64
	Busy          uint64
	Failed        uint64
}

// Refused is the sum of those that may not come again as they are.
func (c Counts) Refused() uint64 {
	return c.BadSignature + c.Old + c.RepeatedNonce + c.Undecodable + c.TooLarge
}

// Model are the counts as a person is told them.
func (c Counts) Model() model.CallbackCounts {
	return model.CallbackCounts{
		Accepted: int64(c.Accepted), Repeated: int64(c.Repeated), BadSign: int64(c.BadSignature), Stale: int64(c.Old),
		Replayed: int64(c.RepeatedNonce), Undecodable: int64(c.Undecodable), TooLarge: int64(c.TooLarge), Busy: int64(c.Busy + c.Failed),
	}
}

// Tally counts outcomes. The zero value is ready; many may count at once.
type Tally struct{ counts [outcomes]atomic.Uint64 }

// Add counts one more, and tells how many that makes.
func (t *Tally) Add(o Outcome) uint64 { return t.counts[o].Add(1) }

// Counts is what was counted so far.
func (t *Tally) Counts() Counts {
	n := func(o Outcome) uint64 { return t.counts[o].Load() }
	return Counts{
		Accepted: n(Accepted), Repeated: n(Repeated), BadSignature: n(BadSignature),
		Old: n(Old), RepeatedNonce: n(RepeatedNonce), Undecodable: n(Undecodable),
		TooLarge: n(TooLarge), Busy: n(Busy), Failed: n(Failed),
	}
}

// WorthLogging tells whether the n-th of a kind should be logged: whoever sends
// rubbish by the thousand must not fill the disk. It is the 1st, 10th, 100th ….
func WorthLogging(n uint64) bool {
	for n >= 10 && n%10 == 0 {
		n /= 10
	}
	return n == 1
}
