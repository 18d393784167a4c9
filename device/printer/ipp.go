package printer

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Operations (RFC 8011, 5.4.15, and CUPS's own).
const (
	opPrintJob             uint16 = 0x0002
	opGetJobAttributes     uint16 = 0x0009
	opGetPrinterAttributes uint16 = 0x000b
	opGetDefault           uint16 = 0x4001
	opGetPrinters          uint16 = 0x4002
)

// Status codes (RFC 8011, appendix B).
const (
	statusLastSuccess     uint16 = 0x00ff
	statusNotFound        uint16 = 0x0406
	statusNotAcceptingJob uint16 = 0x0506
)

// Group and value tags (RFC 8010, 3.5).
const (
	groupOperation byte = 0x01
	groupJob       byte = 0x02
	groupEnd       byte = 0x03
	groupPrinter   byte = 0x04
	lastGroup      byte = 0x0f

	tagInteger  byte = 0x21
	tagBoolean  byte = 0x22
	tagEnum     byte = 0x23
	tagRange    byte = 0x33
	tagName     byte = 0x42
	tagKeyword  byte = 0x44
	tagURI      byte = 0x45
	tagCharset  byte = 0x47
	tagLanguage byte = 0x48
	tagMIME     byte = 0x49
)

var errMalformed = errors.New("malformed IPP message")

// attribute is a name with its values; integers stand in four bytes.
type attribute struct {
	tag    byte
	name   string
	values [][]byte
}

// group is a list of attributes under one group tag.
type group struct {
	tag        byte
	attributes []attribute
}

// message is a request or a response without its document.
type message struct {
	code      uint16 // operation or status
	requestID uint32
	groups    []group
}

func text(tag byte, name, value string) attribute {
	return attribute{tag, name, [][]byte{[]byte(value)}}
}

func integer(name string, value int) attribute {
	return attribute{tagInteger, name, [][]byte{binary.BigEndian.AppendUint32(nil, uint32(int32(value)))}}
}

// pageRange is a rangeOfInteger: its two bounds, four bytes each.
func pageRange(name string, first, last int) attribute {
	value := binary.BigEndian.AppendUint32(nil, uint32(int32(first)))
	return attribute{tagRange, name, [][]byte{binary.BigEndian.AppendUint32(value, uint32(int32(last)))}}
}

func keywords(name string, values ...string) attribute {
	a := attribute{tag: tagKeyword, name: name}
	for _, v := range values {
		a.values = append(a.values, []byte(v))
	}
	return a
}

// request begins a message with the attributes that must come first (RFC 8011,
// 4.1.4), then those given.
func request(operation uint16, attributes ...attribute) message {
	first := []attribute{text(tagCharset, "attributes-charset", "utf-8"),
		text(tagLanguage, "attributes-natural-language", "en")}
	return message{code: operation, requestID: 1,
		groups: []group{{groupOperation, append(first, attributes...)}}}
}

// encode writes m as IPP 1.1. It fails on a value that has no room in the
// format.
func (m message) encode() ([]byte, error) {
	b := []byte{1, 1}
	b = binary.BigEndian.AppendUint16(b, m.code)
	b = binary.BigEndian.AppendUint32(b, m.requestID)
	for _, g := range m.groups {
		b = append(b, g.tag)
		for _, a := range g.attributes {
			name := a.name
			for _, v := range a.values {
				if len(name) > 0x7fff || len(v) > 0x7fff {
					return nil, fmt.Errorf("attribute %.20q is too long: %w", a.name, errMalformed)
				}
				b = append(b, a.tag)
				b = binary.BigEndian.AppendUint16(b, uint16(len(name)))
				b = append(b, name...)
				b = binary.BigEndian.AppendUint16(b, uint16(len(v)))
				b = append(b, v...)
				name = "" // a further value of the same attribute
			}
		}
	}
	return append(b, groupEnd), nil
}

// decode reads a response. Whatever follows the end tag is not looked at.
func decode(b []byte) (message, error) {
	if len(b) < 8 || b[0] < 1 || b[0] > 2 {
		return message{}, errMalformed
	}
	m := message{code: binary.BigEndian.Uint16(b[2:]), requestID: binary.BigEndian.Uint32(b[4:])}
	rest := b[8:]
	for len(rest) > 0 {
		tag := rest[0]
		rest = rest[1:]
		if tag == groupEnd {
			return m, nil
		}
		if tag <= lastGroup {
			m.groups = append(m.groups, group{tag: tag})
			continue
		}
		name, value, after, ok := nameAndValue(rest)
		if !ok || len(m.groups) == 0 {
			return message{}, errMalformed
		}
		rest = after
		if err := m.groups[len(m.groups)-1].add(tag, name, value); err != nil {
			return message{}, err
		}
	}
	return message{}, errMalformed // no end tag
}

// add appends a value: to a new attribute, or to the last when it has no name.
func (g *group) add(tag byte, name string, value []byte) error {
	if name != "" {
		g.attributes = append(g.attributes, attribute{tag, name, [][]byte{value}})
		return nil
	}
	if len(g.attributes) == 0 {
		return errMalformed
	}
	last := &g.attributes[len(g.attributes)-1]
	last.values = append(last.values, value)
	return nil
}

// nameAndValue splits one name and one value off b.
func nameAndValue(b []byte) (name string, value, rest []byte, ok bool) {
	first, b, ok := counted(b)
	if !ok {
		return "", nil, nil, false
	}
	value, rest, ok = counted(b)
	return string(first), value, rest, ok
}

// counted splits a field off b that begins with its length in two bytes.
func counted(b []byte) (field, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if n > len(b)-2 {
		return nil, nil, false
	}
	return b[2 : 2+n], b[2+n:], true
}

// text returns the first value of a textual attribute of g, or "".
func (g group) text(name string) string {
	for _, a := range g.attributes {
		if a.name == name && a.tag >= 0x40 {
			return string(a.values[0])
		}
	}
	return ""
}

// integer returns the first value of an integer or enum attribute of g.
func (g group) integer(name string) (int, bool) {
	for _, a := range g.attributes {
		if a.name == name && (a.tag == tagInteger || a.tag == tagEnum) && len(a.values[0]) == 4 {
			return int(int32(binary.BigEndian.Uint32(a.values[0]))), true
		}
	}
	return 0, false
}

// boolean returns the first value of a boolean attribute of g.
func (g group) boolean(name string) (value, ok bool) {
	for _, a := range g.attributes {
		if a.name == name && a.tag == tagBoolean && len(a.values[0]) == 1 {
			return a.values[0][0] != 0, true
		}
	}
	return false, false
}

// first returns the first group with the given tag.
func (m message) first(tag byte) (group, bool) {
	for _, g := range m.groups {
		if g.tag == tag {
			return g, true
		}
	}
	return group{}, false
}
