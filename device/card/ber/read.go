package ber

import (
	"errors"
	"fmt"
)

// Bounds of what is read. Real files of a chip stay far below each of them.
const (
	MaxDepth    = 32      // nesting of constructed elements
	MaxChildren = 1 << 14 // children of one element
	maxTagBytes = 4
	maxLenBytes = 4
)

// Errors of reading. Errors returned by this package wrap one of them.
var (
	ErrTruncated  = errors.New("element is cut off")
	ErrTag        = errors.New("unusable tag")
	ErrLength     = errors.New("unusable length")
	ErrDepth      = errors.New("nested too deeply")
	ErrCount      = errors.New("too many elements")
	ErrTrailing   = errors.New("bytes after the end")
	ErrUnexpected = errors.New("unexpected element")
)

// Tag is a tag as its bytes on the wire, big-endian: 0x30, 0x5F1F, 0x7F61.
type Tag uint32

// Universal tags used by this program (ISO/IEC 8824-1).
const (
	TagBoolean         Tag = 0x01
	TagInteger         Tag = 0x02
	TagBitString       Tag = 0x03
	TagOctetString     Tag = 0x04
	TagNull            Tag = 0x05
	TagOID             Tag = 0x06
	TagUTF8String      Tag = 0x0C
	TagPrintableString Tag = 0x13
	TagT61String       Tag = 0x14
	TagIA5String       Tag = 0x16
	TagUTCTime         Tag = 0x17
	TagGeneralizedTime Tag = 0x18
	TagBMPString       Tag = 0x1E
	TagSequence        Tag = 0x30
	TagSet             Tag = 0x31
)

// Context returns the context-specific tag number n (0 to 30).
func Context(n byte, constructed bool) Tag {
	tag := Tag(0x80 | n&0x1F)
	if constructed {
		tag |= 0x20
	}
	return tag
}

// Constructed reports whether the tag announces elements as its content.
func (t Tag) Constructed() bool {
	for t > 0xFF {
		t >>= 8
	}
	return t&0x20 != 0
}

// Element is one element as it lies in the input; its slices share the input's
// memory and must not be changed.
type Element struct {
	Tag     Tag
	Content []byte // without header and, for an indefinite length, without the end mark
	Raw     []byte // header, content and end mark as read
}

// Next reads the first element of b and returns what follows it.
func Next(b []byte) (e Element, rest []byte, err error) {
	return next(b, 0)
}

func next(b []byte, depth int) (Element, []byte, error) {
	h, err := readHeader(b)
	if err != nil {
		return Element{}, nil, err
	}
	body := b[h.size:]
	if !h.indefinite {
		if h.length > len(body) {
			return Element{}, nil, fmt.Errorf("tag %X: %w: %d bytes announced, %d there", h.tag, ErrTruncated, h.length, len(body))
		}
		end := h.size + h.length
		return Element{Tag: h.tag, Content: body[:h.length], Raw: b[:end:end]}, b[end:], nil
	}
	if !h.tag.Constructed() {
		return Element{}, nil, fmt.Errorf("tag %X: %w: indefinite length of a primitive element", h.tag, ErrLength)
	}
	length, err := indefiniteLength(body, depth)
	if err != nil {
		return Element{}, nil, err
	}
	end := h.size + length + 2
	return Element{Tag: h.tag, Content: body[:length], Raw: b[:end:end]}, b[end:], nil
}

// indefiniteLength returns the number of content bytes before the end mark.
func indefiniteLength(body []byte, depth int) (int, error) {
	if depth >= MaxDepth {
		return 0, ErrDepth
	}
	rest := body
	for count := 0; ; count++ {
		if count > MaxChildren {
			return 0, ErrCount
		}
		if len(rest) < 2 {
			return 0, fmt.Errorf("%w: no end mark", ErrTruncated)
		}
		if rest[0] == 0 && rest[1] == 0 {
			return len(body) - len(rest), nil
		}
		_, after, err := next(rest, depth+1)
		if err != nil {
			return 0, err
		}
		rest = after
	}
}

type header struct {
	tag        Tag
	size       int // bytes of tag and length
	length     int
	indefinite bool
}

func readHeader(b []byte) (header, error) {
	tag, n, err := readTag(b)
	if err != nil {
		return header{}, err
	}
	if n >= len(b) {
		return header{}, fmt.Errorf("tag %X: %w: no length", tag, ErrTruncated)
	}
	first := b[n]
	n++
	if first < 0x80 {
		return header{tag: tag, size: n, length: int(first)}, nil
	}
	if first == 0x80 {
		return header{tag: tag, size: n, indefinite: true}, nil
	}
	count := int(first & 0x7F)
	if count > maxLenBytes {
		return header{}, fmt.Errorf("tag %X: %w: %d length bytes", tag, ErrLength, count)
	}
	if len(b)-n < count {
		return header{}, fmt.Errorf("tag %X: %w: length", tag, ErrTruncated)
	}
	var length uint32
	for _, c := range b[n : n+count] {
		length = length<<8 | uint32(c)
	}
	if length > 1<<30 {
		return header{}, fmt.Errorf("tag %X: %w: %d bytes", tag, ErrLength, length)
	}
	return header{tag: tag, size: n + count, length: int(length)}, nil
}

func readTag(b []byte) (Tag, int, error) {
	if len(b) == 0 {
		return 0, 0, fmt.Errorf("%w: no tag", ErrTruncated)
	}
	tag := Tag(b[0])
	if b[0]&0x1F != 0x1F {
		if tag == 0 {
			return 0, 0, fmt.Errorf("%w: zero", ErrTag)
		}
		return tag, 1, nil
	}
	for i := 1; ; i++ {
		if i >= maxTagBytes {
			return 0, 0, fmt.Errorf("%w: longer than %d bytes", ErrTag, maxTagBytes)
		}
		if i >= len(b) {
			return 0, 0, fmt.Errorf("%w: tag", ErrTruncated)
		}
		tag = tag<<8 | Tag(b[i])
		if b[i]&0x80 == 0 {
			return tag, i + 1, nil
		}
	}
}

// Only reads the single element that b consists of.
func Only(b []byte) (Element, error) {
	e, rest, err := Next(b)
	if err != nil {
		return Element{}, err
	}
	if len(rest) != 0 {
		return Element{}, fmt.Errorf("%w: %d after tag %X", ErrTrailing, len(rest), e.Tag)
	}
	return e, nil
}

// Expect reads the single element that b consists of and requires its tag.
func Expect(b []byte, tag Tag) (Element, error) {
	e, err := Only(b)
	if err != nil {
		return Element{}, err
	}
	if e.Tag != tag {
		return Element{}, fmt.Errorf("%w: tag %X where %X belongs", ErrUnexpected, e.Tag, tag)
	}
	return e, nil
}

// Elements reads b as a row of elements.
func Elements(b []byte) ([]Element, error) {
	var row []Element
	for len(b) > 0 {
		if len(row) == MaxChildren {
			return nil, ErrCount
		}
		e, rest, err := Next(b)
		if err != nil {
			return nil, err
		}
		row = append(row, e)
		b = rest
	}
	return row, nil
}

// Children reads the content of a constructed element.
func (e Element) Children() ([]Element, error) {
	if !e.Tag.Constructed() {
		return nil, fmt.Errorf("%w: tag %X has no elements inside", ErrUnexpected, e.Tag)
	}
	row, err := Elements(e.Content)
	if err != nil {
		return nil, fmt.Errorf("in tag %X: %w", e.Tag, err)
	}
	return row, nil
}
