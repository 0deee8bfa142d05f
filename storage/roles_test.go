package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

func TestAListWithoutAdministratorsTakesNoneAway(t *testing.T) {
	s := storagetest.New(t)
	seat := storagetest.Seat(t, s, model.Seat{}).ID
	roles := func(members ...model.Member) map[string]model.Role {
		storagetest.Write(t, s, func(tx *storage.Tx) error { return tx.PutMembers(seat, "R:1", members, true) })
		list, err := s.Members(t.Context(), seat, "R:1", "", 0, 0)
		require.NoError(t, err)
		got := map[string]model.Role{}
		for _, m := range list {
			got[m.RemoteID] = m.Role
		}
		return got
	}
	member := func(id string, role model.Role) model.Member { return model.Member{RemoteID: id, Role: role} }
	roles(member("owner", model.RoleOwner), member("admin", model.RoleAdmin), member("old", model.RoleAdmin))
	require.Equal(t, map[string]model.Role{"owner": model.RoleMember, "admin": model.RoleAdmin, "old": model.RoleMember, "new": model.RoleMember},
		roles(member("owner", model.RoleUnknown), member("admin", model.RoleUnknown), member("old", model.RoleMember), member("new", model.RoleUnknown)),
		"who owns a group is told by every list")
}
