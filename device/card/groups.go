package card

import (
	"fmt"
	"slices"

	"carddesk/device/card/apdu"
)

// groupTags gives the tag of each data group in the list of EF.COM
// (ICAO 9303-10 section 4.6.1), by group number.
var groupTags = [...]byte{
	1: 0x61, 2: 0x75, 3: 0x63, 4: 0x76, 5: 0x65, 6: 0x66, 7: 0x67, 8: 0x68,
	9: 0x69, 10: 0x6A, 11: 0x6B, 12: 0x6C, 13: 0x6D, 14: 0x6E, 15: 0x6F, 16: 0x70,
}

// readingOrder is the order in which groups are read: what the clerk compares
// first, then the keys.
var readingOrder = []int{1, 2, 13, 11, 12, 14, 15, 5, 6, 7, 8, 9, 10, 16, 3, 4}

// allGroups is what is tried on a chip without a list.
var allGroups = []int{1, 2, 13, 11, 12, 14, 15}

// listedGroups are the groups that EF.COM lists, in reading order, each once.
// DG1 is always among them.
func listedGroups(com []byte) ([]int, error) {
	outer, err := apdu.ParseObjects(com)
	if err != nil {
		return nil, fmt.Errorf("list of groups: %w", err)
	}
	content, ok := apdu.Find(outer, 0x60)
	if !ok {
		return nil, fmt.Errorf("list of groups: %w: no object 60", apdu.ErrTLV)
	}
	objects, err := apdu.ParseObjects(content)
	if err != nil {
		return nil, fmt.Errorf("list of groups: %w", err)
	}
	tags, ok := apdu.Find(objects, 0x5C)
	if !ok {
		return nil, fmt.Errorf("list of groups: %w: no object 5C", apdu.ErrTLV)
	}
	groups := []int{1}
	for _, n := range readingOrder {
		if n != 1 && slices.Contains(tags, groupTags[n]) {
			groups = append(groups, n)
		}
	}
	return groups, nil
}
