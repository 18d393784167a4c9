package vault

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"
)

// Office is the office key in use, after unlock. It seals the officers' names
// and the log's payloads itself and wraps the keys of the dossiers. Safe for
// concurrent use until Forget.
type Office struct {
	key   [keySize]byte
	rand  io.Reader
	names sealing
	log   sealing
	wrap  sealing

	// retired are office keys that this one replaced: they open what was sealed
	// before and seal nothing more.
	retired []*Office
}

// NewOffice draws the key of a new office.
func NewOffice(rand io.Reader) (*Office, error) {
	var key [keySize]byte
	if _, err := io.ReadFull(rand, key[:]); err != nil {
		return nil, fmt.Errorf("drawing the office key: %w", err)
	}
	return officeOf(key, rand)
}

func officeOf(key [keySize]byte, rand io.Reader) (*Office, error) {
	o := &Office{key: key, rand: rand}
	for purpose, use := range map[string]*sealing{"names": &o.names, "log": &o.log, "wrap": &o.wrap} {
		derived, err := hkdf.Key(sha256.New, key[:], nil, "carddesk/office/"+purpose, keySize)
		if err != nil {
			return nil, fmt.Errorf("deriving an office key: %w", err)
		}
		if *use, err = newSealing(derived, rand); err != nil {
			return nil, err
		}
		clear(derived)
	}
	return o, nil
}

// Seal seals a value of the office itself, for example an officer's name.
func (o *Office) Seal(place Place, plain []byte) ([]byte, error) { return o.names.Seal(place, plain) }

// Open opens what Seal made for the same place.
func (o *Office) Open(place Place, sealed []byte) ([]byte, error) {
	plain, err := o.names.Open(place, sealed)
	for i := 0; err != nil && i < len(o.retired); i++ {
		plain, err = o.retired[i].names.Open(place, sealed)
	}
	return plain, err
}

// SealLog seals the payload of a log entry.
func (o *Office) SealLog(place Place, plain []byte) ([]byte, error) { return o.log.Seal(place, plain) }

// OpenLog opens the payload of a log entry.
func (o *Office) OpenLog(place Place, sealed []byte) ([]byte, error) {
	plain, err := o.log.Open(place, sealed)
	for i := 0; err != nil && i < len(o.retired); i++ {
		plain, err = o.retired[i].log.Open(place, sealed)
	}
	return plain, err
}

// NewDossier draws the data key of a dossier and returns it in use and wrapped.
func (o *Office) NewDossier(id string) (*Dossier, []byte, error) {
	key := make([]byte, keySize)
	defer clear(key)
	if _, err := io.ReadFull(o.rand, key); err != nil {
		return nil, nil, fmt.Errorf("drawing a dossier key: %w", err)
	}
	wrapped, err := o.wrap.Seal(dataKeyPlace(id), key)
	if err != nil {
		return nil, nil, err
	}
	d, err := dossierOf(id, key, o.rand)
	return d, wrapped, err
}

// Dossier opens the wrapped data key of a dossier.
func (o *Office) Dossier(id string, wrapped []byte) (*Dossier, error) {
	key, err := o.dossierKey(id, wrapped)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return dossierOf(id, key, o.rand)
}

func dataKeyPlace(id string) Place { return Place{Table: "data_key", Row: id, Column: "wrapped"} }

// dossierKey unwraps a data key. One that a command wrapped while the office key
// was being replaced is under the older one.
func (o *Office) dossierKey(id string, wrapped []byte) ([]byte, error) {
	key, err := o.wrap.Open(dataKeyPlace(id), wrapped)
	for i := 0; err != nil && i < len(o.retired); i++ {
		key, err = o.retired[i].wrap.Open(dataKeyPlace(id), wrapped)
	}
	if err != nil {
		return nil, fmt.Errorf("opening a dossier key: %w", err)
	}
	return key, nil
}

// Forget wipes the office key. Ciphers already handed out stay in the memory of
// the process until it is collected: Go gives no way to wipe them.
func (o *Office) Forget() {
	clear(o.key[:])
	for _, old := range o.retired {
		old.Forget()
	}
}

// Dossier is the data key of one dossier in use. It seals the cells of the
// dossier's rows itself; each blob has a key of its own, see SealBlob.
type Dossier struct {
	sealing
	key [keySize]byte
}

func dossierOf(id string, key []byte, rand io.Reader) (*Dossier, error) {
	if len(key) != keySize {
		return nil, ErrSealed
	}
	cells, err := hkdf.Key(sha256.New, key, nil, "carddesk/dossier/cells/"+id, keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving a dossier key: %w", err)
	}
	defer clear(cells)
	s, err := newSealing(cells, rand)
	if err != nil {
		return nil, err
	}
	return &Dossier{sealing: s, key: [keySize]byte(key)}, nil
}
