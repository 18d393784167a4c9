package registry

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
)

// populationTable holds the people of training. All of them are invented;
// their numbers follow the rule of circular 59/2021 article 4.
//
//go:embed population.json
var populationTable []byte

// seedPopulation enters the people of training that are not there yet. The data
// is as old as the table says, since desks show its age.
func (r *Registry) seedPopulation(ctx context.Context) error {
	var people []port.PopulationRecord
	if err := json.Unmarshal(populationTable, &people); err != nil {
		return fmt.Errorf("reading the training population: %w", err)
	}
	err := r.store.update(ctx, func(tx *sql.Tx) error {
		for _, p := range people {
			if _, err := person.ParsePersonalNumber(p.PersonalNumber.String()); err != nil {
				return fmt.Errorf("training population: %w", err)
			}
			text, err := json.Marshal(p)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO population (number, record, as_of) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING`,
				p.PersonalNumber.String(), string(text), p.AsOf.UTC().Format(time.RFC3339)); err != nil {
				return err
			}
		}
		return seedGroups(ctx, tx, people)
	})
	if err != nil {
		return fmt.Errorf("entering the training population: %w", err)
	}
	return nil
}
