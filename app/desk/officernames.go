package desk

import (
	"context"
	"fmt"
	"strings"

	"carddesk/app/report"
)

// Officers are the people of the office as papers and screens name them, rank and
// full name, by user id; the station and the centre stand among them.
func (d *Desk) Officers(ctx context.Context) (map[string]string, error) {
	users, err := d.officerNames(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{d.Store.Station().ID: "Máy trạm", "registry": "Trung ương"}
	for id, user := range users {
		names[id] = strings.TrimSpace(user.Rank + " " + user.Name)
	}
	return names, nil
}

// officerNames are the users as papers name them, by user id.
func (d *Desk) officerNames(ctx context.Context) (map[string]report.Officer, error) {
	users, err := d.Store.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the names of officers: %w", err)
	}
	names := map[string]report.Officer{}
	for _, u := range users {
		names[u.ID] = report.Officer{Rank: u.Rank, Name: u.Name}
	}
	return names, nil
}

// join puts texts together and leaves empty ones out.
func join(separator string, texts ...string) string {
	var there []string
	for _, text := range texts {
		if text != "" {
			there = append(there, text)
		}
	}
	return strings.Join(there, separator)
}
