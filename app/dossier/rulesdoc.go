package dossier

import (
	"fmt"
	"slices"
	"strings"

	"carddesk/app/person"
	"carddesk/app/policy"
)

// rulesDay is the day whose amounts and days the cases of a law that is still in
// force are written with; what changes with the day stands in a table of its own.
var rulesDay = person.CivilDate{Year: 2026, Month: 1, Day: 1}

// RulesDocument writes the two regimes as Markdown, each cell with its source or
// the word that it has none. docs/rules.md is this text for the compiled policy;
// a test keeps it so.
func RulesDocument(set *policy.Set) string {
	d := &rulesPage{policy: set}
	d.line("# Rules\n")
	d.line("Written from the tables in `app/dossier` and the values of `app/policy` by `go test ./app/dossier -update`; not edited by hand.\n")
	d.line("`[n]` is the source below with that number. *unconfirmed* beside it: from memory, or public sources disagree. *chosen*: the project's own default, no rule was found. Nothing marked so should be relied on before a lawyer has looked.\n")
	for _, regime := range Regimes() {
		rules, _ := RulesOf(regime)
		d.regime(rules)
	}
	d.values()
	d.household()
	d.line("## Sources\n")
	for i, source := range d.sources {
		d.line("%d. %s – %s", i+1, source.Article, source.Status)
	}
	return d.text.String()
}

// rulesPage is the page while it is written.
type rulesPage struct {
	text    strings.Builder
	policy  *policy.Set
	sources []Source
}

func (d *rulesPage) line(format string, args ...any) {
	fmt.Fprintf(&d.text, format+"\n", args...)
}

// cite returns the number of a source, and its status when it is not confirmed.
func (d *rulesPage) cite(s Source) string {
	i := slices.Index(d.sources, s)
	if i < 0 {
		d.sources = append(d.sources, s)
		i = len(d.sources) - 1
	}
	if s.Status == policy.Confirmed {
		return fmt.Sprintf("[%d]", i+1)
	}
	return fmt.Sprintf("[%d] *%s*", i+1, s.Status)
}

// setting cites the policy entry of a day.
func (d *rulesPage) setting(key string, day person.CivilDate) string {
	entry, ok := d.policy.Source(key, day)
	if !ok {
		return d.cite(noSource)
	}
	return d.cite(Source{entry.Source, entry.Status})
}

// table writes a heading and rows, unless there are no rows.
func (d *rulesPage) table(title string, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	d.line("### %s\n", title)
	d.line("| %s |", strings.Join(head, " | "))
	d.line("|%s", strings.Repeat("---|", len(head)))
	for _, row := range rows {
		d.line("| %s |", strings.Join(row, " | "))
	}
	d.line("")
}

// dayOf is the day whose policy values a law's cases are written with.
func dayOf(r Rules) person.CivilDate {
	if !r.Until.IsZero() {
		return r.Until
	}
	return rulesDay
}

func span(from, until person.CivilDate) string {
	switch {
	case from.IsZero() && until.IsZero():
		return "always"
	case from.IsZero():
		return "until " + until.ISO()
	case until.IsZero():
		return "since " + from.ISO()
	}
	return from.ISO() + " to " + until.ISO()
}

func (d *rulesPage) regime(r Rules) {
	d.line("## %s (%s)\n", r.Law, r.Regime)
	d.line("In force %s; the card is *%s*. Days and full fees as of %s; reductions of the fee are below, in the values by day.\n", span(r.From, r.Until), r.Card, dayOf(r).ISO())
	d.bands(r)
	d.captures(r)
	d.cases(r)
	d.papers(r)
	d.rest(r)
}

func (d *rulesPage) bands(r Rules) {
	rights := map[CardRight]string{NoCard: "no card", CardOnRequest: "on request", CardMandatory: "must have one"}
	var rows [][]string
	for _, b := range r.Bands {
		rows = append(rows, []string{b.Code(), rights[b.Right], who(b), d.cite(b.Source)})
	}
	d.table("Ages", []string{"completed years", "card", "who comes", "source"}, rows)
}

// who says who comes.
func who(b Band) string {
	switch {
	case b.Right == NoCard:
		return "–"
	case b.Online:
		return "representative, online"
	case b.Representative:
		return "holder with representative"
	}
	return "holder"
}

func (d *rulesPage) captures(r Rules) {
	var rows [][]string
	for i, c := range r.Captures {
		taken := "yes"
		if c.Rolled {
			taken = "no: the devices take flat prints, *device cannot roll* is recorded"
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), c.English + " (" + c.Name + ")", fmt.Sprintf("from %d", c.FromAge), taken, d.cite(c.Source)})
	}
	d.table("Captures, in order", []string{"", "picture", "age", "taken at the desk", "source"}, rows)
	d.line("A finger or an eye that cannot be taken is excused with one of: %s.", join(ExceptionReasons()))
	if r.Reuse == (Source{}) {
		d.line("No rule was found by which held biometrics could be used again: they are always taken %s.\n", d.cite(noSource))
		return
	}
	d.line("Held biometrics are used again only for the reasons marked so, only when policy allows it, and only as far as the registry says that it holds usable ones %s.\n", d.cite(r.Reuse))
}

