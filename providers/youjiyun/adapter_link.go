package youjiyun

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/socketio"
	"seatdeck/providers/internal/wire"
)

// link is one account at 有机云.
type link struct {
	name    string
	options options
	client  *Client
	socket  *socketio.Client
	door    door
	clock   clockwork.Clock
	rand    func() float64
	http    *http.Client
	log     *slog.Logger

	secretName func() string // what nobody can guess, for published files; nil: a random text
}

var (
	_ providers.Link            = (*link)(nil)
	_ providers.Nudger          = (*link)(nil)
	_ providers.SeatLister      = (*link)(nil)
	_ providers.Historian       = (*link)(nil)
	_ providers.Sender          = (*link)(nil)
	_ providers.Forwarder       = (*link)(nil)
	_ providers.UnreadCleaner   = (*link)(nil)
	_ providers.ContactLister   = (*link)(nil)
	_ providers.ContactInquirer = (*link)(nil)
	_ providers.GroupLister     = (*link)(nil)
	_ providers.TagLister       = (*link)(nil)
	_ providers.TaggedLister    = (*link)(nil)
	_ providers.RemarkEditor    = (*link)(nil)
	_ providers.PhoneAdder      = (*link)(nil)
	_ providers.FriendAccepter  = (*link)(nil)
	_ providers.Publisher       = (*link)(nil)
)

// Test logs in anew and lists the robots.
func (l *link) Test(ctx context.Context) error {
	if err := l.client.LogIn(ctx); err != nil {
		return l.trouble(err, l.name)
	}
	_, err := ListRobots.Do(ctx, l.client, ListRobotsRequest{})
	return l.trouble(err, l.name)
}

// Capabilities are the same for every seat of 有机云.
func (l *link) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(
		model.CanSendText, model.CanSendImage, model.CanSendVideo, model.CanSendFile, model.CanSendLink,
		model.CanMention, model.CanForward, model.CanHistory, model.CanClearUnread,
		model.CanEditRemark, model.CanDescribe, model.CanAddByPhone, model.CanAcceptFriend,
		model.CanListContacts, model.CanListGroups, model.CanListTags, model.CanTagContacts,
		model.CanCreateGroup, model.CanInviteMembers, model.CanRemoveMembers, model.CanRenameGroup, model.CanAnnounce,
		model.CanEditAdmins, model.CanSeeAdmins, model.CanAnnounceToAll, model.CanCopyGroupSettings, model.CanDownloadGroups,
		model.CanSyncDirectory, model.CanEditOwnProfile,
		model.NeedsPublishedURL,
	)
}

// Pace has no limits: the document names none for single calls and messages.
func (l *link) Pace() providers.Pace { return providers.Pace{} }

// trouble puts an error of the client in the console's words; nil for nil.
func (l *link) trouble(err error, about string) error {
	if t := troubleOf(err, about); t != nil {
		return t
	}
	return nil
}

func troubleOf(err error, about string) *model.Trouble {
	var api *APIError
	if !errors.As(err, &api) {
		if errors.Is(err, ErrNoAnswer) {
			return &model.Trouble{Code: model.TroubleTimeout, About: about, Cause: err}
		}
		return wire.Trouble(err, about)
	}
	code := model.TroubleRejected
	switch {
	case api.Busy():
		code = model.TroubleBusy
	case api.AtLogin():
		code = model.TroubleCredentials
	case api.NotAuthenticated():
		code = model.TroubleExpired
	}
	detail := api.Msg
	if detail == "" {
		detail = "refusal.code: " + api.Code
	}
	return &model.Trouble{Code: code, About: about, Detail: detail, Cause: err}
}

// refused keeps what could not be used, with the reason.
func refused(seat model.SeatRef, source string, raw []byte, reason error, suspect bool) model.PayloadRefused {
	return model.PayloadRefused{Seat: seat, Source: source, Raw: raw, Reason: reason.Error(), Suspect: suspect}
}

// refOf names a seat that is known.
func refOf(seat model.Seat) model.SeatRef {
	return model.SeatRef{RemoteID: seat.RemoteID, AccountID: seat.AccountID}
}
