package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// ApplyInbox applies what the registry has sent, in its order, and returns how
// many items changed something. An item of a kind that this program does not
// know is kept and passed by; one that does not fit the state tables is recorded
// and passed by, so that it never holds up the others.
func (d *Desk) ApplyInbox(ctx context.Context) (int, error) {
	d.inbox.Lock()
	defer d.inbox.Unlock()
	rows, err := d.Store.PendingInbox(ctx, 0)
	if err != nil {
		return 0, fmt.Errorf("reading the inbox: %w", err)
	}
	applied := 0
	for _, row := range rows {
		changed, err := d.applyItem(ctx, row)
		if err != nil {
			return applied, err
		}
		if changed {
			applied++
		}
	}
	return applied, nil
}

// applyItem applies one item of the feed.
func (d *Desk) applyItem(ctx context.Context, row store.FeedRow) (bool, error) {
	plain, err := d.Sealer.OpenItem(ctx, row.Sealed)
	if err != nil {
		d.Log.Error("feed item cannot be opened", "seq", row.Seq, "error", err)
		return false, d.passBy(ctx, row, "unreadable")
	}
	var change port.Change
	if err := json.Unmarshal(plain, &change); err != nil {
		d.Log.Error("feed item cannot be read", "seq", row.Seq, "error", err)
		return false, d.passBy(ctx, row, "malformed")
	}
	if change.Kind == port.ChangeDocument {
		return d.takeDocument(ctx, row, change.Document)
	}
	if change.Kind == port.ChangeApprovalAnswered {
		return d.takeAnswer(ctx, row, change)
	}
	command, known := commandOf(change)
	if !known {
		return false, d.passBy(ctx, row, "unknown-kind")
	}
	command.ID = store.FeedCommandID(row.Seq)
	command.Feed = row.Seq
	command.Actor = dossier.Actor{User: "registry", Role: dossier.RoleRegistry}
	if command.Payload == nil {
		command.Payload = change
	}
	if prover, ok := d.Sealer.(port.Prover); ok && change.Kind == port.ChangeAcknowledged {
		if command.Proof, err = prover.ProveItem(ctx, row.Sealed); err != nil {
			return false, fmt.Errorf("keeping a proof of receipt: %w", err)
		}
	}
	_, err = d.Store.Apply(ctx, command)
	if change.Kind == port.ChangeList {
		d.forgetAhead()
	}
	switch {
	case fitsNot(err):
		d.Log.Warn("feed item does not fit", "seq", row.Seq, "kind", change.Kind, "error", err)
		return false, d.passBy(ctx, row, "no-fit")
	case err != nil:
		return false, fmt.Errorf("applying feed item %d: %w", row.Seq, err)
	}
	return true, nil
}

// fitsNot reports whether an item can never be applied here, however often it is
// tried: its dossier or card is at another step, unknown or destroyed.
func fitsNot(err error) bool {
	return errors.Is(err, dossier.ErrTransition) || errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrExists) ||
		errors.Is(err, store.ErrMissing) || errors.Is(err, store.ErrDestroyed)
}

// passBy marks an item as seen without effect.
func (d *Desk) passBy(ctx context.Context, row store.FeedRow, why string) error {
	_, err := d.Store.Apply(ctx, store.Change{
		ID: store.FeedCommandID(row.Seq), Feed: row.Seq, Command: dossier.IgnoreChange,
		Actor: dossier.Actor{User: "registry", Role: dossier.RoleRegistry}, Reason: why,
	})
	if err != nil {
		return fmt.Errorf("passing feed item %d by: %w", row.Seq, err)
	}
	return nil
}

// commandOf turns a change of the registry into a command of the desk.
func commandOf(c port.Change) (store.Change, bool) {
	out := store.Change{Dossier: dossier.ID(c.Dossier), Version: c.Version, Reason: c.Reason}
	detail := &store.CardDetail{Document: c.Chip, Expires: c.Expires, Lot: c.Lot, Seal: c.Seal}
	switch c.Kind {
	case port.ChangePreregistration, port.ChangeAccount, port.ChangeList, port.ChangeApprovalAsked:
		return noteOf(c)
	case port.ChangeAcknowledged:
		out.Command = dossier.AcknowledgePacket
	case port.ChangeAccepted:
		out.Command = dossier.AcceptDossier
	case port.ChangeRejected:
		out.Command = dossier.RejectDossier
		out.Facts = &store.Facts{Rejection: c.Reason}
	case port.ChangeRecapture:
		out.Command = dossier.WantRecapture
		out.Return = dossier.Section(c.Section)
	case port.ChangeOrdered:
		out.Command = dossier.OrderCard
		out.Card = &store.CardChange{Serial: c.Card, Detail: detail}
	case port.ChangeProduced:
		out.Command = dossier.ProduceCard
		out.Card = &store.CardChange{Serial: c.Card, Detail: detail}
	case port.ChangeShipped:
		out.Command = dossier.ShipCard
		out.Card = &store.CardChange{Serial: c.Card, Box: c.Box}
		if c.Seal != "" || c.Lot != "" {
			out.Card.Detail = detail
		}
	case port.ChangeReplaced:
		out.Command = dossier.ReplaceCard
		out.Card = &store.CardChange{Serial: c.Card, Replaced: c.Replaced}
	case port.ChangeVoided, port.ChangeRecalled:
		out.Command = dossier.VoidCard
		if c.Kind == port.ChangeRecalled {
			out.Command = dossier.RecallCard
		}
		out.Card = &store.CardChange{Serial: c.Card, Reason: c.Reason}
	default:
		return store.Change{}, false
	}
	return out, true
}

// noteOf turns a change that moves nothing into a command that keeps it. What is
// personal goes into its own table and not into the log.
func noteOf(c port.Change) (store.Change, bool) {
	out := store.Change{Command: dossier.NoteChange, Reason: c.Reason}
	switch {
	case c.Kind == port.ChangePreregistration && c.File != "":
		out.Portal = &store.PortalFile{Code: c.File, Identity: c.Identity}
		out.Payload = map[string]string{"kind": c.Kind, "file": c.File}
	case c.Kind == port.ChangeApprovalAsked && c.Ask != nil:
		content, err := json.Marshal(c.Ask)
		if err != nil {
			return store.Change{}, false
		}
		out.RemoteAsk = &store.RemoteAsk{Ask: c.Ask.Ask, Office: c.Ask.Office, Dossier: c.Ask.Dossier, Content: content}
		out.Payload = map[string]string{"kind": c.Kind, "ask": c.Ask.Ask, "office": c.Ask.Office, "dossier": c.Ask.Dossier}
	case c.Kind == port.ChangeAccount && c.Dossier != "":
		out.Dossier = dossier.ID(c.Dossier)
	case c.Kind == port.ChangeList && c.List != nil:
		content, err := json.Marshal(c.List)
		if err != nil {
			return store.Change{}, false
		}
		l := c.List
		out.List = &store.ListPart{List: l.List, Kind: l.Kind, Code: l.Code, Part: l.Part, Parts: l.Parts, AsOf: l.AsOf, Content: content}
		out.Payload = map[string]any{"kind": c.Kind, "list": l.List, "part": l.Part, "records": len(l.Records)}
	default:
		return store.Change{}, false
	}
	return out, true
}
