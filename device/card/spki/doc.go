// Package spki reads public keys as chips and certificates carry them
// (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7) and verifies signatures made
// with them: RSA PKCS#1 v1.5 and PSS, ECDSA over the NIST and Brainpool curves,
// named or with explicit parameters. The standard library refuses explicit
// parameters and Brainpool curves, which cards use (ICAO 9303-12 section 7.1).
package spki
