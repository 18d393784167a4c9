package desk_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// readers is a card reader with one chip on it.
type readers struct {
	chip   port.ChipData
	proofs []port.Proof
	err    error
	opens  func(port.CardKeys) bool // which keys open the chip; nil is all
	keys   []port.CardKeys
}

func (r *readers) Readers(context.Context) ([]port.Reader, error) {
	return []port.Reader{{Name: "R"}}, nil
}
func (r *readers) Watch(context.Context) <-chan []port.Reader { return nil }
func (r *readers) ReadCard(_ context.Context, reader string, keys port.CardKeys, progress func(port.CardProgress)) (port.CardReading, error) {
	r.keys = append(r.keys, keys)
	if r.err != nil {
		return port.CardReading{}, r.err
	}
	if r.opens != nil && !r.opens(keys) {
		return port.CardReading{}, &port.CardError{Fault: port.CardAccess, Step: "bac"}
	}
	progress(port.CardProgress{File: "DG2", Done: 1, Total: 1, Portrait: r.chip.Portrait})
	return port.CardReading{ReaderName: reader, Access: "BAC", Chip: r.chip, Proofs: r.proofs, Took: time.Second}, nil
}

func goodProofs() []port.Proof {
	var proofs []port.Proof
	for _, name := range []string{"access", "hashes", "signature", "issuer", "active"} {
		proofs = append(proofs, port.Proof{Name: name, Verdict: port.ProofPassed})
	}
	return proofs
}

// goodChip is the chip that belongs to holder() and card().
func goodChip() port.ChipData {
	lines := person.FormatTD1(person.TD1{
		Number: "001190012345", Name: mustName("LÊ THỊ MẪU"), Birth: person.CivilDate{Year: 1990, Month: 5, Day: 4},
		Sex: person.Female, Expires: person.CivilDate{Year: 2031, Month: 5, Day: 4},
	})
	return port.ChipData{
		DocumentNumber: "190012345", PersonalNumber: "001190012345", Name: "Lê Thị Mẫu", Birth: "1990-05-04", Sex: "F",
		Nationality: "VNM", Expires: "2031-05-04", MRZ: lines[0] + "\n" + lines[1] + "\n" + lines[2], Portrait: []byte("portrait"),
	}
}

func mustName(text string) person.Name {
	name, err := person.ParseName(text)
	if err != nil {
		panic(err)
	}
	return name
}

// shelved is a bench with a card of a dossier on the shelf, the clerk logged in.
func shelved(t testing.TB) (*bench, *readers, dossier.ID) {
	t.Helper()
	reader := &readers{chip: goodChip(), proofs: goodProofs()}
	b := newBench(t, func(p *desk.Params) { p.Cards = reader })
	id := b.approved()
	b.shelve(id, "T-1")
	b.login(clerkID)
	return b, reader, id
}

// shelve lets the registry make a card and the office take it in.
func (b *bench) shelve(id dossier.ID, serial string) {
	b.t.Helper()
	made := port.Change{Dossier: string(id), Card: serial, Chip: "190012345", Expires: "2031-05-04", Box: "H-1"}
	if b.open(id).State == dossier.Approved {
		b.tell(port.Change{Kind: port.ChangeAccepted, Dossier: string(id)})
	}
	for _, kind := range []string{port.ChangeOrdered, port.ChangeProduced, port.ChangeShipped} {
		made.Kind = kind
		b.tell(made)
	}
	boxes, err := b.Boxes(b.t.Context())
	b.must(err)
	for _, box := range boxes {
		b.must(b.ReceiveBox(b.t.Context(), box, "A1"))
	}
}

