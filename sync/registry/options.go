package registry

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
)

// Options say what a registry works with. Dir is required.
type Options struct {
	Dir          string                // everything the registry keeps
	ID           string                // "vn-training" when empty
	Database     string                // "postgres://…"; empty: SQLite in Dir
	Clock        port.Clock            // the machine's when nil
	Random       io.Reader             // crypto/rand when nil
	Log          *slog.Logger          // discarded when nil
	Personaliser port.CardPersonaliser // makes chips; nil: cards get none
	Training     bool                  // play the centre: decide, order, produce, ship
	StepDelay    time.Duration         // between two steps of training
	Decide       Decide                // training decision; [TrainingDecision] when nil
	Manual       bool                  // in training people decide, with [Registry.DecideDossier]
	HandOn       *HandOn               // the national back end; nil: there is none
	Observer     Observer              // told what happens; nobody when nil
	Shelf        Shelf                 // where packets lie; a folder below Dir when nil
	MaxPacket    int64                 // bytes of a sealed packet; packet.MaxPacket when 0
	Hosts        []string              // names in the server certificate besides the loopback ones
	// Poll is how often a waiting long poll looks into a database that several
	// registries share; a registry alone wakes them itself.
	Poll time.Duration
	// IdleTimeout ends a request whose bytes stop coming; 60 s when 0.
	IdleTimeout time.Duration
}

// Decide decides on a dossier whose packet has been verified.
type Decide func(context.Context, Submission) Decision

// decidesItself reports whether the registry decides on what it receives.
func (o Options) decidesItself() bool { return o.Training && !o.Manual }

// makesCards reports whether an accepted dossier gets its card: from the training
// centre itself or from the back end.
func (o Options) makesCards() bool { return o.Training || o.HandOn != nil }

func (o Options) withDefaults() Options {
	if o.ID == "" {
		o.ID = "vn-training"
	}
	if o.Database == "" {
		o.Database = filepath.Join(o.Dir, "registry.db")
	}
	if o.Clock == nil {
		o.Clock = port.SystemClock{}
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Decide == nil {
		o.Decide = TrainingDecision
	}
	if o.MaxPacket <= 0 || o.MaxPacket > packet.MaxPacket {
		o.MaxPacket = packet.MaxPacket
	}
	if o.Poll <= 0 {
		o.Poll = 2 * time.Second
	}
	if o.Observer == nil {
		o.Observer = unobserved{}
	}
	if o.HandOn != nil {
		h := o.HandOn.withDefaults()
		o.HandOn = &h
	}
	if o.IdleTimeout <= 0 {
		o.IdleTimeout = time.Minute
	}
	return o
}
