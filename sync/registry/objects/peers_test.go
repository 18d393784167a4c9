package objects_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/sync/registry/objects"
)

const (
	peerBucket = "packets"
	peerAccess = "registry"
	peerSecret = "a secret of the test"
)

// peer is an object store of other people that .ci/peers.sh builds.
type peer struct {
	program string
	always  bool // built by every CI
	checks  bool // refuses what is signed with a wrong secret
	start   func(t *testing.T, program, addr, dir string) *exec.Cmd
}

var peers = []peer{
	{"gofakes3", true, false, func(t *testing.T, program, addr, _ string) *exec.Cmd {
		return exec.CommandContext(t.Context(), program, "-backend", "memory", "-initialbucket", peerBucket, "-host", addr, "-quiet")
	}},
	{"versitygw", false, true, func(t *testing.T, program, addr, dir string) *exec.Cmd {
		if err := os.Mkdir(filepath.Join(dir, peerBucket), 0o700); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), program, "--port", addr, "posix", dir)
		cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+peerAccess, "ROOT_SECRET_KEY="+peerSecret)
		return cmd
	}},
}

// The shelf keeps packets, small ones and such as go in parts, in object stores of
// other people: what it reads back, lists and removes there is what it kept.
func TestShelfInStoresOfOthers(t *testing.T) {
	for _, p := range peers {
		t.Run(p.program, func(t *testing.T) {
			program, err := filepath.Abs(filepath.Join("..", "..", "..", "build", "peers", p.program))
			if err == nil {
				_, err = os.Stat(program)
			}
			if err != nil && p.always && os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			if err != nil {
				t.Skip("not built: .ci/peers.sh " + p.program)
			}
			url, ca := behindTLS(t, p.run(t, program))
			o := objects.Options{URL: url + "/" + peerBucket, CA: ca, AccessKey: peerAccess, SecretKey: peerSecret, PartSize: 5 << 20}
			useShelf(t, o)
			if wrong := o; p.checks {
				wrong.SecretKey, wrong.Tries = "another", 1
				if _, err := objects.Open(t.Context(), wrong); err == nil {
					t.Error("opened with a wrong secret")
				}
			}
		})
	}
}

// behindTLS puts a store that speaks HTTP behind HTTPS, which the registry speaks
// to stores of other machines.
func behindTLS(t *testing.T, store string) (url string, ca []byte) {
	t.Helper()
	server := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = "http", store
		r.Out.Host = r.In.Host // it is signed
	}})
	t.Cleanup(server.Close)
	return server.URL, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

// run starts the store and returns where it listens.
func (p peer) run(t *testing.T, program string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := p.start(t, program, addr, t.TempDir())
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	deadline := time.Now().Add(20 * time.Second)
	for {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close()
			return addr
		}
		if time.Now().After(deadline) {
			t.Fatalf("the store does not listen: %v", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func useShelf(t *testing.T, o objects.Options) {
	t.Helper()
	o.URL += "/registry"
	shelf, err := objects.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i, size := range []int{1, 1000, 1_000_000, 11<<20 + 5} {
		name := fmt.Sprintf("blobs/aa/%s.age", strings.Repeat(fmt.Sprintf("a%d", i), 32))
		all = append(all, name)
		from, content := file(t, size)
		for range 2 { // again after a crash
			if err := shelf.Keep(t.Context(), from, name); err != nil {
				t.Fatalf("keeping %d bytes: %v", size, err)
			}
		}
		if got, err := contents(t.Context(), shelf, name); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: %d others came back, %v", size, len(got), err)
		}
	}
	from, _ := file(t, 10)
	if err := shelf.Keep(t.Context(), from, "blobs/ab/other.age"); err != nil {
		t.Fatal(err)
	}
	listed := func(before time.Time) (names []string) {
		t.Helper()
		if err := shelf.Each(t.Context(), "aa", before, func(name string) error { names = append(names, name); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		return names
	}
	if got := listed(time.Now().Add(time.Hour)); !slices.Equal(got, all) {
		t.Errorf("listed %v", got)
	}
	if got := listed(time.Now().Add(-time.Hour)); len(got) != 0 {
		t.Errorf("young ones listed: %v", got)
	}
	for range 2 {
		if err := shelf.Remove(t.Context(), all[0]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := contents(t.Context(), shelf, all[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a packet that was removed: %v", err)
	}
	if got := listed(time.Now().Add(time.Hour)); !slices.Equal(got, all[1:]) {
		t.Errorf("listed after the removal: %v", got)
	}
}

func contents(ctx context.Context, shelf *objects.Shelf, name string) ([]byte, error) {
	in, err := shelf.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	all, err := io.ReadAll(in)
	return all, errors.Join(err, in.Close())
}
