package wecom

import (
	"context"
	"maps"
	"strings"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"seatdeck/app/model"
)

// records are what a company keeps at WeCom beside seats and customers: contact
// ways, links, rules, tasks. It wants no more than the calls.
type records struct {
	client *Client
	clock  clockwork.Clock
	name   string // of the connection, for errors
	kinds  []recordKind
}

// recordKind is one kind of record and what can be done with it. What is nil can't.
type recordKind struct {
	schema model.RecordSchema
	list   func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error)
	get    func(ctx context.Context, from model.Record) (model.Record, error)
	put    func(ctx context.Context, rec, was model.Record) (model.Record, error)
	del    func(ctx context.Context, rec model.Record) error
	act    map[string]recordDeed
}

// recordDeed does an action of a schema; with is what was asked for first.
type recordDeed func(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error)

func newRecords(client *Client, clock clockwork.Clock, name string) *records {
	r := &records{client: client, clock: clock, name: name}
	r.kinds = []recordKind{
		r.contactWays(), r.tempWays(),
		r.acquisitionLinks(), r.acquiredCustomers(), r.acquisitionDays(),
		r.masses(), r.massMembers(), r.massResults(),
		r.transfers(), r.transferResults(), r.unassigned(), r.groupTransfers(),
		r.moments(), r.momentTasks(),
		r.interceptRules(), r.strategyTags(),
		r.departments(), r.staff(), r.staffMessages(), r.appChats(), r.exports(),
		r.archiveSeats(), r.archiveRooms(), r.consents(),
	}
	if client.config.Suite.ID != "" {
		r.kinds = append(r.kinds, r.suites(), r.licences())
	}
	return r
}

// RecordSchemas are of the kinds there are. What wants the secret of a suite is not
// among them where the connection has none.
func (r *records) RecordSchemas() []model.RecordSchema {
	list := make([]model.RecordSchema, 0, len(r.kinds))
	for _, k := range r.kinds {
		list = append(list, k.schema)
	}
	return list
}

// ListRecords reads a page of records of a kind.
func (r *records) ListRecords(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
	k, err := r.kind(q.Kind)
	if err != nil {
		return model.RecordPage{}, err
	}
	if k.list == nil {
		return model.RecordPage{}, r.unable(q.Kind)
	}
	page, err := k.list(ctx, q)
	if err != nil {
		return model.RecordPage{}, r.trouble(err)
	}
	page.Records = page.Records[:min(len(page.Records), mostRows)]
	for i := range page.Records {
		page.Records[i] = bounded(page.Records[i])
	}
	return page, nil
}

// GetRecord gives all of a record.
func (r *records) GetRecord(ctx context.Context, from model.Record) (model.Record, error) {
	k, err := r.kind(from.Kind)
	if err != nil {
		return from, err
	}
	if k.get == nil {
		return from, nil // a list told it all
	}
	rec, err := k.get(ctx, from)
	if err != nil {
		return from, r.trouble(err)
	}
	return bounded(rec), nil
}

// PutRecord makes a record or changes one.
func (r *records) PutRecord(ctx context.Context, rec, was model.Record) (model.Record, error) {
	k, err := r.kind(rec.Kind)
	if err != nil {
		return rec, err
	}
	if k.put == nil {
		return rec, r.unable(rec.Kind)
	}
	rec.Values = maps.Clone(rec.Values)
	done, err := k.put(ctx, rec, was)
	if err != nil {
		return rec, r.trouble(err)
	}
	return bounded(done), nil
}

// DeleteRecord removes a record.
func (r *records) DeleteRecord(ctx context.Context, rec model.Record) error {
	k, err := r.kind(rec.Kind)
	if err != nil {
		return err
	}
	if k.del == nil {
		return r.unable(rec.Kind)
	}
	return r.trouble(k.del(ctx, rec))
}

// ActOnRecord does an action of the schema. A record of another kind that comes back
// is what the action made.
func (r *records) ActOnRecord(ctx context.Context, rec model.Record, action string, with map[string]string) (model.Record, *model.RecordFile, error) {
	k, err := r.kind(rec.Kind)
	if err != nil {
		return rec, nil, err
	}
	do := k.act[action]
	if do == nil {
		return rec, nil, r.unable(rec.Kind)
	}
	done, file, err := do(ctx, rec, model.Record{Values: with})
	if err != nil {
		return rec, nil, r.trouble(err)
	}
	return bounded(done), file, nil
}

func (r *records) kind(name model.RecordKind) (recordKind, error) {
	for _, k := range r.kinds {
		if k.schema.Kind == name {
			return k, nil
		}
	}
	return recordKind{}, r.unable(name)
}

func (r *records) unable(kind model.RecordKind) error {
	return &model.Trouble{Code: model.TroubleUnsupported, About: r.name, Detail: "refusal.no_records: " + string(kind)}
}

func (r *records) trouble(err error) error {
	if err == nil {
		return nil
	}
	return troubleOf(err, r.name)
}

// How much of an answer is taken: no more than any company has.
const (
	mostRows  = 10_000  // of a page
	mostValue = 1 << 20 // bytes of one value
)

// bounded cuts what a back end should never say.
func bounded(rec model.Record) model.Record {
	for key, value := range rec.Values {
		if len(value) > mostValue {
			rec = rec.With(key, strings.ToValidUTF8(value[:mostValue], ""))
		}
	}
	return rec
}

// How lists are read whose rows have to be asked for one by one.
const (
	detailRows   = 20 // of a page
	detailAtOnce = 4
)

// details asks for each of some rows, in their order.
func details(ctx context.Context, ids []string, get func(ctx context.Context, id string) (model.Record, error)) ([]model.Record, error) {
	rows := make([]model.Record, len(ids))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(detailAtOnce)
	for i, id := range ids {
		g.Go(func() (err error) {
			rows[i], err = get(ctx, id)
			return err
		})
	}
	return rows, g.Wait()
}
