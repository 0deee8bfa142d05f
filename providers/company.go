package providers

import (
	"context"
	"time"

	"seatdeck/app/model"
)

// RecordKeeper is a Link whose company keeps records: contact ways, links, rules,
// tasks. What is put was checked against the schema.
type RecordKeeper interface {
	// RecordSchemas are of the kinds there are, in the order to be shown.
	RecordSchemas() []model.RecordSchema
	ListRecords(ctx context.Context, q model.RecordQuery) (model.RecordPage, error)
	// GetRecord gives all of a record. From is what is known of it.
	GetRecord(ctx context.Context, from model.Record) (model.Record, error)
	// PutRecord makes a record, if it has no ID, or changes one; what became of it
	// is returned, with its ID. Was is the record before the change.
	PutRecord(ctx context.Context, r, was model.Record) (model.Record, error)
	DeleteRecord(ctx context.Context, r model.Record) error
	// ActOnRecord does what the action of the schema says, with what was asked for.
	ActOnRecord(ctx context.Context, r model.Record, action string, with map[string]string) (model.Record, *model.RecordFile, error)
}

// Welcomer is a Link that can greet a new customer, once and within a few seconds
// of the event that named the code.
type Welcomer interface {
	Welcome(ctx context.Context, code string, greeting model.Record) error
}

// WelcomeLasts is how long after its event a code can be used.
const WelcomeLasts = 20 * time.Second
