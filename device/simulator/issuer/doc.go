// Package issuer is a training issuer of identity cards: it makes an issuing
// authority (country signing CA) and a document signer, and personalises virtual
// chips with signed files, laid out like Vietnamese cards (ICAO 9303-10,
// 9303-12). Its certificates carry a key identifier by which release builds
// refuse them. Nothing it makes protects anybody: keys lie in plain files.
package issuer
