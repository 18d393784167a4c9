package store

import (
	"context"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// maxOfficerPrint bounds the minutiae of one finger, in bytes: 100 minutiae of
// ISO/IEC 19794-2 need less than one kilobyte.
const maxOfficerPrint = 4 << 10

// OfficerPrints are the fingers of whoever works at this desk: minutiae as
// ISO/IEC 19794-2, no pictures. They serve one question, whether a finger taken of
// a citizen is an officer's.
type OfficerPrints struct {
	User    string
	Fingers map[port.Position][]byte
}

func officerPlace(user string, position port.Position) vault.Place {
	return vault.Place{Table: "officer_print", Row: user + "/" + string(position), Column: "content"}
}

func (a *applying) sealOfficer() error {
	o := a.c.Officer
	if (a.c.Command == dossier.EnrolOfficer) != (o != nil) {
		return fmt.Errorf("%w: fingers of the officer", ErrMissing)
	}
	if o == nil {
		return nil
	}
	if o.User != a.c.Actor.User || len(o.Fingers) == 0 || len(o.Fingers) > 10 {
		return fmt.Errorf("%w: fingers of the officer", ErrMissing)
	}
	a.prints = map[port.Position][]byte{}
	for position, record := range o.Fingers {
		if position == "" || len(position) > 32 || len(record) == 0 || len(record) > maxOfficerPrint {
			return fmt.Errorf("%w: finger of the officer", ErrMissing)
		}
		sealed, err := a.office.Seal(officerPlace(o.User, position), record)
		if err != nil {
			return fmt.Errorf("sealing a finger of an officer: %w", err)
		}
		a.prints[position] = sealed
	}
	return nil
}

// writeOfficer keeps the fingers of the actor; a finger that was taken again goes
// in the place of the one before.
func (a *applying) writeOfficer() error {
	for position, sealed := range a.prints {
		_, err := a.t.exec(`INSERT INTO officer_print (user, position, content) VALUES (?, ?, ?)
			ON CONFLICT (user, position) DO UPDATE SET content = excluded.content`, a.c.Officer.User, string(position), sealed)
		if err != nil {
			return fmt.Errorf("keeping the fingers of an officer: %w", err)
		}
		a.payload.Rows.put("officer_print/"+a.c.Officer.User+"/"+string(position), sealed)
	}
	return nil
}

// dropOfficer forgets the fingers of a user who was stopped.
func (a *applying) dropOfficer(user string) error {
	positions, err := a.t.strings("SELECT position FROM officer_print WHERE user = ?", user)
	if err == nil {
		_, err = a.t.exec("DELETE FROM officer_print WHERE user = ?", user)
	}
	if err != nil {
		return fmt.Errorf("forgetting the fingers of an officer: %w", err)
	}
	for _, position := range positions {
		a.payload.Rows.gone("officer_print/" + user + "/" + position)
	}
	return nil
}

// OfficerPrints lists the fingers of all officers who may work here, by user id;
// it needs the desk unlocked.
func (s *Store) OfficerPrints(ctx context.Context) ([]OfficerPrints, error) {
	office, err := s.unlocked()
	if err != nil {
		return nil, err
	}
	type row struct {
		user, position string
		record         []byte
	}
	rows, err := collect(ctx, s.reader, func(scan func(...any) error) (r row, err error) {
		var sealed []byte
		if err := scan(&r.user, &r.position, &sealed); err != nil {
			return r, err
		}
		r.record, err = office.Open(officerPlace(r.user, port.Position(r.position)), sealed)
		return r, err
	}, "SELECT user, position, content FROM officer_print ORDER BY user, position")
	if err != nil {
		return nil, fmt.Errorf("reading the fingers of officers: %w", err)
	}
	var out []OfficerPrints
	for _, r := range rows {
		i := slices.IndexFunc(out, func(o OfficerPrints) bool { return o.User == r.user })
		if i < 0 {
			i = len(out)
			out = append(out, OfficerPrints{User: r.user, Fingers: map[port.Position][]byte{}})
		}
		out[i].Fingers[port.Position(r.position)] = r.record
	}
	return out, nil
}
