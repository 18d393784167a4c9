// Package person holds the value types of the field: names, personal numbers,
// civil dates, phones, addresses, receipt numbers, and the two machine-readable
// forms of a card, its QR code and its TD1 machine-readable zone.
//
// Values are made by the Parse functions, which bound every length before they
// believe it and never panic. What the law lets disagree (a number and a
// corrected birth date) is a [Warning], not an error. Errors name the rule that
// was broken and never quote the value, so they can be logged.
//
// The package imports nothing of CardDesk.
package person
