package intake

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// TestDifferencesStayUnderTheHand: the cursor stands on the first line that nobody
// decided; when the population database answers meanwhile, the line in work stays
// in work.
func TestDifferencesStayUnderTheHand(t *testing.T) {
	test.NewTempApp(t)
	settled := ""
	d := newDifferences(kit.NewRouter(test.NewTempWindow(t, nil).Canvas()), func() []kit.Choice { return nil },
		func(field string, from dossier.ValueFrom, _ string) { settled = field + " " + string(from) }, func() {}, func() {})
	name := dossier.Difference{Field: "name", Typed: "A", Card: "B", Choice: dossier.FromTyped}
	sex := dossier.Difference{Field: "sex", Typed: "M", Card: "F"}
	home := dossier.Difference{Field: "permanent", Typed: "X", Card: "Y"}
	birth := dossier.Difference{Field: "birth", Typed: "1990-05-04", Registry: "1990-05-05"}
	d.Show([]dossier.Difference{name, sex, home})
	if d.at != 1 {
		t.Errorf("the cursor stands on line %d", d.at)
	}
	d.move(1)
	d.Refresh([]dossier.Difference{name, birth, sex, home})
	if d.at != 3 {
		t.Errorf("after the answer the cursor stands on line %d", d.at)
	}
	d.choose(dossier.FromRegistry) // which says nothing of it
	if settled != "" {
		t.Errorf("settled %q", settled)
	}
	d.choose(dossier.FromCard)
	if settled != "permanent card" {
		t.Errorf("settled %q", settled)
	}
	home.Choice = dossier.FromCard
	d.Refresh([]dossier.Difference{name, birth, sex, home})
	if d.at != 1 {
		t.Errorf("after a decision the cursor stands on line %d", d.at)
	}
}
