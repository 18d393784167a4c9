package lds

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/device/card/ber"
	"carddesk/internal/shareddata"
)

// TestZonesOfICAO reads the zones of ICAO 9303-11 appendix D.2. Two of them are
// printed with a wrong composite check digit there.
func TestZonesOfICAO(t *testing.T) {
	var vectors struct {
		D2 []struct {
			Case              string
			MRZ               []string
			DocNo             string `json:"doc_no"`
			DOB, DOE          string
			CompositePrinted  string `json:"composite_printed"`
			CompositeComputed string `json:"composite_computed"`
		} `json:"D2_mrz_information"`
	}
	if err := json.Unmarshal(shareddata.Read(t, "icao9303_vectors.json"), &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.D2) != 4 {
		t.Fatalf("%d zones", len(vectors.D2))
	}
	for _, v := range vectors.D2 {
		t.Run(v.Case, func(t *testing.T) {
			zone, err := ParseMRZ(BuildMRZ(v.MRZ))
			if err != nil {
				t.Fatal(err)
			}
			if zone.DocumentNumber != strings.TrimRight(v.DocNo, "<") || zone.Birth != v.DOB || zone.Expiry != v.DOE || zone.Issuer != "UTO" {
				t.Errorf("%+v", zone)
			}
			var wrong []string
			if v.CompositePrinted != v.CompositeComputed {
				wrong = []string{"composite"}
			}
			if !slices.Equal(zone.WrongDigits, wrong) {
				t.Errorf("wrong digits %v, want %v", zone.WrongDigits, wrong)
			}
		})
	}
}

func TestVietnameseZone(t *testing.T) {
	zone, err := ParseMRZ(shareddata.Read(t, sample+"DG1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if zone.DocumentCode != "ID" || zone.DocumentNumber != "090000002" || zone.PersonalNumber() != "001090000002" ||
		zone.Surname != "DO" || zone.GivenNames != "DUC MAU" || zone.Sex != "M" || len(zone.WrongDigits) != 0 {
		t.Errorf("%+v", zone)
	}
	if !strings.HasPrefix(zone.Text(), "IDVNM0900000029001090000002<<0\n") {
		t.Errorf("%q", zone.Text())
	}
}

func TestPassportZone(t *testing.T) {
	// ICAO 9303-4 appendix B.
	zone, err := ParseMRZ(BuildMRZ([]string{
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F1204159ZE184226B<<<<<10",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if zone.DocumentNumber != "L898902C3" || zone.Optional != "ZE184226B" || zone.Surname != "ERIKSSON" ||
		zone.GivenNames != "ANNA MARIA" || len(zone.WrongDigits) != 0 || zone.PersonalNumber() != "" {
		t.Errorf("%+v", zone)
	}
	// Nothing in the personal number: its check digit may be a filler.
	zone, err = ParseMRZ(BuildMRZ([]string{
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<" + string(CheckDigit("L898902C3674081221204159<<<<<<<<<<<<<<<")),
	}))
	if err != nil || slices.Contains(zone.WrongDigits, "optional") || slices.Contains(zone.WrongDigits, "composite") {
		t.Errorf("%v %v", zone.WrongDigits, err)
	}
}

func TestZonesThatAreNone(t *testing.T) {
	line := strings.Repeat("<", 30)
	for name, raw := range map[string][]byte{
		"empty":      nil,
		"no zone":    ber.TLV(0x61),
		"short":      BuildMRZ([]string{line, line, line[:29]}),
		"lower case": BuildMRZ([]string{line, line, line[:29] + "a"}),
		"control":    BuildMRZ([]string{line, line, line[:29] + "\x00"}),
		"two zones":  ber.TLV(0x61, ber.TLV(0x5F1F, []byte(line)), ber.TLV(0x5F1F, []byte(line))),
	} {
		if _, err := ParseMRZ(raw); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if zone, err := ParseMRZ(BuildMRZ([]string{line, line, line})); err != nil || len(zone.WrongDigits) == 0 {
		t.Errorf("fillers alone: %v %v", zone.WrongDigits, err)
	}
}

// TestReadsWhatIsPrinted: what package person formats reads back, with all check
// digits right.
func TestReadsWhatIsPrinted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`0[0-9]{2}[01][0-9]{8}`).Draw(t, "number")
		number, err := person.ParsePersonalNumber(digits)
		if err != nil {
			t.Skip("no such province")
		}
		name, err := person.ParseName(rapid.SampledFrom([]string{"Đỗ Đức Mẫu", "Nguyễn Thị Vi Dư", "K'Brêu", "Lê"}).Draw(t, "name"))
		if err != nil {
			t.Fatal(err)
		}
		lines := person.FormatTD1(person.TD1{
			Number: number, Name: name, Sex: number.Sex(),
			Birth:   person.CivilDate{Year: number.BirthYear(), Month: rapid.IntRange(1, 12).Draw(t, "month"), Day: 5},
			Expires: person.CivilDate{Year: 2040, Month: 1, Day: 5},
		})
		zone, err := ParseMRZ(BuildMRZ(lines[:]))
		if err != nil || len(zone.WrongDigits) > 0 {
			t.Fatalf("%v %v", zone.WrongDigits, err)
		}
		if zone.PersonalNumber() != digits || zone.DocumentNumber != number.Last9() {
			t.Fatal("numbers differ")
		}
		at := rapid.IntRange(5, 13).Draw(t, "position")
		changed := []byte(lines[0])
		changed[at] = '0' + (changed[at]-'0'+1)%10
		zone, err = ParseMRZ(BuildMRZ([]string{string(changed), lines[1], lines[2]}))
		if err != nil || !slices.Contains(zone.WrongDigits, "document") {
			t.Fatal("changed digit not noticed")
		}
	})
}
