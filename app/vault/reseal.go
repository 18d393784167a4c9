package vault

import (
	"fmt"
	"strconv"
)

// Replacing an office key: when a station was stolen, whoever has it may guess a
// password for years and so come to the office key of that day. From then on
// everything is sealed under a new one. The data keys of the dossiers are wrapped
// anew; what the old key sealed itself (officers' names, log payloads) stays as
// it is, and the old key is kept, wrapped under the new one, to read it.

// Replace returns a new office key that still opens what o sealed.
func (o *Office) Replace() (*Office, error) {
	next, err := NewOffice(o.rand)
	if err != nil {
		return nil, err
	}
	for _, old := range append([]*Office{o}, o.retired...) {
		kept, err := officeOf(old.key, o.rand)
		if err != nil {
			return nil, err
		}
		next.retired = append(next.retired, kept)
	}
	return next, nil
}

func retiredPlace(generation int) Place {
	return Place{Table: "retired_key", Row: strconv.Itoa(generation), Column: "wrapped"}
}

// Retired wraps the office keys that o replaced, newest first.
func (o *Office) Retired() ([][]byte, error) {
	var all [][]byte
	for i, old := range o.retired {
		wrapped, err := o.wrap.Seal(retiredPlace(i+1), old.key[:])
		if err != nil {
			return nil, err
		}
		all = append(all, wrapped)
	}
	return all, nil
}

// OpenRetired takes the keys that Retired wrapped into use, in the same order.
func (o *Office) OpenRetired(wrapped [][]byte) error {
	var all []*Office
	for i, w := range wrapped {
		key, err := o.wrap.Open(retiredPlace(i+1), w)
		if err != nil {
			return fmt.Errorf("opening a retired office key: %w", err)
		}
		if len(key) != keySize {
			return ErrSealed
		}
		old, err := officeOf([keySize]byte(key), o.rand)
		clear(key)
		if err != nil {
			return err
		}
		all = append(all, old)
	}
	o.retired = all
	return nil
}

// Rewrap wraps the data key of a dossier under o, which replaced the key that it
// is wrapped under.
func (o *Office) Rewrap(id string, wrapped []byte) ([]byte, error) {
	key, err := o.dossierKey(id, wrapped)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return o.wrap.Seal(dataKeyPlace(id), key)
}
