package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"

	"seatdeck/app/bus"
	"seatdeck/app/model"
)

// connectPatience is how long a login waits for its connection to be at work.
const connectPatience = 5 * time.Second

// loginJSON is how a login stands; with --json each change is one of them.
type loginJSON struct {
	Seat    model.SeatID `json:"seat"`
	Phase   string       `json:"phase"`
	Code    string       `json:"code,omitempty"`    // what the code says
	Picture string       `json:"picture,omitempty"` // a file, where a back end gives a picture alone
	Until   *time.Time   `json:"until,omitempty"`
	Name    string       `json:"name,omitempty"`
	Problem string       `json:"problem,omitempty"`
}

// runLogin logs a seat in from a terminal: for servers without a window.
func runLogin(ctx context.Context, c *call, args []string) error {
	var seatWord string
	var push bool
	words, done, err := c.parse(args, func(f *flags) {
		f.text(&seatWord, "seat")
		f.BoolVar(&push, "push", false, "")
	})
	if err != nil || done {
		return err
	}
	if strings.TrimSpace(seatWord) == "" {
		return usagef("--seat 缺失或为空", "--seat is missing or empty")
	}
	if err := exactly(words); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		seat, err := seatAnywhere(ctx, f, seatWord)
		if err != nil {
			return err
		}
		// The interrupt ends the login; the core is then left in order.
		return f.alive(context.WithoutCancel(ctx), func(alive context.Context) error {
			l := &terminalLogin{call: c, folder: f, seat: seat}
			return l.run(ctx, alive, push)
		})
	})
}

// terminalLogin follows one login in a terminal.
type terminalLogin struct {
	*call
	folder *folder
	seat   model.Seat
	shown  model.Login   // as it was printed last
	typed  <-chan string // lines of stdin; nil until one is wanted

	picture string // a file with the code; "": there is none
}

