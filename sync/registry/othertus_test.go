package registry_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// The registry takes a packet from tuspy, a tus client of other people: begun,
// left half-way, gone on with by another run, and kept byte for byte.
func TestOtherTusClient(t *testing.T) {
	python := tuspy(t)
	c := startRegistry(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	id := port.PacketID{Dossier: "d1", Version: 1}
	delivery := d.put(id, citizen("079199000001", ""), 300_000)
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, err := x509.MarshalPKCS8PrivateKey(d.tlsKey)
	if err != nil {
		t.Fatal(err)
	}
	packet := write("packet.age", d.box.files[id])
	authority := write("ca.pem", []byte(d.file.CA))
	certificate := write("station.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.cert}))
	private := write("station.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	upload := func(chunk, stop int, resume string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "upload.py"), d.url+protocol.PathUploads, packet, certificate, private,
			strconv.Itoa(chunk), strconv.Itoa(stop), resume, "dossier="+id.Dossier, "version=1", "inner="+delivery.Inner, "sha256="+delivery.SHA256)
		cmd.Env = append(os.Environ(), "REQUESTS_CA_BUNDLE="+authority, "NO_PROXY=127.0.0.1")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		address, err := cmd.Output()
		if err != nil {
			t.Fatalf("tuspy: %v\n%s", err, stderr.Bytes())
		}
		return strings.TrimSpace(string(address))
	}
	address := upload(40_000, 120_000, "")
	if n := c.count(`SELECT count(*) FROM packet`); n != 0 {
		t.Fatalf("%d packets from a part of one", n)
	}
	if again := upload(100_000, 0, address); again != address {
		t.Errorf("went on at %s, begun at %s", again, address)
	}
	if n := c.count(`SELECT count(*) FROM feed WHERE kind = 'packet-acknowledged'`); n != 1 {
		t.Errorf("%d acknowledgements", n)
	}
	blobs, err := filepath.Glob(filepath.Join(c.opts.Dir, "blobs", "*", "*"))
	if err != nil || len(blobs) != 1 {
		t.Fatalf("blobs: %v %v", blobs, err)
	}
	if content, err := os.ReadFile(blobs[0]); err != nil || !bytes.Equal(content, d.box.files[id]) {
		t.Errorf("bytes differ: %v", err)
	}
}

// tuspy returns a Python that has it (Debian: python3-tuspy), or skips the test,
// but not in CI.
func tuspy(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import tusclient.client").Run() == nil {
			return python
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("tuspy is not installed")
	}
	t.Skip("tuspy is not installed (Debian: python3-tuspy)")
	return ""
}
