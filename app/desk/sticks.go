package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Names on a stick. The token says which stick it is; drafts are written where no
// registry looks for batches.
const (
	stickFolder     = "carddesk"
	stickToken      = "stick.json"
	emergencyFolder = "emergency"
	maxToken        = 4 << 10
)

// Errors of sticks.
var (
	ErrNoStick      = errors.New("no stick is plugged in")
	ErrStickUnknown = errors.New("stick is not registered at this desk")
)

// token is the content of the token file.
type token struct {
	ID     string `json:"id"`
	Office string `json:"office"`
}

// StickView is a stick as the clerk chooses it.
type StickView struct {
	port.Volume
	Registered bool
}

// SticksSeen lists the USB sticks that are plugged in.
func (d *Desk) SticksSeen(ctx context.Context) ([]StickView, error) {
	if d.Volumes == nil {
		return nil, ErrNoStick
	}
	volumes, err := d.Volumes.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking for sticks: %w", err)
	}
	seen := make([]StickView, 0, len(volumes))
	for _, v := range volumes {
		_, err := d.stickOf(ctx, v.Path)
		if err != nil && !errors.Is(err, ErrStickUnknown) {
			d.Log.Warn("stick cannot be looked at", "error", err)
			continue
		}
		seen = append(seen, StickView{Volume: v, Registered: err == nil})
	}
	return seen, nil
}

// SticksMustBeRegistered reports whether policy lets only registered sticks carry
// batches.
func (d *Desk) SticksMustBeRegistered() bool {
	return d.values().Sticks.Registered
}

// stickOf returns the registered stick at a folder: its token names a stick of
// this desk, and it lies on the volume on which that was written. A copy of the
// token on another stick is ErrStickUnknown.
func (d *Desk) stickOf(ctx context.Context, dir string) (store.Stick, error) {
	text, err := readSmall(filepath.Join(dir, stickFolder, stickToken), maxToken)
	if errors.Is(err, fs.ErrNotExist) {
		return store.Stick{}, ErrStickUnknown
	}
	if err != nil {
		return store.Stick{}, fmt.Errorf("reading the token of a stick: %w", err)
	}
	var t token
	if json.Unmarshal(text, &t) != nil || t.Office != d.Store.Station().Office {
		return store.Stick{}, ErrStickUnknown
	}
	stick, err := d.Store.Stick(ctx, t.ID)
	if errors.Is(err, store.ErrNotFound) {
		return store.Stick{}, ErrStickUnknown
	}
	if err != nil {
		return store.Stick{}, err
	}
	volume, err := d.Volumes.At(ctx, dir)
	if err != nil {
		return store.Stick{}, fmt.Errorf("looking at a stick: %w", err)
	}
	if volume.ID == "" || volume.ID != stick.Volume {
		return store.Stick{}, ErrStickUnknown
	}
	return stick, nil
}

