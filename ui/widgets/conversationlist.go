package widgets

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
)

// ConversationPage is a window over the query of a conversation list.
type ConversationPage struct {
	Rows  []model.Conversation
	Total int // how many the query has in all
}

// ConversationListOptions say what a list shows and whom it tells. Load is called
// on goroutines of the list, everything else on the UI goroutine.
type ConversationListOptions struct {
	Ctx      context.Context
	Dispatch Dispatcher
	Clock    clockwork.Clock
	Style    RowStyle

	Load       func(ctx context.Context, offset, limit int) (ConversationPage, error)
	OnSelect   func(model.Conversation)                   // a person, or Step, chose it
	OnMenu     func(model.Conversation, *fyne.PointEvent) // may be nil
	OnLoaded   func(total int, err error)                 // after each read; may be nil
	SetPicture func(*Avatar, model.Conversation)          // a row came into sight; may be nil
}

// pageSize is how many conversations are read at once; keptPages how many pages
// stay in memory.
const (
	pageSize  = 60
	keptPages = 6
)

// ConversationList shows the conversations of a query, however many, and reads
// only those in sight. The selection is kept by id: a list that is sorted anew
// doesn't lose it. Its methods are called on the UI goroutine.
type ConversationList struct {
	widget.BaseWidget
	o    ConversationListOptions
	list *List

	pages    map[int]*conversationPage
	selected model.ConversationID
	at       int // where the selection was last seen; -1: not yet

	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
	closed bool
}

// conversationPage is one page: what is known and what is under way.
type conversationPage struct {
	rows   []model.Conversation
	stale  bool
	cancel context.CancelFunc // of the read under way, or nil
	serial int
}

// NewConversationList makes a list and reads its first page.
func NewConversationList(o ConversationListOptions) *ConversationList {
	c := &ConversationList{o: o, pages: map[int]*conversationPage{}, at: -1}
	c.ctx, c.cancel = context.WithCancel(o.Ctx)
	c.list = NewList(theme.RowHeight,
		func() fyne.CanvasObject { return NewConversationRow(o.Style) },
		func(i int, row fyne.CanvasObject) { c.show(i, row.(*ConversationRow)) })
	c.list.Selected = func(i int) bool {
		row, ok := c.row(i)
		return ok && row.ID == c.selected
	}
	c.list.OnTapped = c.choose
	c.list.OnSecondary = func(i int, event *fyne.PointEvent) {
		if row, ok := c.row(i); ok && o.OnMenu != nil {
			o.OnMenu(row, event)
		}
	}
	c.list.OnVisible = func(int, int) { c.want() }
	c.ExtendBaseWidget(c)
	c.read(0)
	return c
}

// List is the list inside, for the focus.
func (c *ConversationList) List() *List { return c.list }

// Reload reads again what is in sight; what is shown stays until the answer is here.
func (c *ConversationList) Reload() {
	for _, p := range c.pages {
		p.stale = true
	}
	if first, _ := c.list.InSight(); first < 0 {
		c.read(0)
		return
	}
	c.want()
}

// Restart is Reload from the top, for another query: nothing of the old one stays.
func (c *ConversationList) Restart() {
	for _, p := range c.pages {
		p.stop()
	}
	c.pages, c.at = map[int]*conversationPage{}, -1
	c.list.SetCount(0)
	c.list.scroll.ScrollToTop()
	c.read(0)
}

// Tick shows the waiting times as of now.
func (c *ConversationList) Tick() { c.list.update(true) }

// Selected is the id of the selected conversation; 0 for none.
func (c *ConversationList) Selected() model.ConversationID { return c.selected }

// Select marks a conversation without telling OnSelect; 0 for none.
func (c *ConversationList) Select(id model.ConversationID) {
	c.selected, c.at = id, -1
	c.locate()
	c.list.Refresh()
}

// Step chooses the next (+1) or the previous (-1) conversation.
func (c *ConversationList) Step(by int) {
	to := c.at + by
	if c.at < 0 {
		to = 0
	}
	to = max(min(to, c.list.Count()-1), 0)
	c.list.ScrollTo(to)
	c.choose(to)
}

// Close ends the reads under way and waits for them.
func (c *ConversationList) Close() {
	c.closed = true
	c.cancel()
	c.group.Wait()
}

// CreateRenderer is called by the toolkit.
func (c *ConversationList) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(c.list)
}

func (c *ConversationList) choose(i int) {
	row, ok := c.row(i)
	if !ok {
		return
	}
	c.selected, c.at = row.ID, i
	c.list.Refresh()
	if c.o.OnSelect != nil {
		c.o.OnSelect(row)
	}
}

func (c *ConversationList) row(i int) (model.Conversation, bool) {
	p := c.pages[i/pageSize]
	if p == nil || i < 0 || i%pageSize >= len(p.rows) {
		return model.Conversation{}, false
	}
	return p.rows[i%pageSize], true
}

func (c *ConversationList) show(i int, row *ConversationRow) {
	conversation, ok := c.row(i)
	if !ok {
		row.Clear()
		return
	}
	row.Set(conversation, c.o.Clock.Now())
	if c.o.SetPicture != nil {
		c.o.SetPicture(row.Avatar(), conversation)
	}
}

// want reads the pages in sight that are not known, and forgets those far away.
func (c *ConversationList) want() {
	first, last := c.list.InSight()
	if first < 0 {
		return
	}
	from, to := first/pageSize, last/pageSize
	for n := from; n <= to; n++ {
		if p := c.pages[n]; p == nil || p.stale {
			c.read(n)
		}
	}
	if len(c.pages) <= keptPages {
		return
	}
	for n, p := range c.pages {
		if n < from-1 || n > to+1 {
			p.stop()
			delete(c.pages, n)
		}
	}
}

// read reads one page on a goroutine. A newer read of the page ends the older one.
func (c *ConversationList) read(n int) {
	if c.closed {
		return
	}
	p := c.pages[n]
	if p == nil {
		p = &conversationPage{}
		c.pages[n] = p
	}
	p.stop()
	ctx, cancel := context.WithCancel(c.ctx)
	p.stale, p.cancel = false, cancel
	p.serial++
	serial := p.serial
	c.group.Add(1)
	go func() {
		defer c.group.Done()
		defer cancel()
		answer, err := c.o.Load(ctx, n*pageSize, pageSize)
		c.o.Dispatch(func() {
			if c.closed || c.pages[n] != p || p.serial != serial {
				return
			}
			p.cancel = nil
			if err == nil {
				p.rows = answer.Rows
				c.locate()
				c.list.SetCount(answer.Total)
				c.want()
			} else {
				p.stale = true // the next sight of it tries again
			}
			if c.o.OnLoaded != nil {
				c.o.OnLoaded(c.list.Count(), err)
			}
		})
	}()
}

// locate finds where the selection is now.
func (c *ConversationList) locate() {
	if row, ok := c.row(c.at); c.selected == 0 || ok && row.ID == c.selected {
		return
	}
	for n, p := range c.pages {
		for i, row := range p.rows {
			if row.ID == c.selected {
				c.at = n*pageSize + i
				return
			}
		}
	}
}

func (p *conversationPage) stop() {
	p.serial++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}
