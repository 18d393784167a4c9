package registry_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// raw sends one request as this station would, with whatever is in it. cert may
// be nil for a caller without a certificate.
func (d *desk) raw(method, path string, header map[string]string, body []byte, cert *tls.Certificate) (status int, code string, h http.Header) {
	d.t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(d.registry().CA))
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13}
	if cert != nil {
		config.Certificates = []tls.Certificate{*cert}
	}
	transport := &http.Transport{TLSClientConfig: config}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set(headerHostile, "1")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return 0, err.Error(), nil
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	var p protocol.Problem
	p.Code = resp.Header.Get(protocol.HeaderProblem)
	if resp.StatusCode >= 400 && method != http.MethodHead {
		if err := json.Unmarshal(content, &p); err != nil || p.Type != protocol.ProblemType(p.Code) || resp.Header.Get("Content-Type") != protocol.TypeProblem {
			d.t.Errorf("%s %s: not a problem: %q", method, path, content)
		}
	}
	return resp.StatusCode, p.Code, resp.Header
}

func (d *desk) own() *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{d.cert}, PrivateKey: d.tlsKey}
}

func (d *desk) batch(change func(*packet.Batch)) []byte {
	d.t.Helper()
	b := packet.Batch{ID: "b1", Created: "2026-01-02T03:04:05Z"}
	if change != nil {
		change(&b)
	}
	framed, err := d.sealer.SignBatch(b)
	if err != nil {
		d.t.Fatal(err)
	}
	return framed
}

var tusHeader = map[string]string{protocol.HeaderTusResumable: protocol.TusVersion}

