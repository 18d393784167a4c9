package cert

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"carddesk/device/card/ber"
)

// RevocationList is a certificate revocation list (RFC 5280, 5).
type RevocationList struct {
	Issuer     Name
	ThisUpdate time.Time
	NextUpdate time.Time  // zero when the issuer promises none
	Serials    []*big.Int // revoked, for whatever reason
	signed     signedBody
}

// ParseRevocationList reads one DER list.
func ParseRevocationList(raw []byte) (*RevocationList, error) {
	signed, err := parseSigned(raw, MaxRevocationSize)
	if err != nil {
		return nil, fmt.Errorf("reading revocation list: %w", err)
	}
	list := &RevocationList{signed: signed}
	if err := list.parseBody(ber.Walk(signed.body, ber.TagSequence)); err != nil {
		return nil, fmt.Errorf("reading revocation list: %w", err)
	}
	return list, nil
}

func (l *RevocationList) parseBody(c *ber.Cursor) error {
	c.Optional(ber.TagInteger) // version
	c.Take(ber.TagSequence)    // algorithm, repeated outside
	issuer := c.Take(ber.TagSequence)
	this := c.Any()
	next, hasNext := c.Optional(ber.TagUTCTime)
	if !hasNext {
		next, hasNext = c.Optional(ber.TagGeneralizedTime)
	}
	revoked, hasRevoked := c.Optional(ber.TagSequence)
	c.Optional(ber.Context(0, true)) // extensions: number and issuer key
	if err := c.End(); err != nil {
		return err
	}
	var errs [3]error
	l.Issuer, errs[0] = parseName(issuer)
	l.ThisUpdate, errs[1] = this.Time()
	if hasNext {
		l.NextUpdate, errs[2] = next.Time()
	}
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if !hasRevoked {
		return nil
	}
	entries, err := revoked.Children()
	if err != nil {
		return err
	}
	for _, entry := range entries {
		serial := ber.Walk(entry, ber.TagSequence).Take(ber.TagInteger)
		number, err := serial.Int()
		if err != nil {
			return err
		}
		l.Serials = append(l.Serials, number)
	}
	return nil
}

// SignedBy checks the signature with the key of issuer, and nothing else.
func (l *RevocationList) SignedBy(issuer *Certificate) error {
	if err := l.signed.verify(issuer.Key); err != nil {
		return fmt.Errorf("verifying revocation list: %w", err)
	}
	return nil
}
