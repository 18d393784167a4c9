package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Preregistration is what somebody has typed at home at the public service portal.
type Preregistration struct {
	Code     string // of the portal's file
	Name     string
	Number   string
	Birth    string
	Received time.Time
	Dossier  dossier.ID // made of it; "" while it waits
}

// Preregistrations lists those that wait for their people, newest first.
func (d *Desk) Preregistrations(ctx context.Context) ([]Preregistration, error) {
	files, err := d.Store.PortalFiles(ctx, true)
	if err != nil {
		return nil, fmt.Errorf("listing pre-registrations: %w", err)
	}
	all := make([]Preregistration, 0, len(files))
	for _, f := range files {
		identity, err := portalIdentity(f)
		if err != nil {
			d.Log.Warn("pre-registration cannot be read", "error", err)
			continue
		}
		all = append(all, Preregistration{Code: f.Code, Name: identity.Name, Number: identity.PersonalNumber, Birth: identity.Birth, Received: f.Received})
	}
	return all, nil
}

// CountPreregistrations counts those that wait for their people. It opens none of
// them, so one that cannot be read is counted too.
func (d *Desk) CountPreregistrations(ctx context.Context) (int, error) {
	return d.Store.CountPortalFiles(ctx)
}

// errPortalFile says that what came from the portal is not fields of an identity.
var errPortalFile = errors.New("pre-registration is not readable")

// portalIdentity takes of a pre-registration what people may say of themselves.
// What only a desk can know, such as what became of the old card or what the
// population database says, is never taken from outside.
func portalIdentity(f store.PortalFile) (dossier.Identity, error) {
	var identity dossier.Identity
	if err := json.Unmarshal(f.Identity, &identity); err != nil {
		return dossier.Identity{}, errPortalFile // the message of encoding/json may quote a value
	}
	identity.Lookup, identity.Differences = dossier.Lookup{}, nil
	identity.OldCard = dossier.OldCard{Held: identity.OldCard.Held, Number: identity.OldCard.Number}
	identity.Household = ""
	identity.Request.Regime = "" // the law is that of the day on which they come
	return identity, nil
}

// TakePreregistration makes a draft of a pre-registration, once: who asks again
// gets the same draft. The validator judges it like any other, and the portal
// learns that it was taken.
func (d *Desk) TakePreregistration(ctx context.Context, code string) (dossier.ID, error) {
	actor, err := d.actor()
	if err != nil {
		return "", err
	}
	file, err := d.Store.PortalFile(ctx, code)
	if err != nil {
		return "", err
	}
	if file.Dossier == "" {
		if file.Dossier, err = d.draftOf(ctx, actor, file); err != nil {
			return "", err
		}
	}
	if err := d.tellPortal(ctx, actor, file); err != nil {
		return "", err
	}
	return file.Dossier, nil
}

// tellPortal lets the portal know that a pre-registration was taken, once.
func (d *Desk) tellPortal(ctx context.Context, actor dossier.Actor, file store.PortalFile) error {
	sum := sha256.Sum256([]byte(file.Code))
	note := map[string]string{"file": file.Code, "dossier": string(file.Dossier), "state": "taken"}
	_, err := d.Store.Apply(ctx, store.Change{
		ID: "portal-" + hex.EncodeToString(sum[:16]), Actor: actor, Command: dossier.TakePortalFile, Dossier: file.Dossier,
		Portal: &store.PortalFile{Code: file.Code}, Payload: note, Event: note,
	})
	if err != nil {
		return fmt.Errorf("telling the portal: %w", err)
	}
	return nil
}

// tellPortalRest tells the portal what it was not told before the desk ended.
func (d *Desk) tellPortalRest(ctx context.Context) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if kind, _ := dossier.Entry(dossier.TakePortalFile); !kind.May(actor.Role) {
		return nil
	}
	files, err := d.Store.PortalFilesUntold(ctx)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := d.tellPortal(ctx, actor, file); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) draftOf(ctx context.Context, actor dossier.Actor, file store.PortalFile) (dossier.ID, error) {
	identity, err := portalIdentity(file)
	if err != nil {
		return "", err
	}
	if err := d.mayBegin(ctx); err != nil {
		return "", err
	}
	id, err := d.randomID()
	if err != nil {
		return "", err
	}
	identity = d.withDefaults(identity)
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "create-" + id, Actor: actor, Command: dossier.CreateDossier, Dossier: dossier.ID(id),
		Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: identity},
		Facts:   d.facts(dossier.Content{Identity: identity}),
		Portal:  &store.PortalFile{Code: file.Code, Dossier: dossier.ID(id)},
	})
	if errors.Is(err, store.ErrExists) { // somebody was faster
		if file, err = d.Store.PortalFile(ctx, file.Code); err == nil {
			return file.Dossier, nil
		}
	}
	if err != nil {
		return "", fmt.Errorf("starting a dossier: %w", err)
	}
	return dossier.ID(id), nil
}