func TestHandingOver(t *testing.T) {
	b, reader, id := shelved(t)
	ctx := t.Context()
	var told []port.CardProgress
	check, err := b.CheckChip(ctx, b.open(id), "R", func(p port.CardProgress) { told = append(told, p) })
	b.must(err)
	if !check.Matched || len(check.Differing()) != 0 || check.FaultReason() != "" || check.Card.Serial != "T-1" {
		t.Fatalf("matched %v, differs in %v, fault %q", check.Matched, check.Differing(), check.FaultReason())
	}
	keys := reader.keys[0]
	if keys.DocumentNumber != "190012345" || keys.Birth != "900504" || keys.CAN != "012345" || !slices.Equal(keys.Expiries, []string{"310504"}) {
		t.Errorf("the chip is opened with %+v", keys)
	}
	if len(told) < 2 || told[0].Portrait != nil || len(check.Portrait) == 0 || !bytes.Equal(told[1].Portrait, check.Portrait) {
		t.Errorf("told %d times; the raw portrait must not be among it", len(told))
	}
	for range 2 {
		b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{}))
	}
	opened := b.open(id)
	if opened.State != dossier.Closed || opened.Cards[0].State != dossier.CardHandedOver {
		t.Errorf("dossier %s, card %s", opened.State, opened.Cards[0].State)
	}
	h := opened.Handover
	if h.To != "holder" || h.By != clerkID || !h.Matched || h.Override != "" || len(h.Proofs) != 5 {
		t.Errorf("handover is %+v", h)
	}
	if n := b.entries(id, dossier.HandOverCard); n != 1 {
		t.Errorf("%d handovers in the log, want 1", n)
	}
	if n := b.entries(id, dossier.CheckCard); n != 1 {
		t.Errorf("%d checks in the log, want 1", n)
	}
	if record, err := b.HandoverRecord(ctx, id); err != nil || !bytes.HasPrefix(record.PDF, []byte("%PDF-")) {
		t.Errorf("record of %d bytes, error %v", len(record.PDF), err)
	}
}

func TestChipsThatDoNotMatch(t *testing.T) {
	changed := func(change func(*port.ChipData)) port.ChipData {
		chip := goodChip()
		change(&chip)
		return chip
	}
	failed := func(name, reason string) []port.Proof {
		proofs := goodProofs()
		for i := range proofs {
			if proofs[i].Name == name {
				proofs[i].Verdict, proofs[i].Reason = port.ProofFailed, reason
			}
		}
		return proofs
	}
	tests := []struct {
		name    string
		chip    port.ChipData
		proofs  []port.Proof
		differs []string
		reason  string
	}{
		{"another name", changed(func(c *port.ChipData) { c.Name = "Lê Thị Mận" }), goodProofs(), []string{"name"}, desk.FaultChipMismatch},
		{"another number", changed(func(c *port.ChipData) { c.PersonalNumber = "001190054321" }), goodProofs(), []string{"personalNumber"}, desk.FaultChipMismatch},
		{"another birth", changed(func(c *port.ChipData) { c.Birth = "1990-05-05" }), goodProofs(), []string{"birth"}, desk.FaultChipMismatch},
		{"another expiry", changed(func(c *port.ChipData) { c.Expires = "2041-05-04" }), goodProofs(), []string{"expires"}, desk.FaultChipMismatch},
		{"zone of another", changed(func(c *port.ChipData) { c.MRZ = "IDVNM" }), goodProofs(), []string{desk.FieldMRZ}, desk.FaultChipMismatch},
		{"chip without a sex", changed(func(c *port.ChipData) { c.Sex = "" }), goodProofs(), nil, desk.FaultChipMismatch},
		{"changed after signing", goodChip(), failed("hashes", "hash:DG1"), nil, desk.FaultChipProof},
		{"copied", goodChip(), failed("active", "signature"), nil, desk.FaultChipProof},
		{"issuer that the desk does not know", goodChip(), failed("issuer", "unknown-issuer"), nil, ""},
	}
	b, reader, id := shelved(t)
	for _, test := range tests {
		reader.chip, reader.proofs = test.chip, test.proofs
		check, err := b.CheckChip(t.Context(), b.open(id), "R", nil)
		b.must(err)
		if check.Matched || !slices.Equal(check.Differing(), test.differs) && len(check.Differing())+len(test.differs) > 0 {
			t.Errorf("%s: matched %v, differs in %v, want %v", test.name, check.Matched, check.Differing(), test.differs)
		}
		if got := check.FaultReason(); got != test.reason {
			t.Errorf("%s: fault %q, want %q", test.name, got, test.reason)
		}
		if err := b.HandOver(t.Context(), b.open(id), check, dossier.Handover{}); !errors.Is(err, desk.ErrChipMismatch) {
			t.Errorf("%s: handing over gave %v", test.name, err)
		}
	}
	b.wantState(id, dossier.Accepted)
}

