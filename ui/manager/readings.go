package manager

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/theme"
	"seatdeck/ui/widgets"
)

// seatsTold is how many seats are named in one sentence.
const seatsTold = 3

// readings is the line below a table: how many rows there are and are chosen, how
// many the back ends of the seats at hand count, whether that agrees, and a way to
// have the lists read anew.
type readings struct {
	object *fyne.Container

	h     *host
	what  model.ListKind
	lists model.Capability // of seats that have such a list
	count *widget.Label
	said  *widget.Label
	again *screen.TextButton

	list []model.Reading
	busy bool // the back ends are being asked
}

func newReadings(h *host, what model.ListKind, lists model.Capability) *readings {
	r := &readings{h: h, what: what, lists: lists, count: widget.NewLabel(""), said: widget.NewLabel("")}
	r.count.SizeName, r.said.SizeName = fynetheme.SizeNameCaptionText, fynetheme.SizeNameCaptionText
	r.said.Truncation = fyne.TextTruncateEllipsis
	r.again = screen.NewTextButton("", nil, r.sync)
	r.object = screen.Line(r.count, r.said, r.again)
	return r
}

// readable are the seats at hand whose list can be read anew.
func (r *readings) readable() (list []screen.SeatView) {
	for _, v := range r.h.able(r.lists) {
		if v.State == model.SeatOnline {
			list = append(list, v)
		}
	}
	return list
}

// action is what a person can do where the list is empty.
func (r *readings) action() widgets.Action {
	if len(r.readable()) == 0 || r.busy {
		return widgets.Action{}
	}
	return widgets.Action{Label: r.h.env.T("manager.reread"), Do: r.sync}
}

// reload reads how the lists of the seats at hand were read.
func (r *readings) reload() {
	h, seat := r.h, r.h.seat
	screen.Keep(h.scope, "readings/"+string(r.lists), func(ctx context.Context) ([]model.Reading, error) {
		return h.env.Console.People.Readings(ctx, seat)
	}, func(list []model.Reading, err error) {
		if err != nil {
			return // it only stands beside the table, whose own reading tells of trouble
		}
		r.list = nil
		for _, one := range list {
			if one.What == r.what {
				r.list = append(r.list, one)
			}
		}
		r.say()
	})
}

// tell says how many rows there are and are chosen, and the rest.
func (r *readings) tell(chosen, all int) {
	r.count.SetText(r.h.env.T("manager.count", "chosen", chosen, "all", all))
	r.say()
}

// say says how the lists were read.
func (r *readings) say() {
	t := r.h.env.T
	text, agrees := r.agreement()
	r.said.Importance = widget.LowImportance
	if !agrees {
		r.said.Importance = widget.WarningImportance
	}
	r.said.SetText(text)
	if r.busy {
		r.again.OnTapped = nil
		r.again.Set(t("manager.rereading"), theme.TextSecondary)
	} else {
		r.again.OnTapped = r.sync
		r.again.Set(t("manager.reread"), theme.AccentText)
	}
	r.again.Hidden = len(r.readable()) == 0
	r.object.Refresh()
}

// agreement says how many rows the back ends count and when they were asked, and
// whether that is what is here.
func (r *readings) agreement() (text string, agrees bool) {
	if len(r.list) == 0 {
		return "", true
	}
	t := r.h.env.T
	total, gone := 0, 0
	var oldest time.Time
	var differ []string
	for _, one := range r.list {
		total += one.Counted()
		gone += max(one.Counted()-(one.Here-one.Gone), 0)
		if oldest.IsZero() || one.At.Before(oldest) {
			oldest = one.At
		}
		if !one.Agrees() {
			name := widgets.OneLine(r.h.view(one.Seat).DisplayName(), 20)
			differ = append(differ, t("manager.reading.seat", "name", name, "here", one.Here-one.Gone, "there", one.Counted()))
		}
	}
	text = t("manager.reading", "n", total, "since", r.h.env.When(oldest))
	if len(differ) == 0 && gone > 0 {
		text = t("manager.reading.gone", "n", total, "gone", gone, "since", r.h.env.When(oldest))
	}
	if len(differ) == 0 {
		return text, true
	}
	more := ""
	if len(differ) > seatsTold {
		more = t("manager.reading.more", "n", len(differ))
		differ = differ[:seatsTold]
	}
	return text + t("manager.reading.differs", "seats", strings.Join(differ, t("manager.comma"))+more), false
}

// sync has the lists of the seats at hand read anew. The first seat that can't is
// told in passing.
func (r *readings) sync() {
	h, seats := r.h, r.readable()
	if r.busy || len(seats) == 0 {
		return
	}
	r.busy = true
	r.say()
	h.scope.Act("readings/sync", func(ctx context.Context) (failed error) {
		for _, v := range seats {
			if err := h.env.Console.People.SyncDirectory(ctx, v.ID); err != nil && failed == nil {
				failed = err
			}
		}
		return failed
	}, func(err error) {
		r.busy = false
		r.say()
		if err != nil {
			h.env.Fail(err)
			return
		}
		h.env.Nav.Toast(h.env.T("manager.reread.begun"))
	})
}
