package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// unknownUser stands in the log for a name that no user has: what was typed
// there may be a password.
const unknownUser = "unknown"

// Login checks the password, unlocks the desk if it was locked and starts to
// build the search index in the background. It takes as long for a user that
// does not exist. Errors: ErrWrongPassword, ErrUserDisabled, ErrNoPassword,
// ErrOffShift, *ThrottledError.
func (s *Store) Login(ctx context.Context, user, password string) (Session, error) {
	if s.Empty() {
		return Session{}, ErrNotSetUp
	}
	slot, err := s.readSlot(ctx, vault.SlotPassword, user)
	if errors.Is(err, ErrNotFound) {
		return Session{}, s.strangerLogin(ctx, user, password)
	}
	if err != nil {
		return Session{}, err
	}
	office, err := s.openSlot(ctx, slot, user, password)
	if err != nil {
		return Session{}, err
	}
	if err := s.openRetired(ctx, office); err != nil {
		office.Forget()
		return Session{}, err
	}
	return s.enter(ctx, user, office)
}

// strangerLogin refuses a user without a slot: unknown or disabled.
func (s *Store) strangerLogin(ctx context.Context, user, password string) error {
	// The derivation is thrown away; it is there for the time that it takes.
	dummy := vault.Slot{Kind: vault.SlotPassword, Params: s.cost(), Salt: make([]byte, 16)}
	_, _ = dummy.OpenPassword(s.rand, s.machine, password)
	u, err := s.User(ctx, user)
	if errors.Is(err, ErrNotFound) {
		return errors.Join(ErrWrongPassword, s.logFailure(ctx, unknownUser))
	}
	if err == nil && u.Disabled {
		return ErrUserDisabled
	}
	if err == nil {
		return ErrNoPassword
	}
	return err
}

// openSlot opens a user's slot with a password. Wrong ones count and are logged.
func (s *Store) openSlot(ctx context.Context, slot vault.Slot, user, password string) (*vault.Office, error) {
	if err := s.countFailure(ctx, user); err != nil {
		return nil, err
	}
	office, err := slot.OpenPassword(s.rand, s.machine, password)
	if errors.Is(err, vault.ErrWrongPassword) {
		return nil, errors.Join(ErrWrongPassword, s.logFailure(ctx, user))
	}
	if err != nil {
		return nil, fmt.Errorf("opening a password slot: %w", err)
	}
	return office, nil
}

// countFailure refuses a user who must wait and counts the try as failed before
// the password is looked at, so that a kill gives no free guess.
func (s *Store) countFailure(ctx context.Context, user string) error {
	return s.writer.do(ctx, func(t *tx) error {
		th := s.throttle()
		var last int64
		err := t.get([]any{&th.Failures, &last}, "SELECT failures, last FROM throttle WHERE user = ?", user)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("reading the password counter: %w", err)
		}
		th.Last = time.UnixMilli(last)
		now := s.now()
		if wait := th.Wait(now); wait > 0 {
			return &ThrottledError{Wait: wait}
		}
		th = th.Fail(now)
		_, err = t.exec(`INSERT INTO throttle (user, failures, last) VALUES (?, ?, ?)
			ON CONFLICT (user) DO UPDATE SET failures = excluded.failures, last = excluded.last`,
			user, th.Failures, now.UnixMilli())
		if err != nil {
			return fmt.Errorf("writing the password counter: %w", err)
		}
		return nil
	})
}

// forgetFailures lets a user try again at once.
func (t *tx) forgetFailures(user string) error {
	if _, err := t.exec("DELETE FROM throttle WHERE user = ?", user); err != nil {
		return fmt.Errorf("writing the password counter: %w", err)
	}
	return nil
}

func (s *Store) logFailure(ctx context.Context, user string) error {
	return s.writer.do(ctx, func(t *tx) error {
		_, err := s.appendLog(t, nil, s.now(), entry{actor: dossier.Actor{User: user}, command: dossier.FailLogIn})
		return err
	})
}

