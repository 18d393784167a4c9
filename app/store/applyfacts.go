package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
)

func zone() *time.Location { return person.Zone() }

// dayColumn is the column of facts that a command dates.
func dayColumn(c dossier.Command) string {
	switch c {
	case dossier.CreateDossier:
		return "day_created"
	case dossier.FinishCapture:
		return "day_captured"
	case dossier.ApproveDossier:
		return "day_approved"
	case dossier.ReturnDossier:
		return "day_returned"
	case dossier.OfferPacket, dossier.UploadPacket, dossier.StorePacket:
		return "day_sent"
	case dossier.AcknowledgePacket:
		return "day_acknowledged"
	case dossier.AcceptDossier:
		return "day_accepted"
	case dossier.RejectDossier, dossier.WantRecapture:
		return "day_rejected"
	case dossier.ReceiveCard:
		return "day_arrived"
	case dossier.HandOverCard:
		return "day_handed_over"
	case dossier.CancelDossier, dossier.WithdrawDossier:
		return "day_cancelled"
	}
	return ""
}

// writeFacts keeps the dossier's row of facts in the same transaction.
func (a *applying) writeFacts() error {
	if a.row == nil {
		return nil
	}
	if a.row.before == "" {
		_, err := a.t.exec("INSERT INTO fact (dossier, office, station, clerk) VALUES (?, ?, ?, ?)",
			string(a.c.Dossier), a.row.office, a.row.station, a.row.clerk)
		if err != nil {
			return fmt.Errorf("writing facts: %w", err)
		}
	}
	if err := a.t.dateFact(a.c.Dossier, a.c.Command, a.now); err != nil {
		return err
	}
	if a.c.Facts == nil {
		return nil
	}
	return a.t.mergeFacts(a.c.Dossier, *a.c.Facts)
}

func (t *tx) dateFact(id dossier.ID, command dossier.Command, now time.Time) error {
	column := dayColumn(command)
	if column == "" {
		return nil
	}
	if _, err := t.exec("UPDATE fact SET "+column+" = ? WHERE dossier = ?", day(now), string(id)); err != nil {
		return fmt.Errorf("dating facts: %w", err)
	}
	// A capture that follows a returned or rejected one keeps those days: the
	// figures count what happened on a day, not what is left of it.
	return nil
}

// mergeFacts writes what f has and leaves the rest.
func (t *tx) mergeFacts(id dossier.ID, f Facts) error {
	var seconds, quality, exceptions string
	err := t.get([]any{&seconds, &quality, &exceptions},
		"SELECT seconds, quality, exceptions FROM fact WHERE dossier = ?", string(id))
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("facts: %w", ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("reading facts: %w", err)
	}
	if seconds, err = mergeJSON(seconds, f.Seconds); err != nil {
		return err
	}
	if quality, err = mergeJSON(quality, f.Quality); err != nil {
		return err
	}
	if exceptions, err = mergeJSON(exceptions, f.Exceptions); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE fact SET
		clerk = coalesce(nullif(?, ''), clerk), regime = coalesce(nullif(?, ''), regime),
		kind = coalesce(nullif(?, ''), kind), reason = coalesce(nullif(?, ''), reason),
		age_band = coalesce(nullif(?, ''), age_band), sex = coalesce(nullif(?, ''), sex),
		commune = coalesce(nullif(?, ''), commune), hamlet = coalesce(nullif(?, ''), hamlet),
		seconds = ?, quality = ?, exceptions = ?, fee_code = coalesce(nullif(?, ''), fee_code),
		fee_amount = coalesce(?, fee_amount), rejection = coalesce(nullif(?, ''), rejection),
		day_due = coalesce(nullif(?, ''), day_due)
		WHERE dossier = ?`,
		f.Clerk, f.Regime, f.Kind, f.Reason, f.AgeBand, f.Sex, f.Commune, f.Hamlet, seconds, quality,
		exceptions, f.FeeCode, f.FeeAmount, f.Rejection, f.Due, string(id))
	if err != nil {
		return fmt.Errorf("writing facts: %w", err)
	}
	return nil
}

// mergeJSON adds the keys of more to a JSON object.
func mergeJSON[V any](have string, more map[string]V) (string, error) {
	if len(more) == 0 {
		return have, nil
	}
	all := make(map[string]V)
	if err := json.Unmarshal([]byte(have), &all); err != nil {
		return "", fmt.Errorf("%w: facts: %w", ErrDamaged, err)
	}
	maps.Copy(all, more)
	out, err := json.Marshal(all)
	return string(out), err
}
