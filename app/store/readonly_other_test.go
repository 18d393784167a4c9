//go:build !linux

package store_test

// readOnlyChild is for Linux, where a process can be kept from writing.
func readOnlyChild() (code int, ok bool) { return 0, false }
