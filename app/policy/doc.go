// Package policy holds the values that the law or the centre may change: fees,
// thresholds, gates, approval levels, deadlines, retention. Each is a series of
// entries with the days from and until which it holds, its source, and whether
// that source is confirmed. A compiled default is always there; a newer set
// comes signed from the centre. Each dossier records the version it was judged by.
//
// Nothing here is a rule: rules are code in app/dossier and ask for values here.
package policy
