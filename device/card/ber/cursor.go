package ber

import "fmt"

// Cursor walks the elements of a structure in order. After the first error all
// calls return zero values and [Cursor.Err] tells that error, so a structure
// can be read in one run and judged at its end.
type Cursor struct {
	rest []byte
	err  error
}

// Walk starts a cursor at the content of e, which must have the given tag.
func Walk(e Element, tag Tag) *Cursor {
	if e.Tag != tag {
		return &Cursor{err: fmt.Errorf("%w: tag %X where %X belongs", ErrUnexpected, e.Tag, tag)}
	}
	return &Cursor{rest: e.Content}
}

// Err returns the first error.
func (c *Cursor) Err() error { return c.err }

// More reports whether elements are left and no error happened.
func (c *Cursor) More() bool { return c.err == nil && len(c.rest) > 0 }

// Any reads the next element whatever its tag.
func (c *Cursor) Any() Element {
	if c.err != nil {
		return Element{}
	}
	e, rest, err := Next(c.rest)
	if err != nil {
		c.err = err
		return Element{}
	}
	c.rest = rest
	return e
}

// Take reads the next element and requires its tag.
func (c *Cursor) Take(tag Tag) Element {
	e := c.Any()
	if c.err == nil && e.Tag != tag {
		c.err = fmt.Errorf("%w: tag %X where %X belongs", ErrUnexpected, e.Tag, tag)
		return Element{}
	}
	return e
}

// Optional reads the next element if it has the tag.
func (c *Cursor) Optional(tag Tag) (Element, bool) {
	if !c.More() {
		return Element{}, false
	}
	e, rest, err := Next(c.rest)
	if err != nil {
		c.err = err
		return Element{}, false
	}
	if e.Tag != tag {
		return Element{}, false
	}
	c.rest = rest
	return e, true
}

// Enter reads the next element, which must have the tag, and walks its content.
func (c *Cursor) Enter(tag Tag) *Cursor {
	e := c.Take(tag)
	if c.err != nil {
		return &Cursor{err: c.err}
	}
	return &Cursor{rest: e.Content}
}

// End returns the first error, or [ErrTrailing] when elements are left over.
func (c *Cursor) End() error {
	if c.err == nil && len(c.rest) > 0 {
		c.err = fmt.Errorf("%w: %d", ErrTrailing, len(c.rest))
	}
	return c.err
}
