package uitest

import (
	"context"
	"fmt"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// CodeLasts is how long a code of the scripted back end is good, unless a test
// says otherwise.
const CodeLasts = 60 * time.Second

// GoodPIN is the PIN that the scripted back end takes.
const GoodPIN = "123456"

// loginScript is how logins and instances of the scripted back end go.
type loginScript struct {
	codes    map[string]int                 // how many a seat was given
	progress map[string]model.LoginProgress // what its newest code came to
	lasts    time.Duration
	picture  []byte // in place of a content
	codeErr  error
	checkErr error
	pushed   []string
	pins     []string
	deeds    []string
	instance model.Instance
	deedErr  error
	pace     providers.Pace
	gate     providers.Gate
}

func newLoginScript() loginScript {
	return loginScript{
		codes: map[string]int{}, progress: map[string]model.LoginProgress{}, lasts: CodeLasts,
		instance: model.Instance{State: model.InstanceRunning, Version: "4.1.38.6011"},
	}
}

// Logins are the capabilities of a back end whose seats log in by code and live
// in instances, beside sending text.
func Logins() []model.Capability {
	return []model.Capability{
		model.CanSendText, model.CanQRLogin, model.CanPushLogin, model.CanVerifyLogin,
		model.CanSwitchSeat, model.CanLogOut, model.CanManageInstance, model.CanShowOwnCode,
	}
}

// CodeOf is what the nth code of a seat says.
func CodeOf(seat, n int) string {
	return fmt.Sprintf("https://wx.work/login?seat=robot-%d&code=%d&key=8f14e45fceea167a5a36dedd4bea2543", seat, n)
}

// LoginCode implements providers.CodeLogin.
func (b *Back) LoginCode(_ context.Context, seat model.Seat) (model.LoginCode, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := &b.login
	if l.codeErr != nil {
		return model.LoginCode{}, l.codeErr
	}
	l.codes[seat.RemoteID]++
	l.progress[seat.RemoteID] = model.LoginProgress{}
	if l.picture != nil {
		return model.LoginCode{Picture: l.picture, Lasts: l.lasts}, nil
	}
	var n int
	_, _ = fmt.Sscanf(seat.RemoteID, "robot-%d", &n) // ours
	return model.LoginCode{Content: CodeOf(n, l.codes[seat.RemoteID]), Lasts: l.lasts}, nil
}

// CheckLogin implements providers.CodeLogin.
func (b *Back) CheckLogin(_ context.Context, seat model.Seat) (model.LoginProgress, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.login.progress[seat.RemoteID], b.login.checkErr
}

// PushLogin implements providers.LoginPusher.
func (b *Back) PushLogin(_ context.Context, seat model.Seat) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.login.pushed = append(b.login.pushed, seat.RemoteID)
	b.login.progress[seat.RemoteID] = model.LoginProgress{}
	return b.login.codeErr
}

// VerifyLogin implements providers.LoginVerifier.
func (b *Back) VerifyLogin(_ context.Context, seat model.Seat, ticket, pin string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.login.pins = append(b.login.pins, ticket+" "+pin)
	if pin != GoodPIN {
		return &model.Trouble{Code: model.TroubleWrongPIN, About: seat.DisplayName()}
	}
	now := b.login.progress[seat.RemoteID]
	now.Step = model.LoginStepConfirmed
	b.login.progress[seat.RemoteID] = now
	return nil
}

// deed notes what was asked of an instance.
func (b *Back) deed(format string, args ...any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.login.deeds = append(b.login.deeds, fmt.Sprintf(format, args...))
	return b.login.deedErr
}

// StartSeat implements providers.SeatSwitcher.
func (b *Back) StartSeat(_ context.Context, seat model.Seat, o model.StartOptions) error {
	return b.deed("start %s proxy=%s login=%t bridge=%s history=%t", seat.RemoteID, o.Proxy, o.LoginProxy, o.Bridge, o.SyncHistory)
}

// StopSeat implements providers.SeatSwitcher.
func (b *Back) StopSeat(_ context.Context, seat model.Seat) error {
	return b.deed("stop %s", seat.RemoteID)
}

// LogOut implements providers.SeatLeaver.
func (b *Back) LogOut(_ context.Context, seat model.Seat) error {
	return b.deed("log out %s", seat.RemoteID)
}

// Instance implements providers.InstanceKeeper.
func (b *Back) Instance(context.Context, model.Seat) (model.Instance, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.login.instance, b.login.checkErr
}

// SetProxy implements providers.InstanceKeeper.
func (b *Back) SetProxy(_ context.Context, seat model.Seat, proxy string, longOnly bool) error {
	return b.deed("proxy %s %s long=%t", seat.RemoteID, proxy, longOnly)
}

// SetBridge implements providers.InstanceKeeper.
func (b *Back) SetBridge(_ context.Context, seat model.Seat, bridge string) error {
	return b.deed("bridge %s %s", seat.RemoteID, bridge)
}

// Upgrade implements providers.InstanceKeeper.
func (b *Back) Upgrade(_ context.Context, seat model.Seat, clientType int) error {
	return b.deed("upgrade %s %d", seat.RemoteID, clientType)
}

// OwnCode implements providers.CodeShower.
func (b *Back) OwnCode(_ context.Context, seat model.Seat) (model.LoginCode, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return model.LoginCode{Content: "https://work.weixin.qq.com/u/" + seat.AccountID, Wording: "扫一扫上面的二维码，加我企业微信"}, b.login.deedErr
}

// Login says what became of the newest code of a seat.
func (b *Back) Login(seat int, now model.LoginProgress) {
	b.Set(func(b *Back) { b.login.progress[b.ref(seat).RemoteID] = now })
}

// CodesLast has the codes that are given from now on last so long.
func (b *Back) CodesLast(d time.Duration) { b.Set(func(b *Back) { b.login.lasts = d }) }

// PictureCodes has codes given as this picture and not as a content.
func (b *Back) PictureCodes(picture []byte) { b.Set(func(b *Back) { b.login.picture = picture }) }

// RefuseCodes has no code given, for that reason; nil gives them again.
func (b *Back) RefuseCodes(err error) { b.Set(func(b *Back) { b.login.codeErr = err }) }

// RefuseChecks has no question about a login or an instance answered.
func (b *Back) RefuseChecks(err error) { b.Set(func(b *Back) { b.login.checkErr = err }) }

// RefuseDeeds has nothing done to an instance, for that reason.
func (b *Back) RefuseDeeds(err error) { b.Set(func(b *Back) { b.login.deedErr = err }) }

// InstanceIs says how every instance is.
func (b *Back) InstanceIs(now model.Instance) { b.Set(func(b *Back) { b.login.instance = now }) }

// Limit lets a seat make only so many calls a minute.
func (b *Back) Limit(callsPerMinute int) {
	b.Set(func(b *Back) { b.login.pace.CallsPerMinute = callsPerMinute })
}

// Block has no call of a seat taken before a time.
func (b *Back) Block(seat int, until time.Time) error {
	b.mu.Lock()
	gate := b.login.gate
	b.mu.Unlock()
	return gate.Shut(context.Background(), b.ref(seat).RemoteID, until)
}

// Codes is how many codes a seat was given.
func (b *Back) Codes(seat int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.login.codes[b.ref(seat).RemoteID]
}

// Pushed are the seats whose phones were asked to confirm.
func (b *Back) Pushed() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.login.pushed...)
}

// PINs are the tickets and PINs that were handed in.
func (b *Back) PINs() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.login.pins...)
}

// Deeds is what was asked of instances.
func (b *Back) Deeds() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.login.deeds...)
}
