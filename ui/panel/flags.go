package panel

import (
	"context"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// Flags are the switches of a conversation that its back end keeps. Where it keeps
// none, the object is hidden.
type Flags struct {
	Object *fyne.Container

	env          *screen.Env
	scope        *screen.Scope
	conversation model.Conversation
	relayout     func()
	checks       *fyne.Container
	said         *Notice
	all          map[model.Flag]*screen.Check
	busy         map[model.Flag]bool
	quiet        bool // what is set now was not switched by a person
	left         bool // nobody looks any more
}

// NewFlags makes the switches of a conversation of a seat that can have them;
// relayout is called after they take more room or less. Read fills it.
func NewFlags(env *screen.Env, scope *screen.Scope, c model.Conversation, relayout func()) *Flags {
	f := &Flags{
		env: env, scope: scope, conversation: c, relayout: relayout,
		checks: screen.Wrap(1), said: NewNotice(), all: map[model.Flag]*screen.Check{}, busy: map[model.Flag]bool{},
	}
	f.Object = screen.Column(0, f.checks, f.said.Label)
	f.Object.Hide()
	return f
}

// Leave has what comes later told in passing: something else is shown now.
func (f *Flags) Leave() { f.left = true }

// Read asks which switches there are.
func (f *Flags) Read() {
	c := f.conversation
	screen.Ask(f.scope, "flags", func(ctx context.Context) ([]model.Flag, error) {
		return f.env.Console.People.Flags(ctx, c), nil
	}, func(list []model.Flag, _ error) {
		if f.left {
			return
		}
		for _, flag := range list {
			if key := "panel.flag." + string(flag); f.env.Texts.Has(key) {
				check := screen.NewCheck(f.env.T(key), func(on bool) { f.set(flag, on) })
				f.all[flag] = check
				f.checks.Add(check)
			}
		}
		f.Object.Hidden = len(f.all) == 0
		f.show()
	})
}

// Reload reads how they stand.
func (f *Flags) Reload() {
	id := f.conversation.ID
	screen.Keep(f.scope, "conversation", func(ctx context.Context) (model.Conversation, error) {
		return f.env.Console.Inbox.Conversation(ctx, id)
	}, func(now model.Conversation, err error) {
		if err == nil && !f.left {
			f.conversation.Flags = now.Flags
			f.show()
		}
	})
}

func (f *Flags) show() {
	f.quiet = true
	for flag, check := range f.all {
		if !f.busy[flag] {
			check.SetChecked(f.conversation.Flags.Has(flag))
		}
	}
	f.quiet = false
	f.Object.Refresh()
	f.relayout()
}

// set turns a switch. It goes back if the back end refuses.
func (f *Flags) set(flag model.Flag, on bool) {
	if f.quiet {
		return
	}
	c, check := f.conversation, f.all[flag]
	f.busy[flag] = true
	check.Disable()
	f.said.Clear()
	f.scope.Act("flag", func(ctx context.Context) error {
		return f.env.Console.People.SetFlag(ctx, c, flag, on)
	}, func(err error) {
		f.busy[flag] = false
		check.Enable()
		switch {
		case err == nil:
			f.conversation.Flags = f.conversation.Flags.With(flag, on)
		case f.left:
			f.env.Fail(err)
		default:
			f.said.Fail(f.env, err)
		}
		if !f.left {
			f.show()
		}
	})
}
