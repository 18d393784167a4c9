package dossier

import (
	"fmt"
	"slices"
	"strings"

	"carddesk/app/person"
)

// cases writes one row for every kind, reason and age that a law knows.
func (d *rulesPage) cases(r Rules) {
	head := []string{"reason", "age", "who comes", "captures", "papers", "forms", "old card", "fee", "expires at age", "due in working days"}
	for _, kind := range r.Kinds {
		var rows [][]string
		for _, reason := range kind.Reasons {
			for _, band := range r.Bands {
				if band.Right == NoCard || band.Until != 0 && band.Until < reason.FromAge {
					continue
				}
				rows = append(rows, []string{
					reason.Vietnamese + " (`" + reason.Code + "`) " + d.cite(Source{reason.Article, reason.Status}),
					band.Code(), who(band) + " " + d.cite(band.Source),
					d.captureCell(r, reason, band), d.paperCell(r, reason, band), d.formCell(r, reason),
					d.oldCardCell(r, reason), d.feeCell(r, reason, band), d.expiryCell(r, band), d.dueCell(r, kind.Kind),
				})
			}
		}
		d.table(fmt.Sprintf("%s (`%s`)", kind.Name, kind.Kind), head, rows)
	}
}

// cell collects items that share a source.
type cell struct {
	page  *rulesPage
	items [][]string
	cites []Source
}

func (c *cell) add(text string, source Source) {
	i := slices.Index(c.cites, source)
	if i < 0 {
		c.cites, c.items = append(c.cites, source), append(c.items, nil)
		i = len(c.cites) - 1
	}
	c.items[i] = append(c.items[i], text)
}

func (c *cell) text(none string) string {
	if len(c.cites) == 0 {
		return none
	}
	parts := make([]string, len(c.cites))
	for i, source := range c.cites {
		parts[i] = strings.Join(c.items[i], ", ") + " " + c.page.cite(source)
	}
	return strings.Join(parts, "; ")
}

func (d *rulesPage) captureCell(r Rules, reason Reason, band Band) string {
	c := cell{page: d}
	for _, rule := range r.Captures {
		if band.From >= rule.FromAge {
			c.add(rule.English, rule.Source)
		}
	}
	if reason.Reuse && len(c.cites) > 0 {
		c.add("or those held", r.Reuse)
	}
	return c.text("none " + d.cite(band.Source))
}

func (d *rulesPage) paperCell(r Rules, reason Reason, band Band) string {
	c := cell{page: d}
	for _, paper := range r.Papers {
		named := slices.Contains(reason.Papers, paper.Code)
		switch {
		case named, paper.When == WhenRepresented && band.Representative:
			c.add("`"+paper.Code+"`", paper.Source)
		case paper.When == WhenUnknown || paper.When == WhenDiffers:
			c.add("`"+paper.Code+"` if "+string(paper.When), paper.Source)
		}
	}
	return c.text("none " + d.cite(noSource))
}

func (d *rulesPage) formCell(r Rules, reason Reason) string {
	c := cell{page: d}
	for _, form := range r.Forms {
		if !form.InForce(dayOf(r)) {
			continue
		}
		switch form.When {
		case WhenAlways:
			c.add(formName(form), form.Source)
		case WhenOldCard:
			if reason.OldCard {
				c.add(formName(form), form.Source)
			}
		default:
			c.add(formName(form)+" if "+string(form.When), form.Source)
		}
	}
	return c.text("none " + d.cite(noSource))
}

func (d *rulesPage) oldCardCell(r Rules, reason Reason) string {
	if !reason.OldCard {
		return "– " + d.cite(Source{reason.Article, reason.Status})
	}
	return d.policy.At(dayOf(r)).OldCard + " " + d.setting("oldCard", dayOf(r))
}

func (d *rulesPage) feeCell(r Rules, reason Reason, band Band) string {
	fee, _ := d.policy.At(dayOf(r)).Fee(reason.Fee)
	text := fmt.Sprintf("`%s` %d đ %s", reason.Fee, fee.Amount, d.setting("fees", dayOf(r)))
	for _, rule := range r.Exempt {
		switch {
		case fee.Amount == 0:
		case rule.Below > 0 && band.From < rule.Below:
			text += fmt.Sprintf("; free below %d %s", rule.Below, d.cite(rule.Source))
		case rule.FromAge > 0 && band.From >= rule.FromAge:
			text += fmt.Sprintf("; free from %d %s", rule.FromAge, d.cite(rule.Source))
		}
	}
	return text
}

// expiryCell says at which age a card issued within a band expires.
func (d *rulesPage) expiryCell(r Rules, band Band) string {
	values := d.policy.At(dayOf(r))
	birth := person.CivilDate{Year: 1900, Month: 1, Day: 1}
	until := band.Until
	if until == 0 {
		until = band.From
	}
	c := cell{page: d}
	last := ""
	for age := band.From; age <= until; age++ {
		now := "never"
		source := r.Expiry
		if expires, ok := Expiry(birth, birth.AddYears(age), values); ok {
			now = fmt.Sprint(expires.Year - birth.Year)
		} else if last != "" { // within the lead before the last age
			source = r.Lasting
		}
		switch {
		case last == "":
			c.add(now, source)
		case now != last:
			c.add(fmt.Sprintf("issued from %d: %s", age, now), source)
		}
		last = now
	}
	return c.text("")
}

func (d *rulesPage) dueCell(r Rules, kind Kind) string {
	values := d.policy.At(dayOf(r))
	var parts []string
	last, same := 0, true
	for _, area := range []string{"city", "remote", "other"} {
		days, ok := values.WorkingDays(area, string(kind))
		if !ok {
			continue
		}
		same = same && (last == 0 || days == last)
		last = days
		parts = append(parts, fmt.Sprintf("%s %d", area, days))
	}
	text := strings.Join(parts, ", ")
	if same && last > 0 {
		text = fmt.Sprint(last)
	}
	return text + " " + d.setting("deadlines", dayOf(r))
}
