package store

import (
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
)

// Errors of this package. Refusals of the state tables wrap
// [dossier.ErrTransition] or [dossier.ErrRole].
var (
	ErrLocked        = errors.New("desk is locked")
	ErrWrongPassword = errors.New("wrong user or password")
	ErrUserDisabled  = errors.New("user is disabled")
	ErrUserExists    = errors.New("user exists already")
	ErrLastAdmin     = errors.New("the last administrator of the desk must stay")
	ErrNoPassword    = errors.New("user has no password at this station yet")
	ErrMustChange    = errors.New("a new password must be chosen first")
	ErrOffShift      = errors.New("user may not begin to work at this time")
	ErrOwnStation    = errors.New("a station does not report itself")
	ErrStaleList     = errors.New("a newer list of the centre was applied already")
	ErrNotFound      = errors.New("not found")
	ErrExists        = errors.New("exists already")
	ErrNotEditable   = errors.New("sections of this dossier may not be changed now")
	ErrMissing       = errors.New("command lacks what it needs")
	ErrOtherCommand  = errors.New("command id was used for another command")
	ErrNumbersSpent  = errors.New("block of receipt numbers is spent")
	ErrDestroyed     = errors.New("content was destroyed")
	ErrNewer         = errors.New("data folder was written by a newer program")
	ErrAlreadySetUp  = errors.New("data folder has a station already")
	ErrNotSetUp      = errors.New("data folder has no station yet")
	ErrClosed        = errors.New("store is closed")
	ErrSpace         = errors.New("too little disk space for a new dossier")
	ErrDiskFull      = errors.New("disk is full")
	ErrDisk          = errors.New("disk does not read or write")
	ErrReadOnly      = errors.New("data folder cannot be written")
	ErrDamaged       = errors.New("data file is damaged")
	ErrBusy          = errors.New("data file is held by another program")
)

// StaleError says that a section was changed since it was read: nobody's work
// is overwritten, both versions are there to compare.
type StaleError struct {
	Section dossier.Section
	Current int    // newest revision
	Author  string // its author, a user id
}

func (e *StaleError) Error() string {
	return fmt.Sprintf("section %s was changed meanwhile: revision %d", e.Section, e.Current)
}

// ClaimedError says who works on the section and until when.
type ClaimedError struct{ Claim }

func (e *ClaimedError) Error() string {
	return fmt.Sprintf("section %s is being worked on", e.Section)
}

// ThrottledError says how long the user must wait after wrong passwords.
type ThrottledError struct {
	Wait time.Duration
}

func (e *ThrottledError) Error() string {
	return fmt.Sprintf("too many wrong passwords: wait %s", e.Wait.Round(time.Second))
}
