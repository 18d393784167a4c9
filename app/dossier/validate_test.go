package dossier

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// noon is when the dossiers of these tests are judged.
var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, person.Zone())

func good() *CaptureRef { return &CaptureRef{Record: "r", Picture: "p", Score: 90} }

// taken fills in every capture of a regime and age.
func taken(regime Regime, age int) (Portrait, Fingerprints, Iris) {
	var portrait Portrait
	fingers, eyes := map[port.Position]Part{}, map[port.Position]Part{}
	for _, step := range CaptureSet(regime, age) {
		for _, position := range step.Positions {
			switch step.Modality {
			case port.Face:
				portrait.Capture = good()
			case port.Finger:
				fingers[position] = Part{Capture: good()}
			case port.Iris:
				eyes[position] = Part{Capture: good()}
			}
		}
	}
	return portrait, Fingerprints{Fingers: fingers}, Iris{Eyes: eyes}
}

// adult is an exchange in which only what must be there is there.
func adult() Content {
	c := Content{
		Identity: Identity{
			Request:        Request{Regime: Regime2023, Kind: Exchange, Reason: "from-cccd"},
			PersonalNumber: "001090000002", Name: "ĐỖ ĐỨC MẬU", Birth: "1990-07-01", Sex: "M",
			Permanent: Address{Text: "Thôn Một, Xã Hai, Hà Nội"}, Phone: "0912345678",
			OldCard: OldCard{Outcome: "collected"},
		},
		Review:  Review{ReadBackAt: noon, SlipPrintedAt: noon, Confirmed: "signature", ConfirmedAt: noon},
		Payment: Payment{FeeCode: "transfer", Amount: 15000, Method: "cash", At: noon},
	}
	c.Portrait, c.Fingerprints, c.Iris = taken(Regime2023, 36)
	return c
}

// full is the same with everything that a finding could ask for.
func full() Content {
	c := adult()
	c.Identity.Ethnic, c.Identity.BirthPlace.Text = "Kinh", "Xã Hai, Hà Nội"
	c.Identity.Mark = "Nốt ruồi C:3cm trên sau mép trái"
	c.Identity.Lookup.Status = "matched"
	c.Review.Presence = &Presence{How: PresenceChip, Result: PresenceSame, At: noon}
	return c
}

// child is a first issue to a child of nine.
func child() Content {
	c := full()
	c.Identity.Request = Request{Regime: Regime2023, Kind: FirstIssue, Reason: "first"}
	c.Identity.PersonalNumber, c.Identity.Birth = "001217000003", "2017-03-04"
	c.Identity.OldCard = OldCard{}
	c.Identity.Representative = Relative{Name: "Đỗ Đức Mậu", Number: "001090000002", Relation: "Cha"}
	c.Documents.Items = []Document{{Code: PaperRepresentative}}
	c.Payment = Payment{FeeCode: "first", Method: "none", At: noon}
	return c
}

// infant is a first issue to a child of two: nothing is captured.
func infant() Content {
	c := child()
	c.Identity.PersonalNumber, c.Identity.Birth, c.Identity.Mark = "001224000004", "2024-03-04", ""
	c.Portrait, c.Fingerprints, c.Iris = Portrait{}, Fingerprints{}, Iris{}
	return c
}

// old is an exchange begun under the law of 2014, judged in its time.
func old() Content {
	c := full()
	c.Identity.Request = Request{Regime: Regime2014, Kind: Exchange, Reason: "age"}
	c.Identity.Origin.Text = "Hà Nội"
	c.Portrait, c.Fingerprints, c.Iris = taken(Regime2014, 33)
	c.Fingerprints.RolledOutcome = RolledNoDevice
	c.Payment = Payment{FeeCode: "exchange", Amount: 50000, At: oldNoon}
	return c
}

var oldNoon = time.Date(2024, 6, 28, 12, 0, 0, 0, person.Zone())

