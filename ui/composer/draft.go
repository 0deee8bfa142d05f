package composer

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
)

// draftPause is how long nothing is typed before the draft is told.
const draftPause = 600 * time.Millisecond

// draftMark stands in a draft between its words and what else belongs to them.
// Nobody types it: it is the record separator of ASCII.
const draftMark = "\x1e"

// draftMore is what belongs to a draft beside its words.
type draftMore struct {
	Mentions map[string][]string `json:"at,omitempty"` // remote ids of those named with @, by name
	Quote    *model.Quote        `json:"quote,omitempty"`
}

// encodeDraft is a draft as it is kept: a plain text stays as it is.
func encodeDraft(text string, more draftMore) string {
	if len(more.Mentions) == 0 && more.Quote == nil {
		return text
	}
	b, err := json.Marshal(more)
	if err != nil {
		return text // strings always can be; better the words alone than none
	}
	return text + draftMark + string(b)
}

// decodeDraft takes a kept draft apart. What is not of ours is all words.
func decodeDraft(draft string) (text string, more draftMore) {
	at := strings.LastIndex(draft, draftMark)
	if at < 0 || json.Unmarshal([]byte(draft[at+len(draftMark):]), &more) != nil {
		return draft, draftMore{}
	}
	return draft[:at], more
}

// DraftText is the words of a draft, for a list of conversations.
func DraftText(draft string) string {
	text, _ := decodeDraft(draft)
	return text
}

// drafts waits for a pause in typing. Open flushes it before it changes the target,
// so that a draft is never told of another conversation.
type drafts struct {
	timer  clockwork.Timer
	serial int
}

// later tells the draft after a pause.
func (d *drafts) later(c *Composer) {
	d.stop()
	if c.target.Conversation == 0 || c.closed {
		return
	}
	serial := d.serial
	d.timer = c.o.Clock.AfterFunc(draftPause, func() {
		c.o.Dispatch(func() {
			if d.timer != nil && d.serial == serial {
				d.now(c)
			}
		})
	})
}

// flush tells the draft at once if one waits.
func (d *drafts) flush(c *Composer) {
	if d.timer != nil {
		d.now(c)
	}
}

// now tells the draft as it is.
func (d *drafts) now(c *Composer) {
	d.stop()
	if c.closed || c.target.Conversation == 0 || c.o.OnDraft == nil {
		return
	}
	c.o.OnDraft(c.target.Conversation, encodeDraft(c.entry.Text, draftMore{
		Mentions: c.mentions.still(c.entry.Text), Quote: c.quoted.quote,
	}))
}

func (d *drafts) stop() {
	d.serial++
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