func with(base map[string]string, pairs ...string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

func metadata(dossier, version, inner, sum string) string {
	e := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return "dossier " + e(dossier) + ",version " + e(version) + ",inner " + e(inner) + ",sha256 " + e(sum)
}

func TestHostileStation(t *testing.T) {
	c := startCentre(t, registry.Options{MaxPacket: 1 << 20})
	a := newDesk(t, c, "office-1", "station-a")
	b := newDesk(t, c, "office-2", "station-b")
	foreign := startCentre(t, registry.Options{}) // another registry's authority
	f := newDesk(t, foreign, "office-1", "station-a")
	hash := strings.Repeat("0a", 32)
	create := with(tusHeader, protocol.HeaderUploadLength, "100", protocol.HeaderUploadMetadata, metadata("d1", "1", hash, hash))
	status, _, h := a.raw("POST", protocol.PathUploads, create, nil, a.own())
	if status != http.StatusCreated {
		t.Fatalf("creation: %d", status)
	}
	upload := h.Get("Location")
	patch := with(tusHeader, "Content-Type", protocol.TypeOffset, protocol.HeaderUploadOffset, "0")
	forged := a.batch(nil)
	forged[30] ^= 1

	cases := []struct {
		name, method, path string
		header             map[string]string
		body               []byte
		cert               *tls.Certificate
		status             int
		code               string
	}{
		{"no certificate", "GET", protocol.PathChanges + "?after=0", nil, nil, nil, 401, protocol.CodeUnauthorised},
		{"another station's batch", "PUT", protocol.PathBatches + "b1", nil, a.batch(nil), b.own(), 403, protocol.CodeStationMismatch},
		{"forged batch", "PUT", protocol.PathBatches + "b1", nil, forged, a.own(), 422, ""},
		{"batch under another id", "PUT", protocol.PathBatches + "b2", nil, a.batch(nil), a.own(), 422, protocol.CodeAddressee},
		{"batch too large", "PUT", protocol.PathBatches + "b1", nil, make([]byte, packet.MaxBatch+2048), a.own(), 413, protocol.CodeTooLarge},
		{"empty batch", "PUT", protocol.PathBatches + "b1", nil, nil, a.own(), 422, protocol.CodeFormat},
		{"path in a batch id", "PUT", protocol.PathBatches + "..%2f..%2fx", nil, a.batch(nil), a.own(), 422, protocol.CodeAddressee},
		{"another station's upload", "HEAD", upload, tusHeader, nil, b.own(), 404, protocol.CodeUploadGone},
		{"writing to another station's upload", "PATCH", upload, patch, make([]byte, 10), b.own(), 404, protocol.CodeUploadGone},
		{"deleting another station's upload", "DELETE", upload, tusHeader, nil, b.own(), 404, protocol.CodeUploadGone},
		{"no tus version", "PATCH", upload, nil, nil, a.own(), 412, protocol.CodeBadRequest},
		{"wrong offset", "PATCH", upload, with(patch, protocol.HeaderUploadOffset, "7"), make([]byte, 10), a.own(), 409, protocol.CodeOffset},
		{"negative offset", "PATCH", upload, with(patch, protocol.HeaderUploadOffset, "-1"), nil, a.own(), 400, protocol.CodeBadRequest},
		{"more than announced", "PATCH", upload, patch, make([]byte, 200), a.own(), 413, protocol.CodeTooLarge},
		{"spoilt bytes", "PATCH", upload, with(patch, protocol.HeaderUploadOffset, "100"), nil, a.own(), 422, protocol.CodeChecksum},
		{"upload too large", "POST", protocol.PathUploads, with(create, protocol.HeaderUploadLength, "2000000"), nil, a.own(), 413, protocol.CodeTooLarge},
		{"upload of a path", "POST", protocol.PathUploads, with(create, protocol.HeaderUploadMetadata, metadata("../../etc/passwd", "1", hash, hash)), nil, a.own(), 400, protocol.CodeBadRequest},
		{"upload with a path for a hash", "POST", protocol.PathUploads, with(create, protocol.HeaderUploadMetadata, metadata("d", "1", hash, "../../../../etc/passwd")), nil, a.own(), 400, protocol.CodeBadRequest},
		{"upload without metadata", "POST", protocol.PathUploads, with(tusHeader, protocol.HeaderUploadLength, "5"), nil, a.own(), 400, protocol.CodeBadRequest},
		{"path instead of an upload", "PATCH", protocol.PathUploads + "..%2f..%2fregistry.db", patch, []byte("x"), a.own(), 404, protocol.CodeUploadGone},
		{"feed before its beginning", "GET", protocol.PathChanges + "?after=-1", nil, nil, a.own(), 400, protocol.CodeBadRequest},
		{"nonsense to wait for", "GET", protocol.PathChanges + "?after=0&wait=x", nil, nil, a.own(), 400, protocol.CodeBadRequest},
		{"lookup of nonsense", "POST", protocol.PathLookups, nil, []byte(`{"personalNumber":"1 OR 1=1"}`), a.own(), 400, protocol.CodeBadRequest},
		{"lookup too large", "POST", protocol.PathLookups, nil, []byte(`{"personalNumber":"` + strings.Repeat("1", 1<<20) + `"}`), a.own(), 413, protocol.CodeTooLarge},
		{"enrolment without a code", "POST", protocol.PathEnrolments, nil, []byte(`{}`), nil, 400, protocol.CodeBadRequest},
		{"no such resource", "GET", "/etc/passwd", nil, nil, a.own(), 404, protocol.CodeNotFound},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			status, code, h := a.raw(tc.method, tc.path, tc.header, tc.body, tc.cert)
			if status != tc.status || tc.code != "" && code != tc.code {
				t.Errorf("answered %d %s, want %d %s", status, code, tc.status, tc.code)
			}
			if h.Get(protocol.HeaderTime) == "" {
				t.Error("answer without the server's time")
			}
		})
	}
	t.Run("certificate of another authority", func(t *testing.T) {
		if status, text, _ := a.raw("GET", protocol.PathChanges+"?after=0", nil, nil, f.own()); status != 0 || !strings.Contains(text, "certificate") {
			t.Errorf("answered %d %s", status, text)
		}
	})
	if n := c.count(`SELECT (SELECT count(*) FROM dossier) + (SELECT count(*) FROM packet) + (SELECT count(*) FROM event)`); n != 0 {
		t.Errorf("%d rows of hostile requests", n)
	}
}

// Nothing that a station sends makes a file outside of the registry's folders.
func TestFilesStayInTheirFolders(t *testing.T) {
	c := startCentre(t, registry.Options{Dir: filepath.Join(t.TempDir(), "a", "registry")})
	d := newDesk(t, c, "office-1", "station-1")
	d.start()
	wholeLife(t, c, d, 100)
	above, err := os.ReadDir(filepath.Dir(c.opts.Dir))
	if err != nil || len(above) != 1 {
		t.Errorf("beside the registry: %v %v", above, err)
	}
}

func TestRevokedStation(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	if err := c.RevokeStation(t.Context(), "station-1"); err != nil {
		t.Fatal(err)
	}
	if status, code, _ := d.raw("GET", protocol.PathChanges+"?after=0", nil, nil, d.own()); status != 403 || code != protocol.CodeRevoked {
		t.Errorf("answered %d %s", status, code)
	}
	cl, _ := d.start()
	eventually(t, "desk knows", func() bool {
		s := cl.Status()
		return s.State == port.SyncRefused && s.Failure == protocol.CodeRevoked
	})
}

