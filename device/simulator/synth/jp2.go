package synth

import (
	"embed"
	"fmt"
)

// Pictures as devices of the interface send them, JPEG 2000. There is no encoder
// of it in Go, so some of this package's own pictures were encoded once; jp2/README.md
// says how.
//
//go:embed jp2/*.jp2 jp2/*.j2k
var jp2Files embed.FS

// JP2Eyes is the number of people whose eyes are there as JPEG 2000.
const JP2Eyes = 2

// JP2Face returns the drawing of a person's face, 960×1280, as a JP2 file.
func JP2Face(seed uint64, woman bool) ([]byte, error) {
	return readJP2(fmt.Sprintf("jp2/portrait%02d.jp2", portraitOf(seed, woman)))
}

// JP2Eye returns an eye of person seed modulo [JP2Eyes], of the size of
// [Eye.Picture], as a bare codestream.
func JP2Eye(seed uint64, left bool) ([]byte, error) {
	return readJP2(fmt.Sprintf("jp2/%s.j2k", eyeFile(seed, left)))
}

func eyeFile(seed uint64, left bool) string {
	side := "right"
	if left {
		side = "left"
	}
	return fmt.Sprintf("eye%d-%s", seed%JP2Eyes, side)
}

func readJP2(name string) ([]byte, error) {
	data, err := jp2Files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading a JPEG 2000 picture: %w", err)
	}
	return data, nil
}
