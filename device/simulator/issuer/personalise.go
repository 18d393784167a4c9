package issuer

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card/lds"
	"carddesk/device/simulator/chip"
)

// ErrOrder marks an order that no card can be made of. It quotes no values.
var ErrOrder = errors.New("unusable card order")

// Chip makes the files and secrets of one chip, signed at the given instant.
func (i *Issuer) Chip(order port.CardOrder, at time.Time) (chip.Image, error) {
	lines, err := zone(order)
	if err != nil {
		return chip.Image{}, err
	}
	keys, err := makeChipKeys(i.random)
	if err != nil {
		return chip.Image{}, err
	}
	groups := map[int][]byte{
		1:  lds.BuildMRZ(lines[:]),
		13: lds.BuildVietnam(holder(order)),
		14: keys.dg14,
		15: keys.dg15,
	}
	// Cards of small children carry no portrait.
	if len(order.Portrait) > 0 {
		width, height := pictureSize(order.Portrait)
		if groups[2], err = lds.BuildPortrait(order.Portrait, width, height); err != nil {
			return chip.Image{}, fmt.Errorf("%w: portrait: %w", ErrOrder, err)
		}
	}
	sod, err := i.securityObject(groups, at)
	if err != nil {
		return chip.Image{}, err
	}
	listed := []int{1, 2, 13, 14, 15}
	if groups[2] == nil {
		listed = []int{1, 13, 14, 15}
	}
	image := chip.Image{
		Files: map[string][]byte{
			string(lds.COM):        lds.BuildCommon(listed),
			string(lds.SOD):        sod,
			string(lds.CardAccess): cardAccess(),
		},
		Profile: chip.Profile{
			MRZInfo: lines[0][5:15] + lines[1][:7] + lines[1][8:15],
			CAN:     order.PersonalNumber.CAN(),
			AAKey:   keys.active,
			CAKey:   &keys.agreement,
		},
	}
	for n, content := range groups {
		image.Files[string(lds.Group(n))] = content
	}
	return image, nil
}

// zone writes the machine-readable zone. A document number other than the last
// nine digits of the personal number replaces those, with their check digits.
func zone(order port.CardOrder) ([3]string, error) {
	if !order.PersonalNumber.Valid() || order.Name.IsZero() || order.Birth.IsZero() {
		return [3]string{}, fmt.Errorf("%w: number, name or birth date missing", ErrOrder)
	}
	lines := person.FormatTD1(person.TD1{
		Number: order.PersonalNumber, Name: order.Name, Birth: order.Birth, Sex: order.Sex, Expires: order.Expires,
	})
	document := order.DocumentNumber
	if document == "" || document == order.PersonalNumber.Last9() {
		return lines, nil
	}
	if len(document) != 9 || strings.Trim(document, "0123456789") != "" {
		return [3]string{}, fmt.Errorf("%w: document number", ErrOrder)
	}
	lines[0] = lines[0][:5] + document + string(lds.CheckDigit(document)) + lines[0][15:]
	composite := lds.CheckDigit(lines[0][5:] + lines[1][:7] + lines[1][8:15] + lines[1][18:29])
	lines[1] = lines[1][:29] + string(composite)
	return lines, nil
}

// holder fills DG13. Dates are written as on the card; a field that the order
// leaves empty is left out.
func holder(order port.CardOrder) lds.Vietnam {
	date := func(d person.CivilDate) string {
		if d.IsZero() {
			return ""
		}
		return d.String()
	}
	text := map[int]string{
		lds.FieldNumber:         order.PersonalNumber.String(),
		lds.FieldName:           order.Name.String(),
		lds.FieldBirth:          date(order.Birth),
		lds.FieldSex:            order.Sex.Word(),
		lds.FieldNationality:    order.Nationality,
		lds.FieldEthnic:         order.Ethnic,
		lds.FieldReligion:       order.Religion,
		lds.FieldOrigin:         order.Origin,
		lds.FieldResidence:      order.Residence,
		lds.FieldIdentification: order.Identification,
		lds.FieldIssued:         date(order.Issued),
		lds.FieldExpires:        date(order.Expires),
		lds.FieldOldNumber:      order.OldNumber,
	}
	if raw, err := hex.DecodeString(order.Serial); err == nil && len(raw) == 8 {
		text[lds.FieldSerial] = order.Serial
	}
	return lds.Vietnam{Text: text, Father: order.Father, Mother: order.Mother}
}

// pictureSize returns width and height of a JPEG or JPEG 2000, 0 when they
// cannot be found.
func pictureSize(picture []byte) (width, height int) {
	if lds.PictureType(picture) == "image/jpeg" {
		config, err := jpeg.DecodeConfig(bytes.NewReader(picture))
		if err != nil {
			return 0, 0
		}
		return config.Width, config.Height
	}
	// The size marker of the codestream (ISO/IEC 15444-1, A.5.1): after FF51
	// length and capabilities, then the reference grid and its offsets.
	at := bytes.Index(picture, []byte{0xFF, 0x4F, 0xFF, 0x51})
	if at < 0 || len(picture)-at < 24 {
		return 0, 0
	}
	grid := picture[at+8:]
	x, y := binary.BigEndian.Uint32(grid), binary.BigEndian.Uint32(grid[4:])
	x0, y0 := binary.BigEndian.Uint32(grid[8:]), binary.BigEndian.Uint32(grid[12:])
	if x <= x0 || y <= y0 || x > 0xFFFF || y > 0xFFFF {
		return 0, 0
	}
	return int(x - x0), int(y - y0)
}

// Factory personalises chips into a folder, one sub-folder a card by its serial:
// what training has instead of a card factory.
type Factory struct {
	Issuer *Issuer
	Dir    string
	Clock  port.Clock
}

var _ port.CardPersonaliser = (*Factory)(nil)

// Personalise makes the chip once: a card that is there already is returned as
// it is. The name returned is the serial of the order.
func (f *Factory) Personalise(ctx context.Context, order port.CardOrder) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if !validSerial(order.Serial) {
		return "", fmt.Errorf("%w: serial", ErrOrder)
	}
	target := filepath.Join(f.Dir, order.Serial)
	if _, err := os.Stat(target); err == nil {
		return order.Serial, nil
	}
	image, err := f.Issuer.Chip(order, f.Clock.Now())
	if err != nil {
		return "", fmt.Errorf("personalising: %w", err)
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return "", fmt.Errorf("personalising: %w", err)
	}
	// Written aside and renamed, so that half a card is never seen.
	temporary, err := os.MkdirTemp(f.Dir, ".making-")
	if err != nil {
		return "", fmt.Errorf("personalising: %w", err)
	}
	defer os.RemoveAll(temporary) // nothing left after the rename
	if err := image.Save(temporary); err != nil {
		return "", fmt.Errorf("personalising: %w", err)
	}
	if err := os.Rename(temporary, target); err != nil {
		if _, there := os.Stat(target); there == nil {
			return order.Serial, nil // another call made it meanwhile
		}
		return "", fmt.Errorf("personalising: %w", err)
	}
	return order.Serial, nil
}

// validSerial allows what is safe as the name of a folder on every system.
func validSerial(serial string) bool {
	if serial == "" || len(serial) > 64 {
		return false
	}
	for _, c := range serial {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' {
			return false
		}
	}
	return true
}
