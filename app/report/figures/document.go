package figures

import (
	"fmt"
	"slices"
	"strings"

	"carddesk/app/store"
)

// Document lists all reports and figures as Markdown. docs/reports.md is this text;
// a test keeps it so.
func Document() string {
	var text strings.Builder
	text.WriteString("# Reports\n\n" +
		"Written from the tables of `app/report/figures` by `go test ./app/report/figures -update`; not edited by hand.\n\n" +
		"A report is a choice: what is counted, by the day of which step, divided by what, which figures. Supervisors and administrators " +
		"open them with Alt+B, over a day, week, month, quarter, year or any days, make their own with Ctrl+N, and have them written into a " +
		"folder after each period with Ctrl+L (`reports.json` in the data folder). Every number opens the list of what it counts.\n\n" +
		"Reports are made of facts and of the plain columns of the office's books (`docs/security.md` names them), so they stay right after content was destroyed. Days are " +
		"those of Việt Nam. What the centre decides counts on the day that the desk learns of it: a report that was signed does not change " +
		"when a line comes back. Hamlets and schools are those of `places.csv` in the data folder (code, thôn or trường, name, ward code), " +
		"found in the address of the holder.\n\n## Ready-made\n\n| report | counts | by the day | divided by | figures |\n|---|---|---|---|---|\n")
	for _, c := range Catalogue() {
		var by, figures []string
		for _, d := range c.By {
			by = append(by, Dimensions[slices.IndexFunc(Dimensions, func(o Dimension) bool { return o.Key == d })].Name)
		}
		for _, m := range c.Measures {
			figures = append(figures, Measures[slices.IndexFunc(Measures, func(o Measure) bool { return o.Key == m })].Name)
		}
		subject := Subjects[slices.IndexFunc(Subjects, func(s Subject) bool { return s.Key == c.Subject })].Name
		step := Steps[slices.IndexFunc(Steps, func(s Step) bool { return s.Key == c.Step })].Name
		switch {
		case c.Subject == store.OfLog:
			step = "Ghi nhật ký"
		case OwnDay(c.Subject):
			step = "Ghi sổ"
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s |\n", c.Title, subject, step, strings.Join(by, ", "), strings.Join(figures, ", "))
	}
	text.WriteString("\n## Steps\n\n| step | a dossier belongs to the period by |\n|---|---|\n")
	for _, s := range Steps {
		fmt.Fprintf(&text, "| %s | %s |\n", s.Name, s.Definition)
	}
	text.WriteString("\n## Figures\n\n| figure | counts | of |\n|---|---|---|\n")
	for _, m := range Measures {
		fmt.Fprintf(&text, "| %s | %s | %s |\n", m.Name, m.Definition, subjectNames(m.Of))
	}
	text.WriteString("\n## Columns that divide\n\n| column | of |\n|---|---|\n")
	for _, d := range Dimensions {
		of := d.Of
		if of == nil {
			of = ofDossiers
		}
		fmt.Fprintf(&text, "| %s | %s |\n", d.Name, subjectNames(of))
	}
	return text.String()
}

func subjectNames(keys []store.Subject) string {
	if len(keys) == len(Subjects) {
		return "all"
	}
	var names []string
	for _, s := range Subjects {
		if slices.Contains(keys, s.Key) {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, ", ")
}
