package packet

import (
	"fmt"

	"carddesk/app/port"

	"filippo.io/age"
)

// OpenEvent opens a sealed event with the registry's identities and verifies
// that the station it names signed it.
func OpenEvent(sealed []byte, identities []age.Identity, keys StationKeys) (port.Event, error) {
	f, err := unseal(sealed, KindEvent, MaxEvent, identities)
	if err != nil {
		return port.Event{}, err
	}
	var event port.Event
	if err := decode(f.body, &event); err != nil {
		return port.Event{}, err
	}
	if err := checkEvent(event); err != nil {
		return port.Event{}, err
	}
	signers, err := keys(event.Office, event.Station)
	if err != nil {
		return port.Event{}, err
	}
	if err := f.verify(signers...); err != nil {
		return port.Event{}, err
	}
	return event, nil
}

func checkEvent(e port.Event) error {
	switch {
	case !ValidID(e.Office), !ValidID(e.Station), !ValidID(e.Type):
		return fmt.Errorf("%w: event names", ErrFormat)
	case e.Dossier != "" && !ValidID(e.Dossier), e.Card != "" && !ValidID(e.Card), len(e.Actor) > maxID:
		return fmt.Errorf("%w: event subject", ErrFormat)
	case e.Seq < 1 || e.Seq > maxSafeInteger:
		return fmt.Errorf("%w: event sequence", ErrFormat)
	case !ValidHash(e.Hash), e.Previous != "" && !ValidHash(e.Previous):
		return fmt.Errorf("%w: event hashes", ErrFormat)
	}
	return nil
}
