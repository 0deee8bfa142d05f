//go:build window

package windowtest

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// codeStart begins what the simulated login codes say.
const codeStart = "http://weixin.qq.com/x/"

// instance is what the simulator tells of one.
type instance struct {
	GUID     string `json:"guid"`
	Nickname string `json:"nickname"`
	Status   int    `json:"status"` // 2 online
	QRState  int    `json:"qr_state"`
}

const online = 2

func instances(t *testing.T, s *rig.Simulator) (list []instance) {
	t.Helper()
	s.Get(t, "state", &list)
	return list
}

// offline gives the instances that are not logged in.
func offline(t *testing.T, s *rig.Simulator) (guids []string) {
	t.Helper()
	for _, one := range instances(t, s) {
		if one.Status != online {
			guids = append(guids, one.GUID)
		}
	}
	return guids
}

// plan says what the person with the phone does with the codes of an instance.
func plan(t *testing.T, s *rig.Simulator, guid string, plan map[string]any) {
	t.Helper()
	s.Control(t, "plan", map[string]any{"guid": guid, "plan": plan})
}

func (w *window) statusBecomes(s *rig.Simulator, guid string, status int) {
	w.test.Helper()
	rig.Until(w.test, 60*time.Second, "the instance to be in state "+fmt.Sprint(status), func() error {
		for _, one := range instances(w.test, s) {
			if one.GUID == guid {
				return rig.Check(one.Status == status, "it is in %d", one.Status)
			}
		}
		return fmt.Errorf("it is gone")
	})
}

