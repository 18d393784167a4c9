package desk

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// longestPause is how long two saves of a dossier may lie apart and still be work
// on it. What is longer was a break, another citizen or a night.
const longestPause = 5 * time.Minute

// maxWorkEntries bounds how much of a dossier's log is looked at.
const maxWorkEntries = 5000

// workSeconds is how long a dossier was worked on, by section: the time between
// two entries of its log goes to the section that the later one saved. A clock
// that was set back between them adds nothing.
func (d *Desk) workSeconds(ctx context.Context, id dossier.ID) (map[string]int, error) {
	entries, err := d.Store.Log(ctx, store.LogFilter{Dossier: id, Limit: maxWorkEntries})
	if err != nil {
		return nil, fmt.Errorf("timing the work on a dossier: %w", err)
	}
	return sectionSeconds(entries), nil
}

func sectionSeconds(entries []store.Entry) map[string]int {
	spent := map[string]time.Duration{}
	for i := 1; i < len(entries); i++ {
		gap := entries[i].Time.Sub(entries[i-1].Time)
		if entries[i].Section == "" || gap < 0 || gap > longestPause {
			continue
		}
		spent[string(entries[i].Section)] += gap
	}
	seconds := map[string]int{}
	for section, long := range spent {
		seconds[section] = int(long.Round(time.Second) / time.Second)
	}
	return seconds
}

// factsDone are the facts of a dossier whose intake has ended.
func (d *Desk) factsDone(ctx context.Context, opened Opened) (*store.Facts, error) {
	facts := d.facts(opened.Content)
	var err error
	facts.Seconds, err = d.workSeconds(ctx, opened.ID)
	return facts, err
}

// dueFact is the day of a slip for the facts, nil where the slip names none.
func dueFact(due time.Time) *store.Facts {
	if due.IsZero() {
		return nil
	}
	return &store.Facts{Due: person.FromTime(due).ISO()}
}
