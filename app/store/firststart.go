package store

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/vault"
)

// FirstStart makes the station and its office's keys in an empty data folder,
// with the first users, in one transaction. Afterwards the desk is locked.
func (s *Store) FirstStart(ctx context.Context, setup Setup) error {
	if !s.Empty() {
		return ErrAlreadySetUp
	}
	if setup.Office == "" || len(setup.Users) == 0 {
		return fmt.Errorf("first start: %w: office and users", ErrMissing)
	}
	id, transport, err := s.firstKeys(setup)
	if err != nil {
		return err
	}
	machine, err := vault.MakeMachine(s.dir, s.rand)
	if err != nil {
		return cause(err)
	}
	sealed, err := machine.SealTransport(s.rand, id, transport)
	if err != nil {
		return err
	}
	office, err := vault.NewOffice(s.rand)
	if err != nil {
		return err
	}
	defer office.Forget()
	s.mu.Lock()
	s.machine = machine
	s.mu.Unlock()
	slots, err := s.firstSlots(office, setup)
	if err != nil {
		return err
	}
	st := StationInfo{ID: id, Office: setup.Office, Number: setup.Number, Name: setup.OfficeName}
	err = s.writer.do(ctx, func(t *tx) error { return s.writeFirst(t, st, setup, sealed, office, slots) })
	if err != nil {
		return fmt.Errorf("first start: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.station, s.transport = st, transport
	return nil
}

// firstKeys takes the station's id and transport keys from setup or draws them.
func (s *Store) firstKeys(setup Setup) (id string, transport *vault.Transport, err error) {
	id, transport = setup.Station, setup.Transport
	if id == "" {
		if id, err = s.randomID(); err != nil {
			return "", nil, err
		}
	}
	if !validID(id) {
		return "", nil, fmt.Errorf("first start: %w: station id of 32 hex digits", ErrMissing)
	}
	if transport == nil {
		transport, err = vault.NewTransport(s.rand)
	}
	return id, transport, err
}

// firstSlots makes the slots of the users, in their order, and of the recovery.
func (s *Store) firstSlots(office *vault.Office, setup Setup) ([]vault.Slot, error) {
	var slots []vault.Slot
	for _, u := range setup.Users {
		slot, err := s.newSlot(office, u.ID, u.Password)
		if err != nil {
			return nil, err
		}
		slots = append(slots, slot)
	}
	if len(setup.Recovery) == 0 {
		return slots, nil
	}
	slot, err := recoverySlot(office, setup.Recovery)
	return append(slots, slot), err
}

// recoveryOwner is the owner of the recovery slot.
const recoveryOwner = "registry"

func recoverySlot(office *vault.Office, recipients []string) (vault.Slot, error) {
	var parsed []age.Recipient
	for _, r := range recipients {
		recipient, err := age.ParseX25519Recipient(r)
		if err != nil {
			return vault.Slot{}, fmt.Errorf("recovery recipient: %w", err)
		}
		parsed = append(parsed, recipient)
	}
	return vault.RecoverySlot(office, recoveryOwner, parsed...)
}

func (s *Store) writeFirst(t *tx, st StationInfo, setup Setup, transport []byte, office *vault.Office, slots []vault.Slot) error {
	var have string
	err := t.get([]any{&have}, "SELECT value FROM meta WHERE name = 'station'")
	if !errors.Is(err, ErrNotFound) {
		return errors.Join(ErrAlreadySetUp, err)
	}
	now := s.now()
	first, last := setup.FirstReceipt, setup.LastReceipt
	if first == 0 {
		first = 1
	}
	if last == 0 {
		last = person.MaxReceiptSequence
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"INSERT INTO meta (name, value) VALUES ('station', ?)", []any{st.ID}},
		{"INSERT INTO station (id, office, number, name, created, transport) VALUES (?, ?, ?, ?, ?, ?)",
			[]any{st.ID, st.Office, st.Number, st.Name, now.UnixMilli(), transport}},
		{"INSERT INTO counter (name, station, next, last) VALUES ('receipt', ?, ?, ?)", []any{st.ID, first, last}},
	} {
		if _, err := t.exec(step.query, step.args...); err != nil {
			return fmt.Errorf("writing the station: %w", err)
		}
	}
	written := rows{}
	written.put("station/"+st.ID, st.Office, st.Number, st.Name, transport)
	for i, u := range setup.Users {
		if err := s.insertUser(t, office, written, u, &slots[i], now.UnixMilli()); err != nil {
			return err
		}
	}
	for _, slot := range slots[len(setup.Users):] {
		if err := writeSlot(t, written, slot); err != nil {
			return err
		}
	}
	e := entry{actor: dossier.Actor{User: st.ID, Role: dossier.RoleStation}, command: dossier.StartStation,
		payload: logPayload{Rows: written}}
	_, err = s.appendLogAs(t, st, office, now, e)
	return err
}

// SaveTransport replaces the transport keys, after enrolment with the registry.
func (s *Store) SaveTransport(ctx context.Context, actor dossier.Actor, transport *vault.Transport) error {
	office, err := s.unlocked()
	if err != nil {
		return err
	}
	st := s.Station()
	sealed, err := s.machine.SealTransport(s.rand, st.ID, transport)
	if err != nil {
		return err
	}
	if kind, _ := dossier.Entry(dossier.ChangeStation); !kind.May(actor.Role) {
		return fmt.Errorf("saving the transport keys: %w", dossier.ErrRole)
	}
	err = s.writer.do(ctx, func(t *tx) error {
		if err := s.checkUser(t, actor); err != nil {
			return err
		}
		if _, err := t.exec("UPDATE station SET transport = ? WHERE id = ?", sealed, st.ID); err != nil {
			return fmt.Errorf("writing the transport keys: %w", err)
		}
		written := rows{}
		written.put("station/"+st.ID, st.Office, st.Number, st.Name, sealed)
		_, err := s.appendLog(t, office, s.now(), entry{actor: actor, command: dossier.ChangeStation,
			payload: logPayload{Rows: written}})
		return err
	})
	if err != nil {
		return fmt.Errorf("saving the transport keys: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.transport = transport
	return nil
}