func TestEnrolmentCodes(t *testing.T) {
	c := startCentre(t, registry.Options{})
	code, err := c.NewEnrolmentCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := newDesk(t, c, "office-1", "station-a")
	a.station = "station-x"
	if _, err := client.Enrol(t.Context(), a.enrolment(code)); err != nil {
		t.Fatalf("first use: %v", err)
	}
	if _, err := client.Enrol(t.Context(), a.enrolment(code)); err != nil {
		t.Errorf("again, since the answer was lost: %v", err)
	}
	refused := func(what string, e client.Enrolment, want string) {
		t.Helper()
		_, err := client.Enrol(t.Context(), e)
		if f := (*client.Failure)(nil); !asFailure(err, &f) || f.Code != want {
			t.Errorf("%s: %v", what, err)
		}
	}
	b := newDesk(t, c, "office-1", "station-b")
	b.station = "station-y"
	refused("used by another station", b.enrolment(code), protocol.CodeEnrolCode)
	refused("no code", b.enrolment("AAAA"), protocol.CodeEnrolCode)
	fresh, err := c.NewEnrolmentCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.station = "station-x"
	refused("id taken", b.enrolment(fresh), protocol.CodeStationExists)
	path, err := json.Marshal(protocol.EnrolmentRequest{Code: fresh, Office: "office-1", Station: "../x"})
	if err != nil {
		t.Fatal(err)
	}
	if status, code, _ := b.raw("POST", protocol.PathEnrolments, nil, path, nil); status != http.StatusBadRequest || code != protocol.CodeBadRequest {
		t.Errorf("id is a path: %d %s", status, code)
	}
}

// A log that was written anew is noticed, and stays noticed.
func TestRewrittenLog(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	for range 5 {
		d.log(port.Event{})
	}
	cl, _ := d.start()
	eventually(t, "log sent", d.box.quiet)
	d.head = "" // the folder was put back, and the desk went on from there
	d.seq = 2
	d.log(port.Event{})
	eventually(t, "noticed", func() bool { return cl.Status().Failure == protocol.CodeLogRewritten })
	if n := c.count(`SELECT count(*) FROM station WHERE log_fault = 'log-rewritten'`); n != 1 {
		t.Error("station is not marked")
	}
	d2 := newDesk(t, c, "office-1", "station-2")
	d2.seq = 7 // the beginning was cut out
	d2.log(port.Event{})
	cl2, _ := d2.start()
	eventually(t, "gap noticed", func() bool { return cl2.Status().Failure == protocol.CodeLogGap })
}

// A poisoned event is set aside with its bytes; those behind it arrive.
func TestPoisonedEventBlocksNothing(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.log(port.Event{Type: "log-in"})
	d.log(port.Event{Type: "log-in"})
	d.box.events[0].Sealed = []byte("poison")
	d.log(port.Event{Type: "log-in"})
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	d.start()
	eventually(t, "rest arrived", d.box.quiet)
	if n := c.count(`SELECT count(*) FROM event WHERE effect = 'noted'`); n != 2 {
		t.Errorf("%d events", n)
	}
	if n := c.count(`SELECT count(*) FROM event_refused WHERE code = $1`, protocol.CodeUnreadable); n != 1 {
		t.Errorf("%d set aside", n)
	}
}

// An event of a card of another office has no effect.
func TestForeignCard(t *testing.T) {
	c := startCentre(t, registry.Options{})
	a := newDesk(t, c, "office-1", "station-a")
	b := newDesk(t, c, "office-2", "station-b")
	a.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	a.start()
	eventually(t, "shipped", func() bool { return a.box.change("d1", port.ChangeShipped).Card != "" })
	b.log(port.Event{Type: "hand-over-card", Dossier: "d1", Card: a.box.change("d1", port.ChangeShipped).Card})
	b.start()
	eventually(t, "sent", b.box.quiet)
	if n := c.count(`SELECT count(*) FROM card WHERE state = 'shipped'`); n != 1 {
		t.Error("card moved by another office")
	}
	if n := c.count(`SELECT count(*) FROM event WHERE effect = 'card-unknown'`); n != 1 {
		t.Error("event not kept")
	}
	if got := len(b.box.inbox); got != 0 {
		t.Errorf("%d items in another office's inbox", got)
	}
}

func asFailure(err error, f **client.Failure) bool { return errors.As(err, f) }
