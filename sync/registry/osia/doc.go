// Package osia speaks two interfaces of OSIA (Open Standards Identity APIs) as a
// client: Enrollment 1.3.0, by which a dossier is handed on, and Credential
// Management 1.3.0, by which its card is ordered. The registry uses it to give
// accepted dossiers to a national back end.
//
// Nothing in its errors comes from what was sent or answered, except numbers: an
// answer's text may quote a person.
package osia
