package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// minPassword is the shortest password, in characters. Length is the one rule:
// composition rules make worse passwords (NIST SP 800-63B, section 5.1.1.2).
const minPassword = 8

// profile is the sealed part of a user.
type profile struct {
	Name string `json:"name"`
	Rank string `json:"rank"`
}

func profilePlace(id string, revision int64) vault.Place {
	return vault.Place{Table: "user", Row: id, Column: "profile", Revision: revision}
}

// makeSlot derives the slot of a user command with a password, before the
// transaction: Argon2id is slow on purpose.
func (a *applying) makeSlot() error {
	u := a.c.User
	switch a.c.Command {
	case dossier.AddUser, dossier.ChangeUser, dossier.DisableUser:
		if u == nil {
			return fmt.Errorf("%w: user", ErrMissing)
		}
	default:
		return nil
	}
	// A user whom the centre sends gets a password from an administrator here.
	listed := a.c.Command == dossier.AddUser && a.c.Actor.Role == dossier.RoleRegistry
	if a.c.Command == dossier.AddUser && !listed || u.Password != "" {
		slot, err := a.s.newSlot(a.office, u.ID, u.Password)
		if err != nil {
			return err
		}
		a.slot = &slot
	}
	return nil
}

func (s *Store) newSlot(office *vault.Office, user, password string) (vault.Slot, error) {
	if err := s.checkLength(password); err != nil {
		return vault.Slot{}, err
	}
	slot, err := vault.PasswordSlot(s.rand, s.machine, office, user, password, s.cost())
	if err != nil {
		return vault.Slot{}, fmt.Errorf("making a password slot: %w", err)
	}
	return slot, nil
}

// writeUser adds or changes a user.
func (a *applying) writeUser() error {
	u := a.c.User
	switch a.c.Command {
	case dossier.AddUser:
		if err := a.s.insertUser(a.t, a.office, a.payload.Rows, *u, a.slot, a.now.UnixMilli()); err != nil {
			return err
		}
		return a.writeDuty(*u)
	case dossier.ChangeUser, dossier.DisableUser:
	default:
		return nil
	}
	var before userRow
	err := a.t.get([]any{&before.role, &before.disabled, &before.mustChange, &before.revision, &before.listed},
		"SELECT role, disabled, must_change, revision, listed FROM user WHERE id = ?", u.ID)
	if err != nil {
		return fmt.Errorf("reading the user: %w", err)
	}
	if a.c.Actor.Role == dossier.RoleRegistry && u.Listed <= before.listed {
		return ErrStaleList
	}
	next := *u
	if a.c.Command == dossier.DisableUser {
		next.Disabled = true
		next.Role = before.role
	}
	if err := a.guardAdministrator(u.ID, before.role == dossier.RoleAdministrator && !before.disabled,
		next.Role == dossier.RoleAdministrator && !next.Disabled); err != nil {
		return err
	}
	if a.c.Command == dossier.DisableUser {
		return a.disableUser(u.ID, before)
	}
	if before.disabled && !next.Disabled && a.slot == nil {
		return fmt.Errorf("%w: password of a user who comes back", ErrMissing)
	}
	if err := a.updateUser(next, before); err != nil {
		return err
	}
	return a.writeDuty(next)
}

// userRow is what is plain of a user while a command works on it.
type userRow struct {
	role                 dossier.Role
	disabled, mustChange bool
	revision, listed     int64
}

// flags is how the two marks of a user stand in the digest of its row.
func flags(disabled, mustChange bool) int { return number(disabled) + 2*number(mustChange) }

