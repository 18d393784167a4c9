package desk_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/internal/racing"
)

// caseModel is one dossier at a desk with a real store, and beside it what a
// clerk put into it, as plain values.
type caseModel struct {
	*bench
	t        *rapid.T
	scan     string // a file to attach
	id       dossier.ID
	identity dossier.Identity
	papers   map[string]dossier.Document
	parts    map[port.Position]dossier.Part // face, fingers and eyes
	rolled   map[port.Position]dossier.Part
	outcome  string // of the rolled prints
	photo    *dossier.CaptureRef
	photoOf  []port.Position
	paid     dossier.Payment
	printed  dossier.Identity // as the slip last printed showed it
	signed   dossier.Identity // as the slip that was signed showed it
	done     bool
}

// births are dates of each band of age on the day of the test, and two that no
// dossier can be completed with.
var births = []string{"2024-03-04", "2020-11-26", "2020-11-25", "2013-01-01", "2012-11-25", "2011-01-01",
	"2005-05-05", "1990-05-04", "1966-11-26", "1966-11-25", "1990", ""}

var papersOfLaws = []string{dossier.PaperLegal, dossier.PaperChange, dossier.PaperRepresentative, dossier.PaperNationality, dossier.PaperOther}

// TestFormerCase takes a dossier through edits of its case, captures, papers,
// forms and fees in any order. While it is a draft nothing of what was put in is
// lost, whatever its case becomes; once intake has ended it holds what its case
// wants, and nothing of another.
func TestFormerCase(t *testing.T) {
	if racing.Enabled {
		t.Skip("one thing after the other; make test runs this without the race detector")
	}
	b := newBench(t, withPages)
	scan := writeFile(t, "scan.pdf", []byte("%PDF-1"))
	rapid.Check(t, func(rt *rapid.T) {
		m := &caseModel{bench: b, t: rt, scan: scan, identity: holder(), papers: map[string]dossier.Document{},
			parts: map[port.Position]dossier.Part{}, rolled: map[port.Position]dossier.Part{}}
		m.id = b.draft(m.identity)
		acts := []func(){m.edit, m.edit, m.edit, m.attach, m.attach, m.detach, m.capture, m.capture, m.except, m.photograph,
			m.pay, m.readBack, m.print, m.sign, m.jump, m.complete}
		for range rapid.IntRange(1, 14).Draw(rt, "acts") {
			acts[rapid.IntRange(0, len(acts)-1).Draw(rt, "act")]()
			m.check()
			if m.done {
				return
			}
		}
		m.finish()
		if m.check(); !m.done {
			rt.Fatal("a dossier in which nothing is missing is not complete")
		}
	})
}

func (m *caseModel) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *caseModel) opened() desk.Opened {
	opened, err := m.Open(m.bench.t.Context(), m.id)
	m.must(err)
	return opened
}

func (m *caseModel) save(change func(*dossier.Identity)) {
	change(&m.identity)
	_, err := m.SaveIdentity(m.bench.t.Context(), m.id, m.opened().Revisions[dossier.SectionIdentity], m.identity)
	m.must(err)
}

// edit changes what the case depends on: age, law, kind and reason, who acts, what
// the population database said.
func (m *caseModel) edit() {
	m.save(func(id *dossier.Identity) {
		switch rapid.IntRange(0, 5).Draw(m.t, "field") {
		case 0, 1:
			id.Birth = rapid.SampledFrom(births).Draw(m.t, "birth")
		case 2:
			id.Request.Regime = rapid.SampledFrom(dossier.Regimes()).Draw(m.t, "regime")
		case 3:
			id.Request.Kind = rapid.SampledFrom(dossier.Kinds()).Draw(m.t, "kind")
			// Also a reason of another law: the form shows the old one until a new is chosen.
			reasons := dossier.Reasons(rapid.SampledFrom(dossier.Regimes()).Draw(m.t, "reasons of"), id.Request.Kind)
			id.Request.Reason = rapid.SampledFrom(reasons).Draw(m.t, "reason").Code
		case 4:
			id.Represented = rapid.Bool().Draw(m.t, "represented")
			id.Representative = dossier.Relative{Name: "TRẦN VĂN THỬ", Number: "001080000001", Relation: "Cha"}
		case 5:
			id.Lookup.Status = rapid.SampledFrom([]string{"", "matched", "differs", "unknown"}).Draw(m.t, "lookup")
		}
	})
}

