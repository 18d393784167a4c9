// Package protocol is what desk and registry say to each other over HTTPS:
// paths, headers, JSON bodies and the stable codes of failures. Both sides
// import it, so that they cannot drift apart; docs/sync-protocol.md tells it in
// words.
package protocol
