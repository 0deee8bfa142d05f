package app

import (
	"context"
	"errors"
	"time"

	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
)

const (
	lookEvery     = 3 * time.Second  // how often a back end is asked what became of a code
	lookScarcely  = 10 * time.Second // while few calls are left in this minute
	loginWithin   = 10 * time.Minute // without a step of the person's
	mostCodes     = 5
	codeGrace     = 5 * time.Second  // a code that is over for longer is replaced unasked
	pinSettles    = 20 * time.Second // a PIN that was taken may be asked for so long
	onlineWithin  = 60 * time.Second // after the phone has confirmed
	mostRefusals  = 3                // in a row, of the question what became of a code
	mostCodeWords = 2900             // bytes that a code can hold
)

// loginSteps asks a back end through one login. Its fields are its goroutine's
// own.
type loginSteps struct {
	*attempt
	giveUp   time.Time // unless the person does something
	ticket   string
	wrong    *model.Trouble // what was wrong with the last PIN
	taken    time.Time      // when the back end took a PIN; zero: it has not
	refusals int
}

// over is the end of a login; nil goes on.
type over struct {
	phase model.LoginPhase
	err   error
}

// run plays the login to its end.
func (s *loginSteps) run(ctx context.Context) (model.LoginPhase, error) {
	s.giveUp = s.clock.Now().Add(loginWithin)
	end := s.prepare(ctx)
	for end == nil {
		end = s.next(ctx)
	}
	return end.phase, end.err
}

// prepare asks for a code, or the phone to confirm. A back end that can't be
// reached is asked again.
func (s *loginSteps) prepare(ctx context.Context) *over {
	if s.state().Codes == mostCodes {
		return &over{phase: model.LoginExpired}
	}
	s.ticket, s.wrong, s.taken = "", nil, time.Time{}
	s.change(func(l *model.Login) {
		*l = model.Login{Seat: l.Seat, Phase: model.LoginPreparing, Codes: l.Codes, Since: l.Since}
	})
	for wait := lookEvery; ; wait = min(2*wait, 10*lookEvery) {
		err := s.ask(ctx)
		if err == nil {
			return nil
		}
		if !mayPass(err) || !s.clock.Now().Before(s.giveUp) {
			return &over{model.LoginFailed, err}
		}
		s.change(func(l *model.Login) { l.Problem = model.AsTrouble(err) })
		if err := pause.For(ctx, s.clock, wait); err != nil {
			return &over{model.LoginFailed, err}
		}
	}
}

func (s *loginSteps) ask(ctx context.Context) error {
	if s.push {
		err := s.able.(providers.LoginPusher).PushLogin(ctx, s.seat)
		if err == nil {
			s.change(func(l *model.Login) { l.Phase, l.Problem = model.LoginPushed, nil })
		}
		return err
	}
	code, err := s.able.LoginCode(ctx, s.seat)
	if err != nil {
		return err
	}
	if len(code.Picture) == 0 && (code.Content == "" || len(code.Content) > mostCodeWords) {
		return &model.Trouble{Code: model.TroubleBadAnswer, About: s.seat.DisplayName()}
	}
	s.change(func(l *model.Login) {
		l.Phase, l.Problem, l.Code = model.LoginShowing, nil, code
		l.Codes++
		if code.Lasts > 0 {
			l.Until = s.clock.Now().UTC().Add(code.Lasts)
		}
	})
	return nil
}

// next waits a while, or for a PIN, and then looks how the login stands.
func (s *loginSteps) next(ctx context.Context) *over {
	t := s.clock.NewTimer(s.pace(ctx))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return &over{model.LoginFailed, ctx.Err()}
	case pin := <-s.pins:
		if end := s.verify(ctx, pin); end != nil {
			return end
		}
	case <-t.Chan():
	}
	return s.look(ctx)
}

func (s *loginSteps) pace(ctx context.Context) time.Duration {
	calls, err := s.home.calls(ctx, s.seat)
	if err == nil && 3*calls.Used > 2*calls.Limit {
		return lookScarcely
	}
	return lookEvery
}

// look asks what became of the login and moves it on.
func (s *loginSteps) look(ctx context.Context) *over {
	p, err := s.able.CheckLogin(ctx, s.seat)
	if err != nil {
		return s.unsure(err)
	}
	s.refusals = 0
	switch p.Step {
	case model.LoginStepConfirmed:
		return s.confirmed(ctx)
	case model.LoginStepRefused:
		return &over{phase: model.LoginRefused}
	case model.LoginStepExpired:
		return s.renew(ctx)
	}
	now := s.clock.Now()
	if !now.Before(s.giveUp) {
		return &over{phase: model.LoginExpired}
	}
	if until := s.state().Until; p.Step == model.LoginStepWaiting && !until.IsZero() && now.After(until.Add(codeGrace)) {
		return s.renew(ctx)
	}
	s.change(func(l *model.Login) {
		if l.Phase == model.LoginVerifying && !s.settled(p) {
			return // the answer is older than the PIN
		}
		s.show(l, p)
	})
	return nil
}