func TestOnlyASupervisorPassesACheckOver(t *testing.T) {
	b, reader, id := shelved(t)
	ctx := t.Context()
	reader.chip.Ethnic = "Tày"
	check, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	over := dossier.Handover{Override: "Chip ghi sai dân tộc"}
	if err := b.HandOver(ctx, b.open(id), check, over); !errors.Is(err, dossier.ErrRole) || b.MayOverride() {
		t.Errorf("a clerk passing a check over: %v", err)
	}
	b.wantState(id, dossier.Accepted)
	b.login(chiefID)
	if !b.MayOverride() {
		t.Error("the supervisor may not pass a check over")
	}
	if err := b.HandOver(ctx, b.open(id), check, dossier.Handover{Override: " \t"}); !errors.Is(err, desk.ErrChipMismatch) {
		t.Errorf("a blank reason: %v", err)
	}
	// A mother fetches the card of her child: that it was passed over does not make
	// the child its taker.
	over.To, over.Recipient, over.Number, over.Relation, over.Authority = dossier.ToRepresentative, "Lê Thị Mẹ", "001168000123", "Mẹ", "Giấy khai sinh"
	nameless := over
	nameless.Recipient = ""
	if err := b.HandOver(ctx, b.open(id), check, nameless); !errors.Is(err, desk.ErrRecipient) || b.entries(id, dossier.OverrideCheck) != 0 {
		t.Errorf("a taker without a name: %v, %d overrides in the log", err, b.entries(id, dossier.OverrideCheck))
	}
	b.must(b.HandOver(ctx, b.open(id), check, over))
	if h := b.open(id).Handover; h.Matched || h.Override != over.Override || h.To != dossier.ToRepresentative || h.Recipient != "LÊ THỊ MẸ" || b.entries(id, dossier.OverrideCheck) != 1 {
		t.Errorf("handover is %+v", h)
	}
}

// overrideBy is the usual policy, except for who may pass a chip check over.
type overrideBy struct {
	desk.Policy
	roles []dossier.Role
}

func (p overrideBy) ChipOverride(role dossier.Role, _ time.Time) bool {
	return slices.Contains(p.roles, role)
}

// TestPolicyOnOverrides: a centre may forbid overrides; it cannot give them to
// those whom the log's table leaves out.
func TestPolicyOnOverrides(t *testing.T) {
	for _, c := range []struct {
		name   string
		roles  []dossier.Role
		user   string
		allows bool
	}{
		{"nobody", nil, chiefID, false},
		{"supervisors", []dossier.Role{dossier.RoleSupervisor}, chiefID, true},
		{"clerks too, says the policy", []dossier.Role{dossier.RoleClerk, dossier.RoleSupervisor}, clerkID, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, reader, id := shelved(t)
			b.Policy = overrideBy{b.Policy, c.roles}
			b.login(c.user)
			reader.chip.Ethnic = "Tày"
			check, err := b.CheckChip(t.Context(), b.open(id), "R", nil)
			b.must(err)
			err = b.HandOver(t.Context(), b.open(id), check, dossier.Handover{Override: "Chip ghi sai dân tộc"})
			if (err == nil) != c.allows || err != nil && !errors.Is(err, dossier.ErrRole) || b.MayOverride() != c.allows {
				t.Errorf("handing over: %v, may: %v", err, b.MayOverride())
			}
			if n := b.entries(id, dossier.OverrideCheck); (n == 1) != c.allows {
				t.Errorf("%d overrides in the log", n)
			}
		})
	}
}

