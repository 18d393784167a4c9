package registry_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// A request that was given up at one registry goes on writing after the upload has
// been finished at another one: the packet that was acknowledged stays as it is.
func TestLateWriterAtAnotherRegistry(t *testing.T) {
	first := startCentre(t, registry.Options{})
	second := startCentre(t, first.opts)
	d := newDesk(t, first, "office-1", "station-1")
	id := port.PacketID{Dossier: "d1", Version: 1}
	delivery := d.put(id, citizen("079199000001", ""), 1<<20)
	sealed := d.box.files[id]
	create := with(tusHeader, protocol.HeaderUploadLength, strconv.Itoa(len(sealed)), protocol.HeaderUploadMetadata, metadata("d1", "1", delivery.Inner, delivery.SHA256))
	status, _, header := d.raw("POST", protocol.PathUploads, create, nil, d.own())
	if status != http.StatusCreated {
		t.Fatalf("creation: %d", status)
	}
	upload := header.Get("Location")

	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(d.registry().CA))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{*d.own()}}}
	defer transport.CloseIdleConnections()
	body, slow := io.Pipe()
	req, err := http.NewRequest(http.MethodPatch, first.url()+upload, body)
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = int64(len(sealed))
	for name, value := range with(tusHeader, "Content-Type", protocol.TypeOffset, protocol.HeaderUploadOffset, "0", headerHostile, "1") {
		req.Header.Set(name, value)
	}
	late := make(chan struct{})
	go func() {
		defer close(late)
		if answer, err := transport.RoundTrip(req); err == nil {
			_ = answer.Body.Close()
		}
	}()
	const half = 700_000
	if _, err := slow.Write(sealed[:half]); err != nil {
		t.Fatal(err)
	}
	d.url = second.url()
	at := 0
	eventually(t, "some of it is there", func() bool {
		_, _, header := d.raw("HEAD", upload, tusHeader, nil, d.own())
		at, _ = strconv.Atoi(header.Get(protocol.HeaderUploadOffset))
		return at > half-(256<<10) // all but what the writer still gathers
	})
	if at >= len(sealed) {
		t.Fatalf("all of it is there: the test shows nothing")
	}
	status, code, _ := d.raw("PATCH", upload, with(tusHeader, "Content-Type", protocol.TypeOffset, protocol.HeaderUploadOffset, strconv.Itoa(at)), sealed[at:], d.own())
	if status != http.StatusNoContent {
		t.Fatalf("the rest at the other registry: %d %s", status, code)
	}
	if _, err := slow.Write(sealed[half:]); err != nil {
		t.Logf("the late writer was ended: %v", err)
	}
	_ = slow.Close()
	<-late
	var blob string
	if err := second.Database().QueryRow(`SELECT blob FROM packet WHERE dossier = 'd1'`).Scan(&blob); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(second.opts.Dir, blob))
	if err != nil || !bytes.Equal(kept, sealed) {
		t.Errorf("%d bytes are kept of %d, or others: %v", len(kept), len(sealed), err)
	}
	if n := second.count(`SELECT count(*) FROM packet`); n != 1 {
		t.Errorf("%d packets", n)
	}
}
