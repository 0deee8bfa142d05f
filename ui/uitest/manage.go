package uitest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"seatdeck/app/model"
	"seatdeck/providers"
)

// manageScript is what the scripted back end does for the group and tag manager.
type manageScript struct {
	download string // URL of its file of groups
	atOnce   int    // contacts whose tags one call may say
}

// Managing are the capabilities of a back end that can do all that the group and
// tag manager offers.
func Managing() []model.Capability {
	return append(People(),
		model.CanAnnounceToAll, model.CanSeeAdmins, model.CanCopyGroupSettings, model.CanDownloadGroups,
		model.CanSyncDirectory, model.CanEditOwnProfile,
	)
}

// Offers says where the back end's own file of groups is.
func (b *Back) Offers(url string) { b.Set(func(b *Back) { b.manage.download = url }) }

// TagsTogether has the back end take the same tags for so many contacts in one
// call; before the connection is opened, and never by default.
func (b *Back) TagsTogether(atOnce int) { b.Set(func(b *Back) { b.manage.atOnce = atOnce }) }

// manyLink is a link that can say the tags of many contacts at once.
type manyLink struct{ *link }

// SetTagsOfMany implements providers.ManyTagger.
func (l manyLink) SetTagsOfMany(_ context.Context, _ model.Seat, contacts []string, tags []model.Tag) error {
	return l.dealt("tag %s: %s", strings.Join(contacts, ", "), namesOf(tags))
}

// TagsAtOnce implements providers.ManyTagger.
func (l manyLink) TagsAtOnce() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.manage.atOnce
}

func namesOf(tags []model.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// ListAdmins implements providers.AdminLister: those that InGroup said.
func (b *Back) ListAdmins(_ context.Context, _ model.Seat, groupID string) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	admins := []string{}
	for _, m := range b.people.members[groupID] {
		if m.Role == model.RoleAdmin {
			admins = append(admins, m.RemoteID)
		}
	}
	return admins, b.people.err
}

// CopyGroupSettings implements providers.GroupSettingsCopier.
func (b *Back) CopyGroupSettings(_ context.Context, _ model.Seat, groupID string, parts []model.GroupSetting, to []providers.GroupsOfSeat) error {
	var others []string
	for _, o := range to {
		others = append(others, o.Seat.RemoteID+" "+strings.Join(o.GroupIDs, ", "))
	}
	return b.dealt("copy %v of %s to %s", parts, groupID, strings.Join(others, "; "))
}

// DownloadGroups implements providers.GroupDownloader.
func (b *Back) DownloadGroups(_ context.Context, _ model.Seat, groupIDs []string) (string, error) {
	if err := b.dealt("download %s", strings.Join(groupIDs, ", ")); err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.manage.download, nil
}

// SyncDirectory implements providers.DirectorySyncer.
func (b *Back) SyncDirectory(_ context.Context, seat model.Seat) error {
	return b.dealt("sync %s", seat.RemoteID)
}

// EditProfile implements providers.ProfileEditor. What is changed can be read in
// the list of seats.
func (b *Back) EditProfile(_ context.Context, seat model.Seat, p model.Profile) error {
	var said []string
	for _, f := range []struct {
		name  string
		value *string
	}{{"name", p.Name}, {"alias", p.Alias}, {"phone", p.Phone}, {"mobile", p.Mobile}, {"position", p.Position}} {
		if f.value != nil {
			said = append(said, f.name+" "+*f.value)
		}
	}
	if p.Gender != nil {
		said = append(said, fmt.Sprintf("gender %d", *p.Gender))
	}
	if err := b.dealt("profile %s: %s", seat.RemoteID, strings.Join(said, ", ")); err != nil {
		return err
	}
	b.Set(func(b *Back) {
		for i := range b.seats {
			if s := &b.seats[i]; s.RemoteID == seat.RemoteID {
				if p.Name != nil {
					s.Name = *p.Name
				}
				if p.Alias != nil {
					s.Alias = *p.Alias
				}
			}
		}
	})
	return nil
}
