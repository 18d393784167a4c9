package cert

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"carddesk/device/card/ber"
)

// Name is a distinguished name. Issuers write the same name with other string
// types, case or spaces in different places, so names are compared folded; the
// signature decides afterwards who really signed.
type Name struct {
	Raw    []byte
	Text   string // for people: "C=VN, O=…, CN=…"
	folded string
}

// Equal reports whether two names are the same but for string type, case and
// spaces.
func (n Name) Equal(other Name) bool { return n.folded == other.folded }

// Key is a comparable form of the folded name.
func (n Name) Key() string { return n.folded }

// ParseName reads a raw distinguished name.
func ParseName(raw []byte) (Name, error) {
	e, err := ber.Only(raw)
	if err != nil {
		return Name{}, fmt.Errorf("reading name: %w", err)
	}
	return parseName(e)
}

// labels are the attribute types that people know by letters (RFC 4514, 3).
var labels = map[ber.OID]string{
	"2.5.4.3": "CN", "2.5.4.5": "SERIALNUMBER", "2.5.4.6": "C", "2.5.4.7": "L",
	"2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU",
}

func parseName(e ber.Element) (Name, error) {
	if e.Tag != ber.TagSequence {
		return Name{}, fmt.Errorf("reading name: %w: tag %X", ber.ErrUnexpected, e.Tag)
	}
	sets, err := e.Children()
	if err != nil {
		return Name{}, fmt.Errorf("reading name: %w", err)
	}
	var shown, folded []string
	for _, set := range sets {
		values, err := set.Children()
		if err != nil {
			return Name{}, fmt.Errorf("reading name: %w", err)
		}
		var pairs []string
		for _, value := range values {
			label, text, err := attribute(value)
			if err != nil {
				return Name{}, fmt.Errorf("reading name: %w", err)
			}
			shown = append(shown, label+"="+text)
			pairs = append(pairs, label+"="+strings.Join(strings.Fields(strings.ToLower(text)), " "))
		}
		slices.Sort(pairs)
		folded = append(folded, strings.Join(pairs, "+"))
	}
	return Name{Raw: e.Raw, Text: strings.Join(shown, ", "), folded: strings.Join(folded, "\x00")}, nil
}

func attribute(e ber.Element) (label, text string, err error) {
	c := ber.Walk(e, ber.TagSequence)
	oid, err := c.Take(ber.TagOID).OID()
	value := c.Any()
	if err := errors.Join(c.End(), err); err != nil {
		return "", "", err
	}
	label, ok := labels[oid]
	if !ok {
		label = string(oid)
	}
	if text, err = value.Text(); err != nil {
		text = "#" + hex.EncodeToString(value.Content) // an exotic type still compares
	}
	return label, text, nil
}
