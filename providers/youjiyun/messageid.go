package youjiyun

import (
	"fmt"
	"strings"
	"sync"

	"github.com/jonboulle/clockwork"

	"seatdeck/providers/internal/wire"
)

// messageIDs makes ids in the form of 3.0: the time in milliseconds and a
// counter, digits only, at most 32. Two processes may make one in the same
// millisecond, so digits by chance follow.
type messageIDs struct {
	clock clockwork.Clock
	rand  func() float64

	mu    sync.Mutex
	count int
}

const (
	idCounters = 10_000      // 4 digits
	idChances  = 100_000_000 // 8 digits
)

func (ids *messageIDs) next() string {
	ids.mu.Lock()
	ids.count = (ids.count + 1) % idCounters
	count := ids.count
	chance := int(ids.rand() * idChances)
	ids.mu.Unlock()
	now := ids.clock.Now().In(wire.Shanghai()).Format("20060102150405.000")
	return strings.Replace(now, ".", "", 1) + fmt.Sprintf("%04d%08d", count, chance)
}
