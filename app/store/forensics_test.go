package store_test

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// markers are what no byte under the data folder may show.
var markers = []string{
	"Hoàng Thị Đánh Dấu", "Đánh Dấu", "034190777123", "0987123654", "1991-07-23", "23071991",
	"Ngõ Dấu Vết", "Dấu Vết Cha", "Lê Thị Mẫu", "Trung úy", "Ghi chú riêng", "900777123",
}

// forms are the shapes that a marker could lie in.
func forms(marker string) map[string][]byte {
	all := map[string][]byte{
		"UTF-8":      []byte(marker),
		"decomposed": []byte(norm.NFD.String(marker)),
		"folded":     []byte(person.Fold(marker)),
		"upper":      []byte(strings.ToUpper(marker)),
		"JSON ASCII": []byte(strings.Trim(strconv.QuoteToASCII(marker), `"`)),
	}
	for name, order := range map[string]binary.AppendByteOrder{"UTF-16LE": binary.LittleEndian, "UTF-16BE": binary.BigEndian} {
		var out []byte
		for _, u := range utf16.Encode([]rune(marker)) {
			out = order.AppendUint16(out, u)
		}
		all[name] = out
	}
	return all
}

// magics are the beginnings of picture and record files.
var magics = map[string][]byte{
	"JPEG":       []byte("\xff\xd8\xff\xe0\x00\x10JFIF"),
	"JPEG 2000":  []byte("\x00\x00\x00\x0cjP  \r\n\x87\n"),
	"PNG":        []byte("\x89PNG\r\n\x1a\n"),
	"PDF":        []byte("%PDF-1."),
	"finger ISO": []byte("FIR\x00020\x00"),
	"face ISO":   []byte("FAC\x00010\x00"),
	"JSON":       []byte(`"personalNumber"`),
	"field":      []byte(`"name":`),
}

// searchMarkers searches every byte of every file, and the names of the files,
// and returns what it found and how many bytes it saw.
func searchMarkers(t *testing.T, dirs ...string) (found []string, total int) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			total += len(content)
			content = append(content, path...)
			for _, m := range markers {
				for form, bytesOf := range forms(m) {
					if bytes.Contains(content, bytesOf) {
						found = append(found, filepath.Base(path)+" holds "+m+" in "+form)
					}
				}
			}
			for name, magic := range magics {
				if bytes.Contains(content, magic) {
					found = append(found, filepath.Base(path)+" holds "+name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found, total
}

func findMarkers(t *testing.T, dirs ...string) {
	t.Helper()
	found, total := searchMarkers(t, dirs...)
	for _, f := range found {
		t.Error(f)
	}
	if total < 100_000 {
		t.Fatalf("only %d bytes were searched: the day left too little", total)
	}
}

// TestSearchFindsMarkers proves that the search would find what it looks for.
func TestSearchFindsMarkers(t *testing.T) {
	for _, m := range markers {
		for form, content := range forms(m) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "f"), append(make([]byte, 4099), content...), 0o600); err != nil {
				t.Fatal(err)
			}
			if found, _ := searchMarkers(t, dir); len(found) == 0 {
				t.Errorf("%q in %s was not found", m, form)
			}
		}
	}
}

