//go:build !windows

package registry_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"

	"github.com/tus/tusd/v2/pkg/filestore"
	tusd "github.com/tus/tusd/v2/pkg/handler"
)

const (
	throughputSize  = 1_000_000 // bytes of a packet's largest part
	throughputLines = 16        // stations that send at the same time
	throughputBatch = 16        // packets offered at once by each
)

// BenchmarkThroughput sends the same sealed packets of 1 MB to the registry and
// to bare tusd with an fsync of file and folder, in turns, with one and the same
// sender over TLS 1.3 with client certificates, and tells how the registry does
// against it. Each packet takes one request to the registry besides its batch, and
// two to tusd, as each wants it. Everything is durable when it is answered, and the
// registry has verified and acknowledged it, with SQLite and with PostgreSQL. What
// both sides took of the processors is told too: on a machine that has other work it
// decides.
func BenchmarkThroughput(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { throughput(b, "") })
	b.Run("postgres", func(b *testing.B) { throughput(b, benchPostgres(b)) })
}

func throughput(b *testing.B, database string) {
	notHeld(b)
	c := startRegistry(b, registry.Options{Dir: benchDir(b), Database: database})
	var desks []*desk
	for i := range throughputLines {
		desks = append(desks, newDesk(b, c, fmt.Sprintf("office-%d", i), fmt.Sprintf("station-%d", i)))
	}
	bare := startBareTusd(b)
	var ours, theirs phase
	sent := 0
	for round := 0; sent < b.N; round++ {
		n := min(b.N-sent, 2*throughputLines*throughputBatch)
		work := make([][]port.Delivery, throughputLines)
		for i := range n {
			d := desks[i%throughputLines]
			work[i%throughputLines] = append(work[i%throughputLines], d.put(
				port.PacketID{Dossier: fmt.Sprintf("d%d-%d", round, i), Version: 1}, citizen(fmt.Sprintf("0011%08d", sent+i), ""), throughputSize))
		}
		toTusd := func() {
			theirs.run(func() {
				sendAll(b, bare, desks, work, func(line *http.Client, d *desk, packets []port.Delivery) error {
					for _, p := range packets {
						if err := upload(line, bare.URL, d.box.files[p.Packet]); err != nil {
							return err
						}
					}
					return nil
				})
			})
		}
		toRegistry := func() {
			ours.run(func() {
				sendAll(b, bare, desks, work, func(line *http.Client, d *desk, packets []port.Delivery) error {
					return d.sendPackets(line, packets)
				})
			})
		}
		// Who comes second meets the disk as the first left it.
		if round%2 == 0 {
			toTusd()
			toRegistry()
		} else {
			toRegistry()
			toTusd()
		}
		for i, d := range desks {
			for _, p := range work[i] {
				delete(d.box.files, p.Packet)
			}
		}
		sent += n
	}
	b.StopTimer()
	if got := c.count(`SELECT count(*) FROM feed WHERE kind = 'packet-acknowledged'`); got != sent {
		b.Fatalf("%d of %d packets acknowledged", got, sent)
	}
	b.ReportMetric(float64(sent)/ours.took.Seconds(), "registry/s")
	b.ReportMetric(float64(sent)/theirs.took.Seconds(), "tusd/s")
	b.ReportMetric(theirs.took.Seconds()/ours.took.Seconds(), "ratio")
	b.ReportMetric(1000*ours.cpu.Seconds()/float64(sent), "registry-cpu-ms")
	b.ReportMetric(1000*theirs.cpu.Seconds()/float64(sent), "tusd-cpu-ms")
	b.ReportMetric(float64(ours.fsyncs)/float64(sent), "fsyncs/packet")
	b.ReportMetric(0, "ns/op")
}

// phase adds up what one side took: time, time of processors (of sender and server
// together; a database of its own is not among them), waits for a file or folder.
type phase struct {
	took, cpu time.Duration
	fsyncs    int64
}

