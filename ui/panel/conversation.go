package panel

import (
	"context"

	"seatdeck/app/model"
	"seatdeck/ui/screen"
)

// FindConversation hands to then the conversation of a seat with a contact or
// group; false: there is none yet.
func FindConversation(env *screen.Env, scope *screen.Scope, seat model.SeatID, peerID string,
	then func(c model.Conversation, there bool, err error),
) {
	type answer struct {
		conversation model.Conversation
		there        bool
	}
	screen.Ask(scope, "with", func(ctx context.Context) (a answer, err error) {
		a.conversation, a.there, err = env.Console.Inbox.With(ctx, seat, peerID)
		return a, err
	}, func(a answer, err error) { then(a.conversation, a.there, err) })
}

// OpenConversation shows the conversation of a seat with a contact or group; where
// there is none yet, it says silent.
func OpenConversation(env *screen.Env, scope *screen.Scope, seat model.SeatID, peerID, silent string) {
	FindConversation(env, scope, seat, peerID, func(c model.Conversation, there bool, err error) {
		switch {
		case err != nil:
			env.Fail(err)
		case !there:
			env.Nav.Toast(silent)
		default:
			env.Sheets.CloseAll()
			env.Nav.OpenConversation(c, 0)
		}
	})
}
