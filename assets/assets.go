// Package assets holds the files that are built into the program: the fonts and
// templates of printed forms, and nothing that runs. It imports nothing of CardDesk.
package assets

import "embed"

// Fonts holds the typefaces of printed forms below fonts/. Liberation Serif has
// the widths of Times New Roman, which decree 30/2020/NĐ-CP, annex I, asks of
// official documents, and may be passed on (SIL Open Font License 1.1, text
// beside the files). It comes from Debian's package fonts-liberation2 2.1.5.
//
//go:embed fonts
var Fonts embed.FS

// Forms holds the templates of official forms below forms/, one JSON file each;
// package report reads them. Their field "unconfirmed" says what of a form was
// not found in a public source and must be compared with the circular.
//
//go:embed forms
var Forms embed.FS
