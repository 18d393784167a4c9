package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/store"
)

// examineFolder runs the doctor with JSON on a folder.
func examineFolder(t *testing.T, d doctor, args ...string) (doctorReport, error) {
	t.Helper()
	var out bytes.Buffer
	d.out, d.notes = &out, io.Discard
	if d.free == nil {
		d.free = plenty
	}
	err := d.run(t.Context(), append(args, "-json"))
	var r doctorReport
	if out.Len() > 0 {
		must(t, json.Unmarshal(out.Bytes(), &r))
	}
	return r, err
}

func (r *doctorReport) failed() (names []string) {
	for _, c := range r.Checks {
		if !c.OK && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

func TestDoctorOnWholeFolder(t *testing.T) {
	f := newDeskFolder(t)
	d := doctor{clock: f.clock}
	r, err := examineFolder(t, d, "-data", f.data)
	if err != nil || !r.Healthy || len(r.Hurt) != 0 {
		t.Fatalf("locked: %+v, %v", r, err)
	}
	d.in = strings.NewReader(folderPassword + "\n")
	r, err = examineFolder(t, d, "-data", f.data, "-user", "canbo1")
	if err != nil || !r.Healthy {
		t.Fatalf("unlocked: %+v, %v", r, err)
	}
	if !slices.ContainsFunc(r.Checks, func(c doctorCheck) bool { return c.Name == "log" && c.OK }) {
		t.Errorf("the log was not verified: %+v", r.Checks)
	}
}

func TestDoctorNamesHurtDossiers(t *testing.T) {
	f := newDeskFolder(t)
	copied := copyFolder(t, f.data)
	inCopy := func(blob string) string {
		rel, err := filepath.Rel(f.data, blob)
		must(t, err)
		return filepath.Join(copied, rel)
	}
	must(t, os.Remove(inCopy(f.blobs[0])))
	must(t, os.WriteFile(inCopy(f.blobs[1]), []byte("x"), 0o600))
	r, err := examineFolder(t, doctor{clock: f.clock}, "-data", copied)
	if !errors.Is(err, errSaid) || r.Healthy {
		t.Fatalf("damaged: %+v, %v", r, err)
	}
	got := map[string][]string{}
	for _, h := range r.Hurt {
		got[h.Dossier] = h.Damage
	}
	want := map[string]string{
		string(f.dossiers[0]): damageWords[store.FindBlobGone], string(f.dossiers[1]): damageWords[store.FindBlobBytes],
	}
	if len(got) != len(want) {
		t.Errorf("hurt: %v", got)
	}
	for id, damage := range want {
		if !slices.Equal(got[id], []string{damage}) {
			t.Errorf("dossier %s: %v, want %q", id, got[id], damage)
		}
	}
	var text strings.Builder
	must(t, r.write(&text, false))
	for _, part := range []string{"HỎNG  Hồ sơ " + string(f.dossiers[0]) + ": mất tệp ảnh hoặc giấy tờ\n", "2 hồ sơ bị ảnh hưởng"} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("%q is not said:\n%s", part, text.String())
		}
	}
	// The doctor only looked: the original is whole, the copy as damaged as before.
	if r, err := examineFolder(t, doctor{clock: f.clock}, "-data", f.data); err != nil || !r.Healthy {
		t.Errorf("the original: %+v, %v", r, err)
	}
}