// codes reads the QR codes on the screen, as a phone in front of it would.
func (w *window) codes() (texts []string) {
	w.test.Helper()
	picture, _ := w.shoot()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	require.NoError(w.test, err)
	found, err := qrcode.NewQRCodeMultiReader().DecodeMultiple(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	for _, one := range found {
		if text := one.GetText(); !seen[text] {
			seen[text], texts = true, append(texts, text)
		}
	}
	return texts
}

// code waits for a code on the screen that is none of the old ones.
func (w *window) code(old ...string) (text string) {
	w.test.Helper()
	rig.Until(w.test, 30*time.Second, "a code", func() error {
		for _, text = range w.codes() {
			if strings.HasPrefix(text, codeStart) && !contains(old, text) {
				return nil
			}
		}
		return fmt.Errorf("none to be read")
	})
	return text
}

func contains(list []string, one string) bool {
	for _, other := range list {
		if other == one {
			return true
		}
	}
	return false
}

// login opens the console on one instance and its login dialog by key.
func login(t *testing.T, built rig.Program, s *rig.Simulator, guids ...string) (w *window, console *rig.Process) {
	t.Helper()
	p := built
	p.Data = t.TempDir()
	options := []string{}
	for name, value := range s.Options {
		if name != "guids" {
			options = append(options, name+"="+value)
		}
	}
	p.Connect(t, s, "实例", append(options, "guids="+strings.Join(guids, ","))...)
	screen := newDisplay(t, 1024, 700)
	p.Env = append(append([]string{}, p.Env...), screen.env(t)...)
	console = p.Start(t)
	w = screen.find(t, console, rig.Out(t, "login"))
	w.drawn()
	w.calm("the seats")
	return w, console
}

// dialog opens the login of the only seat that is out.
func (w *window) dialog() {
	w.test.Helper()
	before, _ := w.shoot()
	w.key("ctrl+k")
	w.changed(before, linePixels, "the palette")
	w.typeText("dlzx") // 登录坐席
	w.calm("the palette to find it")
	w.key("Return")
}

// red counts the pixels in the colour of what went wrong.
func red(picture image.Image) (n int) {
	each(picture, func(x, y int) {
		if r, g, b, _ := picture.At(x, y).RGBA(); r > g+0x4000 && r > b+0x4000 {
			n++
		}
	})
	return n
}

// TestASeatIsLoggedIn: the code is shown and can be read, it is scanned, the PIN
// is entered, wrong and then right, and the seat is online.
func TestASeatIsLoggedIn(t *testing.T) {
	p := rig.Build(t, tags)
	s := p.SimulateKind(t, "pychat", "--rate", "0", "--seed", "7")
	guid := offline(t, s)[0]
	plan(t, s, guid, map[string]any{"then": "ignore", "pin": "135246"})
	w, console := login(t, p, s, guid)
	w.dialog()
	w.code()
	before := w.keep("1-code")

	plan(t, s, guid, map[string]any{"then": "pin", "pin": "135246"})
	s.Control(t, "instance", map[string]any{"guid": guid, "do": "scan_code"})
	w.changed(before, 2000, "that it was scanned")
	w.until("the PIN field", func() bool { return len(w.codes()) == 0 })
	w.calm("the PIN field")
	before = w.keep("2-pin")
	w.typeText("000000")
	w.key("Return")
	w.until("that the PIN is wrong, in red", func() bool {
		now, _ := w.shoot()
		return red(now) > red(before)+linePixels/2
	})
	w.calm("that the PIN is wrong")
	w.keep("3-wrong-pin")
	w.typeText("135246")
	w.key("Return")
	w.statusBecomes(s, guid, online)
	w.calm("the seat to be shown online")
	w.keep("4-online")
	w.quit(console)
}

func (w *window) until(what string, is func() bool) {
	w.test.Helper()
	rig.Until(w.test, 30*time.Second, what, func() error { return rig.Check(is(), "not yet") })
}

// TestALoginIsRefusedAndACodeRunsOut: another seat is refused on the phone; of a
// third the code runs out, and a new one takes its place by itself.
func TestALoginIsRefusedAndACodeRunsOut(t *testing.T) {
	p := rig.Build(t, tags)
	s := p.SimulateKind(t, "pychat", "--rate", "0", "--seed", "7")
	out := offline(t, s)
	refused, expires := out[0], out[1]

	plan(t, s, refused, map[string]any{"then": "ignore"})
	w, console := login(t, p, s, refused)
	w.dialog()
	first := w.code()
	s.Control(t, "instance", map[string]any{"guid": refused, "do": "refuse"})
	w.until("the refusal", func() bool { return len(w.codes()) == 0 })
	w.calm("the refusal")
	w.keep("5-refused")
	w.key("Return") // a new code
	w.code(first)
	w.quit(console)

	plan(t, s, expires, map[string]any{"then": "ignore", "lasts": 15})
	w, console = login(t, p, s, expires)
	w.dialog()
	first = w.code()
	s.Control(t, "instance", map[string]any{"guid": expires, "do": "expire_code"})
	second := w.code(first)
	w.keep("6-refreshed")
	plan(t, s, expires, map[string]any{"then": "ignore", "lasts": 15})
	third := w.code(first, second) // by its time alone
	require.NotEqual(t, second, third)
	s.Control(t, "instance", map[string]any{"guid": expires, "do": "confirm"})
	w.statusBecomes(s, expires, online)
	w.quit(console)
}

// TestTheWallShowsSixAtOnce: six seats are out, and six codes can be read.
func TestTheWallShowsSixAtOnce(t *testing.T) {
	p := rig.Build(t, tags)
	s := p.SimulateKind(t, "pychat", "--rate", "0", "--seed", "7")
	out := offline(t, s)
	require.GreaterOrEqual(t, len(out), 6)
	out = out[:6]
	for _, guid := range out {
		plan(t, s, guid, map[string]any{"then": "ignore"})
	}
	w, console := login(t, p, s, out...)
	before, _ := w.shoot()
	w.key("ctrl+l")
	w.changed(before, 2000, "the wall")
	w.calm("the wall")
	w.keep("7-wall")
	w.key("Return") // all of them
	w.until("six codes", func() bool { return len(w.codes()) == 6 })
	w.keep("8-wall-six-codes")

	s.Control(t, "instance", map[string]any{"guid": out[0], "do": "confirm"})
	s.Control(t, "instance", map[string]any{"guid": out[1], "do": "refuse"})
	s.Control(t, "instance", map[string]any{"guid": out[2], "do": "scan_code"})
	w.statusBecomes(s, out[0], online)
	w.until("three codes", func() bool { return len(w.codes()) <= 4 })
	w.calm("the states")
	w.keep("9-wall-states")
	w.quit(console)
}
