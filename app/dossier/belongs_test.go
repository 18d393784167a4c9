package dossier

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"carddesk/app/port"
)

func TestBelonging(t *testing.T) {
	judge := Judge{Attach: true}
	kept := func(c Content) []string {
		before := c.Documents.Items
		var codes []string
		for _, item := range judge.Belonging(c, noon).Documents.Items {
			codes = append(codes, item.Code)
		}
		if !reflect.DeepEqual(before, c.Documents.Items) {
			t.Error("what it was given was changed")
		}
		return codes
	}
	papers := func(codes ...string) (items []Document) {
		for _, code := range codes {
			items = append(items, Document{Code: code})
		}
		return items
	}
	all := full()
	all.Documents.Items = papers(PaperLegal, PaperChange, PaperRepresentative, PaperNationality, PaperOther, "of-the-portal")
	all.Documents.Items[3].Extra = true
	if got := kept(all); !slices.Equal(got, []string{PaperNationality, PaperOther, "of-the-portal"}) {
		t.Errorf("of a grown-up's exchange: %v", got)
	}
	young := child()
	young.Documents.Items = all.Documents.Items
	if got := kept(young); !slices.Contains(got, PaperRepresentative) {
		t.Errorf("of a child: %v", got)
	}
	// A decision against the population database names its paper.
	decided := full()
	decided.Identity.Lookup.Record = &port.PopulationRecord{PersonalNumber: "001090000002", Name: "ĐỖ ĐỨC MẪU"}
	if !Settle(&decided.Identity, "name", FromTyped, PaperLegal, "canbo", noon) {
		t.Fatal("nothing differs")
	}
	decided.Documents.Items = papers(PaperLegal, PaperRepresentative)
	if got := kept(decided); !slices.Equal(got, []string{PaperLegal}) {
		t.Errorf("of a decision by a paper: %v", got)
	}

	for name, c := range map[string]Content{"adult": full(), "child": child(), "infant": infant()} {
		if got := judge.Belonging(c, noon); !reflect.DeepEqual(got, c) {
			t.Errorf("%s: something that belongs to it was dropped", name)
		}
	}
	if got := judge.Belonging(old(), oldNoon); !reflect.DeepEqual(got, old()) {
		t.Error("law of 2014: something that belongs to it was dropped")
	}
}

// TestFormerCaseIsSaid: what will be dropped is said before, beside its section.
func TestFormerCaseIsSaid(t *testing.T) {
	said := func(c Content, section Section) bool {
		return slices.ContainsFunc(Validate(c, noon), func(f Finding) bool {
			return f.Code == "former-case" && f.Section == section && f.Severity == Warning
		})
	}
	c := full()
	c.Documents.Items = []Document{{Code: PaperRepresentative}}
	if !said(c, SectionDocuments) {
		t.Error("a representative's paper of a grown-up is passed over")
	}
	c = full()
	c.Identity.Request.Regime, c.Identity.Request.Reason = Regime2014, "request"
	if !said(c, SectionIris) || said(c, SectionFingerprints) {
		t.Error("irises under the law of 2014 are passed over, or fingerprints are not")
	}
	c.Iris.Eyes = map[port.Position]Part{port.LeftEye: {}} // an exception that was taken back
	if said(c, SectionIris) {
		t.Error("nothing is to be dropped, yet it is said")
	}
	c = full()
	c.Portrait.Exception, c.Portrait.ExceptionOf = good(), []port.Position{port.LeftEye}
	if !said(c, SectionPortrait) {
		t.Error("a photo of exceptions without any is passed over")
	}
}

// TestReadValues: a correction changes the digest, what the desk notes beside
// does not.
func TestReadValues(t *testing.T) {
	id := child().Identity
	before := ReadValues(id, noon)
	for name, change := range map[string]func(*Identity){
		"name": func(id *Identity) { id.Name = "ĐỖ ĐỨC MẬN" }, "phone": func(id *Identity) { id.Phone = "0912345679" },
		"kind": func(id *Identity) { id.Request.Kind = Reissue }, "representative": func(id *Identity) { id.Representative.Name = "Lê Thị Mẫu" },
		"old card": func(id *Identity) { id.OldCard.Outcome = "lost" },
	} {
		now := id
		change(&now)
		if ReadValues(now, noon) == before {
			t.Errorf("%s corrected, and nobody need read it", name)
		}
	}
	for name, change := range map[string]func(*Identity){
		"lookup": func(id *Identity) { id.Lookup = Lookup{Status: "differs", At: noon} }, "household": func(id *Identity) { id.Household = "h" },
		"decision": func(id *Identity) { id.Differences = []Difference{{Field: "name"}} },
	} {
		now := id
		change(&now)
		if ReadValues(now, noon) != before {
			t.Errorf("%s noted, and all must be read again", name)
		}
	}
	// A representative who does not act any more is not read out.
	grown := id
	grown.Birth = "1990-07-01"
	other := grown
	other.Representative = Relative{}
	if ReadValues(grown, noon) != ReadValues(other, noon) || ReadValues(id, noon.Add(time.Hour)) != before {
		t.Error("what nobody reads is in the digest")
	}
}
