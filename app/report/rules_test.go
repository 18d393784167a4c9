package report

import (
	"testing"
	"time"

	"carddesk/app/dossier"
)

// What the rules of a law call for is what is printed: where there is a
// template for the use of a form, it has the circular and code of the rules on
// the first and the last day of the rule.
func TestTemplatesAgreeWithTheRules(t *testing.T) {
	all, err := forms()
	if err != nil {
		t.Fatal(err)
	}
	uses := map[formKind]bool{}
	for _, f := range all {
		uses[f.Kind] = true
	}
	checked := 0
	for _, regime := range dossier.Regimes() {
		rules, _ := dossier.RulesOf(regime)
		for _, rule := range rules.Forms {
			if !uses[formKind(rule.Use)] {
				continue // population-collect and -update: their content was not found
			}
			day := rule.From
			if day.IsZero() {
				day = rules.From
			}
			if day.IsZero() { // the old law: the last day
				day = rule.Until
			}
			if day.IsZero() {
				day = rules.Until
			}
			f, err := findForm(formKind(rule.Use), string(regime), day.Time().Add(12*time.Hour))
			if rule.Use == dossier.FormNumber && regime == dossier.Regime2014 {
				continue // a request for the confirmation, not the confirmation
			}
			if err != nil || f.Code != rule.Code || f.Circular != rule.Circular && rule.Circular != "" {
				t.Errorf("%s of %s on %s: template %s %s, rule %s %s, %v", rule.Use, regime, day.ISO(), f.Circular, f.Code, rule.Circular, rule.Code, err)
			}
			checked++
		}
	}
	if checked < 9 {
		t.Errorf("only %d rules have a template", checked)
	}
}
