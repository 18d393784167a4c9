package desk

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// fitting is a synthetic person's dossier, what the registry said of the card,
// and a chip that fits both.
func fitting() (dossier.Identity, store.CardDetail, port.ChipData) {
	id := dossier.Identity{
		PersonalNumber: "001090000002", Name: "Đỗ Đức Mậu", Birth: "1990-07-01", Sex: "M",
		Nationality: "Việt Nam", Ethnic: "Kinh", Religion: "Không",
		Origin: dossier.Address{Text: "Xã Hai, Hà Nội"}, Permanent: dossier.Address{Text: "Thôn Một, Xã Hai, Hà Nội"},
		OldNumbers: []string{"012345678", "087654321"},
		Father:     dossier.Relative{Name: "Đỗ Đức Mùi"}, Mother: dossier.Relative{Name: "Lê Thị Mận"},
	}
	detail := store.CardDetail{Document: "090000002", Expires: "2030-07-01", Issued: "2026-11-25"}
	lines, ok := zoneOf(id, detail)
	if !ok {
		panic("the synthetic person has no zone")
	}
	chip := port.ChipData{
		DocumentNumber: "090000002", PersonalNumber: "001090000002", Name: "Đỗ Đức Mậu", MRZName: "DO DUC MAU",
		MRZ: strings.Join(lines[:], "\n"), Birth: "1990-07-01", Sex: "M", Nationality: "Việt Nam", Ethnic: "Kinh",
		Religion: "Không", Origin: "Xã Hai, Hà Nội", Residence: "Thôn Một, Xã Hai, Hà Nội",
		Issued: "2026-11-25", Expires: "2030-07-01", Father: "Đỗ Đức Mùi", Mother: "Lê Thị Mận", OldNumber: "087654321",
	}
	return id, detail, chip
}

func differing(rows []ComparedField) []string { return ChipCheck{Fields: rows}.Differing() }

// TestCompareChip changes one value at a time, on the chip or in the dossier.
func TestCompareChip(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*dossier.Identity, *store.CardDetail, *port.ChipData)
		differs []string
		matched bool
	}{
		{"all agrees", func(*dossier.Identity, *store.CardDetail, *port.ChipData) {}, nil, true},
		{"another number", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.PersonalNumber = "001090000003" }, []string{"personalNumber"}, false},
		{"one accent", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Name = "Đỗ Đức Mẫu" }, []string{"name"}, false},
		{"letter case and form do not count", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.Name = "ĐO\u0302\u0303  ĐỨC MẬU"
		}, nil, true},
		{"name only in DG1", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Name = "" }, nil, true},
		{"another name in DG1", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.Name, c.MRZName = "", "DO DUC MAO"
		}, []string{"name"}, false},
		{"birth", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Birth = "1990-07-02" }, []string{"birth"}, false},
		{"sex", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Sex = "F" }, []string{"sex"}, false},
		{"sex not on the chip", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Sex = "" }, nil, false},
		{"nationality as DG1 has it", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Nationality = "VNM" }, nil, true},
		{"foreign nationality", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.Nationality = "LAO" }, []string{"nationality"}, false},
		{"residence", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.Residence = "Thôn Hai, Xã Hai, Hà Nội"
		}, []string{"permanent"}, false},
		{"fields that chips of 2024 lack", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.Origin, c.Residence, c.Ethnic, c.Religion, c.Father, c.Mother, c.OldNumber, c.Issued = "", "", "", "", "", "", "", ""
		}, nil, true},
		{"old number that nobody knows", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.OldNumber = "111111111" }, []string{"oldNumbers"}, false},
		{"document number", func(_ *dossier.Identity, d *store.CardDetail, _ *port.ChipData) { d.Document = "090000009" }, []string{"document", FieldMRZ}, false},
		{"expiry", func(_ *dossier.Identity, d *store.CardDetail, _ *port.ChipData) { d.Expires = "2031-07-01" }, []string{"expires", FieldMRZ}, false},
		{"expires, should not", func(_ *dossier.Identity, d *store.CardDetail, _ *port.ChipData) { d.Expires = "" }, []string{"expires", FieldMRZ}, false},
		{"registry has said nothing", func(_ *dossier.Identity, d *store.CardDetail, c *port.ChipData) {
			*d = store.CardDetail{}
			id, _, _ := fitting()
			lines, _ := zoneOf(id, *d)
			c.MRZ, c.Expires = strings.Join(lines[:], "\n"), ""
		}, nil, true},
		{"zone of another name", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.MRZ = strings.Replace(c.MRZ, "DO<<DUC", "DO<<DUD", 1)
		}, []string{FieldMRZ}, false},
		{"wrong check digit", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.MRZ = c.MRZ[:59] + string('0'+(c.MRZ[59]-'0'+1)%10) + c.MRZ[60:]
		}, []string{FieldMRZ}, false},
		{"letter without weight in the first line's filler", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			c.MRZ = c.MRZ[:27] + "A" + c.MRZ[28:]
		}, []string{FieldMRZ}, false},
		{"letter without weight in the second line's filler", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) {
			at := strings.Index(c.MRZ, "VNM<<<<<<<<<<<") + 5
			c.MRZ = c.MRZ[:at] + "K" + c.MRZ[at+1:]
		}, []string{FieldMRZ}, false},
		{"no zone", func(_ *dossier.Identity, _ *store.CardDetail, c *port.ChipData) { c.MRZ = "" }, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id, detail, chip := fitting()
			tt.change(&id, &detail, &chip)
			rows := CompareChip(id, detail, chip)
			if got := differing(rows); !slices.Equal(got, tt.differs) {
				t.Errorf("differs in %q, want %q", got, tt.differs)
			}
			if Matched(rows) != tt.matched {
				t.Errorf("matched %v", Matched(rows))
			}
		})
	}
}

