package finger

import (
	"image"
	"sync"

	"carddesk/app/port"
)

// Set is the prints of one person as they are taken. It is safe for concurrent
// use; the zero value is empty.
type Set struct {
	mu     sync.Mutex
	prints map[port.Position]*Template
}

// Put takes the picture of a finger, in pixels an inch (0: unknown), in place of
// an earlier one of that name, and returns where else in the set the same
// finger lies. It takes a few hundredths of a second; call it off the thread
// that draws.
func (s *Set) Put(position port.Position, picture image.Image, resolution int) ([]Conflict, error) {
	template, err := Read(picture, resolution)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	others := make(map[port.Position]*Template, len(s.prints))
	for p, t := range s.prints {
		others[p] = t
	}
	if s.prints == nil {
		s.prints = map[port.Position]*Template{}
	}
	s.prints[position] = template
	s.mu.Unlock()
	return Misplaced(map[port.Position]*Template{position: template}, others), nil
}

// Remove forgets a finger that cannot be taken after all.
func (s *Set) Remove(position port.Position) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.prints, position)
}

// Template returns the template of a finger, nil if it has not been taken.
func (s *Set) Template(position port.Position) *Template {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.prints[position]
}
