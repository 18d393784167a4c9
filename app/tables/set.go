package tables

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"carddesk/app/person"
	"carddesk/app/policy/signed"
	"carddesk/assets"
)

// PayloadType is the type of a signed set of tables: the gzipped JSON document.
const PayloadType = "application/vnd.carddesk.tables.v1+json+gzip"

const maxUnpacked = 64 << 20

// Errors of loading tables.
var (
	ErrDocument = errors.New("not a document of code tables")
	ErrOlder    = errors.New("tables are older than those in force")
)

type document struct {
	Format   int                  `json:"format"`
	Version  string               `json:"version"`
	Serial   int                  `json:"serial"` // grows with every version
	Areas    string               `json:"areas"`  // tab-separated, one area and interval a line
	Codes    map[string]codeTable `json:"codes"`
	Calendar calendarData         `json:"calendar"`
}

// Set is one version of all tables. It never changes and may be shared.
type Set struct {
	version  string
	serial   int
	packed   []byte
	areas    []Area
	byCode   map[string][]int32 // rows of a code, ascending by their days
	children map[string][]int32 // rows by the code of their parent
	codes    map[string]codeTable
	calendar *Calendar
	index    func() []indexEntry
}

// View is the tables as they hold on one day.
type View struct {
	set *Set
	day person.CivilDate
}

// Default returns the tables that the program carries.
var Default = sync.OnceValue(func() *Set {
	s, err := Parse(assets.Tables)
	if err != nil {
		panic("built-in tables: " + err.Error())
	}
	return s
})

// Parse reads a gzipped document of tables.
func Parse(packed []byte) (*Set, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	data, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if len(data) > maxUnpacked {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrDocument, maxUnpacked)
	}
	s, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	s.packed = packed
	return s, nil
}

func parse(data []byte) (*Set, error) {
	var doc document
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&doc); err != nil {
		return nil, err
	}
	if doc.Format != 1 || doc.Version == "" || len(doc.Version) > 64 || doc.Serial < 1 {
		return nil, errors.New("format, version or serial")
	}
	s := &Set{version: doc.Version, serial: doc.Serial, codes: doc.Codes}
	if err := s.readAreas(doc.Areas); err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	for name, table := range doc.Codes {
		if err := table.check(); err != nil {
			return nil, fmt.Errorf("table %.40q: %w", name, err)
		}
	}
	calendar, err := newCalendar(doc.Calendar)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	s.calendar = calendar
	s.index = sync.OnceValue(s.buildIndex)
	return s, nil
}

// Open reads signed tables. A document older than current is refused with
// ErrOlder; current may be nil.
func Open(data []byte, current *Set, trusted ...ed25519.PublicKey) (*Set, error) {
	payload, _, err := signed.Open(data, PayloadType, trusted...)
	if err != nil {
		return nil, fmt.Errorf("opening tables: %w", err)
	}
	s, err := Parse(payload)
	if err != nil {
		return nil, fmt.Errorf("opening tables: %w", err)
	}
	if current != nil && s.serial < current.serial {
		return nil, fmt.Errorf("opening tables: %w", ErrOlder)
	}
	return s, nil
}

// Sign writes the tables as a signed document.
func (s *Set) Sign(key ed25519.PrivateKey) ([]byte, error) {
	return signed.Seal(PayloadType, s.packed, key)
}

// Version returns the name of the version.
func (s *Set) Version() string { return s.version }

// Serial returns the number that grows with every version.
func (s *Set) Serial() int { return s.serial }

// At returns the tables as they hold on a day.
func (s *Set) At(day person.CivilDate) View { return View{s, day} }

// Calendar returns the calendar of working days.
func (s *Set) Calendar() *Calendar { return s.calendar }

// Day returns the day of the view.
func (v View) Day() person.CivilDate { return v.day }
