package app

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"seatdeck/app/audit"
	"seatdeck/app/batch"
	"seatdeck/app/bus"
	"seatdeck/app/model"
	"seatdeck/app/sheet"
	"seatdeck/storage"
	"seatdeck/storage/storagetest"
)

// elsewhere are the deeds that no service of this package does: who does them
// writes their lines by Note, with a test of its own.
var elsewhere = map[model.AuditWhat]string{
	model.AuditBackup:  "the command line; see app/cli",
	model.AuditRestore: "the command line; see app/cli",
	model.AuditCompany: "company.go",
}

// whatNames reads the names of all deeds out of the model.
func whatNames(t *testing.T) []model.AuditWhat {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "model/audit.go", nil, 0)
	require.NoError(t, err)
	var list []model.AuditWhat
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 && strings.HasPrefix(v.Names[0].Name, "Audit") {
			name, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			list = append(list, model.AuditWhat(name))
		}
		return true
	})
	require.Greater(t, len(list), 30)
	return list
}

// newAudits is a log on a file where nothing else is.
func newAudits(t *testing.T) *audit.Log {
	t.Helper()
	return newAuditsOn(storagetest.New(t))
}

func newAuditsOn(store *storage.Store) *audit.Log {
	clock := clockwork.NewFakeClockAt(storagetest.Start)
	return audit.New(store, bus.New(clock), clock, slog.New(slog.DiscardHandler), "tester")
}

const secretText = "这句话是客户的秘密 s3cret"

