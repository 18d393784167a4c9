package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/app/vault"
)

// TestNewHardware: the computer is lost, a backup on a stick and the registry's
// recovery identity bring the desk back on another one.
func TestNewHardware(t *testing.T) {
	ctx := t.Context()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: t.TempDir(), clock: &clock{t: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}}
	d.open()
	first := setup()
	first.Recovery = []string{identity.Recipient().String()}
	if err := d.FirstStart(ctx, first); err != nil {
		t.Fatal(err)
	}
	d.login(clerkID)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.capture(id)
	folder := t.TempDir()
	if _, err := d.Backup(ctx, admin, folder); err != nil {
		t.Fatal(err)
	}
	old := d.Transport().SigningPublic()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	// The files alone, without the machine secret, do not open.
	bare := store.Restore{Backup: folder, Dir: filepath.Join(t.TempDir(), "bare"), MachineDir: t.TempDir(), Key: old}
	if _, err := store.RestoreBackup(ctx, bare, options("", d.clock)); err == nil {
		t.Error("a backup opened without its machine secret")
	}
	wrong := store.Restore{Backup: folder, Dir: filepath.Join(t.TempDir(), "wrong"), Key: old,
		Recovery: &store.Recovery{Identities: []age.Identity{stranger}}}
	if _, err := store.RestoreBackup(ctx, wrong, options("", d.clock)); !errors.Is(err, vault.ErrWrongPassword) {
		t.Errorf("recovered with a strange identity: %v", err)
	}

	r := &desk{t: t, dir: filepath.Join(t.TempDir(), "new"), clock: d.clock}
	_, err = store.RestoreBackup(ctx, store.Restore{Backup: folder, Dir: r.dir, Key: old, Recovery: &store.Recovery{
		Identities: []age.Identity{identity}, Passwords: map[string]string{adminID: "mật khẩu lúc về", clerkID: password}}},
		options("", d.clock))
	if err != nil {
		t.Fatal(err)
	}
	r.open()
	r.login(clerkID)
	r.verify()
	if c, err := r.Section(ctx, id, dossier.SectionPortrait); err != nil || c.Revision != 1 {
		t.Errorf("section: %v", err)
	}
	checkPortraitPicture(t, r, id)
	if r.Transport().SigningPublic().Equal(old) {
		t.Error("the transport keys of the lost computer are in use")
	}
	if _, err := r.Login(ctx, chiefID, password); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("a user without a new password: %v", err)
	}
	if _, err := r.Login(ctx, adminID, "mật khẩu lúc về"); err != nil {
		t.Errorf("the administrator: %v", err)
	}
	r.do(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{Password: "mật khẩu mới",
		User: dossier.User{ID: chiefID, Role: dossier.RoleSupervisor, Name: "Trần Văn Thử", Rank: "Thiếu tá"}}})
	r.clock.pass(time.Minute)
	if _, err := r.Login(ctx, chiefID, "mật khẩu mới"); err != nil {
		t.Errorf("after the administrator gave one: %v", err)
	}
	r.verify()
}

func checkPortraitPicture(t *testing.T, d *desk, id dossier.ID) {
	t.Helper()
	var blob string
	if err := raw(t, d.dir).QueryRow("SELECT id FROM blob WHERE dossier = ?", string(id)).Scan(&blob); err != nil {
		t.Fatal(err)
	}
	if content, err := d.ReadBlob(t.Context(), blob, 1<<20); err != nil || len(content) == 0 {
		t.Errorf("picture: %d bytes, %v", len(content), err)
	}
}
