package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
	"gopkg.in/natefinch/lumberjack.v2"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/tables"
	"carddesk/app/vault"
	"carddesk/device/biometric"
	"carddesk/device/card"
	"carddesk/device/card/judge"
	"carddesk/device/card/proof"
	"carddesk/device/printer"
	"carddesk/device/render"
	"carddesk/device/volume"
	"carddesk/sync/client"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
	"carddesk/ui/login"
)

// surroundings is what training, or an enrolled station, gives a desk.
type surroundings struct {
	accounts  []login.Account
	bench     port.TrainingBench
	biometric biometric.Options
	cards     card.Backend
	chunk     int64                                           // of uploads, 0 is the client's own
	firstRun  func(ctx context.Context, s *store.Store) error // an empty data folder
	office    desk.Office
	params    vault.Params
	registry  func(t *vault.Transport) protocol.RegistryFile
	retry     time.Duration // longest wait of the sync client
	sticks    []string      // folders that stand for USB sticks
	training  bool
	trust     *proof.Store
	close     func()
}

// parts is everything that runs while the window is open.
type parts struct {
	desk      *desk.Desk
	store     *store.Store
	received  chan struct{}     // the inbox has new items
	committed chan store.Commit // something waits for the registry
	created   chan struct{}     // a dossier was begun
	care      *caretaker
	book      *book.Live
	wanted    chan struct{} // a document of the centre is to be fetched
	config    chan string   // kinds of documents that came in force
	stop      context.CancelFunc
	ended     chan struct{}
	renderer  *render.Pool
	around    *surroundings
}

// newLog writes the technical log; it holds no personal data.
func newLog(dir string) *slog.Logger {
	file := &lumberjack.Logger{Filename: filepath.Join(dir, "log", "carddesk.log"), MaxSize: 10, MaxBackups: 5}
	return slog.New(slog.NewJSONHandler(file, nil))
}

// assemble opens the data folder and puts the parts together.
func assemble(ctx context.Context, dir string, around *surroundings, log *slog.Logger) (*parts, error) {
	p := &parts{received: make(chan struct{}, 1), committed: make(chan store.Commit, 16), created: make(chan struct{}, 1), ended: make(chan struct{}), around: around}
	p.book = book.NewLive(book.Book{Policy: policy.Default(), Tables: tables.Default(), Area: "city"})
	p.wanted, p.config = make(chan struct{}, 1), make(chan string, 16)
	data, err := store.Open(ctx, store.Options{
		Dir: filepath.Join(dir, "desk"), Params: around.params, OnCommit: p.onCommit, Passwords: p.passwordRules,
	})
	if err != nil {
		return nil, err
	}
	p.store = data
	if err := p.wire(ctx, dir, log); err != nil {
		return nil, errors.Join(err, data.Close())
	}
	return p, nil
}

func (p *parts) wire(ctx context.Context, dir string, log *slog.Logger) error {
	if p.store.Empty() {
		if err := p.around.firstRun(ctx, p.store); err != nil {
			return fmt.Errorf("setting up the data folder: %w", err)
		}
	}
	transport := p.store.Transport()
	go p.book.Book().Tables.Warm() // the first search then waits for nothing
	p.care = &caretaker{clock: port.SystemClock{}, data: dir, log: log, book: p.book, store: p.store}
	sealer, err := newSealer(p.store.Station(), transport, func() bool {
		return p.book.Book().Policy.At(person.FromTime(time.Now())).PostQuantum
	})
	if err != nil {
		return err
	}
	if err := p.store.SetSealEvent(ctx, sealer.SealEvent); err != nil {
		return err
	}
	line, err := p.newLine(dir, transport, sealer, log)
	if err != nil {
		return err
	}
	p.care.sure = func(now time.Time) bool { return clockSure(line.Status(), now) }
	if p.renderer, err = render.New(render.Config{}); err != nil {
		return err
	}
	print, err := printer.New()
	if err != nil {
		return errors.Join(err, p.renderer.Close())
	}
	scans := filepath.Join(dir, "scan")
	if err := os.MkdirAll(scans, 0o700); err != nil {
		return errors.Join(fmt.Errorf("making the scan folder: %w", err), p.renderer.Close())
	}
	hamlets, problems, err := desk.ReadHamlets(dir)
	if err != nil || len(problems) > 0 { // reports without them keep nobody from work
		log.Error("hamlets of the office", "lines left out", len(problems), "error", err)
	}
	around := p.around
	appliers := desk.BookAppliers(p.book)
	p.desk = desk.New(desk.Params{
		Bench: around.bench, Biometrics: biometric.New(around.biometric), Book: p.book, Calendar: p.book,
		Cards: card.NewService(around.cards, card.Config{Judge: judge.Judge{Store: around.trust}}),
		Clock: port.SystemClock{}, ExportDir: filepath.Join(dir, "export"), Hamlets: hamlets, Log: log, Office: around.office,
		Configuration: desk.Configuration{Keys: documentKeys(around.registry(transport)), Appliers: appliers, Fetch: line},
		Policy:        p.book, Population: line, Prints: line, Printer: print, Renderer: biometric.WithWSQ(p.renderer),
		Rules: dossier.Judge{Attach: true}, ScanDir: scans,
		OnConfigured: p.onConfigured, Issuers: around.trust,
		PeopleLists: line, Sticks: line, Volumes: volume.Finder{Extra: around.sticks},
		Sealer: sealer, Store: p.store, Sync: line, Training: around.training,
	})
	p.care.reports = p.desk.WriteDueReports
	appliers[port.DocumentTrust] = around.trust.Apply
	appliers[port.DocumentUsers], appliers[port.DocumentRevocations] = p.desk.ApplyUsers, p.desk.ApplyRevocations
	if err := p.desk.LoadConfiguration(ctx); err != nil {
		return errors.Join(err, p.renderer.Close())
	}
	var running context.Context
	running, p.stop = context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() {
		if err := line.Run(running); err != nil && running.Err() == nil {
			log.Error("sync ended", "error", err)
		}
	})
	work.Go(func() { p.wakeLine(running, line) })
	work.Go(func() { p.fetchDocuments(running) })
	work.Go(func() { p.keepContact(running, line) })
	work.Go(func() { p.care.run(running) })
	go func() {
		work.Wait()
		close(p.ended)
	}()
	return nil
}

