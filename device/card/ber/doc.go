// Package ber reads and writes the tag-length-value coding that chips,
// certificates and signed messages share (ISO/IEC 8825-1, ISO/IEC 7816-4
// annex E). It reads BER, indefinite lengths included, because security objects
// in the field use it; it writes DER. Input is hostile: no length is believed
// before it is bounded by what is there, nesting and element counts have
// limits, nothing is copied and nothing panics.
package ber
