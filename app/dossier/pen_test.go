package dossier

import (
	"slices"
	"testing"
	"time"
)

// TestSignedOnTheScreen: a slip printed after the pen shows the signature and is
// no second slip; one of other values shows none.
func TestSignedOnTheScreen(t *testing.T) {
	picture := []byte("png")
	signed := Review{Confirmed: ConfirmedPen, SlipOf: "values", ConfirmedOf: "values", Pen: &Pen{Picture: picture}}
	for name, test := range map[string]struct {
		change func(*Review)
		values string
		want   bool
	}{
		"as signed":                  {func(*Review) {}, "values", true},
		"other values":               {func(*Review) {}, "corrected", false},
		"slip printed anew":          {func(r *Review) { r.SlipOf = "corrected" }, "corrected", false},
		"confirmed on paper instead": {func(r *Review) { r.Confirmed = ConfirmedPaper }, "values", false},
		"no signature":               {func(r *Review) { r.Pen = nil }, "values", false},
	} {
		r := signed
		test.change(&r)
		if got := r.SignedPicture(test.values); (got != nil) != test.want {
			t.Errorf("%s: picture %q", name, got)
		}
	}
}

func TestPrintingTheSignedSlipIsNoSecondSlip(t *testing.T) {
	for _, how := range []string{ConfirmedPaper, ConfirmedPen} {
		c := full()
		c.Review.Confirmed, c.Review.Pen = how, &Pen{Strokes: "AQ", Picture: []byte("png")}
		c.Review.SlipPrintedAt = c.Review.ConfirmedAt.Add(time.Minute)
		found := slices.ContainsFunc(Validate(c, noon), func(f Finding) bool { return f.Code == "slip-again" })
		if found != (how == ConfirmedPaper) {
			t.Errorf("%s: slip-again is %v", how, found)
		}
	}
}
