// Package store is the desk's memory: one SQLite file and one folder of sealed
// blobs under the data folder, and in memory the keys and the search index
// while the desk is unlocked.
//
// Everything that changes goes through [Store.Apply]: one command, one
// transaction, one entry of the log. The states move only along the tables of
// package dossier, here and in the database itself. Commands carry an id and
// doing one twice does it once.
//
// Nothing personal is readable on the disk: names, numbers, dates, addresses,
// captures and log payloads are sealed with the keys of package vault. What is
// plain are ids, states, types, times and the coarse columns of [Facts].
package store