// enter takes the office key into use and logs the login.
func (s *Store) enter(ctx context.Context, id string, office *vault.Office) (Session, error) {
	now := s.now()
	var u dossier.User
	err := s.writer.do(ctx, func(t *tx) error {
		var revision int64
		var sealed []byte
		u = dossier.User{ID: id}
		err := t.get([]any{&u.Role, &u.Disabled, &revision, &sealed},
			"SELECT role, disabled, revision, profile FROM user WHERE id = ?", id)
		if err != nil {
			return fmt.Errorf("reading the user: %w", err)
		}
		if u.Disabled {
			return ErrUserDisabled
		}
		if err := openProfile(office, &u, revision, sealed); err != nil {
			return err
		}
		w, err := t.worker(id, now)
		if err != nil {
			return err
		}
		if !w.duty.OnShift(now) {
			return ErrOffShift
		}
		u.Role, u.MustChange = w.role, w.mustChange
		if err := t.forgetFailures(id); err != nil {
			return err
		}
		_, err = s.appendLog(t, office, now, entry{actor: dossier.Actor{User: id, Role: u.Role}, command: dossier.LogIn})
		return err
	})
	if err != nil {
		office.Forget()
		return Session{}, err
	}
	s.unlock(ctx, office)
	if err := s.destroyAgain(ctx); err != nil {
		s.Lock()
		return Session{}, err
	}
	return Session{User: u, Since: now}, nil
}

// unlock takes the office key into use, unless one is already.
func (s *Store) unlock(ctx context.Context, office *vault.Office) {
	s.mu.Lock()
	if s.office != nil {
		s.mu.Unlock()
		office.Forget()
		return
	}
	s.office = office
	s.startIndex(office)
	s.mu.Unlock()
	// Events that cannot be sealed now go on waiting, and nothing behind them is
	// sent: that is no reason to keep a user out.
	_ = s.sealWaiting(ctx)
}

// startIndex begins to build the index in the background; s.mu is held.
func (s *Store) startIndex(office *vault.Office) {
	building, cancel := context.WithCancel(context.Background())
	built := make(chan struct{})
	s.building, s.built = cancel, built
	s.work.Go(func() { s.buildIndex(building, office, built) })
}

// Unlocked reports whether the office key is in memory.
func (s *Store) Unlocked() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.office != nil
}

// Lock forgets the keys and the index. Drafts are safe: every save was on the
// disk when it returned. Uploads go on.
func (s *Store) Lock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.office == nil {
		return
	}
	s.building()
	s.office.Forget()
	s.office, s.built = nil, nil
	clear(s.keys)
	s.index.Clear()
}

// ChangePassword gives user a new password; the old one must be right. Only the
// slot is wrapped anew, the office key stays. It needs no line to the centre.
func (s *Store) ChangePassword(ctx context.Context, user, old, new string) error {
	office, err := s.unlocked()
	if err != nil {
		return err
	}
	slot, err := s.readSlot(ctx, vault.SlotPassword, user)
	if err != nil {
		return fmt.Errorf("changing a password: %w", err)
	}
	opened, err := s.openSlot(ctx, slot, user, old)
	if err != nil {
		return err
	}
	opened.Forget()
	if new == old {
		return fmt.Errorf("%w: password other than the old one", ErrMissing)
	}
	next, err := s.newSlot(office, user, new)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, func(t *tx) error { return s.writePassword(t, office, user, next) })
}

// writePassword replaces a user's slot by one of a password of the user's own.
func (s *Store) writePassword(t *tx, office *vault.Office, user string, slot vault.Slot) error {
	w, err := t.worker(user, s.now())
	if err != nil {
		return err
	}
	if w.disabled {
		return ErrUserDisabled
	}
	if err := t.forgetFailures(user); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE user SET must_change = 0 WHERE id = ?", user); err != nil {
		return fmt.Errorf("writing the user: %w", err)
	}
	var role dossier.Role
	var revision int64
	var sealed []byte
	if err := t.get([]any{&role, &revision, &sealed}, "SELECT role, revision, profile FROM user WHERE id = ?", user); err != nil {
		return fmt.Errorf("reading the user: %w", err)
	}
	written := rows{}
	written.put("user/"+user, string(role), flags(false, false), revision, sealed)
	if err := writeSlot(t, written, slot); err != nil {
		return err
	}
	_, err = s.appendLog(t, office, s.now(), entry{actor: dossier.Actor{User: user, Role: w.role},
		command: dossier.ChangePassword, payload: logPayload{Rows: written}})
	return err
}
