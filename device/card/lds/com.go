package lds

import (
	"fmt"
	"slices"

	"carddesk/device/card/ber"
)

// Common is EF.COM: what the chip says it holds (ICAO 9303-10 section 4.6.1).
// It is not signed; the list of EF.SOD is what counts.
type Common struct {
	Version string // LDS version, "0108"
	Unicode string // Unicode version, "040000"
	Groups  []int  // data groups present, ascending
	Unknown []ber.Tag
}

// ParseCommon reads EF.COM.
func ParseCommon(raw []byte) (Common, error) {
	file, err := open(raw, 0x60)
	if err != nil {
		return Common{}, fmt.Errorf("reading EF.COM: %w", err)
	}
	children, err := file.Children()
	if err != nil {
		return Common{}, fmt.Errorf("reading EF.COM: %w: %w", ErrFile, err)
	}
	var common Common
	listed := false
	for _, child := range children {
		switch child.Tag {
		case 0x5F01:
			common.Version = digits(child.Content)
		case 0x5F36:
			common.Unicode = digits(child.Content)
		case 0x5C:
			listed = true
			common.addTags(child.Content)
		}
	}
	if !listed {
		return Common{}, fmt.Errorf("reading EF.COM: %w: no list of groups", ErrFile)
	}
	slices.Sort(common.Groups)
	common.Groups = slices.Compact(common.Groups)
	return common, nil
}

func (c *Common) addTags(tags []byte) {
	for _, b := range tags[:min(len(tags), 64)] {
		if n, ok := groupOfTag(ber.Tag(b)); ok {
			c.Groups = append(c.Groups, n)
		} else {
			c.Unknown = append(c.Unknown, ber.Tag(b))
		}
	}
}

// digits returns short text of decimal digits, or "" for anything else.
func digits(b []byte) string {
	if len(b) > 8 {
		return ""
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return ""
		}
	}
	return string(b)
}

// BuildCommon writes EF.COM of LDS 1.8 for the groups.
func BuildCommon(groups []int) []byte {
	tags := make([]byte, 0, len(groups))
	for _, n := range groups {
		if tag := GroupTag(n); tag != 0 {
			tags = append(tags, byte(tag))
		}
	}
	return ber.TLV(0x60, ber.TLV(0x5F01, []byte("0108")), ber.TLV(0x5F36, []byte("040000")), ber.TLV(0x5C, tags))
}
