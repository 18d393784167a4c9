// Package racing tells tests whether the race detector watches them. Under it
// arithmetic takes ten times as long: tests that only compute a lot take a share of
// their cases then, and `make test` runs them once more, whole, without it.
package racing
