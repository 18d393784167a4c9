package store

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// Recovery is a way into a data folder whose machine secret or passwords are
// lost: the registry's identity for the recovery slot.
type Recovery struct {
	Identities []age.Identity
	// Passwords are new passwords by user id. Users without one keep a slot
	// that opens nothing on this computer until an administrator gives them one.
	Passwords map[string]string
}

// Recover moves a data folder to this computer: the office key is taken from the
// recovery slot, a new machine secret and new transport keys are made, and the
// users named get new passwords. The station must enrol with the registry again;
// its old certificate is to be refused there.
func Recover(ctx context.Context, o Options, r Recovery) error {
	s, err := open(ctx, o)
	if err != nil {
		return err
	}
	err = s.takeOver(ctx, r)
	if err = errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("recovering the desk: %w", err)
	}
	return nil
}

func (s *Store) takeOver(ctx context.Context, r Recovery) error {
	st, _, err := s.readStation(ctx)
	if err != nil {
		return err
	}
	recovery, err := s.readSlot(ctx, vault.SlotRecovery, recoveryOwner)
	if err != nil {
		return fmt.Errorf("recovery slot: %w", err)
	}
	office, err := recovery.OpenRecovery(s.rand, r.Identities...)
	if err != nil {
		return err
	}
	defer office.Forget()
	if s.machine, err = vault.MakeMachine(s.dir, s.rand); err != nil {
		return cause(err)
	}
	transport, err := vault.NewTransport(s.rand)
	if err != nil {
		return err
	}
	sealed, err := s.machine.SealTransport(s.rand, st.ID, transport)
	if err != nil {
		return err
	}
	var slots []vault.Slot
	for user, password := range r.Passwords {
		if _, err := s.User(ctx, user); err != nil {
			return err
		}
		slot, err := s.newSlot(office, user, password)
		if err != nil {
			return err
		}
		slots = append(slots, slot)
	}
	return s.writer.do(ctx, func(t *tx) error { return s.writeTakeOver(t, st, office, sealed, slots) })
}

func (s *Store) writeTakeOver(t *tx, st StationInfo, office *vault.Office, transport []byte, slots []vault.Slot) error {
	written := rows{}
	if _, err := t.exec("UPDATE station SET transport = ? WHERE id = ?", transport, st.ID); err != nil {
		return fmt.Errorf("writing the transport keys: %w", err)
	}
	written.put("station/"+st.ID, st.Office, st.Number, st.Name, transport)
	for _, slot := range slots {
		if err := writeSlot(t, written, slot); err != nil {
			return err
		}
		if err := t.forgetFailures(slot.Owner); err != nil {
			return err
		}
	}
	_, err := s.appendLogAs(t, st, office, s.now(), entry{actor: dossier.Actor{User: st.ID, Role: dossier.RoleStation},
		command: dossier.ChangeStation, payload: logPayload{Reason: "recovered", Rows: written}})
	return err
}
