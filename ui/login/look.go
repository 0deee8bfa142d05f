package login

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// deed is what the main button of a login does.
type deed int

const (
	deedNone    deed = iota
	deedBegin        // fetch a code, or another one
	deedPIN          // hand in what was typed
	deedConnect      // open the connection: nothing here can mend it
	deedDone         // there is nothing more to do
)

// phoneIcon is a phone; the toolkit has none.
var phoneIcon = fyne.NewStaticResource("login-phone.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
	`<path fill-rule="evenodd" d="M7 1h10c1.1 0 2 .9 2 2v18c0 1.1-.9 2-2 2H7c-1.1 0-2-.9-2-2V3c0-1.1.9-2 2-2zM7 4v14h10V4zM11 19.5v1.5h2v-1.5z"/></svg>`))

// mark is a sign in the middle of the stage.
type mark struct {
	icon   fyne.Resource
	colour fyne.ThemeColorName
}

// look is what a person sees of a login.
type look struct {
	code   bool // the code is drawn
	avatar bool // the account that scanned it is shown
	busy   bool
	mark   mark
	pin    bool
	words  string // what to do, or what happened
	note   string // what stands in smaller print under it
	wrong  bool   // note is a complaint
	deed   deed
	label  string // of the main button
	push   bool   // the phone can be asked instead
}

// lookOf says what a person sees of a login of a seat. Failed is why the last
// thing the person asked for could not even begin; nil where it could.
func lookOf(env *screen.Env, seat screen.SeatView, l model.Login, failed *model.Trouble) look {
	t := env.T
	k := look{}
	if l.Problem != nil && !l.Phase.Over() {
		k.note, k.wrong = why(env, l.Problem), true
	}
	push := seat.Can.Has(model.CanPushLogin)
	switch l.Phase {
	case model.LoginIdle:
		k = look{mark: mark{fynetheme.LoginIcon(), theme.Offline}, words: t("login.idle", "state", env.SeatState(seat.State)), deed: deedBegin, label: t("login.begin"), push: push}
		if seat.State == model.SeatOnline {
			k = online(t("login.already"))
		}
	case model.LoginPreparing:
		k.busy, k.words = true, t("login.preparing")
	case model.LoginShowing:
		k.code, k.push, k.words = true, push, t("login.scan")
		if k.note == "" {
			k.note = widgets.OneLine(l.Code.Wording, 80)
		}
		if k.note == "" {
			k.note = t("login.refreshes")
		}
	case model.LoginPushed:
		k.mark, k.words = mark{phoneIcon, theme.AccentText}, t("login.pushed")
		k.deed, k.label = deedBegin, t("login.code.instead")
	case model.LoginScanned:
		k.code, k.avatar, k.words = true, true, t("login.scanned")
	case model.LoginPINWanted:
		k.avatar, k.pin, k.words = true, true, t("login.pin.wanted")
		k.deed, k.label = deedPIN, t("login.pin.send")
		if l.Problem != nil && l.Problem.Code == model.TroubleWrongPIN {
			k.note = t("login.pin.wrong")
		}
	case model.LoginVerifying:
		k.avatar, k.busy, k.words = true, true, t("login.verifying")
	case model.LoginConfirmed:
		k.avatar, k.busy, k.words = true, true, t("login.confirmed")
	case model.LoginOnline:
		k = online(t("login.online"))
	case model.LoginRefused:
		k = look{mark: mark{fynetheme.CancelIcon(), theme.Danger}, words: t("login.refused"), deed: deedBegin, label: t("login.code.new"), push: push}
	case model.LoginExpired:
		k = look{mark: mark{fynetheme.HistoryIcon(), theme.Warn}, words: t("login.expired"), deed: deedBegin, label: t("login.code.new"), push: push}
	case model.LoginCancelled:
		k = look{mark: mark{fynetheme.LoginIcon(), theme.Offline}, words: t("login.cancelled"), deed: deedBegin, label: t("login.begin"), push: push}
	default:
		k = broken(env, l.Problem, push)
	}
	if failed != nil {
		k = broken(env, failed, push)
	}
	return k
}

func online(words string) look {
	return look{mark: mark{fynetheme.ConfirmIcon(), theme.Online}, words: words, deed: deedDone}
}

// broken is a login that went wrong: why, and the one thing that may help.
func broken(env *screen.Env, problem *model.Trouble, push bool) look {
	if problem == nil {
		problem = &model.Trouble{Code: model.TroubleUnknown}
	}
	k := look{mark: mark{fynetheme.WarningIcon(), theme.Danger}, words: why(env, problem), note: next(env, problem), deed: deedBegin, label: env.T("login.again"), push: push}
	switch problem.Code {
	case model.TroubleCredentials, model.TroubleExpired, model.TroubleSecretLocked, model.TroubleInvalid:
		k.deed, k.label, k.push = deedConnect, env.T("login.connect"), false
	case model.TroubleBanned, model.TroubleUnsupported:
		k.deed, k.label, k.push = deedDone, "", false
	case model.TroubleNotLoggedIn: // only a phone that was logged in can be asked
		k.label, k.push = env.T("login.begin"), false
	}
	return k
}

// why says what went wrong; of a block, until when in the agent's hours.
func why(env *screen.Env, problem *model.Trouble) string {
	if problem.Code == model.TroubleBlocked {
		if until, err := time.Parse(time.RFC3339, problem.Detail); err == nil {
			return env.T("login.blocked", "until", until.In(env.Zone).Format("15:04:05"))
		}
	}
	return env.Trouble(problem)
}

// next says what to do about a login or an instance. What is said elsewhere of a
// refusal and of a block is about messages.
func next(env *screen.Env, problem *model.Trouble) string {
	switch problem.Code {
	case model.TroubleRejected:
		return env.T("login.rejected.next")
	case model.TroubleBlocked:
		return ""
	}
	return env.Next(problem)
}

// complaint is what went wrong and what to do about it.
func complaint(env *screen.Env, err error) string {
	problem := model.AsTrouble(err)
	return strings.TrimSpace(why(env, problem) + "\n" + next(env, problem))
}

// Wanted tells that a seat is out and can be brought back by a code.
func Wanted(v screen.SeatView) bool {
	return v.Can.Has(model.CanQRLogin) && (v.State == model.SeatOffline || v.State == model.SeatKicked)
}

// held tells that a login is past the point at which closing its screen ends it:
// a phone has scanned the code, and what it says must be heard.
func held(p model.LoginPhase) bool {
	return p >= model.LoginScanned && p <= model.LoginConfirmed
}
