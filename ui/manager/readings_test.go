package manager

import (
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/screen"
)

func TestWhatTheBackEndsCountIsCompared(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	env := &screen.Env{Texts: assets.LoadTexts("zh"), Clock: clockwork.NewFakeClockAt(now), Zone: time.UTC}
	h := &host{env: env}
	for i, name := range []string{"小美", "阿强", "老王", "小李"} {
		h.seats = append(h.seats, screen.SeatView{Seat: model.Seat{ID: model.SeatID(i + 1), Name: name}})
	}
	read := func(seat model.SeatID, here, gone, total, rows int) model.Reading {
		return model.Reading{Seat: seat, Here: here, Gone: gone, Total: total, Rows: rows, At: now.Add(-time.Duration(seat) * time.Minute)}
	}
	for name, c := range map[string]struct {
		list   []model.Reading
		text   string
		agrees bool
	}{
		"nothing read yet":                   {nil, "", true},
		"as many":                            {[]model.Reading{read(1, 40, 0, 40, 40), read(2, 3, 0, 3, 3)}, "后台 43，读于 09:58", true},
		"it counts those that are gone":      {[]model.Reading{read(1, 40, 2, 40, 40)}, "后台 40（含已不在的 2），读于 09:59", true},
		"it leaves out those that are gone":  {[]model.Reading{read(1, 40, 2, 38, 38)}, "后台 38，读于 09:59", true},
		"it does not count":                  {[]model.Reading{read(1, 40, 0, 0, 40)}, "后台 40，读于 09:59", true},
		"fewer here":                         {[]model.Reading{read(1, 38, 0, 40, 38), read(2, 3, 0, 3, 3)}, "后台 43，读于 09:58 · 与后台不一致：小美 本机 38 / 后台 40", false},
		"more here than it has, gone or not": {[]model.Reading{read(1, 42, 1, 40, 40)}, "后台 40，读于 09:59 · 与后台不一致：小美 本机 41 / 后台 40", false},
		"at many seats": {
			[]model.Reading{read(1, 1, 0, 2, 2), read(2, 1, 0, 2, 2), read(3, 1, 0, 2, 2), read(4, 1, 0, 2, 2)},
			"后台 8，读于 09:56 · 与后台不一致：小美 本机 1 / 后台 2、阿强 本机 1 / 后台 2、老王 本机 1 / 后台 2 等 4 个坐席", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReadings(h, model.ListOfGroups, model.CanListGroups)
			r.list = c.list
			text, agrees := r.agreement()
			require.Equal(t, c.text, text)
			require.Equal(t, c.agrees, agrees)
		})
	}
}
