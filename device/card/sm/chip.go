package sm

import (
	"fmt"

	"carddesk/device/card/apdu"
)

// Open verifies and decrypts a protected command, as the chip's end does. The
// counter advances also when that fails: a chip then drops the session.
func (s *Session) Open(c apdu.Command) (apdu.Command, error) {
	s.advance()
	if c.CLA&secureMessagingCLA != secureMessagingCLA {
		return apdu.Command{}, ErrUnprotected
	}
	objects, authenticated, mac, err := split(c.Data)
	if err != nil {
		return apdu.Command{}, err
	}
	if err := s.verify(commandInput(c, authenticated, s.suite.BlockSize()), mac); err != nil {
		return apdu.Command{}, err
	}
	plain := apdu.Command{CLA: c.CLA &^ secureMessagingCLA, INS: c.INS, P1: c.P1, P2: c.P2}
	for _, o := range objects {
		switch {
		case o.Tag == tagCryptogram || o.Tag == tagCryptogramOdd:
			if plain.Data, err = s.decrypt(o); err != nil {
				return apdu.Command{}, err
			}
		case o.Tag == tagExpected && len(o.Value) == 1:
			plain.Ne = orMost(int(o.Value[0]), apdu.MaxShortNe)
		case o.Tag == tagExpected && len(o.Value) == 2:
			plain.Ne = orMost(int(o.Value[0])<<8|int(o.Value[1]), apdu.MaxExtendedNe)
		default:
			return apdu.Command{}, fmt.Errorf("%w: object %X", ErrFormat, o.Tag)
		}
	}
	return plain, nil
}

// Seal protects the chip's answer to the command with that instruction.
func (s *Session) Seal(ins byte, r apdu.Response) (apdu.Response, error) {
	s.advance()
	var objects []byte
	if len(r.Data) > 0 {
		objects = s.appendCryptogram(objects, ins, r.Data)
	}
	objects = apdu.AppendObject(objects, tagStatus, []byte{r.Status.SW1(), r.Status.SW2()})
	mac, err := s.mac(Pad(objects, s.suite.BlockSize()))
	if err != nil {
		return apdu.Response{}, err
	}
	return apdu.Response{Data: apdu.AppendObject(objects, tagMAC, mac), Status: r.Status}, nil
}

func orMost(n, most int) int {
	if n == 0 {
		return most
	}
	return n
}