func (l *terminalLogin) run(ctx, alive context.Context, push bool) error {
	changed := make(chan struct{}, 1)
	cancel := l.folder.console.Bus.Subscribe(func(change bus.Change) {
		if change.Logins[l.seat.ID] {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	defer cancel()
	defer l.dropPicture()
	if err := l.begin(ctx, alive, push); err != nil {
		return err
	}
	interrupted := ctx.Done()
	for {
		now := l.folder.console.Logins.State(l.seat.ID)
		if err := l.show(now); err != nil {
			return err
		}
		if now.Phase.Over() {
			return l.outcome(now)
		}
		typed := l.typed
		if now.Phase != model.LoginPINWanted {
			typed = nil // what is typed ahead is for when a PIN is wanted
		}
		select {
		case <-alive.Done():
			return context.Cause(alive)
		case <-interrupted:
			interrupted = nil
			l.folder.console.Logins.Cancel(l.seat.ID)
		case <-changed:
		case pin, open := <-typed:
			if !open { // nobody there to ask
				l.folder.console.Logins.Cancel(l.seat.ID)
			} else if err := l.folder.console.Logins.EnterPIN(ctx, l.seat.ID, pin); err != nil {
				l.note("%s\n", sentence(l.texts, err))
			}
		}
	}
}

// begin starts the login as soon as the connection is at work.
func (l *terminalLogin) begin(ctx, alive context.Context, push bool) error {
	start := l.folder.console.Logins.Start
	if push {
		start = l.folder.console.Logins.StartPush
	}
	tick := l.deps.Clock.NewTicker(lookAgain)
	defer tick.Stop()
	patience := l.deps.Clock.After(connectPatience)
	for {
		err := start(alive, l.seat.ID)
		if !model.IsTrouble(err, model.TroubleSeatOffline) {
			return err
		}
		select {
		case <-ctx.Done():
			return l.outcome(model.Login{Phase: model.LoginCancelled})
		case <-alive.Done():
			return context.Cause(alive)
		case <-patience:
			return err
		case <-tick.Chan():
		}
	}
}

// note tells a person something that is no answer.
func (l *terminalLogin) note(format string, args ...any) {
	fmt.Fprintf(l.env.Stderr, format, args...)
}

// show prints what is new.
func (l *terminalLogin) show(now model.Login) error {
	was := l.shown
	l.shown = now
	fresh := now.Codes != was.Codes && now.Phase == model.LoginShowing
	troubled := now.Problem != nil && (was.Problem == nil || was.Problem.Error() != now.Problem.Error())
	if now.Phase == was.Phase && !fresh && !troubled {
		return nil
	}
	if now.Phase == model.LoginPINWanted && l.typed == nil {
		l.typed = l.listen()
	}
	picture := ""
	if fresh && now.Code.Content == "" {
		var err error
		if picture, err = l.savePicture(now.Code.Picture); err != nil {
			return err
		}
	}
	if l.common.json {
		return l.printStep(now, picture)
	}
	switch {
	case fresh && picture != "":
		l.printf("%s\n", picture)
	case fresh:
		code, err := qrcode.New(now.Code.Content, qrcode.Low)
		if err != nil {
			return fmt.Errorf("draw the code of seat %s: %w", l.seat.DisplayName(), err)
		}
		l.printf("%s", code.ToSmallString(false)) // for light letters on a dark ground
	}
	if now.Phase.Over() {
		return nil // the end is told as such
	}
	if troubled {
		l.note("%s\n", sentence(l.texts, now.Problem))
	}
	l.note("%s\n", l.wording(now))
	return nil
}

func (l *terminalLogin) printStep(now model.Login, picture string) error {
	step := loginJSON{Seat: now.Seat, Phase: phaseName(now.Phase), Code: now.Code.Content, Picture: picture, Name: now.Name}
	if !now.Until.IsZero() {
		step.Until = &now.Until
	}
	if now.Problem != nil {
		step.Problem = sentence(l.texts, now.Problem)
	}
	return writeJSON(l.env.Stdout, step)
}

// savePicture keeps a code that can't be drawn where a person can open it.
func (l *terminalLogin) savePicture(picture []byte) (path string, err error) {
	l.dropPicture()
	kind := "png"
	if bytes.HasPrefix(picture, []byte{0xff, 0xd8}) {
		kind = "jpg"
	}
	l.picture = filepath.Join(l.folder.dir, fmt.Sprintf("login-%d.%s", l.seat.ID, kind))
	if err := os.WriteFile(l.picture, picture, 0o600); err != nil {
		return "", fmt.Errorf("keep the code of seat %s: %w", l.seat.DisplayName(), err)
	}
	return l.picture, nil
}

func (l *terminalLogin) dropPicture() {
	if l.picture == "" {
		return
	}
	if err := os.Remove(l.picture); err != nil {
		l.folder.log.Warn("picture of a code not removed", "err", err)
	}
}

// listen reads lines of stdin. That can't be interrupted: it ends with the
// program at the latest.
func (l *terminalLogin) listen() <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(l.env.Stdin); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return lines
}

// outcome is how the login ended; anything but online is an error.
func (l *terminalLogin) outcome(end model.Login) error {
	name := plain(cmp.Or(l.seat.Alias, l.seat.Name, end.Name, l.seat.RemoteID))
	switch end.Phase {
	case model.LoginOnline:
		if !l.common.json {
			l.printf("%s %s\n", name, l.say("已上线", "is online"))
		}
		return nil
	case model.LoginRefused:
		return failuref("%s：手机上拒绝了登录", "%s: refused on the phone", name)
	case model.LoginExpired:
		return failuref("%s：没有人扫码或确认", "%s: nobody scanned or confirmed", name)
	case model.LoginFailed:
		if end.Problem != nil {
			return about(name, end.Problem)
		}
	}
	return failuref("%s：登录已取消", "%s: cancelled", name)
}

func (l *terminalLogin) wording(now model.Login) string {
	switch now.Phase {
	case model.LoginPreparing:
		return l.say("正在取二维码…", "fetching a code…")
	case model.LoginShowing:
		return l.say("请用手机扫码", "scan the code with the phone") + plain(" "+now.Code.Wording)
	case model.LoginPushed:
		return l.say("请在手机上确认", "confirm on the phone")
	case model.LoginScanned:
		return strings.TrimSpace(l.say("已扫码，请在手机上确认", "scanned; confirm on the phone") + " " + plain(now.Name))
	case model.LoginPINWanted:
		return l.say("请输入手机上显示的验证码后回车：", "type the PIN, then Enter:")
	case model.LoginVerifying:
		return l.say("正在验证…", "verifying…")
	case model.LoginConfirmed:
		return l.say("已确认，正在上线…", "confirmed, coming online…")
	}
	return ""
}

// phaseName names a phase in JSON.
func phaseName(p model.LoginPhase) string {
	names := map[model.LoginPhase]string{
		model.LoginIdle: "idle", model.LoginPreparing: "preparing", model.LoginShowing: "showing", model.LoginPushed: "pushed",
		model.LoginScanned: "scanned", model.LoginPINWanted: "pin_wanted", model.LoginVerifying: "verifying",
		model.LoginConfirmed: "confirmed", model.LoginOnline: "online", model.LoginRefused: "refused",
		model.LoginExpired: "expired", model.LoginCancelled: "cancelled", model.LoginFailed: "failed",
	}
	return names[p]
}
