package client

import (
	"context"
	"errors"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/protocol"
)

var _ port.HeldPrints = (*Client)(nil)

// HeldPrints implements [port.HeldPrints]. What is sealed is not opened here: only
// an unlocked desk can.
func (c *Client) HeldPrints(ctx context.Context, number person.PersonalNumber) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupWait)
	defer cancel()
	var answer protocol.PrintsAnswer
	err := c.line.post(ctx, protocol.PathPrints, protocol.LookupRequest{PersonalNumber: number.String()}, &answer, 0)
	if errors.Is(err, context.DeadlineExceeded) {
		err = lineFailure(err)
	}
	switch code := codeOf(err); {
	case err == nil && len(answer.Sealed) == 0:
		return nil, against("no prints in the answer")
	// A registry of before does not know the address: it holds nothing for desks.
	case err != nil && (code == protocol.CodePersonUnknown || code == protocol.CodeNotFound):
		return nil, port.ErrPersonUnknown
	}
	return answer.Sealed, err
}
