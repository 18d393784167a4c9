package lds

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"carddesk/device/card/ber"
)

// OIDVietnam names the content of a Vietnamese card's DG13, as read cards show.
const OIDVietnam ber.OID = "1.0.10646.1.0.8"

// Numbers of the fields of DG13. They were read off cards, not published.
const (
	FieldNumber = iota + 1
	FieldName
	FieldBirth
	FieldSex
	FieldNationality
	FieldEthnic
	FieldReligion
	FieldOrigin
	FieldResidence
	FieldIdentification
	FieldIssued
	FieldExpires
	FieldParents
	FieldSpouse
	FieldOldNumber
	FieldSerial
)

// UnknownRest is the key in Unknown of content that is not made of fields. No
// field of the file can take it.
const UnknownRest = 0

// maxFieldText bounds one text of DG13 in bytes.
const maxFieldText = 1024

// maxFields bounds the entries of DG13.
const maxFields = 64

// Vietnam is data group 13 of a Vietnamese identity card. A field that the card
// leaves out is absent from Text.
type Vietnam struct {
	// Text holds the fields of one text by number, composed (NFC).
	Text map[int]string
	// Parents holds father and mother, Spouse the spouse; "" when left out.
	Father, Mother, Spouse string
	// Unknown holds, as they lie in the file, the values of fields whose number
	// or form this program does not know, and under UnknownRest what is not even
	// a field.
	Unknown map[int][]byte
	// Unreadable says that part of the file is not in the known form. Cards of
	// 2024 and later keep some content in a form of their own; this is a note,
	// not a fault.
	Unreadable bool
}

// ParseVietnam reads DG13. Only a broken outer element is an error.
func ParseVietnam(raw []byte) (Vietnam, error) {
	file, err := open(raw, GroupTag(13))
	if err != nil {
		return Vietnam{}, fmt.Errorf("reading DG13: %w", err)
	}
	v := Vietnam{Text: map[int]string{}, Unknown: map[int][]byte{}}
	c := ber.Walk(file, GroupTag(13)).Enter(ber.TagSequence)
	c.Take(ber.TagInteger)
	oid, err := c.Take(ber.TagOID).OID()
	set := c.Take(ber.TagSet)
	if errors.Join(c.Err(), err) != nil || oid != OIDVietnam {
		v.keepRest(file.Content)
		return v, nil
	}
	rest := set.Content
	for count := 0; len(rest) > 0; count++ {
		entry, after, err := ber.Next(rest)
		if err != nil || count == maxFields {
			v.keepRest(rest) // what was read before stays
			break
		}
		v.addEntry(entry)
		rest = after
	}
	return v, nil
}

// keepRest keeps content whose form is not known.
func (v *Vietnam) keepRest(content []byte) {
	v.Unreadable = true
	if len(content) > 0 {
		v.Unknown[UnknownRest] = content
	}
}

func (v *Vietnam) addEntry(entry ber.Element) {
	c := ber.Walk(entry, ber.TagSequence)
	number, err := c.Take(ber.TagInteger).Small()
	if c.Err() != nil || err != nil {
		v.Unreadable = true
		return
	}
	if !c.More() {
		if c.Err() != nil {
			v.Unreadable = true
		}
		return // numbered but without a value: left out
	}
	value := c.Any()
	if c.End() != nil || number == UnknownRest || v.has(number) {
		v.Unreadable = true
		return
	}
	if !v.setField(number, value) {
		v.Unknown[number] = value.Raw
	}
}

func (v *Vietnam) has(number int) bool {
	_, text := v.Text[number]
	_, unknown := v.Unknown[number]
	return text || unknown ||
		number == FieldParents && v.Father+v.Mother != "" ||
		number == FieldSpouse && v.Spouse != ""
}

// setField stores a value of known number and form and reports whether it was one.
func (v *Vietnam) setField(number int, value ber.Element) bool {
	switch {
	case number == FieldParents:
		names, ok := fieldTexts(value, 2)
		if ok {
			v.Father, v.Mother = names[0], names[1]
		}
		return ok
	case number == FieldSpouse:
		names, ok := fieldTexts(value, 1)
		if ok {
			v.Spouse = names[0]
		}
		return ok
	case number >= FieldNumber && number <= FieldSerial:
		text, ok := fieldText(value)
		if ok && text != "" {
			v.Text[number] = text
		}
		return ok
	}
	return false
}

// fieldTexts reads a sequence of at most want texts, or a single text.
func fieldTexts(value ber.Element, want int) ([]string, bool) {
	texts := make([]string, want)
	if text, ok := fieldText(value); ok {
		texts[0] = text
		return texts, true
	}
	if value.Tag != ber.TagSequence {
		return nil, false
	}
	children, err := value.Children()
	if err != nil || len(children) > want {
		return nil, false
	}
	for i, child := range children {
		text, ok := fieldText(child)
		if !ok {
			return nil, false
		}
		texts[i] = text
	}
	return texts, true
}

// fieldText reads one text: short, composed, without control characters.
func fieldText(value ber.Element) (string, bool) {
	if value.Tag == ber.TagNull {
		return "", true
	}
	text, err := value.Text()
	if err != nil || len(text) > maxFieldText || !utf8.ValidString(text) {
		return "", false
	}
	for _, r := range text {
		if unicode.Is(unicode.C, r) {
			return "", false
		}
	}
	return norm.NFC.String(text), true
}

// BuildVietnam writes DG13 in the form of [ParseVietnam]: numbers and dates as
// PrintableString, words as UTF8String, absent fields left out.
func BuildVietnam(v Vietnam) []byte {
	var entries [][]byte
	add := func(number int, value []byte) {
		entries = append(entries, ber.Seq(ber.Integer(int64(number)), value))
	}
	for number := FieldNumber; number <= FieldSerial; number++ {
		switch {
		case number == FieldParents && v.Father+v.Mother != "":
			add(number, ber.Seq(textElement(v.Father), textElement(v.Mother)))
		case number == FieldSpouse && v.Spouse != "":
			add(number, ber.Seq(textElement(v.Spouse)))
		case v.Text[number] != "":
			add(number, textElement(v.Text[number]))
		}
	}
	return ber.TLV(GroupTag(13), ber.Seq(
		ber.Integer(1), ber.ObjectID(OIDVietnam), ber.TLV(ber.TagSet, entries...)))
}

func textElement(text string) []byte {
	tag := ber.TagPrintableString
	for _, r := range text {
		if (r < '0' || r > '9') && r != '/' && (r < 'A' || r > 'F') {
			tag = ber.TagUTF8String
			break
		}
	}
	return ber.TLV(tag, []byte(norm.NFC.String(text)))
}