func TestCompleteDossiers(t *testing.T) {
	for name, c := range map[string]struct {
		content Content
		at      time.Time
		codes   []string // what may be said all the same
	}{
		"least adult": {adult(), noon, []string{"missing", "missing", "missing", "not-looked-up", "presence-unverified"}},
		"full adult":  {full(), noon, nil},
		"child":       {child(), noon, nil},
		"infant":      {infant(), noon, []string{"online"}},
		"law of 2014": {old(), oldNoon, nil},
	} {
		var codes []string
		for _, f := range (Judge{Attach: true}).Validate(c.content, c.at) {
			if f.Severity == Blocks {
				t.Errorf("%s: %s.%s blocks: %s", name, f.Section, f.Field, f.Vietnamese)
			}
			codes = append(codes, f.Code)
		}
		if !slices.Equal(codes, c.codes) {
			t.Errorf("%s: %v", name, codes)
		}
	}
}

func TestFindings(t *testing.T) {
	type change = func(*Content)
	id := func(f func(*Identity)) change { return func(c *Content) { f(&c.Identity) } }
	finger := func(p Part) change { return func(c *Content) { c.Fingerprints.Fingers[port.LeftIndex] = p } }
	excused := func(reason, note string) Part { return Part{Exception: &CaptureException{Reason: reason, Note: note}} }
	const i, p, f, ir, r, pay, doc = SectionIdentity, SectionPortrait, SectionFingerprints, SectionIris, SectionReview, SectionPayment, SectionDocuments
	for _, c := range []struct {
		name     string
		of       func() Content
		change   change
		section  Section
		field    string
		severity Severity
		code     string
	}{
		{"no number", full, id(func(d *Identity) { d.PersonalNumber = " " }), i, "personalNumber", Blocks, "missing"},
		{"short number", full, id(func(d *Identity) { d.PersonalNumber = "00109000000" }), i, "personalNumber", Blocks, "number-form"},
		{"number of another year", full, id(func(d *Identity) { d.PersonalNumber = "001091000002" }), i, "personalNumber", Warning, "number-disagrees"},
		{"number of the other sex", full, id(func(d *Identity) { d.Sex = "F" }), i, "personalNumber", Warning, "number-disagrees"},
		{"number from abroad", full, id(func(d *Identity) { d.PersonalNumber = "205090000002" }), i, "personalNumber", Warning, person.WarnProvince},
		{"no name", full, id(func(d *Identity) { d.Name = "" }), i, "name", Blocks, "missing"},
		{"digit in the name", full, id(func(d *Identity) { d.Name = "Đỗ 5" }), i, "name", Blocks, "name-form"},
		{"one word", full, id(func(d *Identity) { d.Name = "Mậu" }), i, "name", Warning, "name-one-word"},
		{"other name", full, id(func(d *Identity) { d.OtherName = "#" }), i, "otherName", Blocks, "name-form"},
		{"father's name", full, id(func(d *Identity) { d.Father.Name = "?" }), i, "father", Warning, "name-form"},
		{"spouse's number", full, id(func(d *Identity) { d.Spouse.Number = "12" }), i, "spouse.number", Warning, "number-form"},
		{"no birth", full, id(func(d *Identity) { d.Birth = "" }), i, "birth", Blocks, "missing"},
		{"31 February", full, id(func(d *Identity) { d.Birth = "31/02/1990" }), i, "birth", Blocks, "date-form"},
		{"year only", full, id(func(d *Identity) { d.Birth = "1990" }), i, "birth", Blocks, "date-partial"},
		{"month and year", full, id(func(d *Identity) { d.Birth = "1990-07" }), i, "birth", Blocks, "date-partial"},
		{"born tomorrow", full, id(func(d *Identity) { d.Birth = "2026-11-26" }), i, "birth", Blocks, "date-future"},
		{"born 1890", full, id(func(d *Identity) { d.Birth = "1890-07-01" }), i, "birth", Warning, "age-high"},
		{"no sex", full, id(func(d *Identity) { d.Sex = "" }), i, "sex", Blocks, "missing"},
		{"no such sex", full, id(func(d *Identity) { d.Sex = "X" }), i, "sex", Blocks, "missing"},
		{"old number", full, id(func(d *Identity) { d.OldNumbers = []string{"01234567"} }), i, "oldNumbers", Blocks, "old-number-form"},
		{"old number twice", full, id(func(d *Identity) { d.OldNumbers = []string{"012345678", "012 345 678"} }), i, "oldNumbers", Warning, "old-number-twice"},
		{"foreigner", full, id(func(d *Identity) { d.Nationality = "Lào" }), i, "nationality", Warning, "not-citizen"},
		{"odd mark", full, id(func(d *Identity) { d.Mark = "râu dài" }), i, "mark", Note, "mark-form"},
		{"no regime", full, id(func(d *Identity) { d.Request.Regime = "" }), i, "request.regime", Blocks, "missing"},
		{"no such regime", full, id(func(d *Identity) { d.Request.Regime = "1999" }), i, "request.regime", Blocks, "regime"},
		{"law of 2014 today", old, nil, i, "request.regime", Warning, "regime-over"},
		{"no kind", full, id(func(d *Identity) { d.Request.Kind = "" }), i, "request.kind", Blocks, "missing"},
		{"no reason", full, id(func(d *Identity) { d.Request.Reason = "" }), i, "request.reason", Blocks, "missing"},
		{"reason of the other law", full, id(func(d *Identity) { d.Request.Reason = "from-cmnd" }), i, "request.reason", Blocks, "missing"},
		{"too young for the reason", child, id(func(d *Identity) { d.Request = Request{Regime2023, Exchange, "age", ""} }), i, "request.reason", Warning, "reason-age"},
		{"old card not asked", full, id(func(d *Identity) { d.OldCard.Outcome = "" }), i, "oldCard", Blocks, "missing"},
		{"old card gone somehow", full, id(func(d *Identity) { d.OldCard.Outcome = "eaten" }), i, "oldCard", Blocks, "old-card-outcome"},
		{"old card cut", full, id(func(d *Identity) { d.OldCard.Outcome = "cut" }), i, "oldCard", Blocks, "old-card-cut"},
		{"old card not collected", full, id(func(d *Identity) { d.OldCard.Outcome = "not-collected" }), i, "oldCard.why", Blocks, "missing"},
		{"lost but exchanged", full, id(func(d *Identity) { d.OldCard.Outcome = "lost" }), i, "oldCard", Warning, "lost-is-reissue"},
		{"lost but collected", full, id(func(d *Identity) { d.Request = Request{Regime2023, Reissue, "lost", ""} }), i, "oldCard", Warning, "lost-but-collected"},
		{"first with a card", child, id(func(d *Identity) { d.OldCard.Held = true }), i, "request.kind", Warning, "first-with-card"},
		{"child without representative", child, id(func(d *Identity) { d.Representative = Relative{} }), i, "representative", Blocks, "missing"},
		{"odd representative", child, id(func(d *Identity) { d.Representative.Name = "4" }), i, "representative", Blocks, "name-form"},
		{"representative without number", child, id(func(d *Identity) { d.Representative.Number = "" }), i, "representative.number", Warning, "missing"},
		{"representative's number", child, id(func(d *Identity) { d.Representative.Number = "1" }), i, "representative.number", Blocks, "number-form"},
		{"represents herself", child, id(func(d *Identity) { d.Representative.Number = d.PersonalNumber }), i, "representative.number", Blocks, "number-same"},
		{"no relation", child, id(func(d *Identity) { d.Representative.Relation = "" }), i, "representative.relation", Warning, "missing"},
		{"adult who cannot act", full, id(func(d *Identity) { d.Represented = true }), i, "representative", Blocks, "missing"},
		{"homeless", full, id(func(d *Identity) { d.Permanent = Address{Detail: "số 1"} }), i, "permanent", Blocks, "missing"},
		{"temporary residence", full, id(func(d *Identity) { d.Permanent, d.Temporary.Text = Address{}, "Xã Ba" }), i, "permanent", Note, "residence-fallback"},
		{"no phone", full, id(func(d *Identity) { d.Phone = "" }), i, "phone", Blocks, "missing"},
		{"odd phone", full, id(func(d *Identity) { d.Phone = "0123" }), i, "phone", Blocks, "phone-form"},
		{"not looked up", full, id(func(d *Identity) { d.Lookup.Status = "unreachable" }), i, "lookup", Warning, "not-looked-up"},
		{"registry differs", full, id(func(d *Identity) { d.Lookup.Status = "differs" }), i, "lookup", Warning, "lookup-differs"},
		{"registry knows nobody", full, id(func(d *Identity) { d.Lookup.Status = "unknown" }), i, "lookup", Warning, "lookup-unknown"},
		{"account under six", infant, id(func(d *Identity) { d.Account = &Account{Level: 2} }), i, "account.level", Blocks, "account-level"},
		{"account of level 3", full, id(func(d *Identity) { d.Account = &Account{Level: 3} }), i, "account.level", Blocks, "account-level"},
		{"account by landline", full, id(func(d *Identity) { d.Account = &Account{Level: 2, Phone: "02438251234"} }), i, "account.phone", Blocks, "phone-form"},
		{"account in 2014", old, id(func(d *Identity) { d.Account = &Account{Level: 1} }), i, "account", Blocks, "account"},
		{"integrates a fishing licence", full, id(func(d *Identity) { d.Integrations = []Integration{{Code: "fishing"}} }), i, "integrations", Blocks, "integration"},
		{"integrates without number", full, id(func(d *Identity) { d.Integrations = []Integration{{Code: "driving-licence"}} }), i, "integrations", Warning, "integration-number"},
		{"offers an odd biometric", full, id(func(d *Identity) { d.Voluntary = []string{"gait"} }), i, "voluntary", Blocks, "voluntary"},
		{"voice in 2014", old, id(func(d *Identity) { d.Voluntary = []string{"voice"} }), i, "voluntary", Blocks, "voluntary"},
		{"paper of the representative", child, func(c *Content) { c.Documents = Documents{} }, doc, PaperRepresentative, Blocks, "paper"},
		{"paper of a change", full, id(func(d *Identity) { d.Request.Reason = "name-birth" }), doc, PaperChange, Warning, "paper"},
		{"paper of a person unknown", full, id(func(d *Identity) { d.Lookup.Status = "unknown" }), doc, PaperLegal, Blocks, "paper"},
		{"no portrait", full, func(c *Content) { c.Portrait.Capture = nil }, p, "", Blocks, "missing"},
		{"no finger", full, finger(Part{}), f, string(port.LeftIndex), Blocks, "missing"},
		{"finger excused oddly", full, finger(excused("tired", "")), f, string(port.LeftIndex), Blocks, "exception"},
		{"other without words", full, finger(excused("other", " ")), f, string(port.LeftIndex), Blocks, "exception-note"},
		{"weak finger", full, finger(Part{Capture: &CaptureRef{Score: 39}}), f, string(port.LeftIndex), Warning, "weak"},
		{"weak portrait", full, func(c *Content) { c.Portrait.Capture.Score = 59.9 }, p, "", Warning, "weak"},
		{"weak iris", full, func(c *Content) { c.Iris.Eyes[port.LeftEye] = Part{Capture: &CaptureRef{Score: 59}} }, ir, string(port.LeftEye), Warning, "weak"},
		{"no iris", full, func(c *Content) { c.Iris = Iris{} }, ir, string(port.RightEye), Blocks, "missing"},
		{"no hands", full, func(c *Content) {
			for _, position := range rolledOrder {
				c.Fingerprints.Fingers[position] = excused("amputated", "")
			}
		}, f, "", Warning, "no-finger"},
		{"portrait of an infant", infant, func(c *Content) { c.Portrait.Capture = good() }, p, "", Warning, "not-allowed"},
		{"prints of an infant", infant, func(c *Content) { c.Fingerprints.Fingers = map[port.Position]Part{port.LeftIndex: {Capture: good()}} }, f, "", Warning, "not-allowed"},
		{"eyes of an infant", infant, func(c *Content) { c.Iris.Eyes = map[port.Position]Part{port.LeftEye: {Capture: good()}} }, ir, "", Warning, "not-allowed"},
		{"rolled prints not spoken of", old, func(c *Content) { c.Fingerprints.RolledOutcome = "" }, f, "rolledOutcome", Warning, "rolled"},
		{"rolled prints said but not there", old, func(c *Content) { c.Fingerprints.RolledOutcome = RolledTaken }, f, "rolledOutcome", Warning, "rolled"},
		{"rolled prints oddly", old, func(c *Content) { c.Fingerprints.RolledOutcome = "maybe" }, f, "rolledOutcome", Blocks, "rolled-outcome"},
		{"not read back", full, func(c *Content) { c.Review.ReadBackAt = time.Time{} }, r, "readBackAt", Blocks, "missing"},
		{"slip not printed", full, func(c *Content) { c.Review.SlipPrintedAt = time.Time{} }, r, "slipPrintedAt", Blocks, "missing"},
		{"not confirmed", full, func(c *Content) { c.Review.Confirmed = "" }, r, "confirmed", Blocks, "missing"},
		{"confirmed by a nod", full, func(c *Content) { c.Review.Confirmed = "nod" }, r, "confirmed", Blocks, "confirmed"},
		{"pen without ink", full, func(c *Content) { c.Review.Confirmed = ConfirmedPen }, r, "confirmed", Blocks, "missing"},
		{"thumbprint without witness", full, func(c *Content) { c.Review.Confirmed = "thumbprint" }, r, "witness", Blocks, "missing"},
		{"thumbprint without reason", full, func(c *Content) { c.Review.Confirmed, c.Review.Witness = "thumbprint", "Hà Thị Năm" }, r, "thumbReason", Warning, "missing"},
		{"printed again after signing", full, func(c *Content) { c.Review.SlipPrintedAt = noon.Add(time.Minute) }, r, "slipPrintedAt", Warning, "slip-again"},
		{"no fee", full, func(c *Content) { c.Payment = Payment{} }, pay, "feeCode", Blocks, "missing"},
		{"fee of another reason", full, func(c *Content) { c.Payment.FeeCode = "reissue" }, pay, "feeCode", Blocks, "fee-code"},
		{"too much", full, func(c *Content) { c.Payment.Amount = 30000 }, pay, "amount", Warning, "fee-high"},
		{"too little", full, func(c *Content) { c.Payment.Amount = 0 }, pay, "exemption", Warning, "fee-low"},
		{"exempt yet paid", full, func(c *Content) { c.Payment.Exemption = "poor" }, pay, "amount", Warning, "fee-exempt"},
		{"exempt by another law", full, func(c *Content) {
			c.Identity.Request = Request{Regime: Regime2014, Kind: Exchange, Reason: "age"}
			c.Payment = Payment{FeeCode: "exchange", Method: "none", Exemption: "elderly", At: c.Payment.At}
		}, pay, "exemption", Blocks, "fee-exempt-age"},
		{"elder paid", full, func(c *Content) { c.Identity.Birth, c.Identity.PersonalNumber = "1960-07-01", "001060000002" }, pay, "exemption", Blocks, "fee-age"},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := c.of()
			if c.change != nil {
				c.change(&content)
			}
			list := Judge{Attach: true}.Validate(content, noon)
			for _, found := range list {
				if found.Section == c.section && found.Field == c.field && found.Code == c.code {
					if found.Severity != c.severity {
						t.Errorf("severity %d", found.Severity)
					}
					return
				}
			}
			t.Errorf("not found in %s", shown(list))
		})
	}
}

