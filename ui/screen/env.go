// Package screen is what the screens of the console share: what they are given,
// a scope that asks the app off the UI goroutine, dialogs, and inputs that let
// the console's keys through.
package screen

import (
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/jonboulle/clockwork"

	"seatdeck/app"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/assets"
	"seatdeck/ui/picture"
)

// Env is what every screen is given. It is made anew when the language changes.
type Env struct {
	Console  *app.Console
	Texts    *assets.Texts
	Group    *Group
	Clock    clockwork.Clock
	Pictures *picture.Loader
	Zone     *time.Location // in which times are shown
	Window   fyne.Window
	Sheets   *Sheets
	Watch    *Watchers
	Nav      Navigator
	Dispatch func(func()) // runs on the UI goroutine
	OpenURL  func(*url.URL) error
	Listed   func() // a list of conversations was filled
}

// Navigator is what the shell does for a screen.
type Navigator interface {
	// OpenConversation shows a conversation in the tab at hand if it belongs
	// there, else in the tab of its seat; at is a message to scroll to, 0 for
	// the newest.
	OpenConversation(conversation model.Conversation, at model.MessageID)
	// OpenSeat shows the tab of a seat.
	OpenSeat(id model.SeatID)
	// OpenConnection shows the form of a connection; 0 for a new one.
	OpenConnection(id model.ConnectionID)
	// OpenPublishing shows the options of a connection that say where files are
	// put so that its back end can fetch them.
	OpenPublishing(id model.ConnectionID)
	// OpenRequests shows who asks to be a contact.
	OpenRequests()
	// OpenSettings shows the settings.
	OpenSettings()
	// OpenSearch looks for messages.
	OpenSearch()
	// Toast says something in passing.
	Toast(text string)
	// Failed says what went wrong.
	Failed(err error)
}

// T is the text of a key; see assets.Texts.
func (e *Env) T(key string, pairs ...any) string { return e.Texts.T(key, pairs...) }

// Scope makes a scope for one screen.
func (e *Env) Scope() *Scope { return e.Group.NewScope() }

// OnChange has fn called on the UI goroutine when something changed, until cancel
// is called or the scope is closed.
func (e *Env) OnChange(scope *Scope, fn func(bus.Change)) (cancel func()) {
	return e.Watch.Add(scope, fn)
}

// Trouble says in the agent's language what happened.
func (e *Env) Trouble(err error) string {
	t := model.AsTrouble(err)
	if t == nil {
		return ""
	}
	return assets.TroubleText(e.T, string(t.Code), t.About, t.Detail)
}

// Detail says in the agent's language what the detail of a trouble says.
func (e *Env) Detail(detail string) string { return assets.DetailText(e.T, detail) }

// Next says what to do about it.
func (e *Env) Next(err error) string {
	t := model.AsTrouble(err)
	if t == nil {
		return ""
	}
	key := "trouble." + string(t.Code) + ".next"
	if !e.Texts.Has(key) {
		return ""
	}
	return e.T(key)
}

// TroubleNext is what happened and what to do, as one text of two lines.
func (e *Env) TroubleNext(err error) string {
	return strings.TrimSpace(e.Trouble(err) + "\n" + e.Next(err))
}

// Fail tells an error in passing.
func (e *Env) Fail(err error) {
	if err != nil {
		e.Nav.Failed(err)
	}
}

// When is a time for a list: the hour today, the weekday's date this year, else
// the full date.
func (e *Env) When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	now, t := e.Clock.Now().In(e.Zone), t.In(e.Zone)
	switch {
	case now.Year() == t.Year() && now.YearDay() == t.YearDay():
		return t.Format("15:04")
	case now.Year() == t.Year():
		return t.Format("01-02 15:04")
	}
	return t.Format("2006-01-02")
}

// Date is a day and hour in full.
func (e *Env) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(e.Zone).Format("2006-01-02 15:04")
}
