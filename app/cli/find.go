package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"seatdeck/app"
	"seatdeck/app/model"
)

// findSeat finds a seat by our id, its remote or account id, or its exact name.
// A word that means several seats is refused: a message must not go out from the
// wrong one.
func findSeat(seats []model.Seat, word string) (model.Seat, error) {
	// Remote ids and names first: what a person copied wins over our numbers.
	return choose(word, seats, func(s model.Seat) string { return fmt.Sprintf("%d %s", s.ID, s.DisplayName()) },
		func(s model.Seat) bool { return s.RemoteID == word || s.AccountID == word },
		func(s model.Seat) bool { return s.Name == word || s.Alias == word },
		func(s model.Seat) bool { return strconv.FormatInt(int64(s.ID), 10) == word },
	)
}

// findConversation finds a conversation of these seats by its remote id, its
// peer's id, its exact name or our id.
func findConversation(ctx context.Context, f *folder, seats []model.Seat, word string) (model.Conversation, error) {
	var byRef, byName, byID []model.Conversation
	id, _ := strconv.ParseInt(word, 10, 64)
	for _, seat := range seats {
		c, ok, err := f.store.ConversationByPeer(ctx, seat.ID, word)
		if err != nil {
			return c, err
		}
		if ok {
			byRef = append(byRef, c)
		}
		named, err := f.console.Inbox.Conversations(ctx, app.ConversationQuery{Seat: seat.ID, Text: word})
		if err != nil {
			return c, err
		}
		for _, n := range named {
			if n.Name == word || n.Remark == word {
				byName = append(byName, n)
			}
		}
		if c, err = f.store.Conversation(ctx, model.ConversationID(id)); err == nil && c.Seat == seat.ID {
			byID = append(byID, c)
		}
	}
	for _, found := range [][]model.Conversation{byRef, byName, byID} {
		if len(found) > 0 {
			return choose(word, found, func(c model.Conversation) string { return fmt.Sprintf("%d %s", c.ID, c.Title()) },
				func(model.Conversation) bool { return true })
		}
	}
	return model.Conversation{}, &model.Trouble{Code: model.TroubleNotFound, About: word}
}

// findOrStart finds a conversation of a seat, or starts one with a contact or
// group of that remote id that has none yet.
func findOrStart(ctx context.Context, f *folder, seat model.Seat, word string) (model.Conversation, error) {
	c, err := findConversation(ctx, f, []model.Seat{seat}, word)
	if !model.IsTrouble(err, model.TroubleNotFound) {
		return c, err
	}
	return startConversation(ctx, f, seat, word, err)
}

// startConversation opens a conversation with a contact or group that has none
// yet; notFound is the answer where there is no such person.
func startConversation(ctx context.Context, f *folder, seat model.Seat, peer string, notFound error) (model.Conversation, error) {
	_, isContact, err := f.console.People.Contact(ctx, seat.ID, peer)
	if err != nil {
		return model.Conversation{}, err
	}
	_, isGroup, err := f.console.People.Group(ctx, seat.ID, peer)
	if err != nil {
		return model.Conversation{}, err
	}
	if !isContact && !isGroup {
		return model.Conversation{}, notFound
	}
	return f.console.Inbox.Start(ctx, seat.ID, peer)
}

// choose gives the only item that the first matching rule finds.
func choose[T any](word string, items []T, show func(T) string, rules ...func(T) bool) (T, error) {
	var none T
	for _, rule := range rules {
		var found []T
		for _, item := range items {
			if rule(item) {
				found = append(found, item)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			list := make([]string, 0, len(found))
			for _, item := range found[:min(len(found), 5)] {
				list = append(list, show(item))
			}
			return none, usagef("%q 对应多个，请用编号：%s", "%q is the name of several, use the id: %s", word, strings.Join(list, "; "))
		}
	}
	return none, &model.Trouble{Code: model.TroubleNotFound, About: word}
}

// findScope finds the seat and the conversation that narrow a command; zero: all.
func findScope(ctx context.Context, f *folder, seatWord, conversationWord string) (seat model.SeatID, conversation model.ConversationID, err error) {
	seats, err := f.store.Seats(ctx) // those a back end no longer has, too
	if err != nil {
		return 0, 0, err
	}
	if seatWord != "" {
		one, err := findSeat(seats, seatWord)
		if err != nil {
			return 0, 0, err
		}
		seat, seats = one.ID, []model.Seat{one}
	}
	if conversationWord == "" {
		return seat, 0, nil
	}
	c, err := findConversation(ctx, f, seats, conversationWord)
	return c.Seat, c.ID, err
}
