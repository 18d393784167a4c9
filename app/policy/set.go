package policy

import (
	"bytes"
	"crypto/ed25519"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"carddesk/app/person"
	"carddesk/app/policy/signed"
)

// PayloadType is the type of a signed policy document.
const PayloadType = "application/vnd.carddesk.policy.v1+json"

// maxDocument bounds a policy document, in bytes.
const maxDocument = 1 << 20

// Errors of loading a policy.
var (
	ErrDocument = errors.New("not a policy document")
	ErrOlder    = errors.New("policy is older than the one in force")
)

// Status says how far a value can be relied on.
type Status string

// Statuses of an entry.
const (
	Confirmed   Status = "confirmed"   // found in a public source, which is named
	Unconfirmed Status = "unconfirmed" // from memory or from disagreeing sources
	Chosen      Status = "chosen"      // the project's own default, no rule prescribes it
)

// Entry is one value of a setting and the days on which it holds.
type Entry struct {
	From   person.CivilDate `json:"from,omitzero"`  // first day; zero: always
	Until  person.CivilDate `json:"until,omitzero"` // last day; zero: no end
	Value  json.RawMessage  `json:"value"`
	Source string           `json:"source"`
	Status Status           `json:"status"`
}

// Setting is one key with its entries in the order of their days.
type Setting struct {
	Key     string
	Entries []Entry
}

// document is a policy as it is written and signed.
type document struct {
	Format   int                `json:"format"`
	Version  string             `json:"version"`
	Serial   int                `json:"serial"` // grows with every version
	Settings map[string][]Entry `json:"settings"`
}

// Set is one version of the policy. It never changes and may be shared.
type Set struct {
	doc    document
	keys   []string
	days   []person.CivilDate // days on which some value begins to hold, ascending
	values []Values           // what holds from each of them on
}

//go:embed default.json
var defaultDocument []byte

// Default returns the compiled policy: what is public of the law, and the
// project's own choices where no rule exists.
var Default = sync.OnceValue(func() *Set {
	s, err := parse(defaultDocument, nil)
	if err != nil {
		panic("compiled policy: " + err.Error())
	}
	return s
})

// Parse reads an unsigned policy document and checks all of its values on every
// day on which one of them changes. A setting that the document does not have is
// the compiled policy's: the centre's documents then serve programs of several
// versions, of which the newer ones know more settings.
func Parse(data []byte) (*Set, error) { return parse(data, Default().doc.Settings) }

// parse takes settings that are missing from those of missing.
func parse(data []byte, missing map[string][]Entry) (*Set, error) {
	if len(data) > maxDocument {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrDocument, maxDocument)
	}
	s := &Set{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s.doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if s.doc.Format != 1 || s.doc.Version == "" || len(s.doc.Version) > 64 || s.doc.Serial < 1 {
		return nil, fmt.Errorf("%w: format, version or serial", ErrDocument)
	}
	known := settingKeys()
	for key := range s.doc.Settings {
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("%w: setting %.40q is not known", ErrDocument, key)
		}
	}
	if s.doc.Settings == nil {
		s.doc.Settings = map[string][]Entry{}
	}
	for _, key := range known {
		entries, there := s.doc.Settings[key]
		if !there && missing != nil {
			s.doc.Settings[key] = missing[key]
			continue
		}
		if err := checkEntries(entries); err != nil {
			return nil, fmt.Errorf("%w: setting %s: %w", ErrDocument, key, err)
		}
		slices.SortFunc(entries, func(a, b Entry) int { return a.From.Compare(b.From) })
	}
	s.keys = known
	s.days = s.changes()
	for _, day := range s.days {
		values, err := s.decode(day)
		if err == nil {
			err = values.validate()
		}
		if err != nil {
			return nil, fmt.Errorf("%w: on %s: %w", ErrDocument, day.ISO(), err)
		}
		s.values = append(s.values, values)
	}
	return s, nil
}

