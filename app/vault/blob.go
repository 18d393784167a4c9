package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// A sealed blob is the magic, a random salt, and chunks of 64 KiB sealed with
// ChaCha20-Poly1305 under a key that the salt and the blob's id make unique.
// The nonce is the number of the chunk and a flag on the last one, after the
// STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015): chunks
// cannot be cut off, swapped, repeated or carried over from another blob.
const (
	chunkSize  = 64 << 10
	saltSize   = 32
	blobHeader = len(blobMagic) + saltSize
	blobMagic  = "CDB1"
)

var errBlobClosed = errors.New("sealed blob is closed")

func (d *Dossier) blobCipher(id string, salt []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, d.key[:], salt, "carddesk/blob/"+id, keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving a blob key: %w", err)
	}
	defer clear(key)
	return chacha20poly1305.New(key)
}

func chunkNonce(n uint64, last bool) []byte {
	var nonce [chacha20poly1305.NonceSize]byte
	binary.BigEndian.PutUint64(nonce[3:], n)
	if last {
		nonce[11] = 1
	}
	return nonce[:]
}

type blobWriter struct {
	w    io.Writer
	aead cipher.AEAD
	buf  []byte // plain bytes not yet sealed; capacity for a sealed chunk
	n    uint64
	err  error
}

// SealBlob returns a writer that seals what is written to it and writes it to
// w. Close ends the blob; w stays open. It never holds more than one chunk.
func (d *Dossier) SealBlob(id string, w io.Writer) (io.WriteCloser, error) {
	header := make([]byte, blobHeader)
	copy(header, blobMagic)
	if _, err := io.ReadFull(d.rand, header[len(blobMagic):]); err != nil {
		return nil, fmt.Errorf("drawing a salt: %w", err)
	}
	aead, err := d.blobCipher(id, header[len(blobMagic):])
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(header); err != nil {
		return nil, fmt.Errorf("writing a blob: %w", err)
	}
	return &blobWriter{w: w, aead: aead, buf: make([]byte, 0, chunkSize+chacha20poly1305.Overhead)}, nil
}

func (b *blobWriter) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 && b.err == nil {
		// A full chunk is sealed only when more follows: the last one is marked.
		if len(b.buf) == chunkSize {
			b.flush(false)
		}
		n := min(chunkSize-len(b.buf), len(p))
		b.buf = append(b.buf, p[:n]...)
		p, written = p[n:], written+n
	}
	return written, b.err
}

func (b *blobWriter) flush(last bool) {
	if b.err != nil {
		return
	}
	sealed := b.aead.Seal(b.buf[:0], chunkNonce(b.n, last), b.buf, nil)
	if _, err := b.w.Write(sealed); err != nil {
		b.err = fmt.Errorf("writing a blob: %w", err)
	}
	b.buf, b.n = b.buf[:0], b.n+1
}

func (b *blobWriter) Close() error {
	if errors.Is(b.err, errBlobClosed) {
		return nil
	}
	b.flush(true)
	clear(b.buf[:cap(b.buf)])
	err := b.err
	b.err = errBlobClosed
	return err
}

type blobReader struct {
	r     io.Reader
	aead  cipher.AEAD
	buf   []byte // one sealed chunk and one byte of the next
	out   []byte // room for one opened chunk
	have  int    // bytes of buf that are filled
	plain []byte // opened and not yet read
	n     uint64
	err   error
}

// OpenBlob returns a reader of the plain content of a blob sealed under id. A
// blob that was cut, reordered or changed ends in [ErrSealed] before any byte
// of the bad chunk is given out; io.EOF means that the blob is whole.
func (d *Dossier) OpenBlob(id string, r io.Reader) (io.Reader, error) {
	header := make([]byte, blobHeader)
	if _, err := io.ReadFull(r, header); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, ErrSealed
		}
		return nil, fmt.Errorf("reading a blob: %w", err)
	}
	if string(header[:len(blobMagic)]) != blobMagic {
		return nil, ErrSealed
	}
	aead, err := d.blobCipher(id, header[len(blobMagic):])
	if err != nil {
		return nil, err
	}
	return &blobReader{
		r:    r,
		aead: aead,
		buf:  make([]byte, chunkSize+chacha20poly1305.Overhead+1),
		out:  make([]byte, 0, chunkSize),
	}, nil
}

func (b *blobReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(b.plain) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.next()
	}
	n := copy(p, b.plain)
	b.plain = b.plain[n:]
	return n, nil
}

// next opens the next chunk. Reading one byte beyond it tells whether it is the
// last one.
func (b *blobReader) next() {
	n, err := io.ReadFull(b.r, b.buf[b.have:])
	b.have += n
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		b.err = fmt.Errorf("reading a blob: %w", err)
		return
	}
	end := b.have
	if !last {
		end--
	}
	plain, err := b.aead.Open(b.out[:0], chunkNonce(b.n, last), b.buf[:end], nil)
	if err != nil {
		b.err = ErrSealed
		return
	}
	// Only an empty blob has an empty chunk: one content has one sealed length.
	if len(plain) == 0 && b.n > 0 {
		b.err = ErrSealed
		return
	}
	b.plain, b.n = plain, b.n+1
	if last {
		b.err = io.EOF
		return
	}
	b.buf[0], b.have = b.buf[len(b.buf)-1], 1
}

// SealedSize is the length of the sealed form of plain bytes.
func SealedSize(plain int64) int64 {
	chunks := max((plain+chunkSize-1)/chunkSize, 1)
	return int64(blobHeader) + plain + chunks*chacha20poly1305.Overhead
}
