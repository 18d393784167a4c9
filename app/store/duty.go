package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
)

// worker is a user as the user table says at an instant.
type worker struct {
	role                 dossier.Role // by own role and assignments
	disabled, mustChange bool
	duty                 dossier.Duty
}

// worker reads a user with assignments and shifts; ErrNotFound when there is
// none.
func (t *tx) worker(id string, now time.Time) (worker, error) {
	var w worker
	var assignments, shifts string
	err := t.get([]any{&w.role, &w.disabled, &w.mustChange, &assignments, &shifts}, `SELECT u.role, u.disabled, u.must_change,
		coalesce(d.assignments, '[]'), coalesce(d.shifts, '[]') FROM user u LEFT JOIN duty d ON d.user = u.id WHERE u.id = ?`, id)
	if errors.Is(err, ErrNotFound) {
		return w, err
	}
	if err != nil {
		return w, fmt.Errorf("reading the user: %w", err)
	}
	if w.duty, err = openDuty(assignments, shifts); err != nil {
		return w, err
	}
	w.role = w.duty.RoleOn(w.role, person.FromTime(now))
	return w, nil
}

func openDuty(assignments, shifts string) (d dossier.Duty, err error) {
	if err := json.Unmarshal([]byte(assignments), &d.Assignments); err != nil {
		return d, fmt.Errorf("%w: assignments: %w", ErrDamaged, err)
	}
	if err := json.Unmarshal([]byte(shifts), &d.Shifts); err != nil {
		return d, fmt.Errorf("%w: shifts: %w", ErrDamaged, err)
	}
	return d, nil
}

// writeDuty replaces when and as what a user works, where the command says so.
// Who becomes an administrator loses both.
func (a *applying) writeDuty(u NewUser) error {
	duty := u.Duty
	if duty == nil && u.Role == dossier.RoleAdministrator {
		duty = &dossier.Duty{}
	}
	if duty == nil {
		return nil
	}
	if err := duty.Check(u.Role); err != nil {
		return err
	}
	assignments, err := json.Marshal(append([]dossier.Assignment{}, duty.Assignments...))
	if err != nil {
		return fmt.Errorf("encoding assignments: %w", err)
	}
	shifts, err := json.Marshal(append([]dossier.Shift{}, duty.Shifts...))
	if err != nil {
		return fmt.Errorf("encoding shifts: %w", err)
	}
	_, err = a.t.exec(`INSERT INTO duty (user, assignments, shifts) VALUES (?, ?, ?) ON CONFLICT (user) DO UPDATE SET
		assignments = excluded.assignments, shifts = excluded.shifts`, u.ID, string(assignments), string(shifts))
	if err != nil {
		return fmt.Errorf("writing assignments and shifts: %w", err)
	}
	a.payload.Rows.put("duty/"+u.ID, string(assignments), string(shifts))
	return nil
}

// Accounts lists the users as an administrator sees them, in the order of their
// ids; names only while unlocked.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	users, err := s.Users(ctx)
	if err != nil {
		return nil, err
	}
	accounts := make([]Account, 0, len(users))
	for _, u := range users {
		a := Account{User: u}
		if err := s.fillAccount(ctx, &a); err != nil {
			return nil, fmt.Errorf("reading an account: %w", err)
		}
		accounts = append(accounts, a)
	}
	return accounts, nil
}

func (s *Store) fillAccount(ctx context.Context, a *Account) error {
	var assignments, shifts string
	var last, failed int64
	th := s.throttle()
	err := s.reader.QueryRowContext(ctx, `SELECT
		EXISTS (SELECT 1 FROM slot WHERE kind = 'password' AND owner = u.id),
		coalesce((SELECT max(time) FROM log WHERE actor = u.id AND type = 'log-in'), 0),
		coalesce(d.assignments, '[]'), coalesce(d.shifts, '[]'), coalesce(t.failures, 0), coalesce(t.last, 0)
		FROM user u LEFT JOIN duty d ON d.user = u.id LEFT JOIN throttle t ON t.user = u.id WHERE u.id = ?`, a.ID).
		Scan(&a.Password, &last, &assignments, &shifts, &th.Failures, &failed)
	if err != nil {
		return cause(err)
	}
	if last > 0 {
		a.LastUse = time.UnixMilli(last).UTC()
	}
	th.Last = time.UnixMilli(failed)
	a.Wait = th.Wait(s.now())
	a.Duty, err = openDuty(assignments, shifts)
	return err
}

// StillMay reports whether a session may go on: its user is there, not disabled
// and of the same role. The next command would say the same; a window asks to
// lock itself before.
func (s *Store) StillMay(ctx context.Context, actor dossier.Actor) error {
	return s.writer.do(ctx, func(t *tx) error { return s.checkUser(t, actor) })
}
