package registry

import (
	"encoding/json"
	"fmt"

	"carddesk/app/person"
)

// identityPart is the part of a packet that says who the card is for.
const identityPart = "identity.json"

// maxIdentity bounds that part.
const maxIdentity = 1 << 20

// Identity is what the centre reads of the part identity.json. The part may
// hold more: it is the desk's whole section.
type Identity struct {
	Request struct {
		Regime string `json:"regime"` // "2014", "2023"
		Kind   string `json:"kind"`
		Reason string `json:"reason"`
		Note   string `json:"note"`
	} `json:"request"`
	PersonalNumber string   `json:"personalNumber"`
	OldNumbers     []string `json:"oldNumbers"`
	Name           string   `json:"name"`
	Birth          string   `json:"birth"` // ISO, possibly partial
	Sex            string   `json:"sex"`   // "M", "F"
	Ethnic         string   `json:"ethnic"`
	Religion       string   `json:"religion"`
	Nationality    string   `json:"nationality"`
	Origin         place    `json:"origin"`
	Permanent      place    `json:"permanent"`
	Present        place    `json:"present"`
	Father         relative `json:"father"`
	Mother         relative `json:"mother"`
	Spouse         relative `json:"spouse"`
	Mark           string   `json:"mark"`
}

type place struct {
	Detail   string `json:"detail"`
	WardName string `json:"wardName"`
	Text     string `json:"text"`
}

func (p place) String() string {
	if p.Text != "" {
		return p.Text
	}
	return person.JoinAddress(p.Detail, p.WardName)
}

type relative struct {
	Name string `json:"name"`
}

// parseIdentity reads the part; what is wrong in its values is for the decision.
func parseIdentity(content []byte) (Identity, error) {
	var id Identity
	if err := json.Unmarshal(content, &id); err != nil {
		// The message of encoding/json may quote a value.
		return Identity{}, fmt.Errorf("%s is not readable", identityPart)
	}
	return id, nil
}

// person returns the personal number, or "" when it is none.
func (id Identity) person() string {
	number, err := person.ParsePersonalNumber(id.PersonalNumber)
	if err != nil {
		return ""
	}
	return number.String()
}
