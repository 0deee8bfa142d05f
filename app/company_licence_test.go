package app

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
)

// licensor is a back end of which each seat needs a licence.
type licensor struct{ *companyBack }

func (licensor) RecordSchemas() []model.RecordSchema {
	return []model.RecordSchema{{Kind: model.RecordLicence, List: true, Fields: []model.RecordField{
		{Key: "seat", Type: model.FieldSeat, Told: true, InList: true}, {Key: "licensed", Type: model.FieldSwitch, Told: true, InList: true},
	}}}
}

// inLicences runs a test on such a back end, after it told of something.
func inLicences(t *testing.T, told []model.CompanyNotice, fn func(b *bench, c *companyBack)) {
	t.Helper()
	back := newScripted()
	c := &companyBack{scripted: back}
	back.as = licensor{c}
	inBubbleOn(t, back, func(b *bench) {
		require.NoError(t, b.store.Write(t.Context(), func(tx *storage.Tx) error {
			for _, n := range told {
				if _, err := tx.PutNotice(1, 0, n); err != nil {
					return err
				}
			}
			return nil
		}))
		fn(b, c)
	})
}

func licenceOf(seat, licensed string) model.Record {
	return model.Record{Kind: model.RecordLicence, ID: seat, Values: map[string]string{"seat": seat, "licensed": licensed}}
}

func TestLicencesSayWhatNoticesTold(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 3, 1, 8, minute, 0, 0, time.UTC) }
	inLicences(t, []model.CompanyNotice{
		{ID: "1", At: at(1), Kind: noticeActivated, About: "lisi", Detail: "2026-04-01"},
		{ID: "2", At: at(2), Kind: noticeUnlicensed, About: "lisi"},
		{ID: "3", At: at(3), Kind: noticeActivated, About: "lisi", Detail: "2027-04-01"},
		{ID: "4", At: at(4), Kind: noticeActivated, About: "wangwu"}, // no day was told
		{ID: "5", At: at(5), Kind: noticeUnlicensed, About: "wangwu"},
		{ID: "6", At: at(6), Kind: "transfer_fail", About: "zhao", Detail: "2027-04-01"},
	}, func(b *bench, c *companyBack) {
		c.rows = []model.Record{licenceOf("lisi", "1"), licenceOf("wangwu", ""), licenceOf("zhao", "1")}
		page, err := b.console.Company.List(context.Background(), 1, model.RecordQuery{Kind: model.RecordLicence})
		require.NoError(t, err)
		ends := time.Date(2027, 4, 1, 0, 0, 0, 0, model.BackEndZone())
		require.Equal(t, []model.Record{
			licenceOf("lisi", "1").With("activated", stampOf(at(3))).With("expires", stampOf(ends)),
			licenceOf("wangwu", "").With("activated", stampOf(at(4))).With("missed", stampOf(at(5))),
			licenceOf("zhao", "1"),
		}, page.Records, "nothing is made up")
	})
}

func TestOrdersOfLicences(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 3, 1, 8, minute, 0, 0, time.UTC) }
	inLicences(t, []model.CompanyNotice{
		{ID: "1", At: at(1), Kind: noticePaid, About: "O1", Detail: "boss"},
		{ID: "2", At: at(2), Kind: noticePaid, About: "O2", Detail: "boss"},
		{ID: "3", At: at(3), Kind: noticeRefund, About: "O1", Detail: "refunded"},
		{ID: "4", At: at(4), Kind: noticeRefund, About: "O3", Detail: "refused"},
		{ID: "5", At: at(5), Kind: noticeRefund, About: "O4"},
	}, func(b *bench, c *companyBack) {
		company := b.console.Company
		page, err := company.List(context.Background(), 1, model.RecordQuery{Kind: model.RecordLicenceOrder})
		require.NoError(t, err)
		order := func(id string, pairs ...string) model.Record {
			r := model.Record{Kind: model.RecordLicenceOrder, ID: id, Values: map[string]string{"order": id}}
			for i := 0; i < len(pairs); i += 2 {
				r = r.With(pairs[i], pairs[i+1])
			}
			return r
		}
		require.Equal(t, []model.Record{
			order("O4", "state", "unknown", "answered", stampOf(at(5))),
			order("O3", "state", "refused", "answered", stampOf(at(4))),
			order("O2", "state", "paid", "buyer", "boss", "paid", stampOf(at(2))),
			order("O1", "state", "refunded", "buyer", "boss", "paid", stampOf(at(1)), "answered", stampOf(at(3))),
		}, page.Records)
		require.Empty(t, c.calls(), "no call tells of them")
		require.True(t, model.IsTrouble(company.Delete(context.Background(), 1, page.Records[0]), model.TroubleUnsupported))
		kinds, err := company.Kinds(context.Background())
		require.NoError(t, err)
		var fields []string
		for _, f := range kinds[0].Schemas[0].Fields {
			fields = append(fields, f.Key)
		}
		require.Equal(t, []string{"seat", "licensed", "expires", "activated", "missed"}, fields)
	})
}
