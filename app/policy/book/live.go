package book

import (
	"sync"
	"sync/atomic"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/tables"
)

// Live is the book of a running desk. A signed document of the centre replaces
// its policy or its tables while people work: who asks afterwards gets the new
// values, and what was read before stays as it was, for a Book never changes.
type Live struct {
	mu   sync.Mutex // held by who replaces
	book atomic.Pointer[Book]
}

// NewLive makes a live book that begins with b.
func NewLive(b Book) *Live {
	l := &Live{}
	l.book.Store(&b)
	return l
}

// Book returns the book in force now. Questions that belong together are asked
// of one Book.
func (l *Live) Book() Book { return *l.book.Load() }

// SetPolicy puts a policy in force.
func (l *Live) SetPolicy(set *policy.Set) { l.replace(func(b *Book) { b.Policy = set }) }

// SetTables puts code tables in force.
func (l *Live) SetTables(set *tables.Set) { l.replace(func(b *Book) { b.Tables = set }) }

func (l *Live) replace(change func(*Book)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := l.Book()
	change(&next)
	l.book.Store(&next)
}

// Version is [Book.Version] of the book in force.
func (l *Live) Version() string { return l.Book().Version() }

// Threshold is [Book.Threshold] of the book in force.
func (l *Live) Threshold(modality port.Modality, day time.Time) float64 {
	return l.Book().Threshold(modality, day)
}

// Quality is [Book.Quality] of the book in force.
func (l *Live) Quality(day time.Time) policy.Quality { return l.Book().Quality(day) }

// CaptureTime is [Book.CaptureTime] of the book in force.
func (l *Live) CaptureTime(day time.Time) time.Duration { return l.Book().CaptureTime(day) }

// Attempts is [Book.Attempts] of the book in force.
func (l *Live) Attempts(modality port.Modality, day time.Time) int {
	return l.Book().Attempts(modality, day)
}

// SelfApproval is [Book.SelfApproval] of the book in force.
func (l *Live) SelfApproval(day time.Time) bool { return l.Book().SelfApproval(day) }

// ChipOverride is [Book.ChipOverride] of the book in force.
func (l *Live) ChipOverride(role dossier.Role, day time.Time) bool {
	return l.Book().ChipOverride(role, day)
}

// ApprovalLevels is [Book.ApprovalLevels] of the book in force.
func (l *Live) ApprovalLevels(day time.Time) int { return l.Book().ApprovalLevels(day) }

// SoloDelay is [Book.SoloDelay] of the book in force.
func (l *Live) SoloDelay(day time.Time) time.Duration { return l.Book().SoloDelay(day) }

// RemoteApproval is [Book.RemoteApproval] of the book in force.
func (l *Live) RemoteApproval(day time.Time) bool { return l.Book().RemoteApproval(day) }

// UndoTime is [Book.UndoTime] of the book in force.
func (l *Live) UndoTime(day time.Time) time.Duration { return l.Book().UndoTime(day) }

// Fee is [Book.Fee] of the book in force.
func (l *Live) Fee(request dossier.Request, day time.Time) (code string, amount int) {
	return l.Book().Fee(request, day)
}

// Due is [Book.Due] of the book in force.
func (l *Live) Due(request dossier.Request, taken person.CivilDate) person.CivilDate {
	return l.Book().Due(request, taken)
}
