package shell

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/search"
	"seatdeck/ui/widgets"
)

// scored is a command and how well it was found.
type scored struct {
	command Command
	score   int
}

func sorted(list []scored) []Command {
	sort.SliceStable(list, func(i, j int) bool { return list[i].score < list[j].score })
	commands := make([]Command, len(list))
	for i, s := range list {
		commands[i] = s.command
	}
	return commands
}

// OpenPalette goes to a seat, a conversation or an action by a few letters.
func (s *Shell) OpenPalette() {
	showPalette(s.env, s.env.T("shell.palette.hint"), true, func(query string) []Command {
		if query == "" {
			return s.actionCommands(query)
		}
		return append(s.seatCommands(query), s.actionCommands(query)...)
	}, func(c model.Conversation) { s.OpenConversation(c, 0) })
}

// findSeat is the palette with seats alone, for those whose tab has no room.
func (s *Shell) findSeat() {
	showPalette(s.env, s.env.T("shell.palette.seats"), false, s.seatCommands, nil)
}

// OpenSearch looks for messages.
func (s *Shell) OpenSearch() {
	if s.first != nil {
		return
	}
	where := search.Where{Conversation: s.seat.Conversation()}
	if v, there := s.state.seat(s.selected); there {
		where.Seat = v.Seat
	}
	search.Open(s.env, where)
}

// OpenNew offers what can be made: a contact, a connection.
func (s *Shell) OpenNew() {
	showPalette(s.env, s.env.T("shell.new.title"), false, func(query string) []Command {
		var list []Command
		for _, a := range s.actions() {
			if a.name == "shell.action.add" || a.name == "shell.action.connect" {
				if _, ok := fuzzy(query, s.env.T(a.name)); ok {
					list = append(list, Command{Name: s.env.T(a.name), Run: a.do})
				}
			}
		}
		return list
	}, nil)
}

// OpenHelp lists the keys.
func (s *Shell) OpenHelp() {
	rows := container.New(&helpLayout{})
	add := func(keys, text string) {
		k := widget.NewLabelWithStyle(keys, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		rows.Add(k)
		rows.Add(widget.NewLabel(text))
	}
	add("Ctrl+1 … 9", s.env.T("shell.help.tabs"))
	for _, a := range s.actions() {
		if a.help != "" {
			add(a.keys, s.env.T(a.help))
		}
	}
	add("Esc", s.env.T("shell.help.composer"))
	var sheet *screen.Sheet
	done := screen.NewButton(s.env.T("shell.close"), nil, func() { sheet.Close() })
	sheet = s.env.Sheets.Show(screen.Form{
		Title: s.env.T("shell.help.title"), Body: rows, Size: fyne.NewSize(420, 0), Focus: done,
		Buttons: []fyne.CanvasObject{done},
	})
}

// helpLayout sets pairs in two columns.
type helpLayout struct{}

const helpKeys float32 = 128

func (helpLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i := 0; i+1 < len(o); i += 2 {
		size.Height += o[i].MinSize().Height - 2
		size.Width = max(size.Width, helpKeys+o[i+1].MinSize().Width)
	}
	return size
}

func (helpLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for i := 0; i+1 < len(o); i += 2 {
		h := o[i].MinSize().Height
		o[i].Move(fyne.NewPos(0, y))
		o[i].Resize(fyne.NewSize(helpKeys, h))
		o[i+1].Move(fyne.NewPos(helpKeys, y))
		o[i+1].Resize(fyne.NewSize(size.Width-helpKeys, h))
		y += h - 2
	}
}

// outboxShown is how many messages the outbox lists.
const outboxShown = 200

// OpenOutbox lists what failed, is in doubt or waits; a row opens the message in
// its conversation.
func (s *Shell) OpenOutbox() {
	scope := s.env.Scope()
	t := s.env.T
	rows := screen.Column(0, screen.Note(t("shell.loading")))
	var sheet *screen.Sheet
	done := screen.NewButton(t("shell.close"), nil, func() { sheet.Close() })
	sheet = s.env.Sheets.Show(screen.Form{
		Title: t("shell.outbox.title"), Size: fyne.NewSize(560, 440), Focus: done,
		Body:    container.NewBorder(screen.Note(t("shell.outbox.text")), nil, nil, nil, container.NewVScroll(rows)),
		Buttons: []fyne.CanvasObject{done},
	})
	sheet.OnClose = scope.Close
	screen.Ask(scope, "outbox", func(ctx context.Context) ([]app.OutboxItem, error) {
		return s.o.Console.Outbox.Open(ctx, outboxShown)
	}, func(list []app.OutboxItem, err error) {
		rows.Objects = nil
		if err != nil {
			rows.Add(screen.Wrapped(s.env.TroubleNext(err)))
		}
		for _, item := range list {
			c, m := item.Conversation, item.Message
			text := t(inDoubt[m.State]) + " · " + widgets.OneLine(m.Content.Text, 40)
			rows.Add(newCommandRow(Command{Name: c.Title() + " · " + c.SeatName, About: text}, false, func() {
				sheet.Close()
				s.OpenConversation(c, m.ID)
			}))
		}
		if len(rows.Objects) == 0 {
			rows.Add(screen.Note(t("shell.outbox.none")))
		}
		rows.Refresh()
	})
}

// OpenUnreadable says what back ends sent that could not be read, and what became
// of it.
func (s *Shell) OpenUnreadable() {
	lines := []string{s.env.T("shell.unreadable.text"), ""}
	for _, reason := range slices.Sorted(maps.Keys(s.state.unreadable)) {
		lines = append(lines, fmt.Sprintf("%d × %s", s.state.unreadable[reason], widgets.OneLine(reason, 80)))
	}
	s.env.Tell(s.env.T("shell.unreadable.title"), strings.Join(lines, "\n"))
}

var inDoubt = map[model.SendState]string{
	model.StateFailed:    "seat.state.failed",
	model.StateMaybeSent: "seat.state.maybe",
	model.StateQueued:    "seat.state.queued",
	model.StateSending:   "seat.state.sending",
}

func (s *Shell) switchTheme() {
	dark := s.preferences.Theme == "dark" || s.preferences.Theme == "auto" && s.o.App.Settings().ThemeVariant() == 0
	s.store(func(p *app.Preferences) {
		p.Theme = "dark"
		if dark {
			p.Theme = "light"
		}
	})
}

func (s *Shell) switchLanguage() {
	other := "en"
	if s.env.Texts.Lang() == "en" {
		other = "zh"
	}
	s.store(func(p *app.Preferences) { p.Language = other })
}