// passwordRules are those of the policy in force.
func (p *parts) passwordRules() store.PasswordRules {
	lock := p.book.Book().Policy.At(person.FromTime(time.Now())).Lock
	return store.PasswordRules{
		Length: lock.PasswordLength, Free: lock.Passwords, Longest: time.Duration(lock.LockOutMinutes) * time.Minute,
	}
}

// onCommit is told of each commit by the store's writer, which must not wait: a
// full channel only means that the line is woken already.
func (p *parts) onCommit(c store.Commit) {
	if c.Command == dossier.CreateDossier {
		select {
		case p.created <- struct{}{}:
		default:
		}
	}
	if c.Command == dossier.ApplyDocument {
		select {
		case p.wanted <- struct{}{}:
		default:
		}
	}
	if c.Event || c.Command == dossier.ApproveDossier {
		select {
		case p.committed <- c:
		default:
		}
	}
}

// wakeLine sends what was just committed without waiting for the next tick: an
// event at once, a packet when its approval can no longer be taken back.
func (p *parts) wakeLine(ctx context.Context, line *client.Client) {
	var due []time.Time // of packets, soonest first
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C // it runs only while a packet waits
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-p.committed:
			if c.Command != dossier.ApproveDossier {
				line.Wake()
				continue
			}
			due = append(due, time.Now().Add(p.desk.UndoTime()+50*time.Millisecond))
		case <-timer.C:
			line.Wake()
			due = due[1:]
		}
		if len(due) > 0 {
			timer.Reset(time.Until(due[0]))
		}
	}
}

// newSealer makes the sealer of a station from its transport keys, which are
// open while the desk is locked. From when on policy demands hybrid sealing,
// nothing is sealed to a registry with a classic recipient.
func newSealer(station store.StationInfo, t *vault.Transport, requireHybrid func() bool) (*packet.Sealer, error) {
	return packet.NewSealer(packet.Config{
		Office: station.Office, Station: station.ID, Registry: t.Registry.ID, Signing: t.Signing,
		Present: func() ([]age.Recipient, error) {
			return packet.ParseRecipients(t.Registry.Recipients, requireHybrid())
		},
		Inbox: []age.Identity{t.Inbox}, RegistryKey: t.Registry.Signing,
	})
}

func (p *parts) newLine(dir string, t *vault.Transport, sealer *packet.Sealer, log *slog.Logger) (*client.Client, error) {
	return client.New(client.Options{
		Registry:    p.around.registry(t),
		Certificate: certificateOf(t), OnCertificate: p.care.renewed,
		Documents: filepath.Join(dir, "documents"),
		Envelope:  sealer, Outbox: p.store, Log: log, Limits: p.lineLimits, MaxRetry: p.around.retry, MaxChunk: p.around.chunk,
		OnReceived: func() {
			select {
			case p.received <- struct{}{}:
			default:
			}
		},
	})
}

// close ends everything in order: nothing new is taken in, what runs ends, the
// store closes last.
func (p *parts) close() error {
	p.stop()
	<-p.ended
	p.store.Lock()
	return errors.Join(p.renderer.Close(), p.store.Close())
}

// pemOf writes certificates as PEM, for the registry file of the sync client.
func pemOf(ders [][]byte) string {
	var b strings.Builder
	for _, der := range ders {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	return b.String()
}

// dersOf reads PEM certificates.
func dersOf(text string) ([][]byte, error) {
	var ders [][]byte
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return nil, fmt.Errorf("reading a certificate: %w", err)
		}
		ders = append(ders, block.Bytes)
	}
	if len(ders) == 0 {
		return nil, errors.New("no certificate found")
	}
	return ders, nil
}
