//go:build !windows && !linux

package main

// denyDumps has nothing to add where only the limit exists.
func denyDumps() {}
