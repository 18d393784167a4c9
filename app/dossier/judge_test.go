package dossier

import (
	"slices"
	"testing"

	"carddesk/app/person"
)

func formCodes(forms []FormRule) []string {
	var codes []string
	for _, f := range forms {
		codes = append(codes, f.Code+"/"+f.Circular)
	}
	return codes
}

func TestCase(t *testing.T) {
	asking := full()
	asking.Identity.Account = &Account{Level: 2}
	asking.Identity.Lookup.Status = "unknown"
	before := old()
	for _, c := range []struct {
		name    string
		content Content
		year    int
		band    string
		steps   int
		rolled  int
		papers  []string
		forms   []string
		fee     int
		exempt  string
		expires string
		oldCard string
		levels  int
	}{
		{"exchange", full(), 2026, "25-39", 5, 0, nil,
			[]string{"CC01/17/2024/TT-BCA", "CC02/17/2024/TT-BCA", "/"}, 15000, "", "2030-07-01", "collect", 2},
		{"exchange, unknown, account", asking, 2026, "25-39", 5, 0, []string{PaperLegal},
			[]string{"CC01/17/2024/TT-BCA", "CC02/17/2024/TT-BCA", "DC01/53/2025/TT-BCA", "/", "TK01/5709/QĐ-BCA-C06"}, 15000, "", "2030-07-01", "collect", 2},
		{"child", child(), 2026, "6-13", 5, 0, []string{PaperRepresentative},
			[]string{"CC01/17/2024/TT-BCA", "CC02/17/2024/TT-BCA"}, 0, "child", "2031-03-04", "", 2},
		{"infant", infant(), 2026, "0-5", 0, 0, []string{PaperRepresentative},
			[]string{"CC01/17/2024/TT-BCA", "CC02/17/2024/TT-BCA"}, 0, "child", "2038-03-04", "", 1},
		{"law of 2014", before, 2024, "25-39", 4, 10, nil,
			[]string{"CC02/66/2015/TT-BCA", "CC03/66/2015/TT-BCA"}, 50000, "", "2030-07-01", "collect", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := noon
			if c.year == 2024 {
				at = oldNoon
			}
			got := Judge{}.Case(c.content.Identity, at)
			var papers []string
			for _, p := range got.Papers {
				papers = append(papers, p.Code)
			}
			if got.Band.Code() != c.band || len(got.Captures) != c.steps || len(got.Rolled) != c.rolled ||
				got.Fee != c.fee || got.Exemption != c.exempt || got.Expires.ISO() != c.expires ||
				got.OldCard != c.oldCard || len(got.Levels) != c.levels {
				t.Errorf("%+v", got)
			}
			if !slices.Equal(papers, c.papers) {
				t.Errorf("papers %v", papers)
			}
			if codes := formCodes(got.Forms); !slices.Equal(codes, c.forms) {
				t.Errorf("forms %v", codes)
			}
		})
	}
}

// TestReusedFormCodes: one code means two forms; never are both of a use in
// force on a day.
func TestReusedFormCodes(t *testing.T) {
	for _, regime := range Regimes() {
		rules := mustRules(t, regime)
		for _, iso := range []string{"2020-01-01", "2021-06-30", "2021-07-01", "2024-06-30", "2024-07-01", "2025-06-30", "2025-07-01", "2026-11-25"} {
			day, err := person.ParseISODate(iso)
			if err != nil {
				t.Fatal(err)
			}
			uses := map[FormUse]bool{}
			for _, f := range rules.Forms {
				if f.InForce(day) && uses[f.Use] {
					t.Errorf("%s, %s: two forms for %s", regime, iso, f.Use)
				}
				uses[f.Use] = uses[f.Use] || f.InForce(day)
			}
		}
	}
	title := func(regime Regime, code string) string {
		for _, f := range mustRules(t, regime).Forms {
			if f.Code == code {
				return f.Title
			}
		}
		return ""
	}
	for _, code := range []string{"CC01", "CC02", "CC03", "DC02"} {
		if a, b := title(Regime2014, code), title(Regime2023, code); a == "" || b == "" || a == b {
			t.Errorf("%s: %q and %q", code, a, b)
		}
	}
}
