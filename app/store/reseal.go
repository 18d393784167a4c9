package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// resealBatch is how many dossiers one log entry of a reseal vouches for.
const resealBatch = 2000

// LostStation says which station of the office was stolen or lost.
type LostStation struct {
	Station string `json:"station"` // 32 hex digits
	Reason  string `json:"reason"`  // code: "stolen", "lost"
}

// reportStation notes a lost station and takes away what would let it in: the
// one-time slot by which it may still come for the office key. The event tells
// the registry, which refuses it from then on.
func (a *applying) reportStation() error {
	if a.c.Command != dossier.ReportStationLost {
		return nil
	}
	lost := a.c.Lost
	if lost == nil || !validID(lost.Station) || lost.Reason == "" {
		return fmt.Errorf("%w: station and reason", ErrMissing)
	}
	if lost.Station == a.s.Station().ID {
		return ErrOwnStation
	}
	_, err := a.t.exec("INSERT INTO lost_station (station, time, reason) VALUES (?, ?, ?) ON CONFLICT (station) DO NOTHING",
		lost.Station, a.now.UnixMilli(), lost.Reason)
	if err != nil {
		return fmt.Errorf("noting a lost station: %w", err)
	}
	var at int64
	var reason string
	if err := a.t.get([]any{&at, &reason}, "SELECT time, reason FROM lost_station WHERE station = ?", lost.Station); err != nil {
		return fmt.Errorf("noting a lost station: %w", err)
	}
	a.payload.Rows.put("lost_station/"+lost.Station, at, reason)
	n, err := a.t.exec("DELETE FROM slot WHERE kind = ? AND owner = ?", vault.SlotEnrolment, lost.Station)
	if err != nil {
		return fmt.Errorf("deleting a station's slot: %w", err)
	}
	if n > 0 {
		a.payload.Rows.gone("slot/" + vault.SlotEnrolment + "/" + lost.Station)
	}
	return nil
}

// Resealed is what a reseal did.
type Resealed struct {
	Dossiers int
	// Users are those whose passwords died with the old key: an administrator
	// gives them new ones. They may lie, guessable, on the stolen computer.
	Users []string
}

// Reseal replaces the office key, in one transaction: every dossier's key is
// wrapped under the new one, and all slots die but the actor's own, whose
// password must be right, and the registry's, which are made anew. It is done
// after a station was stolen, and takes some seconds for each hundred thousand
// dossiers.
func (s *Store) Reseal(ctx context.Context, actor dossier.Actor, password string) (Resealed, error) {
	r := reseal{s: s, actor: actor}
	if err := r.prepare(ctx, password); err != nil {
		return Resealed{}, fmt.Errorf("resealing the office: %w", err)
	}
	if err := s.writer.do(ctx, r.run); err != nil {
		// When only the answer was lost the disk has the new key already, and the
		// desk goes on with it.
		if !r.committed(ctx) {
			r.next.Forget()
			return Resealed{}, fmt.Errorf("resealing the office: %w", err)
		}
		s.takeOffice(r.old, r.next)
	}
	// Older pages with the old slots may lie in the write-ahead log.
	if err := s.emptyWAL(ctx); err != nil && !errors.Is(err, ErrBusy) {
		return r.done, err
	}
	return r.done, nil
}

// reseal is one replacement of the office key on its way.
type reseal struct {
	s     *Store
	actor dossier.Actor
	old   *vault.Office
	next  *vault.Office
	slots []vault.Slot // of the actor and the registry
	done  Resealed
}

func (r *reseal) prepare(ctx context.Context, password string) error {
	s := r.s
	var err error
	if r.old, err = s.unlocked(); err != nil {
		return err
	}
	if kind, _ := dossier.Entry(dossier.ResealOffice); !kind.May(r.actor.Role) {
		return dossier.ErrRole
	}
	slot, err := s.readSlot(ctx, vault.SlotPassword, r.actor.User)
	if err != nil {
		return err
	}
	opened, err := s.openSlot(ctx, slot, r.actor.User, password)
	if err != nil {
		return err
	}
	// The key that the password opened is nobody else's: the one in use may be
	// forgotten at any moment, when the desk locks by itself.
	defer opened.Forget()
	if err := s.openRetired(ctx, opened); err != nil {
		return err
	}
	if r.next, err = opened.Replace(); err != nil {
		return err
	}
	own, err := s.newSlot(r.next, r.actor.User, password)
	if err != nil {
		return err
	}
	r.slots = []vault.Slot{own}
	if recipients := s.Transport().Registry.Recipients; len(recipients) > 0 {
		recovery, err := recoverySlot(r.next, recipients)
		if err != nil {
			return err
		}
		r.slots = append(r.slots, recovery)
	}
	return nil
}

