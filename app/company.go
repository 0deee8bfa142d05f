package app

import (
	"cmp"
	"context"
	"strconv"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// keptRows is how many records that are kept here make a page.
const keptRows = 50

// Company keeps what companies keep at their back ends beside seats and customers:
// contact ways, links, rules, tasks.
type Company struct {
	store    *storage.Store
	bus      *bus.Bus
	sessions *sessions
	clock    clockwork.Clock
	audit    *audit.Log
}

// CompanyKinds are what one connection keeps.
type CompanyKinds struct {
	Connection model.Connection
	Schemas    []model.RecordSchema
}

// Kinds tells what every connection keeps; connections that keep nothing, or can't
// be opened, are left out.
func (c *Company) Kinds(ctx context.Context) ([]CompanyKinds, error) {
	connections, err := c.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	var list []CompanyKinds
	for _, conn := range connections {
		link, err := c.sessions.LinkOf(ctx, conn.ID)
		if err != nil {
			continue // its own status says why
		}
		if schemas := schemasOf(link); len(schemas) > 0 {
			list = append(list, CompanyKinds{Connection: conn, Schemas: schemas})
		}
	}
	return list, nil
}

// schemasOf are the kinds of a link: its own, and those kept here for it.
func schemasOf(link providers.Link) (schemas []model.RecordSchema) {
	if keeper, ok := link.(providers.RecordKeeper); ok {
		schemas = withLicences(keeper.RecordSchemas())
	}
	if providers.Can[providers.Welcomer](link) {
		schemas = append(schemas, welcomeSchema())
	}
	return schemas
}

// List gives a page of records.
func (c *Company) List(ctx context.Context, connection model.ConnectionID, q model.RecordQuery) (model.RecordPage, error) {
	at, err := c.at(ctx, connection, q.Kind)
	switch {
	case err != nil:
		return model.RecordPage{}, err
	case !at.schema.List:
		return model.RecordPage{}, at.unable()
	case at.schema.Keep:
		before, _ := strconv.ParseInt(q.Page, 10, 64) // "": from the newest
		list, next, err := c.store.Records(ctx, connection, q.Kind, before, keptRows)
		page := model.RecordPage{Records: list}
		if next > 0 {
			page.Next = strconv.FormatInt(next, 10)
		}
		return page, err
	case q.Kind == model.RecordLicenceOrder:
		return c.licenceOrders(ctx, connection)
	case q.Parent == "": // a list of one record's own has no filter that must be there
		if wrong := c.Check(at.schema, at.schema.Filter, q.Filter); len(wrong) > 0 {
			return model.RecordPage{}, wrong[0].trouble()
		}
	}
	page, err := at.keeper.ListRecords(ctx, q)
	if err != nil || q.Kind != model.RecordLicence {
		return page, err
	}
	return c.addLicences(ctx, connection, page)
}

// Get gives all of a record.
func (c *Company) Get(ctx context.Context, connection model.ConnectionID, from model.Record) (model.Record, error) {
	at, err := c.at(ctx, connection, from.Kind)
	if err != nil || at.keeper == nil || !at.schema.Single {
		return from, err
	}
	got, err := at.keeper.GetRecord(ctx, from)
	if err == nil && at.schema.Keep {
		err = c.store.Write(ctx, func(tx *storage.Tx) error { return tx.PutRecord(connection, got, c.clock.Now()) })
	}
	return got, err
}

// Put makes or changes a record.
func (c *Company) Put(ctx context.Context, connection model.ConnectionID, r, was model.Record) (model.Record, error) {
	deed := "create"
	if r.ID != "" {
		deed = "change"
	}
	made := r
	err := c.do(ctx, connection, &made, deed, func(at keeping) (keep *model.Record, err error) {
		if r.ID == "" && !at.schema.Create || r.ID != "" && !at.schema.Edit {
			return nil, at.unable()
		}
		if wrong := c.Check(at.schema, at.schema.Fields, r.Values); len(wrong) > 0 {
			return nil, wrong[0].trouble()
		}
		made = applying(at.schema.Fields, r)
		if at.keeper == nil {
			made, err = newWelcome(made)
		} else {
			made, err = at.keeper.PutRecord(ctx, made, was)
		}
		return &made, err
	})
	if err != nil {
		return r, err
	}
	return made, nil
}

// Delete removes a record: a person was asked.
func (c *Company) Delete(ctx context.Context, connection model.ConnectionID, r model.Record) error {
	return c.do(ctx, connection, &r, "delete", func(at keeping) (*model.Record, error) {
		if !at.schema.Delete {
			return nil, at.unable()
		}
		if at.keeper == nil {
			return nil, nil
		}
		return nil, at.keeper.DeleteRecord(ctx, r)
	})
}

// Act does what an action of the schema says. What it made beside the record, such
// as a transfer, is in its own list.
func (c *Company) Act(ctx context.Context, connection model.ConnectionID, r model.Record, action string, with map[string]string) (model.Record, *model.RecordFile, error) {
	done := r
	var file *model.RecordFile
	err := c.do(ctx, connection, &r, action, func(at keeping) (*model.Record, error) {
		asked, ok := at.action(action)
		if !ok || at.keeper == nil {
			return nil, at.unable()
		}
		if wrong := c.Check(at.schema, asked.Fields, with); len(wrong) > 0 {
			return nil, wrong[0].trouble()
		}
		with := applying(asked.Fields, model.Record{Values: with}).Values
		got, given, err := at.keeper.ActOnRecord(ctx, r, action, with)
		if err != nil {
			return nil, err
		}
		if file = given; got.Kind == r.Kind {
			done = got
		}
		return &got, nil
	})
	if err != nil {
		return r, nil, err
	}
	return done, file, nil
}

// keeping is where records of a kind are kept: at a back end, or here alone, where
// the keeper is nil.
type keeping struct {
	keeper providers.RecordKeeper
	schema model.RecordSchema
	all    []model.RecordSchema
	about  string
}

func (c *Company) at(ctx context.Context, connection model.ConnectionID, kind model.RecordKind) (keeping, error) {
	link, err := c.sessions.LinkOf(ctx, connection)
	if err != nil {
		return keeping{}, err
	}
	at := keeping{all: schemasOf(link), about: string(kind)}
	for _, schema := range at.all {
		if schema.Kind == kind {
			at.schema = schema
			if kind != model.RecordWelcome && kind != model.RecordLicenceOrder {
				at.keeper, _ = link.(providers.RecordKeeper)
			}
			return at, nil
		}
	}
	return at, at.unable()
}

func (at keeping) unable() error {
	return &model.Trouble{Code: model.TroubleUnsupported, About: at.about}
}

func (at keeping) action(key string) (model.RecordAction, bool) {
	for _, action := range at.schema.Actions {
		if action.Key == key {
			return action, true
		}
	}
	return model.RecordAction{}, false
}

// kept tells whether records of a kind are kept here.
func (at keeping) kept(kind model.RecordKind) bool {
	for _, schema := range at.all {
		if schema.Kind == kind {
			return schema.Keep
		}
	}
	return false
}

// do does something to a record and writes it down: what is kept here is stored in
// the transaction of the line of the audit log. The deed gives what is to be kept;
// nil: nothing, or no longer.
func (c *Company) do(ctx context.Context, connection model.ConnectionID, r *model.Record, deed string, fn func(keeping) (*model.Record, error)) (err error) {
	line := model.AuditEntry{What: model.AuditCompany, Connection: connection, About: recordText(*r), Detail: deed}
	defer func() { c.audit.Fails(ctx, line, &err) }()
	at, err := c.at(ctx, connection, r.Kind)
	if err != nil {
		return err
	}
	keep, err := fn(at)
	if err != nil {
		return err
	}
	line.About = recordText(*r)
	ctx = context.WithoutCancel(ctx) // it is done
	return c.store.Write(ctx, func(tx *storage.Tx) error {
		switch {
		case keep != nil && at.kept(keep.Kind):
			if err := tx.PutRecord(connection, *keep, c.clock.Now()); err != nil {
				return err
			}
		case deed == "delete" && at.schema.Keep:
			if err := tx.DeleteRecord(connection, r.Kind, r.ID); err != nil {
				return err
			}
		}
		tx.After(func() { c.bus.Tell(bus.Change{Company: true}) })
		return c.audit.NoteIn(tx, line)
	})
}

// recordText names a record in the audit log, by nothing that may be a message.
func recordText(r model.Record) string {
	return string(r.Kind) + " " + cmp.Or(r.Get("name"), r.Get("remark"), r.ID)
}
