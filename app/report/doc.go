// Package report makes the paper of a desk: official forms and reports as PDF.
//
// A form is described in assets/forms: its code, circular, time in force,
// wording and the order of its blocks are data, so that a new circular is a new
// file. The same input always gives the same bytes: nothing is read from a
// clock, and the creation date of the file is the printing time of the input.
//
// Texts come in as they will be read. Whatever they hold, the page stays whole:
// long values wrap and the form goes on over further pages, and a character
// without a glyph becomes a box that can be seen.
package report
