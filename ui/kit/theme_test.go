package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
)

// contrast is the ratio of WCAG 2.1 §1.4.3.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	channel := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

func TestContrastIsAA(t *testing.T) {
	texts := []struct{ ink, ground fyne.ThemeColorName }{
		{theme.ColorNameForeground, theme.ColorNameBackground}, {theme.ColorNameForeground, ColorSurface},
		{theme.ColorNameForeground, ColorTint}, {theme.ColorNameForeground, theme.ColorNameButton},
		{theme.ColorNameForeground, theme.ColorNameInputBackground}, {theme.ColorNameForeground, theme.ColorNameHeaderBackground},
		{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
		{ColorMuted, theme.ColorNameBackground}, {ColorMuted, ColorSurface}, {ColorMuted, ColorTint}, {ColorMuted, theme.ColorNameHeaderBackground},
		{ColorMuted, theme.ColorNameButton}, {ColorMuted, theme.ColorNameMenuBackground},
		{ColorOK, ColorSurface}, {ColorAttention, ColorSurface}, {ColorFault, ColorSurface},
		{ColorAttention, ColorTint}, {ColorFault, theme.ColorNameBackground}, {ColorAttention, theme.ColorNameBackground},
		{theme.ColorNamePrimary, ColorSurface}, {theme.ColorNamePrimary, theme.ColorNameBackground},
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary}, {theme.ColorNameForegroundOnError, theme.ColorNameError},
		{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess}, {theme.ColorNameForegroundOnWarning, theme.ColorNameWarning},
		{ColorOnBand, ColorTraining}, {ColorRailText, ColorRail}, {ColorToastText, ColorToast},
	}
	for _, dark := range []bool{false, true} {
		th := NewTheme(dark, 100)
		for _, p := range texts {
			if c := contrast(th.Color(p.ink, 0), th.Color(p.ground, 0)); c < 4.5 {
				t.Errorf("dark %v: %s on %s has contrast %.2f, want 4.5", dark, p.ink, p.ground, c)
			}
		}
		if c := contrast(th.Color(theme.ColorNameInputBorder, 0), th.Color(ColorSurface, 0)); c < 3 {
			t.Errorf("dark %v: the border of inputs has contrast %.2f", dark, c)
		}
	}
}

func TestBothPalettesNameTheSameColours(t *testing.T) {
	for name := range lightPalette {
		if _, ok := darkPalette[name]; !ok {
			t.Errorf("%s is missing in the dark palette", name)
		}
	}
	if len(lightPalette) != len(darkPalette) {
		t.Errorf("%d colours light, %d dark", len(lightPalette), len(darkPalette))
	}
}

func TestTextSizeGrowsToTwice(t *testing.T) {
	for scale, want := range map[int]float32{50: 14, 100: 14, 150: 21, 200: 28, 400: 28} {
		if got := NewTheme(false, scale).Size(theme.SizeNameText); got != want {
			t.Errorf("%d %%: %v, want %v", scale, got, want)
		}
	}
}

func TestFynesWordsAreVietnamese(t *testing.T) {
	newDesk(t)
	if err := UseVietnamese(); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{"OK": "Đồng ý", "Cancel": "Bỏ qua", "Save": "Lưu", "Yes": "Có"} {
		if got := lang.L(word); got != want {
			t.Errorf("%s is %q", word, got)
		}
	}
	if got := lang.X("monday.short", "Mon"); got != "T2" {
		t.Errorf("Monday is %q", got)
	}
}