// Open reads a signed policy document. A document older than current is
// refused with ErrOlder; current may be nil.
func Open(data []byte, current *Set, trusted ...ed25519.PublicKey) (*Set, error) {
	payload, _, err := signed.Open(data, PayloadType, trusted...)
	if err != nil {
		return nil, fmt.Errorf("opening policy: %w", err)
	}
	s, err := Parse(payload)
	if err != nil {
		return nil, fmt.Errorf("opening policy: %w", err)
	}
	if current != nil && s.doc.Serial < current.doc.Serial {
		return nil, fmt.Errorf("opening policy: %w", ErrOlder)
	}
	return s, nil
}

// Sign writes the policy as a signed document.
func (s *Set) Sign(key ed25519.PrivateKey) ([]byte, error) {
	data, err := json.Marshal(s.doc)
	if err != nil {
		return nil, fmt.Errorf("signing policy: %w", err)
	}
	return signed.Seal(PayloadType, data, key)
}

// Version returns the name of the version, which dossiers record.
func (s *Set) Version() string { return s.doc.Version }

// Serial returns the number that grows with every version.
func (s *Set) Serial() int { return s.doc.Serial }

// At returns all values as they hold on a day. A setting without an entry for
// the day has the value of its first entry: days before any law known here.
// The slices in the values are shared and must not be changed.
func (s *Set) At(day person.CivilDate) Values {
	i, exact := slices.BinarySearchFunc(s.days, day, person.CivilDate.Compare)
	if !exact && i > 0 {
		i--
	}
	return s.values[i]
}

// Settings returns every setting with its sources, in the order of Values.
func (s *Set) Settings() []Setting {
	settings := make([]Setting, 0, len(s.keys))
	for _, key := range s.keys {
		settings = append(settings, Setting{key, slices.Clone(s.doc.Settings[key])})
	}
	return settings
}

// Source returns the entry of a setting that holds on a day.
func (s *Set) Source(key string, day person.CivilDate) (Entry, bool) {
	return entryAt(s.doc.Settings[key], day)
}

// Days returns the days on which some value begins to hold, ascending.
func (s *Set) Days() []person.CivilDate { return slices.Clone(s.days) }

func (s *Set) changes() []person.CivilDate {
	days := []person.CivilDate{{Year: 1900, Month: 1, Day: 1}} // what holds always
	for _, entries := range s.doc.Settings {
		for _, e := range entries {
			if !e.From.IsZero() {
				days = append(days, e.From)
			}
			if !e.Until.IsZero() {
				days = append(days, e.Until.AddDays(1))
			}
		}
	}
	slices.SortFunc(days, person.CivilDate.Compare)
	return slices.Compact(days)
}

func (s *Set) decode(day person.CivilDate) (Values, error) {
	fields := make(map[string]json.RawMessage, len(s.keys))
	for _, key := range s.keys {
		e, ok := entryAt(s.doc.Settings[key], day)
		if !ok {
			e = s.doc.Settings[key][0]
		}
		fields[key] = e.Value
	}
	data, err := json.Marshal(fields)
	if err != nil {
		return Values{}, err
	}
	var values Values
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&values); err != nil {
		return Values{}, err
	}
	return values, nil
}

// entryAt returns the last entry that began by the day and has not ended.
func entryAt(entries []Entry, day person.CivilDate) (Entry, bool) {
	for _, e := range slices.Backward(entries) {
		if !day.Before(e.From) && (e.Until.IsZero() || !day.After(e.Until)) {
			return e, true
		}
	}
	return Entry{}, false
}

func checkEntries(entries []Entry) error {
	if len(entries) == 0 {
		return errors.New("has no entry")
	}
	for _, e := range entries {
		switch {
		case !e.From.IsZero() && !e.From.Full(), !e.Until.IsZero() && !e.Until.Full():
			return errors.New("a day is not complete")
		case !e.Until.IsZero() && e.Until.Before(e.From):
			return errors.New("an entry ends before it begins")
		case len(e.Value) == 0 || string(e.Value) == "null" || e.Source == "":
			return errors.New("an entry has no value or no source")
		case !slices.Contains([]Status{Confirmed, Unconfirmed, Chosen}, e.Status):
			return errors.New("an entry has no status")
		}
	}
	return nil
}

// settingKeys returns the JSON names of the fields of Values, in their order.
func settingKeys() []string {
	t := reflect.TypeFor[Values]()
	keys := make([]string, 0, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		keys = append(keys, name)
	}
	return keys
}
