package synth

import (
	"sync"
)

// Person is somebody who stands before the training devices. Everything about
// them follows from the seed; fingers are grown when first looked at. It is
// safe for concurrent use.
type Person struct {
	Seed  uint64
	Woman bool

	fingers [10]func() *Finger
	eyes    [2]func() *Eye
	face    func() (*Portrait, error)
}

// NewPerson returns the person of a seed.
func NewPerson(seed uint64, woman bool) *Person {
	p := &Person{Seed: seed, Woman: woman}
	for n := range p.fingers {
		p.fingers[n] = sync.OnceValue(func() *Finger { return NewFinger(seed, n+1) })
	}
	for n := range p.eyes {
		p.eyes[n] = sync.OnceValue(func() *Eye { return NewEye(seed, n == 1) })
	}
	p.face = sync.OnceValues(func() (*Portrait, error) { return LoadPortrait(portraitOf(seed, woman)) })
	return p
}

// Finger returns finger number 1–10 as in ISO/IEC 19794-4: 1–5 right thumb to
// little finger, 6–10 left.
func (p *Person) Finger(number int) *Finger { return p.fingers[number-1]() }

// Eye returns the left or the right eye.
func (p *Person) Eye(left bool) *Eye {
	if left {
		return p.eyes[1]()
	}
	return p.eyes[0]()
}

// Portrait returns the drawing of the person's face.
func (p *Person) Portrait() (*Portrait, error) { return p.face() }

// Grow grows the given fingers in parallel, so that a capture does not wait for
// one after the other.
func (p *Person) Grow(numbers ...int) {
	var group sync.WaitGroup
	for _, n := range numbers {
		group.Add(1)
		go func() {
			defer group.Done()
			p.Finger(n)
		}()
	}
	group.Wait()
}
