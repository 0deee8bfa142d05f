package youjiyun

import (
	"context"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

var (
	_ providers.AdminLister         = (*link)(nil)
	_ providers.GroupSettingsCopier = (*link)(nil)
	_ providers.GroupDownloader     = (*link)(nil)
	_ providers.DirectorySyncer     = (*link)(nil)
	_ providers.ProfileEditor       = (*link)(nil)
)

// ListAdmins asks who administers a group, besides its owner (3.16).
func (l *link) ListAdmins(ctx context.Context, seat model.Seat, groupID string) ([]string, error) {
	if !IsGroupID(groupID) {
		return nil, invalid("group", "refusal.no_group: its id does not begin with R:")
	}
	return l.admins(ctx, seat, groupID)
}

func (l *link) admins(ctx context.Context, seat model.Seat, groupID string) ([]string, error) {
	answer, err := ListAdmins.Do(ctx, l.client, &ListAdminsRequest{ActionHead: headOf(seat), ConversationID: wire.Text(groupID)})
	if err != nil {
		return nil, l.trouble(err, seat.DisplayName())
	}
	if answer.Admins == nil {
		// An empty list says that there are none; without one nothing is said.
		return nil, &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.no_admins: the list of administrators is missing"}
	}
	admins := []string{}
	for _, id := range answer.Admins {
		if id != "" {
			admins = append(admins, id.String())
		}
	}
	return admins, nil
}

// modules are the parts of 2.9.
var modules = map[model.GroupSetting]string{
	model.SettingWelcome: ModuleWelcome,
	model.SettingKeyword: ModuleKeywordReply,
	model.SettingDefault: ModulePeriodReply,
}

// CopyGroupSettings copies automatic replies from one group to others (2.9). The
// group itself is left out of the others.
func (l *link) CopyGroupSettings(ctx context.Context, seat model.Seat, groupID string, parts []model.GroupSetting, to []providers.GroupsOfSeat) error {
	request := DuplicateSettingsRequest{FromGroup: groupID, FromRobotKey: seat.RemoteID}
	for _, part := range parts {
		module, known := modules[part]
		if !known {
			return &model.Trouble{Code: model.TroubleUnsupported, About: seat.DisplayName(), Detail: "refusal.no_part: no part " + string(part)}
		}
		request.Modules = append(request.Modules, module)
	}
	for _, other := range to {
		var ids []string
		for _, id := range other.GroupIDs {
			if !IsGroupID(id) || strings.ContainsAny(id, ",;") {
				return invalid("group", "refusal.no_group: its id can't be sent")
			}
			if id != groupID || other.Seat.RemoteID != seat.RemoteID {
				ids = append(ids, id)
			}
		}
		if len(ids) > 0 {
			request.RobotKeys = append(request.RobotKeys, other.Seat.RemoteID)
			request.Chatroom = append(request.Chatroom, strings.Join(ids, ";"))
		}
	}
	switch {
	case len(request.Modules) == 0:
		return invalid("parts", "refusal.none: there are none")
	case len(request.RobotKeys) == 0:
		return invalid("groups", "refusal.no_others: there are no others")
	}
	_, err := DuplicateSettings.Do(ctx, l.client, request)
	return l.trouble(err, seat.DisplayName())
}

// DownloadGroups has 有机云 make an Excel file of groups (2.5, the first way).
func (l *link) DownloadGroups(ctx context.Context, seat model.Seat, groupIDs []string) (string, error) {
	if len(groupIDs) == 0 {
		return "", invalid("groups", "refusal.none: there are none")
	}
	answer, err := DownloadGroups.Do(ctx, l.client, DownloadGroupsRequest{RobotKey: seat.RemoteID, ConversationIDs: groupIDs})
	if err != nil {
		return "", l.trouble(err, seat.DisplayName())
	}
	if wire.CheckURL(answer.DownloadURL.String()) != nil {
		return "", &model.Trouble{Code: model.TroubleBadAnswer, About: seat.DisplayName(), Detail: "refusal.file_address: the URL of the file is missing"}
	}
	return answer.DownloadURL.String(), nil
}

// SyncDirectory has 有机云 read customers and groups anew from WeCom (2.13).
func (l *link) SyncDirectory(ctx context.Context, seat model.Seat) error {
	_, err := SyncContacts.Do(ctx, l.client, SyncContactsRequest{RobotKey: seat.RemoteID, SyncType: SyncUsersAndGroups})
	return l.trouble(err, seat.DisplayName())
}

// EditProfile changes what a seat's account says of itself (3.14). The document
// does not say whether a field can be emptied: it is sent so, but for the name.
func (l *link) EditProfile(ctx context.Context, seat model.Seat, p model.Profile) error {
	request := EditProfileRequest{
		ActionHead: headOf(seat), Name: p.Name, Alias: p.Alias, Phone: p.Phone, Mobile: p.Mobile, Position: p.Position,
	}
	if p.Name != nil && *p.Name == "" {
		return invalid("name", "refusal.missing: it is empty")
	}
	if p.Gender != nil {
		if request.Gender = wireGender(*p.Gender); request.Gender == 0 {
			return invalid("gender", "refusal.no_gender: it is neither")
		}
	}
	if p == (model.Profile{}) {
		return nil
	}
	_, err := EditProfile.Do(ctx, l.client, &request)
	return l.trouble(err, seat.DisplayName())
}

// wireGender is a gender as 3.14 has it; 0: it has none such.
func wireGender(g model.Gender) int {
	switch g {
	case model.GenderMale:
		return 1
	case model.GenderFemale:
		return 2
	}
	return 0
}
