package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// clerk is a scripted back end of several seats that can do all that batches want.
// What it keeps is the truth; a test decides how each call fares.
type clerk struct {
	*scripted
	mine    sync.Mutex
	seats   []string
	states  map[string]model.SeatState
	heads   map[string][]model.TagGroup    // tags by seat
	tagged  map[string]map[string][]string // tag ids by seat and contact
	remarks map[string]string              // by seat/contact
	names   map[string]string              // by seat/group
	notices map[string]string              // by seat/group
	members map[string][]string            // by seat/group
	admins  []string                       // of every group
	asked   []string                       // calls that change something
	looked  []string                       // calls that change nothing
	busy    map[string]int                 // calls under way by seat
	crowd   map[string]int                 // and the most there were
	slow    time.Duration                  // of each call
	fare    func(call string) (fate, error)
	made    int // tags
	copied  []providers.GroupsOfSeat
	synced  []string
	file    string // address of DownloadGroups
}

// fate is what becomes of a call.
type fate int

const (
	works  fate = iota // it is done and answered
	fails              // it is not done, and the error says so
	lost               // it is done, and the error comes instead of an answer
	hangs              // it is not done, and no answer comes
	hushed             // it is done, and no answer comes
)

var (
	_ providers.ContactTagger       = (*clerk)(nil)
	_ providers.TaggedLister        = (*clerk)(nil)
	_ providers.TagLister           = (*clerk)(nil)
	_ providers.TagEditor           = (*clerk)(nil)
	_ providers.RemarkEditor        = (*clerk)(nil)
	_ providers.ContactInquirer     = (*clerk)(nil)
	_ providers.ContactRemover      = (*clerk)(nil)
	_ providers.FriendChecker       = (*clerk)(nil)
	_ providers.GroupRenamer        = (*clerk)(nil)
	_ providers.Announcer           = (*clerk)(nil)
	_ providers.MemberRemover       = (*clerk)(nil)
	_ providers.MemberInviter       = (*clerk)(nil)
	_ providers.GroupQuitter        = (*clerk)(nil)
	_ providers.AdminEditor         = (*clerk)(nil)
	_ providers.AdminLister         = (*clerk)(nil)
	_ providers.GroupSettingsCopier = (*clerk)(nil)
	_ providers.GroupDownloader     = (*clerk)(nil)
	_ providers.DirectorySyncer     = (*clerk)(nil)
)

// bulk is a clerk that can say the tags of three contacts in one call.
type bulk struct{ *clerk }

var _ providers.ManyTagger = bulk{}

func (bulk) TagsAtOnce() int { return 3 }

func (b bulk) SetTagsOfMany(ctx context.Context, seat model.Seat, contacts []string, tags []model.Tag) error {
	return b.call(ctx, seat, func() {
		for _, id := range contacts {
			b.tagged[seat.RemoteID][id] = idsOf(tags)
		}
	}, "tags %s %s", strings.Join(contacts, "+"), tagNames(tags))
}

// tagNames is the same for the same tags.
func idsOf(tags []model.Tag) []string {
	ids := make([]string, len(tags))
	for i, tag := range tags {
		ids[i] = tag.RemoteID
	}
	return ids
}

// tagNamed finds the tag 行业/name.
func tagNamed(groups []model.TagGroup, name string) (model.Tag, bool) {
	for _, g := range groups {
		for _, tag := range g.Tags {
			if g.Name == "行业" && tag.Name == name {
				return tag, true
			}
		}
	}
	return model.Tag{}, false
}

