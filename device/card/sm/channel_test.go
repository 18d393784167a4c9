package sm

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"carddesk/device/card/apdu"
)

// keyOf makes a key of the suite's length from one byte.
func keyOf(s Suite, b byte) []byte { return bytes.Repeat([]byte{b}, s.KeySize()) }

func sessions(t testing.TB, s Suite) pair {
	t.Helper()
	return newPair(t, s, keyOf(s, 1), keyOf(s, 2), nil)
}

// chipEnd is a channel to a chip that answers with what the command said and lets
// a middle man at the answer.
type chipEnd struct {
	session *Session
	middle  func(apdu.Response) apdu.Response
	seen    []apdu.Response // answers before the middle man
}

func (c *chipEnd) Do(_ context.Context, command apdu.Command) (apdu.Response, error) {
	plain, err := c.session.Open(command)
	if err != nil {
		return apdu.Response{Status: apdu.SMObjectsWrong}, nil
	}
	sealed, err := c.session.Seal(plain.INS, apdu.Response{Data: plain.Data, Status: apdu.OK})
	if err != nil {
		return apdu.Response{}, err
	}
	c.seen = append(c.seen, sealed)
	if c.middle != nil {
		return c.middle(sealed), nil
	}
	return sealed, nil
}

var allSuites = []Suite{TripleDES, AES128, AES192, AES256}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		suite := rapid.SampledFrom(allSuites).Draw(rt, "suite")
		p := sessions(t, suite)
		channel := NewChannel(&chipEnd{session: p.chip}, p.terminal)
		for range rapid.IntRange(1, 4).Draw(rt, "commands") {
			data := rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(rt, "data")
			ins := rapid.SampledFrom([]byte{0xB0, 0xB1, 0xA4}).Draw(rt, "ins")
			ne := rapid.SampledFrom([]int{0, 1, 256, 257, 65536}).Draw(rt, "ne")
			r, err := channel.Do(t.Context(), apdu.Command{INS: ins, Data: data, Ne: ne})
			if err != nil {
				rt.Fatal(err)
			}
			if !bytes.Equal(r.Data, data) || r.Status != apdu.OK {
				rt.Fatalf("%d bytes came back as %d, %s", len(data), len(r.Data), r.Status)
			}
		}
	})
}

// TestEveryBitCounts flips each bit of a protected answer: none may pass for the
// answer, and the session is over.
func TestEveryBitCounts(t *testing.T) {
	command := apdu.Command{INS: 0xB0, Data: []byte("sixteen bytes..."), Ne: 256}
	for _, suite := range allSuites {
		t.Run(suite.String(), func(t *testing.T) {
			p := sessions(t, suite)
			end := &chipEnd{session: p.chip}
			if _, err := NewChannel(end, p.terminal).Do(t.Context(), command); err != nil {
				t.Fatal(err)
			}
			for bit := range len(end.seen[0].Data) * 8 {
				p := sessions(t, suite)
				channel := NewChannel(&chipEnd{session: p.chip, middle: func(r apdu.Response) apdu.Response {
					r.Data = bytes.Clone(r.Data)
					r.Data[bit/8] ^= 1 << (bit % 8)
					return r
				}}, p.terminal)
				_, err := channel.Do(t.Context(), command)
				if !errors.Is(err, ErrMAC) && !errors.Is(err, ErrUnprotected) {
					t.Fatalf("bit %d: %v", bit, err)
				}
				if _, err := channel.Do(t.Context(), command); !errors.Is(err, ErrClosed) {
					t.Fatalf("bit %d: session goes on: %v", bit, err)
				}
			}
		})
	}
}

func TestHostileAnswers(t *testing.T) {
	drop := func(tag uint32) func(apdu.Response) apdu.Response {
		return func(r apdu.Response) apdu.Response {
			objects, _ := apdu.ParseObjects(r.Data)
			var kept []byte
			for _, o := range objects {
				if o.Tag != tag {
					kept = append(kept, o.Raw...)
				}
			}
			return apdu.Response{Data: kept, Status: r.Status}
		}
	}
	for _, tt := range []struct {
		name   string
		middle func(apdu.Response) apdu.Response
		want   error
	}{
		{"bare success", func(apdu.Response) apdu.Response { return apdu.Response{Status: apdu.OK} }, ErrUnprotected},
		{"bare data", func(apdu.Response) apdu.Response {
			return apdu.Response{Data: []byte{0x61, 2, 1, 2}, Status: apdu.OK}
		}, ErrUnprotected},
		{"bare data with a warning", func(apdu.Response) apdu.Response {
			return apdu.Response{Data: []byte("hello"), Status: apdu.EndOfFile}
		}, ErrUnprotected},
		{"MAC taken away", drop(tagMAC), ErrUnprotected},
		{"status taken away", drop(tagStatus), ErrMAC},
		{"data taken away", drop(tagCryptogram), ErrMAC},
		{"cut in the middle", func(r apdu.Response) apdu.Response {
			return apdu.Response{Data: r.Data[:len(r.Data)/2], Status: r.Status}
		}, ErrUnprotected},
		{"something behind the MAC", func(r apdu.Response) apdu.Response {
			return apdu.Response{Data: append(bytes.Clone(r.Data), 0x99, 2, 0x90, 0), Status: r.Status}
		}, ErrUnprotected},
		{"length bomb", func(apdu.Response) apdu.Response {
			return apdu.Response{Data: []byte{0x87, 0x84, 0x7F, 0xFF, 0xFF, 0xFF}, Status: apdu.OK}
		}, ErrUnprotected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := sessions(t, AES128)
			channel := NewChannel(&chipEnd{session: p.chip, middle: tt.middle}, p.terminal)
			_, err := channel.Do(t.Context(), apdu.Command{INS: 0xB0, Data: []byte{1}, Ne: 256})
			if !errors.Is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			if _, err := channel.Do(t.Context(), apdu.Command{INS: 0xB0}); !errors.Is(err, ErrClosed) {
				t.Errorf("session goes on: %v", err)
			}
		})
	}
}

