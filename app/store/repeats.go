package store

import (
	"context"
	"fmt"
)

// Repeats is how many commands were done whose id is stem and a number: what is
// done again and again under rising ids, as a paper is printed, is counted so
// without a table of its own. See [RepeatID].
func (s *Store) Repeats(ctx context.Context, stem string) (int, error) {
	// "0" follows "/".
	return s.count(ctx, "repeated commands", "SELECT count(*) FROM command WHERE id >= ? AND id < ?", stem+"/", stem+"0")
}

// RepeatID is the command id of the n-th time, counted from 1.
func RepeatID(stem string, n int) string { return fmt.Sprintf("%s/%d", stem, n) }
