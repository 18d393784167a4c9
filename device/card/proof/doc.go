// Package proof judges what a chip proves: passive authentication (the files
// are as their issuer signed them), active and chip authentication (the chip
// holds the private key that belongs to the files). Everything is a pure
// function of bytes, trust and an instant, so that a reading can be judged
// again without the card. Rules: ICAO 9303-11 sections 5 and 6, 9303-12.
package proof