func shown(list []Finding) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "\n%s.%s %d %s: %s", f.Section, f.Field, f.Severity, f.Code, f.Vietnamese)
	}
	return b.String()
}

// TestTooYoungIn2014: under 14 the law of 2014 has no card.
func TestTooYoungIn2014(t *testing.T) {
	c := old()
	c.Identity.Birth, c.Identity.PersonalNumber = "2010-06-29", "001210000003" // 14 tomorrow
	found := slices.ContainsFunc(Validate(c, oldNoon), func(f Finding) bool { return f.Code == "too-young" && f.Severity == Blocks })
	if !found {
		t.Error("a card at 13")
	}
	found = slices.ContainsFunc(Validate(c, oldNoon.AddDate(0, 0, 1)), func(f Finding) bool { return f.Code == "too-young" })
	if found {
		t.Error("no card at 14")
	}
}

func TestEarlyForTheLaw(t *testing.T) {
	if !slices.ContainsFunc(Validate(full(), oldNoon), func(f Finding) bool { return f.Code == "regime-early" && f.Severity == Blocks }) {
		t.Error("the law of 2023 applies in June 2024")
	}
}

// TestPapersWithoutAttaching: a desk that cannot attach papers is warned only.
func TestPapersWithoutAttaching(t *testing.T) {
	c := child()
	c.Documents = Documents{}
	if blocking := Blocking(Validate(c, noon)); len(blocking) > 0 {
		t.Errorf("blocks:%s", shown(blocking))
	}
}

