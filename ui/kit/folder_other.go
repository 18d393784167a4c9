//go:build !windows

package kit

// drives is empty: all folders lie below one root.
func drives() []string { return nil }
