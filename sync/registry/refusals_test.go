package registry_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// What a hostile station tries is refused and kept, counted by day, under the name
// it has proved and never under the one it claims.
func TestRefusedIsRecorded(t *testing.T) {
	c := startCentre(t, registry.Options{})
	a := newDesk(t, c, "office-1", "station-a")
	b := newDesk(t, c, "office-2", "station-b")
	gone := newDesk(t, c, "office-3", "station-c")
	if err := c.RevokeStation(t.Context(), "station-c"); err != nil {
		t.Fatal(err)
	}
	first, second := a.batch(nil), a.batch(func(b *packet.Batch) { b.Created = "2026-01-02T03:04:06Z" })
	forged := a.batch(nil)
	forged[len(forged)-1] ^= 1
	for range 2 {
		if status, code, _ := a.raw("PUT", protocol.PathBatches+"b1", nil, first, a.own()); status != http.StatusOK {
			t.Fatalf("an honest batch, again: %d %s", status, code)
		}
	}
	for _, try := range []struct {
		method, path string
		body         []byte
		cert         *tls.Certificate
	}{
		{"PUT", protocol.PathBatches + "b1", first, b.own()},  // replayed by another station
		{"PUT", protocol.PathBatches + "b1", forged, a.own()}, // signature
		{"PUT", protocol.PathBatches + "b1", second, a.own()}, // the same id for something else
		{"GET", protocol.PathChanges + "?after=0", nil, gone.own()},
		{"GET", protocol.PathChanges + "?after=0", nil, gone.own()},
		{"GET", protocol.PathChanges + "?after=0", nil, nil},
		{"POST", protocol.PathEnrolments, []byte(`{"code":"x"}`), nil},
	} {
		if status, _, _ := a.raw(try.method, try.path, nil, try.body, try.cert); status < 400 {
			t.Errorf("%s %s was answered %d", try.method, try.path, status)
		}
	}
	found, err := c.Refusals(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, f := range found {
		got[f.Station+" "+f.Code] += f.Times
	}
	for what, times := range map[string]int64{
		"station-b " + protocol.CodeStationMismatch: 1, "station-a " + protocol.CodeSignature: 1, "station-c " + protocol.CodeRevoked: 2,
		" " + protocol.CodeUnauthorised: 1, " " + protocol.CodeBadRequest: 1,
	} {
		if got[what] != times {
			t.Errorf("%q is recorded %d times, want %d; all: %v", what, got[what], times, got)
		}
	}
	if n := c.count(`SELECT count(*) FROM dossier`) + c.count(`SELECT count(*) FROM event`); n != 0 {
		t.Errorf("%d rows of what was refused", n)
	}
}

// A line with an older TLS, none at all, or a certificate of another authority is
// ended before anything is said, and that stands in the log.
func TestLineIsRefused(t *testing.T) {
	var mu sync.Mutex
	var logged bytes.Buffer
	c := startCentre(t, registry.Options{Log: safeLog(&mu, &logged)})
	d := newDesk(t, c, "office-1", "station-1")
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(d.registry().CA))
	foreign := newDesk(t, startCentre(t, registry.Options{}), "office-1", "station-1")
	for what, config := range map[string]*tls.Config{
		"older TLS":         {RootCAs: roots, MaxVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*d.own()}},
		"another authority": {RootCAs: roots, Certificates: []tls.Certificate{*foreign.own()}},
	} {
		conn, err := tls.Dial("tcp", c.addr, config)
		var answer []byte
		if err == nil { // TLS 1.3 tells of a refused certificate with the first answer
			_, _ = fmt.Fprint(conn, "GET /v1/changes?after=0 HTTP/1.1\r\nHost: registry\r\n\r\n")
			answer, err = io.ReadAll(conn)
			_ = conn.Close()
		}
		if err == nil || len(answer) > 0 {
			t.Errorf("%s was answered %q", what, answer)
		}
	}
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = fmt.Fprint(conn, "GET /v1/changes?after=0 HTTP/1.1\r\nHost: registry\r\n\r\n")
	answer, _ := io.ReadAll(conn)
	if text := string(answer); !strings.HasPrefix(text, "HTTP/1.0 400") || strings.Contains(text, "office") {
		t.Errorf("without TLS: %q", text)
	}
	eventually(t, "three lines in the log", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Count(logged.String(), "TLS handshake error") >= 3
	})
}
