package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
)

// States of a card at the registry.
const (
	cardOrdered     = "ordered"
	cardProduced    = "produced"
	cardShipped     = "shipped"
	cardArrived     = "arrived"
	cardOut         = "out"
	cardInPost      = "in-post"
	cardHandedOver  = "handed-over"
	cardUndelivered = "undelivered"
	cardSentBack    = "sent-back"
	cardFaulty      = "faulty"
	cardReplaced    = "replaced"
	cardLost        = "lost"
)

// milestones are the ages at which cards are exchanged: law 59/2014 article 21,
// law 26/2023 article 21; a card issued within two years before one is valid
// until the next.
var milestones = map[string][]int{"2014": {25, 40, 60}, "2023": {14, 25, 40, 60}}

const milestoneLead = 2

// expiry returns the last day of a card, or no date when it does not expire.
func expiry(regime string, birth, issued person.CivilDate) person.CivilDate {
	ages, ok := milestones[regime]
	if !ok {
		ages = milestones["2023"]
	}
	// A birth date without day or month counts as late as it may be.
	day, _ := person.NextMilestone(birth.Latest(), issued, ages, milestoneLead)
	return day
}

// packetContent is what the centre needs of a packet to decide and to order.
type packetContent struct {
	identity     Identity
	portrait     []byte
	portraitType string
}

// maxPortrait bounds the portrait part that is kept in memory.
const maxPortrait = 4 << 20

// readPacket reads what the centre needs of a packet.
func (r *Registry) readPacket(ctx context.Context, s step) (packetContent, error) {
	var content packetContent
	_, err := r.walkPacket(ctx, s, content.take)
	return content, err
}

// unfit decides on content of which no card can be made, whatever anybody
// decides: better now, in words, than at the factory.
func (c packetContent) unfit() (Decision, bool) {
	if _, err := newOrder(c, "", person.CivilDate{}); err != nil {
		return Decision{Outcome: Rejected, Section: "identity", Reason: ReasonIdentity}, true
	}
	if c.portrait == nil {
		return Decision{Outcome: RecaptureWanted, Section: "portrait", Reason: ReasonPortrait}, true
	}
	return Decision{}, false
}

// take keeps a part that the centre needs.
func (c *packetContent) take(entry port.PacketEntry, part io.Reader) error {
	isPortrait := strings.HasPrefix(entry.Name, "portrait") && entry.Size <= maxPortrait
	if entry.Name != identityPart && !isPortrait {
		return nil
	}
	bytes, err := io.ReadAll(part)
	if err != nil {
		return fmt.Errorf("reading part %q: %w", entry.Name, err)
	}
	if entry.Name == identityPart {
		c.identity, err = parseIdentity(bytes)
		return err
	}
	// A plain picture is preferred to the record that holds one.
	if picture, kind, plain := findPicture(bytes); picture != nil && (plain || c.portrait == nil) {
		c.portrait, c.portraitType = picture, kind
	}
	return nil
}

// pictureKind is a kind of picture, known by its first bytes.
type pictureKind struct {
	magic             []byte
	kind, compression string // media type; OSIA's word
}

// pictures are those that a portrait may be: JPEG; JPEG 2000 file; JPEG 2000
// codestream.
var pictures = []pictureKind{
	{[]byte{0xff, 0xd8, 0xff}, "image/jpeg", "JPEG"},
	{[]byte("\x00\x00\x00\x0cjP  \r\n\x87\n"), "image/jp2", "JPEG2000"},
	{[]byte{0xff, 0x4f, 0xff, 0x51}, "image/jp2", "JPEG2000"},
}

// findPicture returns the picture that content is, or that a record of ISO/IEC
// 19794-5 holds: there the picture is the last thing.
func findPicture(content []byte) (picture []byte, kind string, plain bool) {
	for _, p := range pictures {
		if bytes.HasPrefix(content, p.magic) {
			return content, p.kind, true
		}
	}
	if !bytes.HasPrefix(content, []byte("FAC\x00")) {
		return nil, "", false
	}
	for _, p := range pictures {
		if at := bytes.Index(content, p.magic); at >= 0 {
			return content[at:], p.kind, false
		}
	}
	return nil, "", false
}