// guardAdministrator refuses to take the last administrator from the desk. The
// centre may: a revoked officer must go, and the centre can send another one.
func (a *applying) guardAdministrator(id string, was, will bool) error {
	if !was || will || a.c.Actor.Role == dossier.RoleRegistry {
		return nil
	}
	var others int
	err := a.t.get([]any{&others}, `SELECT count(*) FROM user u WHERE role = 'administrator' AND disabled = 0 AND id <> ?
		AND EXISTS (SELECT 1 FROM slot s WHERE s.kind = 'password' AND s.owner = u.id)`, id)
	if err != nil {
		return fmt.Errorf("counting administrators: %w", err)
	}
	if others == 0 {
		return ErrLastAdmin
	}
	return nil
}

// disableUser stops a user and takes the slot away: the password opens nothing
// any more, even in an older program.
func (a *applying) disableUser(id string, before userRow) error {
	if _, err := a.t.exec("UPDATE user SET disabled = 1, updated = ?, listed = max(listed, ?) WHERE id = ?",
		a.now.UnixMilli(), a.c.User.Listed, id); err != nil {
		return fmt.Errorf("disabling the user: %w", err)
	}
	if _, err := a.t.exec("DELETE FROM slot WHERE kind = ? AND owner = ?", vault.SlotPassword, id); err != nil {
		return fmt.Errorf("deleting the user's slot: %w", err)
	}
	var sealed []byte
	if err := a.t.get([]any{&sealed}, "SELECT profile FROM user WHERE id = ?", id); err != nil {
		return fmt.Errorf("reading the user: %w", err)
	}
	a.payload.Rows.put("user/"+id, string(before.role), flags(true, before.mustChange), before.revision, sealed)
	a.payload.Rows.gone("slot/" + vault.SlotPassword + "/" + id)
	return a.dropOfficer(id)
}

// updateUser writes a user as the command wants it. A password given here is the
// user's own only when the command does not say that it is a temporary one; it
// ends the waiting after wrong ones.
func (a *applying) updateUser(u NewUser, before userRow) error {
	if !slices.Contains(dossier.UserRoles(), u.Role) {
		return fmt.Errorf("%w: role", ErrMissing)
	}
	revision := before.revision + 1
	sealed, err := sealProfile(a.office, u.User, revision)
	if err != nil {
		return err
	}
	mustChange := before.mustChange
	if a.slot != nil {
		mustChange = u.MustChange
	}
	_, err = a.t.exec(`UPDATE user SET role = ?, disabled = ?, must_change = ?, revision = ?, profile = ?, updated = ?,
		listed = max(listed, ?) WHERE id = ?`,
		string(u.Role), u.Disabled, mustChange, revision, sealed, a.now.UnixMilli(), u.Listed, u.ID)
	if err != nil {
		return fmt.Errorf("writing the user: %w", err)
	}
	a.payload.Rows.put("user/"+u.ID, string(u.Role), flags(u.Disabled, mustChange), revision, sealed)
	if a.slot == nil {
		return nil
	}
	if err := a.t.forgetFailures(u.ID); err != nil {
		return err
	}
	return writeSlot(a.t, a.payload.Rows, *a.slot)
}

