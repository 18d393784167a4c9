package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// Problem kinds of VerifyLog.
const (
	ProblemGap     = "gap"     // an entry is missing
	ProblemChain   = "chain"   // an entry does not follow the one before
	ProblemEntry   = "entry"   // an entry was changed
	ProblemPayload = "payload" // a payload does not open: moved or changed
	ProblemHead    = "head"    // a dossier's head is not its last entry
	ProblemChanged = "changed" // a row is not what the log says it became
	ProblemMissing = "missing" // a row that the log says was written is gone
	ProblemForeign = "foreign" // a row that no entry wrote
)

// Problem is one thing that VerifyLog found. Where names a row by table and ids,
// never by content.
type Problem struct {
	Kind  string
	Seq   int64  // of the log entry concerned, 0 where there is none
	Where string // for example "dossier/0f3c…"
}

// Dossier is the dossier that a problem concerns; "" where the place names none.
func (p Problem) Dossier() dossier.ID {
	parts := strings.Split(p.Where, "/")
	switch parts[0] {
	case "dossier", "data_key", "section", "delivery", "destroyed":
		if len(parts) > 1 && validID(parts[1]) {
			return dossier.ID(parts[1])
		}
	}
	return ""
}

// LogReport is the outcome of VerifyLog.
type LogReport struct {
	Entries  int64
	LastSeq  int64
	LastHash string // hex; compare it with what the registry has
	Problems []Problem
}

// maxProblems bounds a report: who has changed everything need not be told so
// row by row.
const maxProblems = 1000

// VerifyLog checks the whole log against itself and the state against the log:
// the chain, the per-dossier heads, that every payload opens in its place, and
// that every row is what its last entry made of it. What it cannot see is the
// whole folder put back to an earlier state: only the registry's last head shows
// that.
func (s *Store) VerifyLog(ctx context.Context) (LogReport, error) {
	return s.VerifyLogTelling(ctx, func(int64, int64) {})
}

// toldEvery is after how many entries it is told how far a check is.
const toldEvery = 500

// VerifyLogTelling is VerifyLog that tells how many of the entries were checked,
// on the goroutine of the caller. All entries are told once the state is being
// compared with them, which is the last part.
func (s *Store) VerifyLogTelling(ctx context.Context, tell func(done, all int64)) (LogReport, error) {
	office, err := s.unlocked()
	if err != nil {
		return LogReport{}, err
	}
	v := &verifier{s: s, office: office, tell: tell, expected: make(map[string]string), heads: make(map[string][]byte)}
	// One read transaction sees one state, whatever is written meanwhile.
	tx, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return LogReport{}, fmt.Errorf("verifying the log: %w", cause(err))
	}
	defer func() { _ = tx.Rollback() }()
	v.tx = tx
	for _, step := range []func(context.Context) error{v.chain, v.dossierHeads, v.rows} {
		if err := step(ctx); err != nil {
			return v.report, fmt.Errorf("verifying the log: %w", err)
		}
	}
	return v.report, nil
}

func (v *verifier) problem(kind string, seq int64, where string) {
	if len(v.report.Problems) < maxProblems {
		v.report.Problems = append(v.report.Problems, Problem{Kind: kind, Seq: seq, Where: where})
	}
}

// chain walks the entries in order.
func (v *verifier) chain(ctx context.Context) error {
	var all int64
	err := v.tx.QueryRowContext(ctx, "SELECT count(*) FROM log WHERE station = ?", v.s.Station().ID).Scan(&all)
	if err != nil {
		return cause(err)
	}
	rs, err := v.tx.QueryContext(ctx, "SELECT "+logColumns+" FROM log WHERE station = ? ORDER BY seq", v.s.Station().ID)
	if err != nil {
		return cause(err)
	}
	defer rs.Close()
	previous := make([]byte, 32)
	var last int64
	for rs.Next() {
		r, err := scanLog(rs.Scan)
		if err != nil {
			return cause(err)
		}
		// A restored backup goes on behind a gap: the numbers between may be
		// those of entries that the registry has and the backup had not.
		if r.seq != last+1 && r.kind != string(dossier.RestoreBackup) {
			v.problem(ProblemGap, last+1, "log")
		}
		if !bytes.Equal(r.previous, previous) {
			v.problem(ProblemChain, r.seq, "log")
		}
		if sum := r.sum(); !bytes.Equal(sum[:], r.hash) {
			v.problem(ProblemEntry, r.seq, "log")
		}
		if err := v.payload(&r); err != nil {
			return err
		}
		if r.dossier != "" {
			v.heads[r.dossier] = r.hash
		}
		previous, last = r.hash, r.seq
		if v.report.Entries++; v.report.Entries%toldEvery == 0 {
			v.tell(v.report.Entries, all)
		}
	}
	v.tell(v.report.Entries, all)
	v.report.LastSeq, v.report.LastHash = last, hex.EncodeToString(previous)
	return cause(rs.Err())
}

// payload takes over what the entry says of the rows that it wrote.
func (v *verifier) payload(r *logRow) error {
	if r.payload == nil {
		return nil
	}
	p, err := openPayload(v.office, r)
	if errors.Is(err, vault.ErrSealed) {
		v.problem(ProblemPayload, r.seq, "log")
		return nil
	}
	if err != nil {
		return err
	}
	for name, digest := range p.Rows {
		if digest == "" {
			delete(v.expected, name)
		} else {
			v.expected[name] = digest
		}
	}
	return nil
}