// markedDossier leads one dossier through everything that the desk keeps, with
// every marker somewhere in it and a blob for every magic.
func markedDossier(ctx context.Context, s *store.Store, i int) error {
	identity := sample("Hoàng Thị Đánh Dấu", "034190777123")
	identity.Phone, identity.Birth = "0987123654", "1991-07-23"
	identity.Permanent.Text = "Ngõ Dấu Vết"
	identity.Father.Name = "Dấu Vết Cha"
	id := dossier.ID(fmt.Sprintf("%032x", i+1))
	n := 0
	var failed error // of the first command that failed
	do := func(c store.Change) {
		if n++; failed == nil {
			c.ID, c.Dossier = fmt.Sprintf("marked/%d/%d", i, n), id
			_, failed = s.Apply(ctx, c)
		}
	}
	do(store.Change{Actor: clerk, Command: dossier.CreateDossier,
		Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: identity},
		Payload: map[string]string{"note": "Ghi chú riêng"},
		Facts:   &store.Facts{Regime: "2023", Kind: "exchange", Sex: "F", AgeBand: "25-39", Commune: "00001"}})
	for base := 1; base < 8; base++ {
		do(store.Change{Actor: clerk, Command: dossier.SaveSection,
			Section: &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: base, Content: identity}})
	}
	for base, name := range slices.Sorted(maps.Keys(magics)) {
		if failed != nil {
			return failed
		}
		if c, err := s.Section(ctx, id, dossier.SectionReview); err == nil && c.Revision > base {
			n++
			continue // was done before a kill
		}
		b, err := s.PutBlob(ctx, id, store.BlobRecord, strings.NewReader(string(magics[name])+strings.Repeat(name, 2000)))
		if err != nil {
			return err
		}
		do(store.Change{Actor: clerk, Command: dossier.SaveSection, Blobs: []store.Blob{b},
			Section: &store.SectionChange{Name: dossier.SectionReview, BaseRevision: base,
				Content: dossier.Review{ReceiptNumber: "HN01-1-" + strconv.Itoa(i)}}})
	}
	do(store.Change{Actor: clerk, Command: dossier.FinishCapture})
	if failed != nil {
		return failed
	}
	// Packets are sealed before they come to the store; here any bytes will do.
	packet, err := s.PutPacket(ctx, id, func(w io.Writer) (string, error) {
		_, err := io.CopyN(w, cryptorand.Reader, 20_000)
		return "inner", err
	})
	if err != nil {
		return err
	}
	do(store.Change{Actor: chief, Command: dossier.ApproveDossier, Delivery: &store.NewDelivery{Blob: packet, Version: 1, NotBefore: time.Unix(0, 0)}})
	do(store.Change{Actor: registry, Command: dossier.AcceptDossier, Version: 1})
	do(store.Change{Actor: registry, Command: dossier.OrderCard, Card: &store.CardChange{Serial: "C" + strconv.Itoa(i),
		Detail: &store.CardDetail{Document: "900777123", Expires: "2051-07-23"}}})
	do(store.Change{Actor: clerk, Command: dossier.SearchDossiers, Payload: map[string]string{"text": "Hoàng Thị Đánh Dấu"}})
	if failed != nil {
		return failed
	}
	if _, err := s.Search(ctx, "danh dau", 10); err != nil {
		return err
	}
	// Somebody types a name where the user belongs, and a number as password.
	if _, err := s.Login(ctx, "Hoàng Thị Đánh Dấu", "034190777123"); !errors.Is(err, store.ErrWrongPassword) {
		return fmt.Errorf("a stranger's login: %w", err)
	}
	return nil
}

func TestNothingPersonalOnTheDisk(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	d := newDesk(t)
	for i := range 20 {
		if err := markedDossier(t.Context(), d.Store, i); err != nil {
			t.Fatal(err)
		}
	}
	findMarkers(t, d.dir, temp) // with the write-ahead log as a kill would leave it
	d.Lock()
	findMarkers(t, d.dir, temp)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	findMarkers(t, d.dir, temp)
}

// childMarked makes the child of the kills work on marked dossiers.
const childMarked = "CARDDESK_STORE_CHILD_MARKED"

// TestNothingPersonalAfterAKill searches what killed processes leave, each time
// for every marker in every form and for every magic, in the data folder and in
// the folder for temporary files.
func TestNothingPersonalAfterAKill(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv(childMarked, "1")
	random := mathrand.New(mathrand.NewPCG(3, 4))
	next := 0
	for run := 0; run < 6 || next == 0 && run < 60; run++ { // a slow disk needs more of them
		next = killedRun(t, dir, next, run, random)
		if found, _ := searchMarkers(t, dir, temp); len(found) > 0 {
			t.Fatalf("after kill %d: %v", run, found)
		}
	}
	if next == 0 {
		t.Fatal("no dossier was finished before a kill")
	}
	findMarkers(t, dir, temp)
	t.Logf("%d marked dossiers finished between kills", next)
	d := &desk{t: t, dir: dir, clock: &clock{t: time.Now().Add(24 * time.Hour)}}
	d.open() // sweeps and writes back what the kills left
	d.login(clerkID)
	<-d.Indexed()
	if found, err := d.Search(t.Context(), "034190777123", 100); err != nil || len(found) < next {
		t.Errorf("%d marked dossiers are there, want %d, %v", len(found), next, err)
	}
	findMarkers(t, dir, temp)
}
