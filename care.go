package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/vault"
)

// Times of housekeeping.
const (
	careEvery      = time.Minute
	backupRetry    = 15 * time.Minute // after a failed backup
	retentionEvery = time.Hour
)

// caretaker does what a desk does by itself while it is unlocked: scheduled
// backups, destruction of what was kept long enough, storing a renewed
// certificate.
type caretaker struct {
	clock port.Clock
	data  string // folder with the settings
	log   *slog.Logger
	book  *book.Live
	store *store.Store

	// sure reports whether the clock can be believed: what is destroyed because a
	// clock was set ahead does not come back. nil never is.
	sure func(now time.Time) bool
	// reports writes the scheduled reports that are due; nil writes none.
	reports func(context.Context) (int, error)

	mu          sync.Mutex
	trouble     string // in words
	unwritten   string // of scheduled reports, in words
	certificate []byte // renewed while the desk was locked, DER

	nextBackup  time.Time // not before, after a failure
	nextDestroy time.Time
}

// run works until ctx ends.
func (c *caretaker) run(ctx context.Context) {
	tick := time.NewTicker(careEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.round(ctx)
		}
	}
}

// round does what is due. A locked desk does nothing: backups and destructions
// are noted in the log, whose key is not in memory.
func (c *caretaker) round(ctx context.Context) {
	if !c.store.Unlocked() {
		return
	}
	c.saveCertificate(ctx)
	c.backUp(ctx)
	c.writeReports(ctx)
	if now := c.clock.Now(); !now.Before(c.nextDestroy) {
		c.nextDestroy = now.Add(retentionEvery)
		c.destroyExpired(ctx, now)
		if err := c.store.DropLists(ctx, now.Add(-desk.KeepLists)); err != nil && ctx.Err() == nil {
			c.log.Error("dropping old lists of people", "error", err)
		}
	}
}

func (c *caretaker) backUp(ctx context.Context) {
	now := c.clock.Now()
	settings, err := desk.ReadUpkeep(c.data)
	if err != nil {
		c.fail(ctx, now, "Cài đặt sao lưu không đọc được", err)
		return
	}
	if settings.Backup == "" {
		c.say("")
		return
	}
	if now.Before(c.nextBackup) {
		return
	}
	last, err := desk.LastBackup(settings.Backup)
	if err != nil {
		c.fail(ctx, now, "Không thấy thư mục sao lưu", err)
		return
	}
	if !settings.BackupDue(last, now) {
		c.say("")
		return
	}
	manifest, err := c.store.Backup(ctx, desk.StationActor(c.store), settings.Backup)
	if err != nil {
		c.fail(ctx, now, "Sao lưu không thành công", err)
		return
	}
	c.log.Info("backup made", "file", manifest.Database, "blobs", manifest.Blobs, "copied", manifest.Copied)
	c.say("")
}

func (c *caretaker) fail(ctx context.Context, now time.Time, words string, err error) {
	if ctx.Err() != nil || errors.Is(err, store.ErrLocked) {
		return // the desk closes, or was locked meanwhile: it is tried again
	}
	c.nextBackup = now.Add(backupRetry)
	c.log.Error("scheduled backup", "error", err)
	c.say(words)
}

func (c *caretaker) say(words string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = words
}

// writeReports writes the scheduled reports that are due. What fails is tried
// again in the next round: a folder on another computer comes back.
func (c *caretaker) writeReports(ctx context.Context) {
	if c.reports == nil {
		return
	}
	written, err := c.reports(ctx)
	if written > 0 {
		c.log.Info("scheduled reports written", "reports", written)
	}
	if ctx.Err() != nil || errors.Is(err, store.ErrLocked) {
		return
	}
	words := ""
	if err != nil {
		words = "Báo cáo tự lập không ghi được"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil && c.unwritten == "" {
		c.log.Error("scheduled reports", "error", err)
	}
	c.unwritten = words
}

// words is what could not be done, "" when all is well.
func (c *caretaker) words() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return cmp.Or(c.trouble, c.unwritten)
}

