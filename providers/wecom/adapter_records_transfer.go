package wecom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

// The limits of handing over.
const (
	maxTransferCall      = 100 // customers or groups
	maxTransferCustomers = 10_000
	maxTransferWords     = 200 // characters
	unassignedRows       = 500
)

// Who hands over: somebody in post, or somebody who left.
const (
	inPost = "in_post"
	left   = "left"
)

var transferStates = words{
	{"done", TransferDone}, {"waiting", TransferWaiting}, {"refused", TransferRefused}, {"full", TransferFull}, {"nothing", TransferNothing},
}

// transfers are kept here: the back end lists none, only what became of their
// customers.
func (r *records) transfers() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordTransfer, Keep: true, List: true, Create: true,
			Fields: []model.RecordField{
				{Key: "post", Type: model.FieldChoice, Options: []string{inPost, left}, Default: inPost, Required: true, Fixed: true, InList: true},
				{Key: "from", Type: model.FieldSeat, Required: true, Fixed: true, InList: true},
				{Key: "to", Type: model.FieldSeat, Required: true, Fixed: true, InList: true},
				{Key: "customers", Type: model.FieldCustomers, Max: maxTransferCustomers, Required: true, Fixed: true},
				{Key: "words", Type: model.FieldLong, Max: maxTransferWords, Fixed: true, When: "post=" + inPost},
				{Key: "at", Type: model.FieldTime, Told: true, InList: true},
				{Key: "under_way", Type: model.FieldNumber, Told: true, InList: true},
				{Key: "failed", Type: model.FieldWords, Told: true},
			},
			Children: []model.RecordKind{model.RecordTransferResult},
		},
		put: r.putTransfer,
	}
}

func (r *records) putTransfer(ctx context.Context, rec, _ model.Record) (model.Record, error) {
	call := TransferCustomers
	if rec.Get("post") == left {
		call = TransferCustomersOfLeft
	}
	from, to := rec.Get("from"), rec.Get("to")
	if from == to {
		return rec, invalid("to", "refusal.same_seat: it is the seat that hands over")
	}
	underWay := 0
	var failed []string
	for part := range slices.Chunk(itemsOf[string](rec, "customers"), maxTransferCall) {
		answer, err := call.Do(ctx, r.client, TransferRequest{
			HandoverUserID: from, TakeoverUserID: to, ExternalUserID: part, TransferSuccessMsg: rec.Get("words"),
		})
		if err != nil {
			if underWay+len(failed) == 0 {
				return rec, err
			}
			// What is under way is under way: the record must tell of it.
			for _, id := range part {
				failed = append(failed, id+" "+why(err))
			}
			continue
		}
		for _, c := range answer.Customer {
			if c.ErrCode == codeOK {
				underWay++
			} else {
				failed = append(failed, c.ExternalUserID.String()+" "+codeText(c.ErrCode, ""))
			}
		}
	}
	now := r.clock.Now()
	rec.ID = idOf(rec.Get("post"), from, to, fmt.Sprint(now.UnixMilli()))
	return rec.With("at", fmt.Sprint(now.UnixMilli())).With("under_way", count(underWay)).With("failed", lines(failed)), nil
}

// why says in a line why a call failed.
func why(err error) string {
	var api *APIError
	if errors.As(err, &api) {
		return codeText(wire.Int(api.Code), api.Msg)
	}
	return err.Error()
}

// codeText is an errcode with what is said of it.
func codeText(code wire.Int, said string) string {
	if said == "" {
		said, _ = ErrorText(int(code))
	}
	return strings.TrimSpace(fmt.Sprintf("errcode %d %s", code, said))
}

// transferResults are what became of the customers of a transfer.
func (r *records) transferResults() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordTransferResult, List: true,
			Fields: []model.RecordField{
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
				{Key: "status", Type: model.FieldChoice, Options: transferStates.told(), Told: true, InList: true},
				{Key: "at", Type: model.FieldTime, Told: true, InList: true},
			},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			of := partsOf(q.Parent, 4)
			call := GetTransferResult
			if of[0] == left {
				call = GetTransferResultOfLeft
			}
			answer, err := call.Do(ctx, r.client, TransferResultRequest{HandoverUserID: of[1], TakeoverUserID: of[2], Cursor: q.Page})
			page := model.RecordPage{Next: answer.next()}
			for _, c := range answer.Customer {
				page.Records = append(page.Records, model.Record{Kind: q.Kind, ID: c.ExternalUserID.String(), Values: map[string]string{
					"customer": c.ExternalUserID.String(), "status": transferStates.of(c.Status), "at": stamp(c.TakeoverTime),
				}})
			}
			return page, err
		},
	}
}

