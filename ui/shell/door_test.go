package shell

import (
	"image/color"
	"math"
	"testing"

	"carddesk/ui/kit"
)

// TestDoorsCanBeRead holds the words of the rail against WCAG 2.1 §1.4.3 (AA): 4.5
// to 1, light and dark, whether their door is open or not.
func TestDoorsCanBeRead(t *testing.T) {
	for _, dark := range []bool{false, true} {
		for _, marked := range []bool{false, true} {
			theme := kit.NewTheme(dark, 100)
			groundName, inkName := doorColors(marked)
			ground, ink := luminance(theme.Color(groundName, 0)), luminance(theme.Color(inkName, 0))
			if ratio := (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05); ratio < 4.5 {
				t.Errorf("dark %v, marked %v: contrast %.2f", dark, marked, ratio)
			}
		}
	}
}

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	sum := 0.0
	for _, channel := range []struct {
		value  uint32
		weight float64
	}{{r, 0.2126}, {g, 0.7152}, {b, 0.0722}} {
		s := float64(channel.value) / 0xffff
		if s <= 0.04045 {
			sum += channel.weight * s / 12.92
		} else {
			sum += channel.weight * math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return sum
}