// orderStep gives an accepted dossier its card.
func (r *Registry) orderStep(ctx context.Context, s step) error {
	content, err := r.readPacket(ctx, s)
	if err != nil {
		return err
	}
	serial, err := r.newSerial()
	if err != nil {
		return err
	}
	order, err := newOrder(content, serial, person.FromTime(r.clock.Now()))
	if err != nil {
		return err
	}
	return r.inTx(ctx, func(e *effect) error {
		if mine, err := e.take(s); err != nil || !mine {
			return err
		}
		var cards int
		if err := e.row(`SELECT count(*) FROM card WHERE dossier = $1 AND state NOT IN ($2, $3, $4)`,
			s.dossier, cardFaulty, cardReplaced, cardVoid).Scan(&cards); err != nil || cards > 0 {
			return err
		}
		if err := e.exec(`INSERT INTO card (serial, dossier, version, document_number, state, expires, ordered) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			serial, s.dossier, s.version, order.DocumentNumber, cardOrdered, isoOrNone(order.Expires), stamp(e.now)); err != nil {
			return err
		}
		if err := e.tell(s.office, cardChange(port.ChangeOrdered, s, order)); err != nil {
			return err
		}
		if err := e.handOn(handRequest+"/"+serial, handRequest, s.dossier, serial); err != nil {
			return err
		}
		if err := e.replaceFaulty(s, serial); err != nil {
			return err
		}
		return e.schedule(s.dossier, stepProduce, e.now.Add(r.opts.StepDelay))
	})
}

// replaceFaulty notes which card takes the place of a faulty one, and tells the
// office.
func (e *effect) replaceFaulty(s step, serial string) error {
	for {
		var faulty string
		err := e.row(`SELECT serial FROM card WHERE dossier = $1 AND state = $2 ORDER BY serial LIMIT 1`, s.dossier, cardFaulty).Scan(&faulty)
		if errors.Is(err, errNoRow) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := e.exec(`UPDATE card SET state = $1 WHERE serial = $2`, cardReplaced, faulty); err != nil {
			return err
		}
		change := port.Change{Kind: port.ChangeReplaced, Dossier: s.dossier, Version: s.version, Card: faulty, Replaced: serial}
		if err := e.tell(s.office, change); err != nil {
			return err
		}
	}
}

// cardChange tells a step of a card.
func cardChange(kind string, s step, order port.CardOrder) port.Change {
	return port.Change{Kind: kind, Dossier: s.dossier, Version: s.version,
		Card: order.Serial, Chip: order.DocumentNumber, Expires: isoOrNone(order.Expires)}
}

func isoOrNone(d person.CivilDate) string {
	if d.IsZero() {
		return ""
	}
	return d.ISO()
}

// produceStep makes the chip. The personaliser may be asked twice for the same
// card when the program ends in between: it writes the same card again.
func (r *Registry) produceStep(ctx context.Context, s step) error {
	if r.opts.HandOn != nil {
		return r.collectStep(ctx, s)
	}
	content, err := r.readPacket(ctx, s)
	if err != nil {
		return err
	}
	var serial, ordered string
	err = r.store.read.QueryRowContext(ctx, `SELECT serial, ordered FROM card WHERE dossier = $1 AND state = $2`, s.dossier, cardOrdered).
		Scan(&serial, &ordered)
	if errors.Is(err, errNoRow) {
		return r.dropStep(ctx, s)
	}
	if err != nil {
		return fmt.Errorf("looking for a card: %w", err)
	}
	order, err := orderOf(content, serial, ordered)
	if err != nil {
		return err
	}
	chip := ""
	if r.opts.Personaliser != nil {
		if chip, err = r.opts.Personaliser.Personalise(ctx, order); err != nil {
			return fmt.Errorf("personalising a card: %w", err)
		}
	}
	return r.inTx(ctx, func(e *effect) error {
		if mine, err := e.take(s); err != nil || !mine {
			return err
		}
		lot := e.lot()
		if err := e.exec(`UPDATE card SET state = $1, chip = $2, produced = $3, lot = $4 WHERE serial = $5 AND state = $6`,
			cardProduced, chip, stamp(e.now), lot, serial, cardOrdered); err != nil {
			return err
		}
		change := cardChange(port.ChangeProduced, s, order)
		change.Lot = lot
		return r.shipAfter(e, s, change)
	})
}

// lot names the production lot of today.
func (e *effect) lot() string { return "LO-" + e.now.In(person.Zone()).Format("060102") }

// shipAfter tells the office that a card is made and has it shipped.
func (r *Registry) shipAfter(e *effect, s step, made port.Change) error {
	if err := e.tell(s.office, made); err != nil {
		return err
	}
	return e.schedule(s.dossier, stepShip, e.now.Add(r.opts.StepDelay))
}

// shipStep puts a card into the box that leaves for its office today.
func (r *Registry) shipStep(ctx context.Context, s step) error {
	return r.inTx(ctx, func(e *effect) error {
		if mine, err := e.take(s); err != nil || !mine {
			return err
		}
		change := port.Change{Kind: port.ChangeShipped, Dossier: s.dossier, Version: s.version,
			Box: "BOX-" + s.office + "-" + e.now.In(person.Zone()).Format("060102")}
		err := e.row(`SELECT serial, document_number, expires, lot FROM card WHERE dossier = $1 AND state = $2`, s.dossier, cardProduced).
			Scan(&change.Card, &change.Chip, &change.Expires, &change.Lot)
		if errors.Is(err, errNoRow) {
			return nil
		}
		if err != nil {
			return err
		}
		if change.Seal, err = r.sealOf(e, change.Box, s.office); err != nil {
			return err
		}
		if err := e.exec(`UPDATE card SET state = $1, box = $2, shipped = $3 WHERE serial = $4`,
			cardShipped, change.Box, stamp(e.now), change.Card); err != nil {
			return err
		}
		return e.tell(s.office, change)
	})
}

// sealOf returns the number of the seal of a box; the first card makes the box.
func (r *Registry) sealOf(e *effect, box, office string) (seal string, err error) {
	fresh, err := r.digits(8)
	if err != nil {
		return "", err
	}
	err = e.row(`INSERT INTO box (id, office, seal, made) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET office = box.office RETURNING seal`, box, office, "S"+fresh, stamp(e.now)).Scan(&seal)
	return seal, err
}

// newSerial makes the serial of a physical card: T (training) and nine digits.
func (r *Registry) newSerial() (string, error) {
	n, err := r.digits(9)
	return "T" + n, err
}

// digits makes a random number of n digits.
func (r *Registry) digits(n int) (string, error) {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	var raw [12]byte
	if _, err := io.ReadFull(r.opts.Random, raw[:]); err != nil {
		return "", fmt.Errorf("making a number: %w", err)
	}
	return fmt.Sprintf("%0*d", n, new(big.Int).Mod(new(big.Int).SetBytes(raw[:]), limit)), nil
}

// orderOf makes the order of a card that was ordered before, as it was then.
func orderOf(c packetContent, serial, ordered string) (port.CardOrder, error) {
	at, err := time.Parse(timeFormat, ordered)
	if err != nil {
		return port.CardOrder{}, fmt.Errorf("date of an order: %w", err)
	}
	return newOrder(c, serial, person.FromTime(at))
}

// newOrder makes the order of a card from what the packet says.
func newOrder(c packetContent, serial string, issued person.CivilDate) (port.CardOrder, error) {
	id := c.identity
	number, err := person.ParsePersonalNumber(id.PersonalNumber)
	if err != nil {
		return port.CardOrder{}, errors.New("ordering a card: personal number is not readable")
	}
	name, err := person.ParseName(id.Name)
	if err != nil {
		return port.CardOrder{}, errors.New("ordering a card: name is not readable")
	}
	birth, err := person.ParseISODate(id.Birth)
	if err != nil {
		return port.CardOrder{}, errors.New("ordering a card: birth date is not readable")
	}
	sex, err := person.ParseSex(id.Sex)
	if err != nil {
		return port.CardOrder{}, errors.New("ordering a card: sex is not readable")
	}
	order := port.CardOrder{
		DocumentNumber: number.Last9(), PersonalNumber: number, Name: name, Birth: birth, Sex: sex,
		Nationality: id.Nationality, Ethnic: id.Ethnic, Religion: id.Religion,
		Origin: id.Origin.String(), Residence: id.Permanent.String(), Identification: id.Mark,
		Father: id.Father.Name, Mother: id.Mother.Name,
		Issued: issued, Expires: expiry(id.Request.Regime, birth, issued),
		Portrait: c.portrait, PortraitType: c.portraitType, Serial: serial,
	}
	if order.Nationality == "" {
		order.Nationality = "Việt Nam"
	}
	if len(id.OldNumbers) > 0 {
		order.OldNumber = id.OldNumbers[0]
	}
	return order, nil
}
