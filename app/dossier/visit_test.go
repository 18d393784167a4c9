package dossier

import "testing"

func TestVisit(t *testing.T) {
	for name, c := range map[string]struct {
		visit    *Visit
		code     string
		severity Severity
	}{
		"none":         {nil, "", 0},
		"agreed":       {&Visit{Why: "ill", Where: "Bệnh viện Thử", Day: "2026-11-28"}, "visit", Note},
		"no day":       {&Visit{Why: "ill", Where: "Bệnh viện Thử"}, "visit-day", Warning},
		"half a day":   {&Visit{Why: "ill", Where: "Bệnh viện Thử", Day: "2026-11"}, "visit-day", Warning},
		"nobody knows": {&Visit{Why: "ill", Where: " ", Day: "2026-11-28"}, "missing", Blocks},
	} {
		content := full()
		content.Identity.Visit = c.visit
		var first Finding
		for _, f := range Validate(content, noon) {
			if f.Field == "visit" && first.Code == "" {
				first = f
			}
		}
		if first.Code != c.code || first.Code != "" && first.Severity != c.severity {
			t.Errorf("%s: %+v", name, first)
		}
	}
}
