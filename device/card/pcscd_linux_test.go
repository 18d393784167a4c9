package card

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"carddesk/device/simulator/vpcd"
)

// pcscDir is where the private pcscd of this test process has its socket. The
// client library reads the path once per process, so there is one for all tests.
var pcscDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "pcscd")
	if err != nil {
		return "", err
	}
	return dir, os.Setenv("PCSCLITE_CSOCK_NAME", filepath.Join(dir, "pcscd.comm"))
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := pcscDir(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// pcscd is a private reader service with the vpcd driver.
type pcscd struct {
	t    testing.TB
	dir  string
	port int
	cmd  *exec.Cmd
	log  bytes.Buffer
}

// startPCSCD starts a private pcscd in a mount namespace of its own, so that it
// neither meets nor needs the system's. Without pcscd, the driver or root the
// test is skipped; in CI that is a failure.
func startPCSCD(t testing.TB) *pcscd {
	t.Helper()
	skip := t.Skipf
	if os.Getenv("CI") == "true" {
		skip = t.Fatalf
	}
	if _, err := exec.LookPath("pcscd"); err != nil {
		skip("pcscd is not installed")
	}
	drivers, _ := filepath.Glob("/usr/lib/pcsc/drivers/serial/libifdvpcd.so*")
	if len(drivers) == 0 {
		skip("vsmartcard-vpcd is not installed")
	}
	if os.Geteuid() != 0 {
		skip("a private pcscd needs root")
	}
	dir, err := pcscDir()
	if err != nil {
		t.Fatal(err)
	}
	p := &pcscd{t: t, dir: dir, port: freePortPair(t)}
	config := fmt.Sprintf("FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x%X\nLIBPATH %s\nCHANNELID 0x%X\n", p.port, drivers[0], p.port)
	if err := os.MkdirAll(filepath.Join(dir, "reader.conf.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "reader.conf.d", "vpcd"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	p.start()
	t.Cleanup(p.kill)
	return p
}

// freePortPair finds a port that is free together with the next, for two slots.
func freePortPair(t testing.TB) int {
	t.Helper()
	for range 50 {
		first, err := net.Listen("tcp", "0.0.0.0:0")
		if err != nil {
			t.Fatal(err)
		}
		port := first.Addr().(*net.TCPAddr).Port
		second, err := net.Listen("tcp", fmt.Sprintf("0.0.0.0:%d", port+1))
		_ = first.Close()
		if err == nil {
			_ = second.Close()
			return port
		}
	}
	t.Fatal("no two free ports side by side")
	return 0
}

// start runs pcscd and waits until its driver listens for cards.
func (p *pcscd) start() {
	p.t.Helper()
	_ = os.Remove(filepath.Join(p.dir, "pcscd.comm"))
	_ = os.Remove(filepath.Join(p.dir, "pcscd.pid"))
	script := `mkdir -p /run/pcscd && mount --make-rprivate / && mount --bind "$1" /run/pcscd && exec pcscd -f -c "$1/reader.conf.d"`
	p.cmd = exec.Command("unshare", "-m", "sh", "-c", script, "pcscd", p.dir)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), 15*time.Second)
	defer cancel()
	for readers := range NewPCSC().Watch(ctx) {
		if len(readers) == 2 {
			return
		}
	}
	p.kill()
	p.t.Fatalf("private pcscd shows no readers:\n%s", p.log.String())
}

// kill ends pcscd as a crash would.
func (p *pcscd) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.cmd = nil
}

// addr is where the driver listens for the card of the first slot.
func (p *pcscd) addr() string { return fmt.Sprintf("127.0.0.1:%d", p.port) }

// slot is the place on the first reader.
func (p *pcscd) slot() *vpcd.Slot {
	slot := vpcd.NewSlot(p.addr())
	p.t.Cleanup(slot.Remove)
	return slot
}

// pcscReader is the name under which vpcd shows the first slot.
const pcscReader = "Virtual PCD 00 00"