func tagNames(tags []model.Tag) string {
	var list []string
	for _, t := range tags {
		list = append(list, t.Name)
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}

func newClerk(seats ...string) *clerk {
	c := &clerk{
		scripted: newScripted(), seats: seats, states: map[string]model.SeatState{}, heads: map[string][]model.TagGroup{},
		tagged: map[string]map[string][]string{}, remarks: map[string]string{}, names: map[string]string{}, notices: map[string]string{},
		members: map[string][]string{}, busy: map[string]int{}, crowd: map[string]int{},
	}
	for _, s := range seats {
		c.states[s], c.tagged[s] = model.SeatOnline, map[string][]string{}
	}
	return c
}

// call does what a call is to do, as it fares.
func (c *clerk) call(ctx context.Context, seat model.Seat, do func(), format string, args ...any) error {
	call := seat.RemoteID + " " + fmt.Sprintf(format, args...)
	c.mine.Lock()
	c.asked = append(c.asked, call)
	c.busy[seat.RemoteID]++
	c.crowd[seat.RemoteID] = max(c.crowd[seat.RemoteID], c.busy[seat.RemoteID])
	slow := c.slow
	end, err := works, error(nil)
	if c.fare != nil {
		end, err = c.fare(call)
	}
	c.mine.Unlock()
	defer func() {
		c.mine.Lock()
		defer c.mine.Unlock()
		c.busy[seat.RemoteID]--
	}()
	if end == works || end == lost || end == hushed {
		c.mine.Lock()
		do()
		c.mine.Unlock()
	}
	if end == hangs || end == hushed {
		<-ctx.Done()
		return &model.Trouble{Code: model.TroubleInterrupted, Cause: ctx.Err()} // as adapters do
	}
	time.Sleep(slow)
	return err
}

func (c *clerk) look(seat model.Seat, format string, args ...any) {
	c.looked = append(c.looked, seat.RemoteID+" "+fmt.Sprintf(format, args...))
}

// with changes the clerk, or reads it.
func (c *clerk) with(change func()) {
	c.mine.Lock()
	defer c.mine.Unlock()
	change()
}

// calls are those that change something, since the last time this was called.
func (c *clerk) calls() []string {
	c.mine.Lock()
	defer c.mine.Unlock()
	list := c.asked
	c.asked = nil
	return list
}

func (c *clerk) looks() []string {
	c.mine.Lock()
	defer c.mine.Unlock()
	list := c.looked
	c.looked = nil
	return list
}

func (c *clerk) Capabilities(model.Seat) model.Capabilities {
	return model.NewCapabilities(
		model.CanTagContacts, model.CanEditTags, model.CanEditRemark, model.CanDescribe, model.CanCheckFriend, model.CanDeleteContact,
		model.CanRenameGroup, model.CanAnnounce, model.CanRemoveMembers, model.CanInviteMembers, model.CanQuitGroup,
	)
}

func (c *clerk) ListSeats(context.Context) ([]model.Event, error) {
	c.mine.Lock()
	defer c.mine.Unlock()
	var events []model.Event
	for _, s := range c.seats {
		events = append(events, model.SeatSeen{Seat: model.Seat{RemoteID: s, AccountID: "me-" + s, Name: s, State: c.states[s]}})
	}
	return append(events, model.SeatsListed{RemoteIDs: c.seats}), nil
}

func at(seat model.Seat, id string) string { return seat.RemoteID + "/" + id }

func (c *clerk) SetContactTags(ctx context.Context, seat model.Seat, contact string, tags, _ []model.Tag) error {
	return c.call(ctx, seat, func() { c.tagged[seat.RemoteID][contact] = idsOf(tags) }, "tags %s %s", contact, tagNames(tags))
}

func (c *clerk) ListTagged(_ context.Context, seat model.Seat, groups []model.TagGroup) ([]model.Event, error) {
	c.mine.Lock()
	defer c.mine.Unlock()
	var asked []string
	for _, g := range groups {
		asked = append(asked, idsOf(g.Tags)...)
	}
	c.look(seat, "tagged %s", strings.Join(asked, ","))
	seen := model.ContactTagsSeen{Seat: model.SeatRef{RemoteID: seat.RemoteID}, Tags: map[string][]string{}}
	for contact, ids := range c.tagged[seat.RemoteID] {
		for _, id := range ids {
			if slices.Contains(asked, id) {
				seen.Tags[contact] = append(seen.Tags[contact], id)
			}
		}
	}
	return []model.Event{seen}, nil
}

func (c *clerk) ListTags(_ context.Context, seat model.Seat) ([]model.Event, error) {
	c.mine.Lock()
	defer c.mine.Unlock()
	var groups []model.TagGroup
	for _, g := range c.heads[seat.RemoteID] {
		g.Tags = slices.Clone(g.Tags)
		groups = append(groups, g)
	}
	return []model.Event{model.TagsSeen{Seat: model.SeatRef{RemoteID: seat.RemoteID}, Groups: groups}}, nil
}

// eachTag has the tags of a seat kept for which keep says so; it may change them.
func (c *clerk) eachTag(seat model.Seat, keep func(t *model.Tag) bool) {
	for i := range c.heads[seat.RemoteID] {
		g := &c.heads[seat.RemoteID][i]
		var kept []model.Tag
		for _, t := range g.Tags {
			if keep(&t) {
				kept = append(kept, t)
			}
		}
		g.Tags = kept
	}
}

func (c *clerk) CreateTag(ctx context.Context, seat model.Seat, group, name string) error {
	return c.call(ctx, seat, func() {
		c.made++
		for i := range c.heads[seat.RemoteID] {
			if g := &c.heads[seat.RemoteID][i]; g.RemoteID == group {
				g.Tags = append(g.Tags, model.Tag{RemoteID: fmt.Sprintf("made-%d", c.made), GroupRemoteID: group, GroupName: g.Name, Name: name})
			}
		}
	}, "create %s", name)
}

func (c *clerk) RenameTag(ctx context.Context, seat model.Seat, tag model.Tag, name string) error {
	return c.call(ctx, seat, func() {
		c.eachTag(seat, func(t *model.Tag) bool {
			if t.RemoteID == tag.RemoteID {
				t.Name = name
			}
			return true
		})
	}, "retag %s %s", tag.Name, name)
}

func (c *clerk) DeleteTag(ctx context.Context, seat model.Seat, tag model.Tag) error {
	return c.call(ctx, seat, func() {
		c.eachTag(seat, func(t *model.Tag) bool { return t.RemoteID != tag.RemoteID })
		for id, tags := range c.tagged[seat.RemoteID] {
			c.tagged[seat.RemoteID][id] = slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return t == tag.RemoteID })
		}
	}, "untag %s", tag.Name)
}

