// Package packet is the framing of everything that passes between a desk and
// the registry: packets (one sealed version of a dossier), events (log entries
// that concern the registry), items of the change feed, and batches (what a
// station offers).
//
// A frame is a fixed header, a body in canonical JSON (RFC 8785) and an Ed25519
// signature over both; in a packet the parts follow. Packets, events and items
// are sealed whole in one age stream. Packets are written and read as streams,
// so memory does not grow with their size. The format is described in
// docs/packet-format.md and pinned by the known answers in testdata.
//
// Every length is bounded before it is believed; a reader never panics on
// hostile bytes.
package packet
