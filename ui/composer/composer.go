// Package composer is where an agent writes: text with emoji and mentions,
// attachments, links. It calls back with contents to send and with drafts to
// keep, and does no work of its own.
package composer

import (
	"context"
	"strings"
	"sync"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// SendKey says which key sends.
type SendKey int

// The ways to send. Where an input method sees Enter only after the program does
// (macOS), Enter must be a newline.
const (
	SendOnEnter     SendKey = iota // Enter sends; Shift+Enter and Ctrl+Enter are a newline
	SendOnCtrlEnter                // Ctrl or Cmd+Enter sends; Enter is a newline
)

// countFrom is from how many characters on they are counted on screen.
const countFrom = 200

// Options are what a composer is given. All callbacks come on the UI goroutine,
// but Members, which is called on a goroutine of the composer.
type Options struct {
	Ctx      context.Context
	Dispatch widgets.Dispatcher
	Clock    clockwork.Clock
	Texts    *assets.Texts
	SendKey  SendKey

	OnSend   func(model.Content)
	OnDraft  func(model.ConversationID, string) // a pause after typing, and before anything else is opened
	OnPick   func(model.Kind)                   // the person wants to choose a picture, video, file, sticker or card; answer with Attach
	OnEscape func()                             // Esc with nothing left to close; may be nil
	Members  func(context.Context, model.ConversationID) ([]model.Member, error)
}

// Target is the conversation written to.
type Target struct {
	Conversation model.ConversationID
	Group        bool
	Draft        string
	Capabilities model.Capabilities
	Blocked      string // why nothing can be sent; "" when it can
	NoMedia      string // why media can't be sent; "" when they can
	Limit        int    // the most characters of one message; 0: not known
}

// Composer is the widget. Its methods are called on the UI goroutine.
type Composer struct {
	widget.BaseWidget
	o      Options
	target Target

	entry    *input
	send     *tool
	tools    []*tool
	hint     *widget.Label
	count    *widget.Label
	panel    *fyne.Container // the picker, the members or the link form
	quoted   *quoteStrip
	strip    *attachments
	mentions *mentions
	emoji    *emojiPicker
	link     *linkForm
	place    *placeForm
	box      *fyne.Container

	draft  drafts
	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
	closed bool
}

// New makes a composer without a target; it is disabled until Open.
func New(o Options) *Composer {
	c := &Composer{o: o}
	c.ctx, c.cancel = context.WithCancel(o.Ctx)
	c.entry = newInput(c)
	c.hint, c.count = small(), small()
	c.hint.Truncation = fyne.TextTruncateEllipsis
	c.quoted, c.strip = newQuoteStrip(c), newAttachments(c)
	c.mentions = newMentions(c)
	c.emoji = newEmojiPicker(o.Texts, func(code string) {
		c.entry.insert(code)
		c.FocusEntry()
	}, c.closePanel)
	c.link = newLinkForm(o.Texts, c.sendForm, c.closePanel)
	c.place = newPlaceForm(o.Texts, c.sendForm, c.closePanel)
	c.panel = container.NewStack()
	c.panel.Hide()
	c.send = newTool(c, o.Texts.T("composer.send"), nil, c.Send)
	c.send.Importance = widget.HighImportance
	c.tools = c.newTools()
	row := container.NewHBox()
	for _, t := range c.tools {
		row.Add(t)
	}
	foot := container.NewBorder(nil, nil, row, container.NewHBox(c.count, c.send), c.hint)
	c.box = container.New(column{}, c.panel, c.quoted, c.strip, c.entry, foot)
	c.ExtendBaseWidget(c)
	c.Open(Target{})
	return c
}

func small() *widget.Label {
	l := widget.NewLabel("")
	l.Importance = widget.LowImportance
	l.SizeName = fynetheme.SizeNameCaptionText
	return l
}

// Open writes to another conversation. The draft of the one before is told first.
func (c *Composer) Open(t Target) {
	c.FlushDraft()
	other := t.Conversation != c.target.Conversation
	c.target = t
	if other {
		c.closePanel()
		c.strip.clear()
		c.mentions.reset()
		c.link.clear()
		c.place.clear()
		text, more := decodeDraft(t.Draft)
		c.mentions.remember(more.Mentions)
		c.quoted.set(more.Quote)
		c.setText(text)
	}
	c.Update(t)
}

// Update takes over what can be done now, of the same conversation. Text,
// attachments and the cursor stay.
func (c *Composer) Update(t Target) {
	if t.Conversation != c.target.Conversation {
		return
	}
	c.target = t
	for _, tool := range c.tools {
		tool.update(t)
	}
	if t.Conversation == 0 || t.Blocked != "" {
		c.leaveEntry()
		c.entry.Disable()
	} else {
		c.entry.Enable()
	}
	c.entry.SetPlaceHolder(c.placeHolder())
	c.showHint("")
	c.changed()
	c.box.Refresh()
}

// leaveEntry gives the focus back: a focused field that is disabled swallows
// every key, those of the window too.
func (c *Composer) leaveEntry() {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(c.entry)
	if canvas != nil && canvas.Focused() == fyne.Focusable(c.entry) {
		canvas.Unfocus()
	}
}

func (c *Composer) placeHolder() string {
	switch {
	case c.target.Blocked != "":
		return c.target.Blocked
	case c.target.Conversation == 0:
		return c.o.Texts.T("composer.none")
	case c.o.SendKey == SendOnCtrlEnter:
		return c.o.Texts.T("composer.place.ctrl")
	}
	return c.o.Texts.T("composer.place.enter")
}

// SetSendKey changes which key sends.
func (c *Composer) SetSendKey(key SendKey) {
	c.o.SendKey = key
	c.entry.SetPlaceHolder(c.placeHolder())
}

// Text is what is written now.
func (c *Composer) Text() string { return c.entry.Text }

// SetText replaces what is written, for example by a canned reply, as if typed.
func (c *Composer) SetText(text string) {
	c.setText(text)
	c.draft.later(c)
}

// Insert puts text in where the cursor is.
func (c *Composer) Insert(text string) { c.entry.insert(text) }

// Return gives back what could not be sent: words where none were written since,
// anything else to be attached.
func (c *Composer) Return(content model.Content) {
	switch content.Kind {
	case model.KindText, model.KindQuote:
		if c.entry.Text != "" {
			return
		}
		c.quoted.set(content.Quote)
		c.SetText(content.Text)
		c.resized()
	default:
		c.Attach(content)
	}
}

// Attach adds something to be sent before the text.
func (c *Composer) Attach(content model.Content) {
	c.strip.add(content)
	c.changed()
	c.box.Refresh()
}

// FocusEntry gives the keyboard to the text.
func (c *Composer) FocusEntry() {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c.entry); canvas != nil {
		canvas.Focus(c.entry)
	}
}

