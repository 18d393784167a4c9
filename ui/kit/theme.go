package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colour names of the kit beyond Fyne's own.
const (
	ColorSurface   fyne.ThemeColorName = "cardSurface"
	ColorBorder    fyne.ThemeColorName = "cardBorder"
	ColorMuted     fyne.ThemeColorName = "cardMuted"
	ColorOK        fyne.ThemeColorName = "cardOK"
	ColorAttention fyne.ThemeColorName = "cardAttention"
	ColorFault     fyne.ThemeColorName = "cardFault"
	ColorRail      fyne.ThemeColorName = "cardRail"
	ColorRailText  fyne.ThemeColorName = "cardRailText"
	ColorEmblem    fyne.ThemeColorName = "cardEmblem"
	ColorTraining  fyne.ThemeColorName = "cardTraining"
	ColorOnBand    fyne.ThemeColorName = "cardOnBand"
	ColorTint      fyne.ThemeColorName = "cardTint"
	ColorToast     fyne.ThemeColorName = "cardToast"
	ColorToastText fyne.ThemeColorName = "cardToastText"
)

// Theme is the look of the desk: Fyne's theme with calmer colours and the
// density of an office program on a 1366×768 screen.
type Theme struct {
	// Dark chooses the dark palette.
	Dark bool
	// Scale is the text size in percent, 100 to 200.
	Scale int
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes the theme; scale outside 100 to 200 is brought into it.
func NewTheme(dark bool, scale int) *Theme {
	return &Theme{Dark: dark, Scale: max(100, min(scale, 200))}
}

// Color gives the colour of the palette. The variant Fyne read from the system
// is ignored: the user's own setting decides.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	palette, variant := lightPalette, theme.VariantLight
	if t.Dark {
		palette, variant = darkPalette, theme.VariantDark
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font is Noto Sans for everything; the monospace font of Fyne lacks most
// Vietnamese letters, and figures of Noto Sans are tabular.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	style.Monospace = false
	return theme.DefaultTheme().Font(style)
}

// Icon gives Fyne's icon.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// sizes are the measures at 100 %; they grow with the text unless fixed.
var sizes = map[fyne.ThemeSizeName]struct {
	value float32
	fixed bool
}{
	theme.SizeNameText:            {14, false},
	theme.SizeNameCaptionText:     {12, false},
	theme.SizeNameHeadingText:     {22, false},
	theme.SizeNameSubHeadingText:  {16, false},
	theme.SizeNameInlineIcon:      {18, false},
	theme.SizeNameInnerPadding:    {5, false},
	theme.SizeNamePadding:         {4, true},
	theme.SizeNameLineSpacing:     {4, true},
	theme.SizeNameScrollBar:       {12, true},
	theme.SizeNameScrollBarSmall:  {4, true},
	theme.SizeNameInputBorder:     {1, true},
	theme.SizeNameInputRadius:     {4, true},
	theme.SizeNameSelectionRadius: {4, true},
	theme.SizeNameScrollBarRadius: {4, true},
}

// Size gives the measure at the chosen text size.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	s, ok := sizes[name]
	if !ok {
		return theme.DefaultTheme().Size(name)
	}
	if s.fixed || t.Scale == 0 {
		return s.value
	}
	return s.value * float32(t.Scale) / 100
}

// Color is a colour of the theme in use. Under a theme that is not the kit's
// the light palette answers for the kit's own names.
func Color(name fyne.ThemeColorName) color.Color {
	current := theme.Current()
	if _, ok := current.(*Theme); !ok {
		if c, own := lightPalette[name]; own {
			return c
		}
	}
	return current.Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// scaled is a length that grows with the text size.
func scaled(length float32) float32 { return length * theme.TextSize() / 14 }
