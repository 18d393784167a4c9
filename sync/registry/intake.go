package registry

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// findings are what an upload was found to be.
type findings struct {
	manifest port.PacketManifest
	identity Identity
	err      error // why it is refused, or errSpoilt
}

// slowPiece is the time after which a piece of an upload is worth an fsync.
const slowPiece = time.Second

// writeBuffer gathers the pieces of a connection, at most 16 KiB each, into
// fewer writes.
const writeBuffer = 256 << 10

// writeBuffers are those that no upload uses now.
var writeBuffers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, writeBuffer) }}

// append writes the body of a request behind the bytes that are here; it returns
// the new offset. An upload that comes in one piece is verified as it comes, so
// that its bytes need not be read again: found is then what it is.
func (r *Registry) append(ctx context.Context, body *patientReader, u upload, station stationRow, have int64) (offset int64, found *findings, err error) {
	f, err := r.spool.create(u.id)
	if err != nil {
		return have, nil, err
	}
	left := u.packet.Size - have
	begun := time.Now()
	out := writeBuffers.Get().(*bufio.Writer)
	out.Reset(&spoolWriter{file: f, at: have})
	defer func() {
		out.Reset(nil)
		writeBuffers.Put(out)
	}()
	sink := &sink{out: out}
	rest := io.TeeReader(io.LimitReader(body, left), sink)
	if have == 0 {
		hash := sha256.New()
		rest = io.TeeReader(rest, hash)
		found = r.examine(ctx, rest, u, station)
		_, _ = io.Copy(io.Discard, rest) // what a refused packet has left; errors are told below
		if found.err == nil || !errors.Is(found.err, errSpoilt) {
			found.check(hash.Sum(nil), u.packet.SHA256)
		}
	} else {
		_, _ = io.Copy(io.Discard, rest)
	}
	syncErr := sink.out.Flush()
	// The last piece is made durable with the packet. An earlier one is worth a
	// wait for the disk only if it was slow to come: a power cut then costs the
	// line nothing much.
	if sink.n < left && time.Since(begun) > slowPiece {
		syncErr = errors.Join(syncErr, f.Sync())
	}
	if err := errors.Join(sink.err, syncErr, f.Close()); err != nil {
		return have, nil, fmt.Errorf("storing an upload: %w", err)
	}
	offset = have + sink.n
	switch {
	case sink.n < left && body.err != nil && !errors.Is(body.err, io.EOF):
		return offset, nil, fail(http.StatusBadRequest, protocol.CodeLineCut, "")
	case sink.n < left:
		return offset, nil, nil // a chunk
	case body.more():
		return offset, nil, fail(http.StatusRequestEntityTooLarge, protocol.CodeTooLarge, "more bytes than announced")
	}
	return offset, found, nil
}

// spoolWriter writes bytes at their place and has the disk begin at once.
type spoolWriter struct {
	file *os.File
	at   int64
}

func (w *spoolWriter) Write(p []byte) (int, error) {
	n, err := w.file.WriteAt(p, w.at)
	beginWriting(w.file, w.at, int64(n))
	w.at += int64(n)
	return n, err
}

// sink counts what was written and keeps the disk's error apart from those of
// the connection.
type sink struct {
	out *bufio.Writer
	n   int64
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	s.n += int64(n)
	s.err = errors.Join(s.err, err)
	return n, err
}

// examine reads sealed bytes once: their seal, their signature and every part.
func (r *Registry) examine(ctx context.Context, sealed io.Reader, u upload, station stationRow) *findings {
	manifest, identity, err := r.verifyInner(ctx, sealed, u, station)
	return &findings{manifest: manifest, identity: identity, err: err}
}

// check compares the hash of all sealed bytes with the one announced. It comes
// before anything else: bytes that are not the station's own prove nothing
// against it.
func (f *findings) check(sum []byte, announced string) {
	if hex.EncodeToString(sum) != announced {
		*f = findings{err: errSpoilt}
	}
}

// errSpoilt says that the bytes are not the ones announced.
var errSpoilt = errors.New("registry: bytes differ from those announced")

// verify reads an upload that came in pieces, wherever its bytes are: as an
// upload, or in their place already when the program died in between.
func (r *Registry) verify(ctx context.Context, u upload, station stationRow) (*findings, error) {
	f, err := r.openUpload(ctx, u)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	hash := sha256.New()
	all := io.TeeReader(f, hash)
	found := r.examine(ctx, all, u, station)
	if _, err := io.Copy(io.Discard, all); err != nil {
		return nil, fmt.Errorf("reading an upload: %w", err)
	}
	found.check(hash.Sum(nil), u.packet.SHA256)
	return found, nil
}