// Send sends the attachments and then the text, as the send button does.
func (c *Composer) Send() {
	if !c.ready() {
		return
	}
	for _, content := range c.strip.take() {
		c.o.OnSend(content)
	}
	if text := c.entry.Text; strings.TrimSpace(text) != "" {
		content := model.Content{Kind: model.KindText, Text: text, Mentions: c.mentions.in(text)}
		if c.quoted.quote != nil {
			content.Kind, content.Quote = model.KindQuote, c.quoted.quote
			c.quoted.set(nil)
		}
		c.o.OnSend(content)
	}
	c.setText("")
	c.mentions.forget()
	c.closePanel()
	c.draft.now(c)
	c.box.Refresh()
	c.FocusEntry()
}

// ready tells whether there is something that can be sent.
func (c *Composer) ready() bool {
	return !c.closed && c.target.Conversation != 0 && c.target.Blocked == "" && !c.tooLong() &&
		(strings.TrimSpace(c.entry.Text) != "" && c.target.Capabilities.Has(model.CanSendText) || c.strip.len() > 0)
}

func (c *Composer) tooLong() bool {
	return c.target.Limit > 0 && utf8.RuneCountInString(c.entry.Text) > c.target.Limit
}

// FlushDraft tells a draft that is still waiting for a pause.
func (c *Composer) FlushDraft() { c.draft.flush(c) }