func (r *reseal) run(t *tx) error {
	if err := r.s.checkUser(t, r.actor); err != nil {
		return err
	}
	if err := t.forgetFailures(r.actor.User); err != nil {
		return err
	}
	if err := r.rewrap(t); err != nil {
		return err
	}
	written := rows{}
	if err := r.keepRetired(t, written); err != nil {
		return err
	}
	if err := r.replaceSlots(t, written); err != nil {
		return err
	}
	if err := r.note(t, written); err != nil {
		return err
	}
	t.onCommit(func() { r.s.takeOffice(r.old, r.next) })
	return nil
}

// committed reports whether the new key is on the disk.
func (r *reseal) committed(ctx context.Context) bool {
	slot, err := r.s.readSlot(ctx, vault.SlotPassword, r.actor.User)
	return err == nil && bytes.Equal(slot.Wrapped, r.slots[0].Wrapped)
}

// rewrap wraps the key of every dossier anew, and notes some in each entry.
func (r *reseal) rewrap(t *tx) error {
	after := ""
	for {
		ids, err := t.strings("SELECT dossier FROM data_key WHERE dossier > ? ORDER BY dossier LIMIT ?", after, resealBatch)
		if err != nil {
			return fmt.Errorf("listing keys: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		written := rows{}
		for _, id := range ids {
			var wrapped []byte
			if err := t.get([]any{&wrapped}, "SELECT wrapped FROM data_key WHERE dossier = ?", id); err != nil {
				return fmt.Errorf("reading a key: %w", err)
			}
			if wrapped, err = r.next.Rewrap(id, wrapped); err != nil {
				return err
			}
			if _, err := t.exec("UPDATE data_key SET wrapped = ? WHERE dossier = ?", wrapped, id); err != nil {
				return fmt.Errorf("writing a key: %w", err)
			}
			written.put("data_key/"+id, wrapped)
		}
		r.done.Dossiers += len(ids)
		after = ids[len(ids)-1]
		if err := r.note(t, written); err != nil {
			return err
		}
	}
}

func (r *reseal) keepRetired(t *tx, written rows) error {
	all, err := r.next.Retired()
	if err != nil {
		return err
	}
	for i, wrapped := range all {
		_, err := t.exec(`INSERT INTO retired_key (generation, wrapped) VALUES (?, ?)
			ON CONFLICT (generation) DO UPDATE SET wrapped = excluded.wrapped`, i+1, wrapped)
		if err != nil {
			return fmt.Errorf("keeping a retired key: %w", err)
		}
		written.put(fmt.Sprintf("retired_key/%d", i+1), wrapped)
	}
	return nil
}

func (r *reseal) replaceSlots(t *tx, written rows) error {
	for _, kind := range []string{vault.SlotPassword, vault.SlotEnrolment, vault.SlotRecovery} {
		owners, err := t.strings("SELECT owner FROM slot WHERE kind = ?", kind)
		if err != nil {
			return fmt.Errorf("listing slots: %w", err)
		}
		for _, owner := range owners {
			written.gone("slot/" + kind + "/" + owner)
			if kind == vault.SlotPassword && owner != r.actor.User {
				r.done.Users = append(r.done.Users, owner)
			}
		}
		if _, err := t.exec("DELETE FROM slot WHERE kind = ?", kind); err != nil {
			return fmt.Errorf("deleting slots: %w", err)
		}
	}
	for _, slot := range r.slots {
		if err := writeSlot(t, written, slot); err != nil {
			return err
		}
	}
	return nil
}

func (r *reseal) note(t *tx, written rows) error {
	_, err := r.s.appendLog(t, r.next, r.s.now(), entry{actor: r.actor, command: dossier.ResealOffice,
		payload: logPayload{Rows: written}})
	return err
}

// takeOffice takes a new office key into use where the old one was.
func (s *Store) takeOffice(old, next *vault.Office) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.office != old {
		next.Forget() // locked meanwhile
		return
	}
	// What a builder reads from now on only the new key opens.
	s.building()
	s.office = next
	s.startIndex(next)
	old.Forget()
}

// openRetired gives an office key the ones that it replaced.
func (s *Store) openRetired(ctx context.Context, office *vault.Office) error {
	all, err := collect(ctx, s.reader, func(scan func(...any) error) (w []byte, err error) {
		err = scan(&w)
		return w, err
	}, "SELECT wrapped FROM retired_key ORDER BY generation")
	if err != nil {
		return fmt.Errorf("reading retired keys: %w", err)
	}
	return office.OpenRetired(all)
}

// LostStations lists the stations that were reported stolen or lost.
func (s *Store) LostStations(ctx context.Context) ([]LostStation, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (l LostStation, err error) {
		err = scan(&l.Station, &l.Reason)
		return l, err
	}, "SELECT station, reason FROM lost_station ORDER BY time, station")
}
