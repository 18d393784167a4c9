//go:build !release

package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/app/vault"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
	"carddesk/ui/firststart"
)

// centreForTest is a registry with its enrolment folder.
func centreForTest(t *testing.T) (*registry.Registry, string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := registry.New(ctx, registry.Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		must(t, errors.Join(<-served, r.Close()))
	})
	folder := t.TempDir()
	text, err := json.Marshal(r.File("https://" + listener.Addr().String()))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(folder, protocol.EnrolFile), text, 0o600))
	return r, folder
}

var testCost = vault.Params{Time: 1, MemoryKiB: 8, Threads: 1}

// TestFirstStartOfAStation enrols by a one-time code, opens what it made, and
// moves it to new keys.
func TestFirstStartOfAStation(t *testing.T) {
	ctx := t.Context()
	r, folder := centreForTest(t)
	code, err := r.NewEnrolmentCode(ctx)
	must(t, err)
	data := t.TempDir()
	if _, err := enrolled(settings{data: data}); !errors.Is(err, errNotEnrolled) {
		t.Fatalf("an empty folder: %v", err)
	}
	answers := firststart.Answers{Folder: folder, Code: "AAAA", Password: folderPassword,
		Office:        desk.Office{ID: "HN01", Code: "HN01", Station: 3, Name: "Công an phường Thử"},
		Administrator: dossier.User{ID: "quantri", Role: dossier.RoleAdministrator, Name: "Phạm Quản"}}
	e := &enroller{data: data, params: testCost}
	if err := e.setUp(ctx, answers); !errors.Is(err, desk.ErrEnrolCode) {
		t.Fatalf("a code that is none: %v", err)
	}
	station := e.station
	answers.Code = code
	must(t, e.setUp(ctx, answers))
	must(t, e.setUp(ctx, answers)) // the window that did not hear the end
	if e.station != station {
		t.Error("the second try is another station")
	}
	around, err := enrolled(settings{data: data})
	must(t, err)
	if around.office != answers.Office {
		t.Errorf("office %+v", around.office)
	}
	s, err := store.Open(ctx, store.Options{Dir: memoryFolder(data)})
	must(t, err)
	if got := s.Station(); got.ID != station || got.Office != "HN01" || got.Number != 3 || len(s.Transport().Certificates) != 1 {
		t.Errorf("station %+v", got)
	}
	session, err := s.Login(ctx, "quantri", folderPassword)
	must(t, err)
	if session.User.Role != dossier.RoleAdministrator {
		t.Errorf("first user is %s", session.User.Role)
	}
	// As after a move: keys that the centre does not know.
	transport, err := vault.NewTransport(rand.Reader)
	must(t, err)
	must(t, s.SaveTransport(ctx, session.Actor(), transport))
	must(t, s.Close())
	next, err := r.NewEnrolmentCode(ctx)
	must(t, err)
	enrol := func() error {
		k := keeper{in: strings.NewReader(next + "\n" + folderPassword + "\n"), out: io.Discard, notes: io.Discard, clock: &fixedClock{folderTime}}
		return k.enrol(ctx, []string{"-data", data, "-from", folder, "-user", "quantri"})
	}
	if err := enrol(); err == nil {
		t.Error("other keys under an id that is in use")
	}
	must(t, r.RevokeStation(ctx, station))
	must(t, enrol())
	s, err = store.Open(ctx, store.Options{Dir: memoryFolder(data)})
	must(t, err)
	defer s.Close()
	if len(s.Transport().Certificates) != 1 || len(s.Transport().Registry.Recipients) == 0 {
		t.Error("the new keys have no certificate")
	}
}

// TestMoveFromTheFirstWindow: a backup, the recovery identity and a code bring a
// desk to a new computer, enrolled, in one go.
func TestMoveFromTheFirstWindow(t *testing.T) {
	ctx := t.Context()
	r, folder := centreForTest(t)
	old := newDeskFolder(t)
	to := t.TempDir()
	k := keeper{in: strings.NewReader(folderPassword), out: io.Discard, notes: io.Discard, clock: old.clock}
	must(t, k.backup(ctx, []string{"-data", old.data, "-to", to, "-user", "canbo1"}))
	code, err := r.NewEnrolmentCode(ctx)
	must(t, err)
	data := t.TempDir()
	answers := firststart.Answers{Folder: folder, Code: "AAAA", Password: "mật khẩu mới", Backup: to, Key: old.key,
		Administrator: dossier.User{ID: "quantri1"}}
	e := &enroller{data: data, params: testCost}
	if err := e.setUp(ctx, answers); !errors.Is(err, desk.ErrEnrolCode) {
		t.Fatalf("a code that is none: %v", err)
	}
	if _, err := enrolled(settings{data: data}); !errors.Is(err, errNotEnrolled) {
		t.Errorf("half moved: %v", err)
	}
	answers.Code = code
	must(t, e.setUp(ctx, answers))
	around, err := enrolled(settings{data: data})
	must(t, err)
	if around.office.Code != "HN01" || around.office.Name != "Điểm thu nhận thử" {
		t.Errorf("office %+v", around.office)
	}
	s, err := store.Open(ctx, store.Options{Dir: memoryFolder(data)})
	must(t, err)
	defer s.Close()
	_, err = s.Login(ctx, "quantri1", "mật khẩu mới")
	must(t, err)
	if e, err := s.Examine(ctx); err != nil || len(e.Findings) > 0 || e.Dossiers != 3 {
		t.Errorf("examined: %+v, %v", e, err)
	}
}
