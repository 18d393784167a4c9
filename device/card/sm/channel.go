package sm

import (
	"context"
	"errors"
	"fmt"

	"carddesk/device/card/apdu"
)

// ErrClosed says that the session ended with an earlier error; new keys must be
// agreed.
var ErrClosed = errors.New("secure messaging session has ended")

// NakedError is a refusal that the chip sent without protection: a bare status
// other than 9000. It may come from the chip, which did not process the command,
// from the reader, or from somebody between.
type NakedError struct{ Status apdu.Status }

func (e *NakedError) Error() string {
	return fmt.Sprintf("unprotected refusal %s", e.Status)
}

// Channel exchanges commands under secure messaging.
type Channel struct {
	under   apdu.Channel
	session *Session
	closed  bool
}

// NewChannel protects the channel with the session, which the channel owns from
// now on.
func NewChannel(under apdu.Channel, session *Session) *Channel {
	return &Channel{under: under, session: session}
}

// Under is the channel below, without protection.
func (c *Channel) Under() apdu.Channel { return c.under }

// Session gives the session, for its sizes.
func (c *Channel) Session() *Session { return c.session }

// Do protects the command, exchanges it and opens the answer.
//
// A bare status is a [*NakedError]: the chip did not count that exchange, so the
// counter goes back and the session may go on, except after 6987 and 6988, with
// which a chip says that it dropped the keys. Everything else that is not
// properly protected ends the session: [ErrUnprotected], [ErrMAC], [ErrFormat];
// and so does an exchange that the transport broke off, since nobody knows
// whether the chip counted it.
func (c *Channel) Do(ctx context.Context, command apdu.Command) (apdu.Response, error) {
	if c.closed {
		return apdu.Response{}, ErrClosed
	}
	before := append([]byte(nil), c.session.ssc...)
	protected, err := c.session.Protect(command)
	if err != nil {
		c.closed = true
		return apdu.Response{}, fmt.Errorf("protecting command %02X: %w", command.INS, err)
	}
	answer, err := c.under.Do(ctx, protected)
	if err != nil {
		c.closed = true
		return apdu.Response{}, err
	}
	if len(answer.Data) == 0 {
		if answer.Status == apdu.OK {
			c.closed = true
			return apdu.Response{}, ErrUnprotected
		}
		copy(c.session.ssc, before)
		c.closed = answer.Status == apdu.SMObjectsMissing || answer.Status == apdu.SMObjectsWrong
		return apdu.Response{}, &NakedError{Status: answer.Status}
	}
	plain, err := c.session.Unprotect(answer)
	if err != nil {
		c.closed = true
		return apdu.Response{}, err
	}
	return plain, nil
}
