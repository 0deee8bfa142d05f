package manager

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/batch"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// markLine is a line that says what about a customer or group is pending, was
// refused or may have been done, and lets a person decide.
type markLine struct {
	host   *host
	object *fyne.Container
	said   *widget.Label
	retry  *screen.TextButton
	drop   *screen.TextButton
	batch  model.BatchID
}

func newMarkLine(h *host) *markLine {
	t := h.env.T
	m := &markLine{host: h, said: screen.Note("")}
	m.said.Wrapping, m.said.Truncation = fyne.TextWrapOff, fyne.TextTruncateEllipsis
	m.retry = screen.NewTextButton(t("contacts.mark.retry"), nil, func() { m.act(h.env.Console.Batches.Retry) })
	m.drop = screen.NewTextButton(t("contacts.mark.drop"), nil, func() { m.act(h.env.Console.Batches.Drop) })
	show := screen.NewTextButton(t("contacts.mark.show"), nil, func() {
		h.env.Sheets.CloseAll()
		h.showBatch(m.batch)
	})
	m.object = screen.Line(nil, m.said, screen.Row(0, m.retry, m.drop, show))
	m.object.Hide()
	return m
}

// set shows a mark; nil hides the line.
func (m *markLine) set(mark *model.Mark) {
	m.object.Hidden = mark == nil
	if mark == nil {
		return
	}
	m.batch = mark.Batch
	m.said.Importance = widget.LowImportance
	switch {
	case mark.State.Pending():
	case mark.State == model.DeedMaybe:
		m.said.Importance = widget.WarningImportance
	default:
		m.said.Importance = widget.DangerImportance
	}
	m.said.SetText(widgets.OneLine(markWords(m.host.env, mark), 300))
	m.retry.Hidden, m.drop.Hidden = mark.State.Pending(), mark.State.Pending()
	m.object.Refresh()
}

func (m *markLine) act(do func(context.Context, model.BatchID) error) {
	batch := m.batch
	m.host.scope.Act("mark", func(ctx context.Context) error { return do(ctx, batch) }, m.host.env.Fail)
}

// markWords says what a mark is about, how it stands, and why.
func markWords(env *screen.Env, m *model.Mark) string {
	text := env.T("contacts.mark.text", "state", deedState(env, m.State), "what", markWhat(env, m))
	if why := deedReason(env, model.Deed{State: m.State, Reason: m.Reason}); why != "" {
		text += env.T("contacts.mark.why", "why", why)
	}
	return text
}

// markWhat says what was wished for.
func markWhat(env *screen.Env, m *model.Mark) string {
	t := env.T
	var parts []string
	add := func(on bool, key string, pairs ...any) {
		if on {
			parts = append(parts, t(key, pairs...))
		}
	}
	switch m.Kind {
	case model.DeedTag:
		add(len(m.Want.Put) > 0, "contacts.mark.put", "tags", tagWords(env, m.Want.Put))
		add(len(m.Want.Take) > 0, "contacts.mark.take", "tags", tagWords(env, m.Want.Take))
	case model.DeedRemark:
		add(m.Want.Remark != nil, "contacts.mark.remark", "text", shortWish(m.Want.Remark))
		add(m.Want.Description != nil, "contacts.mark.description", "text", shortWish(m.Want.Description))
	}
	if len(parts) == 0 {
		return deedKind(env, m.Kind)
	}
	return strings.Join(parts, t("contacts.comma"))
}

func shortWish(text *string) string {
	if text == nil {
		return ""
	}
	return widgets.OneLine(*text, 30)
}

// startWish has something about one customer or group begun. That it is on its way
// is seen on the row.
func startWish(h *host, w batch.Wish) {
	screen.Do(h.scope, "wish", func(ctx context.Context) (model.BatchID, error) {
		return h.env.Console.Batches.Start(ctx, w)
	}, func(_ model.BatchID, err error) { h.env.Fail(err) })
}
