package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Accounts lists the users as an administrator sees them, names in the order of
// the ids.
func (d *Desk) Accounts(ctx context.Context) ([]store.Account, error) {
	if _, err := d.administrator(); err != nil {
		return nil, err
	}
	return d.Store.Accounts(ctx)
}

// acting is who is logged in, if in one of the roles. Others get
// [dossier.ErrRole].
func (d *Desk) acting(roles ...dossier.Role) (dossier.Actor, error) {
	actor, err := d.actor()
	if err == nil && !slices.Contains(roles, actor.Role) {
		err = dossier.ErrRole
	}
	return actor, err
}

// administrator is who is logged in, if an administrator.
func (d *Desk) administrator() (dossier.Actor, error) { return d.acting(dossier.RoleAdministrator) }

// AddUser adds a user with a password that the user must change at the first
// login.
func (d *Desk) AddUser(ctx context.Context, u dossier.User, password string) error {
	u.ID, u.Name, u.Rank = strings.TrimSpace(u.ID), strings.TrimSpace(u.Name), strings.TrimSpace(u.Rank)
	u.Disabled, u.MustChange = false, true
	return d.userCommand(ctx, dossier.AddUser, store.NewUser{User: u, Password: password})
}

// ChangeUser gives a user another name, rank, role, or duty.
func (d *Desk) ChangeUser(ctx context.Context, u dossier.User, duty dossier.Duty) error {
	u.Name, u.Rank = strings.TrimSpace(u.Name), strings.TrimSpace(u.Rank)
	return d.userCommand(ctx, dossier.ChangeUser, store.NewUser{User: u, Duty: &duty})
}

// ResetPassword gives a user a password to be changed at the next login, and
// lets a locked one in again.
func (d *Desk) ResetPassword(ctx context.Context, id, password string) error {
	u, err := d.Store.User(ctx, id)
	if err != nil {
		return err
	}
	u.Disabled, u.MustChange = false, true
	return d.userCommand(ctx, dossier.ChangeUser, store.NewUser{User: u, Password: password})
}

// LockUser stops a user at the next command. The password dies; coming back
// takes a new one.
func (d *Desk) LockUser(ctx context.Context, id string) error {
	return d.userCommand(ctx, dossier.DisableUser, store.NewUser{User: dossier.User{ID: id}})
}

// userEvent is what the centre learns of a change of users: no names, no
// passwords.
type userEvent struct {
	User string       `json:"user"`
	Role dossier.Role `json:"role,omitempty"`
}

func (d *Desk) userCommand(ctx context.Context, command dossier.Command, u store.NewUser) error {
	actor, err := d.administrator()
	if err != nil {
		return err
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "user-" + id, Actor: actor, Command: command, User: &u, Event: userEvent{User: u.ID, Role: u.Role},
	})
	if err != nil {
		return fmt.Errorf("keeping users: %w", err)
	}
	return nil
}

// ChangePassword gives who is logged in another password. It needs no line.
func (d *Desk) ChangePassword(ctx context.Context, old, new string) error {
	d.mu.Lock()
	session := d.session
	d.mu.Unlock()
	if session == nil {
		return ErrNotLoggedIn
	}
	if err := d.Store.ChangePassword(ctx, session.User.ID, old, new); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session == session {
		next := *session
		next.User.MustChange = false
		d.session = &next
	}
	return nil
}

// StillMay reports whether who is logged in may go on: not revoked, still of the
// role of the login. The next command would be refused all the same.
func (d *Desk) StillMay(ctx context.Context) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	return d.Store.StillMay(ctx, actor)
}

// ReportStation reports a station of the office stolen or lost: its slot dies
// here, and the centre refuses it as soon as it hears of it. Resealing, which
// makes worthless what the thief may guess, is [Desk.Reseal].
func (d *Desk) ReportStation(ctx context.Context, station, reason string) error {
	actor, err := d.administrator()
	if err != nil {
		return err
	}
	lost := store.LostStation{Station: strings.ToLower(strings.TrimSpace(station)), Reason: reason}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "lost-" + lost.Station, Actor: actor, Command: dossier.ReportStationLost, Lost: &lost, Event: lost, Reason: reason,
	})
	if err != nil {
		return fmt.Errorf("reporting a station: %w", err)
	}
	return nil
}

// Reseal replaces the office key after a theft. Every other user needs a new
// password afterwards.
func (d *Desk) Reseal(ctx context.Context, password string) (store.Resealed, error) {
	actor, err := d.administrator()
	if err != nil {
		return store.Resealed{}, err
	}
	return d.Store.Reseal(ctx, actor, password)
}

// UserList is the body of a document of kind "users": what the centre says of
// some users of an office. Users that it does not name stay as they are. New ones
// get their first password from an administrator of the office.
type UserList struct {
	// Number counts the centre's lists about users of an office, revocations
	// included: an older one never undoes a newer one.
	Number int64        `json:"number"`
	Users  []ListedUser `json:"users"`
}

