package registry

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"carddesk/app/port"
	"carddesk/sync/packet"
)

// fillStatements make dossiers with their packets and acknowledgements. Keys come
// in their order, spread over all that can be, so that making many takes minutes
// and not hours; one dossier in ten is open.
var fillStatements = []string{
	`INSERT INTO dossier (id, office, version, person, open_person, state, received)
	SELECT %[1]s, 'office-0', 1, %[2]s, CASE WHEN i %% 10 = 0 THEN %[2]s END, 'accepted', '2026-01-01T00:00:00.000Z' FROM %[4]s`,
	`INSERT INTO packet (dossier, version, station, inner_hash, sha256, size, blob, received)
	SELECT %[1]s, 1, 'station-0', %[3]s, %[3]s, 1000000, 'blobs/xx/' || %[3]s || '.age', '2026-01-01T00:00:00.000Z' FROM %[4]s`,
	`INSERT INTO feed (office, seq, kind, body, at)
	SELECT 'office-0', i + 1, 'packet-acknowledged', %[5]s, '2026-01-01T00:00:00.000Z' FROM %[4]s`,
}

// fillRows are how many dossiers a statement makes: SQLite keeps a transaction in
// its log until it ends.
const fillRows = 250_000

// people gives each packet a person of its own, all over the index.
var people atomic.Int64

// FillForTest makes n dossiers by SQL; the office and the station have to be there.
func (r *Registry) FillForTest(ctx context.Context, n int) error {
	step := (int64(1) << 32) / int64(n)
	id := fmt.Sprintf(`printf('%%08x%%024d', i * %d, i)`, step)
	person, hash := `printf('%012d', i)`, fmt.Sprintf(`printf('%%08x%%056d', i * %d, i)`, step)
	rows, body := `(WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n)`, `zeroblob(120)`
	if r.store.kind.name == "postgres" {
		id = fmt.Sprintf(`lpad(to_hex(i * %d), 8, '0') || lpad(i::text, 24, '0')`, step)
		person, hash = `lpad(i::text, 12, '0')`, fmt.Sprintf(`lpad(to_hex(i * %d), 8, '0') || lpad(i::text, 56, '0')`, step)
		rows, body = `generate_series(%d::bigint, %d) AS g (i)`, `decode(repeat('00', 120), 'hex')`
	}
	for from := 0; from < n; from += fillRows {
		some := fmt.Sprintf(rows, from, min(from+fillRows, n)-1)
		for _, statement := range fillStatements {
			if _, err := r.store.write.ExecContext(ctx, fmt.Sprintf(statement, id, person, hash, some, body)); err != nil {
				return err
			}
		}
	}
	if _, err := r.store.write.ExecContext(ctx, `UPDATE office SET feed_seq = $1 WHERE id = 'office-0'`, n); err != nil {
		return err
	}
	_, err := r.store.write.ExecContext(ctx, `ANALYZE`)
	return err
}

// EnterForTest enters packets of new dossiers as if their bytes had been verified
// and lay in their place; they share a transaction.
func (r *Registry) EnterForTest(ctx context.Context, office, station string, dossiers []string) error {
	var batch []*receipt
	for _, id := range dossiers {
		found := &findings{manifest: port.PacketManifest{Station: station}}
		found.identity.PersonalNumber = fmt.Sprintf("0011%08d", 7919*people.Add(1)%100_000_000)
		hash := id + id
		batch = append(batch, &receipt{ctx: ctx, station: stationRow{id: station, office: office}, found: found, blob: shelfName(hash),
			upload: upload{id: id, packet: packet.BatchPacket{Dossier: id, Version: 1, Inner: hash, SHA256: hash, Size: 1_000_000}}})
	}
	r.enterTogether(batch)
	var failures []error
	for _, p := range batch {
		failures = append(failures, p.err)
	}
	return errors.Join(failures...)
}

// WaitingForTest returns for how many offices stations wait for news.
func (r *Registry) WaitingForTest() int {
	r.feed.mu.Lock()
	defer r.feed.mu.Unlock()
	return len(r.feed.waiting)
}
