package login

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

func TestDigitsOf(t *testing.T) {
	for text, want := range map[string]string{
		"123456": "123456", "123 456": "123456", " 12-34-56\n": "123456", "１２３ ４５６": "123456",
		"验证码：4821，请勿告诉他人": "4821", "": "", "abc": "", "1234567890": "12345678", "٣٤٥": "",
	} {
		require.Equal(t, want, digitsOf(text), text)
	}
}

func TestValidProxy(t *testing.T) {
	for _, good := range []string{
		"", "http://127.0.0.1:10807", "socks5://user:pass@10.10.1.10:3128", "socks4://proxy.example.com:1080", "http://[::1]:8080/",
	} {
		require.True(t, validProxy(good), good)
	}
	for _, bad := range []string{
		"127.0.0.1:10807", "https://a:1", "socks5h://a:1", "ftp://a:1", "http://", "http://:80", "http://a", "http://a:0", "http://a:65536",
		"http://a:80/path", "http://a:80?x=1", "http://a:80#x", "http://a b:80", "javascript:alert(1)",
	} {
		require.False(t, validProxy(bad), bad)
	}
}

func TestTilesUnderWayKeepTheirPlaceAndThoseDoneSink(t *testing.T) {
	const (
		idle   = model.LoginIdle
		shows  = model.LoginShowing
		online = model.LoginOnline
		fails  = model.LoginFailed
	)
	for _, c := range []struct {
		name   string
		phases []model.LoginPhase
		want   []model.SeatID
	}{
		{"nothing begun", []model.LoginPhase{idle, idle, idle}, []model.SeatID{1, 2, 3}},
		{"the first is done", []model.LoginPhase{online, idle, fails}, []model.SeatID{2, 3, 1}},
		{"what is under way stays", []model.LoginPhase{online, shows, shows, idle}, []model.SeatID{4, 2, 3, 1}},
		{"no place to sink to", []model.LoginPhase{online, shows, shows}, []model.SeatID{1, 2, 3}},
		{"done in their order", []model.LoginPhase{online, online, idle, shows}, []model.SeatID{3, 1, 2, 4}},
		{"all done", []model.LoginPhase{online, online}, []model.SeatID{1, 2}},
		{"none", nil, []model.SeatID{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var order []*tile
			for i, phase := range c.phases {
				seat := screen.SeatView{Seat: model.Seat{ID: model.SeatID(i + 1), State: model.SeatOffline}}
				order = append(order, &tile{card: &card{seat: seat, login: model.Login{Phase: phase}}})
			}
			got := []model.SeatID{}
			for _, t := range settled(order) {
				got = append(got, t.seat.ID)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestOnlySeatsThatAreOutAndCanLogInAreWanted(t *testing.T) {
	can := model.NewCapabilities(model.CanQRLogin)
	for state, want := range map[model.SeatState]bool{
		model.SeatOffline: true, model.SeatKicked: true,
		model.SeatOnline: false, model.SeatBanned: false, model.SeatInitializing: false, model.SeatUnknown: false,
	} {
		require.Equal(t, want, Wanted(screen.SeatView{Seat: model.Seat{State: state}, Can: can}), state)
		require.False(t, Wanted(screen.SeatView{Seat: model.Seat{State: state}}), "no code to show")
	}
}