func (p *phase) run(f func()) {
	begun, cpu, fsyncs := time.Now(), processorTime(), registry.Fsyncs()
	f()
	p.took += time.Since(begun)
	p.cpu += processorTime() - cpu
	p.fsyncs += registry.Fsyncs() - fsyncs
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// notHeld has registries answer without being held to the OpenAPI file, which takes
// its time.
func notHeld(b *testing.B) {
	before := registry.WrapHandler(func(h http.Handler) http.Handler { return h })
	b.Cleanup(func() { registry.WrapHandler(before) })
}

// benchDir is a folder on the disk that is to be measured.
func benchDir(b *testing.B) string {
	b.Helper()
	parent := os.Getenv("CARDDESK_BENCH_DIR")
	if parent == "" {
		return b.TempDir()
	}
	dir, err := os.MkdirTemp(parent, "throughput-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// sendAll runs one sender a station.
func sendAll(b *testing.B, bare *httptest.Server, desks []*desk, work [][]port.Delivery, send func(*http.Client, *desk, []port.Delivery) error) {
	b.Helper()
	lines := make([]*http.Client, len(desks))
	for i, d := range desks {
		lines[i] = d.plainClient(bare.Certificate())
		defer lines[i].CloseIdleConnections()
	}
	var all sync.WaitGroup
	for i, d := range desks {
		all.Go(func() {
			if err := send(lines[i], d, work[i]); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
}

// plainClient speaks HTTPS as this station without anything of our client's.
func (d *desk) plainClient(also ...*x509.Certificate) *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(d.registry().CA))
	for _, cert := range also {
		roots.AddCert(cert)
	}
	return &http.Client{Transport: &http.Transport{
		WriteBufferSize: 64 << 10,
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{*d.own()}},
	}}
}

// sendPackets offers packets in batches and uploads each in one piece.
func (d *desk) sendPackets(line *http.Client, packets []port.Delivery) error {
	for n := 0; len(packets) > 0; n++ {
		some := packets[:min(len(packets), throughputBatch)]
		packets = packets[len(some):]
		batch := packet.Batch{ID: fmt.Sprintf("b%d-%s", n, some[0].Packet.Dossier), Created: "2026-01-02T03:04:05Z"}
		for _, p := range some {
			batch.Packets = append(batch.Packets, packet.BatchPacket{Dossier: p.Packet.Dossier, Version: p.Packet.Version, Inner: p.Inner, SHA256: p.SHA256, Size: p.Size})
		}
		framed, err := d.sealer.SignBatch(batch)
		if err != nil {
			return err
		}
		_, content, err := tusRequest(line, "PUT", d.url+protocol.PathBatches+batch.ID, map[string]string{"Content-Type": protocol.TypeBatch}, framed)
		if err != nil {
			return err
		}
		var answer protocol.BatchAnswer
		if err := json.Unmarshal(content, &answer); err != nil {
			return err
		}
		for i, p := range some {
			if err := sendBytes(line, d.url+answer.Packets[i].Upload, d.box.files[p.Packet]); err != nil {
				return err
			}
		}
	}
	return nil
}

// upload creates a tus upload and sends all of it in one piece.
func upload(line *http.Client, base string, content []byte) error {
	header := map[string]string{protocol.HeaderUploadLength: strconv.Itoa(len(content))}
	created, _, err := tusRequest(line, "POST", base+protocol.PathUploads, header, nil)
	if err != nil {
		return err
	}
	location := created.Get("Location")
	if strings.HasPrefix(location, "/") {
		location = base + location
	}
	return sendBytes(line, location, content)
}

func sendBytes(line *http.Client, location string, content []byte) error {
	_, _, err := tusRequest(line, "PATCH", location, map[string]string{"Content-Type": protocol.TypeOffset, protocol.HeaderUploadOffset: "0"}, content)
	return err
}

func tusRequest(line *http.Client, method, url string, header map[string]string, body []byte) (http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(context.Background(), method, url, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set(protocol.HeaderTusResumable, protocol.TusVersion)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := line.Do(req)
	if err != nil {
		return nil, nil, err
	}
	answer, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s: %s", method, resp.Status, answer)
	}
	return resp.Header, answer, err
}

// startBareTusd serves tusd, with the fsync of file and folder that makes an
// upload durable, and nothing else.
func startBareTusd(b *testing.B) *httptest.Server {
	b.Helper()
	log.SetOutput(io.Discard) // where tusd tells of every request
	b.Cleanup(func() { log.SetOutput(os.Stderr) })
	dir := benchDir(b)
	composer := tusd.NewStoreComposer()
	filestore.New(dir).UseIn(composer)
	uploads, err := tusd.NewHandler(tusd.Config{BasePath: protocol.PathUploads, StoreComposer: composer,
		PreFinishResponseCallback: func(hook tusd.HookEvent) (tusd.HTTPResponse, error) {
			for _, path := range []string{filepath.Join(dir, hook.Upload.ID), dir} {
				f, err := os.Open(path)
				if err != nil {
					return tusd.HTTPResponse{}, err
				}
				if err := errors.Join(f.Sync(), f.Close()); err != nil {
					return tusd.HTTPResponse{}, err
				}
			}
			return tusd.HTTPResponse{}, nil
		}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.StripPrefix(strings.TrimSuffix(protocol.PathUploads, "/"), uploads))
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS13, ClientAuth: tls.RequireAnyClientCert}
	server.StartTLS()
	b.Cleanup(server.Close)
	return server
}
