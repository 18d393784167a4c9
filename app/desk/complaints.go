package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// complaints are what the centre finds wrong with a dossier that it has rejected
// or wants captured again, at the field that it points to. They stop nothing: the
// clerk corrects, and the next version is judged anew. A complaint about a section
// that was changed since is left out.
func (d *Desk) complaints(ctx context.Context, plain store.Dossier) ([]dossier.Finding, error) {
	if plain.State != dossier.Rejected && plain.State != dossier.RecaptureWanted {
		return nil, nil
	}
	entries, err := d.Store.Log(ctx, store.LogFilter{Dossier: plain.ID, Types: []dossier.Command{dossier.RejectDossier, dossier.WantRecapture}})
	if err != nil {
		return nil, fmt.Errorf("reading what the centre said: %w", err)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	last := entries[len(entries)-1]
	var change port.Change
	if json.Unmarshal(last.Payload, &change) != nil {
		return nil, nil
	}
	section := dossier.Section(change.Section)
	if !slices.Contains(dossier.Sections(), section) {
		section = dossier.SectionIdentity
	}
	if slices.ContainsFunc(plain.Sections, func(s store.SectionInfo) bool { return s.Name == section && s.Time.After(last.Time) }) {
		return nil, nil
	}
	say := change.Note
	if say == "" {
		say = change.Reason
	}
	return []dossier.Finding{{
		Section: section, Field: change.Field, Severity: dossier.Warning, Code: "centre-" + change.Reason,
		Vietnamese: "Trung ương: " + clip(say, 300), English: "The centre: " + clip(change.Reason, 100),
	}}, nil
}

// clip bounds words that come from outside.
func clip(text string, letters int) string {
	runes := []rune(text)
	if len(runes) <= letters {
		return text
	}
	return string(runes[:letters]) + "…"
}

// CentreWord is one thing that the centre has said of a dossier.
type CentreWord struct {
	At      time.Time
	Kind    string // port.Change…
	Version int
	Section dossier.Section
	Field   string
	Reason  string
	Note    string
	Card    string
	Box     string
	Seal    string
	Lot     string
}

// CentreWords lists what the centre has said of a dossier, oldest first: receipts,
// decisions, cards, account states.
func (d *Desk) CentreWords(ctx context.Context, id dossier.ID) ([]CentreWord, error) {
	entries, err := d.Store.Log(ctx, store.LogFilter{Dossier: id, Types: []dossier.Command{
		dossier.AcknowledgePacket, dossier.AcceptDossier, dossier.RejectDossier, dossier.WantRecapture,
		dossier.OrderCard, dossier.ProduceCard, dossier.ShipCard, dossier.ReplaceCard, dossier.VoidCard, dossier.RecallCard, dossier.NoteChange,
	}})
	if err != nil {
		return nil, fmt.Errorf("reading what the centre said: %w", err)
	}
	var words []CentreWord
	for _, e := range entries {
		var c port.Change
		if len(e.Payload) == 0 || json.Unmarshal(e.Payload, &c) != nil || c.Kind == "" {
			continue
		}
		at := c.Time
		if at.IsZero() {
			at = e.Time
		}
		words = append(words, CentreWord{
			At: at, Kind: c.Kind, Version: c.Version, Section: dossier.Section(c.Section), Field: c.Field,
			Reason: c.Reason, Note: c.Note, Card: c.Card, Box: c.Box, Seal: c.Seal, Lot: c.Lot,
		})
	}
	return words, nil
}
