package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Message is something that the centre says to the officers, or the news of a
// newer program.
type Message struct {
	Kind    string // port.DocumentMessage, port.DocumentUpdate
	Title   string
	Text    string
	Version string // of an update
	At      time.Time
}

// Bounds of what is shown of a message, in letters.
const (
	maxTitle   = 120
	maxMessage = 2000
)

// message is the body of both kinds of documents, format 1.
type message struct {
	Format  int              `json:"format"`
	Title   string           `json:"title"`
	Text    string           `json:"text"`
	Version string           `json:"version"`
	Until   person.CivilDate `json:"until,omitzero"` // last day on which it is shown; none: always
}

// Messages lists what the centre says now, newest first. A message that has had
// its day, or is of a form that this program does not know, is not among them.
func (d *Desk) Messages(ctx context.Context) ([]Message, error) {
	today := d.today()
	var all []Message
	for _, kind := range []string{port.DocumentMessage, port.DocumentUpdate} {
		kept, err := d.Store.Documents(ctx, kind)
		if err != nil {
			return nil, fmt.Errorf("reading messages of the centre: %w", err)
		}
		for _, row := range kept {
			if row.State != store.DocumentInForce || row.Envelope == nil {
				continue
			}
			doc, _, err := d.openDocument(row.Envelope)
			if err != nil {
				continue // told in the log when it was loaded
			}
			var m message
			if json.Unmarshal(doc.Body, &m) != nil || m.Format != 1 || !m.Until.IsZero() && today.After(m.Until) {
				continue
			}
			all = append(all, Message{Kind: kind, Title: clip(m.Title, maxTitle), Text: clip(m.Text, maxMessage), Version: clip(m.Version, 40), At: doc.Issued})
		}
	}
	slices.SortStableFunc(all, func(a, b Message) int { return b.At.Compare(a.At) })
	return all, nil
}
