//go:build window

package windowtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"seatdeck/tools/rig"
)

// step is a screen and the keys that lead to it from the one before.
type step struct {
	name string
	keys []string
	text string   // typed after the keys
	back []string // keys that leave it
	wait int      // pixels that change before there is something to see
}

const wanted = "发货"

var steps = []step{
	{name: "1-all-seats"},
	{name: "2-conversation", keys: []string{"ctrl+j"}},
	{name: "3-palette", keys: []string{"ctrl+k"}, back: []string{"Escape"}},
	{name: "4-search", keys: []string{"ctrl+f"}, text: wanted, back: []string{"Escape"}},
	{name: "5-seat", keys: []string{"ctrl+2"}},
	{name: "6-next-waiting", keys: []string{"ctrl+j"}},
	{name: "7-settings", keys: []string{"ctrl+comma"}, back: []string{"Escape"}},
	{name: "8-keys", keys: []string{"F1"}, back: []string{"Escape"}},
	{name: "9-login-wall", keys: []string{"ctrl+l"}},
	{name: "10-codes", keys: []string{"Return"}, wait: 130_000, back: []string{"Escape"}},
	{name: "11-groups", keys: []string{"ctrl+g"}},
	{name: "12-group", keys: []string{"Down", "Return"}, back: []string{"Escape"}},
	{name: "13-customers", keys: []string{"alt+2"}},
	{name: "13-customers", keys: []string{"Down", "space", "Down", "space", "Down", "space"}},
	{name: "14-menu", keys: []string{"Menu"}},
	{name: "15-tagging", keys: []string{"Down", "Return"}, text: "zhongyao"},
	{name: "16-tag-preview", keys: []string{"Return"}, wait: 3000},
	{name: "19-discard", keys: []string{"Escape"}, wait: 3000, back: []string{"Tab", "Return"}},
	{name: "17-tags", keys: []string{"alt+3"}},
	{name: "17-tags", keys: []string{"Down"}},
	{name: "18-batches", keys: []string{"alt+4"}},
	{name: "20-board", keys: []string{"ctrl+b"}, wait: 3000},
	{name: "21-alerts", keys: []string{"alt+2"}, wait: 3000},
	{name: "22-reports", keys: []string{"alt+3"}, wait: 3000},
	{name: "23-company", keys: []string{"alt+4"}, wait: 3000},
	{name: "24-audit", keys: []string{"alt+5"}, wait: 3000},
	{name: "25-rules", keys: []string{"alt+6"}, wait: 3000},
}

// TestShots takes pictures of the demo's screens. SEATDECK_SHOTS chooses "all"
// looks (languages, themes, sizes) or, empty, one of them.
func TestShots(t *testing.T) {
	type look struct {
		lang, theme string
		w, h        int
	}
	looks := []look{{"zh", "light", 1280, 800}}
	dir := rig.Out(t, "run")
	if os.Getenv("SEATDECK_SHOTS") == "all" {
		dir, looks = rig.Out(t, "shots"), nil
		for _, lang := range []string{"zh", "en"} {
			for _, theme := range []string{"light", "dark"} {
				looks = append(looks, look{lang, theme, 1024, 700}, look{lang, theme, 1600, 1000})
			}
		}
	}
	built := rig.Build(t, tags)
	for _, l := range looks {
		t.Run(fmt.Sprintf("%s-%s-%dx%d", l.lang, l.theme, l.w, l.h), func(t *testing.T) {
			p := built
			p.Data = filepath.Join(t.TempDir(), "data")
			screen := newDisplay(t, l.w, l.h)
			p.Env = append(append([]string{}, p.Env...), screen.env(t)...)
			p.Env = append(p.Env, "LANG="+map[string]string{"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[l.lang], "FYNE_THEME="+l.theme)
			out := filepath.Join(dir, fmt.Sprintf("%s-%s-%dx%d", l.lang, l.theme, l.w, l.h))
			require.NoError(t, os.MkdirAll(out, 0o755))

			screen.teach(t, wanted)
			first := p.Start(t)
			w := screen.find(t, first, out)
			w.drawn()
			w.settled()
			w.keep("0-first-run")
			w.quit(first)

			demo := p.Start(t, "--demo")
			w = screen.find(t, demo, out)
			w.drawn()
			rig.Until(t, 60*time.Second, "the history of the demo", func() error {
				var sum struct {
					GapsOpen int `json:"gaps_open"`
					Messages int `json:"messages"`
				}
				p.JSON(t, &sum, "doctor")
				return rig.Check(sum.Messages > 0 && sum.GapsOpen == 0, "%+v", sum)
			})
			for _, s := range steps {
				before, _ := w.shoot()
				if len(s.keys) > 0 {
					w.key(s.keys...)
				}
				if s.wait > 0 {
					w.changed(before, s.wait, s.name)
				}
				if s.text != "" {
					w.settled()
					w.typeText(s.text)
				}
				w.settled()
				w.keep(s.name)
				if len(s.back) > 0 {
					w.key(s.back...)
				}
			}
			w.quit(demo)
		})
	}
}

// quit ends the program by key; it must be gone soon, and content.
func (w *window) quit(p *rig.Process) {
	w.test.Helper()
	w.key("ctrl+q")
	ended := p.Wait(w.test, 15*time.Second)
	require.Zero(w.test, ended.Code, "%s", ended.Stderr)
}

// settled waits a little for a screen of the living demo to come to rest; in a
// world where customers keep writing it may not.
func (w *window) settled() {
	last, _ := w.shoot()
	for range 12 {
		now, _ := w.shoot()
		if different(last, now) < cursorPixels {
			return
		}
		last = now
	}
}
