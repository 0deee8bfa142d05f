// Command tablewindow opens the tables of the group and tag manager, or the board of
// all seats, in a real window, as a person would by key, and prints for each step the
// longest time for which the window could do nothing else: a frame, or a callback before one. Where
// the system tells, it prints how much of the longest was work of its own too, which
// other programs on the machine don't lengthen.
//
//	tablewindow -data DIR [-board]
//
// It prints "TABLE STEP HELD WORKED" lines, in ms. In the step "unchanged" the window
// is drawn again as it is: what any frame costs on this machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/providers"
	"seatdeck/storage"
	"seatdeck/ui"
	"seatdeck/ui/screen"
	"seatdeck/ui/shell"
	"seatdeck/ui/widgets"
)

const (
	quiet    = 1500 * time.Millisecond // without a callback: what was asked for is there
	longest  = 60 * time.Second        // for one step
	typeRest = 80 * time.Millisecond   // between two keys of a person who types fast
	turnRest = 16 * time.Millisecond   // between two turns of a wheel
	turns    = 200
)

// table is a table of the console, and what is done in it.
type table struct {
	name  string
	mod   fyne.KeyModifier // by this key it is opened
	key   fyne.KeyName
	typed string // into its search
	sort  string // a column
	ticks bool   // it shows how long things last, so that it never comes to rest
}

var (
	managerTables = []table{
		{"contacts", fyne.KeyModifierAlt, fyne.Key2, "wang", "created", false},
		{"groups", fyne.KeyModifierAlt, fyne.Key1, "qun", "members", false},
	}
	boardTables = []table{{"board", fyne.KeyModifierControl, fyne.KeyB, "042", "longest", true}}
)

