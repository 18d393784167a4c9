// Package sheet writes tables of figures for spreadsheet programs: XLSX with real
// dates and numbers, a report sheet and a data sheet, and CSV in UTF-8 with a
// byte order mark, without which Excel reads Vietnamese as another encoding.
//
// Both are exports: who calls it logs it. Text that a spreadsheet program would
// take for a formula stays text in both (OWASP, "CSV injection").
package sheet
