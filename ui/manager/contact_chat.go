package manager

import (
	"seatdeck/app/model"
	"seatdeck/ui/panel"
	"seatdeck/ui/widgets"
)

// openContactChat shows what a seat and a customer said.
func openContactChat(h *host, c model.Contact) {
	silent := h.env.T("contacts.chat.none", "name", widgets.OneLine(c.DisplayName(), 40))
	panel.OpenConversation(h.env, h.scope, c.Seat, c.RemoteID, silent)
}
