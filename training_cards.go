//go:build !release

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"

	"carddesk/app/port"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/vpcd"
)

var _ port.FaultyBench = (*bench)(nil)

// PlaceFaulty lays a card on the reader with something wrong with it.
func (b *bench) PlaceFaulty(ctx context.Context, serial string, fault port.TrainingFault) error {
	return b.post(ctx, "/place", url.Values{"card": {serial}, "reader": {b.reader}, "fault": {string(fault)}})
}

// cardTable is where training cards lie, and the readers they are laid on.
type cardTable struct {
	cards string

	mu    sync.Mutex
	slots map[string]*vpcd.Slot // by reader address
}

func (t *cardTable) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /alive", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("POST /place", func(w http.ResponseWriter, r *http.Request) {
		serial := filepath.Base(filepath.Clean("/" + r.FormValue("card")))
		image, err := chip.Load(filepath.Join(t.cards, serial))
		if err != nil {
			http.Error(w, "no such card", http.StatusNotFound)
			return
		}
		slot, err := t.slot(r.FormValue("reader"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		faults, ok := spoil(&image, port.TrainingFault(r.FormValue("fault")))
		if !ok {
			http.Error(w, "no such fault", http.StatusBadRequest)
			return
		}
		if err := slot.Place(r.Context(), chip.New(image, nil, faults)); err != nil {
			http.Error(w, "reader does not take the card", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /remove", func(w http.ResponseWriter, r *http.Request) {
		slot, err := t.slot(r.FormValue("reader"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		slot.Remove()
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// slot is the place on one reader; only loopback addresses are connected to.
func (t *cardTable) slot(address string) (*vpcd.Slot, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("reader is not on this machine")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	slot := t.slots[address]
	if slot == nil {
		slot = vpcd.NewSlot(address)
		t.slots[address] = slot
	}
	return slot, nil
}

func (t *cardTable) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, slot := range t.slots {
		slot.Remove()
	}
}

// pulledAfter is how many commands a card answers that is pulled: enough for its
// portrait to have been begun.
const pulledAfter = 45

// spoil does to a card what a fault says; ok is false for one that it does not
// know.
func spoil(image *chip.Image, fault port.TrainingFault) (faults chip.Faults, ok bool) {
	switch fault {
	case "":
	case port.TrainingChanged:
		return faults, changeName(image.Files["DG1"])
	case port.TrainingSignature:
		sod := image.Files["EF.SOD"]
		if len(sod) == 0 {
			return faults, false
		}
		sod[len(sod)-1] ^= 1 // EF.SOD ends with the signature
	case port.TrainingClone:
		image.Profile.AAKey, image.Profile.CAKey = nil, nil
	case port.TrainingUnreadable:
		clear(image.Files["DG1"])
	case port.TrainingPulled:
		faults.PullAfter = pulledAfter
	default:
		return faults, false
	}
	return faults, true
}

// changeName turns one letter of the name line of DG1 into its neighbour. No
// check digit covers that line: only the signed hash can tell.
func changeName(dg1 []byte) bool {
	const line = 30
	if len(dg1) < line {
		return false
	}
	name := dg1[len(dg1)-line:]
	at := bytes.IndexFunc(name, func(r rune) bool { return r >= 'B' && r <= 'Y' })
	if at < 0 {
		return false
	}
	name[at] ^= 1 // B–Y stay letters: their lowest bit leads to a neighbour
	return true
}