func (m *caseModel) attach() {
	code := rapid.SampledFrom(papersOfLaws).Draw(m.t, "paper")
	m.attachCode(code)
}

func (m *caseModel) attachCode(code string) {
	sheets, err := m.ReadDocument(m.bench.t.Context(), m.scan, nil)
	m.must(err)
	documents, err := m.SaveDocument(m.bench.t.Context(), m.id, code, sheets)
	m.must(err)
	wanted := m.wantsPaper(code)
	before, had := m.papers[code]
	for _, item := range documents.Items {
		if item.Code != code {
			continue
		}
		if extra := !wanted && code != dossier.PaperOther; !had && item.Extra != extra || had && item.Extra != before.Extra {
			m.t.Fatalf("%s wanted %v, yet noted as extra: %v", code, wanted, item.Extra)
		}
		m.papers[code] = item
	}
}

func (m *caseModel) detach() {
	if len(m.papers) == 0 {
		return
	}
	code := rapid.SampledFrom(slices.Sorted(maps.Keys(m.papers))).Draw(m.t, "paper taken off")
	_, err := m.SaveDocument(m.bench.t.Context(), m.id, code, nil)
	m.must(err)
	delete(m.papers, code)
}

// steps are those of the case as it stands, rolled fingers with them: no other is
// offered to a clerk.
func (m *caseModel) steps() []dossier.CaptureStep {
	content, age := m.opened().Content, dossier.AgeOf(m.identity, person.FromTime(m.clock.Now()))
	return append(dossier.CaptureSet(m.identity.Request.Regime, age), dossier.RolledSteps(content, age)...)
}

func (m *caseModel) capture() {
	steps := m.steps()
	if len(steps) == 0 {
		return
	}
	m.captureStep(rapid.SampledFrom(steps).Draw(m.t, "step"))
}

func (m *caseModel) captureStep(step dossier.CaptureStep) {
	_, err := m.Capture(m.bench.t.Context(), m.id, step)
	m.must(err)
	opened := m.opened()
	for _, position := range step.Positions {
		switch {
		case step.Kind == dossier.RolledStep:
			m.rolled[position], m.outcome = opened.Fingerprints.Rolled[position], dossier.RolledTaken
		case step.Modality == port.Face:
			m.parts[position] = dossier.Part{Capture: opened.Portrait.Capture}
		case step.Modality == port.Iris:
			m.parts[position] = opened.Iris.Eyes[position]
		default:
			m.parts[position] = opened.Fingerprints.Fingers[position]
		}
	}
}

// except notes a finger or an eye of the case, or takes the note back.
func (m *caseModel) except() {
	var steps []dossier.CaptureStep
	for _, step := range m.steps() {
		if step.Modality != port.Face && step.Kind == dossier.PlainStep {
			steps = append(steps, step)
		}
	}
	if len(steps) == 0 {
		return
	}
	step := rapid.SampledFrom(steps).Draw(m.t, "excepted step")
	position := rapid.SampledFrom(step.Positions).Draw(m.t, "excepted position")
	exception := dossier.CaptureException{Reason: "bandaged"}
	if m.parts[position].Exception != nil {
		m.must(m.TakeBackException(m.bench.t.Context(), m.id, step.Modality, position))
		delete(m.parts, position)
		return
	}
	m.must(m.Except(m.bench.t.Context(), m.id, step.Modality, position, exception))
	m.parts[position] = dossier.Part{Exception: &exception}
}

// photograph takes the photo of what is noted.
func (m *caseModel) photograph() {
	if step, ok := dossier.ExceptionPhotoStep(m.opened().Content); ok {
		_, err := m.Capture(m.bench.t.Context(), m.id, step)
		m.must(err)
		m.photo, m.photoOf = m.opened().Portrait.Exception, step.Positions
	}
}

func (m *caseModel) pay() {
	fee := m.FeeNow(m.opened().Content)
	m.must(m.Pay(m.bench.t.Context(), m.id, fee))
	m.paid = m.opened().Payment
}

func (m *caseModel) readBack() { m.must(m.ReadBack(m.bench.t.Context(), m.id)) }

func (m *caseModel) print() {
	slip, err := m.DataSlip(m.bench.t.Context(), m.id)
	m.must(err)
	m.must(m.Print(m.bench.t.Context(), m.id, slip, ""))
	m.printed = m.identity
}

