package lds

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"carddesk/app/port"
	"carddesk/device/card/ber"
)

// Names of the files that are not data groups.
const (
	COM        port.CardFile = "EF.COM"
	SOD        port.CardFile = "EF.SOD"
	CardAccess port.CardFile = "EF.CardAccess"
)

// MaxFile bounds a file in bytes: well above any portrait that a chip holds.
const MaxFile = 1 << 20

// LastGroup is the highest number of a data group.
const LastGroup = 16

// Errors of reading files.
var (
	// ErrFile marks content that is not what the file must hold.
	ErrFile = errors.New("malformed chip file")
	// ErrNoPortrait marks a DG2 without a picture that can be found in it.
	ErrNoPortrait = errors.New("no portrait in the file")
)

// Group returns the name of data group n, "DG1" to "DG16".
func Group(n int) port.CardFile { return port.CardFile("DG" + strconv.Itoa(n)) }

// Number returns the number of a data group's name.
func Number(file port.CardFile) (int, bool) {
	digits, ok := strings.CutPrefix(string(file), "DG")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > LastGroup || strconv.Itoa(n) != digits {
		return 0, false
	}
	return n, true
}

// groupTags are the outer tags of data groups 1 to 16 (ICAO 9303-10 table 38).
var groupTags = [LastGroup + 1]ber.Tag{
	0, 0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70,
}

// GroupTag returns the outer tag of data group n, 0 when there is no such group.
func GroupTag(n int) ber.Tag {
	if n < 1 || n > LastGroup {
		return 0
	}
	return groupTags[n]
}

// groupOfTag returns the number of the group that a tag announces.
func groupOfTag(tag ber.Tag) (int, bool) {
	for n := 1; n <= LastGroup; n++ {
		if groupTags[n] == tag {
			return n, true
		}
	}
	return 0, false
}

// open reads the outer element of a file and requires its tag.
func open(raw []byte, tag ber.Tag) (ber.Element, error) {
	if len(raw) > MaxFile {
		return ber.Element{}, fmt.Errorf("%w: %d bytes", ErrFile, len(raw))
	}
	e, err := ber.Expect(raw, tag)
	if err != nil {
		return ber.Element{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return e, nil
}
