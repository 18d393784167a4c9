package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"golang.org/x/crypto/chacha20poly1305"
	"pgregory.net/rapid"
)

func newDossier(t testing.TB, id string) *Dossier {
	t.Helper()
	o, err := NewOffice(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d, wrapped, err := o.NewDossier(id)
	if err != nil {
		t.Fatal(err)
	}
	again, err := o.Dossier(id, wrapped)
	if err != nil || again.key != d.key {
		t.Fatalf("unwrapping: %v", err)
	}
	if _, err := o.Dossier("other", wrapped); !errors.Is(err, ErrSealed) {
		t.Fatalf("a key opened for another dossier: %v", err)
	}
	return d
}

func seal(t testing.TB, d *Dossier, id string, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := d.SealBlob(id, &out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	if int64(out.Len()) != SealedSize(int64(len(plain))) {
		t.Fatalf("%d bytes sealed to %d, foretold %d", len(plain), out.Len(), SealedSize(int64(len(plain))))
	}
	return out.Bytes()
}

func open(d *Dossier, id string, sealed []byte) ([]byte, error) {
	r, err := d.OpenBlob(id, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func random(t testing.TB, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBlobRoundTrip(t *testing.T) {
	d := newDossier(t, "d")
	for _, n := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, 3*chunkSize + 7} {
		plain := random(t, n)
		sealed := seal(t, d, "b", plain)
		got, err := open(d, "b", sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %d back, %v", n, len(got), err)
		}
		r, err := d.OpenBlob("b", iotest.OneByteReader(bytes.NewReader(sealed)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(iotest.HalfReader(r)); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes in small reads: %d back, %v", n, len(got), err)
		}
	}
}

// TestBlobTampering: cut, swapped, repeated, carried over, prolonged.
func TestBlobTampering(t *testing.T) {
	d := newDossier(t, "d")
	plain := random(t, 3*chunkSize+100)
	sealed := seal(t, d, "b", plain)
	other := seal(t, d, "b", plain)
	const c = chunkSize + chacha20poly1305.Overhead
	chunk := func(b []byte, i int) []byte { return b[blobHeader+i*c : min(blobHeader+(i+1)*c, len(b))] }
	build := func(parts ...[]byte) []byte {
		return bytes.Join(append([][]byte{sealed[:blobHeader]}, parts...), nil)
	}
	for name, bad := range map[string][]byte{
		"empty":              {},
		"header cut":         sealed[:blobHeader-1],
		"no chunk":           sealed[:blobHeader],
		"last chunk cut off": build(chunk(sealed, 0), chunk(sealed, 1), chunk(sealed, 2)),
		"one byte cut":       sealed[:len(sealed)-1],
		"swapped":            build(chunk(sealed, 1), chunk(sealed, 0), chunk(sealed, 2), chunk(sealed, 3)),
		"repeated":           build(chunk(sealed, 0), chunk(sealed, 0), chunk(sealed, 1), chunk(sealed, 2), chunk(sealed, 3)),
		"left out":           build(chunk(sealed, 0), chunk(sealed, 2), chunk(sealed, 3)),
		"from another":       build(chunk(sealed, 0), chunk(other, 1), chunk(sealed, 2), chunk(sealed, 3)),
		"prolonged":          append(bytes.Clone(sealed), 0),
		"whole chunk more":   append(bytes.Clone(sealed), chunk(sealed, 3)...),
		"other magic":        append([]byte("CDB2"), sealed[4:]...),
	} {
		got, err := open(d, "b", bad)
		if !errors.Is(err, ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.HasPrefix(plain, got) {
			t.Errorf("%s: other bytes were given out", name)
		}
	}
	if _, err := open(d, "c", sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("under another id: %v", err)
	}
	if _, err := open(newDossier(t, "e"), "b", sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("under another key: %v", err)
	}
}

func TestBlobErrorsOfTheDisk(t *testing.T) {
	d := newDossier(t, "d")
	sealed := seal(t, d, "b", random(t, 2*chunkSize))
	broken := errors.New("disk")
	r, err := d.OpenBlob("b", io.MultiReader(bytes.NewReader(sealed[:chunkSize]), iotest.ErrReader(broken)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, broken) || errors.Is(err, ErrSealed) {
		t.Errorf("reading: %v", err)
	}
	w, err := d.SealBlob("b", &failingWriter{after: 1, err: broken})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(random(t, 3*chunkSize))
	if err = errors.Join(err, w.Close()); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}

type failingWriter struct {
	after int
	err   error
}

func (f *failingWriter) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, f.err
	}
	return len(p), nil
}

func TestBlobAnyWrites(t *testing.T) {
	d := newDossier(t, "d")
	rapid.Check(t, func(t *rapid.T) {
		var plain, out bytes.Buffer
		w, err := d.SealBlob("b", &out)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 6).Draw(t, "writes") {
			part := bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, rapid.IntRange(0, chunkSize+1).Draw(t, "size"))
			plain.Write(part)
			if _, err := w.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := open(d, "b", out.Bytes())
		if err != nil || !bytes.Equal(got, plain.Bytes()) {
			t.Fatalf("%d bytes: %d back, %v", plain.Len(), len(got), err)
		}
		if n := out.Len(); n > blobHeader {
			cut := rapid.IntRange(0, n-1).Draw(t, "cut")
			if _, err := open(d, "b", out.Bytes()[:cut]); !errors.Is(err, ErrSealed) {
				t.Fatalf("cut at %d of %d: %v", cut, n, err)
			}
		}
	})
}

func FuzzOpenBlob(f *testing.F) {
	d, err := dossierOf("d", make([]byte, keySize), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(blobMagic))
	f.Add(seal(f, d, "b", []byte("x")))
	f.Add(seal(f, d, "b", make([]byte, chunkSize+1)))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		got, err := open(d, "b", sealed)
		if err != nil && !errors.Is(err, ErrSealed) {
			t.Errorf("other error: %v", err)
		}
		if len(got) > len(sealed) {
			t.Errorf("%d bytes from %d", len(got), len(sealed))
		}
	})
}

// BenchmarkSealBlob and BenchmarkBareAEAD belong together: sealing as a stream
// is to reach 0.7 of the bare cipher.
func BenchmarkSealBlob(b *testing.B) {
	d := newDossier(b, "d")
	plain := random(b, 4<<20)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		w, err := d.SealBlob("b", io.Discard)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareAEAD(b *testing.B) {
	aead, err := chacha20poly1305.New(make([]byte, keySize))
	if err != nil {
		b.Fatal(err)
	}
	benchAEAD(b, aead)
}

func benchAEAD(b *testing.B, aead cipher.AEAD) {
	plain := random(b, 4<<20)
	nonce := make([]byte, aead.NonceSize())
	out := make([]byte, 0, chunkSize+aead.Overhead())
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		for at := 0; at < len(plain); at += chunkSize {
			out = aead.Seal(out[:0], nonce, plain[at:at+chunkSize], nil)
		}
	}
}
