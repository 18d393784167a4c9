// Package judge turns what a reading brought home into what the chip says and
// what it proves: the joint between package card, which talks to chips, and
// packages lds and proof, which only know bytes.
package judge

import (
	"context"
	"fmt"

	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
)

// Judge judges readings with the issuers of a trust store.
type Judge struct {
	Store  *proof.Store
	Policy proof.Policy
}

var _ card.Judge = Judge{}

// Judge returns the chip's data and the proofs "hashes", "signature", "issuer",
// "active" and "chip", in this order. The error means that DG1 cannot be read.
func (j Judge) Judge(ctx context.Context, evidence card.Evidence) (port.ChipData, []port.Proof, error) {
	if err := ctx.Err(); err != nil {
		return port.ChipData{}, nil, err
	}
	data, err := lds.Summarise(evidence.Files)
	if err != nil {
		return port.ChipData{}, nil, fmt.Errorf("judging chip: %w", err)
	}
	passive := proof.Authenticate(evidence.Files, j.Store, j.Policy, evidence.At)
	active := proof.Active(evidence.Files, passive, evidence.Active)
	chip := proof.Chip(evidence.Files, passive, evidence.Chip)
	return data, append(passive.Proofs(), active.Proof(proof.NameActive), chip.Proof(proof.NameChip)), nil
}
