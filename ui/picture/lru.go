package picture

import (
	"container/list"
	"time"
)

// lru keeps thumbnails up to a number of bytes, the least recently used go
// first. Failures are kept too, until they are old enough to be tried again.
type lru struct {
	limit, used int64
	order       *list.List // of *kept, newest first
	byKey       map[key]*list.Element
}

type kept struct {
	key    key
	result Result
	until  time.Time // of a failure
	bytes  int64
}

func newLRU(limit int64) *lru {
	return &lru{limit: limit, order: list.New(), byKey: make(map[key]*list.Element)}
}

func (c *lru) get(k key, now time.Time) (Result, bool) {
	e, ok := c.byKey[k]
	if !ok {
		return Result{}, false
	}
	entry := e.Value.(*kept)
	if entry.result.Err != nil && !now.Before(entry.until) {
		c.drop(e)
		return Result{}, false
	}
	c.order.MoveToFront(e)
	return entry.result, true
}

func (c *lru) put(k key, r Result, until time.Time) {
	if e, ok := c.byKey[k]; ok {
		c.drop(e)
	}
	entry := &kept{key: k, result: r, until: until, bytes: 512 + int64(len(k.source))}
	if r.Image != nil {
		size := r.Image.Bounds().Size()
		entry.bytes += 4 * int64(size.X) * int64(size.Y)
	}
	c.byKey[k] = c.order.PushFront(entry)
	c.used += entry.bytes
	for c.used > c.limit && c.order.Len() > 1 {
		c.drop(c.order.Back())
	}
}

func (c *lru) drop(e *list.Element) {
	entry := c.order.Remove(e).(*kept)
	delete(c.byKey, entry.key)
	c.used -= entry.bytes
}

// forget drops the failures of a source, whatever the size they were asked for.
func (c *lru) forget(source string) {
	for k, e := range c.byKey {
		if k.source == source && e.Value.(*kept).result.Err != nil {
			c.drop(e)
		}
	}
}
