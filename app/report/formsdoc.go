package report

import (
	"fmt"
	"strings"
)

// FormsDocument lists all forms as Markdown, with what of each was not found in
// a public source. docs/forms.md is this text; a test keeps it so.
func FormsDocument() (string, error) {
	list, err := Forms()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.WriteString("# Forms\n\n" +
		"Written from the templates in `assets/forms` by `go test ./app/report -update`; not edited by hand.\n\n" +
		"A form is chosen by what it is for, the law of the dossier and the day of printing: codes were used again by " +
		"later circulars for other forms. What stands under *not confirmed* must be compared with the circular before the paper is used.\n\n" +
		"| for | law | circular or decision | code | title | in use | not confirmed |\n|---|---|---|---|---|---|---|\n")
	for _, f := range list {
		title := f.Title
		if f.Subtitle != "" {
			title += " – " + f.Subtitle
		}
		law, to, open := f.Regime, f.To, f.Unconfirmed
		if law == "" {
			law = "both"
		}
		if to == "" {
			to = "…"
		}
		if f.Circular == "" {
			open = strings.TrimSuffix("no circular sets this form; "+open, "; ")
		}
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s | %s | %s to %s | %s |\n", f.Kind, law, f.Circular, f.Code, title, f.From, to, open)
	}
	return text.String(), nil
}
