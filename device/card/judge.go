package card

import (
	"context"
	"time"

	"carddesk/app/port"
	"carddesk/device/card/proof"
)

// Evidence is everything that a reading brought home.
type Evidence struct {
	Access string // "PACE-CAN", "PACE-MRZ", "BAC"
	Files  map[port.CardFile][]byte
	// Closed and Missing are files that EF.COM lists and the chip does not give:
	// to be read by other terminals only (fingers), or not there.
	Closed, Missing []port.CardFile
	Active          proof.ActiveAnswer
	Chip            proof.ChipAttempt
	At              time.Time // when the files had been read
}

// Judge turns evidence into what the chip says and what it proves. It is a pure
// function of the evidence and of the trust that it was made with. An error
// means that a mandatory file cannot be parsed. Package judge has the desk's.
type Judge interface {
	Judge(ctx context.Context, evidence Evidence) (port.ChipData, []port.Proof, error)
}

// JudgeFunc is a function as a [Judge].
type JudgeFunc func(ctx context.Context, evidence Evidence) (port.ChipData, []port.Proof, error)

// Judge calls the function.
func (f JudgeFunc) Judge(ctx context.Context, evidence Evidence) (port.ChipData, []port.Proof, error) {
	return f(ctx, evidence)
}
