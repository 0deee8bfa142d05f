package cli

import (
	"context"
	"time"

	"seatdeck/app"
	"seatdeck/app/model"
)

// hitJSON is one message that was found.
type hitJSON struct {
	ID             model.MessageID      `json:"id"`
	Seat           model.SeatID         `json:"seat"`
	SeatName       string               `json:"seat_name"`
	ConversationID model.ConversationID `json:"conversation"`
	Conversation   string               `json:"conversation_name"`
	MessageID      string               `json:"message_id"`
	ClientID       string               `json:"client_id"`
	SentAt         int64                `json:"sent_at"` // ms
	Direction      string               `json:"direction"`
	Sender         string               `json:"sender"`
	State          string               `json:"state"`
	Text           string               `json:"text"`
	Spans          [][2]int             `json:"spans"` // what matched: rune offsets [from, to) into text
}

func runSearch(ctx context.Context, c *call, args []string) error {
	limit := 50
	words, done, err := c.parse(args, func(f *flags) { f.number(&limit, 1, "limit") })
	if err != nil || done {
		return err
	}
	if err := exactly(words, "QUERY"); err != nil {
		return err
	}
	return c.with(ctx, func(f *folder) error {
		hits, err := f.console.Inbox.Search(ctx, words[0], app.SearchOptions{Limit: limit})
		if err != nil {
			return err
		}
		if c.common.json {
			list := make([]hitJSON, 0, len(hits))
			for _, h := range hits {
				list = append(list, hitOf(h))
			}
			return writeJSON(c.env.Stdout, list)
		}
		for _, h := range hits {
			m := h.Message
			c.printf("%s\t%s\t%s\t%s\t%s\n", m.SentAt.Local().Format(time.DateTime),
				plain(h.SeatName), plain(h.ConversationTitle), plain(m.SenderName), plain(h.Text))
		}
		return nil
	})
}

func hitOf(h app.Hit) hitJSON {
	m := h.Message
	spans := h.Spans
	if spans == nil {
		spans = [][2]int{}
	}
	return hitJSON{
		ID: m.ID, Seat: m.Seat, SeatName: h.SeatName, ConversationID: m.Conversation, Conversation: h.ConversationTitle,
		MessageID: m.RemoteID, ClientID: m.ClientID, SentAt: m.SentAt.UnixMilli(), Direction: m.Direction.String(),
		Sender: m.SenderName, State: m.State.String(), Text: h.Text, Spans: spans,
	}
}