// Bounds within which the clock is believed: how far it may be from the
// registry's, and how long ago the registry said so.
const (
	sureOffset  = time.Hour
	sureContact = 10 * time.Minute
)

// clockSure reports whether the clock agrees with the registry's, as heard a
// moment ago. A desk without a line destroys nothing by itself.
func clockSure(status port.SyncStatus, now time.Time) bool {
	since := now.Round(0).Sub(status.LastContact.Round(0)) // by the clock, which may have been set
	return !status.LastContact.IsZero() && status.ClockOffset.Abs() <= sureOffset && since.Abs() <= sureContact
}

// retention is how many days what is kept.
func (c *caretaker) retention() policy.Retain {
	return c.book.Book().Policy.At(person.FromTime(c.clock.Now())).Retention
}

func (c *caretaker) destroyExpired(ctx context.Context, now time.Time) {
	if c.sure == nil || !c.sure(now) {
		return
	}
	if err := c.store.DropRemoteAsks(ctx, now.Add(-desk.KeepAsks)); err != nil && ctx.Err() == nil {
		c.log.Error("dropping questions of other offices", "error", err)
	}
	retain := c.retention()
	const day = 24 * time.Hour
	keep := desk.Keep{
		Draft: time.Duration(retain.Draft) * day, Closed: time.Duration(retain.Content) * day, Ended: time.Duration(retain.Withdrawn) * day,
	}
	ended, err := desk.EndUntouched(ctx, c.store, keep, now)
	if len(ended) > 0 {
		c.log.Info("untouched drafts cancelled", "dossiers", len(ended))
	}
	if err != nil && ctx.Err() == nil {
		c.log.Error("ending drafts that nobody touched", "error", err)
	}
	gone, err := desk.DestroyExpired(ctx, c.store, keep, now)
	if len(gone) > 0 {
		c.log.Info("content destroyed", "dossiers", len(gone))
	}
	if err != nil && ctx.Err() == nil {
		c.log.Error("destroying what was kept long enough", "error", err)
	}
}

// renewed stores a renewed certificate. A locked desk keeps it in memory until
// it is unlocked: the line uses it meanwhile, and should the desk end before,
// the old certificate is still good for a third of its life.
func (c *caretaker) renewed(ctx context.Context, der []byte) error {
	err := c.keepCertificate(ctx, der)
	if errors.Is(err, store.ErrLocked) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.certificate = der
		return nil
	}
	return err
}

func (c *caretaker) saveCertificate(ctx context.Context) {
	c.mu.Lock()
	der := c.certificate
	c.mu.Unlock()
	if der == nil {
		return
	}
	if err := c.keepCertificate(ctx, der); err != nil {
		c.log.Error("storing a renewed certificate", "error", err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.certificate = nil
}

func (c *caretaker) keepCertificate(ctx context.Context, der []byte) error {
	transport := *c.store.Transport()
	transport.Certificates = [][]byte{der}
	if err := c.store.SaveTransport(ctx, desk.StationActor(c.store), &transport); err != nil {
		return fmt.Errorf("keeping a renewed certificate: %w", err)
	}
	return nil
}

// certificateOf is the station's certificate with its key, for the line.
func certificateOf(t *vault.Transport) tls.Certificate {
	return tls.Certificate{Certificate: t.Certificates, PrivateKey: t.TLS}
}

// lockTimes are when an idle desk locks and how long before it says so.
func lockTimes(set *policy.Set, training bool, now time.Time) (after, warn time.Duration) {
	lock := set.At(person.FromTime(now)).Lock
	after, warn = time.Duration(lock.IdleSeconds)*time.Second, time.Duration(lock.WarnSeconds)*time.Second
	if !training {
		return after, warn
	}
	// Window tests do not wait for a quarter of an hour.
	if seconds, err := strconv.Atoi(os.Getenv("CARDDESK_TRAINING_IDLE")); err == nil && seconds > 0 {
		after = time.Duration(seconds) * time.Second
		warn = min(warn, after/2)
	}
	return after, warn
}
