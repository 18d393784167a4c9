package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"math/big"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/ui/kit"
)

func TestEventLines(t *testing.T) {
	var out bytes.Buffer
	events := &eventLines{out: &out, start: time.Now()}
	events.Emit("saved", "dossier", "0f", "revision", 3)
	events.Emit("odd", "lonely")
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2: %q", len(lines), out.String())
	}
	var first map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
		t.Fatal(err)
	}
	if first["event"] != "saved" || first["dossier"] != "0f" || first["revision"] != float64(3) {
		t.Errorf("line says %v", first)
	}
}

func TestEventsOnlyInTraining(t *testing.T) {
	t.Setenv("CARDDESK_EVENTS", "1")
	if _, quiet := newEvents(false).(kit.NoEvents); !quiet {
		t.Error("a desk outside training prints event lines")
	}
	if _, prints := newEvents(true).(*eventLines); !prints {
		t.Error("training does not print event lines when asked")
	}
	t.Setenv("CARDDESK_EVENTS", "")
	if _, quiet := newEvents(true).(kit.NoEvents); !quiet {
		t.Error("training prints event lines without being asked")
	}
}

func TestTrainingHasItsOwnFolder(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	t.Setenv("ProgramData", t.TempDir())
	real, err := parseSettings(nil)
	if err != nil {
		t.Fatal(err)
	}
	training, err := parseSettings([]string{"--training"})
	if err != nil {
		t.Fatal(err)
	}
	if real.data == training.data {
		t.Errorf("training works in the folder of the real desk: %s", real.data)
	}
	own, err := parseSettings([]string{"--training", "--data", filepath.Join("a", "b")})
	if err != nil {
		t.Fatal(err)
	}
	if own.data != filepath.Join("a", "b") {
		t.Errorf("folder is %q", own.data)
	}
}

func TestCertificatesRoundTrip(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	back, err := dersOf(pemOf([][]byte{der, der}))
	if err != nil {
		t.Fatal(err)
	}
	if len(back) != 2 || !bytes.Equal(back[0], der) || !bytes.Equal(back[1], der) {
		t.Error("certificates changed on their way through PEM")
	}
	for _, bad := range []string{"", "no certificate", pemOf([][]byte{{1, 2, 3}})} {
		if _, err := dersOf(bad); err == nil {
			t.Errorf("dersOf(%q) found certificates", bad)
		}
	}
}

func TestEveryShownCommandHasHelp(t *testing.T) {
	for _, name := range []string{"desk", "gallery", "version"} {
		if commands[name].help == "" {
			t.Errorf("command %s has no help", name)
		}
	}
	for name, c := range commands {
		if c.run == nil {
			t.Errorf("command %q does nothing", name)
		}
	}
}
