package app

import (
	"context"
	"slices"
	"strconv"
	"time"

	"seatdeck/app/model"
)

// What the official WeCom API says of licences of its interface. Document 001 has no
// call that lists orders or tells when a licence ends: only these notices do, and a
// company hears of no more than came while it was connected.
const (
	noticeActivated  = "auto_activate"       // about a member, with the day on which it ends
	noticeUnlicensed = "unlicensed_notify"   // about a member who has none
	noticePaid       = "license_pay_success" // about an order, with who bought
	noticeRefund     = "license_refund"      // about an order, with what became of it
)

// licenceNotices is how many are read: more than a company orders in years.
const licenceNotices = 20_000

// What became of an order. Texts of them are under "record.licence_order.state".
const (
	orderPaid     = "paid"
	orderRefunded = "refunded"
	orderRefused  = "refused" // it is not paid back
	orderUnknown  = "unknown"
)

// withLicences gives the kinds of a back end that has licences what its notices tell
// beside them: when those of seats were given and end, and a kind for orders.
func withLicences(schemas []model.RecordSchema) []model.RecordSchema {
	at := slices.IndexFunc(schemas, func(s model.RecordSchema) bool { return s.Kind == model.RecordLicence })
	if at < 0 {
		return schemas
	}
	schemas = slices.Clone(schemas)
	schemas[at].Fields = append(slices.Clone(schemas[at].Fields),
		model.RecordField{Key: "expires", Type: model.FieldDay, Told: true, InList: true},
		model.RecordField{Key: "activated", Type: model.FieldTime, Told: true, InList: true},
		model.RecordField{Key: "missed", Type: model.FieldTime, Told: true, InList: true},
	)
	return append(schemas, model.RecordSchema{
		Kind: model.RecordLicenceOrder, List: true,
		Fields: []model.RecordField{
			{Key: "order", Type: model.FieldText, Told: true, InList: true},
			{Key: "state", Type: model.FieldChoice, Options: []string{orderPaid, orderRefunded, orderRefused, orderUnknown}, Told: true, InList: true},
			{Key: "buyer", Type: model.FieldSeat, Told: true, InList: true},
			{Key: "paid", Type: model.FieldTime, Told: true, InList: true},
			{Key: "answered", Type: model.FieldTime, Told: true, InList: true},
		},
	})
}

// addLicences adds to licences of seats what notices told of them.
func (c *Company) addLicences(ctx context.Context, connection model.ConnectionID, page model.RecordPage) (model.RecordPage, error) {
	notices, err := c.store.NoticesOf(ctx, connection, licenceNotices, noticeActivated, noticeUnlicensed)
	if err != nil {
		return page, err
	}
	newest := map[string]model.CompanyNotice{} // of each member
	for _, n := range slices.Backward(notices) {
		if n.Kind == noticeActivated {
			newest[n.About] = n
		}
	}
	missed := map[string]time.Time{} // who had none after that
	for _, n := range slices.Backward(notices) {
		if n.Kind == noticeUnlicensed && n.At.After(newest[n.About].At) {
			missed[n.About] = n.At
		}
	}
	page.Records = slices.Clone(page.Records)
	for i, r := range page.Records {
		member := r.Get("seat")
		if n, ok := newest[member]; ok {
			r = r.With("activated", stampOf(n.At))
			if day, err := time.ParseInLocation(time.DateOnly, n.Detail, model.BackEndZone()); err == nil {
				r = r.With("expires", stampOf(day))
			}
		}
		if at, ok := missed[member]; ok {
			r = r.With("missed", stampOf(at))
		}
		page.Records[i] = r
	}
	return page, nil
}

// licenceOrders are the orders that notices told of, the newest first.
func (c *Company) licenceOrders(ctx context.Context, connection model.ConnectionID) (model.RecordPage, error) {
	notices, err := c.store.NoticesOf(ctx, connection, licenceNotices, noticePaid, noticeRefund)
	if err != nil {
		return model.RecordPage{}, err
	}
	orders := map[string]*model.Record{}
	var ids []string
	for _, n := range slices.Backward(notices) {
		r := orders[n.About]
		if r == nil {
			r = &model.Record{Kind: model.RecordLicenceOrder, ID: n.About, Values: map[string]string{"order": n.About}}
			orders[n.About], ids = r, append(ids, n.About)
		}
		switch {
		case n.Kind == noticePaid:
			r.Values["state"], r.Values["buyer"], r.Values["paid"] = orderPaid, n.Detail, stampOf(n.At)
		case n.Detail == orderRefunded || n.Detail == orderRefused:
			r.Values["state"], r.Values["answered"] = n.Detail, stampOf(n.At)
		default:
			r.Values["state"], r.Values["answered"] = orderUnknown, stampOf(n.At)
		}
	}
	page := model.RecordPage{Total: len(ids)}
	for _, id := range slices.Backward(ids) {
		page.Records = append(page.Records, *orders[id])
	}
	return page, nil
}

// stampOf is a time as a record keeps it.
func stampOf(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
