package dossier

import "fmt"

// Severity says what a finding stops.
type Severity int

// Severities.
const (
	Note    Severity = iota // shown, stops nothing
	Warning                 // stops nothing, is seen again at approval
	Blocks                  // the dossier cannot be completed
)

// Finding is one thing that is wrong with a dossier or missing from it.
type Finding struct {
	Section    Section
	Field      string // JSON name inside the section, "" for the section itself
	Severity   Severity
	Code       string
	Vietnamese string // one sentence for the clerk
	English    string
	Article    string // where the rule comes from, "" for plain sense
}

// Blocking returns the findings that stop completion.
func Blocking(findings []Finding) []Finding {
	var blocking []Finding
	for _, f := range findings {
		if f.Severity == Blocks {
			blocking = append(blocking, f)
		}
	}
	return blocking
}

// findings collects what a validation finds.
type findings struct {
	list []Finding
}

func (f *findings) add(section Section, field string, severity Severity, code, vietnamese, english string) *Finding {
	f.list = append(f.list, Finding{
		Section: section, Field: field, Severity: severity, Code: code,
		Vietnamese: vietnamese, English: english,
	})
	return &f.list[len(f.list)-1]
}

// missing says that a field is empty; name is its label on the form.
func (f *findings) missing(section Section, field, name, english string) *Finding {
	return f.add(section, field, Blocks, "missing",
		fmt.Sprintf("Còn thiếu: %s.", name), fmt.Sprintf("Missing: %s.", english))
}

// by names the article of a finding just made.
func (f *Finding) by(article string) { f.Article = article }
