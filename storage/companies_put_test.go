package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestWhatIsToldOfCompaniesChangesNothingTwice(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{RemoteID: "r"})
	at := storagetest.Start
	half := model.Detection{ID: "d1", At: at, Banned: 1}
	whole := model.Detection{ID: "d1", At: at, Banned: 2, Complete: true}
	for _, c := range []struct {
		name string
		put  func(tx *storage.Tx) (bool, error)
		want bool
	}{
		{"company", func(tx *storage.Tx) (bool, error) {
			return tx.PutCompany(seat.Connection, model.Company{ID: "c", Name: "公司"})
		}, true},
		{"company renamed", func(tx *storage.Tx) (bool, error) {
			return tx.PutCompany(seat.Connection, model.Company{ID: "c", Name: "新公司"})
		}, true},
		{"company without id", func(tx *storage.Tx) (bool, error) {
			return tx.PutCompany(seat.Connection, model.Company{Name: "公司"})
		}, false},
		{"teams", func(tx *storage.Tx) (bool, error) {
			return tx.PutTeams(seat.Connection, []model.Team{{ID: "3", Name: "三组"}, {ID: "7"}})
		}, true},
		{"teams without names", func(tx *storage.Tx) (bool, error) {
			return tx.PutTeams(seat.Connection, []model.Team{{ID: "3"}})
		}, false},
		{"panel", func(tx *storage.Tx) (bool, error) {
			return tx.PutPanel(seat.Connection, model.Panel{At: at, Users: 3}, at)
		}, true},
		{"older panel", func(tx *storage.Tx) (bool, error) {
			return tx.PutPanel(seat.Connection, model.Panel{At: at.Add(-time.Hour), Users: 2}, at)
		}, false},
		{"panel of a clock that was set back", func(tx *storage.Tx) (bool, error) {
			return tx.PutPanel(seat.Connection, model.Panel{At: at.Add(-time.Hour), Users: 4}, at.Add(-time.Hour))
		}, true},
		{"detection", func(tx *storage.Tx) (bool, error) { return tx.PutDetection(seat.Connection, half) }, true},
		{"its end", func(tx *storage.Tx) (bool, error) { return tx.PutDetection(seat.Connection, whole) }, true},
		{"its beginning again", func(tx *storage.Tx) (bool, error) { return tx.PutDetection(seat.Connection, half) }, false},
		{"days", func(tx *storage.Tx) (bool, error) {
			return tx.PutOfficialDays(seat.ID, []model.OfficialDay{{Day: at, Chats: 5, ReplyShare: 0.1}})
		}, true},
		{"quotas", func(tx *storage.Tx) (bool, error) {
			return tx.PutQuotas(seat.Connection, []model.Quota{{Kind: model.QuotaAcquisition, Left: 9}, {Kind: model.QuotaLicences, Ref: "x", Left: 1}}, at)
		}, true},
		{"one quota less", func(tx *storage.Tx) (bool, error) {
			return tx.PutQuotas(seat.Connection, []model.Quota{{Kind: model.QuotaAcquisition, Left: 9}}, at)
		}, true},
		{"notice", func(tx *storage.Tx) (bool, error) {
			return tx.PutNotice(seat.Connection, seat.ID, model.CompanyNotice{ID: "n", At: at, Kind: "transfer_fail"})
		}, true},
		{"notice without id", func(tx *storage.Tx) (bool, error) {
			return tx.PutNotice(seat.Connection, 0, model.CompanyNotice{At: at, Kind: "transfer_fail", Detail: "x"})
		}, true},
	} {
		for _, want := range []bool{c.want, false} {
			storagetest.Write(t, s, func(tx *storage.Tx) error {
				changed, err := c.put(tx)
				require.Equal(t, want, changed, c.name)
				return err
			})
		}
	}
	teams, err := s.Teams(t.Context())
	require.NoError(t, err)
	require.Equal(t, []model.Team{{Connection: seat.Connection, ID: "3", Name: "三组"}, {Connection: seat.Connection, ID: "7"}}, teams)
	list, err := s.Detections(t.Context(), 9)
	require.NoError(t, err)
	require.Equal(t, []model.Detection{whole}, list)
	found, err := s.BansFound(t.Context(), at)
	require.NoError(t, err)
	require.Equal(t, []storage.BansFound{{Connection: seat.Connection, Detection: whole}}, found)
	quotas, err := s.Quotas(t.Context())
	require.NoError(t, err)
	require.Len(t, quotas[seat.Connection], 1)
	notices, err := s.Notices(t.Context(), 9)
	require.NoError(t, err)
	require.Len(t, notices, 2)
	panels, err := s.Panels(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, panels[seat.Connection].Users)
}
