package finger

import (
	"errors"
	"image"
	"testing"

	"carddesk/app/port"
	"carddesk/device/simulator/synth"
)

func TestSet(t *testing.T) {
	index, middle := synth.NewFinger(44, 2), synth.NewFinger(44, 3)
	print := func(f *synth.Finger, shot uint64) image.Image {
		return f.Print(synth.NewImpression(shot, synth.Ordinary))
	}
	var set Set
	put := func(name string, position port.Position, picture image.Image, want ...port.Position) {
		t.Helper()
		conflicts, err := set.Put(position, picture, 500)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(conflicts) != len(want) {
			t.Fatalf("%s: %v", name, conflicts)
		}
		for i, c := range conflicts {
			if c.First != position || c.Second != want[i] {
				t.Errorf("%s: %v", name, c)
			}
		}
	}
	put("first", port.RightIndex, print(index, 1))
	put("the same again", port.RightIndex, print(index, 2))
	put("index as middle", port.RightMiddle, print(index, 3), port.RightIndex)
	put("middle as middle", port.RightMiddle, print(middle, 4))
	set.Remove(port.RightIndex)
	if set.Template(port.RightIndex) != nil || set.Template(port.RightMiddle) == nil {
		t.Error("another finger was removed")
	}
	put("index as left index", port.LeftIndex, print(index, 5))
	if _, err := set.Put(port.LeftThumb, image.NewGray(image.Rect(0, 0, 5, 5)), 500); !errors.Is(err, ErrPicture) {
		t.Errorf("no picture: %v", err)
	}
	if set.Template(port.LeftThumb) != nil {
		t.Error("a picture that was refused is in the set")
	}
}
