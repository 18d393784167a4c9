package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"carddesk/device/card/ber"
	"carddesk/device/card/sm"
)

// Mapping is how PACE turns the nonce into a new base point.
type Mapping int

// Mappings of ICAO 9303-11 section 4.4.3.3, as the arc of the identifier.
const (
	GenericDH      Mapping = 1
	GenericECDH    Mapping = 2
	IntegratedDH   Mapping = 3
	IntegratedECDH Mapping = 4
	ChipECDH       Mapping = 6 // generic mapping, and the chip proves its static key
)

// Integrated reports whether the base element is made of both nonces.
func (m Mapping) Integrated() bool { return m == IntegratedDH || m == IntegratedECDH }

// numbers reports whether the protocol runs among numbers instead of on a curve.
func (m Mapping) numbers() bool { return m == GenericDH || m == IntegratedDH }

// paceArc is id-PACE of ICAO 9303-11 section 9.2.3.
const paceArc = "0.4.0.127.0.7.2.2.4."

// Errors of what a chip offers.
var (
	// ErrNoPACE says that the chip offers no PACE that this program knows: none
	// at all, or only with domain parameters of its own.
	ErrNoPACE = errors.New("chip offers no usable PACE")
	// ErrOffer marks an EF.CardAccess that cannot be parsed.
	ErrOffer = errors.New("malformed EF.CardAccess")
)

// PACEParameters is one way in which a chip offers PACE.
type PACEParameters struct {
	Protocol ber.OID // as MSE:Set AT names it
	Mapping  Mapping
	Suite    sm.Suite
	Group    Group
	// Ambiguous says that the chip has the protocol with several groups, so that
	// the terminal must name the one it means.
	Ambiguous bool
}

// ParsePACEProtocol reads the protocol identifier: mapping and suite.
func ParsePACEProtocol(oid ber.OID) (Mapping, sm.Suite, error) {
	arcs, ok := strings.CutPrefix(string(oid), paceArc)
	if !ok || len(arcs) != 3 || arcs[1] != '.' {
		return 0, 0, ErrNoPACE
	}
	mapping := Mapping(arcs[0] - '0')
	if mapping < GenericDH || mapping > ChipECDH || mapping == 5 {
		return 0, 0, ErrNoPACE
	}
	suite := sm.Suite(arcs[2] - '0') // the arcs 1 to 4 are in the order of the suites
	if suite.KeySize() == 0 || mapping == ChipECDH && suite == sm.TripleDES {
		return 0, 0, ErrNoPACE
	}
	return mapping, suite, nil
}

// ParseCardAccess reads the offers of EF.CardAccess (ICAO 9303-11 section
// 9.2.1), best first: the longer key, then the mapping that proves most. Entries
// of other protocols and unknown groups are passed over; [ErrNoPACE] when nothing
// is left.
func ParseCardAccess(file []byte) ([]PACEParameters, error) {
	set, err := ber.Expect(file, ber.TagSet)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOffer, err)
	}
	infos, err := set.Children()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOffer, err)
	}
	var offers []PACEParameters
	for _, info := range infos {
		offer, ok, err := parsePACEInfo(info)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrOffer, err)
		}
		if ok {
			offers = append(offers, offer)
		}
	}
	if len(offers) == 0 {
		return nil, ErrNoPACE
	}
	for i := range offers {
		for j := range offers {
			if i != j && offers[i].Protocol == offers[j].Protocol {
				offers[i].Ambiguous = true
			}
		}
	}
	slices.SortStableFunc(offers, func(a, b PACEParameters) int {
		if a.Suite != b.Suite {
			return int(b.Suite) - int(a.Suite)
		}
		return int(b.Mapping) - int(a.Mapping)
	})
	return offers, nil
}

// parsePACEInfo reads one SecurityInfo; ok is false when it is not a PACE offer
// that this program can take.
func parsePACEInfo(info ber.Element) (offer PACEParameters, ok bool, err error) {
	c := ber.Walk(info, ber.TagSequence)
	oid, oidErr := c.Take(ber.TagOID).OID()
	if err := c.Err(); err != nil {
		return offer, false, err
	}
	if oidErr != nil {
		return offer, false, oidErr
	}
	mapping, suite, err := ParsePACEProtocol(oid)
	if err != nil {
		return offer, false, nil // another protocol
	}
	version, err := c.Take(ber.TagInteger).Small()
	if err != nil || version != 2 {
		return offer, false, c.Err()
	}
	parameter, named := c.Optional(ber.TagInteger)
	if !named {
		return offer, false, c.Err() // proprietary parameters
	}
	id, err := parameter.Small()
	if err != nil {
		return offer, false, err
	}
	group, ok := GroupByID(id)
	if !ok {
		return offer, false, c.Err()
	}
	if _, onCurve := CurveOf(group); onCurve == mapping.numbers() {
		return offer, false, c.Err()
	}
	return PACEParameters{Protocol: oid, Mapping: mapping, Suite: suite, Group: group}, true, c.Err()
}
