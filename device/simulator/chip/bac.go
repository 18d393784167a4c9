package chip

import (
	"bytes"
	"io"

	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
)

// getChallenge answers GET CHALLENGE with eight random bytes, good for one
// EXTERNAL AUTHENTICATE.
func (c *Card) getChallenge(command apdu.Command) apdu.Response {
	if !c.state.app {
		return status(apdu.ConditionsNotMet)
	}
	if command.Ne != 8 {
		return status(apdu.WrongLength)
	}
	challenge := make([]byte, 8)
	if _, err := io.ReadFull(c.random, challenge); err != nil {
		return status(apdu.NoDiagnosis)
	}
	c.state.challenge = challenge
	return success(challenge)
}

// externalAuthenticate answers the terminal's half of BAC
// (ICAO 9303-11 section 4.3.3).
func (c *Card) externalAuthenticate(command apdu.Command) apdu.Response {
	rndIC := c.state.challenge
	c.state.challenge = nil
	if rndIC == nil || c.faults.NoBAC {
		return status(apdu.ConditionsNotMet)
	}
	if command.Ne == 0 {
		return status(apdu.ReferenceNotFound)
	}
	password, err := access.MRZInformation(c.image.Profile.MRZInfo)
	if err != nil {
		return status(apdu.NoDiagnosis)
	}
	keys, err := access.NewBACKeys(password)
	if err != nil {
		return status(apdu.NoDiagnosis)
	}
	token, err := keys.Open(command.Data)
	if err != nil {
		return status(apdu.AuthFailed)
	}
	rndIFD, kIFD := token[:8], token[16:]
	if !bytes.Equal(token[8:16], rndIC) {
		return status(apdu.AuthFailed)
	}
	kIC := make([]byte, 16)
	if _, err := io.ReadFull(c.random, kIC); err != nil {
		return status(apdu.NoDiagnosis)
	}
	answer := append(append(append([]byte(nil), rndIC...), rndIFD...), kIC...)
	if c.faults.WrongBACAnswer {
		answer[0] ^= 1
	}
	sealed, err := keys.Seal(answer)
	if err != nil {
		return status(apdu.NoDiagnosis)
	}
	session, err := access.BACSession(kIFD, kIC, rndIC, rndIFD)
	if err != nil {
		return status(apdu.NoDiagnosis)
	}
	c.state.next, c.state.opened = session, true
	return success(sealed)
}
