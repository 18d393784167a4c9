// Package client is the desk's side of the exchange with the registry: it
// offers what waits in the outbox, uploads what is wanted from the byte at which
// it stopped, brings the change feed into the inbox, and looks people up.
//
// It promises that everything arrives, once, over any line or none: the outbox
// is durable, every call to the registry may be repeated, and after any doubt
// the next batch asks how things stand. A part that fails never blocks another.
// Nothing here needs the desk to be unlocked.
package client
