package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

var _ port.Documents = (*Client)(nil)

// Document implements [port.Documents]. What has come of a document lies in
// Options.Documents, and the next call goes on behind it, also days and restarts
// later; a stick may have brought all of it. A document that is whole leaves the
// folder: the caller keeps it.
func (c *Client) Document(ctx context.Context, hash string, size int64) ([]byte, error) {
	if !packet.ValidHash(hash) || size < 1 || size > port.MaxDocument {
		return nil, errors.New("sync: no document has this hash and size")
	}
	c.documents.Lock()
	defer c.documents.Unlock()
	if c.opts.Documents == "" {
		return nil, errors.New("sync: no folder for documents")
	}
	if err := os.MkdirAll(c.opts.Documents, 0o700); err != nil {
		return nil, fmt.Errorf("sync: folder of documents: %w", err)
	}
	path := filepath.Join(c.opts.Documents, hash+protocol.StickDocumentExt)
	part, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sync: keeping a document: %w", err)
	}
	content, err := c.complete(ctx, part, hash, size)
	if err := errors.Join(err, part.Close()); err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("sync: clearing a document: %w", err)
	}
	return content, nil
}

// complete fetches what is missing of a document and returns all of it. What
// turns out to be another document is begun anew the next time.
func (c *Client) complete(ctx context.Context, part *os.File, hash string, size int64) ([]byte, error) {
	have, err := part.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("sync: keeping a document: %w", err)
	}
	if have < size {
		if err := c.fetchFrom(ctx, part, hash, have, size); err != nil {
			return nil, err
		}
	}
	content := make([]byte, size)
	if _, err := part.ReadAt(content, 0); err != nil {
		return nil, fmt.Errorf("sync: reading a document: %w", err)
	}
	sum := sha256.Sum256(content)
	if end, err := part.Seek(0, io.SeekEnd); err != nil || end != size || hex.EncodeToString(sum[:]) != hash {
		return nil, errors.Join(&Failure{Code: protocol.CodeChecksum, Refused: true, Err: errors.New("document is another one")}, part.Truncate(0))
	}
	return content, nil
}

// fetchFrom appends the bytes of a document from an offset on. A server that
// sends all of it again is heard too.
func (c *Client) fetchFrom(ctx context.Context, part *os.File, hash string, have, size int64) error {
	header := http.Header{"Accept": {protocol.TypeDocument}, "Accept-Encoding": {"identity"}}
	if have > 0 {
		header.Set("Range", "bytes="+strconv.FormatInt(have, 10)+"-")
	}
	return c.line.send(ctx, call{method: http.MethodGet, ref: protocol.PathDocuments + hash, header: header},
		func(resp *http.Response, body io.Reader) error {
			if resp.StatusCode != http.StatusPartialContent {
				have = 0
				if err := part.Truncate(0); err != nil {
					return fmt.Errorf("sync: keeping a document: %w", err)
				}
			} else if want := fmt.Sprintf("bytes %d-%d/%d", have, size-1, size); resp.Header.Get("Content-Range") != want {
				return against("another piece of a document")
			}
			if _, err := part.Seek(have, io.SeekStart); err != nil {
				return fmt.Errorf("sync: keeping a document: %w", err)
			}
			n, err := io.Copy(part, io.LimitReader(body, size-have+1))
			if err != nil {
				return errors.Join(err, part.Sync())
			}
			if have+n != size {
				return errors.Join(against("document of another size"), part.Truncate(0))
			}
			return part.Sync()
		})
}

// takeDocuments copies the documents that a stick brings into the folder from
// which [Client.Document] takes them. They are checked there.
func (c *Client) takeDocuments(ctx context.Context, dir string) error {
	folder := filepath.Join(dir, protocol.StickFolder, protocol.StickDocuments)
	if _, err := os.Lstat(folder); err != nil || c.opts.Documents == "" {
		return nil // the stick brings none
	}
	stick, err := os.OpenRoot(folder)
	if err != nil {
		return fmt.Errorf("sync: documents on the stick: %w", err)
	}
	defer stick.Close()
	files, err := fs.ReadDir(stick.FS(), ".")
	if err != nil {
		return fmt.Errorf("sync: documents on the stick: %w", err)
	}
	if err := os.MkdirAll(c.opts.Documents, 0o700); err != nil {
		return fmt.Errorf("sync: folder of documents: %w", err)
	}
	c.documents.Lock()
	defer c.documents.Unlock()
	var failures []error
	for i, f := range files {
		name := f.Name()
		hash := name[:max(len(name)-len(protocol.StickDocumentExt), 0)]
		if i >= maxStickDocuments {
			break
		}
		if hash+protocol.StickDocumentExt != name || !packet.ValidHash(hash) || !f.Type().IsRegular() {
			continue
		}
		if err := c.takeDocument(ctx, stick, name, hash); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// maxStickDocuments bounds how many documents are read of one stick.
const maxStickDocuments = 64

// takeDocument copies one document that is what its name says.
func (c *Client) takeDocument(ctx context.Context, stick *os.Root, name, hash string) error {
	f, err := stick.Open(name)
	if err != nil {
		return fmt.Errorf("sync: document on the stick: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(contextReader{ctx, f}, port.MaxDocument+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("sync: document on the stick: %w", err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
		return fmt.Errorf("sync: document on the stick: %w", &Failure{Code: protocol.CodeChecksum, Refused: true, Err: errors.New("not what its name says")})
	}
	if err := os.WriteFile(filepath.Join(c.opts.Documents, name), content, 0o600); err != nil {
		return fmt.Errorf("sync: keeping a document: %w", err)
	}
	return nil
}
