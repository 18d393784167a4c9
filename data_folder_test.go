package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/vault"
)

// fixedClock stands still at a time of the tests.
type fixedClock struct{ t time.Time }

func (c *fixedClock) Now() time.Time { return c.t }

var folderTime = time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)

const folderPassword = "mật khẩu dài"

// deskFolder is the data folder of a small desk: a clerk and three dossiers,
// each with a picture.
type deskFolder struct {
	data     string
	clock    *fixedClock
	dossiers []dossier.ID
	blobs    []string // file of each dossier's picture
	key      string   // file of the registry's recovery identity
}

func newDeskFolder(t *testing.T) deskFolder {
	t.Helper()
	f := deskFolder{data: t.TempDir(), clock: &fixedClock{folderTime}, key: filepath.Join(t.TempDir(), "recovery.txt")}
	s := f.open(t)
	transport, err := vault.NewTransport(rand.Reader)
	must(t, err)
	registry, err := age.GenerateX25519Identity()
	must(t, err)
	must(t, os.WriteFile(f.key, []byte("# khóa khôi phục\n"+registry.String()+"\n"), 0o600))
	transport.Certificates = [][]byte{testCertificate(t, transport.TLS, 30*24*time.Hour)}
	transport.Registry = vault.RegistryKeys{ID: "trung-uong", Recipients: []string{registry.Recipient().String()}}
	must(t, s.FirstStart(t.Context(), store.Setup{
		Office: "HN01", OfficeName: "Điểm thu nhận thử", Number: 1, Transport: transport, Recovery: transport.Registry.Recipients, Station: strings.Repeat("0a", 16),
		Users: []store.NewUser{
			{User: dossier.User{ID: "canbo1", Role: dossier.RoleClerk, Name: "Lê Thị Mẫu"}, Password: folderPassword},
			{User: dossier.User{ID: "quantri1", Role: dossier.RoleAdministrator, Name: "Phạm Quản"}, Password: folderPassword},
		},
	}))
	session, err := s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	for range 3 {
		f.addDossier(t, s, session.Actor())
	}
	must(t, s.Close())
	return f
}

func (f *deskFolder) addDossier(t *testing.T, s *store.Store, actor dossier.Actor) {
	t.Helper()
	id, err := s.NewDossierID()
	must(t, err)
	_, err = s.Apply(t.Context(), store.Change{
		ID: "create/" + string(id), Actor: actor, Command: dossier.CreateDossier, Dossier: id,
		Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: dossier.Identity{Name: "Nguyễn Văn Mẫu"}},
		Facts:   &store.Facts{Regime: "2023", Kind: "exchange"},
	})
	must(t, err)
	blob, err := s.PutBlob(t.Context(), id, store.BlobPicture, strings.NewReader("\xff\xd8\xff\xe0 a picture"))
	must(t, err)
	_, err = s.Apply(t.Context(), store.Change{
		ID: "portrait/" + string(id), Actor: actor, Command: dossier.SaveSection, Dossier: id, Blobs: []store.Blob{blob},
		Section: &store.SectionChange{Name: dossier.SectionPortrait, Content: dossier.Portrait{Capture: &dossier.CaptureRef{Picture: blob.ID}}},
	})
	must(t, err)
	f.dossiers = append(f.dossiers, id)
	f.blobs = append(f.blobs, filepath.Join(memoryFolder(f.data), "blobs", blob.ID[:2], blob.ID))
}

func (f *deskFolder) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{
		Dir: memoryFolder(f.data), Clock: f.clock, Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1}, FreeSpace: plenty,
		SealEvent: func(_ context.Context, e port.Event) ([]byte, error) { return []byte("sealed " + e.Hash), nil },
	})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func plenty(string) (uint64, error) { return 1 << 40, nil }

func testCertificate(t *testing.T, key *ecdsa.PrivateKey, life time.Duration) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "station"}, NotBefore: folderTime, NotAfter: folderTime.Add(life),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	return der
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// copyFolder is a copy of a data folder, to be damaged.
func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(from)))
	return to
}

var quiet = slog.New(slog.DiscardHandler)
