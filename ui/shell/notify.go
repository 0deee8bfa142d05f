package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// notifyEvery is the least time between two notifications: a burst is one.
const notifyEvery = 3 * time.Second

// notifyLimit is how many unread conversations are looked at.
const notifyLimit = 100

// notifier tells of customers' messages while another window is in front.
type notifier struct {
	shell *Shell
	front bool
	known map[model.ConversationID]time.Time // last message when the window was left; nil: not read yet
	last  time.Time                          // when the last one was shown
}

func newNotifier(s *Shell) *notifier { return &notifier{shell: s, front: true} }

// setForeground notes what is unread when the window is left: only what comes
// later is told. Times are compared with times of the same back end, so that a
// clock that is wrong does no harm.
func (n *notifier) setForeground(front bool) {
	n.front, n.known = front, nil
	if front {
		n.shell.scope.Forget("notify")
		return
	}
	screen.Ask(n.shell.scope, "notify", n.unread, func(list []model.Conversation, err error) {
		if err != nil || n.front {
			return
		}
		n.known = map[model.ConversationID]time.Time{}
		for _, c := range list {
			n.known[c.ID] = c.LastAt
		}
	})
}

func (n *notifier) unread(ctx context.Context) ([]model.Conversation, error) {
	return n.shell.o.Console.Inbox.Conversations(ctx, app.ConversationQuery{UnreadOnly: true, Limit: notifyLimit})
}

func (n *notifier) changed(c bus.Change) {
	s := n.shell
	if n.known == nil || !s.preferences.Notifications || len(c.Conversations) == 0 || s.o.Clock.Since(n.last) < notifyEvery {
		return
	}
	screen.Keep(s.scope, "notify", n.unread, func(list []model.Conversation, err error) {
		if err == nil && n.known != nil {
			n.show(list)
		}
	})
}

func (n *notifier) show(list []model.Conversation) {
	s := n.shell
	var fresh []model.Conversation
	for _, c := range list {
		if before, known := n.known[c.ID]; c.LastOut || known && !c.LastAt.After(before) {
			continue
		}
		n.known[c.ID] = c.LastAt
		fresh = append(fresh, c)
	}
	if len(fresh) == 0 {
		return
	}
	n.last = s.o.Clock.Now()
	title, text := s.env.T("shell.title"), s.env.T("shell.notify.many", "n", len(fresh))
	if len(fresh) == 1 {
		c := fresh[0]
		title = s.env.T("shell.notify.title", "name", widgets.OneLine(c.Title(), 40), "seat", c.SeatName)
		if text = c.LastPreview; text == "" {
			text = s.env.Kind(c.LastKind)
		}
	}
	s.o.App.SendNotification(fyne.NewNotification(title, widgets.OneLine(text, 120)))
}
