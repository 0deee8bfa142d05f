package app

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// companyBack is a back end that keeps records, and greets.
type companyBack struct {
	*scripted

	mu       sync.Mutex
	asked    []string // e.g. "put way"
	rows     []model.Record
	err      error // of every call for records
	greeted  []model.Record
	codes    []string
	onGreet  func(n int) error // the n-th try, from 1
	inquired int
}

var (
	_ providers.RecordKeeper    = (*companyBack)(nil)
	_ providers.Welcomer        = (*companyBack)(nil)
	_ providers.ContactInquirer = (*companyBack)(nil)
)

// inCompany runs a test on such a back end.
func inCompany(t *testing.T, fn func(b *bench, c *companyBack)) {
	t.Helper()
	back := newScripted()
	c := &companyBack{scripted: back}
	back.as = c
	inBubbleOn(t, back, func(b *bench) {
		require.NoError(t, b.console.Seats.Refresh(context.Background()))
		fn(b, c)
	})
}

const (
	kindWay  model.RecordKind = "way"
	kindTask model.RecordKind = "task"
	kindLeft model.RecordKind = "left"
)

func (c *companyBack) RecordSchemas() []model.RecordSchema {
	return []model.RecordSchema{
		{
			Kind: kindWay, List: true, Create: true, Edit: true, Delete: true, Single: true,
			Fields: []model.RecordField{
				{Key: "name", Type: model.FieldText, Required: true, Max: 5},
				{Key: "code", Type: model.FieldCode, Told: true},
				{Key: "type", Type: model.FieldChoice, Options: []string{"plain", "temp"}},
				{Key: "lasts", Type: model.FieldSpan, Max: 10, Required: true, When: "type=temp"},
			},
			Filter: []model.RecordField{{Key: "chat", Type: model.FieldChoice, Options: []string{"a", "b"}, Required: true}},
		},
		{
			Kind: kindTask, List: true, Create: true, Keep: true, Single: true,
			Fields:  []model.RecordField{{Key: "name", Type: model.FieldText}, {Key: "text", Type: model.FieldLong}},
			Actions: []model.RecordAction{{Key: "refresh"}, {Key: "fetch", File: true, Fields: []model.RecordField{{Key: "n", Type: model.FieldNumber, Required: true}}}},
		},
		{Kind: kindLeft, List: true, Actions: []model.RecordAction{{Key: "assign", Confirm: true}}},
	}
}

func (c *companyBack) call(format string, args ...any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, fmt.Sprintf(format, args...))
	return c.err
}

func (c *companyBack) calls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.asked
	c.asked = nil
	return list
}

func (c *companyBack) ListRecords(_ context.Context, q model.RecordQuery) (model.RecordPage, error) {
	return model.RecordPage{Records: c.rows}, c.call("list %s", q.Kind)
}

func (c *companyBack) GetRecord(_ context.Context, from model.Record) (model.Record, error) {
	return from.With("got", "1"), c.call("get %s", from.ID)
}

func (c *companyBack) PutRecord(_ context.Context, r, _ model.Record) (model.Record, error) {
	err := c.call("put %s %q", r.ID, r.Get("lasts"))
	if r.ID == "" {
		r.ID = fmt.Sprintf("id-%d", time.Now().UnixMilli())
	}
	return r.With("code", "made"), err
}

func (c *companyBack) DeleteRecord(_ context.Context, r model.Record) error {
	return c.call("delete %s", r.ID)
}

func (c *companyBack) ActOnRecord(_ context.Context, r model.Record, action string, with map[string]string) (model.Record, *model.RecordFile, error) {
	err := c.call("%s %s %v", action, r.ID, with)
	switch action {
	case "assign":
		return model.Record{Kind: kindTask, ID: "made by " + r.ID, Values: map[string]string{"name": "made"}}, nil, err
	case "fetch":
		return r, &model.RecordFile{Name: "f.json", Data: []byte("{}")}, err
	}
	return r.With("status", "done"), nil, err
}

func (c *companyBack) Welcome(_ context.Context, code string, greeting model.Record) error {
	c.mu.Lock()
	c.codes, c.greeted = append(c.codes, code), append(c.greeted, greeting)
	n, answer := len(c.codes), c.onGreet
	c.mu.Unlock()
	if answer == nil {
		return nil
	}
	return answer(n)
}

func (c *companyBack) InquireContacts(_ context.Context, _ model.Seat, remoteIDs []string) ([]model.Event, error) {
	c.mu.Lock()
	c.inquired++
	c.mu.Unlock()
	return []model.Event{model.ContactSeen{Seat: ref(), Contact: model.Contact{RemoteID: remoteIDs[0], Name: "王女士"}}}, nil
}

// greetings are the tries so far.
func (c *companyBack) greetings() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for i, g := range c.greeted {
		list = append(list, c.codes[i]+" "+g.Get("text"))
	}
	return list
}