func (c *clerk) EditRemark(ctx context.Context, seat model.Seat, contact string, remark, description *string) error {
	text := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	return c.call(ctx, seat, func() {
		if remark != nil {
			c.remarks[at(seat, contact)] = *remark
		}
	}, "remark %s %s %s", contact, text(remark), text(description))
}

// InquireContacts knows groups by "R:", as youjiyun names them.
func (c *clerk) InquireContacts(_ context.Context, seat model.Seat, ids []string) ([]model.Event, error) {
	c.mine.Lock()
	defer c.mine.Unlock()
	ref := model.SeatRef{RemoteID: seat.RemoteID}
	var events []model.Event
	for _, id := range ids {
		c.look(seat, "inquire %s", id)
		key := at(seat, id)
		if !strings.HasPrefix(id, "R:") {
			events = append(events, model.ContactSeen{Seat: ref, Contact: model.Contact{RemoteID: id, Remark: c.remarks[key]}, Partial: true})
			continue
		}
		seen := model.MembersSeen{Seat: ref, GroupID: id, Whole: true}
		for _, m := range c.members[key] {
			seen.Members = append(seen.Members, model.Member{RemoteID: m})
		}
		events = append(events, model.GroupSeen{Seat: ref, Group: model.Group{RemoteID: id, Name: c.names[key], Notice: c.notices[key]}, Partial: true}, seen)
	}
	return events, nil
}

// ListMembers names nobody: who is in a group must be inquired.
func (c *clerk) ListMembers(context.Context, model.Seat, string, string) (providers.Page, error) {
	return providers.Page{}, nil
}

func (c *clerk) DeleteContact(ctx context.Context, seat model.Seat, contact string) error {
	return c.call(ctx, seat, func() {}, "delete %s", contact)
}

func (c *clerk) CheckFriend(ctx context.Context, seat model.Seat, contact string) (model.Friendship, error) {
	return model.FriendDeletedUs, c.call(ctx, seat, func() {}, "check %s", contact)
}

func (c *clerk) RenameGroup(ctx context.Context, seat model.Seat, group, name string) error {
	return c.call(ctx, seat, func() { c.names[at(seat, group)] = name }, "rename %s %s", group, name)
}

func (c *clerk) Announce(ctx context.Context, seat model.Seat, group, text string, toAll bool) error {
	return c.call(ctx, seat, func() { c.notices[at(seat, group)] = text }, "announce %s %s %v", group, text, toAll)
}

func (c *clerk) RemoveMembers(ctx context.Context, seat model.Seat, group string, members []string) error {
	return c.call(ctx, seat, func() {
		c.members[at(seat, group)] = slices.DeleteFunc(slices.Clone(c.members[at(seat, group)]), func(m string) bool { return slices.Contains(members, m) })
	}, "remove %s %s", group, strings.Join(members, "+"))
}

func (c *clerk) InviteMembers(ctx context.Context, seat model.Seat, group model.Group, members []string) error {
	return c.call(ctx, seat, func() {
		c.members[at(seat, group.RemoteID)] = slices.Concat(c.members[at(seat, group.RemoteID)], members)
	}, "invite %s %s", group.RemoteID, strings.Join(members, "+"))
}

func (c *clerk) QuitGroup(ctx context.Context, seat model.Seat, group string) error {
	return c.call(ctx, seat, func() { c.members[at(seat, group)] = []string{"somebody"} }, "quit %s", group)
}

func (c *clerk) SetAdmins(ctx context.Context, seat model.Seat, group string, members []string, on bool) error {
	return c.call(ctx, seat, func() {}, "admins %s %s %v", group, strings.Join(members, "+"), on)
}

func (c *clerk) ListAdmins(context.Context, model.Seat, string) ([]string, error) {
	c.mine.Lock()
	defer c.mine.Unlock()
	return c.admins, nil
}

func (c *clerk) CopyGroupSettings(ctx context.Context, seat model.Seat, group string, parts []model.GroupSetting, to []providers.GroupsOfSeat) error {
	return c.call(ctx, seat, func() { c.copied = to }, "copy %s %v", group, parts)
}

func (c *clerk) DownloadGroups(ctx context.Context, seat model.Seat, groups []string) (string, error) {
	return c.file, c.call(ctx, seat, func() {}, "download %s", strings.Join(groups, "+"))
}

func (c *clerk) SyncDirectory(_ context.Context, seat model.Seat) error {
	c.mine.Lock()
	defer c.mine.Unlock()
	c.synced = append(c.synced, seat.RemoteID)
	return nil
}
