package uitest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"seatdeck/app/model"
)

// companyScript is what the scripted back end keeps of its company, and tells of
// its seats and customers.
type companyScript struct {
	schemas  []model.RecordSchema
	records  map[model.RecordKind][]model.Record
	page     int // records of a page; 0: all
	made     int
	code     string // of records that are made, where they have one
	file     *model.RecordFile
	err      error
	asked    []model.RecordQuery
	seat     string // remote id that every search for a seat finds
	customer string // that every search for a customer finds
	knows    []model.SeatRef
	keywords []string
	moving   map[string]int // by remote id of the seat
}

// Keeps says which kinds of record there are, and which records.
func (b *Back) Keeps(schemas []model.RecordSchema, records ...model.Record) {
	b.Set(func(b *Back) {
		b.company.schemas, b.company.records = schemas, map[model.RecordKind][]model.Record{}
		for _, r := range records {
			b.company.records[r.Kind] = append(b.company.records[r.Kind], r)
		}
	})
}

// RecordPages has lists of records come so many at once.
func (b *Back) RecordPages(size int) { b.Set(func(b *Back) { b.company.page = size }) }

// MakesCodes has records that are made get this code.
func (b *Back) MakesCodes(code string) { b.Set(func(b *Back) { b.company.code = code }) }

// GivesFile has actions on records give a file.
func (b *Back) GivesFile(name string, data []byte) {
	b.Set(func(b *Back) { b.company.file = &model.RecordFile{Name: name, Data: data} })
}

// RefuseRecords has nothing more done to records, for that reason; nil lets it
// through again.
func (b *Back) RefuseRecords(err error) { b.Set(func(b *Back) { b.company.err = err }) }

// AskedRecords are the lists that were asked for.
func (b *Back) AskedRecords() []model.RecordQuery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.company.asked)
}

// FindsSeat says which seat a search finds.
func (b *Back) FindsSeat(remoteID string) { b.Set(func(b *Back) { b.company.seat = remoteID }) }

// FindsCustomer says whom a search finds, and which seats know them.
func (b *Back) FindsCustomer(remoteID string, seats ...model.SeatRef) {
	b.Set(func(b *Back) { b.company.customer, b.company.knows = remoteID, seats })
}

// Watches says for which words the back end watches.
func (b *Back) Watches(words ...string) { b.Set(func(b *Back) { b.company.keywords = words }) }

// Moves says how many customers of seats are being handed over.
func (b *Back) Moves(counts map[string]int) { b.Set(func(b *Back) { b.company.moving = counts }) }

// RecordSchemas implements providers.RecordKeeper.
func (b *Back) RecordSchemas() []model.RecordSchema {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.company.schemas)
}

// parentKey is the value that says to which record one of a child list belongs.
const parentKey = "parent record"

// ChildOf gives a record of a list that belongs to another record.
func ChildOf(parent string, r model.Record) model.Record { return r.With(parentKey, parent) }

// ListRecords implements providers.RecordKeeper.
func (b *Back) ListRecords(_ context.Context, q model.RecordQuery) (model.RecordPage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.company.asked = append(b.company.asked, q)
	if b.company.err != nil {
		return model.RecordPage{}, b.company.err
	}
	var all []model.Record
	for _, r := range b.company.records[q.Kind] {
		if r.Get(parentKey) == q.Parent {
			all = append(all, r)
		}
	}
	from, _ := strconv.Atoi(q.Page)
	to := len(all)
	page := model.RecordPage{}
	if b.company.page > 0 && from+b.company.page < len(all) {
		to = from + b.company.page
		page.Next = strconv.Itoa(to)
	}
	page.Records = slices.Clone(all[from:to])
	return page, nil
}

// GetRecord implements providers.RecordKeeper: what a list leaves out is a value
// that is called "more".
func (b *Back) GetRecord(_ context.Context, from model.Record) (model.Record, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return from.With("more", "all of "+from.ID), b.company.err
}

// PutRecord implements providers.RecordKeeper.
func (b *Back) PutRecord(_ context.Context, r, _ model.Record) (model.Record, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.company.err != nil {
		return r, b.company.err
	}
	list := b.company.records[r.Kind]
	at := slices.IndexFunc(list, func(o model.Record) bool { return o.ID == r.ID })
	if r.ID == "" {
		b.company.made++
		r.ID = fmt.Sprintf("made-%d", b.company.made)
		if b.company.code != "" {
			r = r.With("code", b.company.code)
		}
	}
	b.people.deeds = append(b.people.deeds, "put "+string(r.Kind)+" "+valuesOf(r.Values))
	if at >= 0 {
		list[at] = r
	} else {
		b.company.records[r.Kind] = append([]model.Record{r}, list...)
	}
	return r, nil
}

func valuesOf(values map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, key+"="+strings.ReplaceAll(values[key], "\n", ","))
	}
	return strings.Join(parts, " ")
}

// DeleteRecord implements providers.RecordKeeper.
func (b *Back) DeleteRecord(_ context.Context, r model.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.company.err != nil {
		return b.company.err
	}
	b.people.deeds = append(b.people.deeds, "delete "+string(r.Kind)+" "+r.ID)
	b.company.records[r.Kind] = slices.DeleteFunc(b.company.records[r.Kind], func(o model.Record) bool { return o.ID == r.ID })
	return nil
}

// ActOnRecord implements providers.RecordKeeper.
func (b *Back) ActOnRecord(_ context.Context, r model.Record, action string, with map[string]string) (model.Record, *model.RecordFile, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.company.err != nil {
		return r, nil, b.company.err
	}
	b.people.deeds = append(b.people.deeds, strings.TrimSpace("do "+action+" "+r.ID+" "+valuesOf(with)))
	return r, b.company.file, nil
}

// ImportSeat implements providers.SeatImporter.
func (b *Back) ImportSeat(_ context.Context, what model.SeatImport) error {
	return b.dealt("import %s %s main=%s team=%s %s–%s %d", what.RemoteID, what.ShortName, what.MainID, what.Team, what.AddLimits.Min, what.AddLimits.Max, what.AddLimits.PerDay)
}

// BindSeats implements providers.SeatImporter.
func (b *Back) BindSeats(_ context.Context, main model.Seat, subs []model.Seat) error {
	var ids []string
	for _, s := range subs {
		ids = append(ids, s.RemoteID)
	}
	return b.dealt("bind %s: %s", main.RemoteID, strings.Join(ids, ", "))
}

// FindSeat implements providers.SeatFinder.
func (b *Back) FindSeat(_ context.Context, phone, name string) (string, error) {
	err := b.dealt("find seat %s%s", phone, name)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.company.seat, err
}

// FindCustomer implements providers.CustomerFinder.
func (b *Back) FindCustomer(_ context.Context, avatar, name string) (string, error) {
	err := b.dealt("find customer %s %s", name, avatar)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.company.customer, err
}

// SeatsOfCustomer implements providers.CustomerFinder.
func (b *Back) SeatsOfCustomer(context.Context, string, string) ([]model.SeatRef, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.company.knows), nil
}

// Keywords implements providers.KeywordLister.
func (b *Back) Keywords(context.Context) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.company.keywords), nil
}

// TransferCount implements providers.TransferCounter.
func (b *Back) TransferCount(_ context.Context, seat model.Seat) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.company.moving[seat.RemoteID], nil
}
