package dossier

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/port"
)

// plainCase is a dossier with nothing out of the ordinary.
func plainCase() Content {
	var c Content
	c.Identity.Lookup.Status = "matched"
	c.Fingerprints.Fingers = map[port.Position]Part{}
	for _, position := range rolledOrder {
		c.Fingerprints.Fingers[position] = Part{Capture: &CaptureRef{Score: 90}}
	}
	return c
}

func TestExceptionsOf(t *testing.T) {
	unverified := []Finding{{Section: SectionReview, Code: "presence-unverified", Severity: Warning}}
	for name, test := range map[string]struct {
		change   func(*Content)
		findings []Finding
		want     []FoundException
	}{
		"nothing": {func(*Content) {}, nil, nil},
		"never looked up": {func(c *Content) { c.Identity.Lookup.Status = "" }, nil,
			[]FoundException{{ExceptionUnmatched, 1, ExceptionNote{Codes: []string{"none"}}}}},
		"not known": {func(c *Content) { c.Identity.Lookup.Status = "unknown" }, nil,
			[]FoundException{{ExceptionUnmatched, 1, ExceptionNote{Codes: []string{"unknown"}}}}},
		"two parts not taken": {func(c *Content) {
			c.Fingerprints.Fingers[port.LeftThumb] = Part{Exception: &CaptureException{Reason: "bent"}}
			c.Iris.Eyes = map[port.Position]Part{port.LeftEye: {Exception: &CaptureException{Reason: "other"}}}
		}, nil, []FoundException{{ExceptionNotTaken, 2, ExceptionNote{Codes: []string{"Left Thumb=bent", "Left=other"}}}}},
		"kept against a remark": {func(c *Content) {
			c.Portrait.Capture = &CaptureRef{Remark: "x", Override: &CaptureOverride{Reason: "body"}}
			c.Fingerprints.Fingers[port.RightThumb] = Part{Capture: &CaptureRef{Remark: "y"}}
		}, nil, []FoundException{{ExceptionKept, 2, ExceptionNote{Codes: []string{"Face=body", "Right Thumb="}}}}},
		"nobody compared": {func(*Content) {}, unverified,
			[]FoundException{{ExceptionUnverified, 1, ExceptionNote{Codes: []string{"nobody"}}}}},
		"could not be compared": {func(c *Content) { c.Review.Presence = &Presence{Result: PresenceUnverified, Reason: "no-chip"} }, unverified,
			[]FoundException{{ExceptionUnverified, 1, ExceptionNote{Codes: []string{"no-chip"}}}}},
		"another person": {func(c *Content) { c.Review.Presence = &Presence{Result: PresenceDifferent, Differed: true} },
			[]Finding{{Code: "presence-different", Severity: Warning}},
			[]FoundException{{ExceptionUnverified, 1, ExceptionNote{Codes: []string{"different"}}}}},
		"exempted": {func(c *Content) { c.Payment.Exemption = "poor" }, nil,
			[]FoundException{{ExceptionExempt, 1, ExceptionNote{Codes: []string{"poor"}}}}},
	} {
		c := plainCase()
		test.change(&c)
		if got := ExceptionsOf(c, test.findings); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

// TestExceptionsAreOfTheirKinds: whatever a dossier holds, at most one of each kind
// is found, each speaks of as many parts as it has codes, and the same dossier gives
// the same again, so that what was seen stays seen.
func TestExceptionsAreOfTheirKinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := plainCase()
		c.Identity.Lookup.Status = rapid.SampledFrom([]string{"", "matched", "differs", "unknown", "unreachable"}).Draw(t, "status")
		for _, position := range rolledOrder {
			switch rapid.IntRange(0, 3).Draw(t, string(position)) {
			case 0:
				c.Fingerprints.Fingers[position] = Part{Exception: &CaptureException{Reason: "worn"}}
			case 1:
				c.Fingerprints.Fingers[position] = Part{Capture: &CaptureRef{Remark: "x"}}
			}
		}
		found := ExceptionsOf(c, nil)
		var kinds []ExceptionKind
		for _, f := range found {
			if slices.Contains(kinds, f.Kind) || !slices.Contains(JudgedAtIntake(), f.Kind) || f.Count != len(f.Note.Codes) || f.Count == 0 {
				t.Fatalf("found %+v", found)
			}
			kinds = append(kinds, f.Kind)
		}
		for i, again := range ExceptionsOf(c, nil) {
			seen := again.Note
			seen.Seen = &ExceptionMark{By: "x", At: time.Unix(1, 0)}
			if !seen.Same(found[i].Note) {
				t.Fatalf("found %+v and then %+v", found[i], again)
			}
		}
	})
}

// TestBooks walks the tables of the books: every entry can be reached, every command
// is a type of the log, and no row leads to two states.
func TestBooks(t *testing.T) {
	for _, table := range BookTables() {
		for _, row := range table.Rows {
			kind, ok := Entry(row.Command)
			if !ok {
				t.Errorf("%s: %s is no type of the log", table.Name, row.Command)
			}
			for _, role := range row.Roles {
				if !kind.Moves && !kind.May(role) {
					t.Errorf("%s: %s may not %s", table.Name, role, row.Command)
				}
			}
			for _, from := range row.From {
				first, _ := table.Find(from, row.Command)
				if first.To != row.To {
					t.Errorf("%s: %s from %q leads to %s and %s", table.Name, row.Command, from, first.To, row.To)
				}
			}
		}
	}
}

func TestExceptionKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range ExceptionKinds() {
		if kind.Code == "" || kind.Vietnamese == "" || seen[kind.Code] || seen[kind.Vietnamese] {
			t.Errorf("kind %+v", kind)
		}
		seen[kind.Code], seen[kind.Vietnamese] = true, true
	}
	for _, kind := range JudgedAtIntake() {
		if !seen[string(kind)] {
			t.Errorf("%s has no name", kind)
		}
	}
}
