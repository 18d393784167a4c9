package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
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

func TestNothingPersonalOnTheDisk(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	d := newDesk(t)
	identity := sample("Hoàng Thị Đánh Dấu", "034190777123")
	identity.Phone, identity.Birth = "0987123654", "1991-07-23"
	identity.Permanent.Text = "Ngõ Dấu Vết"
	identity.Father.Name = "Dấu Vết Cha"
	for i := range 20 {
		id, err := d.NewDossierID()
		if err != nil {
			t.Fatal(err)
		}
		d.do(store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: id,
			Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: identity},
			Payload: map[string]string{"note": "Ghi chú riêng"},
			Facts:   &store.Facts{Regime: "2023", Kind: "exchange", Sex: "F", AgeBand: "25-39", Commune: "00001"}})
		for base := 1; base < 8; base++ {
			d.do(store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id,
				Section: &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: base, Content: identity}})
		}
		var blobs []store.Blob
		for name, magic := range magics {
			b, err := d.PutBlob(t.Context(), id, store.BlobRecord, strings.NewReader(string(magic)+strings.Repeat(name, 2000)))
			if err != nil {
				t.Fatal(err)
			}
			blobs = append(blobs, b)
		}
		d.do(store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id, Blobs: blobs,
			Section: &store.SectionChange{Name: dossier.SectionReview, Content: dossier.Review{ReceiptNumber: "HN01-1-" + strconv.Itoa(i)}}})
		d.do(store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: id})
		d.approve(id, 1)
		d.feed(store.Change{Command: dossier.AcceptDossier, Dossier: id, Version: 1})
		d.feed(store.Change{Command: dossier.OrderCard, Dossier: id, Card: &store.CardChange{Serial: "C" + strconv.Itoa(i),
			Detail: &store.CardDetail{Document: "900777123", Expires: "2051-07-23"}}})
		d.do(store.Change{Actor: clerk, Command: dossier.SearchDossiers, Payload: map[string]string{"text": "Hoàng Thị Đánh Dấu"}})
	}
	if _, err := d.Search(t.Context(), "danh dau", 10); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Login(t.Context(), "Hoàng Thị Đánh Dấu", "034190777123"); !errors.Is(err, store.ErrWrongPassword) {
		t.Fatal(err)
	}
	findMarkers(t, d.dir, temp) // with the write-ahead log as a kill would leave it
	d.Lock()
	findMarkers(t, d.dir, temp)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	findMarkers(t, d.dir, temp)
}

// TestNothingPersonalAfterAKill looks at what a killed process leaves.
func TestNothingPersonalAfterAKill(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	killedRun(t, dir, 0, 0, mathrand.New(mathrand.NewPCG(3, 4)))
	var leaked []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, marker := range []string{"Bước", "001090012345", "0912345678", "Thử Nghiệm", "buoc"} {
			if bytes.Contains(content, []byte(marker)) {
				leaked = append(leaked, filepath.Base(path)+": "+marker)
			}
		}
		return err
	})
	if err != nil || leaked != nil {
		t.Errorf("%v, %v", leaked, err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("temporary files: %v, %v", left, err)
	}
}
