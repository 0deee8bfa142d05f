package wecom

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers/internal/wire"
)

const (
	staffOfMessage = 1000 // members of one message
	maxMessage     = 2048 // bytes of its text
)

// MessageStaff sends a text to members, by the company's app. Those who can't be
// reached do not keep the others from it; if nobody can, it is an error.
func (l *link) MessageStaff(ctx context.Context, to []string, text string) error {
	switch {
	case l.options.agentID == 0:
		return invalid("option "+optAgentID, Kind+".no_agent: messages are sent by an app, and the connection names none")
	case len(to) == 0:
		return invalid("members", "refusal.nobody")
	case len(text) > maxMessage:
		return &model.Trouble{Code: model.TroubleTooLong, About: l.name, Detail: fmt.Sprintf("refusal.at_most_bytes: %d", maxMessage)}
	}
	for part := range slices.Chunk(to, staffOfMessage) {
		answer, err := SendMessage.Do(ctx, l.client, Message{Head: Head{ToUser: strings.Join(part, "|")}, Text: &TextMsg{Content: text}})
		if err != nil {
			return l.trouble(err, l.name)
		}
		if missed := idsOf(answer.InvalidUser, answer.UnlicensedUser); len(missed) >= len(part) {
			return &model.Trouble{Code: model.TroubleNotFound, About: strings.Join(missed, ", "), Detail: Kind + ".81013: none of them can be reached"}
		} else if len(missed) > 0 {
			l.log.Warn("a message did not reach all", "connection", l.name, "missed", missed)
		}
	}
	return nil
}

// idsOf splits lists that are joined with "|".
func idsOf(lists ...wire.Text) []string {
	var ids []string
	for _, list := range lists {
		ids = append(ids, strings.FieldsFunc(list.String(), func(r rune) bool { return r == '|' })...)
	}
	return ids
}
