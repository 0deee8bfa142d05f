package composer

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/widgets"
)

// quoteLength is how many characters of a quoted message are shown.
const quoteLength = 120

// quoteStrip shows over the text which message it answers.
type quoteStrip struct {
	widget.BaseWidget
	owner *Composer
	quote *model.Quote // nil: none
	words *widget.Label
	box   fyne.CanvasObject
}

func newQuoteStrip(owner *Composer) *quoteStrip {
	q := &quoteStrip{owner: owner, words: small()}
	q.words.Truncation = fyne.TextTruncateEllipsis
	remove := newTool(owner, "", fynetheme.CancelIcon(), func() { owner.dropQuote() })
	remove.hint = owner.o.Texts.T("composer.quote.remove")
	remove.Importance = widget.LowImportance
	q.box = widgets.NewCard(container.NewBorder(nil, nil, widget.NewIcon(fynetheme.MailReplyIcon()), remove,
		container.New(layout.NewCustomPaddedLayout(0, 0, 0, 0), container.New(middle{}, q.words))))
	q.ExtendBaseWidget(q)
	q.Hide()
	return q
}

func (q *quoteStrip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(q.box) }

func (q *quoteStrip) set(quote *model.Quote) {
	q.quote = quote
	if quote == nil {
		q.Hide()
		return
	}
	q.words.SetText(quoteWords(q.owner.o.Texts, *quote))
	q.Show()
}

// quoteWords is what a quoted message is shown as: who, and what in one line.
func quoteWords(texts *assets.Texts, quote model.Quote) string {
	words := widgets.OneLine(assets.ReplaceCodes(quote.Text), quoteLength)
	if kind := widgets.KindText(texts, quote.Kind); kind != "" && quote.Kind != model.KindText {
		words = kind + " " + words
	}
	name := quote.SenderName
	if name == "" {
		name = quote.SenderID
	}
	return texts.T("composer.quote", "name", widgets.OneLine(name, 30), "text", words)
}

// Quote has the next text answer a message; Esc takes it back.
func (c *Composer) Quote(quote model.Quote) {
	if c.target.Conversation == 0 || c.target.Blocked != "" {
		return
	}
	c.quoted.set(&quote)
	c.resized()
	c.draft.later(c)
	c.FocusEntry()
}

// dropQuote has the text answer nothing; false when it did not.
func (c *Composer) dropQuote() bool {
	if c.quoted.quote == nil {
		return false
	}
	c.quoted.set(nil)
	c.resized()
	c.draft.later(c)
	c.FocusEntry()
	return true
}