// TestPolicyDecides: what policy may change, it changes.
func TestPolicyDecides(t *testing.T) {
	values := func(key, value string) Judge {
		entries := make(map[string]any)
		for _, s := range policy.Default().Settings() {
			entries[s.Key] = s.Entries
		}
		entries[key] = []map[string]any{{"value": rawJSON(value), "source": "test", "status": "chosen"}}
		set, err := policy.Parse(mustJSON(t, map[string]any{"format": 1, "version": "test", "serial": 2, "settings": entries}))
		if err != nil {
			t.Fatal(err)
		}
		return Judge{Policy: set}
	}
	noPhone := full()
	noPhone.Identity.Phone = ""
	if b := Blocking(values("phoneRequired", "false").Validate(noPhone, noon)); len(b) > 0 {
		t.Errorf("phone not required, yet:%s", shown(b))
	}
	weak := full()
	weak.Portrait.Capture.Score = 10
	if b := Blocking(values("weakAllowed", "false").Validate(weak, noon)); len(b) != 1 || b[0].Code != "weak" {
		t.Errorf("weak picture:%s", shown(b))
	}
	lost := full()
	lost.Identity.Request = Request{Regime2023, Reissue, "lost", ""}
	lost.Identity.OldCard.Outcome = "lost"
	lost.Payment.FeeCode, lost.Payment.Amount = "reissue", 35000
	lost.Identity.Lookup.Record = &port.PopulationRecord{Held: []port.Modality{port.Face, port.Finger, port.Iris}}
	lost.Portrait, lost.Fingerprints, lost.Iris = Portrait{}, Fingerprints{}, Iris{}
	if b := Blocking(values("heldBiometrics", "true").Validate(lost, noon)); len(b) > 0 {
		t.Errorf("held biometrics:%s", shown(b))
	}
	if b := Blocking(Validate(lost, noon)); len(b) != 13 {
		t.Errorf("the default is to capture 13 parts:%s", shown(b))
	}
}

