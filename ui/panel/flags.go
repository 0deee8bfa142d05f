package panel

import (
	"context"

	"fyne.io/fyne/v2"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// flags are the switches of the conversation that is shown.
type flags struct {
	panel  *Panel
	object *fyne.Container
	checks *fyne.Container
	said   *notice
	all    map[model.Flag]*screen.Check
	busy   map[model.Flag]bool
	quiet  bool // what is set now was not switched by a person
}

func newFlags(p *Panel) *flags {
	f := &flags{panel: p, checks: screen.Wrap(1), said: newNotice(), all: map[model.Flag]*screen.Check{}, busy: map[model.Flag]bool{}}
	f.object = screen.Column(0, f.checks, f.said.label)
	f.object.Hide()
	return f
}

// read asks which switches there are.
func (f *flags) read() {
	p := f.panel
	if !p.can.Has(model.CanSetFlags) {
		return
	}
	c := p.conversation
	screen.Ask(p.scope, "flags", func(ctx context.Context) ([]model.Flag, error) {
		return p.env.Console.People.Flags(ctx, c), nil
	}, func(list []model.Flag, _ error) {
		if p.flags != f {
			return
		}
		for _, flag := range list {
			if key := "panel.flag." + string(flag); p.env.Texts.Has(key) {
				check := screen.NewCheck(p.env.T(key), func(on bool) { f.set(flag, on) })
				f.all[flag] = check
				f.checks.Add(check)
			}
		}
		f.object.Hidden = len(f.all) == 0
		f.show()
	})
}

// reload reads how they stand.
func (f *flags) reload() {
	p := f.panel
	id := p.conversation.ID
	screen.Keep(p.scope, "conversation", func(ctx context.Context) (model.Conversation, error) {
		return p.env.Console.Inbox.Conversation(ctx, id)
	}, func(now model.Conversation, err error) {
		if err != nil || p.conversation.ID != now.ID {
			return
		}
		p.conversation.Flags = now.Flags
		p.flags.show()
	})
}

func (f *flags) show() {
	f.quiet = true
	for flag, check := range f.all {
		if !f.busy[flag] {
			check.SetChecked(f.panel.conversation.Flags.Has(flag))
		}
	}
	f.quiet = false
	f.object.Refresh()
	f.panel.relayout()
}

// set turns a switch. It goes back if the back end refuses.
func (f *flags) set(flag model.Flag, on bool) {
	if f.quiet {
		return
	}
	p, c, check := f.panel, f.panel.conversation, f.all[flag]
	f.busy[flag] = true
	check.Disable()
	f.said.clear()
	p.scope.Act("flag", func(ctx context.Context) error {
		return p.env.Console.People.SetFlag(ctx, c, flag, on)
	}, func(err error) {
		f.busy[flag] = false
		check.Enable()
		switch {
		case err == nil:
			if p.conversation.ID == c.ID {
				p.conversation.Flags = p.conversation.Flags.With(flag, on)
			}
		case p.flags != f:
			p.env.Fail(err)
		default:
			f.said.fail(p.env, err)
		}
		if p.flags == f {
			f.show()
		}
	})
}
