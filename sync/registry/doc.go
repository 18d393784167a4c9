// Package registry is the reference registry: the centre that desks send
// dossiers to, as a library. It speaks HTTPS with mutual TLS, keeps its records
// in SQLite or PostgreSQL and its packets in a folder, and for training plays
// the centre's part: it decides, orders a card, produces and ships it, and
// tells every step through the change feed.
//
// What it acknowledges is durable: file and folder are synced before the
// transaction that names the packet, and the answer comes after the
// transaction. Everything that a desk may send twice — batches, uploads,
// events, log hashes, enrolments — has the effect of sending it once.
//
// The tables are described in migrations/0001_first.sql; tests and tools may
// read them, above all dossier (one row a dossier) and card (one row a card).
package registry