func main() {
	data := flag.String("data", "", "the data folder")
	board := flag.Bool("board", false, "the board, not the manager")
	flag.Parse()
	tables := managerTables
	if *board {
		tables = boardTables
	}
	if err := run(context.Background(), *data, tables); err != nil {
		fmt.Fprintln(os.Stderr, "tablewindow:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, data string, tables []table) error {
	clock := clockwork.NewRealClock()
	store, err := storage.Open(ctx, data, storage.Options{Clock: clock})
	if err != nil {
		return err
	}
	defer store.Close()
	console := app.New(app.Deps{
		Store: store, Vault: noVault{}, Registry: providers.NewRegistry(), Clock: clock, Rand: rand.Float64,
		Log: slog.New(slog.DiscardHandler), HTTP: http.DefaultClient, DataDir: data,
	})
	a := fyneapp.NewWithID("cn.seatdeck.tablewindow")
	shell.SetTheme(a, "light")
	d := &driver{last: time.Now()}
	w := ui.New(ctx, a, ui.Options{Console: console, DataDir: data, Language: "zh", Dispatch: d.dispatch})
	d.window = w
	failed := make(chan error, 1)
	a.Lifecycle().SetOnStarted(func() {
		go func() {
			failed <- d.drive(tables)
			fyne.Do(w.Quit)
		}()
	})
	w.Window().Show()
	a.Run()
	w.Close()
	return <-failed
}

// noVault is for a console that connects to nothing.
type noVault struct{}

var errNoVault = errors.New("no secrets here")

func (noVault) Seal(string, []byte) ([]byte, error)   { return nil, errNoVault }
func (noVault) Unseal(string, []byte) ([]byte, error) { return nil, errNoVault }
func (noVault) Where() string                         { return "none" }

// driver does what a person would, and watches how the window keeps up.
type driver struct {
	window *ui.Window

	mu   sync.Mutex
	last time.Time     // a callback ran
	held time.Duration // the longest for which the window was held up, of this step
	work time.Duration // the most that the UI goroutine worked between two turns, of this step
}

// dispatch notes when the screens were last called back.
func (d *driver) dispatch(f func()) {
	fyne.Do(func() {
		f()
		d.mu.Lock()
		d.last = time.Now()
		d.mu.Unlock()
	})
}

// watch asks for a turn of the UI goroutine over and over until ctx ends. How long
// it waits for one is how long a frame or a callback took.
func (d *driver) watch(ctx context.Context) {
	var before, now time.Duration
	fyne.DoAndWait(func() { before = threadTime() })
	for ctx.Err() == nil {
		began := time.Now()
		fyne.DoAndWait(func() { now = threadTime() })
		took := time.Since(began)
		d.mu.Lock()
		d.held, d.work = max(d.held, took), max(d.work, now-before)
		d.mu.Unlock()
		before = now
		time.Sleep(time.Millisecond)
	}
}

func (d *driver) drive(tables []table) error {
	ctx, stop := context.WithCancel(context.Background())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		d.watch(ctx)
	}()
	defer func() {
		stop()
		<-watched
	}()
	if err := d.calm(false); err != nil { // the console itself
		return err
	}
	for _, t := range tables {
		if err := d.workIn(t); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

// workIn opens a table and works in it.
func (d *driver) workIn(t table) error {
	canvas := d.window.Window().Canvas()
	var table *widgets.Table
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"open", func() error {
			fyne.DoAndWait(func() { d.window.Shell.Press(t.mod, t.key) })
			return nil
		}},
		{"unchanged", func() error { // what any frame costs here: all of it drawn again as it is
			for range turns / 10 {
				fyne.DoAndWait(func() { canvas.Content().Refresh() })
				time.Sleep(typeRest)
			}
			return nil
		}},
		{"type", func() error {
			found := false
			fyne.DoAndWait(func() { found = tabTo[*screen.Entry](canvas) != nil })
			if !found {
				return errors.New("no search is reached by Tab")
			}
			for _, r := range t.typed {
				fyne.DoAndWait(func() { canvas.Focused().TypedRune(r) })
				time.Sleep(typeRest)
			}
			return nil
		}},
		{"clear", func() error {
			for range t.typed {
				fyne.DoAndWait(func() { canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace}) })
				time.Sleep(typeRest)
			}
			return nil
		}},
		{"sort", func() error {
			fyne.DoAndWait(func() { table = tabTo[*widgets.Table](canvas) })
			if table == nil {
				return errors.New("no table is reached by Tab")
			}
			for _, down := range []bool{true, false, true} {
				fyne.DoAndWait(func() { table.OnSort(t.sort, down) })
				time.Sleep(4 * typeRest)
			}
			return nil
		}},
		{"scroll", func() error {
			var count, first int
			for range turns {
				fyne.DoAndWait(func() { table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) })
				time.Sleep(turnRest)
			}
			fyne.DoAndWait(func() {
				count = table.Count()
				first, _ = table.InSight()
			})
			if first == 0 && count > 100 {
				return fmt.Errorf("it did not scroll through its %d rows", count)
			}
			return nil
		}},
	} {
		d.mu.Lock()
		d.held, d.work, d.last = 0, 0, time.Now()
		d.mu.Unlock()
		if err := errors.Join(step.do(), d.calm(t.ticks)); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		d.mu.Lock()
		fmt.Printf("%s %s %.1f %.1f\n", t.name, step.name, float64(d.held.Microseconds())/1000, float64(d.work.Microseconds())/1000)
		d.mu.Unlock()
	}
	return nil
}

// tabTo gives the keyboard to the next thing of a kind, unless one has it; nil:
// there is none.
func tabTo[T interface {
	comparable
	fyne.Focusable
}](canvas fyne.Canvas) (found T) {
	for range 80 {
		if one, ok := canvas.Focused().(T); ok {
			return one
		}
		canvas.FocusNext()
	}
	return found
}

// calm returns when the screens were not called back for a while; of what ticks,
// after that while.
func (d *driver) calm(ticks bool) error {
	if ticks {
		time.Sleep(quiet)
		return nil
	}
	for deadline := time.Now().Add(longest); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		d.mu.Lock()
		rest := time.Since(d.last)
		d.mu.Unlock()
		if rest > quiet {
			return nil
		}
	}
	return errors.New("it does not come to rest")
}