// settled tells whether what is said of a login whose PIN was handed in takes
// account of the PIN.
func (s *loginSteps) settled(p model.LoginProgress) bool {
	if s.taken.IsZero() || p.Step == model.LoginStepWaiting {
		return false
	}
	return p.Step != model.LoginStepPIN || p.Ticket != s.ticket || s.clock.Since(s.taken) >= pinSettles
}

// show brings the login in line with what the back end says.
func (s *loginSteps) show(l *model.Login, p model.LoginProgress) {
	was := l.Phase
	l.Problem = nil
	switch {
	case p.Step == model.LoginStepScanned:
		l.Phase = model.LoginScanned
	case p.Step == model.LoginStepPIN:
		if was == model.LoginVerifying { // taken, and asked for again
			s.wrong = &model.Trouble{Code: model.TroubleWrongPIN, About: s.seat.DisplayName()}
		}
		l.Phase, l.Problem = model.LoginPINWanted, s.wrong
		s.ticket, s.taken = p.Ticket, time.Time{}
	case s.push:
		l.Phase = model.LoginPushed
	default:
		l.Phase = model.LoginShowing
	}
	if p.Name != "" {
		l.Name = p.Name
	}
	if p.Avatar != "" {
		l.Avatar = p.Avatar
	}
	if l.Phase != was {
		s.giveUp = s.clock.Now().Add(loginWithin) // somebody is there
	}
}

// verify hands a PIN in. Whatever goes wrong but for a block, it may be entered
// again.
func (s *loginSteps) verify(ctx context.Context, pin string) *over {
	verifier, ok := s.able.(providers.LoginVerifier)
	if !ok {
		return &over{model.LoginFailed, &model.Trouble{Code: model.TroubleUnsupported, About: s.seat.DisplayName()}}
	}
	err := verifier.VerifyLogin(ctx, s.seat, s.ticket, pin)
	switch {
	case err == nil:
		s.wrong, s.taken = nil, s.clock.Now()
	case ctx.Err() != nil || isFinal(err):
		return &over{model.LoginFailed, err}
	default:
		s.wrong = model.AsTrouble(err)
		s.change(func(l *model.Login) { l.Phase, l.Problem = model.LoginPINWanted, s.wrong })
	}
	return nil
}

// renew replaces a code that ran out. A push is not repeated: the phone would
// ring for nobody.
func (s *loginSteps) renew(ctx context.Context) *over {
	if s.push || !s.clock.Now().Before(s.giveUp) {
		return &over{phase: model.LoginExpired}
	}
	select {
	case <-s.pins: // of the code that is gone
	default:
	}
	return s.prepare(ctx)
}

// confirmed waits for the seat to come online: what the back end says of its
// seats ends the login.
func (s *loginSteps) confirmed(ctx context.Context) *over {
	s.change(func(l *model.Login) { l.Phase, l.Problem = model.LoginConfirmed, nil })
	by := s.clock.Now().Add(onlineWithin)
	for wait := time.Second; s.clock.Now().Before(by); wait *= 2 {
		s.home.history.readSeats()
		if err := pause.For(ctx, s.clock, min(wait, by.Sub(s.clock.Now()))); err != nil {
			return &over{model.LoginFailed, err}
		}
	}
	return &over{model.LoginFailed, &model.Trouble{Code: model.TroubleTimeout, About: s.seat.DisplayName()}}
}

// unsure goes on where the answer may come the next time, and shows what is
// wrong meanwhile.
func (s *loginSteps) unsure(err error) *over {
	if !mayPass(err) {
		s.refusals++
	}
	if isFinal(err) || s.refusals == mostRefusals || !s.clock.Now().Before(s.giveUp) {
		return &over{model.LoginFailed, err}
	}
	s.change(func(l *model.Login) { l.Problem = model.AsTrouble(err) })
	return nil
}

// isFinal tells whether a person must act before it makes sense to go on.
func isFinal(err error) bool {
	switch model.AsTrouble(err).Code {
	case model.TroubleBlocked, model.TroubleBanned, model.TroubleCredentials, model.TroubleUnsupported:
		return true
	}
	return false
}

// mayPass tells whether an error may be gone by itself.
func mayPass(err error) bool {
	var notTried *providers.NotTried
	switch model.AsTrouble(err).Code {
	case model.TroubleUnreachable, model.TroubleTimeout, model.TroubleBusy, model.TroubleBadAnswer, model.TroubleUnknown:
		return true
	}
	return errors.As(err, &notTried) && !isFinal(err)
}
