package lds

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"carddesk/device/card/ber"
)

// HolderDetails is data group 11, more about the holder (ICAO 9303-10 section
// 4.7.11). Vietnamese cards have none; others may. Fillers are spaces.
type HolderDetails struct {
	Name           string
	OtherNames     []string
	PersonalNumber string
	Birth          string // yyyymmdd, unknown parts 00
	BirthPlace     string
	Address        string
	Phone          string
	Profession     string
	Unknown        []ber.Tag // present and not read
}

// DocumentDetails is data group 12, more about the document (ICAO 9303-10
// section 4.7.12).
type DocumentDetails struct {
	Authority    string
	Issued       string // yyyymmdd
	Endorsements string
	Unknown      []ber.Tag
}

// maxDetail bounds one text of DG11 or DG12 in bytes.
const maxDetail = 4096

// ParseHolderDetails reads DG11.
func ParseHolderDetails(raw []byte) (HolderDetails, error) {
	var d HolderDetails
	children, err := details(raw, 11)
	if err != nil {
		return d, err
	}
	texts := map[ber.Tag]*string{
		0x5F0E: &d.Name, 0x5F10: &d.PersonalNumber, 0x5F11: &d.BirthPlace,
		0x5F42: &d.Address, 0x5F12: &d.Phone, 0x5F13: &d.Profession,
	}
	for _, child := range children {
		switch {
		case child.Tag == 0x5C: // list of what follows
		case child.Tag == 0x5F2B:
			d.Birth = detailDate(child.Content)
		case child.Tag == 0xA0:
			d.OtherNames = otherNames(child)
		case texts[child.Tag] != nil:
			*texts[child.Tag] = detailText(child.Content)
		default:
			d.Unknown = append(d.Unknown, child.Tag)
		}
	}
	return d, nil
}

// ParseDocumentDetails reads DG12.
func ParseDocumentDetails(raw []byte) (DocumentDetails, error) {
	var d DocumentDetails
	children, err := details(raw, 12)
	if err != nil {
		return d, err
	}
	for _, child := range children {
		switch child.Tag {
		case 0x5C:
		case 0x5F19:
			d.Authority = detailText(child.Content)
		case 0x5F26:
			d.Issued = detailDate(child.Content)
		case 0x5F1B:
			d.Endorsements = detailText(child.Content)
		default:
			d.Unknown = append(d.Unknown, child.Tag)
		}
	}
	return d, nil
}

func details(raw []byte, group int) ([]ber.Element, error) {
	file, err := open(raw, GroupTag(group))
	if err != nil {
		return nil, fmt.Errorf("reading DG%d: %w", group, err)
	}
	children, err := file.Children()
	if err != nil {
		return nil, fmt.Errorf("reading DG%d: %w: %w", group, ErrFile, err)
	}
	return children, nil
}

func otherNames(list ber.Element) []string {
	const most = 16
	children, err := list.Children()
	if err != nil {
		return nil
	}
	var names []string
	for _, child := range children {
		if name := detailText(child.Content); child.Tag == 0x5F0F && name != "" && len(names) < most {
			names = append(names, name)
		}
	}
	return names
}

// detailText returns text with fillers as spaces, or "" for what is no text.
func detailText(b []byte) string {
	text := norm.NFC.String(string(b))
	if len(b) > maxDetail || strings.ContainsFunc(text, func(r rune) bool {
		return r == unicode.ReplacementChar || unicode.Is(unicode.C, r)
	}) {
		return ""
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '<' || unicode.IsSpace(r) }), " ")
}

// detailDate reads yyyymmdd in eight digits or, as older chips have it, in four
// bytes of two digits each.
func detailDate(b []byte) string {
	if len(b) == 4 {
		b = fmt.Appendf(nil, "%x", b)
	}
	if len(b) != 8 {
		return ""
	}
	return digits(b)
}