func TestEveryDeedIsWrittenDown(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx, c, dir := context.Background(), d.console, t.TempDir()
		d.meets("a", "c1", "旧")
		d.founds("a", "g1", "客户群", "me-a", "u1")
		ref := model.ConversationRef{RemoteID: "x1", PeerID: "c1"}
		text := model.Content{Kind: model.KindText, Text: secretText}
		d.says(
			model.MessageSeen{Seat: model.SeatRef{RemoteID: "a"}, Conversation: ref, Live: true, Message: model.Message{
				RemoteID: "m1", SentAt: time.Now(), Direction: model.In, Content: text,
			}},
			model.MessageSeen{Seat: model.SeatRef{RemoteID: "a"}, Conversation: ref, Message: model.Message{
				RemoteID: "m2", SentAt: time.Now(), Direction: model.Out, State: model.StateSent, Content: text,
			}},
			model.MessageSeen{Seat: model.SeatRef{RemoteID: "a"}, Conversation: ref, Message: model.Message{
				RemoteID: "m3", SentAt: time.Now(), Direction: model.In, Content: model.Content{Kind: model.KindFile, URL: "http://files/x", FileName: "x"},
			}},
		)
		talk := d.with("c1")
		list := d.messages("c1")
		require.Len(t, list, 3)
		tag := d.tag("a", "旧")
		remark, enabled := "老王", true
		d.pass(time.Minute)
		d.back.set(func(s *scripted) { s.echo = false })
		queue := func() model.MessageID { return d.send("c1", secretText) }
		var begun model.BatchID
		var alert model.AlertID
		connection := NewConnection{Kind: "scripted", Name: "two", BaseURL: "http://127.0.0.1:1", Account: "a", Secret: "s3cret"}
		table := sheet.Of[model.ContactRow]{Head: []string{"x"}, Cells: func(int, model.ContactRow) []string { return []string{"x"} }}
		sla, err := c.SLAs.Get(ctx)
		require.NoError(t, err)
		deeds := []struct {
			what model.AuditWhat
			seat model.SeatID // on which the line is
			do   func() error
		}{
			{model.AuditSeatLogin, 1, func() error { return c.Logins.Start(ctx, 1) }},
			{model.AuditSeatLogout, 1, func() error { return c.Instances.LogOut(ctx, 1) }},
			{model.AuditSeatStart, 1, func() error { return c.Instances.Start(ctx, 1, model.StartOptions{Proxy: "http://u:s3cret@p"}) }},
			{model.AuditSeatStop, 1, func() error { return c.Instances.Stop(ctx, 1) }},
			{model.AuditSeatChange, 1, func() error { return c.Seats.Edit(ctx, 1, model.SeatSettings{Enabled: &enabled}) }},
			{model.AuditSeatImport, 0, func() error { return c.Seats.Import(ctx, 1, model.SeatImport{RemoteID: "z"}) }},
			{model.AuditSeatRemove, 3, func() error { return c.Seats.Remove(ctx, 3) }},
			{model.AuditSend, 1, func() error { queue(); return nil }},
			{model.AuditResend, 1, func() error {
				id := queue()
				require.NoError(t, d.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetMessageState(id, model.StateFailed, nil) }))
				return c.Outbox.Resend(ctx, id)
			}},
			{model.AuditDiscard, 1, func() error {
				id := queue()
				require.NoError(t, d.store.Write(ctx, func(tx *storage.Tx) error { return tx.SetMessageState(id, model.StateFailed, nil) }))
				return c.Outbox.Discard(ctx, id)
			}},
			{model.AuditRevoke, 1, func() error { return c.Outbox.Revoke(ctx, list[1].ID) }},
			{model.AuditForward, 1, func() error { return c.Outbox.Forward(ctx, list[0].ID, []model.ConversationID{talk.ID}) }},
			{model.AuditSaveFile, 1, func() error {
				_, err := c.Transfers.SaveTo(ctx, list[2].ID, model.MediaOriginal, filepath.Join(dir, "x"))
				return err
			}},
			{model.AuditTakeOver, 1, func() error { _, err := c.Supervisor.TakeOver(ctx, talk.ID); return err }},
			{model.AuditResolve, 1, func() error {
				d.says(model.MessageSeen{Seat: model.SeatRef{RemoteID: "a"}, Conversation: ref, Live: true, Message: model.Message{
					RemoteID: "m9", SentAt: time.Now(), Direction: model.In, Content: text,
				}})
				return c.Supervisor.Resolve(ctx, talk.ID)
			}},
			{model.AuditContactAdd, 1, func() error { _, err := c.People.AddByPhone(ctx, 1, "138", secretText); return err }},
			{model.AuditContactChange, 1, func() error { return c.People.EditRemark(ctx, 1, "c1", &remark, nil) }},
			{model.AuditContactTag, 1, func() error { return c.Tags.SetOfContact(ctx, 1, "c1", []model.Tag{tag}) }},
			{model.AuditTagChange, 1, func() error { return c.Tags.Create(ctx, 1, "ha", "又一个") }},
			{model.AuditGroupMake, 1, func() error { _, err := c.Groups.Create(ctx, 1, "新群", []string{"c1"}); return err }},
			{model.AuditGroupChange, 1, func() error { return c.Groups.Announce(ctx, 1, "g1", secretText, true) }},
			{model.AuditGroupMembers, 1, func() error { return c.Groups.Remove(ctx, 1, "g1", []string{"u1"}) }},
			{model.AuditBatch, 1, func() (err error) {
				begun, err = c.Batches.Start(ctx, batch.Wish{Kind: model.DeedTag, Contacts: d.contacts("a/c1"), Put: called("新")})
				d.pass(time.Second)
				return err
			}},
			{model.AuditBatchUndo, 1, func() error { _, err := c.Batches.Undo(ctx, begun); return err }},
			{model.AuditGroupQuit, 1, func() error { return c.Groups.Quit(ctx, 1, "g1") }},
			{model.AuditContactDelete, 1, func() error { return c.People.Delete(ctx, 1, "c1") }},
			{model.AuditMoment, 1, func() error { return c.Moments.Post(ctx, 1, NewMoment{Text: secretText}) }},
			{model.AuditExport, 0, func() error {
				_, err := c.People.Export(ctx, nil, table, filepath.Join(dir, "contacts.csv"))
				return err
			}},
			{model.AuditRawCall, 1, func() error {
				_, err := c.Tools.Call(ctx, 1, "/x", json.RawMessage(`{"password":"s3cret"}`))
				return err
			}},
			{model.AuditAlertAck, 2, func() error {
				d.state("b", model.SeatBanned)
				d.pass(time.Second)
				alert = d.all()[0].ID
				return c.Alerts.Ack(ctx, alert)
			}},
			{model.AuditRules, 0, func() error {
				return c.Alerts.SetTarget(ctx, model.AlertTarget{Name: "群", Robot: true}, "https://x/?key=s3cret")
			}},
			{model.AuditSLA, 0, func() error { return c.SLAs.Set(ctx, sla) }},
			{model.AuditTeamNamed, 0, func() error { return c.Supervisor.NameTeam(ctx, model.Team{Connection: 1, ID: "7"}, "一组") }},
			// At the end: the second session takes the back end over.
			{model.AuditConnectionAdd, 0, func() error { _, err := c.Connections.Add(ctx, connection); return err }},
			{model.AuditConnectionChange, 0, func() error { return c.Connections.Update(ctx, 2, connection) }},
			{model.AuditConnectionRemove, 0, func() error { return c.Connections.Remove(ctx, 2) }},
		}
		covered := map[model.AuditWhat]bool{}
		for _, deed := range deeds {
			covered[deed.what] = true
			before := d.lines(audit.Filter{})
			require.NoError(t, deed.do(), deed.what)
			written := d.lines(audit.Filter{})
			fresh := written[:len(written)-len(before)]
			require.NotEmpty(t, fresh, deed.what)
			line := fresh[0]
			require.Equal(t, deed.what, line.What, "%+v", fresh)
			require.Equal(t, deed.seat, line.Seat, deed.what)
			require.Empty(t, line.Refused, deed.what)
			require.Equal(t, "tester", line.Who)
			require.False(t, line.At.IsZero())
			if deed.seat != 0 {
				require.NotEmpty(t, line.SeatName, deed.what)
				require.Equal(t, model.ConnectionID(1), line.Connection, deed.what)
			}
		}
		for _, what := range whatNames(t) {
			require.NotEqual(t, covered[what], elsewhere[what] != "", "%s: who proves it?", what)
		}
		for _, line := range d.lines(audit.Filter{}) {
			for _, secret := range []string{"s3cret", "秘密"} {
				require.NotContains(t, line.About+line.Detail+line.Refused, secret, line.What)
			}
		}
		check, err := c.Audits.Check(ctx)
		require.NoError(t, err)
		require.True(t, check.Sound)
		require.Len(t, d.lines(audit.Filter{}), int(check.Lines))
	})
}

func (d *deck) lines(f audit.Filter) []model.AuditEntry {
	d.t.Helper()
	list, err := d.console.Audits.List(context.Background(), f)
	require.NoError(d.t, err)
	return list
}

func TestADeedThatWasRefusedSaysWhy(t *testing.T) {
	onDeck(t, func(d *deck) {
		ctx := context.Background()
		d.onCall("a stop", fails, rejected("instance busy"))
		require.Error(t, d.console.Instances.Stop(ctx, 1))
		line := d.lines(audit.Filter{})[0]
		require.Equal(t, model.AuditSeatStop, line.What)
		require.Contains(t, line.Refused, "instance busy")
		require.Error(t, d.console.Connections.Remove(ctx, 99))
		line = d.lines(audit.Filter{})[0]
		require.Equal(t, model.AuditConnectionRemove, line.What)
		require.NotEmpty(t, line.Refused)
		require.Error(t, d.console.Seats.Remove(ctx, 99))
		require.Equal(t, model.SeatID(99), d.lines(audit.Filter{})[0].Seat, "a seat that there is not")
	})
}
