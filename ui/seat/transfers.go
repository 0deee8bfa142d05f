package seat

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/composer"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// transferRow is how high a line of the sheet is.
const transferRow = 60

// OpenTransfers shows the files that are on their way, in or out, or did not
// come, with what can be done about each.
func OpenTransfers(env *screen.Env) {
	t := &transferSheet{env: env, scope: env.Scope()}
	t.list = widgets.NewList(transferRow, func() fyne.CanvasObject { return newTransferLine(t) }, func(i int, row fyne.CanvasObject) {
		if i < len(t.rows) {
			row.(*transferLine).set(t.rows[i])
		}
	})
	t.list.OnTapped = func(i int) {
		if i < len(t.rows) {
			row := t.rows[i]
			t.sheet.Close()
			env.Nav.OpenConversation(row.conversation, row.transfer.Message)
		}
	}
	t.none = screen.Note(env.T("seat.transfers.none"))
	done := screen.NewButton(env.T("shell.close"), nil, func() { t.sheet.Close() })
	t.sheet = env.Sheets.Show(screen.Form{
		Title: env.T("seat.transfers.title"), Size: fyne.NewSize(560, 420), Focus: t.list,
		Body: container.NewStack(t.list, t.none), Buttons: []fyne.CanvasObject{done},
	})
	t.sheet.OnClose = t.scope.Close
	env.OnChange(t.scope, func(c bus.Change) {
		if len(c.Transfers) > 0 || c.Connections {
			t.read()
		}
	})
	t.read()
}

// transferSheet lists the transfers that are not done.
type transferSheet struct {
	env   *screen.Env
	scope *screen.Scope
	sheet *screen.Sheet
	list  *widgets.List
	none  *widget.Label
	rows  []transferShown
}

// transferShown is a transfer with whom it is from or for.
type transferShown struct {
	transfer     model.Transfer
	conversation model.Conversation
}

func (t *transferSheet) read() {
	console := t.env.Console
	screen.Keep(t.scope, "open", func(ctx context.Context) ([]transferShown, error) {
		list, err := console.Transfers.Open(ctx)
		if err != nil {
			return nil, err
		}
		rows := make([]transferShown, 0, len(list))
		known := map[model.ConversationID]model.Conversation{}
		for _, one := range list {
			c, seen := known[one.Conversation]
			if !seen {
				if c, err = console.Inbox.Conversation(ctx, one.Conversation); err != nil {
					if model.IsTrouble(err, model.TroubleNotFound) {
						continue // it went meanwhile
					}
					return nil, err
				}
				known[one.Conversation] = c
			}
			rows = append(rows, transferShown{one, c})
		}
		return rows, nil
	}, func(rows []transferShown, err error) {
		t.env.Fail(err)
		t.rows = rows
		t.none.Hidden = len(rows) > 0
		t.none.Refresh()
		t.list.SetCount(len(rows))
		t.list.Refresh()
	})
}

// transferLine is one of them: what it is, how far it is, and two buttons.
type transferLine struct {
	widget.BaseWidget
	sheet       *transferSheet
	shown       transferShown
	icon        *widget.Icon
	name, state *widget.Label
	bar         *transferBar
	again, stop *screen.Button
	body        fyne.CanvasObject
}

func newTransferLine(sheet *transferSheet) *transferLine {
	l := &transferLine{sheet: sheet, icon: widget.NewIcon(nil), name: widget.NewLabel(""), state: screen.Note(""), bar: newTransferBar()}
	l.name.Truncation = fyne.TextTruncateEllipsis
	l.state.Wrapping = fyne.TextWrapOff
	l.state.Truncation = fyne.TextTruncateEllipsis
	l.again = screen.NewQuietButton("", fynetheme.ViewRefreshIcon(), func() { retryTransfer(sheet.env, sheet.scope, l.shown.transfer) })
	l.stop = screen.NewQuietButton("", fynetheme.CancelIcon(), func() { cancelTransfer(sheet.env, sheet.scope, l.shown.transfer) })
	words := screen.Column(0, l.name, screen.Inset(screen.MinSize(l.bar, 0, 3), 0, 2, 0, 2), l.state)
	icon, buttons := screen.Inset(container.NewCenter(l.icon), 0, 1, 0, 3), screen.Inset(container.NewCenter(container.NewHBox(l.again, l.stop)), 0, 3, 0, 0)
	l.body = container.NewBorder(nil, nil, icon, buttons, words)
	l.ExtendBaseWidget(l)
	return l
}

func (l *transferLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.body) }

func (l *transferLine) set(s transferShown) {
	l.shown = s
	t := s.transfer
	l.icon.SetResource(fynetheme.DownloadIcon())
	if t.Up {
		l.icon.SetResource(fynetheme.UploadIcon())
	}
	name := widgets.OneLine(t.FileName, 60)
	if name == "" {
		name = l.sheet.env.T("seat.transfers.unnamed")
	}
	l.name.SetText(name + " · " + widgets.OneLine(s.conversation.Title(), 30))
	l.state.SetText(transferWords(l.sheet.env, t))
	l.bar.set(t)
	l.again.Hidden = t.State != model.TransferFailed
	l.again.Refresh()
	l.body.Refresh()
}

// transferWords says how a transfer is doing.
func transferWords(env *screen.Env, t model.Transfer) string {
	why := ""
	if t.Reason != nil {
		why = env.Trouble(t.Reason)
	}
	far := composer.SizeText(t.Done)
	if t.Size > 0 {
		far += " / " + composer.SizeText(t.Size)
	}
	switch t.State {
	case model.TransferFailed:
		return env.T("seat.transfers.failed", "reason", why)
	case model.TransferWaiting:
		return strings.TrimSuffix(env.T("seat.transfers.waits", "done", far)+" · "+why, " · ")
	}
	return far
}

// transferBar is how much of a transfer is done.
type transferBar struct {
	widget.BaseWidget
	share       float32
	failed      bool
	track, fill *canvas.Rectangle
}

func newTransferBar() *transferBar {
	b := &transferBar{track: canvas.NewRectangle(nil), fill: canvas.NewRectangle(nil)}
	b.ExtendBaseWidget(b)
	return b
}

func (b *transferBar) set(t model.Transfer) {
	b.share, b.failed = 0, t.State == model.TransferFailed
	if t.Size > 0 {
		b.share = max(0, min(float32(t.Done)/float32(t.Size), 1))
	}
	b.Refresh()
}

func (b *transferBar) CreateRenderer() fyne.WidgetRenderer { return &transferBarRenderer{b} }

type transferBarRenderer struct{ bar *transferBar }

func (r *transferBarRenderer) Destroy()           {}
func (r *transferBarRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 3) }
func (r *transferBarRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.bar.track, r.bar.fill}
}

func (r *transferBarRenderer) Layout(size fyne.Size) {
	r.bar.track.Resize(size)
	r.bar.fill.Resize(fyne.NewSize(size.Width*r.bar.share, size.Height))
}

func (r *transferBarRenderer) Refresh() {
	b := r.bar
	b.track.FillColor, b.fill.FillColor = theme.Current(theme.Divider), theme.Current(theme.Accent)
	if b.failed {
		b.fill.FillColor = theme.Current(theme.Danger)
	}
	r.Layout(b.Size())
	canvas.Refresh(b)
}
