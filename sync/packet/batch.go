package packet

import (
	"bytes"
	"crypto"
	"fmt"

	"carddesk/app/port"
)

const batchFormat = 1

// Bounds of one batch.
const (
	MaxBatchPackets = 256
	MaxBatchEvents  = 256
	MaxBatchHashes  = 8192
)

// Batch is what a station offers: packets it would like to upload, small
// events inline, and the hashes of its log. It is signed and not sealed: it
// holds random ids, hashes and sealed events only. On a USB stick it is the
// same file.
type Batch struct {
	Format   int            `json:"format"`
	ID       string         `json:"id"`
	Office   string         `json:"office"`
	Station  string         `json:"station"`
	Registry string         `json:"registry"`
	Created  string         `json:"created"` // RFC 3339 UTC, whole seconds
	Cursor   int64          `json:"cursor"`  // last feed item that the station has
	Packets  []BatchPacket  `json:"packets"`
	Events   []BatchEvent   `json:"events"`
	Log      []port.LogHash `json:"log"`
}

// BatchPacket offers one sealed packet.
type BatchPacket struct {
	Dossier string `json:"dossier"`
	Version int    `json:"version"`
	Inner   string `json:"inner"`
	SHA256  string `json:"sha256"` // of the sealed bytes
	Size    int64  `json:"size"`   // of the sealed bytes
}

// BatchEvent carries one sealed event.
type BatchEvent struct {
	Seq    int64  `json:"seq"`
	Sealed []byte `json:"sealed"`
}

func signBatch(b Batch, signer crypto.Signer) ([]byte, error) {
	if b.Packets == nil {
		b.Packets = []BatchPacket{}
	}
	if b.Events == nil {
		b.Events = []BatchEvent{}
	}
	if b.Log == nil {
		b.Log = []port.LogHash{}
	}
	if err := checkBatch(b); err != nil {
		return nil, err
	}
	body, err := encode(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := writeFrame(&out, KindBatch, body, MaxBatch, signer); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// OpenBatch reads a framed batch and verifies that the station it names signed
// it.
func OpenBatch(framed []byte, keys StationKeys) (Batch, error) {
	f, err := readWhole(bytes.NewReader(framed), KindBatch, MaxBatch)
	if err != nil {
		return Batch{}, err
	}
	var b Batch
	if err := decode(f.body, &b); err != nil {
		return Batch{}, err
	}
	if b.Packets == nil || b.Events == nil || b.Log == nil {
		return Batch{}, fmt.Errorf("%w: null where a list belongs", ErrFormat)
	}
	if err := checkBatch(b); err != nil {
		return Batch{}, err
	}
	signers, err := keys(b.Office, b.Station)
	if err != nil {
		return Batch{}, err
	}
	if err := f.verify(signers...); err != nil {
		return Batch{}, err
	}
	return b, nil
}

func checkBatch(b Batch) error {
	if b.Format != batchFormat {
		return fmt.Errorf("%w: batch format %d", ErrVersion, b.Format)
	}
	if !ValidID(b.ID) || !ValidID(b.Office) || !ValidID(b.Station) || !ValidID(b.Registry) {
		return fmt.Errorf("%w: batch names", ErrFormat)
	}
	if err := checkTime(b.Created); err != nil {
		return err
	}
	if b.Cursor < 0 || b.Cursor > maxSafeInteger {
		return fmt.Errorf("%w: cursor in a batch", ErrFormat)
	}
	if len(b.Packets) > MaxBatchPackets || len(b.Events) > MaxBatchEvents || len(b.Log) > MaxBatchHashes {
		return fmt.Errorf("%w: batch", ErrTooLarge)
	}
	for _, p := range b.Packets {
		if !ValidID(p.Dossier) || p.Version < 1 || !ValidHash(p.Inner) || !ValidHash(p.SHA256) || p.Size < 1 {
			return fmt.Errorf("%w: packet in a batch", ErrFormat)
		}
	}
	last := int64(0)
	for _, e := range b.Events {
		if e.Seq <= last || e.Seq > maxSafeInteger || len(e.Sealed) == 0 || len(e.Sealed) > MaxEvent+sealOverhead {
			return fmt.Errorf("%w: event in a batch", ErrFormat)
		}
		last = e.Seq
	}
	last = 0
	for _, h := range b.Log {
		if h.Seq <= last || h.Seq > maxSafeInteger || !ValidHash(h.Hash) {
			return fmt.Errorf("%w: log hash in a batch", ErrFormat)
		}
		last = h.Seq
	}
	return nil
}
