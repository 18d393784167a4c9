package main

import (
	"context"
	"crypto/ed25519"
	"time"

	"carddesk/sync/protocol"
)

// fetchEvery is how often documents that could not be fetched are tried again.
const fetchEvery = time.Minute

// documentKeys are the keys that the centre signs its documents with, as the
// station's enrolment told them.
func documentKeys(file protocol.RegistryFile) []ed25519.PublicKey {
	if len(file.Documents) != ed25519.PublicKeySize {
		return nil
	}
	return []ed25519.PublicKey{file.Documents}
}

// fetchDocuments fetches what the centre has told of by its hash, when it is told
// and again while the line was not good enough. A locked desk waits for its unlock.
func (p *parts) fetchDocuments(ctx context.Context) {
	tick := time.NewTicker(fetchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wanted:
		case <-tick.C:
		}
		if _, err := p.desk.FetchDocuments(ctx); err != nil && ctx.Err() == nil {
			p.desk.Log.Warn("documents of the centre are not all here", "error", err)
		}
	}
}

// onConfigured tells the window of a document that came in force. Nothing waits
// for a window that is not there.
func (p *parts) onConfigured(kind string) {
	select {
	case p.config <- kind:
	default:
	}
}
