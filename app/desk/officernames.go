package desk

import (
	"context"
	"fmt"
	"strings"
)

// Officers are the people of the office as papers and screens name them, rank and
// full name, by user id; the station and the centre stand among them.
func (d *Desk) Officers(ctx context.Context) (map[string]string, error) {
	users, err := d.Store.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the names of officers: %w", err)
	}
	names := map[string]string{d.Store.Station().ID: "Máy trạm", "registry": "Trung ương"}
	for _, user := range users {
		names[user.ID] = strings.TrimSpace(user.Rank + " " + user.Name)
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
