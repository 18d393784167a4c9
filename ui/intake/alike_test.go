package intake

import (
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
)

func differingRecord() *port.PopulationRecord {
	return &port.PopulationRecord{PersonalNumber: "001190012345", Name: "Lê Thị Mậu", Birth: "1990-05-04", Sex: "F"}
}

func TestDifferencesOpenThemselvesOnlyForHandsThatRest(t *testing.T) {
	h := newHands(t)
	h.desk.lookup = dossier.Lookup{Status: "differs", Record: differingRecord()}
	h.Start(cardQR)
	if h.view.decide != 1 {
		t.Fatalf("after a scan the differences were opened %d times", h.view.decide)
	}
	h.Settle("name", dossier.FromRegistry, "")
	if h.view.identity.Name != "LÊ THỊ MẬU" || h.view.lookup.Status != "matched" || len(h.view.differences) != 0 {
		t.Errorf("settled: %q, lookup %s, differences %v", h.view.identity.Name, h.view.lookup.Status, h.view.differences)
	}
	h.pass(time.Second)
	if kept := h.desk.kept; len(kept.Differences) != 1 || kept.Name != "LÊ THỊ MẬU" {
		t.Errorf("on the disk: %+v", kept.Differences)
	}

	h = newHands(t)
	h.desk.lookup = dossier.Lookup{Status: "differs", Record: differingRecord()}
	h.Start("")
	h.typeName("LÊ THỊ MẪU")
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "001190012345" })
	h.LookUp()
	if len(dossier.Undecided(h.Identity())) != 1 || h.view.decide != 0 {
		t.Errorf("while typing: %d differences, opened %d times", len(dossier.Undecided(h.Identity())), h.view.decide)
	}
}

func TestARecordIsOfItsNumber(t *testing.T) {
	h := newHands(t)
	h.desk.lookup = dossier.Lookup{Status: "differs", Record: differingRecord()}
	h.Start(cardQR)
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "00119001234" })
	if l := h.Identity().Lookup; l.Record != nil || l.Status != "" {
		t.Errorf("the lookup of another number stayed: %+v", l)
	}
}

func TestAlikeIsShownOnceKnown(t *testing.T) {
	h := newHands(t)
	h.desk.alike = []desk.Alike{{ID: "d9", Why: desk.SameNumber}}
	h.Start(cardQR)
	if len(h.view.alike) != 1 || len(h.Alike()) != 1 {
		t.Fatalf("shown %v", h.view.alike)
	}
	h.desk.alike = nil
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "001190012346" })
	h.pass(time.Second)
	if len(h.view.alike) != 0 {
		t.Error("still shown for another number")
	}
}

func TestNextOfHousehold(t *testing.T) {
	h := newHands(t)
	h.Start(cardQR)
	h.Close(func() {})
	h.StartNext("d1")
	if h.ID() == "" || h.Identity().Household != "d1" || h.Identity().Permanent.Text != "Số 7 phố Thử Nghiệm" || h.Identity().Name != "" {
		t.Errorf("opened %q with %+v", h.ID(), h.Identity())
	}
}

func TestWaiting(t *testing.T) {
	h := newHands(t)
	h.Start(cardQR)
	var day person.CivilDate
	h.Wait(dossier.WaitingPapers, func(d person.CivilDate) { day = d })
	if h.ID() != "" || day.IsZero() || h.desk.state != dossier.Waiting {
		t.Fatalf("open %q, told %v, state %s", h.ID(), day, h.desk.state)
	}
	h.Resume("d1")
	told := 0
	h.EndWait(func() { told++ })
	if told != 1 || h.Opened().State != dossier.Draft {
		t.Errorf("told %d times, state %s", told, h.Opened().State)
	}
	h.EndWait(func() { told++ }) // a draft waits for nothing
	if told != 2 {
		t.Error("work on a draft does not go on")
	}
}

func TestMachineReadableZone(t *testing.T) {
	name, err := person.ParseName("Lê Thị Mẫu")
	if err != nil {
		t.Fatal(err)
	}
	birth, _ := person.ParseCivilDate("1990-05-04")
	lines := person.FormatTD1(person.TD1{Number: "001190012345", Birth: birth, Sex: person.Female, Name: name})
	zone := lines[0] + "\n" + lines[1] + "\n" + lines[2]
	h := newHands(t)
	if !h.Scanned(zone) {
		t.Fatal("the zone was not recognised")
	}
	id := h.Identity()
	if id.PersonalNumber != "001190012345" || id.Birth != "1990-05-04" || id.Sex != "F" || id.Name != "" || id.Request.Kind != dossier.Exchange {
		t.Errorf("filled %+v", id)
	}
	spoiled := []byte(zone)
	spoiled[20] = '9'
	if h.Scanned(string(spoiled)) {
		t.Error("a zone with a wrong check digit was believed")
	}
	h.Set(func(id *dossier.Identity) { id.Sex = "M" })
	h.Scanned(zone)
	open := dossier.Undecided(h.Identity())
	if h.Identity().Sex != "M" || h.view.decide != 1 || len(open) != 1 || open[0].Card != "F" {
		t.Errorf("what was typed became %q, %d times asked to decide about %+v", h.Identity().Sex, h.view.decide, open)
	}
	other := newHands(t)
	other.Start("001190054321")
	other.Scanned(zone)
	if id := other.Identity(); id.Birth != "" || id.OldCard.Held || other.view.focus != "personalNumber" {
		t.Errorf("of another person's zone %+v was taken", id)
	}
	if slices.Contains([]string{"LE THI MAU"}, h.Identity().Name) {
		t.Error("a name without its accents was taken")
	}
}
