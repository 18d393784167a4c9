package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store/index"
	"carddesk/app/vault"
)

// databaseFile is the name of the SQLite file in the data folder.
const databaseFile = "desk.db"

// Store is an open data folder. It is safe for concurrent use.
type Store struct {
	dir     string
	clock   port.Clock
	rand    io.Reader
	params  vault.Params // zero until the first slot is made or read
	rules   func() PasswordRules
	tune    func() vault.Params
	files   files
	pause   func(ctx context.Context, d time.Duration) error
	notify  func(Commit)
	free    func(dir string) (uint64, error)
	blobs   string // folder of the blobs
	reader  *sql.DB
	writer  *writer
	machine *vault.Machine
	index   *index.Index

	mu        sync.RWMutex
	station   StationInfo
	transport *vault.Transport
	seal      SealEvent
	office    *vault.Office // nil while locked
	keys      map[dossier.ID]*vault.Dossier
	building  context.CancelFunc // ends the building of the index
	built     chan struct{}      // closed when the index is whole
	work      sync.WaitGroup
}

// Open opens the data folder, migrates it, and sweeps blobs that no row names.
// The desk is locked then; a folder without a station waits for FirstStart.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.load(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open opens the files of a data folder without its machine secret.
func open(ctx context.Context, o Options) (*Store, error) {
	if o.Dir == "" {
		return nil, errors.New("opening the store: no data folder")
	}
	if o.Clock == nil {
		o.Clock = port.SystemClock{}
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Tune == nil {
		o.Tune = func() vault.Params { return vault.TuneParams(unlockTime, time.Now) }
	}
	if o.OrphanAge == 0 {
		o.OrphanAge = time.Hour
	}
	if o.Passwords == nil {
		o.Passwords = func() PasswordRules { return PasswordRules{} }
	}
	if o.openWriter == nil {
		o.openWriter = func(uri string) (*sql.DB, error) { return sql.Open("sqlite", uri) }
	}
	if o.FreeSpace == nil {
		o.FreeSpace = freeSpace
	}
	s := &Store{
		dir:    o.Dir,
		clock:  o.Clock,
		rand:   o.Rand,
		params: o.Params,
		rules:  o.Passwords,
		tune:   o.Tune,
		files:  files{rename: os.Rename, open: os.Open},
		pause:  pause,
		notify: o.OnCommit,
		free:   o.FreeSpace,
		seal:   o.SealEvent,
		blobs:  filepath.Join(o.Dir, "blobs"),
		index:  new(index.Index),
		keys:   make(map[dossier.ID]*vault.Dossier),
	}
	if err := errors.Join(os.MkdirAll(s.blobs, 0o700), syncFolder(o.Dir)); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", cause(err))
	}
	var err error
	if s.writer, err = openWriter(ctx, o, s.now()); err != nil {
		return nil, err
	}
	s.reader, err = sql.Open("sqlite", databaseURI(o.Dir, "ro", url.Values{
		"_pragma": {"busy_timeout(5000)", "query_only(1)", "temp_store(memory)", "mmap_size(0)"},
	}))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the data file to read: %w", cause(err)), s.writer.close())
	}
	s.reader.SetMaxOpenConns(4)
	if err := errors.Join(s.sweepBlobs(ctx, o.OrphanAge), s.pruneCommands(ctx)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// load reads what a locked desk needs.
func (s *Store) load(ctx context.Context) error {
	st, sealed, err := s.readStation(ctx)
	if errors.Is(err, ErrNotFound) {
		return nil // waits for FirstStart
	}
	if err != nil {
		return err
	}
	machine, err := vault.LoadMachine(s.dir)
	if err != nil {
		return fmt.Errorf("%w: %w", vault.ErrMachine, err)
	}
	transport, err := machine.OpenTransport(st.ID, sealed)
	if err != nil {
		return err
	}
	s.machine, s.station, s.transport = machine, st, transport
	return s.loadCost(ctx)
}

// readStation returns this station and its sealed transport keys.
func (s *Store) readStation(ctx context.Context) (st StationInfo, sealed []byte, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT s.id, s.office, s.number, s.name, s.transport
		FROM meta m JOIN station s ON s.id = m.value WHERE m.name = 'station'`).
		Scan(&st.ID, &st.Office, &st.Number, &st.Name, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return st, nil, ErrNotFound
	}
	if err != nil {
		return st, nil, fmt.Errorf("reading the station: %w", cause(err))
	}
	return st, sealed, nil
}

// databaseURI names the file for the driver. Only a file: URI keeps its mode.
func databaseURI(dir, mode string, query url.Values) string {
	query.Set("mode", mode)
	path := filepath.ToSlash(filepath.Join(dir, databaseFile))
	if filepath.VolumeName(filepath.FromSlash(path)) != "" {
		path = "/" + path // file:///C:/…
	}
	if !filepath.IsAbs(filepath.FromSlash(path)) && path[0] != '/' {
		return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}).String()
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// Close locks the desk, ends all work and closes the files.
func (s *Store) Close() error {
	s.Lock()
	s.work.Wait()
	return errors.Join(s.writer.close(), s.reader.Close())
}

// now is the time of the desk's clock in whole milliseconds, as it is stored.
func (s *Store) now() time.Time { return s.clock.Now().UTC().Truncate(time.Millisecond) }

// Dir is the data folder.
func (s *Store) Dir() string { return s.dir }

// Station says which station this is; the zero value before FirstStart.
func (s *Store) Station() StationInfo {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.station
}

// Empty reports whether the data folder waits for FirstStart.
func (s *Store) Empty() bool { return s.Station().ID == "" }

// Transport returns the station's transport keys, which are there while the
// desk is locked; nil before FirstStart. It must not be changed: see
// SaveTransport.
func (s *Store) Transport() *vault.Transport {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.transport
}

// NewDossierID draws the id of a new dossier.
func (s *Store) NewDossierID() (dossier.ID, error) {
	id, err := s.randomID()
	return dossier.ID(id), err
}

// NewCommandID draws the id of a new command.
func (s *Store) NewCommandID() (string, error) { return s.randomID() }

// FeedCommandID is the command id of a change taken from the feed: applying it
// twice does it once.
func FeedCommandID(seq int64) string { return "feed/" + strconv.FormatInt(seq, 10) }

func (s *Store) randomID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.rand, b[:]); err != nil {
		return "", fmt.Errorf("drawing an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
