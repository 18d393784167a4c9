// Package lds reads the files of an eMRTD chip, the logical data structure of
// ICAO 9303-10, and Vietnam's own data group 13. It turns hostile bytes into
// plain values: every length is bounded first, nothing panics, and what a chip
// leaves out is left out. It proves nothing; package proof does.
package lds
