package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

// faultDay is one dossier's life and what else a day has, each step as often
// repeatable as need be.
type faultDay struct {
	s *Store
}

const (
	faultID    = dossier.ID("0123456789abcdef0123456789abcdef")
	faultOther = dossier.ID("fedcba9876543210fedcba9876543210") // cancelled and destroyed
)

func (d *faultDay) steps() []func(context.Context) error {
	clerk := dossier.Actor{User: "canbo", Role: dossier.RoleClerk}
	chief := dossier.Actor{User: "chihuy", Role: dossier.RoleSupervisor}
	admin := dossier.Actor{User: "quantri", Role: dossier.RoleAdministrator}
	registry := dossier.Actor{User: "registry", Role: dossier.RoleRegistry}
	packet := port.PacketID{Dossier: string(faultID), Version: 1}
	alone := func(id string, c Change) func(context.Context) error {
		c.ID = id
		return func(ctx context.Context) error { _, err := d.s.Apply(ctx, c); return err }
	}
	apply := func(id string, c Change) func(context.Context) error {
		if c.Dossier == "" && c.Portal == nil && c.List == nil && c.Document == nil {
			c.Dossier = faultID
		}
		return alone(id, c)
	}
	mark := func(to port.DeliveryState) func(context.Context) error {
		return func(ctx context.Context) error { return d.s.Mark(ctx, packet, port.DeliveryMark{State: to}) }
	}
	feed := func(seq int64, c Change) func(context.Context) error {
		c.Actor, c.Feed = registry, seq
		return func(ctx context.Context) error {
			if err := d.s.Receive(ctx, []port.FeedItem{{Seq: seq, Kind: "k", Sealed: []byte("x")}}, seq); err != nil {
				return err
			}
			return apply(FeedCommandID(seq), c)(ctx)
		}
	}
	card := func(c CardChange) *CardChange { c.Serial = "C1"; return &c }
	return []func(context.Context) error{
		apply("1", Change{Actor: clerk, Command: dossier.CreateDossier, Facts: &Facts{Kind: "exchange"},
			Section: &SectionChange{Name: dossier.SectionIdentity, Content: dossier.Identity{Name: "A"}}}),
		apply("2", Change{Actor: clerk, Command: dossier.SaveSection,
			Section: &SectionChange{Name: dossier.SectionIdentity, BaseRevision: 1, Content: dossier.Identity{Name: "B"}}}),
		func(ctx context.Context) error {
			b, err := d.s.PutBlob(ctx, faultID, BlobPicture, strings.NewReader("picture"))
			if err != nil {
				return err
			}
			return apply("3", Change{Actor: clerk, Command: dossier.SaveSection, Blobs: []Blob{b},
				Section: &SectionChange{Name: dossier.SectionPortrait, Content: dossier.Portrait{}}})(ctx)
		},
		apply("4", Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"}),
		apply("claim", Change{Actor: clerk, Command: dossier.ClaimSection, Claim: &Claim{Section: dossier.SectionPortrait}}),
		apply("wait", Change{Actor: clerk, Command: dossier.WaitDossier, Reason: "papers", Deadline: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}),
		apply("go-on", Change{Actor: clerk, Command: dossier.ResumeDossier}),
		apply("5", Change{Actor: clerk, Command: dossier.FinishCapture}),
		func(ctx context.Context) error {
			b, err := d.s.PutPacket(ctx, faultID, func(w io.Writer) (string, error) {
				_, err := io.WriteString(w, "packet")
				return "inner", err
			})
			if err != nil {
				return err
			}
			return apply("6", Change{Actor: chief, Command: dossier.ApproveDossier, Delivery: &NewDelivery{Blob: b, Version: 1}})(ctx)
		},
		mark(port.DeliveryOffered), mark(port.DeliveryUploading), mark(port.DeliveryStored),
		feed(1, Change{Command: dossier.AcknowledgePacket}),
		feed(2, Change{Command: dossier.AcceptDossier}),
		feed(3, Change{Command: dossier.OrderCard, Card: card(CardChange{Detail: &CardDetail{Document: "1"}})}),
		feed(4, Change{Command: dossier.ShipCard, Card: card(CardChange{Box: "B"})}),
		apply("7", Change{Actor: clerk, Command: dossier.ReceiveCard, Card: card(CardChange{Shelf: "A"})}),
		apply("8", Change{Actor: clerk, Command: dossier.HandOverCard, Card: card(CardChange{})}),
		func(ctx context.Context) error { return d.s.EventsAcknowledged(ctx, 3) },
		func(ctx context.Context) error { return d.s.LogAcknowledged(ctx, 5) },
		apply("9", Change{Dossier: faultOther, Actor: clerk, Command: dossier.CreateDossier,
			Section: &SectionChange{Name: dossier.SectionIdentity, Content: dossier.Identity{Name: "C"}}}),
		apply("10", Change{Dossier: faultOther, Actor: clerk, Command: dossier.CancelDossier, Reason: "changed-mind"}),
		func(ctx context.Context) error {
			_, err := d.s.Destroy(ctx, admin, faultOther, "retention")
			return err
		},
		feed(5, Change{Command: dossier.NoteChange, Portal: &PortalFile{Code: "P1", Identity: []byte(`{"name":"D"}`)}}),
		feed(6, Change{Command: dossier.NoteChange, List: &ListPart{List: "L1", Kind: "class", Code: "1A", Part: 1, Parts: 1, Content: []byte("[]")}}),
		feed(7, Change{Command: dossier.ApplyDocument, Document: &Document{Kind: "policy", Serial: 1, State: DocumentInForce, Public: true,
			SHA256: strings.Repeat("0", 64), Size: 1, Envelope: []byte("x")}}),
		alone("stick", Change{Actor: chief, Command: dossier.RegisterStick, Stick: &Stick{ID: strings.Repeat("1", 32), Volume: "V"}}),
		alone("add", Change{Actor: admin, Command: dossier.AddUser,
			User: &NewUser{User: dossier.User{ID: "moi", Role: dossier.RoleClerk}, Password: "password"}}),
		alone("disable", Change{Actor: admin, Command: dossier.DisableUser, User: &NewUser{User: dossier.User{ID: "moi"}}}),
		alone("lost", Change{Actor: admin, Command: dossier.ReportStationLost, Lost: &LostStation{Station: strings.Repeat("2", 32), Reason: "stolen"}}),
		func(ctx context.Context) error { return d.changePassword(ctx) },
		func(ctx context.Context) error {
			_, err := d.s.Login(ctx, "canbo", "another one")
			return err
		},
		func(ctx context.Context) error {
			_, err := d.s.Reseal(ctx, admin, "password")
			return err
		},
	}
}

// changePassword is done again like by somebody who did not see that it was done:
// the old password is wrong then, and the new one opens.
func (d *faultDay) changePassword(ctx context.Context) error {
	err := d.s.ChangePassword(ctx, "canbo", "password", "another one")
	if errors.Is(err, ErrWrongPassword) {
		_, err = d.s.Login(ctx, "canbo", "another one")
	}
	return err
}

// stateOf describes what a day leaves, without ids and hashes.
func stateOf(t *testing.T, s *Store) string {
	t.Helper()
	ctx := t.Context()
	report, err := s.VerifyLog(ctx)
	if err != nil || len(report.Problems) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	d, err := s.Dossier(ctx, faultID)
	if err != nil {
		t.Fatal(err)
	}
	var counts []string
	for _, what := range []string{
		// Who logs in again, or does not know that it was done, leaves another entry.
		"log WHERE type NOT IN ('log-in', 'fail-log-in', 'change-password', 'reseal-office')",
		"blob", "command", "inbox WHERE applied IS NULL", "section", "summary", "data_key", "destroyed", "claim", "portal_file",
		"list_part", "document", "stick", "lost_station", "slot", "user WHERE disabled = 1", "event", "fact",
	} {
		var n int
		if err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM "+what).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts = append(counts, fmt.Sprint(n, " ", what))
	}
	var next int
	if err := s.reader.QueryRowContext(ctx, "SELECT next FROM counter").Scan(&next); err != nil {
		t.Fatal(err)
	}
	<-s.Indexed()
	person, known := s.Person(faultID)
	_, gone := s.Person(faultOther)
	return fmt.Sprint(d.State, d.Version, d.Delivery.State, len(d.Sections), d.Sections[0].Revision, d.Cards[0].State,
		d.Cards[0].Detail, next, person.Name, known, gone, "\n", strings.Join(counts, "\n"))
}
