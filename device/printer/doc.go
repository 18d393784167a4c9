// Package printer hands finished PDF documents to the print service of this PC.
//
// On Linux that is CUPS, spoken to in its own language, the Internet Printing
// Protocol (RFC 8010 encoding, RFC 8011 operations), over its local socket or
// the loopback interface only: papers of a desk hold personal data and must not
// cross a network unprotected. Elsewhere there is no print service yet, and
// [New] returns one that says so; the desk then offers an export to a file.
//
// What the service keeps of a job after the handing over, its spool, is outside
// of CardDesk's control.
package printer
