package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/jonboulle/clockwork"

	"seatdeck/app/audit"
	"seatdeck/app/bus"
	"seatdeck/app/files"
	"seatdeck/app/internal/pause"
	"seatdeck/app/model"
	"seatdeck/providers"
	"seatdeck/storage"
)

// Transfers brings the media of messages here. A transfer is a row: it goes on
// after a restart from the bytes that are already here, and what is here is kept
// under the hash of its content. A preview is brought while somebody waits for
// it, and leaves no row behind unless it came.
type Transfers struct {
	store    *storage.Store
	bus      *bus.Bus
	sessions *sessions
	cache    *cache
	uploads  *uploads
	clock    clockwork.Clock
	log      *slog.Logger
	audit    *audit.Log

	wake chan struct{} // holds one token

	mu      sync.Mutex
	live    bool  // run works
	wanted  int64 // counts those who came to wait
	ends    int64 // counts transfers that came to an end
	active  map[model.TransferID]*bringing
	resting map[model.TransferID]resting
	waiters map[model.TransferID]*waiters
	refused map[partOf]refusal
	home    map[model.SeatID]model.ConnectionID
}

// partOf names a part of a message.
type partOf struct {
	message model.MessageID
	part    model.MediaPart
}

func newTransfers(d Deps, bus *bus.Bus, ss *sessions, c *cache, u *uploads, audit *audit.Log) *Transfers {
	return &Transfers{
		store: d.Store, bus: bus, sessions: ss, cache: c, uploads: u, clock: d.Clock, log: d.Log, audit: audit,
		wake:    make(chan struct{}, 1),
		active:  map[model.TransferID]*bringing{},
		resting: map[model.TransferID]resting{},
		waiters: map[model.TransferID]*waiters{},
		refused: map[partOf]refusal{},
		home:    map[model.SeatID]model.ConnectionID{},
	}
}

// Want has a part of a message's media brought here, if it is not yet, and tells
// how far it is. It returns at once.
func (t *Transfers) Want(ctx context.Context, message model.MessageID, part model.MediaPart) (model.Transfer, error) {
	row, err := t.want(ctx, message, part, nil)
	if err != nil {
		return model.Transfer{}, err
	}
	return t.view(row), nil
}

// SaveTo is Want with a copy at a path that a person chose. What is there already
// is written over: whoever asked for the path asked about that too. What comes
// to be there until then is not.
func (t *Transfers) SaveTo(ctx context.Context, message model.MessageID, part model.MediaPart, path string) (model.Transfer, error) {
	row, err := t.saveTo(ctx, message, part, path)
	if err != nil {
		return model.Transfer{}, err
	}
	return t.view(row), nil
}

func (t *Transfers) saveTo(ctx context.Context, message model.MessageID, part model.MediaPart, path string) (_ storage.Transfer, err error) {
	line := model.AuditEntry{What: model.AuditSaveFile, Detail: filepath.Base(path)}
	if m, err := t.store.Message(ctx, message); err == nil {
		line.Conversation = m.Conversation
	}
	defer t.audit.Ends(ctx, line, &err)
	path, err = filepath.Abs(path)
	if err != nil {
		return storage.Transfer{}, files.Trouble(err, path)
	}
	info, statErr := os.Stat(path)
	if statErr == nil && !info.Mode().IsRegular() {
		return storage.Transfer{}, &model.Trouble{Code: model.TroubleInvalid, About: path, Detail: "refusal.no_file: not a file"}
	}
	return t.want(ctx, message, part, func(row *storage.Transfer) {
		row.SaveTo, row.Replace, row.Saved = path, statErr == nil, ""
	})
}

// want makes the row of a transfer, or has it go on.
func (t *Transfers) want(ctx context.Context, message model.MessageID, part model.MediaPart, more func(*storage.Transfer)) (row storage.Transfer, err error) {
	m, err := t.store.Message(ctx, message)
	if err != nil {
		return row, err
	}
	if _, err := t.wayTo(ctx, m, part); err != nil {
		return row, err
	}
	err = t.store.Write(ctx, func(tx *storage.Tx) error {
		if row, err = tx.EnsureTransfer(message, part); err != nil {
			return err
		}
		row, err = tx.ChangeTransfer(row.ID, func(row *storage.Transfer) {
			if more != nil {
				more(row)
			}
			if !t.cache.has(row.Hash) {
				row.Hash = ""
			}
			if row.Hash == "" || row.Saved == "" && row.SaveTo != "" {
				row.State, row.Reason = model.TransferWaiting, nil
			}
		})
		return err
	})
	if err != nil {
		return row, err
	}
	t.mu.Lock()
	delete(t.resting, row.ID)
	delete(t.refused, partOf{message, part}) // whoever asks for it asks for it now
	t.mu.Unlock()
	t.tell(message)
	t.poke()
	return row, nil
}

