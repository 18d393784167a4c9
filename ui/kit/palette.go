package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

func clear(rgb uint32, alpha uint8) color.NRGBA {
	c := hex(rgb)
	c.A = alpha
	return c
}

// lightPalette is the default. Every text colour has at least 4.5:1 against
// the grounds it is used on (a test measures it).
var lightPalette = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          hex(0xf3f5f8),
	theme.ColorNameForeground:          hex(0x18212d),
	theme.ColorNameDisabled:            hex(0x6d7784),
	theme.ColorNamePlaceHolder:         hex(0x6a7482),
	theme.ColorNamePrimary:             hex(0x1c5fa8),
	theme.ColorNameForegroundOnPrimary: hex(0xffffff),
	theme.ColorNameHyperlink:           hex(0x1c5fa8),
	theme.ColorNameFocus:               clear(0x1c5fa8, 0x40),
	theme.ColorNameSelection:           clear(0x1c5fa8, 0x38),
	theme.ColorNameHover:               clear(0x1c3a5f, 0x12),
	theme.ColorNamePressed:             clear(0x1c3a5f, 0x24),
	theme.ColorNameButton:              hex(0xe6eaf0),
	theme.ColorNameDisabledButton:      hex(0xeceff3),
	theme.ColorNameInputBackground:     hex(0xffffff),
	theme.ColorNameInputBorder:         hex(0x828e9d),
	theme.ColorNameSeparator:           hex(0xd7dde5),
	theme.ColorNameHeaderBackground:    hex(0xe9edf3),
	theme.ColorNameMenuBackground:      hex(0xffffff),
	theme.ColorNameOverlayBackground:   hex(0xffffff),
	theme.ColorNameScrollBar:           clear(0x1c2a3c, 0x66),
	theme.ColorNameShadow:              clear(0x101a28, 0x38),
	theme.ColorNameError:               hex(0xb3261e),
	theme.ColorNameForegroundOnError:   hex(0xffffff),
	theme.ColorNameSuccess:             hex(0x1a7440),
	theme.ColorNameForegroundOnSuccess: hex(0xffffff),
	theme.ColorNameWarning:             hex(0x8f5300),
	theme.ColorNameForegroundOnWarning: hex(0xffffff),
	ColorSurface:                       hex(0xffffff),
	ColorBorder:                        hex(0xcfd6df),
	ColorMuted:                         hex(0x525d6c),
	ColorOK:                            hex(0x1a7440),
	ColorAttention:                     hex(0x8f5300),
	ColorFault:                         hex(0xb3261e),
	ColorRail:                          hex(0x22303f),
	ColorRailText:                      hex(0xe8edf3),
	ColorEmblem:                        hex(0x9e1b1b),
	ColorTraining:                      hex(0xf29a2e),
	ColorOnBand:                        hex(0x2a1700),
	ColorTint:                          hex(0xe4eef9),
	ColorToast:                         hex(0x22303f),
	ColorToastText:                     hex(0xffffff),
}

// darkPalette is the option for dim rooms.
var darkPalette = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          hex(0x161b21),
	theme.ColorNameForeground:          hex(0xe7ebf0),
	theme.ColorNameDisabled:            hex(0x8b96a4),
	theme.ColorNamePlaceHolder:         hex(0x8f9aa8),
	theme.ColorNamePrimary:             hex(0x78b2f0),
	theme.ColorNameForegroundOnPrimary: hex(0x0b1522),
	theme.ColorNameHyperlink:           hex(0x78b2f0),
	theme.ColorNameFocus:               clear(0x78b2f0, 0x50),
	theme.ColorNameSelection:           clear(0x78b2f0, 0x48),
	theme.ColorNameHover:               clear(0xffffff, 0x12),
	theme.ColorNamePressed:             clear(0xffffff, 0x24),
	theme.ColorNameButton:              hex(0x2f3945),
	theme.ColorNameDisabledButton:      hex(0x262e38),
	theme.ColorNameInputBackground:     hex(0x11161b),
	theme.ColorNameInputBorder:         hex(0x6b7787),
	theme.ColorNameSeparator:           hex(0x333d49),
	theme.ColorNameHeaderBackground:    hex(0x28313b),
	theme.ColorNameMenuBackground:      hex(0x222a33),
	theme.ColorNameOverlayBackground:   hex(0x222a33),
	theme.ColorNameScrollBar:           clear(0xffffff, 0x66),
	theme.ColorNameShadow:              clear(0x000000, 0x80),
	theme.ColorNameError:               hex(0xff8f86),
	theme.ColorNameForegroundOnError:   hex(0x2a0503),
	theme.ColorNameSuccess:             hex(0x5fca86),
	theme.ColorNameForegroundOnSuccess: hex(0x04210f),
	theme.ColorNameWarning:             hex(0xe9b04a),
	theme.ColorNameForegroundOnWarning: hex(0x2a1700),
	ColorSurface:                       hex(0x1e252d),
	ColorBorder:                        hex(0x3a4551),
	ColorMuted:                         hex(0xa7b2bf),
	ColorOK:                            hex(0x5fca86),
	ColorAttention:                     hex(0xe9b04a),
	ColorFault:                         hex(0xff8f86),
	ColorRail:                          hex(0x0f1419),
	ColorRailText:                      hex(0xdfe5ec),
	ColorEmblem:                        hex(0xc23a3a),
	ColorTraining:                      hex(0xd98a26),
	ColorOnBand:                        hex(0x1c0f00),
	ColorTint:                          hex(0x223448),
	ColorToast:                         hex(0xdfe5ec),
	ColorToastText:                     hex(0x18212d),
}
