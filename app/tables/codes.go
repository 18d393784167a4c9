package tables

import (
	"errors"
	"fmt"
	"slices"

	"carddesk/app/person"
	"carddesk/app/policy"
)

// Names of the code tables.
const (
	Ethnic    = "ethnic"    // ethnic groups, 54 official codes
	Religion  = "religion"  // no official codes found
	Relation  = "relation"  // between people of a dossier
	Marital   = "marital"   // marital status
	Blood     = "blood"     // blood groups
	Kind      = "kind"      // request kinds in the words of each law
	Reason    = "reason"    // reasons of a request; Parent is the kind, Fee the fee
	FeeCode   = "fee"       // fees; amounts are policy
	Exemption = "exemption" // why a fee is not due
	Channel   = "channel"   // ways in
	Procedure = "procedure" // numbers of administrative procedures; Parent is the kind
)

const (
	maxCodes    = 10_000
	maxCodeText = 300 // bytes
)

// Code is one row of a code table.
type Code struct {
	Code    string           `json:"code"`
	Name    string           `json:"name"`
	Aliases []string         `json:"aliases,omitempty"` // other spellings that mean the same
	Parent  string           `json:"parent,omitempty"`  // code of the table above, e.g. the kind of a reason
	Fee     string           `json:"fee,omitempty"`     // code of the fee of a reason
	From    person.CivilDate `json:"from,omitzero"`     // first day; zero: always
	Until   person.CivilDate `json:"until,omitzero"`    // last day; zero: no end
	Source  string           `json:"source,omitempty"`
	Status  policy.Status    `json:"status"`
}

type codeTable struct {
	Title string `json:"title"`
	Rows  []Code `json:"rows"`
}

// Codes returns the rows of a table on the day, in the order of the table.
func (v View) Codes(table string) []Code {
	var rows []Code
	for _, row := range v.set.codes[table].Rows {
		if row.validOn(v.day) {
			rows = append(rows, row)
		}
	}
	return rows
}

// Below returns the rows of a table on the day that belong to a parent, e.g. the
// reasons of a kind.
func (v View) Below(table, parent string) []Code {
	return slices.DeleteFunc(v.Codes(table), func(c Code) bool { return c.Parent != parent })
}

// Code returns the row of a code on the day. A reason that several kinds know
// needs [View.Below].
func (v View) Code(table, code string) (Code, bool) {
	for _, row := range v.set.codes[table].Rows {
		if row.Code == code && row.validOn(v.day) {
			return row, true
		}
	}
	return Code{}, false
}

// Find returns the row whose name or alias is written so, accents and
// apostrophes aside: "H'Mông", "Mông" and "hmong" are one ethnic group.
func (v View) Find(table, text string) (Code, bool) {
	folded := person.Fold(text)
	if folded == "" {
		return Code{}, false
	}
	rows := v.Codes(table)
	for _, named := range []func(Code) bool{
		func(c Code) bool { return c.Name == text },
		func(c Code) bool { return person.Fold(c.Name) == folded },
		func(c Code) bool {
			return slices.ContainsFunc(c.Aliases, func(a string) bool { return person.Fold(a) == folded })
		},
	} {
		if i := slices.IndexFunc(rows, named); i >= 0 {
			return rows[i], true
		}
	}
	return Code{}, false
}

// Title returns the Vietnamese title of a code table.
func (s *Set) Title(table string) string { return s.codes[table].Title }

func (c Code) validOn(day person.CivilDate) bool {
	return !day.Before(c.From) && (c.Until.IsZero() || !day.After(c.Until))
}

func (t codeTable) check() error {
	if len(t.Rows) > maxCodes {
		return fmt.Errorf("more than %d rows", maxCodes)
	}
	for i, row := range t.Rows {
		switch {
		case row.Code == "" || row.Name == "" || len(row.Code) > 40 || len(row.Name) > maxCodeText:
			return fmt.Errorf("row %d: code or name is missing or too long", i+1)
		case !row.From.IsZero() && !row.From.Full(), !row.Until.IsZero() && !row.Until.Full():
			return fmt.Errorf("row %d: a day is not complete", i+1)
		case !slices.Contains([]policy.Status{policy.Confirmed, policy.Unconfirmed, policy.Chosen}, row.Status):
			return fmt.Errorf("row %d: no status", i+1)
		}
		for _, other := range t.Rows[:i] {
			if other.Code == row.Code && other.Parent == row.Parent && other.overlaps(row) {
				return fmt.Errorf("row %d: %w", i+1, errors.New("its code means two things on one day"))
			}
		}
	}
	return nil
}

func (c Code) overlaps(o Code) bool {
	return (c.Until.IsZero() || !c.Until.Before(o.From)) && (o.Until.IsZero() || !o.Until.Before(c.From))
}