// TestCompareNeverExpires: which filler a card without expiry carries is the
// issuer's choice (9303-5 section 4.2.2), so both known ones are taken.
func TestCompareNeverExpires(t *testing.T) {
	id, detail, chip := fitting()
	detail.Expires, chip.Expires = "", ""
	lines, _ := zoneOf(id, detail)
	chip.MRZ = strings.Join(lines[:], "\n")
	if got := differing(CompareChip(id, detail, chip)); len(got) > 0 {
		t.Errorf("differs in %q", got)
	}
}

// TestOneLetterIsSeen: no single changed letter of any text stays unseen.
func TestOneLetterIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, detail, chip := fitting()
		texts := []*string{&chip.PersonalNumber, &chip.Name, &chip.Ethnic, &chip.Religion, &chip.Origin, &chip.Residence,
			&chip.Father, &chip.Mother, &chip.OldNumber, &chip.DocumentNumber, &chip.MRZ}
		text := texts[rapid.IntRange(0, len(texts)-1).Draw(t, "field")]
		letters := []rune(*text)
		at := rapid.IntRange(0, len(letters)-1).Draw(t, "at")
		letter := rapid.SampledFrom([]rune("ABCXYZ0123456789ăđơ")).Draw(t, "letter")
		changed := slices.Clone(letters)
		changed[at] = letter
		if strings.EqualFold(string(changed), string(letters)) {
			return
		}
		*text = string(changed)
		if Matched(CompareChip(id, detail, chip)) {
			t.Fatalf("a changed letter at %d stayed unseen", at)
		}
	})
}

func TestCompareQR(t *testing.T) {
	const good = "001090000002|087654321|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Hà Nội|25112026"
	for _, tt := range []struct {
		name, text string
		agreement  Agreement
		says       string
	}{
		{"good", good, Agrees, ""},
		{"name", strings.Replace(good, "Mậu", "Mẫu", 1), Differs, "tên"},
		{"issued", strings.Replace(good, "25112026", "24112026", 1), Differs, "ngày cấp 24/11/2026"},
		{"birth and sex", strings.Replace(good, "01071990|Nam", "02071990|Nữ", 1), Differs, "ngày sinh 02/07/1990; giới tính Nữ"},
		{"spoiled by the scanner", "001090000002|087654321||0107|", Agrees, ""},
	} {
		id, _, chip := fitting()
		qr, err := person.ParseCardQR(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		row := CompareQR(id, chip, qr)
		if row.Agreement != tt.agreement || tt.says != "" && !strings.Contains(row.Chip, tt.says) {
			t.Errorf("%s: %+v", tt.name, row)
		}
	}
}

// TestFaultReason checks what is written into the report of a faulty card.
func TestFaultReason(t *testing.T) {
	proofs := func(failed ...string) port.CardReading {
		r := port.CardReading{}
		for _, name := range []string{"hashes", "signature", "issuer"} {
			r.Proofs = append(r.Proofs, port.Proof{Name: name, Verdict: port.ProofPassed})
		}
		for _, reason := range failed {
			r.Proofs[0] = port.Proof{Name: "hashes", Verdict: port.ProofFailed, Reason: reason}
		}
		return r
	}
	qr, err := person.ParseCardQR("001090000002|087654321|Đỗ Đức Mẫu|01071990|Nam|Thôn Một, Xã Hai, Hà Nội|25112026")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		reading port.CardReading
		change  func(*port.ChipData)
		qr      bool
		want    string
	}{
		{"good", proofs(), func(*port.ChipData) {}, false, ""},
		{"changed data", proofs("group-changed:DG1"), func(*port.ChipData) {}, false, FaultChipProof},
		{"issuer not known here", proofs("unknown-issuer"), func(*port.ChipData) {}, false, ""},
		{"issuer not known and another name", proofs("unknown-issuer"), func(c *port.ChipData) { c.Name = "Đỗ Đức Mẫu" }, false, FaultChipMismatch},
		{"another name", proofs(), func(c *port.ChipData) { c.Name = "Đỗ Đức Mẫu" }, false, FaultChipMismatch},
		{"only the print is wrong", proofs(), func(*port.ChipData) {}, true, FaultPrint},
		{"nothing proved", port.CardReading{}, func(*port.ChipData) {}, false, FaultChipMismatch},
	} {
		id, detail, chip := fitting()
		tt.change(&chip)
		tt.reading.Chip = chip
		check := ChipCheck{Reading: tt.reading, Fields: CompareChip(id, detail, chip)}
		check.Matched = check.Reading.Passed() && Matched(check.Fields)
		if tt.qr {
			check = check.WithQR(id, qr)
			if again := check.WithQR(id, qr); len(again.Fields) != len(check.Fields) {
				t.Errorf("%s: a second scan adds a line", tt.name)
			}
		}
		if got := check.FaultReason(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if check.Matched != (tt.name == "good") {
			t.Errorf("%s: matched %v", tt.name, check.Matched)
		}
	}
}
