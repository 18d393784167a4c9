package main

import (
	"context"
	"slices"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// lineLimits are what policy lets go up over the line now.
func (p *parts) lineLimits(now time.Time) port.LineLimits {
	line := p.book.Book().Policy.At(person.FromTime(now)).Line
	clock := now.In(person.Zone()).Format("15:04")
	open := len(line.Hours) == 0 || slices.ContainsFunc(line.Hours, func(s policy.Span) bool { return s.Contains(clock) })
	return port.LineLimits{BytesPerSecond: int64(line.KBitsPerSecond) * 1000 / 8, Closed: !open}
}

// contactEvery is how exactly the last contact survives a restart.
const contactEvery = time.Minute

// keepContact keeps when the registry was last reached, for the gates of policy.
func (p *parts) keepContact(ctx context.Context, line port.SyncControl) {
	var kept time.Time
	for status := range line.Watch(ctx) {
		if status.LastContact.Sub(kept) < contactEvery {
			continue
		}
		if err := p.store.NoteContact(ctx, status.LastContact); err != nil {
			if ctx.Err() == nil {
				p.desk.Log.Error("the last contact is not kept", "error", err)
			}
			continue
		}
		kept = status.LastContact
	}
}
