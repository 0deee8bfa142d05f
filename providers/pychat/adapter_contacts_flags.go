package pychat

import (
	"context"

	"seatdeck/app/model"
)

// Flags are those that a conversation can have: groups have more than people.
func (l *link) Flags(c model.Conversation) []model.Flag {
	peer := peerOf(c)
	switch {
	case peer == "":
		return nil
	case isGroup(peer):
		return []model.Flag{model.FlagPinned, model.FlagMuted, model.FlagFolded, model.FlagSaved, model.FlagShowName}
	case isOpenIM(peer):
		return []model.Flag{model.FlagPinned, model.FlagMuted}
	}
	return []model.Flag{model.FlagPinned}
}

// SetFlag turns a switch. Assumed, but for pinned: status 1 is on.
func (l *link) SetFlag(ctx context.Context, seat model.Seat, c model.Conversation, flag model.Flag, on bool) error {
	var status int64
	if on {
		status = 1
	}
	peer := peerOf(c)
	set := l.setContactFlag
	switch {
	case peer == "":
		return invalid("conversation", "refusal.no_peer: it names nobody")
	case isGroup(peer):
		set = l.setRoomFlag
	case isOpenIM(peer):
		set = l.setOpenIMFlag
	}
	return l.trouble(set(ctx, seat.RemoteID, peer, flag, status), seat.DisplayName())
}

func (l *link) setContactFlag(ctx context.Context, guid, name string, flag model.Flag, status int64) (err error) {
	if flag != model.FlagPinned {
		return errNoFlag(flag)
	}
	_, err = ModifyContactTopFlag.Do(ctx, l.client, ModifyContactTopFlagRequest{GUID: guid, Username: name, Status: status})
	return err
}

func (l *link) setOpenIMFlag(ctx context.Context, guid, name string, flag model.Flag, status int64) (err error) {
	switch flag {
	case model.FlagPinned:
		_, err = ModifyOpenIMTopFlag.Do(ctx, l.client, ModifyOpenIMTopFlagRequest{GUID: guid, Username: name, Status: status})
	case model.FlagMuted:
		_, err = ModifyOpenIMDisturbFlag.Do(ctx, l.client, ModifyOpenIMDisturbFlagRequest{GUID: guid, Username: name, Status: status})
	default:
		return errNoFlag(flag)
	}
	return err
}

func (l *link) setRoomFlag(ctx context.Context, guid, room string, flag model.Flag, status int64) (err error) {
	switch flag {
	case model.FlagPinned:
		_, err = ModifyChatroomTopFlag.Do(ctx, l.client, ModifyChatroomTopFlagRequest{GUID: guid, RoomUsername: room, Status: status})
	case model.FlagMuted:
		_, err = ModifyChatroomDisturbFlag.Do(ctx, l.client, ModifyChatroomDisturbFlagRequest{GUID: guid, RoomUsername: room, Status: status})
	case model.FlagFolded:
		_, err = ModifyChatroomFoldFlag.Do(ctx, l.client, ModifyChatroomFoldFlagRequest{GUID: guid, RoomUsername: room, Status: status})
	case model.FlagSaved:
		_, err = ModifyChatroomContactFlag.Do(ctx, l.client, ModifyChatroomContactFlagRequest{GUID: guid, RoomUsername: room, Status: status})
	case model.FlagShowName:
		_, err = ModifyChatroomShowNameFlag.Do(ctx, l.client, ModifyChatroomShowNameFlagRequest{GUID: guid, RoomUsername: room, Status: status})
	default:
		return errNoFlag(flag)
	}
	return err
}

func errNoFlag(flag model.Flag) error {
	return &model.Trouble{Code: model.TroubleUnsupported, Detail: "refusal.no_flag: no such switch: " + string(flag)}
}
