package wecom

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/model"
	"seatdeck/providers"
	simulator "seatdeck/providers/simulator/wecom"
)

// office is a link to a simulated company whose time stands still.
type office struct {
	t      *testing.T
	server *simulator.Server
	clock  *clockwork.FakeClock
	link   *link
	seats  []simulator.SeatState
}

func newOffice(t *testing.T) *office {
	t.Helper()
	clock := clockwork.NewFakeClockAt(aNoon)
	server := simulator.New(simulator.Options{Seed: 7, Seats: 4, Customers: 12, Clock: clock})
	host := httptest.NewServer(server.Handler())
	t.Cleanup(host.Close)
	server.SetBaseURL(host.URL)
	known := server.Credentials()
	o := &office{t: t, server: server, clock: clock, seats: server.State().Seats}
	o.link = openLink(t, providers.Settings{
		Connection: model.Connection{Name: "企业", BaseURL: host.URL, Account: known.CorpID, Options: map[string]string{optAgentID: known.AgentID}},
		Secret:     known.Secret, Clock: clock,
	})
	return o
}

// put makes or changes a record.
func (o *office) put(r, was model.Record) model.Record {
	o.t.Helper()
	done, err := o.link.PutRecord(o.t.Context(), r, was)
	require.NoError(o.t, err)
	require.NotEmpty(o.t, done.ID)
	return done
}

func (o *office) create(kind model.RecordKind, values map[string]string) model.Record {
	o.t.Helper()
	return o.put(model.Record{Kind: kind, Values: values}, model.Record{})
}

func (o *office) get(from model.Record) model.Record {
	o.t.Helper()
	got, err := o.link.GetRecord(o.t.Context(), from)
	require.NoError(o.t, err)
	return got
}

// all reads a list to its end.
func (o *office) all(q model.RecordQuery) (list []model.Record) {
	o.t.Helper()
	for range 100 {
		page, err := o.link.ListRecords(o.t.Context(), q)
		require.NoError(o.t, err)
		list = append(list, page.Records...)
		if q.Page = page.Next; q.Page == "" {
			return list
		}
	}
	require.Fail(o.t, "the list never ends")
	return nil
}

func (o *office) act(r model.Record, action string, with map[string]string) (model.Record, *model.RecordFile) {
	o.t.Helper()
	done, file, err := o.link.ActOnRecord(o.t.Context(), r, action, with)
	require.NoError(o.t, err)
	return done, file
}

func (o *office) delete(r model.Record) {
	o.t.Helper()
	require.NoError(o.t, o.link.DeleteRecord(o.t.Context(), r))
}

// refuses wants a deed refused, before any call.
func (o *office) refuses(kind model.RecordKind, values map[string]string, code model.TroubleCode, about string) {
	o.t.Helper()
	calls := o.server.State().Calls
	_, err := o.link.PutRecord(o.t.Context(), model.Record{Kind: kind, Values: values}, model.Record{})
	require.True(o.t, model.IsTrouble(err, code), err)
	require.Equal(o.t, about, model.AsTrouble(err).About)
	require.Equal(o.t, calls, o.server.State().Calls)
}

// byID finds a record in a list.
func (o *office) byID(list []model.Record, id string) model.Record {
	o.t.Helper()
	for _, r := range list {
		if r.ID == id {
			return r
		}
	}
	require.Fail(o.t, "not in the list", "%s among %d", id, len(list))
	return model.Record{}
}

func ids(list []model.Record) (ids []string) {
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	return ids
}

// requireValues wants those values, whatever else there is.
func requireValues(t *testing.T, want map[string]string, r model.Record) {
	t.Helper()
	for key, value := range want {
		require.Equal(t, value, r.Get(key), key)
	}
}

// aPicture is the file of a very small one.
func aPicture(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a picture.png")
	require.NoError(t, os.WriteFile(path, append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 64)...), 0o600))
	return path
}

func millis(at time.Time) string { return stamp(SecondsOf(at)) }
