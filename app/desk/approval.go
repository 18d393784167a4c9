package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Approve seals the next version of a dossier for the registry and moves it to
// approved. The packet may leave once the time for undoing has passed. Unless
// policy allows it, who took the dossier in, or gave the first of two approvals,
// is refused with [ErrOwnWork]. Where policy wants two, the first one is
// [Desk.Check]; where it wants lists, single dossiers are refused with [ErrByList].
func (d *Desk) Approve(ctx context.Context, id dossier.ID) error {
	if d.ByList() {
		return ErrByList
	}
	actor, err := d.actor()
	if err != nil {
		return err
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return err
	}
	return d.approve(ctx, opened, actor)
}

// approve is [Desk.Approve] of a dossier that was opened: what is sealed is what was
// judged.
func (d *Desk) approve(ctx context.Context, opened Opened, actor dossier.Actor) error {
	if _, err := dossier.Next(dossier.Dossiers(), opened.State, dossier.ApproveDossier, actor.Role); err != nil {
		return err
	}
	if err := d.secondLevel(opened.State); err != nil {
		return err
	}
	solo, err := d.mayJudge(ctx, opened, actor)
	if err != nil {
		return err
	}
	version := opened.Version + 1
	approval := dossier.Approval{Decision: decisionApproved, By: actor.User, At: d.now(), Version: version, Policy: d.policyVersion(), Solo: solo}
	if approvedElsewhere(opened) {
		approval.Remote = opened.Approval.Remote
	}
	opened.Approval = approval
	blob, err := d.seal(ctx, opened, actor, version)
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: fmt.Sprintf("approve-%s-%d", opened.ID, version), Actor: actor, Command: dossier.ApproveDossier, Dossier: opened.ID,
		Section: &store.SectionChange{
			Name: dossier.SectionApproval, BaseRevision: opened.Revisions[dossier.SectionApproval], Content: approval,
		},
		Delivery: &store.NewDelivery{Blob: blob, Version: version, NotBefore: d.now().Add(d.undoTime())},
	})
	if err != nil {
		return fmt.Errorf("approving a dossier: %w", err)
	}
	return nil
}

// takenIn are the sections that approval judges. Review is not among them: a slip
// printed once more makes nobody its author.
var takenIn = []dossier.Section{
	dossier.SectionIdentity, dossier.SectionDocuments, dossier.SectionPortrait,
	dossier.SectionFingerprints, dossier.SectionIris, dossier.SectionPayment,
}

// tookIn reports whether a user opened the dossier or wrote any part of it that
// approval judges ([dossier.NeedOtherPerson]).
func tookIn(opened Opened, user string) bool {
	return opened.Clerk == user || slices.ContainsFunc(opened.Sections, func(s store.SectionInfo) bool {
		return s.Author == user && slices.Contains(takenIn, s.Name)
	})
}

// seal writes the sealed packet of a dossier to the disk, as a stream.
func (d *Desk) seal(ctx context.Context, opened Opened, actor dossier.Actor, version int) (store.Blob, error) {
	manifest := d.manifest(opened, actor, version)
	parts, err := d.parts(ctx, opened)
	if err != nil {
		return store.Blob{}, err
	}
	blob, err := d.Store.PutPacket(ctx, opened.ID, func(w io.Writer) (string, error) {
		return d.Sealer.SealPacket(ctx, w, manifest, parts)
	})
	if err != nil {
		return store.Blob{}, fmt.Errorf("sealing a packet: %w", err)
	}
	return blob, nil
}

// parts lists what a packet carries: each section as JSON, then the records of
// the devices and the portrait's picture.
func (d *Desk) parts(ctx context.Context, opened Opened) ([]port.PacketPart, error) {
	var parts []port.PacketPart
	for _, section := range []struct {
		name    dossier.Section
		content any
	}{
		{dossier.SectionIdentity, opened.Identity}, {dossier.SectionDocuments, opened.Documents},
		{dossier.SectionPortrait, opened.Portrait}, {dossier.SectionFingerprints, opened.Fingerprints},
		{dossier.SectionIris, opened.Iris}, {dossier.SectionReview, opened.Review},
		{dossier.SectionPayment, opened.Payment}, {dossier.SectionApproval, opened.Approval},
	} {
		content, err := json.Marshal(section.content)
		if err != nil {
			return nil, fmt.Errorf("packing section %s: %w", section.name, err)
		}
		parts = append(parts, port.PacketPart{Name: string(section.name) + ".json", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		}})
	}
	add := func(name, blob string) {
		parts = append(parts, port.PacketPart{Name: name, Open: func() (io.ReadCloser, error) {
			return d.Store.OpenBlob(ctx, blob)
		}})
	}
	if capture := opened.Portrait.Capture; capture != nil {
		add("portrait.fac", capture.Record)
		if capture.Cropped != "" {
			add("portrait.jpg", capture.Cropped)
		} else {
			add("portrait.jpg", capture.Picture)
		}
	}
	if capture := opened.Portrait.Exception; capture != nil {
		add("exception.fac", capture.Record)
	}
	for _, part := range []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} {
		for _, position := range port.SlapPositions(part) {
			if capture := opened.Fingerprints.Fingers[position].Capture; capture != nil {
				add(path.Join("fingerprints", string(position)+".fir"), capture.Record)
			}
			if capture := opened.Fingerprints.Fingers[position].Capture; capture != nil && capture.Template != "" {
				add(path.Join("templates", string(position)+".fmr"), capture.Template)
			}
			if capture := opened.Fingerprints.Rolled[position].Capture; capture != nil {
				add(path.Join("rolled", string(position)+".fir"), capture.Record)
			}
		}
	}
	for _, position := range []port.Position{port.LeftEye, port.RightEye} {
		if capture := opened.Iris.Eyes[position].Capture; capture != nil {
			add(path.Join("iris", string(position)+".iir"), capture.Record)
		}
	}
	for i, document := range opened.Documents.Items {
		add(fmt.Sprintf("documents/%02d-%s.pdf", i+1, document.Code), document.Blob)
	}
	return parts, nil
}

// UndoApproval takes an approval back before its packet may leave.
func (d *Desk) UndoApproval(ctx context.Context, id dossier.ID) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	plain, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return fmt.Errorf("reading a dossier: %w", err)
	}
	if plain.Delivery == nil || !d.now().Before(plain.Delivery.NotBefore) {
		return ErrUndoTooLate
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID:    fmt.Sprintf("undo-approval-%s-%d", id, plain.Version),
		Actor: actor, Command: dossier.UndoApproval, Dossier: id,
	})
	if err != nil {
		return fmt.Errorf("undoing an approval: %w", err)
	}
	return nil
}

// Return gives a dossier back to the clerk, at a section and with a reason.
func (d *Desk) Return(ctx context.Context, id dossier.ID, section dossier.Section, reason, note string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	var before dossier.Approval
	base, err := d.section(ctx, id, dossier.SectionApproval, &before)
	if err != nil {
		return err
	}
	command, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "return-" + command, Actor: actor, Command: dossier.ReturnDossier, Dossier: id,
		Reason: reason, Return: section,
		Section: &store.SectionChange{Name: dossier.SectionApproval, BaseRevision: base, Content: dossier.Approval{
			Decision: decisionReturned, By: actor.User, At: d.now(), Policy: d.policyVersion(), Section: section, Reason: reason, Note: note,
		}},
	})
	if err != nil {
		return fmt.Errorf("returning a dossier: %w", err)
	}
	return nil
}