// Close tells the draft, ends what is under way and waits for it.
func (c *Composer) Close() {
	c.FlushDraft()
	c.closed = true
	c.cancel()
	c.group.Wait()
}

// setText replaces the text without counting it as typed.
func (c *Composer) setText(text string) {
	c.entry.quiet = true
	c.entry.SetText(text)
	c.entry.quiet = false
	c.entry.toEnd()
	c.changed()
}

// typed is called after each change a person made.
func (c *Composer) typed() {
	c.changed()
	c.mentions.follow()
	c.draft.later(c)
}

// changed brings the button, the counter and the height up to date.
func (c *Composer) changed() {
	count := utf8.RuneCountInString(c.entry.Text)
	text, importance := "", widget.LowImportance
	switch {
	case c.tooLong():
		text, importance = c.o.Texts.T("composer.toolong", "n", count, "limit", c.target.Limit), widget.DangerImportance
	case count >= countFrom:
		text = c.o.Texts.T("composer.count", "n", count)
	}
	if c.count.Text != text || c.count.Importance != importance {
		c.count.Importance = importance
		c.count.SetText(text)
		c.box.Refresh()
	}
	if c.ready() == c.send.Disabled() {
		if c.ready() {
			c.send.Enable()
		} else {
			c.send.Disable()
		}
	}
	if c.entry.grow() {
		c.box.Refresh()
		c.Refresh()
	}
}

func (c *Composer) showHint(text string) {
	if text == "" {
		text = c.target.Blocked
	}
	if c.hint.Text != text {
		c.hint.SetText(text)
	}
}

// openPanel shows one panel over the text, or closes it if it is shown.
func (c *Composer) openPanel(o fyne.CanvasObject) {
	if c.showing(o) {
		c.closePanel()
		return
	}
	c.panel.Objects = []fyne.CanvasObject{o}
	c.panel.Show()
	c.resized()
}

func (c *Composer) showing(o fyne.CanvasObject) bool {
	return c.panel.Visible() && len(c.panel.Objects) == 1 && c.panel.Objects[0] == o
}

// closePanel closes the panel; false when none was open.
func (c *Composer) closePanel() bool {
	if !c.panel.Visible() {
		return false
	}
	c.panel.Hide()
	c.panel.Objects = nil
	c.resized()
	c.FocusEntry()
	return true
}

func (c *Composer) resized() {
	c.panel.Refresh()
	c.box.Refresh()
	c.Refresh()
}

// escape closes what is open, else tells the owner.
func (c *Composer) escape() {
	if c.mentions.open() {
		c.mentions.dismiss()
	}
	if c.closePanel() || c.dropQuote() {
		return
	}
	if c.o.OnEscape != nil {
		c.o.OnEscape()
	}
}

func (c *Composer) sendForm(content model.Content) {
	c.closePanel()
	c.o.OnSend(content)
}

// CreateRenderer is called by the toolkit.
func (c *Composer) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(padded{}, c.box))
}

// column stacks what is visible, with one unit between.
type column struct{}

func (column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Move(fyne.NewPos(0, y))
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, height))
		y += height + theme.Unit
	}
}

func (column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height+theme.Unit)
		}
	}
	size.Height -= theme.Unit
	return size
}

// padded leaves two units at the sides and one above and below.
type padded struct{}

func (padded) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(2*theme.Unit, theme.Unit))
		o.Resize(size.SubtractWidthHeight(4*theme.Unit, 2*theme.Unit))
	}
}

func (padded) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(4*theme.Unit, 2*theme.Unit)
}
