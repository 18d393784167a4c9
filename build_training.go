//go:build !release

package main

// releaseBuild refuses the certificates of training issuers.
const releaseBuild = false
