package desk

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// LookUp asks the population database for the holder. Where the registry cannot
// be reached a list fetched ahead answers, and the record says how old it is;
// without one that is no error either: the dossier then says that it has not been
// compared.
func (d *Desk) LookUp(ctx context.Context, id dossier.ID, identity dossier.Identity) (dossier.Lookup, error) {
	actor, err := d.actor()
	if err != nil {
		return dossier.Lookup{}, err
	}
	number, err := person.ParsePersonalNumber(identity.PersonalNumber)
	if err != nil {
		return dossier.Lookup{}, err
	}
	lookup := dossier.Lookup{At: d.now()}
	record, err := d.Population.LookUp(ctx, number)
	if err != nil && !errors.Is(err, port.ErrPersonUnknown) && ctx.Err() == nil {
		if held, ok := d.lookUpAhead(ctx, number); ok {
			d.Log.Warn("population lookup failed, a list fetched ahead answers", "error", err)
			record, err, lookup.Ahead = held, nil, true
		}
	}
	switch {
	case errors.Is(err, port.ErrPersonUnknown):
		lookup.Status = "unknown"
	case err != nil && ctx.Err() != nil:
		return dossier.Lookup{}, ctx.Err()
	case err != nil:
		lookup.Status = "unreachable"
		d.Log.Warn("population lookup failed", "error", err)
	default:
		lookup.Record = &record
		lookup.Status = "matched"
		if len(CompareRecord(identity, record)) > 0 {
			lookup.Status = "differs"
		}
	}
	command, err := d.randomID()
	if err != nil {
		return dossier.Lookup{}, err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "lookup-" + command, Actor: actor, Command: dossier.LookUpPopulation, Dossier: id,
		Payload: map[string]string{"status": lookup.Status},
	})
	if err != nil {
		return dossier.Lookup{}, fmt.Errorf("noting a population lookup: %w", err)
	}
	return lookup, nil
}

// Difference is one value that two sources give differently.
type Difference struct {
	Field  string // JSON name in the identity section
	Label  string
	Typed  string
	Record string
}

// CompareRecord lists the values of the dossier that the population database has
// differently. Empty values of either side are no difference.
func CompareRecord(id dossier.Identity, record port.PopulationRecord) []Difference {
	id.PersonalNumber, id.Lookup, id.OldCard = string(record.PersonalNumber), dossier.Lookup{Record: &record}, dossier.OldCard{}
	id.Differences = nil
	labels := map[string]string{}
	for _, c := range dossier.ComparedFields() {
		labels[c.Field] = c.Label
	}
	var differences []Difference
	for _, d := range dossier.Differences(id) {
		differences = append(differences, Difference{
			Field: d.Field, Label: labels[d.Field],
			Typed: ShowValue(d.Field, d.Typed), Record: ShowValue(d.Field, d.Registry),
		})
	}
	return differences
}

// ShowValue writes a compared value as people read it.
func ShowValue(field, value string) string {
	switch field {
	case "birth":
		return showDate(value)
	case "sex":
		if word := person.Sex(value).Word(); word != "" {
			return word
		}
	}
	return value
}

// FillFromRecord takes what the population database says into the empty fields
// of an identity.
func FillFromRecord(id dossier.Identity, record port.PopulationRecord) dossier.Identity {
	take := func(have *string, value string) {
		if *have == "" {
			*have = value
		}
	}
	if name, err := person.ParseName(record.Name); err == nil {
		take(&id.Name, name.Upper())
	}
	take(&id.Birth, record.Birth)
	take(&id.Sex, record.Sex)
	take(&id.Ethnic, record.Ethnic)
	take(&id.Religion, record.Religion)
	take(&id.Nationality, record.Nationality)
	take(&id.Origin.Text, record.Origin)
	take(&id.BirthPlace.Text, record.BirthPlace)
	take(&id.Permanent.Text, record.Permanent)
	take(&id.Permanent.Ward, record.PermanentWard)
	take(&id.Father.Name, record.Father)
	take(&id.Mother.Name, record.Mother)
	take(&id.Spouse.Name, record.Spouse)
	if len(id.OldNumbers) == 0 {
		id.OldNumbers = record.OldNumbers
	}
	return id
}

// notCompared reports whether policy holds a dossier back from approval because
// the population database was never asked about it, or did not answer.
func (d *Desk) notCompared(id dossier.Identity) bool {
	if !d.values().LookupRequired {
		return false
	}
	return id.Lookup.Status == "" || id.Lookup.Status == "unreachable"
}
