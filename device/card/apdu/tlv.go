package apdu

import (
	"errors"
	"fmt"
)

// ErrTLV marks bytes that are no well-formed BER-TLV data objects.
var ErrTLV = errors.New("malformed data object")

// Object is one BER-TLV data object, its value a part of the bytes parsed.
type Object struct {
	Tag   uint32 // tag bytes as a number: 0x87, 0x7F49
	Value []byte
	Raw   []byte // tag, length and value as they came
}

// maxObjects bounds what one answer may hold, so that an answer of 65536 empty
// objects costs nothing.
const maxObjects = 64

// ParseObjects splits data into the objects it is made of, one level deep.
// Tags have up to three bytes, lengths up to four length bytes of definite
// form; a length must fit what is there.
func ParseObjects(data []byte) ([]Object, error) {
	var objects []Object
	for len(data) > 0 {
		if len(objects) == maxObjects {
			return nil, fmt.Errorf("%w: more than %d objects", ErrTLV, maxObjects)
		}
		tag, header, length, err := ParseHeader(data)
		if err != nil {
			return nil, err
		}
		if length > len(data)-header {
			return nil, fmt.Errorf("%w: length %d, %d bytes left", ErrTLV, length, len(data)-header)
		}
		end := header + length
		objects = append(objects, Object{Tag: tag, Value: data[header:end:end], Raw: data[:end:end]})
		data = data[end:]
	}
	return objects, nil
}

// ErrShortHeader says that tag and length are not complete in the bytes given:
// more bytes are needed, as when a file is read in pieces.
var ErrShortHeader = fmt.Errorf("%w: incomplete tag or length", ErrTLV)

// ParseHeader decodes tag and length at the beginning of data without looking
// at the value. It returns the number of header bytes and the announced length,
// which the caller must bound.
func ParseHeader(data []byte) (tag uint32, header, length int, err error) {
	if len(data) == 0 {
		return 0, 0, 0, ErrShortHeader
	}
	tag, i := uint32(data[0]), 1
	if data[0]&0x1F == 0x1F {
		for {
			if i == len(data) {
				return 0, 0, 0, ErrShortHeader
			}
			if i == 3 {
				return 0, 0, 0, fmt.Errorf("%w: tag longer than three bytes", ErrTLV)
			}
			b := data[i]
			tag = tag<<8 | uint32(b)
			i++
			if b&0x80 == 0 {
				break
			}
		}
	}
	if i == len(data) {
		return 0, 0, 0, ErrShortHeader
	}
	first := data[i]
	i++
	if first < 0x80 {
		return tag, i, int(first), nil
	}
	n := int(first & 0x7F)
	if n == 0 || n > 4 {
		return 0, 0, 0, fmt.Errorf("%w: length of form %02X", ErrTLV, first)
	}
	if len(data)-i < n {
		return 0, 0, 0, ErrShortHeader
	}
	var value uint64
	for _, b := range data[i : i+n] {
		value = value<<8 | uint64(b)
	}
	if value > 1<<31-1 {
		return 0, 0, 0, fmt.Errorf("%w: length %d", ErrTLV, value)
	}
	return tag, i + n, int(value), nil
}

// AppendObject adds one object in the shortest definite form.
func AppendObject(out []byte, tag uint32, value []byte) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		if b := byte(tag >> shift); tag>>shift != 0 || shift == 0 {
			out = append(out, b)
		}
	}
	switch n := len(value); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, value...)
}

// Find returns the value of the first object with the tag.
func Find(objects []Object, tag uint32) ([]byte, bool) {
	for _, o := range objects {
		if o.Tag == tag {
			return o.Value, true
		}
	}
	return nil, false
}
