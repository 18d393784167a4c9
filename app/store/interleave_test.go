package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestAnyInterleaving gives random commands of random people on random
// dossiers and compares each outcome with the state tables alone.
func TestAnyInterleaving(t *testing.T) {
	d := newDesk(t)
	var moves []dossier.Command
	for _, k := range dossier.EntryKinds() {
		if k.Moves && dossier.Dossiers().Has(k.Type) && k.Type != dossier.CreateDossier {
			moves = append(moves, k.Type)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		type known struct {
			id      dossier.ID
			state   dossier.State
			version int
			section int
			sealed  time.Time // not-before of the newest version
		}
		var all []*known
		for range 2 {
			all = append(all, &known{id: d.draft("Nguyễn Văn An", "001090012345"), state: dossier.Draft, section: 1})
		}
		applied := 0
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			k := rapid.SampledFrom(all).Draw(t, "dossier")
			actor := rapid.SampledFrom([]dossier.Actor{clerk, chief, registry}).Draw(t, "actor")
			d.clock.pass(time.Duration(rapid.IntRange(0, 8).Draw(t, "seconds")) * time.Second)
			if rapid.IntRange(0, 3).Draw(t, "save") == 0 {
				base := k.section - rapid.IntRange(0, 1).Draw(t, "behind")
				_, err := d.try(store.Change{Actor: actor, Command: dossier.SaveSection, Dossier: k.id,
					Section: &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: base, Content: sample("B", "001090012345")}})
				var stale *store.StaleError
				switch {
				case actor == registry:
					if !errors.Is(err, dossier.ErrRole) {
						t.Fatalf("registry saved: %v", err)
					}
				case !k.state.Editable():
					if !errors.Is(err, store.ErrNotEditable) {
						t.Fatalf("saved in %s: %v", k.state, err)
					}
				case base != k.section:
					if !errors.As(err, &stale) || stale.Current != k.section {
						t.Fatalf("saved on %d at %d: %v", base, k.section, err)
					}
				case err != nil:
					t.Fatalf("save: %v", err)
				default:
					k.section++
					applied++
				}
				continue
			}
			command := rapid.SampledFrom(moves).Draw(t, "command")
			c := store.Change{Actor: actor, Command: command, Dossier: k.id, Reason: "reason",
				Deadline: d.clock.Now().Add(time.Hour), Return: dossier.SectionPortrait}
			want, err := dossier.Next(dossier.Dossiers(), k.state, command, actor.Role)
			ok := err == nil
			switch command {
			case dossier.ApproveDossier:
				c.Delivery = &store.NewDelivery{Version: k.version + 1, NotBefore: d.clock.Now().Add(10 * time.Second),
					Blob: d.packet(k.id, fmt.Sprint("p", k.version+1))}
			case dossier.UndoApproval:
				ok = ok && d.clock.Now().Before(k.sealed)
			case dossier.ReturnDossier:
				ok = ok && k.state != dossier.Approved // no version is set aside here
			case dossier.HandOverCard, dossier.ReportFault:
				ok = false // needs a card that has arrived: below
				c.Card = &store.CardChange{Serial: "none"}
			}
			r, err := d.try(c)
			if (err == nil) != ok {
				t.Fatalf("%s by %s in %s: %v", command, actor.Role, k.state, err)
			}
			if err != nil {
				continue
			}
			applied++
			if r.State != want {
				t.Fatalf("%s in %s led to %s, not %s", command, k.state, r.State, want)
			}
			k.state = want
			if command == dossier.ApproveDossier {
				k.version++
				k.sealed = c.Delivery.NotBefore
			}
		}
		for _, k := range all {
			got, err := d.Dossier(d.t.Context(), k.id)
			if err != nil || got.State != k.state || got.Version != k.version {
				t.Fatalf("%s: %+v, %v", k.state, got, err)
			}
			i := slices.IndexFunc(got.Sections, func(s store.SectionInfo) bool { return s.Name == dossier.SectionIdentity })
			if got.Sections[i].Revision != k.section {
				t.Fatalf("revision %d, want %d", got.Sections[i].Revision, k.section)
			}
			entries, err := d.Log(d.t.Context(), store.LogFilter{Dossier: k.id})
			if err != nil {
				t.Fatal(err)
			}
			applied -= len(entries) - 1 // one of them created it
		}
		if applied != 0 {
			t.Fatalf("%d commands applied without an entry of their own", applied)
		}
	})
	d.verify()
}
