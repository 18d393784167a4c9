package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

var cheap = Params{Time: 1, MemoryKiB: 8, Threads: 1}

func newOffice(t testing.TB) *Office {
	t.Helper()
	o, err := NewOffice(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func newMachine(t testing.TB) *Machine {
	t.Helper()
	m, err := MakeMachine(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// same reports whether two office keys are one: what one seals the other opens.
func same(t *testing.T, a, b *Office) bool {
	t.Helper()
	place := Place{Table: "t", Row: "r", Column: "c"}
	sealed, err := a.Seal(place, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Open(place, sealed)
	return err == nil
}

func TestPlaceIsBound(t *testing.T) {
	o := newOffice(t)
	home := Place{"section", "a", "content", 3}
	plain := []byte("hồ sơ")
	sealed, err := o.Seal(home, plain)
	if err != nil {
		t.Fatal(err)
	}
	if len(sealed) != len(plain)+Overhead {
		t.Errorf("sealed length %d", len(sealed))
	}
	if got, err := o.Open(home, sealed); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("at home: %q, %v", got, err)
	}
	for name, p := range map[string]Place{
		"table": {"sections", "a", "content", 3}, "row": {"section", "b", "content", 3},
		"column": {"section", "a", "contents", 3}, "revision": {"section", "a", "content", 2},
		"shifted": {"sectiona", "", "content", 3},
	} {
		if _, err := o.Open(p, sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("other %s: %v", name, err)
		}
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := o.Open(home, bad); !errors.Is(err, ErrSealed) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := o.Open(home, sealed[:i]); !errors.Is(err, ErrSealed) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, err := o.OpenLog(home, sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("opened with the log key: %v", err)
	}
}

func TestPasswordSlot(t *testing.T) {
	m, o := newMachine(t), newOffice(t)
	slot, err := PasswordSlot(rand.Reader, m, o, "canbo1", "mật khẩu", cheap)
	if err != nil {
		t.Fatal(err)
	}
	got, err := slot.OpenPassword(rand.Reader, m, "mật khẩu")
	if err != nil || !same(t, o, got) {
		t.Fatalf("right password: %v", err)
	}
	if got, err = slot.OpenPassword(rand.Reader, m, norm.NFD.String("mật khẩu")); err != nil || !same(t, o, got) {
		t.Errorf("the same password composed otherwise: %v", err)
	}
	for name, try := range map[string]func() error{
		"wrong password": func() error { _, err := slot.OpenPassword(rand.Reader, m, "mat khau"); return err },
		"other machine": func() error {
			_, err := slot.OpenPassword(rand.Reader, newMachine(t), "mật khẩu")
			return err
		},
		"owner changed": func() error {
			s := slot
			s.Owner = "chihuy1"
			_, err := s.OpenPassword(rand.Reader, m, "mật khẩu")
			return err
		},
		"parameters changed": func() error {
			s := slot
			s.Params.Time = 2
			_, err := s.OpenPassword(rand.Reader, m, "mật khẩu")
			return err
		},
	} {
		if err := try(); !errors.Is(err, ErrWrongPassword) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bomb := slot
	bomb.Params.MemoryKiB = 1 << 31
	if _, err := bomb.OpenPassword(rand.Reader, m, "x"); !errors.Is(err, ErrParams) {
		t.Errorf("memory bomb: %v", err)
	}
}

func TestEnrolmentSlot(t *testing.T) {
	o := newOffice(t)
	slot, code, err := EnrolmentSlot(rand.Reader, o, "station2")
	if err != nil {
		t.Fatal(err)
	}
	got, err := slot.OpenEnrolment(rand.Reader, code)
	if err != nil || !same(t, o, got) {
		t.Fatalf("right code: %v", err)
	}
	code[0] ^= 1
	if _, err := slot.OpenEnrolment(rand.Reader, code); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("wrong code: %v", err)
	}
}

func TestRecoverySlot(t *testing.T) {
	o := newOffice(t)
	right, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	slot, err := RecoverySlot(o, "registry", right.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	got, err := slot.OpenRecovery(rand.Reader, right)
	if err != nil || !same(t, o, got) {
		t.Fatalf("right identity: %v", err)
	}
	if _, err := slot.OpenRecovery(rand.Reader, wrong); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("wrong identity: %v", err)
	}
	if _, err := RecoverySlot(o, "registry"); err == nil {
		t.Error("a recovery slot to nobody was made")
	}
}

func TestMachine(t *testing.T) {
	dir := t.TempDir()
	if _, err := LoadMachine(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("before: %v", err)
	}
	first, err := MakeMachine(dir, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := MakeMachine(dir, rand.Reader)
	if err != nil || again.key != first.key {
		t.Errorf("second make: %v", err)
	}
	path := filepath.Join(dir, machineFile)
	if runtime.GOOS != "windows" {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := map[string][]byte{"empty": {}, "cut": content[:len(content)-1], "other": []byte("something else")}
	if runtime.GOOS != "windows" { // DPAPI knows where its own bytes end
		spoilt["longer"] = append(bytes.Clone(content), 0)
	}
	for name, bad := range spoilt {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadMachine(dir); !errors.Is(err, ErrMachine) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTransport(t *testing.T) {
	m := newMachine(t)
	made, err := NewTransport(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made.Certificates = [][]byte{{1, 2, 3}}
	made.Registry = RegistryKeys{ID: "R", URL: "https://registry", Recipients: []string{"age1x"}, Signing: []byte{4}}
	sealed, err := m.SealTransport(rand.Reader, "s1", made)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.OpenTransport("s1", sealed)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Signing.Equal(made.Signing) || got.Inbox.String() != made.Inbox.String() || !got.TLS.Equal(made.TLS) {
		t.Error("keys differ")
	}
	a, _ := json.Marshal(made.Registry)
	b, _ := json.Marshal(got.Registry)
	if !bytes.Equal(a, b) || !bytes.Equal(got.Certificates[0], made.Certificates[0]) {
		t.Error("registry or certificates differ")
	}
	if _, err := m.OpenTransport("s2", sealed); !errors.Is(err, ErrMachine) {
		t.Errorf("other station: %v", err)
	}
	if _, err := newMachine(t).OpenTransport("s1", sealed); !errors.Is(err, ErrMachine) {
		t.Errorf("other machine: %v", err)
	}
}

func TestThrottle(t *testing.T) {
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	var th Throttle
	want := []time.Duration{0, 0, 0, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}
	for i, w := range want {
		if got := th.Wait(now); got != w {
			t.Errorf("after %d failures: %s, want %s", i, got, w)
		}
		th = th.Fail(now)
	}
	for range 100 {
		th = th.Fail(now)
	}
	if got := th.Wait(now); got != maxDelay {
		t.Errorf("after many: %s", got)
	}
	if got := th.Wait(now.Add(maxDelay)); got != 0 {
		t.Errorf("after the delay: %s", got)
	}
	if got := th.Wait(now.Add(-240 * time.Hour)); got != maxDelay {
		t.Errorf("clock set back: %s", got)
	}
}

func TestTuneParams(t *testing.T) {
	at := time.Time{}
	clock := func() time.Time { at = at.Add(50 * time.Millisecond); return at }
	if p := TuneParams(500*time.Millisecond, clock); p.Time != 30 || !p.Valid() {
		t.Errorf("tuned to %+v", p)
	}
}
