package wecom

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/providers/internal/wire"
)

const (
	groupPage    = 100  // groups of a page: each is asked about
	mostGroups   = 1000 // of a page, whatever was asked for
	groupsAtOnce = 4    // groups asked about at the same time
	maxOwners    = 200_000
)

var errNoGroup = errors.New("it names no group")

// owners remembers whose group each was when it was read: a callback says only the
// group.
type owners struct {
	mu sync.Mutex
	of map[string]string // userid by chat_id
}

func newOwners() *owners { return &owners{of: map[string]string{}} }

func (o *owners) get(chatID string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.of[chatID]
}

// put notes the owner and gives the one before, "" where none is known. With ""
// the group is forgotten.
func (o *owners) put(chatID, userID string) (before string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before = o.of[chatID]
	switch {
	case userID == "":
		delete(o.of, chatID)
	case before != "" || len(o.of) < maxOwners:
		o.of[chatID] = userID
	}
	return before
}

// ListGroups reads a page of the groups that the seat owns, with their members.
// The name of a page is the cursor. A group that can't be read is named all the
// same.
func (l *link) ListGroups(ctx context.Context, seat model.Seat, name string) (providers.Page, error) {
	answer, err := ListGroups.Do(ctx, l.client, ListGroupsRequest{
		OwnerFilter: &OwnerFilter{UserIDList: []string{seat.RemoteID}}, Cursor: name, Limit: groupPage,
	})
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	rows := answer.GroupChatList[:min(len(answer.GroupChatList), mostGroups)]
	seen := make([][]model.Event, len(rows))
	tasks, within := errgroup.WithContext(ctx)
	tasks.SetLimit(groupsAtOnce)
	for i, row := range rows {
		id := row.ChatID.String()
		if id == "" {
			seen[i] = []model.Event{refused(refOf(seat.RemoteID), ListGroups.path, nil, errNoGroup)}
			continue
		}
		tasks.Go(func() (err error) {
			seen[i], err = l.readGroup(within, id)
			if refusedByAPI(err) {
				l.log.Debug("group not read", "connection", l.name, "group", id, "err", err)
				seen[i], err = []model.Event{model.GroupSeen{Seat: refOf(seat.RemoteID), Group: model.Group{RemoteID: id, External: true}, Partial: true}}, nil
			}
			return err
		})
	}
	if err := tasks.Wait(); err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	page := providers.Page{Next: answer.next()}
	for _, events := range seen {
		page.Events = append(page.Events, events...)
	}
	return page, nil
}

// ListMembers reads who is in a group: all at once.
func (l *link) ListMembers(ctx context.Context, seat model.Seat, groupID, _ string) (providers.Page, error) {
	events, err := l.readGroup(ctx, groupID)
	if err != nil {
		return providers.Page{}, l.trouble(err, seat.DisplayName())
	}
	return providers.Page{Events: events}, nil
}

// readGroup asks for a group with its members and tells its owner of it. An owner
// of before has it no longer.
func (l *link) readGroup(ctx context.Context, chatID string) ([]model.Event, error) {
	answer, err := GetGroup.Do(ctx, l.client, GetGroupRequest{ChatID: chatID, NeedName: 1})
	if err != nil {
		return nil, err
	}
	g := answer.GroupChat
	owner := g.Owner.String()
	if owner == "" {
		return nil, &wire.AnswerError{Host: wire.Host(l.client.base), Err: errNoGroup}
	}
	var events []model.Event
	if before := l.owners.put(chatID, owner); before != "" && before != owner {
		events = append(events, groupGone(before, chatID))
	}
	return append(
		events,
		model.GroupSeen{Seat: refOf(owner), Group: groupOf(chatID, g)},
		model.MembersSeen{Seat: refOf(owner), GroupID: chatID, Members: membersOf(g), Whole: len(g.MemberList) > 0},
	), nil
}

// groupGone tells a member that a group is no longer theirs, or no longer there.
func groupGone(userID, chatID string) model.GroupSeen {
	return model.GroupSeen{Seat: refOf(userID), Group: model.Group{RemoteID: chatID, External: true, Dissolved: true}, Partial: true}
}

func groupOf(chatID string, g GroupChatDetail) model.Group {
	group := model.Group{
		RemoteID: chatID, Name: g.Name.String(), OwnerID: g.Owner.String(), MemberCount: len(g.MemberList),
		External: true, Notice: g.Notice.String(), Created: g.CreateTime.Time(),
	}
	for _, m := range g.MemberList {
		if isWeChat(m) {
			group.OuterCount++
		}
		if m.UserID == g.Owner {
			group.OwnerName = cmp.Or(m.Name, m.GroupNickname).String()
		}
	}
	return group
}

func membersOf(g GroupChatDetail) []model.Member {
	admins := map[wire.Text]bool{}
	for _, a := range g.AdminList {
		admins[a.UserID] = true
	}
	members := []model.Member{}
	for _, m := range g.MemberList {
		if m.UserID == "" {
			continue
		}
		member := model.Member{
			RemoteID: m.UserID.String(),
			Name:     cmp.Or(m.GroupNickname, m.Name).String(),
			External: m.Type == MemberExternal,
			WeChat:   isWeChat(m),
			Joined:   m.JoinTime.Time(),
			Source:   sourceOf(m.JoinScene),
		}
		if m.Invitor != nil {
			member.InvitedBy = m.Invitor.UserID.String()
		}
		switch {
		case m.UserID == g.Owner:
			member.Role = model.RoleOwner
		case admins[m.UserID]:
			member.Role = model.RoleAdmin
		}
		members = append(members, member)
	}
	return members
}

// isWeChat tells whether an outer member writes from WeChat: they alone have a
// unionid, and an id that begins with wm.
func isWeChat(m GroupMember) bool {
	return m.Type == MemberExternal && (m.UnionID != "" || strings.HasPrefix(m.UserID.String(), "wm"))
}

func sourceOf(scene wire.Int) model.JoinSource {
	switch scene {
	case 1:
		return model.JoinInvited
	case 2:
		return model.JoinLink
	case 3:
		return model.JoinCode
	}
	return model.JoinUnknown
}

// TransferGroup gives a group to another member, who is still with the company as
// its owner is.
func (l *link) TransferGroup(ctx context.Context, seat model.Seat, groupID, memberID string) error {
	answer, err := TransferGroupsInPost.Do(ctx, l.client, TransferGroupsRequest{ChatIDList: []string{groupID}, NewOwner: memberID})
	if err != nil {
		return l.trouble(err, seat.DisplayName())
	}
	for _, failed := range answer.FailedChatList {
		if failed.ChatID.String() == groupID && failed.ErrCode != codeOK {
			return l.trouble(&APIError{Call: TransferGroupsInPost.path, Code: int(failed.ErrCode), Msg: l.client.fit(failed.ErrMsg.String())}, seat.DisplayName())
		}
	}
	l.chores.put(chore{kind: choreGroup, about: groupID})
	return nil
}
