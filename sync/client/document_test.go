package client_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
)

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// A document whose line breaks goes on behind what has come, also in another run
// of the program.
func TestDocumentResumes(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 64<<10)
	hash := hashOf(content)
	s := newStation(t)
	var sent atomic.Int64
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != protocol.PathDocuments+hash {
			idle(w, r)
			return
		}
		from := int64(0)
		if text := r.Header.Get("Range"); text != "" {
			if _, err := fmt.Sscanf(text, "bytes=%d-", &from); err != nil {
				t.Errorf("range %q", text)
			}
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
		}
		piece := content[from:min(from+300<<10, int64(len(content)))]
		n, _ := w.Write(piece)
		sent.Add(int64(n))
		if from+int64(n) < int64(len(content)) {
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler) // the line breaks
		}
	}))
	folder := t.TempDir()
	var got []byte
	for try := 0; got == nil; try++ {
		if try > 10 {
			t.Fatal("never comes whole")
		}
		c := s.run(server.URL, caOf(server), func(o *client.Options) { o.Documents = folder })
		var err error
		if got, err = c.Document(t.Context(), hash, int64(len(content))); err != nil && !errors.Is(err, port.ErrRegistryUnreachable) {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, content) {
		t.Error("another document")
	}
	if most := int64(len(content)) + 256<<10; sent.Load() > most {
		t.Errorf("%d bytes were sent for %d", sent.Load(), len(content))
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("folder holds %v, %v", left, err)
	}
}

// Bytes that are not the document asked for are never handed on, and the next try
// begins anew.
func TestDocumentOfAnotherHash(t *testing.T) {
	content := []byte("tài liệu thật")
	hash := hashOf(content)
	for name, lie := range map[string]func(http.ResponseWriter){
		"another":   func(w http.ResponseWriter) { _, _ = w.Write([]byte("tài liệu khác")) },
		"too long":  func(w http.ResponseWriter) { _, _ = w.Write(append(bytes.Clone(content), 'x')) },
		"too short": func(w http.ResponseWriter) { _, _ = w.Write(content[:4]) },
		"another piece": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 1-3/4")
			w.WriteHeader(http.StatusPartialContent)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStation(t)
			var honest atomic.Bool
			server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case !strings.HasPrefix(r.URL.Path, protocol.PathDocuments):
					idle(w, r)
				case honest.Load():
					_, _ = w.Write(content)
				default:
					lie(w)
				}
			}))
			c := s.run(server.URL, caOf(server), func(o *client.Options) { o.Documents = t.TempDir() })
			if got, err := c.Document(t.Context(), hash, int64(len(content))); !errors.Is(err, port.ErrRegistryRefused) {
				t.Fatalf("%q, %v", got, err)
			}
			honest.Store(true)
			if got, err := c.Document(t.Context(), hash, int64(len(content))); err != nil || !bytes.Equal(got, content) {
				t.Fatalf("%q, %v", got, err)
			}
		})
	}
}

// A stick brings a document where there is no line; what lies about its hash or
// leads elsewhere is not taken.
func TestDocumentByStick(t *testing.T) {
	content := []byte("bảng mã mới")
	hash := hashOf(content)
	stick := t.TempDir()
	folder := filepath.Join(stick, protocol.StickFolder, protocol.StickDocuments)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	forged := strings.Repeat("0", 64)
	for name, text := range map[string]string{
		hash + protocol.StickDocumentExt: string(content), forged + protocol.StickDocumentExt: "giả", "readme.txt": "x",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	linked := hashOf([]byte("bí mật"))
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("bí mật"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(folder, linked+protocol.StickDocumentExt)); err != nil {
		t.Fatal(err)
	}
	s := newStation(t)
	own := t.TempDir()
	c := s.run("https://127.0.0.1:1", otherCA(t), func(o *client.Options) { o.Documents, o.MaxRetry = own, time.Hour })
	if _, err := c.ReadStick(t.Context(), stick); err == nil {
		t.Error("a forged document is not told of")
	}
	got, err := c.Document(t.Context(), hash, int64(len(content)))
	if err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%q, %v", got, err)
	}
	for _, name := range []string{forged, linked} {
		if _, err := os.Lstat(filepath.Join(own, name+protocol.StickDocumentExt)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