// wayTo tells how a part of a message can be had: at an address of the web, or,
// where that is "", through its back end. What its back end says it has, it is
// asked for: what lies at the address may be something only it can read; but not
// for what we put there ourselves. A message that has no such part is
// TroubleNotFound. While the connection is not open, a message with something for
// its back end to read is taken to have what is asked for.
func (t *Transfers) wayTo(ctx context.Context, m model.Message, part model.MediaPart) (web string, err error) {
	web = webPart(m.Content, part)
	if web != "" && (m.Direction == model.Out || len(m.Content.Ref) == 0) {
		return web, nil
	}
	s, err := t.session(ctx, m.Seat)
	if err != nil {
		return "", err
	}
	has := len(m.Content.Ref) > 0
	if s != nil {
		r, ok := s.link.(providers.MediaResolver)
		has = ok && r.HasMedia(m, part)
	}
	switch {
	case has:
		return "", nil
	case web != "":
		return web, nil
	}
	return "", &model.Trouble{Code: model.TroubleNotFound, About: m.Content.FileName, Detail: "refusal.no_media: the message has no " + string(part)}
}

// session finds the session of a seat; nil: its connection is not open.
func (t *Transfers) session(ctx context.Context, seat model.SeatID) (*session, error) {
	id, err := t.connection(ctx, seat)
	if err != nil {
		return nil, err
	}
	return t.sessions.get(id), nil
}

// connection finds the connection of a seat, which never changes.
func (t *Transfers) connection(ctx context.Context, id model.SeatID) (model.ConnectionID, error) {
	t.mu.Lock()
	connection, ok := t.home[id]
	t.mu.Unlock()
	if ok {
		return connection, nil
	}
	seat, err := t.store.Seat(ctx, id)
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.home[id] = seat.Connection
	return seat.Connection, nil
}

// Of gives the transfers of a message, its upload included.
func (t *Transfers) Of(ctx context.Context, message model.MessageID) ([]model.Transfer, error) {
	rows, err := t.store.TransfersOf(ctx, message)
	if err != nil {
		return nil, err
	}
	list := t.views(rows)
	if up, ok := t.uploads.of(message); ok {
		list = append(list, up)
	}
	return list, nil
}

// Open gives the transfers that are not done, oldest first. Pictures that are
// only shown are none of them.
func (t *Transfers) Open(ctx context.Context) ([]model.Transfer, error) {
	rows, err := t.store.OpenTransfers(ctx)
	if err != nil {
		return nil, err
	}
	list := append(t.views(slices.DeleteFunc(rows, isPreview)), t.uploads.all()...)
	slices.SortStableFunc(list, func(a, b model.Transfer) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Message, b.Message))
	})
	return list, nil
}

func isPreview(row storage.Transfer) bool {
	return row.Part == model.MediaPreview && row.SaveTo == ""
}

func (t *Transfers) views(rows []storage.Transfer) []model.Transfer {
	list := make([]model.Transfer, 0, len(rows))
	for _, row := range rows {
		list = append(list, t.view(row))
	}
	return list
}

// view is a row with what no row says: how far it is.
func (t *Transfers) view(row storage.Transfer) model.Transfer {
	v := row.Transfer
	if v.State == model.TransferDone {
		v.Done, v.Path = v.Size, row.Saved
		if v.Path == "" {
			v.Path = t.cache.path(row.Hash)
		}
		return v
	}
	t.mu.Lock()
	b, running := t.active[row.ID]
	rest, rests := t.resting[row.ID]
	t.mu.Unlock()
	switch {
	case running:
		v.State, v.Done, v.Size = model.TransferRunning, b.done.Load(), b.size.Load()
		return v
	case row.Hash != "":
		v.Done = v.Size
	default:
		if info, err := os.Stat(t.cache.partial(row.ID)); err == nil {
			v.Done = info.Size()
		}
	}
	if rests && v.State == model.TransferWaiting {
		v.Reason = rest.reason
	}
	return v
}

// Cancel stops a transfer and forgets it.
func (t *Transfers) Cancel(ctx context.Context, id model.TransferID) error {
	row, err := t.store.Transfer(ctx, id)
	if err != nil {
		return err
	}
	if err := t.store.Write(ctx, func(tx *storage.Tx) error { return tx.DeleteTransfer(id) }); err != nil {
		return err
	}
	t.mu.Lock()
	b := t.active[id]
	t.ends++
	t.mu.Unlock()
	t.poke()
	if b != nil {
		b.stop()
		select {
		case <-b.ended:
		case <-ctx.Done():
			return ctx.Err() // its partial file goes with the next start
		}
	}
	t.forget(id)
	t.tell(row.Message)
	return nil
}

// forget drops what is known of a transfer beside its row.
func (t *Transfers) forget(id model.TransferID) {
	t.mu.Lock()
	delete(t.resting, id)
	t.mu.Unlock()
	if err := os.Remove(t.cache.partial(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.log.Warn("partial file not removed", "err", err)
	}
}

// Retry tries a failed one again.
func (t *Transfers) Retry(ctx context.Context, id model.TransferID) error {
	row, err := t.store.Transfer(ctx, id)
	if err != nil {
		return err
	}
	_, err = t.want(ctx, row.Message, row.Part, nil)
	return err
}

func (t *Transfers) tell(id model.MessageID) {
	t.bus.Tell(bus.Change{Transfers: map[model.MessageID]bool{id: true}})
}

func (t *Transfers) poke() {
	pause.Wake(t.wake)
}