func TestReplayIsRefused(t *testing.T) {
	p := sessions(t, AES128)
	end := &chipEnd{session: p.chip}
	channel := NewChannel(end, p.terminal)
	command := apdu.Command{INS: 0xB0, Data: []byte{1}, Ne: 256}
	if _, err := channel.Do(t.Context(), command); err != nil {
		t.Fatal(err)
	}
	end.middle = func(apdu.Response) apdu.Response { return end.seen[0] }
	if _, err := channel.Do(t.Context(), command); !errors.Is(err, ErrMAC) {
		t.Errorf("an old answer passes: %v", err)
	}
}

// TestNakedRefusalDoesNotCount refuses a command before the chip sees it: both
// counters must agree afterwards.
func TestNakedRefusalDoesNotCount(t *testing.T) {
	p := sessions(t, AES256)
	end := &chipEnd{session: p.chip}
	refuse := apdu.WrongLength
	gate := channelFunc(func(ctx context.Context, c apdu.Command) (apdu.Response, error) {
		if refuse != 0 {
			return apdu.Response{Status: refuse}, nil
		}
		return end.Do(ctx, c)
	})
	channel := NewChannel(gate, p.terminal)
	command := apdu.Command{INS: 0xB0, Data: []byte{1, 2, 3}, Ne: 256}
	var naked *NakedError
	if _, err := channel.Do(t.Context(), command); !errors.As(err, &naked) || naked.Status != apdu.WrongLength {
		t.Fatalf("%v, want a naked 6700", err)
	}
	refuse = 0
	if _, err := channel.Do(t.Context(), command); err != nil {
		t.Fatalf("session lost: %v", err)
	}
	// With 6988 the chip says that it has dropped its keys.
	refuse = apdu.SMObjectsWrong
	if _, err := channel.Do(t.Context(), command); !errors.As(err, &naked) {
		t.Fatal(err)
	}
	refuse = 0
	if _, err := channel.Do(t.Context(), command); !errors.Is(err, ErrClosed) {
		t.Errorf("session goes on after 6988: %v", err)
	}
}

type channelFunc func(context.Context, apdu.Command) (apdu.Response, error)

func (f channelFunc) Do(ctx context.Context, c apdu.Command) (apdu.Response, error) { return f(ctx, c) }

func TestBrokenTransportEndsTheSession(t *testing.T) {
	gone := errors.New("gone")
	p := sessions(t, AES128)
	channel := NewChannel(channelFunc(func(context.Context, apdu.Command) (apdu.Response, error) {
		return apdu.Response{}, gone
	}), p.terminal)
	if _, err := channel.Do(t.Context(), apdu.Command{INS: 0xB0}); !errors.Is(err, gone) {
		t.Fatal(err)
	}
	if _, err := channel.Do(t.Context(), apdu.Command{INS: 0xB0}); !errors.Is(err, ErrClosed) {
		t.Errorf("session goes on: %v", err)
	}
}

// TestMaxData checks that the largest read fits a short answer and one byte more
// does not.
func TestMaxData(t *testing.T) {
	for _, suite := range allSuites {
		for _, total := range []int{64, 128, 160, 192, 224, 256, 1024, 65536} {
			p := sessions(t, suite)
			n := p.chip.MaxData(total)
			for _, extra := range []int{0, 1} {
				r, err := p.chip.Seal(0xB0, apdu.Response{Data: make([]byte, n+extra), Status: apdu.OK})
				if err != nil {
					t.Fatal(err)
				}
				if fits := len(r.Data) <= total; fits != (extra == 0) {
					t.Errorf("%s, %d bytes: %d plain make %d", suite, total, n+extra, len(r.Data))
				}
			}
		}
	}
}

func TestUnpadRefuses(t *testing.T) {
	for _, bad := range [][]byte{nil, {0}, {0, 0, 0}, {1, 2, 3}, {0x80, 1}, {0x80, 0, 1}} {
		if got, err := Unpad(bad); !errors.Is(err, ErrFormat) {
			t.Errorf("%X became %X, %v", bad, got, err)
		}
	}
}

func FuzzUnprotect(f *testing.F) {
	for i, suite := range allSuites {
		p := sessions(f, suite)
		p.chip.advance()
		r, err := p.chip.Seal(0xB0, apdu.Response{Data: []byte("content"), Status: apdu.OK})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(i, r.Data)
	}
	f.Add(0, []byte{0x99, 2, 0x90, 0})
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		suite := allSuites[uint(i)%uint(len(allSuites))]
		p := sessions(t, suite)
		p.terminal.advance()
		r, err := p.terminal.Unprotect(apdu.Response{Data: data, Status: apdu.OK})
		if err != nil {
			return
		}
		// Whoever makes this pass without the key has broken the MAC.
		if string(r.Data) != "content" {
			t.Fatalf("forged %q", r.Data)
		}
	})
}
