package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"

	"carddesk/app/vault"
)

// verifier holds what the log says while the rows are compared with it.
type verifier struct {
	s        *Store
	tx       *sql.Tx
	office   *vault.Office
	tell     func(done, all int64) // how many entries were checked
	expected map[string]string     // row → digest
	heads    map[string][]byte     // dossier → hash of its last entry
	report   LogReport
}

// dossierHeads compares each dossier's head with its last entry.
func (v *verifier) dossierHeads(ctx context.Context) error {
	rs, err := v.tx.QueryContext(ctx, "SELECT id, head FROM dossier")
	if err != nil {
		return cause(err)
	}
	defer rs.Close()
	for rs.Next() {
		var id string
		var head []byte
		if err := rs.Scan(&id, &head); err != nil {
			return cause(err)
		}
		if !bytes.Equal(head, v.heads[id]) {
			v.problem(ProblemHead, 0, "dossier/"+id)
		}
	}
	return cause(rs.Err())
}

// rowQueries reads every row that entries vouch for: first its name, then the
// values in the order of the digest.
var rowQueries = []string{
	`SELECT 'station/' || id, office, number, name, transport FROM station`,
	`SELECT 'user/' || id, role, disabled + 2 * must_change, revision, profile FROM user`,
	`SELECT 'officer_print/' || user || '/' || position, content FROM officer_print`,
	`SELECT 'duty/' || user, assignments, shifts FROM duty`,
	`SELECT 'retired_key/' || generation, wrapped FROM retired_key`,
	`SELECT 'lost_station/' || station, time, reason FROM lost_station`,
	`SELECT 'document/' || kind || '/' || name || '/' || serial, state, issued, received, sha256, size, envelope, content FROM document`,
	`SELECT 'stick/' || id, volume, registered, actor FROM stick`,
	`SELECT 'slot/' || kind || '/' || owner, time_cost, memory_kib, threads, salt, wrapped FROM slot`,
	`SELECT 'dossier/' || id, office, station, clerk, state, version, created, updated, reason, deadline,
		return_section FROM dossier`,
	`SELECT 'data_key/' || dossier, wrapped FROM data_key`,
	`SELECT 'destroyed/' || dossier, time, reason FROM destroyed`,
	`SELECT 'section/' || dossier || '/' || section || '/' || revision, author, station, time, content FROM section`,
	`SELECT 'blob/' || id, dossier, kind, size, sha256 FROM blob`,
	`SELECT 'delivery/' || dossier || '/' || version, blob, sha256, size, inner FROM delivery`,
	`SELECT 'card/' || serial, dossier, state, box, shelf, officer, list, reason, replaced, revision, detail FROM card`,
	`SELECT 'book_entry/' || book || '/' || id, state, day, dossier, owner, amount, revision, content FROM book_entry`,
}

func (v *verifier) rows(ctx context.Context) error {
	for _, query := range rowQueries {
		if err := v.compare(ctx, query); err != nil {
			return err
		}
	}
	for name := range v.expected {
		v.problem(ProblemMissing, 0, name)
	}
	return nil
}

// compare ticks off the rows of one query.
func (v *verifier) compare(ctx context.Context, query string) error {
	rs, err := v.tx.QueryContext(ctx, query)
	if err != nil {
		return cause(err)
	}
	defer rs.Close()
	columns, err := rs.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rs.Next() {
		if err := rs.Scan(into...); err != nil {
			return cause(err)
		}
		name, ok := values[0].(string)
		if !ok {
			continue
		}
		sum := digest(values[1:]...)
		want, known := v.expected[name]
		switch {
		case !known:
			v.problem(ProblemForeign, 0, name)
		case want != hex.EncodeToString(sum[:]):
			v.problem(ProblemChanged, 0, name)
		}
		delete(v.expected, name)
	}
	return cause(rs.Err())
}