func TestDoctorFindings(t *testing.T) {
	f := newDeskFolder(t)
	for name, c := range map[string]struct {
		damage func(t *testing.T, data string, d *doctor)
		failed []string
	}{
		"no folder": {func(t *testing.T, data string, _ *doctor) { must(t, os.RemoveAll(memoryFolder(data))) }, []string{"folder"}},
		"another file in its place": {func(t *testing.T, data string, _ *doctor) {
			must(t, os.RemoveAll(filepath.Join(memoryFolder(data), "desk.db-wal"))) // it may hold the whole file
			must(t, os.WriteFile(filepath.Join(memoryFolder(data), "desk.db"), bytes.Repeat([]byte("no database "), 1000), 0o600))
		}, []string{"folder"}},
		"machine secret gone": {func(t *testing.T, data string, _ *doctor) {
			must(t, os.Remove(filepath.Join(memoryFolder(data), "machine.secret")))
		}, []string{"folder"}},
		"disk nearly full": {func(_ *testing.T, _ string, d *doctor) {
			d.free = func(string) (uint64, error) { return 400 << 20, nil }
		}, []string{"space"}},
		"certificate over": {func(_ *testing.T, _ string, d *doctor) {
			d.clock = &fixedClock{folderTime.Add(31 * 24 * time.Hour)}
		}, []string{"keys"}},
	} {
		t.Run(name, func(t *testing.T) {
			data, d := copyFolder(t, f.data), doctor{clock: f.clock}
			c.damage(t, data, &d)
			r, err := examineFolder(t, d, "-data", data)
			if !errors.Is(err, errSaid) || !slices.Equal(r.failed(), c.failed) {
				t.Errorf("failed %v, want %v: %+v, %v", r.failed(), c.failed, r, err)
			}
		})
	}
}

// A file damaged anywhere gives a report, with or without a password, and never
// a clean one.
func TestDoctorOnDamagedFile(t *testing.T) {
	f := newDeskFolder(t)
	whole := wholeFile(t, f)
	for at := 4096; at < len(whole); at += 4 * 4096 {
		data := copyFolder(t, f.data)
		file := filepath.Join(memoryFolder(data), "desk.db")
		damaged := bytes.Clone(whole)
		copy(damaged[at:], bytes.Repeat([]byte{0xa5}, 4096))
		must(t, errors.Join(os.RemoveAll(file+"-wal"), os.RemoveAll(file+"-shm"), os.WriteFile(file, damaged, 0o600)))
		for _, args := range [][]string{{"-data", data}, {"-data", data, "-user", "canbo1"}} {
			r, err := examineFolder(t, doctor{clock: f.clock, in: strings.NewReader(folderPassword)}, args...)
			if !errors.Is(err, errSaid) || r.Healthy || len(r.failed()) == 0 {
				t.Errorf("damaged at %d, %d arguments: %+v, %v", at, len(args), r, err)
			}
		}
	}
}

// wholeFile is the data file with nothing left in its write-ahead log.
func wholeFile(t *testing.T, f deskFolder) []byte {
	t.Helper()
	s := f.open(t)
	session, err := s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	folder := t.TempDir()
	manifest, err := s.Backup(t.Context(), session.Actor(), folder)
	must(t, errors.Join(err, s.Close()))
	whole, err := os.ReadFile(filepath.Join(folder, manifest.Database))
	must(t, err)
	if len(whole) < 20*4096 {
		t.Fatalf("the data file has %d bytes", len(whole))
	}
	return whole
}

func TestDoctorLeavesRunningDeskAlone(t *testing.T) {
	f := newDeskFolder(t)
	lock, err := store.LockFolder(f.data, func() {})
	must(t, err)
	defer func() { must(t, lock.Release()) }()
	if r, err := examineFolder(t, doctor{clock: f.clock}, "-data", f.data); err == nil || len(r.Checks) != 0 {
		t.Errorf("examined while the desk runs: %+v, %v", r, err)
	}
}

func TestDoctorWantsRightPassword(t *testing.T) {
	f := newDeskFolder(t)
	d := doctor{clock: f.clock, in: strings.NewReader("sai\n")}
	_, err := examineFolder(t, d, "-data", f.data, "-user", "canbo1")
	if err == nil || !strings.Contains(err.Error(), "mật khẩu không đúng") {
		t.Errorf("wrong password: %v", err)
	}
	d.in = strings.NewReader("")
	if _, err := examineFolder(t, d, "-data", f.data, "-user", "canbo1"); err == nil {
		t.Error("no password")
	}
}