func (d *rulesPage) papers(r Rules) {
	var rows [][]string
	for _, p := range r.Papers {
		must := "shown"
		if p.Must {
			must = "must be there"
		}
		rows = append(rows, []string{"`" + p.Code + "`", p.Vietnamese, p.English, whenWords[p.When], must, d.cite(p.Source)})
	}
	d.table("Papers", []string{"code", "paper", "in English", "when, besides the reasons that name it", "", "source"}, rows)
	rows = nil
	for _, f := range r.Forms {
		rows = append(rows, []string{formName(f), f.Circular, f.Title, string(f.Use), whenWords[f.When], span(f.From, f.Until), d.cite(f.Source)})
	}
	d.table("Forms", []string{"form", "circular", "title", "use", "when", "in use", "source"}, rows)
}

var whenWords = map[When]string{
	WhenAlways: "always", WhenUnknown: "not in the population database", WhenDiffers: "differs from the population database",
	WhenRepresented: "a representative acts", WhenReason: "only those", WhenOldCard: "old card collected",
	WhenAccount: "account asked for", WhenRefused: "refused", WhenTransfer: "handed on", WhenAsked: "asked for",
}

func formName(f FormRule) string {
	if f.Code == "" {
		return string(f.Use)
	}
	return f.Code
}

// rest writes what does not depend on the case.
func (d *rulesPage) rest(r Rules) {
	var rows [][]string
	for i, h := range r.Home {
		rows = append(rows, []string{fmt.Sprint(i + 1), h.Name, string(h.Basis), d.cite(h.Source)})
	}
	d.table("Residence on the card: the first that is known", []string{"", "place", "code", "source"}, rows)

	rows = nil
	for _, a := range r.Account {
		rows = append(rows, []string{fmt.Sprintf("from %d", a.FromAge), join(texts(a.Levels)), d.cite(a.Source)})
	}
	d.table("Electronic identity account (TK01)", []string{"age", "levels", "source"}, rows)

	rows = nil
	for _, m := range r.Merge {
		rows = append(rows, []string{"`" + m.Code + "`", m.Vietnamese, m.English, d.cite(m.Source)})
	}
	d.table("What may be integrated into the card", []string{"code", "paper", "in English", "source"}, rows)

	rows = nil
	for _, m := range r.Marks {
		rows = append(rows, []string{"`" + m.Code + "`", m.Vietnamese, m.English, d.cite(m.Source)})
	}
	d.table("Voluntary biometrics, noted only", []string{"code", "", "in English", "source"}, rows)

	rows = nil
	for _, e := range r.Exempt {
		ages := fmt.Sprintf("from %d", e.FromAge)
		if e.Below > 0 {
			ages = fmt.Sprintf("below %d", e.Below)
		}
		rows = append(rows, []string{"`" + e.Code + "`", ages, span(e.From, person.CivilDate{}), d.cite(e.Source)})
	}
	d.table("Exempt from the fee by age alone (others: exemption table)", []string{"code", "age", "in force", "source"}, rows)

	rows = nil
	for _, w := range r.Waiting {
		rows = append(rows, []string{"`" + string(w.Reason) + "`", w.Vietnamese, w.English, fmt.Sprintf("%d working days", w.Days), d.cite(w.Source)})
	}
	d.table("Waiting", []string{"code", "reason", "in English", "until", "source"}, rows)

	rows = nil
	for i, level := range r.Approval.Levels {
		how := "each dossier"
		if r.Approval.ByList && i == len(r.Approval.Levels)-1 {
			how = "lists"
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), level.Vietnamese, level.English, how, d.cite(r.Approval.Source)})
	}
	d.table("Approval, as far as the law says; how many levels a desk has is policy", []string{"", "level", "in English", "what", "source"}, rows)

	rows = nil
	for _, who := range r.Archive.Levels {
		rows = append(rows, []string{who.Vietnamese, who.English, d.cite(r.Archive.Source)})
	}
	d.table("Who allows a search of the archive", []string{"who", "in English", "source"}, rows)

	rows = nil
	for _, step := range r.Steps {
		rows = append(rows, []string{step.Vietnamese, step.English, fmt.Sprint(step.Days), d.cite(step.Source)})
	}
	d.table("Time limits of the stations", []string{"station", "in English", "working days", "source"}, rows)
}

// values writes the policy values that change with the day.
func (d *rulesPage) values() {
	shown := []string{"regime", "fees", "feePercent", "milestones", "milestoneLead", "deadlines", "oldCard",
		"biometricsFromAge", "irisFromAge", "accountFromAge", "heldBiometrics", "approvalLevels", "phoneRequired", "faultyErasureDays"}
	d.line("## Values by day\n")
	d.line("Policy `%s`.\n", d.policy.Version())
	var rows [][]string
	for _, setting := range d.policy.Settings() {
		if !slices.Contains(shown, setting.Key) {
			continue
		}
		for _, e := range setting.Entries {
			value := strings.Join(strings.Fields(string(e.Value)), "")
			rows = append(rows, []string{"`" + setting.Key + "`", span(e.From, e.Until), "`" + value + "`", d.cite(Source{e.Source, e.Status})})
		}
	}
	d.table("Settings", []string{"setting", "days", "value", "source"}, rows)
}

func (d *rulesPage) household() {
	d.line("## Next of the same household\n")
	d.line("Copied: law, nationality, permanent, temporary and present residence, head of household, delivery address, the household's id %s. Never copied: name, numbers, birth, sex, phone, parents, old card, what the population database said, papers, payment, any biometric.\n", d.cite(ownChoice))
}
