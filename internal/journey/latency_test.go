package main

import (
	"slices"
	"testing"
)

// TestOnlyTheCursorIsNoText changes pixels of a picture as a window would.
func TestOnlyTheCursorIsNoText(t *testing.T) {
	const width, height = 40, 3
	blank := make([]byte, 4*width*height)
	with := func(columns ...int) []byte {
		picture := slices.Clone(blank)
		for _, x := range columns {
			for y := range height {
				picture[4*(y*width+x)] = 0xff
			}
		}
		return picture
	}
	for _, c := range []struct {
		name string
		a, b []byte
		same bool
	}{
		{"nothing", blank, blank, true},
		{"the cursor blinks", blank, with(20, 21), true},
		{"the cursor lies across three columns", blank, with(20, 21, 22), true},
		{"a letter", blank, with(20, 22, 24, 26), false},
		{"a thin letter and the cursor behind it", with(20, 21), with(20, 23, 24), false},
		{"the cursor went on", with(10, 11), with(20, 21), false},
		{"a picture of another size", blank, blank[:8], false},
	} {
		if got := sameText(c.a, c.b, width); got != c.same {
			t.Errorf("%s: same %v, want %v", c.name, got, c.same)
		}
	}
}