func (m *caseModel) sign() {
	if m.opened().Review.SlipPrintedAt.IsZero() {
		return // there is nothing to sign
	}
	m.must(m.Confirm(m.bench.t.Context(), m.id, "signature", ""))
	m.signed = m.printed
}

// jump leaves the dossier and comes back, by way of waiting or not.
func (m *caseModel) jump() {
	rules := dossier.WaitingRules(m.identity.Request.Regime)
	if rapid.Bool().Draw(m.t, "waits") && len(rules) > 0 {
		_, err := m.Wait(m.bench.t.Context(), m.id, rules[0].Reason)
		m.must(err)
		m.must(m.EndWait(m.bench.t.Context(), m.id))
	}
}

func (m *caseModel) complete() {
	_, err := m.Complete(m.bench.t.Context(), m.id)
	if errors.Is(err, desk.ErrIncomplete) {
		return
	}
	m.must(err)
	m.done = true
}

// finish does everything that is still missing.
func (m *caseModel) finish() {
	m.save(func(id *dossier.Identity) {
		birth, err := person.ParseCivilDate(id.Birth)
		if young := err == nil && birth.Full() && dossier.AgeOf(*id, person.FromTime(m.clock.Now())) < 14; err != nil || !birth.Full() ||
			young && id.Request.Regime == dossier.Regime2014 {
			id.Birth = "1990-05-04"
		}
		if _, ok := dossier.ReasonOf(id.Request); !ok {
			id.Request.Reason = dossier.Reasons(id.Request.Regime, id.Request.Kind)[0].Code
		}
		if id.Representative.Name == "" {
			id.Representative = dossier.Relative{Name: "TRẦN VĂN THỬ", Number: "001080000001", Relation: "Cha"}
		}
		id.OldCard.Outcome = "collected"
	})
	for _, step := range dossier.CaptureSet(m.identity.Request.Regime, dossier.AgeOf(m.identity, person.FromTime(m.clock.Now()))) {
		m.captureStep(step)
	}
	for _, code := range papersOfLaws {
		if _, has := m.papers[code]; m.wantsPaper(code) && !has {
			m.attachCode(code)
		}
	}
	m.readBack()
	m.print()
	m.sign()
	m.pay()
	m.complete()
}

