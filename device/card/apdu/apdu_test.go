package apdu

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCommandBytes(t *testing.T) {
	long := bytes.Repeat([]byte{0xAB}, 256)
	for _, tt := range []struct {
		name string
		in   Command
		want string
	}{
		{"case 1", Command{INS: 0x44}, "00440000"},
		{"case 2", Command{INS: 0x84, Ne: 8}, "0084000008"},
		{"case 2, all", Command{INS: 0xB0, Ne: 256}, "00B0000000"},
		{"case 3", Command{INS: 0xA4, P1: 2, P2: 0x0C, Data: []byte{1, 0x1E}}, "00A4020C02011E"},
		{"case 4", Command{INS: 0x88, Data: []byte{1, 2}, Ne: 256}, "0088000002010200"},
		{"case 2 extended", Command{INS: 0xB0, Ne: 257}, "00B00000000101"},
		{"case 2 extended, all", Command{INS: 0xB0, Ne: 65536}, "00B00000000000"},
		{"case 3 extended", Command{INS: 0x22, Data: long}, "00220000000100" + hex.EncodeToString(long)},
		{"case 4 extended by answer", Command{INS: 0x88, Data: []byte{9}, Ne: 512}, "00880000000001090200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.in.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if want := unhex(t, tt.want); !bytes.Equal(got, want) {
				t.Errorf("%X, want %X", got, want)
			}
		})
	}
	for _, bad := range []Command{{Ne: -1}, {Ne: 65537}, {Data: make([]byte, 65536)}} {
		if _, err := bad.Bytes(); !errors.Is(err, ErrCommand) {
			t.Errorf("%d bytes, Ne %d: %v", len(bad.Data), bad.Ne, err)
		}
	}
}

func TestCommandRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Command{
			CLA: rapid.Byte().Draw(t, "cla"), INS: rapid.Byte().Draw(t, "ins"),
			P1: rapid.Byte().Draw(t, "p1"), P2: rapid.Byte().Draw(t, "p2"),
			Data: make([]byte, rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(65000, 65535)).Draw(t, "length")),
			Ne:   rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(65000, 65536)).Draw(t, "ne"),
		}
		raw, err := in.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		out, err := ParseCommand(raw)
		if err != nil {
			t.Fatal(err)
		}
		if out.CLA != in.CLA || out.INS != in.INS || out.P1 != in.P1 || out.P2 != in.P2 || out.Ne != in.Ne || !bytes.Equal(out.Data, in.Data) {
			t.Fatalf("came back as %d bytes, Ne %d", len(out.Data), out.Ne)
		}
	})
}

func TestParseCommandRefuses(t *testing.T) {
	for _, bad := range []string{"", "00A404", "00A4040C0701", "00A4040C0102030405", "00B00000000100AB", "00B000000000", "00B0000000000001"} {
		if c, err := ParseCommand(unhex(t, bad)); !errors.Is(err, ErrCommand) {
			t.Errorf("%s: %+v, %v", bad, c, err)
		}
	}
}

// script is a transport that plays answers and keeps what was asked.
type script struct {
	answers [][]byte
	asked   []string
}

func (s *script) Transmit(_ context.Context, command []byte) ([]byte, error) {
	s.asked = append(s.asked, hex.EncodeToString(command))
	if len(s.answers) == 0 {
		return nil, errors.New("nothing left to answer")
	}
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	return answer, nil
}

func TestPlainFollowsLengths(t *testing.T) {
	part := bytes.Repeat([]byte{0x11}, 256)
	for _, tt := range []struct {
		name    string
		answers []string
		want    string
		asked   []string
	}{
		{"at once", []string{"01029000"}, "01029000", []string{"00b0000010"}},
		{"refused", []string{"6982"}, "6982", []string{"00b0000010"}},
		{"right length named", []string{"6c05", "01020304059000"}, "01020304059000", []string{"00b0000010", "00b0000005"}},
		{"right length named twice", []string{"6c05", "6c06"}, "6c06", []string{"00b0000010", "00b0000005"}},
		{"rest to fetch", []string{hex.EncodeToString(part) + "6102", "03049000"}, hex.EncodeToString(part) + "03049000", []string{"00b0000010", "00c0000002"}},
		{"rest to fetch, all of it", []string{"6100", "019000"}, "019000", []string{"00b0000010", "00c0000000"}},
		{"rest in two parts", []string{"6101", "016101", "029000"}, "01029000", []string{"00b0000010", "00c0000001", "00c0000001"}},
		{"rest with right length named", []string{"6108", "6c02", "01029000"}, "01029000", []string{"00b0000010", "00c0000008", "00c0000002"}},
		{"rest ends in a refusal", []string{"016108", "6f00"}, "016f00", []string{"00b0000010", "00c0000008"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{}
			for _, a := range tt.answers {
				s.answers = append(s.answers, unhex(t, a))
			}
			p := &Plain{Transport: s}
			r, err := p.Do(t.Context(), Command{INS: 0xB0, Ne: 16})
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(r.Bytes()); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if !slices.Equal(s.asked, tt.asked) || p.Count != len(tt.asked) {
				t.Errorf("asked %v (counted %d), want %v", s.asked, p.Count, tt.asked)
			}
		})
	}
}

func TestPlainEndsEndlessAnswers(t *testing.T) {
	for name, answer := range map[string]string{"full parts": hex.EncodeToString(make([]byte, 256)) + "6100", "empty parts": "6100"} {
		p := &Plain{Transport: &script{answers: [][]byte{unhex(t, answer)}}}
		if _, err := p.Do(t.Context(), Command{INS: 0xB0, Ne: 16}); !errors.Is(err, ErrResponse) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPlainDoesNotStartAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &script{answers: [][]byte{{0x90, 0}}}
	if _, err := (&Plain{Transport: s}).Do(ctx, Command{}); !errors.Is(err, context.Canceled) || len(s.asked) != 0 {
		t.Errorf("%v, asked %v", err, s.asked)
	}
}

func TestParseResponseRefuses(t *testing.T) {
	for _, n := range []int{0, 1, 65539} {
		if _, err := ParseResponse(make([]byte, n)); !errors.Is(err, ErrResponse) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	for _, seed := range []string{"00a4040c07a0000002471001", "00b0000000", "0cb000000d9701028e080102030405060708" + "00", "00b00000000100"} {
		f.Add(unhex(f, seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ParseCommand(raw)
		if err != nil {
			return
		}
		again, err := c.Bytes()
		if err != nil {
			t.Fatalf("parsed but does not encode: %v", err)
		}
		// A long form that was not needed comes back short, with the same meaning.
		back, err := ParseCommand(again)
		if err != nil || back.Ne != c.Ne || !bytes.Equal(back.Data, c.Data) {
			t.Fatalf("%X became %X", raw, again)
		}
	})
}