// TestHandingOverToAnother: who takes a card for its holder is recorded with
// number, relation and the paper that allows it, and none of these may lack.
func TestHandingOverToAnother(t *testing.T) {
	b, _, id := shelved(t)
	check, err := b.CheckChip(t.Context(), b.open(id), "R", nil)
	b.must(err)
	whole := dossier.Handover{To: dossier.ToAuthorised, Recipient: "Lê Văn Cha", Number: "001068000123", Relation: "Cha",
		Authority: "Giấy ủy quyền 12/2026"}
	for name, lacks := range map[string]func(*dossier.Handover){
		"name":             func(h *dossier.Handover) { h.Recipient = " " },
		"number":           func(h *dossier.Handover) { h.Number = "" },
		"number's form":    func(h *dossier.Handover) { h.Number = "12345" },
		"relation":         func(h *dossier.Handover) { h.Relation = "" },
		"paper":            func(h *dossier.Handover) { h.Authority = "" },
		"a known relation": func(h *dossier.Handover) { h.To = "neighbour" },
	} {
		recipient := whole
		lacks(&recipient)
		if err := b.HandOver(t.Context(), b.open(id), check, recipient); !errors.Is(err, desk.ErrRecipient) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	b.wantState(id, dossier.Accepted)
	b.must(b.HandOver(t.Context(), b.open(id), check, whole))
	h := b.open(id).Handover
	if h.To != dossier.ToAuthorised || h.Recipient != "LÊ VĂN CHA" || h.Number != whole.Number || h.Relation != "Cha" || h.Authority != whole.Authority {
		t.Errorf("handover is %+v", h)
	}
	record, err := b.HandoverRecord(t.Context(), id)
	b.must(err)
	if !bytes.HasPrefix(record.PDF, []byte("%PDF-")) {
		t.Error("no record")
	}
}

func TestFaultAfterHandoverAndTheNewCard(t *testing.T) {
	b, _, id := shelved(t)
	ctx := t.Context()
	check, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{}))
	faulty, ok := desk.FaultyCard(b.open(id))
	if !ok || faulty.Serial != "T-1" {
		t.Fatalf("card of which a fault can be told: %+v", faulty)
	}
	for range 2 {
		b.must(b.ReportFault(ctx, b.open(id), "T-1", desk.FaultChipDead))
	}
	if opened := b.open(id); opened.State != dossier.Accepted || opened.Cards[0].State != dossier.CardFaulty {
		t.Errorf("dossier %s, card %+v", opened.State, opened.Cards[0])
	}
	if _, err := b.CheckChip(ctx, b.open(id), "R", nil); !errors.Is(err, desk.ErrNoCard) {
		t.Errorf("checking without a card: %v", err)
	}
	b.shelve(id, "T-2")
	check, err = b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{
		To: dossier.ToRepresentative, Recipient: "LÊ VĂN CHA", Number: "001068000123", Relation: "Cha", Authority: "Giấy khai sinh"}))
	if h := b.open(id).Handover; h.Card != "T-2" || h.To != dossier.ToRepresentative {
		t.Errorf("handover is %+v", h)
	}
	b.wantState(id, dossier.Closed)
}

func TestReaderFaultsPassThrough(t *testing.T) {
	b, reader, id := shelved(t)
	reader.err = &port.CardError{Fault: port.CardRemoved, Step: "DG2"}
	_, err := b.CheckChip(t.Context(), b.open(id), "R", nil)
	var card *port.CardError
	if !errors.As(err, &card) || card.Fault != port.CardRemoved {
		t.Errorf("error is %v", err)
	}
	if n := b.entries(id, dossier.CheckCard); n != 0 {
		t.Errorf("%d checks in the log, want none", n)
	}
}

// TestBoxIsCheckedCardByCard: the chip on the reader is found among the box's.
func TestBoxIsCheckedCardByCard(t *testing.T) {
	b, reader, id := shelved(t)
	ctx := t.Context()
	opened := b.open(id)
	other := opened
	other.Identity.PersonalNumber = "001190054321"
	candidates := []desk.BoxCard{
		{Card: store.Card{Serial: "T-9", Dossier: id}, Opened: other},
		{Card: opened.Cards[0], Opened: opened},
	}
	reader.opens = func(keys port.CardKeys) bool { return keys.DocumentNumber == "190012345" }
	at, check, err := b.CheckBoxCard(ctx, candidates, "R", nil)
	if err != nil || at != 1 || !check.Matched {
		t.Errorf("found candidate %d, matched %v, error %v", at, check.Matched, err)
	}
	reader.opens = func(port.CardKeys) bool { return false }
	var card *port.CardError
	if at, _, err = b.CheckBoxCard(ctx, candidates, "R", nil); at != -1 || !errors.As(err, &card) || card.Fault != port.CardAccess {
		t.Errorf("a card of another box is candidate %d, error %v", at, err)
	}
}