// unassigned are the customers of people who left.
func (r *records) unassigned() recordKind {
	to := []model.RecordField{{Key: "to", Type: model.FieldSeat, Required: true}}
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordUnassigned, List: true,
			Fields: []model.RecordField{
				{Key: "from", Type: model.FieldSeat, Told: true, InList: true},
				{Key: "customer", Type: model.FieldCustomers, Told: true, InList: true},
				{Key: "left", Type: model.FieldTime, Told: true, InList: true},
			},
			Actions: []model.RecordAction{{Key: "assign", Fields: to, Confirm: true}, {Key: "assign_all", Fields: to, Confirm: true}},
		},
		list: func(ctx context.Context, q model.RecordQuery) (model.RecordPage, error) {
			answer, err := ListUnassigned.Do(ctx, r.client, UnassignedRequest{Cursor: q.Page, PageSize: unassignedRows})
			page := model.RecordPage{Next: answer.next()}
			for _, c := range answer.Info {
				page.Records = append(page.Records, model.Record{
					Kind: q.Kind, ID: idOf(c.HandoverUserID.String(), c.ExternalUserID.String()),
					Values: map[string]string{
						"from": c.HandoverUserID.String(), "customer": c.ExternalUserID.String(), "left": stamp(c.DimissionTime),
					},
				})
			}
			return page, err
		},
		act: map[string]recordDeed{
			"assign": func(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
				made, err := r.assign(ctx, rec.Get("from"), with.Get("to"), []string{rec.Get("customer")})
				return made, nil, err
			},
			"assign_all": func(ctx context.Context, rec, with model.Record) (model.Record, *model.RecordFile, error) {
				customers, err := r.customersLeftBy(ctx, rec.Get("from"))
				if err != nil {
					return rec, nil, err
				}
				made, err := r.assign(ctx, rec.Get("from"), with.Get("to"), customers)
				return made, nil, err
			},
		},
	}
}

// assign hands customers of somebody who left over: that is a transfer.
func (r *records) assign(ctx context.Context, from, to string, customers []string) (model.Record, error) {
	return r.putTransfer(ctx, model.Record{Kind: model.RecordTransfer, Values: map[string]string{
		"post": left, "from": from, "to": to, "customers": lines(customers),
	}}, model.Record{})
}

func (r *records) customersLeftBy(ctx context.Context, who string) (ids []string, err error) {
	for page, err := range Pages(ctx, r.client, ListUnassigned, UnassignedRequest{}) {
		if err != nil {
			return nil, err
		}
		for _, c := range page.Info {
			if c.HandoverUserID.String() == who && len(ids) < maxTransferCustomers {
				ids = append(ids, c.ExternalUserID.String())
			}
		}
	}
	return ids, nil
}

// groupTransfers give groups another owner; kept here.
func (r *records) groupTransfers() recordKind {
	return recordKind{
		schema: model.RecordSchema{
			Kind: model.RecordGroupTransfer, Keep: true, List: true, Create: true,
			Fields: []model.RecordField{
				{Key: "post", Type: model.FieldChoice, Options: []string{inPost, left}, Default: inPost, Required: true, Fixed: true, InList: true},
				{Key: "groups", Type: model.FieldGroups, Max: maxTransferCall, Required: true, Fixed: true, InList: true},
				{Key: "to", Type: model.FieldSeat, Required: true, Fixed: true, InList: true},
				{Key: "at", Type: model.FieldTime, Told: true, InList: true},
				{Key: "failed", Type: model.FieldWords, Told: true, InList: true},
			},
		},
		put: func(ctx context.Context, rec, _ model.Record) (model.Record, error) {
			call := TransferGroupsInPost
			if rec.Get("post") == left {
				call = TransferGroups
			}
			answer, err := call.Do(ctx, r.client, TransferGroupsRequest{ChatIDList: itemsOf[string](rec, "groups"), NewOwner: rec.Get("to")})
			if err != nil {
				return rec, err
			}
			var failed []string
			for _, c := range answer.FailedChatList {
				failed = append(failed, c.ChatID.String()+" "+codeText(c.ErrCode, c.ErrMsg.String()))
			}
			now := r.clock.Now()
			rec.ID = idOf(rec.Get("to"), fmt.Sprint(now.UnixMilli()))
			return rec.With("at", fmt.Sprint(now.UnixMilli())).With("failed", lines(failed)), nil
		},
	}
}
