package composer

import (
	"context"
	"maps"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// What is typed after @ is at most so long, and so many members are in sight.
const (
	maxMention  = 20
	mentionRows = 6
	mentionRow  = 32
)

// candidate is a member who can be named, with what finds them.
type candidate struct {
	member   model.Member
	name     string
	lower    string
	pinyin   string // whole syllables
	initials string
}

// mentions follows what is typed after @ and remembers who was chosen.
type mentions struct {
	owner   *Composer
	list    *widgets.List
	sheet   fyne.CanvasObject
	all     []candidate // nil: not read yet
	found   []candidate
	at      int
	typed   string
	closed  string              // what was typed when the person closed the list
	chosen  map[string][]string // remote ids by name
	reading context.CancelFunc
}

func newMentions(owner *Composer) *mentions {
	m := &mentions{owner: owner, chosen: map[string][]string{}}
	m.list = widgets.NewList(mentionRow, func() fyne.CanvasObject { return newMentionRow() }, func(i int, o fyne.CanvasObject) {
		if i < len(m.found) {
			o.(*mentionLine).set(m.found[i])
		}
	})
	m.list.Selected = func(i int) bool { return i == m.at }
	m.list.OnTapped = func(i int) { m.at = i; m.choose() }
	m.sheet = widgets.NewCard(container.New(fixedHeight{m}, m.list))
	return m
}

func (m *mentions) open() bool { return m.owner.showing(m.sheet) }

// follow opens, narrows or closes the list by what is in front of the cursor.
func (m *mentions) follow() {
	typed, ok := mentionAt(m.owner.entry.before())
	if !ok || !m.owner.target.Group || !m.owner.target.Capabilities.Has(model.CanMention) || m.owner.o.Members == nil {
		m.closed = ""
		m.hide()
		return
	}
	if m.closed != "" && strings.HasPrefix("@"+typed, m.closed) {
		return
	}
	m.typed = typed
	if m.all == nil {
		m.read()
		return
	}
	m.narrow()
}

// read asks for the members once for a conversation.
func (m *mentions) read() {
	if m.reading != nil {
		return
	}
	c := m.owner
	ctx, cancel := context.WithCancel(c.ctx)
	m.reading = cancel
	conversation := c.target.Conversation
	c.group.Add(1)
	go func() {
		defer c.group.Done()
		members, err := c.o.Members(ctx, conversation)
		all := make([]candidate, 0, len(members))
		for _, member := range members {
			if !member.Left && member.Name != "" {
				all = append(all, newCandidate(member))
			}
		}
		c.o.Dispatch(func() {
			if ctx.Err() != nil || c.closed || c.target.Conversation != conversation {
				return
			}
			cancel()
			m.reading = nil
			if err != nil {
				c.showHint(c.o.Texts.T("composer.members.failed"))
				return
			}
			m.all = all
			if c.target.Capabilities.Has(model.CanMentionAll) {
				everybody := model.Member{RemoteID: model.MentionAll, Name: c.o.Texts.T("composer.everybody")}
				m.all = append([]candidate{newCandidate(everybody)}, m.all...)
			}
			m.follow()
		})
	}()
}

func newCandidate(member model.Member) candidate {
	d := candidate{member: member, name: widgets.OneLine(member.Name, 60), lower: strings.ToLower(member.Name)}
	d.pinyin, d.initials = widgets.Pinyin(member.Name)
	return d
}

func (d candidate) matches(typed string) bool {
	return typed == "" || strings.Contains(d.lower, typed) ||
		d.pinyin != "" && (strings.HasPrefix(d.pinyin, typed) || strings.HasPrefix(d.initials, typed))
}

func (m *mentions) narrow() {
	m.found, m.at = m.found[:0], 0
	typed := strings.ToLower(m.typed)
	for _, d := range m.all {
		if d.matches(typed) {
			m.found = append(m.found, d)
		}
	}
	if len(m.found) == 0 {
		m.hide()
		return
	}
	if !m.open() {
		m.owner.openPanel(m.sheet)
	}
	m.list.SetCount(len(m.found))
	m.list.ScrollTo(0)
	m.owner.resized()
}

func (m *mentions) hide() {
	if m.open() {
		m.owner.closePanel()
	}
}

// dismiss keeps the list closed until another mention is begun.
func (m *mentions) dismiss() { m.closed = "@" + m.typed }

// key sees keys before the text does; true when it took one.
func (m *mentions) key(key *fyne.KeyEvent) bool {
	if !m.open() {
		return false
	}
	switch key.Name {
	case fyne.KeyUp:
		m.move(-1)
	case fyne.KeyDown:
		m.move(1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab:
		m.choose()
	default:
		return false
	}
	return true
}

func (m *mentions) move(by int) {
	m.at = (m.at + by + len(m.found)) % len(m.found)
	m.list.ScrollTo(m.at)
	m.list.Refresh()
}

// choose writes the name and remembers whom it means.
func (m *mentions) choose() {
	if m.at < 0 || m.at >= len(m.found) {
		return
	}
	d := m.found[m.at]
	m.chosen[d.name] = append(m.chosen[d.name], d.member.RemoteID)
	m.owner.entry.erase(len([]rune(m.typed)))
	m.owner.entry.insert(d.name + " ")
	m.hide()
	m.owner.FocusEntry()
}

// in lists the remote ids of those chosen whose names are still in the text, in
// the order of the text. Of two people of one name each is meant as often as the
// name stands there.
func (m *mentions) in(text string) []string {
	var ids []string
	used, seen := map[string]int{}, map[string]bool{}
	for i := strings.IndexByte(text, '@'); i >= 0; {
		rest, longest := text[i+1:], ""
		for name := range m.chosen {
			if len(name) > len(longest) && strings.HasPrefix(rest, name) {
				longest = name
			}
		}
		if list := m.chosen[longest]; longest != "" && used[longest] < len(list) {
			id := list[used[longest]]
			used[longest]++
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		next := strings.IndexByte(rest, '@')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return ids
}

// still are those chosen whose names are still in the text, for a draft.
func (m *mentions) still(text string) map[string][]string {
	kept := map[string][]string{}
	for name, ids := range m.chosen {
		if strings.Contains(text, "@"+name) {
			kept[name] = ids
		}
	}
	return kept
}

// remember takes over whom the names in a draft mean.
func (m *mentions) remember(chosen map[string][]string) {
	m.forget()
	maps.Copy(m.chosen, chosen)
}

func (m *mentions) forget() { clear(m.chosen) }

func (m *mentions) reset() {
	m.forget()
	if m.reading != nil {
		m.reading()
		m.reading = nil
	}
	m.all, m.found, m.closed, m.typed = nil, nil, "", ""
}

// mentionAt is what was typed after the @ in front of the cursor. An @ inside a
// word, as in a mail address, begins none.
func mentionAt(before string) (typed string, ok bool) {
	at := strings.LastIndexByte(before, '@')
	if at < 0 {
		return "", false
	}
	typed = before[at+1:]
	if len([]rune(typed)) > maxMention || strings.ContainsFunc(typed, unicode.IsSpace) {
		return "", false
	}
	if at > 0 {
		last := before[at-1]
		if last >= '0' && last <= '9' || last >= 'a' && last <= 'z' || last >= 'A' && last <= 'Z' {
			return "", false
		}
	}
	return typed, true
}

// mentionLine is one member of the list.
type mentionLine struct {
	widget.BaseWidget
	avatar *widgets.Avatar
	label  *widget.Label
}

func newMentionRow() *mentionLine {
	l := &mentionLine{avatar: widgets.NewAvatar(24), label: widget.NewLabel("")}
	l.label.Truncation = fyne.TextTruncateEllipsis
	l.ExtendBaseWidget(l)
	return l
}

func (l *mentionLine) set(d candidate) {
	l.avatar.Set(d.member.RemoteID, d.member.Name)
	l.label.SetText(d.name)
}

func (l *mentionLine) CreateRenderer() fyne.WidgetRenderer {
	row := container.NewBorder(nil, nil, container.NewCenter(l.avatar), nil, container.New(middle{}, l.label))
	return widget.NewSimpleRenderer(container.New(layout.NewCustomPaddedLayout(0, 0, 2*theme.Unit, 2*theme.Unit), row))
}

// middle keeps an object's height and centres it.
type middle struct{}

func (middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(size.Width, height))
	objects[0].Move(fyne.NewPos(0, (size.Height-height)/2))
}

func (middle) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// fixedHeight is as high as the members found, up to mentionRows.
type fixedHeight struct{ m *mentions }

func (f fixedHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
func (f fixedHeight) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40*theme.Unit, float32(min(max(len(f.m.found), 1), mentionRows)*mentionRow))
}
