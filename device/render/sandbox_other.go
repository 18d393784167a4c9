//go:build !linux

package render

// limitSelf does nothing: on Windows the parent holds the child in a Job Object.
func limitSelf(Limits) error { return nil }
