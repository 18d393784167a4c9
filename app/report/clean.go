package report

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"carddesk/assets"
)

// noGlyph is printed for what the typeface cannot show.
const noGlyph = '□'

// clean makes text printable: invisible format characters dropped, the rest
// composed (NFC), white space and control characters as single spaces, characters
// without a glyph as a visible box. Dropping comes first: a mark behind such a
// character belongs to the letter before it.
func clean(text string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFC.String(strings.Map(visible, text)) {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
			continue
		case r != noGlyph && !hasGlyph(r):
			r = noGlyph
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// visible drops direction marks, zero-width joiners and their like.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// glyphs looks characters up in the regular face; the other faces have the same.
var glyphs = sync.OnceValue(func() *sfnt.Font {
	data, err := assets.Fonts.ReadFile("fonts/LiberationSerif-Regular.ttf")
	if err != nil {
		return nil
	}
	font, err := sfnt.Parse(data)
	if err != nil {
		return nil
	}
	return font
})

// hasGlyph reports whether the typeface shows r. The PDF writer knows only the
// basic plane.
func hasGlyph(r rune) bool {
	font := glyphs()
	if font == nil || r > 0xFFFF {
		return false
	}
	var buffer sfnt.Buffer
	index, err := font.GlyphIndex(&buffer, r)
	return err == nil && index != 0
}