func sealProfile(office *vault.Office, u dossier.User, revision int64) ([]byte, error) {
	plain, err := json.Marshal(profile{Name: u.Name, Rank: u.Rank})
	if err != nil {
		return nil, fmt.Errorf("encoding the user: %w", err)
	}
	return office.Seal(profilePlace(u.ID, revision), plain)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// insertUser writes a new user with the slot.
func (s *Store) insertUser(t *tx, office *vault.Office, written rows, u NewUser, slot *vault.Slot, now int64) error {
	if u.ID == "" || len(u.ID) > 64 || !slices.Contains(dossier.UserRoles(), u.Role) {
		return fmt.Errorf("%w: user id and role", ErrMissing)
	}
	var n int
	if err := t.get([]any{&n}, "SELECT count(*) FROM user WHERE id = ?", u.ID); err != nil {
		return fmt.Errorf("reading the user: %w", err)
	}
	if n > 0 {
		return ErrUserExists
	}
	sealed, err := sealProfile(office, u.User, 1)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO user (id, role, disabled, must_change, revision, profile, created, updated, listed)
		VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)`, u.ID, string(u.Role), u.Disabled, u.MustChange, sealed, now, now, u.Listed)
	if err != nil {
		return fmt.Errorf("writing the user: %w", err)
	}
	written.put("user/"+u.ID, string(u.Role), flags(u.Disabled, u.MustChange), 1, sealed)
	if slot == nil {
		return nil
	}
	return writeSlot(t, written, *slot)
}

func writeSlot(t *tx, written rows, slot vault.Slot) error {
	salt := slot.Salt
	if salt == nil {
		salt = []byte{}
	}
	_, err := t.exec(`INSERT INTO slot (kind, owner, time_cost, memory_kib, threads, salt, wrapped)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, owner) DO UPDATE SET time_cost = excluded.time_cost,
		memory_kib = excluded.memory_kib, threads = excluded.threads, salt = excluded.salt,
		wrapped = excluded.wrapped`, slot.Kind, slot.Owner, slot.Params.Time, slot.Params.MemoryKiB,
		slot.Params.Threads, salt, slot.Wrapped)
	if err != nil {
		return fmt.Errorf("writing a slot: %w", err)
	}
	written.put("slot/"+slot.Kind+"/"+slot.Owner, int64(slot.Params.Time), int64(slot.Params.MemoryKiB),
		int64(slot.Params.Threads), salt, slot.Wrapped)
	return nil
}

func (s *Store) readSlot(ctx context.Context, kind, owner string) (vault.Slot, error) {
	slot := vault.Slot{Kind: kind, Owner: owner}
	err := s.reader.QueryRowContext(ctx, `SELECT time_cost, memory_kib, threads, salt, wrapped FROM slot
		WHERE kind = ? AND owner = ?`, kind, owner).Scan(&slot.Params.Time, &slot.Params.MemoryKiB,
		&slot.Params.Threads, &slot.Salt, &slot.Wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return vault.Slot{}, ErrNotFound
	}
	if err != nil {
		return vault.Slot{}, fmt.Errorf("reading a slot: %w", cause(err))
	}
	return slot, nil
}

// Users lists the users in the order of their ids; names and ranks only while
// unlocked.
func (s *Store) Users(ctx context.Context) ([]dossier.User, error) {
	rs, err := s.reader.QueryContext(ctx, "SELECT id, role, disabled, must_change, revision, profile FROM user ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("reading the users: %w", cause(err))
	}
	defer rs.Close()
	office, _ := s.unlocked()
	var users []dossier.User
	for rs.Next() {
		var u dossier.User
		var revision int64
		var sealed []byte
		if err := rs.Scan(&u.ID, &u.Role, &u.Disabled, &u.MustChange, &revision, &sealed); err != nil {
			return nil, fmt.Errorf("reading the users: %w", cause(err))
		}
		if office != nil {
			if err := openProfile(office, &u, revision, sealed); err != nil {
				return nil, err
			}
		}
		users = append(users, u)
	}
	return users, cause(rs.Err())
}

// User returns one user; name and rank only while unlocked.
func (s *Store) User(ctx context.Context, id string) (dossier.User, error) {
	users, err := s.Users(ctx)
	if err != nil {
		return dossier.User{}, err
	}
	for _, u := range users {
		if u.ID == id {
			return u, nil
		}
	}
	return dossier.User{}, fmt.Errorf("user: %w", ErrNotFound)
}

func openProfile(office *vault.Office, u *dossier.User, revision int64, sealed []byte) error {
	plain, err := office.Open(profilePlace(u.ID, revision), sealed)
	if err != nil {
		return fmt.Errorf("opening a user: %w", err)
	}
	var p profile
	if err := json.Unmarshal(plain, &p); err != nil {
		return fmt.Errorf("%w: user: %w", ErrDamaged, err)
	}
	u.Name, u.Rank = p.Name, p.Rank
	return nil
}
