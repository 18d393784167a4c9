package store

import "fmt"

// Bounds of free disk space, in bytes. A dossier with its captures and packet
// takes a few megabytes, so open dossiers finish well within what the stop
// leaves.
const (
	SpaceWarn = 2 << 30
	SpaceStop = 500 << 20
)

// Space says how much room the data folder's disk has.
type Space struct {
	Free uint64 // bytes
	Warn bool   // less than SpaceWarn
	Stop bool   // less than SpaceStop: no new dossiers, open ones finish
}

// Space asks the operating system for the free space.
func (s *Store) Space() (Space, error) {
	free, err := s.free(s.dir)
	if err != nil {
		return Space{}, fmt.Errorf("reading the free disk space: %w", err)
	}
	return Space{Free: free, Warn: free < SpaceWarn, Stop: free < SpaceStop}, nil
}

// spaceForNew refuses a new dossier where the disk is nearly full. A disk that
// does not tell is no reason to turn a citizen away.
func (s *Store) spaceForNew() error {
	space, err := s.Space()
	if err == nil && space.Stop {
		return ErrSpace
	}
	return nil
}
