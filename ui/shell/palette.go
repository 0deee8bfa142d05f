package shell

import (
	"context"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// paletteLimit is how many lines the palette shows at most.
const paletteLimit = 12

// Command is one line of the palette.
type Command struct {
	Name  string
	About string // kind of thing or its key, in grey
	Run   func()
}

// palette finds seats, conversations and actions by a few letters.
type palette struct {
	env      *screen.Env
	scope    *screen.Scope
	commands func(query string) []Command // those known at once
	open     func(model.Conversation)
	chats    bool // conversations too

	sheet    *screen.Sheet
	entry    *screen.Entry
	list     *fyne.Container
	empty    *widget.Label
	found    []Command
	selected int
}

func showPalette(env *screen.Env, hint string, chats bool, commands func(string) []Command, open func(model.Conversation)) *palette {
	p := &palette{env: env, scope: env.Scope(), commands: commands, open: open, chats: chats}
	p.entry = screen.NewEntry()
	p.entry.SetPlaceHolder(hint)
	p.entry.OnChanged = p.search
	p.entry.OnSubmitted = func(string) { p.run(p.selected) }
	p.entry.OnKey = p.key
	p.list = screen.Column(0)
	p.empty = screen.Note(env.T("shell.palette.none"))
	p.empty.Hide()
	body := screen.Inset(container.NewBorder(screen.Inset(p.entry, 0, 0, 2, 0), nil, nil, nil, screen.Column(0, p.list, p.empty)), 2, 2, 2, 2)
	p.sheet = env.Sheets.Show(screen.Form{Bare: true, Body: body, Size: fyne.NewSize(520, 440), Focus: p.entry})
	p.sheet.OnClose = p.scope.Close
	p.search("")
	return p
}

func (p *palette) key(key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyUp:
		p.choose(p.selected - 1)
	case fyne.KeyDown:
		p.choose(p.selected + 1)
	default:
		return false
	}
	return true
}

func (p *palette) search(query string) {
	query = strings.TrimSpace(query)
	own := p.commands(query)
	p.show(own)
	if !p.chats || query == "" {
		p.scope.Forget("palette")
		return
	}
	screen.Ask(p.scope, "palette", func(ctx context.Context) ([]model.Conversation, error) {
		return p.env.Console.Inbox.Conversations(ctx, app.ConversationQuery{Text: query, Limit: paletteLimit})
	}, func(list []model.Conversation, err error) {
		if err != nil {
			return // the commands are still there
		}
		all := make([]Command, 0, len(list)+len(own))
		for _, c := range list {
			all = append(all, Command{Name: c.Title(), About: c.SeatName, Run: func() { p.open(c) }})
		}
		if len(own) > paletteLimit/2 && len(all) > 0 {
			own = own[:paletteLimit/2]
		}
		p.show(append(own, all...))
	})
}

func (p *palette) show(found []Command) {
	if len(found) > paletteLimit {
		found = found[:paletteLimit]
	}
	p.found, p.selected = found, 0
	p.empty.Hidden = len(found) > 0
	p.draw()
}

func (p *palette) choose(index int) {
	if index >= 0 && index < len(p.found) {
		p.selected = index
		p.draw()
	}
}

func (p *palette) draw() {
	p.list.Objects = nil
	for i, c := range p.found {
		p.list.Add(newCommandRow(c, i == p.selected, func() { p.run(i) }))
	}
	p.list.Refresh()
	p.empty.Refresh()
}

func (p *palette) run(index int) {
	if index < 0 || index >= len(p.found) {
		return
	}
	run := p.found[index].Run
	p.sheet.Close()
	run()
}

// commandRow is one line of the palette.
type commandRow struct {
	widget.BaseWidget
	content fyne.CanvasObject
	tapped  func()
}

func newCommandRow(c Command, selected bool, tapped func()) *commandRow {
	name := widget.NewLabel(c.Name)
	name.Truncation = fyne.TextTruncateEllipsis
	about := widget.NewLabel(c.About)
	about.Importance = widget.LowImportance
	about.SizeName = fynetheme.SizeNameCaptionText
	content := container.NewBorder(nil, nil, nil, about, name)
	if selected {
		content = container.NewStack(screen.NewFill(theme.RowSelected, 4), content)
	}
	r := &commandRow{content: content, tapped: tapped}
	r.ExtendBaseWidget(r)
	return r
}

func (r *commandRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }
func (r *commandRow) Tapped(*fyne.PointEvent)             { r.tapped() }
func (r *commandRow) Cursor() desktop.Cursor              { return desktop.PointerCursor }

// fuzzy tells whether the letters of query occur in text in that order, and how
// well: the smaller, the better.
func fuzzy(query, text string) (score int, ok bool) {
	if query == "" {
		return 0, true
	}
	want := []rune(strings.ToLower(query))
	last, gaps := -1, 0
	at := 0
	for i, r := range []rune(strings.ToLower(text)) {
		if unicode.IsSpace(want[at]) {
			at++
		}
		if at < len(want) && r == want[at] {
			if last >= 0 {
				gaps += i - last - 1
			} else {
				gaps += i
			}
			last = i
			at++
		}
		if at == len(want) {
			return gaps, true
		}
	}
	return byPinyin(string(want), text)
}

// byPinyin tells whether a Chinese text is typed so; what matches to the letter
// comes first.
func byPinyin(query, text string) (score int, ok bool) {
	const after = 100
	whole, initials := widgets.Pinyin(text)
	for _, spelt := range []string{whole, initials} {
		if i := strings.Index(spelt, query); i >= 0 {
			return after + i, true
		}
	}
	return 0, false
}