// check compares the disk with the model: a draft holds all, a dossier whose
// intake has ended what its case wants.
func (m *caseModel) check() {
	m.t.Helper()
	opened := m.opened()
	keep := func(wanted bool) bool { return !m.done || wanted }
	age, regime := dossier.AgeOf(m.identity, person.FromTime(m.clock.Now())), m.identity.Request.Regime
	unknown := age < 0

	papers := map[string]dossier.Document{}
	for code, item := range m.papers {
		if keep(m.wantsPaper(code) || item.Extra || code == dossier.PaperOther) {
			papers[code] = item
		}
	}
	if got := byCode(opened.Documents.Items); !reflect.DeepEqual(got, papers) {
		m.t.Fatalf("papers %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(papers)))
	}

	// Law 26/2023, article 23.2: from six; Law 59/2014, article 19: from 14, and no
	// iris at all.
	from := map[dossier.Regime]int{dossier.Regime2014: 14, dossier.Regime2023: 6}[regime]
	taken := keep(unknown || age >= from)
	irises := taken && keep(regime == dossier.Regime2023)
	want, noted := map[port.Position]dossier.Part{}, []port.Position{}
	for position, part := range m.parts {
		eye := position == port.LeftEye || position == port.RightEye
		if taken && (!eye || irises) && part != (dossier.Part{}) {
			want[position] = part
			if part.Exception != nil {
				noted = append(noted, position)
			}
		}
	}
	if got := partsOf(opened.Content); !reflect.DeepEqual(got, want) {
		m.t.Fatalf("captures %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	rolled := taken && keep(regime == dossier.Regime2014)
	prints, outcome := map[port.Position]dossier.Part{}, ""
	if rolled {
		prints, outcome = m.rolled, m.outcome
	}
	got := opened.Fingerprints
	if len(got.Rolled)+len(prints) > 0 && !reflect.DeepEqual(got.Rolled, prints) || got.RolledOutcome != outcome {
		m.t.Fatalf("rolled fingers %v, %q, want %v, %q", got.Rolled, got.RolledOutcome, prints, outcome)
	}
	shown := m.photo != nil && keep(len(m.photoOf) > 0 && !slices.ContainsFunc(m.photoOf, func(p port.Position) bool { return !slices.Contains(noted, p) }))
	if (opened.Portrait.Exception != nil) != shown {
		m.t.Fatalf("photo of %v there: %v, noted are %v", m.photoOf, opened.Portrait.Exception != nil, noted)
	}

	if !reflect.DeepEqual(opened.Payment, m.paid) {
		m.t.Fatalf("fee %+v, want %+v", opened.Payment, m.paid)
	}
	represented := keep(m.identity.Represented || regime == dossier.Regime2023 && age >= 0 && age < 14)
	identity := m.identity
	if !represented {
		identity.Representative = dossier.Relative{}
	}
	if !reflect.DeepEqual(opened.Identity, identity) {
		m.t.Fatalf("identity %+v, want %+v", opened.Identity, identity)
	}
	if m.done {
		m.checkEnded(opened, age)
	}
}

// checkEnded judges fee and forms of a dossier whose intake has ended.
func (m *caseModel) checkEnded(opened desk.Opened, age int) {
	m.t.Helper()
	due := m.FeeFor(m.identity.Request)
	// Circular 73/2024, article 5.
	if m.identity.Request.Regime == dossier.Regime2023 && (age < 16 || age >= 60) {
		due.Amount = 0
	}
	if opened.Payment.FeeCode != due.FeeCode || opened.Payment.Amount != due.Amount {
		m.t.Fatalf("fee %+v, due is %+v", opened.Payment, due)
	}
	for name, seen := range map[string]dossier.Identity{"printed": m.printed, "signed": m.signed} {
		if seen.Birth != opened.Identity.Birth || seen.Request != opened.Identity.Request ||
			opened.Identity.Representative != (dossier.Relative{}) && seen.Representative != opened.Identity.Representative {
			m.t.Fatalf("the slip that was %s shows %+v of another case than %+v", name, seen.Request, opened.Identity.Request)
		}
	}
}

// wantsPaper says by the laws which papers the case wants.
func (m *caseModel) wantsPaper(code string) bool {
	id, age := m.identity, dossier.AgeOf(m.identity, person.FromTime(m.clock.Now()))
	in2023 := id.Request.Regime == dossier.Regime2023
	reason := id.Request
	if _, ok := dossier.ReasonOf(id.Request); !ok {
		reason.Reason = ""
	}
	switch code {
	case dossier.PaperLegal:
		return id.Lookup.Status == "unknown"
	case dossier.PaperChange:
		return id.Lookup.Status == "differs" || slices.Contains([]string{"name-birth", "name", "sex-origin"}, reason.Reason)
	case dossier.PaperRepresentative:
		return in2023 && (id.Represented || age >= 0 && age < 14)
	case dossier.PaperNationality:
		return reason.Reason == "nationality"
	}
	return false
}

func byCode(items []dossier.Document) map[string]dossier.Document {
	all := map[string]dossier.Document{}
	for _, item := range items {
		all[item.Code] = item
	}
	return all
}

// partsOf lists what the captures of a dossier say, by position.
func partsOf(c dossier.Content) map[port.Position]dossier.Part {
	all := map[port.Position]dossier.Part{}
	if c.Portrait.Capture != nil {
		all[port.FacePosition] = dossier.Part{Capture: c.Portrait.Capture}
	}
	for _, section := range []map[port.Position]dossier.Part{c.Fingerprints.Fingers, c.Iris.Eyes} {
		for position, part := range section {
			if part != (dossier.Part{}) {
				all[position] = part
			}
		}
	}
	return all
}

// TestFeeFollowsTheCase: a recorded fee stands while it is that of the request
// and of the age; a paper that exempts does so for every request.
func TestFeeFollowsTheCase(t *testing.T) {
	b := newBench(t)
	receipts := []dossier.VoidedReceipt{{Number: "0006", Reason: "rách"}}
	poor := dossier.Payment{FeeCode: "transfer", Method: "none", Exemption: "poor", ExemptionPaper: "Số 12", At: b.clock.Now()}
	for _, c := range []struct {
		name   string
		paid   dossier.Payment
		change func(*dossier.Identity)
		want   dossier.Payment
	}{
		{"nothing recorded", dossier.Payment{}, nil, dossier.Payment{FeeCode: "transfer", Amount: 15000, Method: "cash"}},
		{"recorded", poor, nil, poor},
		{"another reason", dossier.Payment{FeeCode: "reissue", Amount: 35000, Number: "0007", Voided: receipts, At: b.clock.Now()}, nil,
			dossier.Payment{FeeCode: "transfer", Amount: 15000, Method: "cash", Number: "0007", Voided: receipts}},
		{"another reason, exempt by a paper", dossier.Payment{FeeCode: "reissue", Method: "none", Exemption: "poor", ExemptionPaper: "Số 12", At: b.clock.Now()}, nil,
			dossier.Payment{FeeCode: "transfer", Method: "none", Exemption: "poor", ExemptionPaper: "Số 12"}},
		{"turns out to be old", dossier.Payment{FeeCode: "transfer", Amount: 15000, Method: "cash", At: b.clock.Now()},
			func(id *dossier.Identity) { id.Birth = "1960-01-02" }, dossier.Payment{FeeCode: "transfer", Method: "none", Exemption: "elderly"}},
		{"another law, without this exemption", dossier.Payment{FeeCode: "exchange", Method: "none", Exemption: "elderly", At: b.clock.Now()},
			func(id *dossier.Identity) {
				id.Birth, id.Request = "1960-01-02", dossier.Request{Regime: dossier.Regime2014, Kind: dossier.Exchange, Reason: "age"}
			}, dossier.Payment{FeeCode: "exchange", Amount: 25000, Method: "cash"}},
		{"turns out not to be a child", dossier.Payment{FeeCode: "transfer", Method: "none", Exemption: "child", At: b.clock.Now()}, nil,
			dossier.Payment{FeeCode: "transfer", Amount: 15000, Method: "cash"}},
	} {
		content := dossier.Content{Identity: holder(), Payment: c.paid}
		if c.change != nil {
			c.change(&content.Identity)
		}
		if got := b.FeeNow(content); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestCorrectedAfterSigning: what the citizen signed is what the dossier says, or
// it is not complete.
func TestCorrectedAfterSigning(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	id := b.draft(holder())
	b.fill(id)
	opened := b.open(id)
	identity := opened.Identity
	identity.Phone = "0987654321"
	_, err := b.SaveIdentity(ctx, id, opened.Revisions[dossier.SectionIdentity], identity)
	b.must(err)
	codes := func() []string {
		missing, err := b.Complete(ctx, id)
		if len(missing) > 0 != errors.Is(err, desk.ErrIncomplete) {
			t.Fatal(err)
		}
		var codes []string
		for _, finding := range missing {
			codes = append(codes, finding.Code)
		}
		return codes
	}
	if got := codes(); !slices.Equal(got, []string{dossier.CodeReadBackOld, dossier.CodeSlipOld, dossier.CodeConfirmedOld}) {
		t.Fatalf("a phone number corrected after signing: %v", got)
	}
	b.must(b.ReadBack(ctx, id))
	slip, err := b.DataSlip(ctx, id)
	b.must(err)
	b.must(b.Print(ctx, id, slip, ""))
	if got := codes(); !slices.Equal(got, []string{dossier.CodeConfirmedOld}) {
		t.Fatalf("printed again and not signed again: %v", got)
	}
	b.must(b.Confirm(ctx, id, "signature", ""))
	if got := codes(); got != nil {
		t.Fatalf("all done again: %v", got)
	}
	b.wantState(id, dossier.Captured)

	// Once the citizen has left, the supervisor is told and decides.
	b.login(chiefID)
	b.must(b.Return(ctx, id, dossier.SectionIdentity, "wrong", ""))
	b.login(clerkID)
	opened = b.open(id)
	identity = opened.Identity
	identity.Phone = "0912345678"
	_, err = b.SaveIdentity(ctx, id, opened.Revisions[dossier.SectionIdentity], identity)
	b.must(err)
	if got := codes(); got != nil {
		t.Errorf("corrected after it was returned: %v", got)
	}
	seen := false
	for _, finding := range b.open(id).Findings {
		seen = seen || finding.Code == dossier.CodeSlipOld && finding.Severity == dossier.Warning
	}
	if !seen {
		t.Error("the supervisor is not told that the citizen signed other values")
	}
}
