package synth

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// With CARDDESK_EYES set to a folder this writes the eyes there that jp2/make.sh
// encodes; without it, it looks that each file is there and begins as it should.
func TestJP2Pictures(t *testing.T) {
	for seed := range uint64(JP2Eyes) {
		for _, left := range []bool{true, false} {
			if folder := os.Getenv("CARDDESK_EYES"); folder != "" {
				picture := NewEye(seed, left).Picture(Look{Seed: seed})
				file := append(fmt.Appendf(nil, "P5\n%d %d\n255\n", EyeWidth, EyeHeight), picture.Pix...)
				if err := os.WriteFile(filepath.Join(folder, eyeFile(seed, left)+".pgm"), file, 0o600); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if data, err := JP2Eye(seed+JP2Eyes, left); err != nil || !bytes.HasPrefix(data, []byte("\xff\x4f\xff\x51")) {
				t.Errorf("eye %d: %d bytes, %v", seed, len(data), err)
			}
		}
	}
	for seed := range uint64(Portraits) {
		if data, err := JP2Face(seed, seed%2 == 1); err != nil || !bytes.HasPrefix(data, []byte("\x00\x00\x00\x0cjP  \r\n\x87\n")) {
			t.Errorf("face %d: %d bytes, %v", seed, len(data), err)
		}
	}
}
