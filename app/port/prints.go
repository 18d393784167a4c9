package port

import (
	"context"
	"time"

	"carddesk/app/person"
)

// ItemHeldPrints is the kind of the sealed item in which the registry answers what
// prints it holds. It is no item of the change feed.
const ItemHeldPrints = "held-prints"

// MaxHeldPrint bounds one record of [HeldPrint], in bytes: 255 minutiae of six, and
// what stands around them (ISO/IEC 19794-2).
const MaxHeldPrint = 2048

// HeldPrint is a print that the registry holds: its minutiae, no picture.
type HeldPrint struct {
	Position Position `json:"position"`
	Record   []byte   `json:"record"` // ISO/IEC 19794-2
}

// HeldPrintsAnswer is the body of an [ItemHeldPrints]: prints of the newest dossier
// of a person that the registry has accepted.
type HeldPrintsAnswer struct {
	PersonalNumber person.PersonalNumber `json:"personalNumber"`
	Taken          time.Time             `json:"taken"` // when that dossier was received
	Prints         []HeldPrint           `json:"prints"`
}

// HeldPrints asks the registry for prints of a person, to compare who sits at the
// desk with.
type HeldPrints interface {
	// HeldPrints returns an item sealed to the office ([Sealer.OpenItem]), or
	// ErrPersonUnknown where the registry holds none, or an error wrapping
	// ErrRegistryUnreachable.
	HeldPrints(ctx context.Context, number person.PersonalNumber) (sealed []byte, err error)
}
