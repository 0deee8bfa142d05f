package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gofrs/flock"
	"github.com/jonboulle/clockwork"
	"modernc.org/sqlite"
)

const (
	fileName = "seatdeck.db"
	filePerm = fs.FileMode(0o600)
	dirPerm  = fs.FileMode(0o700)

	defaultReaders = 4
)

// Options of a Store; the zero value is fine.
type Options struct {
	Clock   clockwork.Clock // times of log entries; the real clock when nil
	Log     *slog.Logger    // silent when nil
	Readers int             // connections that read at the same time; 4 when 0

	shape  []migration   // tests: other migrations than the embedded ones
	driver driver.Driver // benchmarks: another SQLite
}

// Store is the open file. Its methods may be called by several goroutines.
type Store struct {
	dir    string
	clock  clockwork.Clock
	log    *slog.Logger
	driver driver.Driver
	use    *flock.Flock

	seen  atomic.Int64 // data_version of the writer when it was last asked for
	write sync.Mutex   // serialises transactions; guards the three below
	cache senderCache
	conn  *sql.Conn
	w     *queries

	writer  *sql.DB
	readers *sql.DB
	r       *queries
}

// Open opens the file in dir, which it makes (mode 0700) where it is missing,
// and brings an older file to the present shape after keeping a copy of it.
//
// A file from a newer program is refused with TroubleNewerFile, one that is not
// ours or not sound with TroubleDamaged; both are left as they are. A file that
// would have to be migrated while another process has it open gives
// TroubleInUse.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Readers <= 0 {
		o.Readers = defaultReaders
	}
	if o.driver == nil {
		o.driver = &sqlite.Driver{}
	}
	if o.shape == nil {
		var err error
		if o.shape, err = embedded(); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := os.MkdirAll(dir, dirPerm); err != nil {
		return nil, diskTrouble(err, "make the data folder")
	}
	opening, err := lockOpening(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opening.Unlock() }()

	if err := prepareFile(ctx, dir, o); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, clock: o.Clock, log: o.Log, driver: o.driver}
	if s.use, err = lockUse(dir, false); err != nil {
		return nil, err
	}
	if err := s.connect(ctx, o); err != nil {
		return nil, errors.Join(trouble(err, "open the file"), s.Close())
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context, o Options) (err error) {
	path := filepath.Join(s.dir, fileName)
	s.writer = openDB(o.driver, path, "rw",
		"journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "cache_size=-16000",
		"wal_autocheckpoint=4000", "journal_size_limit=67108864")
	s.writer.SetMaxOpenConns(1)
	if s.conn, err = s.writer.Conn(ctx); err != nil {
		return err
	}
	s.w = newQueries(s.conn)
	if err := s.noticeOthers(ctx); err != nil {
		return err
	}
	s.readers = openDB(o.driver, path, "ro", "query_only=ON", "cache_size=-4000")
	s.readers.SetMaxOpenConns(o.Readers)
	s.readers.SetMaxIdleConns(o.Readers)
	s.r = newQueries(s.readers)
	return s.readers.PingContext(ctx)
}

// Close ends all use of the file. Nobody may be in a call any more.
func (s *Store) Close() error {
	s.write.Lock()
	defer s.write.Unlock()
	var errs []error
	if s.r != nil {
		errs = append(errs, s.r.close(), s.readers.Close())
	}
	if s.w != nil {
		errs = append(errs, s.w.close())
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	if s.use != nil {
		errs = append(errs, s.use.Unlock())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the file: %w", err)
	}
	return nil
}

// Dir is the data folder: media lie in it beside the file.
func (s *Store) Dir() string { return s.dir }

// DataVersion is a number that changes when another process wrote to the file;
// our own writes leave it as it is. It does not wait for a transaction.
func (s *Store) DataVersion(ctx context.Context) (int64, error) {
	if s.write.TryLock() {
		defer s.write.Unlock()
		if err := s.noticeOthers(ctx); err != nil {
			return 0, err
		}
	}
	return s.seen.Load(), nil
}

// connector opens connections and readies each with pragmas, whichever driver
// is below.
type connector struct {
	below   driver.Driver
	dsn     string
	pragmas []string
}

func (c connector) Driver() driver.Driver { return c.below }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.below.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	execer, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(errors.New("driver can't run a pragma"), conn.Close())
	}
	for _, p := range c.pragmas {
		if _, err := execer.ExecContext(ctx, "PRAGMA "+p, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("pragma %s: %w", p, err), conn.Close())
		}
	}
	return conn, nil
}

// openDB makes a pool over the file; mode is "ro", "rw" or "immutable".
func openDB(below driver.Driver, path, mode string, pragmas ...string) *sql.DB {
	return sql.OpenDB(connector{
		below:   below,
		dsn:     fileURI(path, mode),
		pragmas: append([]string{"busy_timeout=5000", "temp_store=MEMORY"}, pragmas...),
	})
}

func fileURI(path, mode string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	query := "mode=" + mode
	if mode == "immutable" {
		query = "mode=ro&immutable=1"
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query}).String()
}
