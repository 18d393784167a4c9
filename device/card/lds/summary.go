package lds

import (
	"bytes"
	"encoding/hex"
	"strings"

	"carddesk/app/person"
	"carddesk/app/port"
)

// noExpiry is the expiry that cards without one carry in their zone.
const noExpiry = person.NoExpiryMRZ

// Summarise returns what the files say, for the desk to compare and show. Only
// DG1 must be there and readable: an error means that it is not. Where DG13 says
// more than DG1 (accents, whole dates), DG13 is taken; MRZ keeps what DG1 says.
// A portrait that cannot be found is left out.
func Summarise(files map[port.CardFile][]byte) (port.ChipData, error) {
	zone, err := ParseMRZ(files[Group(1)])
	if err != nil {
		return port.ChipData{}, err
	}
	data := fromMRZ(zone)
	if raw, ok := files[Group(13)]; ok {
		vietnam, err := ParseVietnam(raw)
		if err != nil {
			vietnam = Vietnam{Unreadable: true}
		}
		addVietnam(&data, vietnam)
	}
	addDetails(&data, files)
	if portrait, err := ParsePortrait(files[Group(2)]); err == nil {
		data.Portrait = bytes.Clone(portrait.Image)
		data.PortraitType = portrait.Type
	}
	return data, nil
}

func fromMRZ(zone MRZ) port.ChipData {
	data := port.ChipData{
		DocumentNumber: zone.DocumentNumber,
		PersonalNumber: zone.PersonalNumber(),
		MRZName:        strings.TrimSpace(zone.Surname + " " + zone.GivenNames),
		MRZ:            zone.Text(),
		Sex:            zone.Sex,
		Nationality:    zone.Nationality,
	}
	// The zone has two digits of the year; the personal number knows the century.
	if number, err := person.ParsePersonalNumber(data.PersonalNumber); err == nil {
		data.Birth = zoneDate(number.Century(), zone.Birth)
	}
	if zone.Expiry != noExpiry {
		data.Expires = zoneDate(2000, zone.Expiry) // no card with a chip is older
	}
	return data
}

// zoneDate reads yymmdd, parts unknown to the issuer being fillers.
func zoneDate(century int, text string) string {
	if len(text) != 6 || century == 0 {
		return ""
	}
	var parts [3]int
	for i := range parts {
		two := text[2*i : 2*i+2]
		if two == "<<" {
			continue
		}
		if two[0] < '0' || two[0] > '9' || two[1] < '0' || two[1] > '9' {
			return ""
		}
		parts[i] = int(two[0]-'0')*10 + int(two[1]-'0')
	}
	date, err := person.NewCivilDate(century+parts[0], parts[1], parts[2])
	if err != nil {
		return ""
	}
	return date.ISO()
}

func addVietnam(data *port.ChipData, v Vietnam) {
	data.Unreadable = v.Unreadable
	data.Father, data.Mother, data.Spouse = v.Father, v.Mother, v.Spouse
	unknown := map[int][]byte{}
	for number, raw := range v.Unknown {
		unknown[number] = bytes.Clone(raw)
	}
	for number := FieldNumber; number <= FieldSerial; number++ {
		if text, ok := v.Text[number]; ok && !setText(data, number, text) {
			unknown[number] = []byte(text)
		}
	}
	if len(unknown) > 0 {
		data.Unknown = unknown
	}
}

// addDetails fills what is still empty from DG11 and DG12, which chips of other
// layouts have.
func addDetails(data *port.ChipData, files map[port.CardFile][]byte) {
	fill := func(target *string, text string) {
		if *target == "" {
			*target = text
		}
	}
	if raw, ok := files[Group(11)]; ok {
		if holder, err := ParseHolderDetails(raw); err == nil {
			fill(&data.Name, holder.Name)
			fill(&data.PersonalNumber, holder.PersonalNumber)
			fill(&data.Birth, dashed(holder.Birth))
			fill(&data.Residence, holder.Address)
		}
	}
	if raw, ok := files[Group(12)]; ok {
		if document, err := ParseDocumentDetails(raw); err == nil {
			fill(&data.Issued, dashed(document.Issued))
		}
	}
}

// dashed turns yyyymmdd into an ISO date, leaving out unknown parts.
func dashed(date string) string {
	if len(date) != 8 {
		return ""
	}
	parsed, err := person.ParseISODate(strings.TrimSuffix(strings.TrimSuffix(
		date[:4]+"-"+date[4:6]+"-"+date[6:], "-00"), "-00"))
	if err != nil {
		return ""
	}
	return parsed.ISO()
}

// setText puts a field of DG13 where it belongs and reports whether its text
// has the form that the field must have.
func setText(data *port.ChipData, number int, text string) bool {
	plain := map[int]*string{
		FieldNumber:         &data.PersonalNumber,
		FieldName:           &data.Name,
		FieldNationality:    &data.Nationality,
		FieldEthnic:         &data.Ethnic,
		FieldReligion:       &data.Religion,
		FieldOrigin:         &data.Origin,
		FieldResidence:      &data.Residence,
		FieldIdentification: &data.Identification,
		FieldOldNumber:      &data.OldNumber,
	}
	if target, ok := plain[number]; ok {
		*target = text
		return true
	}
	switch number {
	case FieldBirth:
		return setDate(&data.Birth, text)
	case FieldIssued:
		return setDate(&data.Issued, text)
	case FieldExpires:
		if strings.HasPrefix(person.Fold(text), "khong") { // "Không thời hạn"
			data.Expires = ""
			return true
		}
		return setDate(&data.Expires, text)
	case FieldSex:
		sex, err := person.ParseSex(text)
		if err == nil {
			data.Sex = string(sex)
		}
		return err == nil
	case FieldSerial:
		return setSerial(data, text)
	}
	return false
}

func setDate(target *string, text string) bool {
	date, err := person.ParseCivilDate(text)
	if err != nil || date.IsZero() {
		return false
	}
	*target = date.ISO()
	return true
}

// setSerial reads field 16. Sources disagree on it: sixteen hexadecimal digits
// are the card's serial; nine digits are an old number.
func setSerial(data *port.ChipData, text string) bool {
	if _, err := hex.DecodeString(text); err == nil && len(text) == 16 {
		data.Serial = text
		return true
	}
	if number, err := person.ParseOldNumber(text); err == nil && data.OldNumber == "" {
		data.OldNumber = string(number)
		return true
	}
	return false
}