// TestFindingsAreSaid: whatever a dossier holds, it is judged without a panic,
// twice the same, and each finding has words in both languages that do not quote
// what was typed.
func TestFindingsAreSaid(t *testing.T) {
	text := rapid.SampledFrom([]string{"", " ", "Đỗ Đức Mậu", "001090000002", "1990", "1990-07-01", "2020-01-01", "31/02/2000", "x\x00", "QZ7secret"})
	rapid.Check(t, func(t *rapid.T) {
		c := adult()
		d := &c.Identity
		for _, field := range []*string{&d.PersonalNumber, &d.Name, &d.OtherName, &d.Birth, &d.Sex, &d.Phone, &d.Mark,
			&d.Permanent.Text, &d.Representative.Name, &d.Representative.Number, &d.Father.Number, &d.OldCard.Outcome,
			&d.Nationality, &c.Payment.FeeCode, &c.Review.Confirmed, &c.Fingerprints.RolledOutcome} {
			if rapid.Bool().Draw(t, "change") {
				*field = text.Draw(t, "text")
			}
		}
		d.Request = Request{
			Regime: rapid.SampledFrom([]Regime{"", Regime2014, Regime2023, "x"}).Draw(t, "regime"),
			Kind:   rapid.SampledFrom([]Kind{"", FirstIssue, Exchange, Reissue, "x"}).Draw(t, "kind"),
			Reason: rapid.SampledFrom([]string{"", "age", "lost", "damaged", "name-birth", "x"}).Draw(t, "reason"),
		}
		d.Represented = rapid.Bool().Draw(t, "represented")
		d.Lookup.Status = rapid.SampledFrom([]string{"", "matched", "differs", "unknown"}).Draw(t, "lookup")
		if rapid.Bool().Draw(t, "account") {
			d.Account = &Account{Level: rapid.IntRange(-1, 3).Draw(t, "level")}
		}
		list := Validate(c, noon)
		if !reflect.DeepEqual(list, Validate(c, noon)) {
			t.Fatal("judged twice, two verdicts")
		}
		for _, f := range list {
			if f.Code == "" || f.Section == "" || !strings.HasSuffix(f.Vietnamese, ".") || !strings.HasSuffix(f.English, ".") {
				t.Fatalf("without words: %+v", f)
			}
			if strings.Contains(f.Vietnamese+f.English, "secret") {
				t.Fatalf("quotes what was typed: %+v", f)
			}
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	c := child()
	judge := Judge{Policy: policy.Default(), Attach: true}
	b.ReportAllocs()
	for b.Loop() {
		judge.Validate(c, noon)
	}
}
