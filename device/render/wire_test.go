package render

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFramesRoundTrip(t *testing.T) {
	limits := DefaultLimits()
	rapid.Check(t, func(t *rapid.T) {
		q := request{
			op:       operation(rapid.IntRange(1, 4).Draw(t, "op")),
			page:     rapid.IntRange(0, 1<<31).Draw(t, "page"),
			width:    rapid.IntRange(0, 1<<31).Draw(t, "width"),
			document: rapid.SliceOf(rapid.Byte()).Draw(t, "document"),
		}
		b := new(bytes.Buffer)
		if err := writeRequest(b, q); err != nil {
			t.Fatal(err)
		}
		got, err := readRequest(b, limits)
		if err != nil || got.op != q.op || got.page != q.page || got.width != q.width || !bytes.Equal(got.document, q.document) {
			t.Errorf("got %v, %v", got, err)
		}
	})
	b := new(bytes.Buffer)
	if err := writeHello(b, limits); err != nil {
		t.Fatal(err)
	}
	got, err := readHello(b)
	want := limits
	want.Wall, want.Start = 0, 0 // the parent's own
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestImplausibleResponses(t *testing.T) {
	limits := Limits{Pixels: 100, Pages: 5, Text: 10, Input: 10, Wall: time.Second}
	tests := []struct {
		name   string
		op     operation
		answer response
		length int
	}{
		{"more pages than allowed", opCount, response{a: 6}, 0},
		{"count with a body", opCount, response{a: 1}, 1},
		{"too long a text", opText, response{}, 11},
		{"no pixels", opPage, response{a: 0, b: 5}, 0},
		{"too many pixels", opPage, response{a: 11, b: 10}, 440},
		{"fewer bytes than pixels", opPicture, response{a: 10, b: 10}, 399},
		{"refusal with a body", opPicture, response{status: statusMalformed}, 4},
		{"unknown status", opCount, response{status: 9}, 0},
		{"unknown operation", 77, response{}, 0},
		{"product that overflows", opPage, response{a: 1 << 31, b: 1 << 31}, 0},
	}
	for _, test := range tests {
		if plausible(test.answer, test.op, test.length, limits) {
			t.Errorf("%s was believed", test.name)
		}
	}
	if !plausible(response{a: 10, b: 10}, opPicture, 400, limits) {
		t.Error("an honest picture was refused")
	}
}

func FuzzReadResponse(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x100123456789abcdef"), uint8(opPage))
	f.Add([]byte("\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00"), uint8(opCount))
	f.Add([]byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), uint8(opPicture))
	f.Fuzz(func(t *testing.T, data []byte, op uint8) {
		limits := Limits{Pixels: 100, Pages: 5, Text: 10}
		a, err := readResponse(bytes.NewReader(data), operation(op), limits, func(n int) []byte { return make([]byte, n) })
		if err == nil && len(a.body) > 4*limits.Pixels {
			t.Errorf("%d bytes of body", len(a.body))
		}
	})
}