func TestBoxWithAFaultyAndAMissingCard(t *testing.T) {
	b, _, id := shelved(t)
	b.login(chiefID)
	ctx := t.Context()
	for _, serial := range []string{"T-2", "T-3"} {
		b.tell(port.Change{Kind: port.ChangeOrdered, Dossier: string(id), Card: serial},
			port.Change{Kind: port.ChangeShipped, Dossier: string(id), Card: serial, Box: "H-2"})
	}
	boxes, err := b.Boxes(ctx)
	b.must(err)
	if len(boxes) != 1 || len(boxes[0].Cards) != 2 {
		t.Fatalf("boxes are %+v", boxes)
	}
	b.must(b.ReceiveChecked(ctx, boxes[0].Cards[:1], map[string]string{boxes[0].Cards[0].Serial: desk.FaultPrint}, "A2"))
	for _, want := range []struct {
		serial string
		state  dossier.CardState
	}{{boxes[0].Cards[0].Serial, dossier.CardFaulty}, {boxes[0].Cards[1].Serial, dossier.CardShipped}} {
		card, err := b.store.Card(ctx, want.serial)
		if err != nil || card.State != want.state {
			t.Errorf("card %s is %s, want %s, error %v", want.serial, card.State, want.state, err)
		}
	}
}

func TestQROfThePrint(t *testing.T) {
	qr := scanned(t, cardQR)
	id := holder()
	id.Permanent.Text, id.OldNumbers = qr.Address, []string{"012345678"}
	for _, test := range []struct {
		name   string
		change func(*port.ChipData)
		want   desk.Agreement
	}{
		{"as the chip", func(*port.ChipData) {}, desk.Agrees},
		{"another name", func(c *port.ChipData) { c.Name = "Lê Thị Mận" }, desk.Differs},
		{"another residence", func(c *port.ChipData) { c.Residence = "Nơi khác" }, desk.Differs},
		{"chip that says little", func(c *port.ChipData) { *c = port.ChipData{} }, desk.Agrees},
	} {
		chip := goodChip()
		test.change(&chip)
		if row := desk.CompareQR(id, chip, qr); row.Agreement != test.want {
			t.Errorf("%s: %+v", test.name, row)
		}
	}
	check := desk.ChipCheck{
		Reading: port.CardReading{Chip: goodChip(), Proofs: goodProofs()},
		Fields:  desk.CompareChip(id, store.CardDetail{Document: "190012345", Expires: "2031-05-04"}, goodChip()),
	}
	if !check.WithQR(id, qr).Matched {
		t.Errorf("a card whose print and chip agree does not match: %v", check.WithQR(id, qr).Differing())
	}
	wrong := qr
	wrong.Sex = person.Male
	again := check.WithQR(id, wrong)
	if again.Matched || again.FaultReason() != desk.FaultPrint {
		t.Errorf("a wrong print: matched %v, fault %q", again.Matched, again.FaultReason())
	}
	if back := again.WithQR(id, qr); !back.Matched || len(back.Fields) != len(again.Fields) {
		t.Error("a second scan does not take the place of the first")
	}
}

func TestSearch(t *testing.T) {
	b, _, id := shelved(t)
	ctx := t.Context()
	select {
	case <-b.store.Indexed():
	case <-ctx.Done():
		t.Fatal("the index was not built")
	}
	receipt := b.open(id).Review.ReceiptNumber
	for name, text := range map[string]string{
		"number": "001190012345", "grouped number": " 001 190 012 345 ", "card": cardQR, "receipt": receipt, "slip": "GH:" + receipt,
		"name": "le thi mau", "phone": "0912345678",
	} {
		rows, err := b.Search(ctx, text)
		if err != nil || len(rows) != 1 || rows[0].ID != id {
			t.Errorf("%s: %d rows, error %v", name, len(rows), err)
		}
	}
	if rows, err := b.Search(ctx, "không có ai"); err != nil || len(rows) != 0 {
		t.Errorf("nobody: %d rows, error %v", len(rows), err)
	}
}