// ListedUser is one user of the centre's list.
type ListedUser struct {
	ID   string       `json:"id"` // what is typed at login
	Role dossier.Role `json:"role"`
	Name string       `json:"name"`
	Rank string       `json:"rank"`
	// Duty is left as it is when absent.
	Duty *dossier.Duty `json:"duty,omitempty"`
}

// Revocations is the body of a document of kind "revocations": who and what must
// stop, effective at the next command.
type Revocations struct {
	Number   int64    `json:"number"` // see UserList
	Users    []string `json:"users,omitempty"`
	Stations []string `json:"stations,omitempty"` // of the office, reported to the centre as stolen
}

// Bounds of the centre's lists: an office has tens of users.
const (
	maxListed     = 1000
	maxListedText = 200 // bytes of an id, name or rank
)

// ErrList is wrapped by every refusal of a list of the centre.
var ErrList = errors.New("list of the centre cannot be used")

// ApplyUsers puts a list of users in force; it is checked whole before anything
// changes. Doing it again changes nothing.
func (d *Desk) ApplyUsers(ctx context.Context, body []byte) error {
	var list UserList
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("%w: not readable", ErrList)
	}
	if err := list.check(); err != nil {
		return err
	}
	for _, u := range list.Users {
		listed := store.NewUser{User: dossier.User{ID: u.ID, Role: u.Role, Name: u.Name, Rank: u.Rank}, Duty: u.Duty, Listed: list.Number}
		if err := d.applyListed(ctx, listed); err != nil {
			return fmt.Errorf("applying the centre's users: %w", err)
		}
	}
	return nil
}

func (l UserList) check() error {
	if l.Number < 1 || len(l.Users) > maxListed {
		return fmt.Errorf("%w: number or length", ErrList)
	}
	for _, u := range l.Users {
		if u.ID == "" || len(u.ID) > 64 || len(u.Name) > maxListedText || len(u.Rank) > maxListedText || !slices.Contains(dossier.UserRoles(), u.Role) {
			return fmt.Errorf("%w: a user", ErrList)
		}
		if u.Duty != nil {
			if err := u.Duty.Check(u.Role); err != nil {
				return fmt.Errorf("%w: %w", ErrList, err)
			}
		}
	}
	return nil
}

// applyListed adds or changes one user. A user who was revoked and is named
// again stays out until an administrator gives a password.
func (d *Desk) applyListed(ctx context.Context, u store.NewUser) error {
	have, err := d.Store.User(ctx, u.ID)
	command := dossier.ChangeUser
	switch {
	case errors.Is(err, store.ErrNotFound):
		command = dossier.AddUser
	case err != nil:
		return err
	}
	u.Disabled = have.Disabled
	return d.listCommand(ctx, command, u)
}

// ApplyRevocations stops users and stations at once; doing it again changes
// nothing. Users and stations that this office does not know are passed over.
func (d *Desk) ApplyRevocations(ctx context.Context, body []byte) error {
	var list Revocations
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("%w: not readable", ErrList)
	}
	if list.Number < 1 || len(list.Users) > maxListed || len(list.Stations) > maxListed {
		return fmt.Errorf("%w: number or length", ErrList)
	}
	for _, id := range list.Users {
		u, err := d.Store.User(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err == nil {
			err = d.listCommand(ctx, dossier.DisableUser, store.NewUser{User: u, Listed: list.Number})
		}
		if err != nil {
			return fmt.Errorf("applying revocations: %w", err)
		}
	}
	return d.revokeStations(ctx, list)
}

// revokeStations takes away the slots of stations that the centre refuses.
func (d *Desk) revokeStations(ctx context.Context, list Revocations) error {
	for _, station := range list.Stations {
		if len(station) != 32 {
			continue // no id of a station
		}
		lost := store.LostStation{Station: station, Reason: "revoked"}
		_, err := d.Store.Apply(ctx, store.Change{
			ID: "revoked-" + station, Actor: fromCentre, Command: dossier.ReportStationLost, Lost: &lost, Event: lost, Reason: lost.Reason,
		})
		if errors.Is(err, store.ErrMissing) || errors.Is(err, store.ErrOwnStation) {
			continue // this station itself: the centre refuses it anyhow
		}
		if err != nil {
			return fmt.Errorf("applying revocations: %w", err)
		}
	}
	return nil
}

var fromCentre = dossier.Actor{User: "registry", Role: dossier.RoleRegistry}

// listID names the command of one user in one list, within the 64 bytes of a
// command id.
func listID(command dossier.Command, u store.NewUser) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%s/%s", u.Listed, command, u.ID))
	return "listed-" + hex.EncodeToString(sum[:20])
}

func (d *Desk) listCommand(ctx context.Context, command dossier.Command, u store.NewUser) error {
	_, err := d.Store.Apply(ctx, store.Change{
		ID: listID(command, u), Actor: fromCentre, Command: command, User: &u,
		Event: userEvent{User: u.ID, Role: u.Role},
	})
	if errors.Is(err, store.ErrStaleList) {
		return nil
	}
	return err
}
