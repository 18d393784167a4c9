package card

import (
	"context"
	"errors"
	"testing"

	"carddesk/device/card/apdu"
)

// pieces answers every command with the next piece of the input: a length byte,
// so many bytes, and the status as it comes.
type pieces struct{ rest []byte }

func (p *pieces) Do(context.Context, apdu.Command) (apdu.Response, error) {
	if len(p.rest) < 3 {
		return apdu.Response{}, errors.New("nothing left to say")
	}
	n := min(1+int(p.rest[0]), len(p.rest)-2)
	r := apdu.Response{
		Data:   p.rest[1:n],
		Status: apdu.Status(p.rest[n])<<8 | apdu.Status(p.rest[n+1]),
	}
	p.rest = p.rest[n+2:]
	return r, nil
}

// FuzzReadFile lets a chip say anything while a file is read: what comes out is
// no more than one object within its bound, or an error.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte{0, 0x90, 0, 4, 0x60, 0x02, 1, 2, 0x90, 0})
	f.Add([]byte{0, 0x90, 0, 4, 0x75, 0x81, 0x06, 1, 0x90, 0, 5, 2, 3, 4, 5, 6, 0x62, 0x82})
	f.Add([]byte{0, 0x90, 0, 4, 0x75, 0x83, 0x01, 0x00, 0x90, 0, 1, 0, 0x90, 0})
	f.Add([]byte{0, 0x90, 0, 0, 0x67, 0, 0, 0x67, 0, 0, 0x6C, 1})
	f.Add([]byte{0, 0x6A, 0x82})
	f.Fuzz(func(t *testing.T, answers []byte) {
		r := &fileReader{ch: &pieces{answers}, block: 192}
		data, err := r.read(t.Context(), fileCOM)
		if err != nil {
			return
		}
		_, header, length, err := apdu.ParseHeader(data)
		if err != nil || len(data) > header+length || len(data) > maxSmallFile {
			t.Fatalf("%d bytes read, header %d, length %d, %v", len(data), header, length, err)
		}
	})
}

// FuzzListedGroups checks that no EF.COM asks for a group twice or for none.
func FuzzListedGroups(f *testing.F) {
	f.Add([]byte{0x60, 0x05, 0x5C, 0x03, 0x61, 0x75, 0x6E})
	f.Add([]byte{0x60, 0x16, 0x5F, 0x01, 0x04, '0', '1', '0', '7', 0x5F, 0x36, 0x06, '0', '4', '0', '0', '0', '0', 0x5C, 0x04, 0x75, 0x61, 0x75, 0x76})
	f.Fuzz(func(t *testing.T, com []byte) {
		groups, err := listedGroups(com)
		if err != nil {
			return
		}
		seen := map[int]bool{}
		for _, n := range groups {
			if n < 1 || n > 16 || seen[n] {
				t.Fatalf("groups %v", groups)
			}
			seen[n] = true
		}
		if !seen[1] {
			t.Fatalf("DG1 left out: %v", groups)
		}
	})
}