// readSmall reads a regular file of at most limit bytes.
func readSmall(path string, limit int64) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > limit {
		return nil, errors.New("not a small file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, limit))
	return text, errors.Join(err, f.Close())
}

// mayUse refuses a stick that policy does not let carry batches.
func (d *Desk) mayUse(ctx context.Context, dir string) error {
	if d.Sticks == nil || d.Volumes == nil {
		return ErrNoStick
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ErrNoStick
	}
	if !d.SticksMustBeRegistered() {
		return nil
	}
	_, err := d.stickOf(ctx, dir)
	return err
}

// RegisterStick makes a stick one of this desk's; a supervisor's or an
// administrator's act. What lies on it stays.
func (d *Desk) RegisterStick(ctx context.Context, dir string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if kind, _ := dossier.Entry(dossier.RegisterStick); !kind.May(actor.Role) {
		return dossier.ErrRole
	}
	if d.Volumes == nil {
		return ErrNoStick
	}
	volume, err := d.Volumes.At(ctx, dir)
	if err != nil {
		return fmt.Errorf("looking at a stick: %w", errors.Join(ErrNoStick, err))
	}
	if volume.ID == "" {
		return fmt.Errorf("stick without a name of its file system: %w", ErrStickUnknown)
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	text, err := json.Marshal(token{ID: id, Office: d.Store.Station().Office})
	if err != nil {
		return fmt.Errorf("making the token of a stick: %w", err)
	}
	folder := filepath.Join(dir, stickFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("writing the token of a stick: %w", err)
	}
	// The row first: a token without one is that of an unknown stick.
	_, err = d.Store.Apply(ctx, store.Change{ID: "stick-" + id, Actor: actor, Command: dossier.RegisterStick,
		Stick: &store.Stick{ID: id, Volume: volume.ID}, Event: map[string]string{"stick": id}})
	if err != nil {
		return fmt.Errorf("registering a stick: %w", err)
	}
	if err := writeWhole(filepath.Join(folder, stickToken), text); err != nil {
		return fmt.Errorf("writing the token of a stick: %w", err)
	}
	return nil
}

// writeWhole writes a file that is either whole and on the disk or not there.
func writeWhole(path string, content []byte) error {
	return putFile(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// WriteStick copies what waits for the registry onto a stick. It is an export:
// noted in the log.
func (d *Desk) WriteStick(ctx context.Context, dir string) (port.StickReport, error) {
	if err := d.mayUse(ctx, dir); err != nil {
		return port.StickReport{}, err
	}
	report, err := d.Sticks.WriteStick(ctx, dir)
	if err != nil {
		return report, err
	}
	return report, d.noteStick(ctx, dossier.WriteStick, report)
}

// ReadStick takes the registry's answers from a stick and puts them in force.
func (d *Desk) ReadStick(ctx context.Context, dir string) (port.StickReport, error) {
	if err := d.mayUse(ctx, dir); err != nil {
		return port.StickReport{}, err
	}
	report, err := d.Sticks.ReadStick(ctx, dir)
	// One answer that is spoilt does not hold up the others.
	if _, applyErr := d.ApplyInbox(ctx); applyErr != nil {
		return report, errors.Join(err, applyErr)
	}
	if _, fetchErr := d.FetchDocuments(ctx); fetchErr != nil {
		d.Log.Info("a document is not here yet", "error", fetchErr)
	}
	return report, errors.Join(err, d.noteStick(ctx, dossier.ReadStick, report))
}

func (d *Desk) noteStick(ctx context.Context, command dossier.Command, payload any) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	if _, err = d.Store.Apply(ctx, store.Change{ID: "stick-" + id, Actor: actor, Command: command, Payload: payload}); err != nil {
		return fmt.Errorf("noting the use of a stick: %w", err)
	}
	return nil
}

// unfinished are the states of dossiers that no packet has left of yet, or whose
// correction has not.
var unfinished = []dossier.State{
	dossier.Draft, dossier.Captured, dossier.Checked, dossier.Waiting, dossier.Returned, dossier.OnHold,
	dossier.Rejected, dossier.RecaptureWanted,
}

// EmergencyReport says what an emergency export holds.
type EmergencyReport struct {
	Folder   string // on the stick
	Dossiers int
	Bytes    int64
}

// ExportDrafts writes every dossier that is not approved yet onto a stick, each
// sealed to the registry like a packet: for a desk that is about to fail or to be
// carried away. Nobody but the registry can open them, the registry takes them
// only by the hand of its administrator, and the dossiers stay as they are.
func (d *Desk) ExportDrafts(ctx context.Context, dir string) (EmergencyReport, error) {
	var report EmergencyReport
	actor, err := d.actor()
	if err != nil {
		return report, err
	}
	if err := d.mayUse(ctx, dir); err != nil {
		return report, err
	}
	name := d.Store.Station().ID + "-" + d.now().Format("20060102T150405Z")
	report.Folder = filepath.Join(dir, stickFolder, emergencyFolder, name)
	if err := os.MkdirAll(report.Folder, 0o700); err != nil {
		return report, fmt.Errorf("making the folder of an emergency export: %w", err)
	}
	for after := ""; ; {
		plain, err := d.Store.List(ctx, store.Filter{States: unfinished, After: after, Limit: 100})
		if err != nil {
			return report, fmt.Errorf("listing drafts: %w", err)
		}
		if len(plain) == 0 {
			break
		}
		after = plain[len(plain)-1].Key()
		for _, p := range plain {
			size, err := d.exportDraft(ctx, actor, p.ID, report.Folder)
			if err != nil {
				return report, err
			}
			report.Dossiers++
			report.Bytes += size
		}
	}
	return report, d.noteStick(ctx, dossier.ExportFile, map[string]any{"what": "emergency", "dossiers": report.Dossiers})
}

// exportDraft seals one draft into a file of its own and reads it back.
func (d *Desk) exportDraft(ctx context.Context, actor dossier.Actor, id dossier.ID, folder string) (int64, error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return 0, err
	}
	manifest := d.manifest(opened, actor, opened.Version+1)
	parts, err := d.parts(ctx, opened)
	if err != nil {
		return 0, err
	}
	name, err := d.randomID()
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(filepath.Join(folder, name+".age"), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return 0, fmt.Errorf("writing a draft: %w", err)
	}
	sum := sha256.New()
	_, err = d.Sealer.SealPacket(ctx, io.MultiWriter(f, sum), manifest, parts)
	if err = errors.Join(err, f.Sync()); err == nil {
		err = sameAgain(f, hex.EncodeToString(sum.Sum(nil)))
	}
	info, statErr := f.Stat()
	if err = errors.Join(err, statErr, f.Close()); err != nil {
		return 0, fmt.Errorf("writing a draft: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return info.Size(), nil
}

// sameAgain reads a file back and compares it with what was written.
func sameAgain(f *os.File, want string) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != want {
		return errors.New("the stick does not keep what is written to it")
	}
	return nil
}

// manifest opens a packet of a dossier, before its parts are known.
func (d *Desk) manifest(opened Opened, actor dossier.Actor, version int) port.PacketManifest {
	manifest := port.PacketManifest{
		Packet: port.PacketID{Dossier: string(opened.ID), Version: version},
		Office: opened.Office, Station: d.Store.Station().ID, PolicyVersion: d.policyVersion(),
		Created: d.now().Format(time.RFC3339),
	}
	for _, info := range opened.Sections {
		if info.Name == dossier.SectionApproval {
			continue
		}
		manifest.Sections = append(manifest.Sections, port.SectionRevision{
			Section: string(info.Name), Revision: info.Revision, Author: info.Author, Station: info.Station,
		})
	}
	manifest.Sections = append(manifest.Sections, port.SectionRevision{
		Section: string(dossier.SectionApproval), Revision: opened.Revisions[dossier.SectionApproval] + 1,
		Author: actor.User, Station: manifest.Station,
	})
	return manifest
}
