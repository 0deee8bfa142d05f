package manager

import (
	"context"

	"seatdeck/app"
	"seatdeck/app/model"
	"seatdeck/ui/screen"
	"seatdeck/ui/widgets"
)

// chatsLooked is how many conversations a customer's id may be found in.
const chatsLooked = 200

// openContactChat shows what a seat and a customer said.
func openContactChat(h *host, c model.Contact) {
	screen.Ask(h.scope, "chat", func(ctx context.Context) ([]model.Conversation, error) {
		return h.env.Console.Inbox.Conversations(ctx, app.ConversationQuery{Seat: c.Seat, Text: c.RemoteID, Limit: chatsLooked})
	}, func(list []model.Conversation, err error) {
		if err != nil {
			h.env.Fail(err)
			return
		}
		for _, one := range list {
			if one.PeerID == c.RemoteID && !one.Group {
				h.env.Sheets.CloseAll()
				h.env.Nav.OpenConversation(one, 0)
				return
			}
		}
		h.env.Nav.Toast(h.env.T("contacts.chat.none", "name", widgets.OneLine(c.DisplayName(), 40)))
	})
}
