package dossier

import (
	"fmt"
	"slices"
	"strings"
)

// StatesDocument writes the three state tables, those of the office's books and the
// types of the log as Markdown. docs/states.md is this text; a test keeps it so.
func StatesDocument() string {
	var b strings.Builder
	b.WriteString("# States\n\nWritten from the tables in `app/dossier` by `go test ./app/dossier -update`; not edited by hand.\n\n" +
		"A row reads: in one of the states *from*, the *command* given by one of *who* leads to *to*, if *what must hold* holds.\n" +
		"Every row leaves exactly one entry in the log. The store refuses every other change, in Go and by triggers in the database.\n")
	renderTable(&b, "Dossier", Dossiers())
	renderTable(&b, "Delivery", Deliveries())
	renderTable(&b, "Card", Cards())
	b.WriteString("\n# Books\n\nWhat an office keeps beside its dossiers. Each entry of a book has one state.\n")
	for _, t := range BookTables() {
		renderTable(&b, "Book: "+t.Name, t)
	}
	b.WriteString("\n## Types of log entries\n\nEntries marked ✓ are sealed to the registry as events.\n\n| type | moves a state | registry | who |\n|---|---|---|---|\n")
	for _, k := range EntryKinds() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", k.Type, tick(k.Moves), tick(k.ConcernsRegistry), entryRoles(k))
	}
	return b.String()
}

func entryRoles(k EntryKind) string {
	switch {
	case k.Moves:
		return "see the tables"
	case k.Roles == nil:
		return "all"
	}
	return join(k.Roles)
}

func tick(yes bool) string {
	if yes {
		return "✓"
	}
	return ""
}

func renderTable[S ~string](b *strings.Builder, title string, t Table[S]) {
	fmt.Fprintf(b, "\n## %s\n\n```mermaid\nstateDiagram-v2\n", title)
	for _, p := range t.Pairs() {
		fmt.Fprintf(b, "    %s --> %s: %s\n", node(string(p.From)), node(string(p.To)), commands(t, p))
	}
	b.WriteString("```\n\n| from | command | to | who | what must hold |\n|---|---|---|---|---|\n")
	for _, r := range t.Rows {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", fromNames(r.From), r.Command, r.To, join(r.Roles), join(r.Needs))
	}
}

// node is a state as Mermaid can name it.
func node(state string) string {
	if state == "" {
		return "[*]"
	}
	return strings.ReplaceAll(state, "-", "_")
}

func commands[S ~string](t Table[S], p Pair[S]) string {
	var names []string
	for _, row := range t.Rows {
		if slices.Contains(row.From, p.From) && row.To == p.To && !slices.Contains(names, string(row.Command)) {
			names = append(names, string(row.Command))
		}
	}
	return strings.Join(names, ", ")
}

func fromNames[S ~string](states []S) string {
	if len(states) == 1 && states[0] == "" {
		return "*not yet*"
	}
	return join(states)
}

func join[S ~string](items []S) string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = string(item)
	}
	return strings.Join(names, ", ")
}
