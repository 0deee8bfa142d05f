package screen

import (
	"seatdeck/app/bus"
)

// Watchers hands what the bus says to the screens that are open. The shell
// subscribes once and feeds it on the UI goroutine.
type Watchers struct {
	next int
	list map[int]watcher
}

type watcher struct {
	scope *Scope
	fn    func(bus.Change)
}

// NewWatchers makes an empty list.
func NewWatchers() *Watchers { return &Watchers{list: map[int]watcher{}} }

// Add has fn called with every change until cancel is called or the scope is
// closed.
func (w *Watchers) Add(scope *Scope, fn func(bus.Change)) (cancel func()) {
	w.next++
	id := w.next
	w.list[id] = watcher{scope, fn}
	return func() { delete(w.list, id) }
}

// Tell passes a change on.
func (w *Watchers) Tell(c bus.Change) {
	for id, watch := range w.list {
		if watch.scope.closed {
			delete(w.list, id)
			continue
		}
		watch.fn(c)
	}
}
