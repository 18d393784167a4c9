package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// otherCard says that a scanned card is not the holder's.
var otherCard = words.Message{
	What: "Thẻ vừa quét có số định danh khác với hồ sơ đang mở.", Kept: "Hồ sơ giữ nguyên.",
	Do: "Kiểm tra lại số đã gõ, hoặc mở hồ sơ mới cho thẻ này.", English: "The scanned card has another number.",
}

// notSaved keeps what could not be saved, for the next change, flush or leaving
// to try again. Where another station was faster, both versions are joined.
func (p *Presenter) notSaved(id dossier.ID, err error) {
	if p.opened.ID != id {
		p.flushedNow(err)
		return
	}
	p.dirty, p.dirtyFrom = true, p.clock.Now()
	var stale *store.StaleError
	if !errors.As(err, &stale) {
		p.view.ShowError(words.Of(err))
		p.flushedNow(err)
		return
	}
	kit.Background(p.owner, func(ctx context.Context) (desk.Opened, error) {
		return p.desk.Open(ctx, id)
	}, func(theirs desk.Opened, readErr error) {
		if p.opened.ID == id && readErr == nil {
			readErr = p.join(theirs)
		}
		if readErr != nil {
			p.view.ShowError(words.Of(readErr))
			p.flushedNow(readErr)
			return
		}
		p.save()
	})
}

// join puts what another station wrote under what was typed here. Values that
// both changed stay as typed here, and the clerk is told; the other version
// stays in the store as the revision before.
func (p *Presenter) join(theirs desk.Opened) error {
	merged, both, err := merge(p.onDisk, p.opened.Identity, theirs.Identity)
	if err != nil {
		return err
	}
	p.onDisk = theirs.Identity
	theirs.Identity = merged
	p.opened = theirs
	p.view.ShowIdentity(merged)
	p.judge()
	p.events.Emit("joined", "both", len(both))
	if len(both) > 0 {
		p.view.ShowError(words.Of(&store.StaleError{Section: dossier.SectionIdentity}))
		p.view.FocusField(both[0])
	}
	return nil
}

// merge joins two versions made from one base, value by value: what only one
// changed is taken, of what both changed mine is kept and named in both.
func merge(base, mine, theirs dossier.Identity) (merged dossier.Identity, both []string, err error) {
	var versions [3]map[string]json.RawMessage
	for i, version := range []dossier.Identity{base, mine, theirs} {
		text, err := json.Marshal(version)
		if err == nil {
			err = json.Unmarshal(text, &versions[i])
		}
		if err != nil {
			return dossier.Identity{}, nil, fmt.Errorf("reading a version: %w", err)
		}
	}
	was, have, other := versions[0], versions[1], versions[2]
	for _, name := range names(versions[:]) {
		switch {
		case bytes.Equal(have[name], was[name]):
			have[name] = other[name]
		case !bytes.Equal(other[name], was[name]) && !bytes.Equal(other[name], have[name]):
			both = append(both, name)
		}
		if have[name] == nil {
			delete(have, name) // neither version has it
		}
	}
	text, err := json.Marshal(have)
	if err == nil {
		err = json.Unmarshal(text, &merged)
	}
	if err != nil {
		return dossier.Identity{}, nil, fmt.Errorf("joining two versions: %w", err)
	}
	return merged, both, nil
}

// names lists the values of all versions once, in a fixed order.
func names(versions []map[string]json.RawMessage) []string {
	all := map[string]bool{}
	for _, version := range versions {
		for name := range version {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
