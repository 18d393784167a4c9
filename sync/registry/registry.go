package registry

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// Registry is the reference registry. Make one with [New], serve it with
// [Registry.Serve], end it with [Registry.Close].
type Registry struct {
	opts     Options
	clock    port.Clock
	log      *slog.Logger
	store    *store
	spool    spool
	shelf    Shelf
	keys     keys
	ca       *authority
	mux      *http.ServeMux
	feed     *bells           // rung when an office's feed has grown
	work     *bell            // rung when a step is due sooner
	uploads  *exclusive       // one writer an upload
	receipts *gather[receipt] // enters packets
	claiming sync.Mutex       // held by who looks for something to hand on
	hashing  chan struct{}    // bounds the memory of passwords
}

// New opens the registry in opts.Dir, making everything that is missing.
func New(ctx context.Context, opts Options) (*Registry, error) {
	if opts.Dir == "" {
		return nil, errors.New("registry: no folder")
	}
	opts = opts.withDefaults()
	if !packet.ValidID(opts.ID) {
		return nil, errors.New("registry: id is no identifier")
	}
	if err := os.MkdirAll(opts.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	r := &Registry{opts: opts, clock: opts.Clock, log: opts.Log, feed: newBells(), work: newBell(), uploads: newExclusive()}
	r.receipts = newGather(maxReceipts, r.enterTogether)
	r.hashing = make(chan struct{}, argonAtOnce)
	var err error
	if r.keys, err = openKeys(opts.Dir); err != nil {
		return nil, err
	}
	name := "Registry"
	if opts.Training {
		name = "Training"
	}
	if r.ca, err = openAuthority(opts.Dir, name, r.clock.Now()); err != nil {
		return nil, err
	}
	if r.spool, err = openSpool(opts.Dir); err != nil {
		return nil, err
	}
	if r.shelf = opts.Shelf; r.shelf == nil {
		if r.shelf, err = openFolderShelf(opts.Dir); err != nil {
			return nil, err
		}
	}
	r.shelf = observedShelf{r.shelf, opts.Observer}
	if r.store, err = openStore(ctx, opts.Database); err != nil {
		return nil, err
	}
	if opts.Training {
		err = r.seedPopulation(ctx)
	}
	if opts.HandOn != nil {
		err = errors.Join(err, r.handOnEarlier(ctx))
	}
	if err = errors.Join(err, r.tidyRows(ctx), r.spreadDocuments(ctx)); err != nil {
		return nil, errors.Join(err, r.store.close())
	}
	r.mux = r.routes()
	return r, nil
}

// Close closes the database. No request may be running.
func (r *Registry) Close() error { return r.store.close() }

// Database returns a handle for reading the registry's tables, for tests and
// tools. It belongs to the registry: do not close it.
func (r *Registry) Database() *sql.DB { return r.store.read }

// File returns what a station must know of this registry when it is reached at
// url ("https://127.0.0.1:8443").
func (r *Registry) File(url string) protocol.RegistryFile {
	return protocol.RegistryFile{
		ID: r.opts.ID, URL: url, CA: string(r.ca.pem), Recipients: r.keys.recipients(),
		Signing: r.keys.public(), Documents: r.keys.documents, Training: r.opts.Training,
	}
}

// wrapHandler is what tests listen in with.
var wrapHandler = func(h http.Handler) http.Handler { return h }

// Serve serves HTTPS on l and does the centre's work until ctx ends. Requests
// that run then have a moment to finish; long polls are ended at once.
func (r *Registry) Serve(ctx context.Context, l net.Listener) error {
	stations := x509.NewCertPool()
	stations.AddCert(r.ca.cert)
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	server := &http.Server{
		Handler:           wrapHandler(r),
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 15 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(r.log.Handler(), slog.LevelInfo),
		// One request a connection at a time keeps the deadlines of an upload
		// from meeting another request.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		TLSConfig: &tls.Config{
			MinVersion:     tls.VersionTLS13,
			GetCertificate: r.ownCertificate().get,
			// Enrolment comes without a certificate; every other route insists.
			ClientAuth: tls.VerifyClientCertIfGiven,
			ClientCAs:  stations,
			NextProtos: []string{"http/1.1"},
			Time:       r.clock.Now,
		},
	}
	workCtx, endWork := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { r.watchFeeds(workCtx) })
	work.Go(func() { r.keepTidy(workCtx) })
	work.Go(func() { r.roomForLog(workCtx) })
	if r.opts.makesCards() {
		work.Go(func() { r.runSteps(workCtx) })
	}
	if r.opts.HandOn != nil {
		work.Go(func() { r.runHandOn(workCtx) })
	}
	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(l, "", "") }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		endRequests()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // cuts the uploads that are still coming in
		}
		err = <-served
	}
	endWork()
	work.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving the registry: %w", err)
}

// inTx runs f in one transaction and rings for the feeds that it added to.
func (r *Registry) inTx(ctx context.Context, f func(*effect) error) error {
	var e *effect
	begun := time.Now()
	err := r.store.update(ctx, func(tx *sql.Tx) error {
		e = r.newEffect(ctx, tx)
		return f(e)
	})
	if err != nil {
		return err
	}
	r.opts.Observer.Durable("record", time.Since(begun))
	for office := range e.fed {
		r.feed.ring(office)
	}
	if e.stepped {
		r.work.ring()
	}
	return nil
}

// inLazyTx is inTx for what need not survive a power cut, and tells nobody.
func (r *Registry) inLazyTx(ctx context.Context, f func(*effect) error) error {
	return r.store.note(ctx, func(tx *sql.Tx) error { return f(r.newEffect(ctx, tx)) })
}

func (r *Registry) newEffect(ctx context.Context, tx *sql.Tx) *effect {
	return &effect{Tx: tx, ctx: context.WithoutCancel(ctx), now: r.clock.Now().UTC(), backEnd: r.opts.HandOn != nil}
}

// effect is one transaction with what is to be told when it has committed.
type effect struct {
	*sql.Tx
	ctx     context.Context
	now     time.Time
	fed     map[string]bool // offices
	stepped bool
	backEnd bool // what is accepted is handed on
}

// exec runs one statement.
func (e *effect) exec(statement string, args ...any) error {
	_, err := e.ExecContext(e.ctx, statement, args...)
	return err
}

// row runs a query for one row.
func (e *effect) row(query string, args ...any) *sql.Row {
	return e.QueryRowContext(e.ctx, query, args...)
}
