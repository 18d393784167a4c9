package person

import "strings"

// Address is a place as text and, where known, as codes of the area tables. The
// text is what was or will be printed and is never rewritten; codes mean
// something only together with the day whose tables they were taken from, since
// wards, districts and provinces are merged and renamed.
type Address struct {
	Detail   string    `json:"detail,omitempty"`   // house, street, hamlet
	Ward     string    `json:"ward,omitempty"`     // code, five digits
	District string    `json:"district,omitempty"` // code, three digits; "" since July 2025
	Province string    `json:"province,omitempty"` // code, two digits
	Era      CivilDate `json:"era,omitzero"`       // day whose tables the codes belong to
	Text     string    `json:"text,omitempty"`     // the whole, as printed
}

// IsZero reports whether nothing is known of the place.
func (a Address) IsZero() bool { return a == Address{} }

// Coded reports whether the place is tied to the area tables.
func (a Address) Coded() bool { return a.Ward != "" && !a.Era.IsZero() }

// String returns the text, or the detail when there is no text.
func (a Address) String() string {
	if a.Text != "" {
		return a.Text
	}
	return a.Detail
}

// JoinAddress writes the parts of an address the way forms and cards do, from
// the smallest to the largest, leaving out empty ones.
func JoinAddress(parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ", ")
}
