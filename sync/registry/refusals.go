package registry

import (
	"context"
	"database/sql"
	"errors"
	"net/http"

	"carddesk/app/person"
	"carddesk/sync/protocol"
)

// suspicious are the codes of refusals that no honest desk causes by a bad line:
// somebody has forged, mixed up or replayed something, or was shut out.
var suspicious = map[string]bool{
	protocol.CodeUnauthorised: true, protocol.CodeRevoked: true, protocol.CodeStationMismatch: true, protocol.CodeAddressee: true,
	protocol.CodeSignature: true, protocol.CodeFormat: true, protocol.CodeInner: true, protocol.CodeConflict: true,
	protocol.CodeDossierElsewhere: true, protocol.CodeBatchConflict: true, protocol.CodeTooLarge: true, protocol.CodeUnreadable: true,
	protocol.CodeEnrolCode: true, protocol.CodeEnrolProof: true, protocol.CodeStationExists: true, protocol.CodeBadRequest: true,
	protocol.CodeVersion: true,
}

// record keeps that something suspicious was refused. It is called after the
// answer and never fails one.
func (r *Registry) record(req *http.Request, station string, refused error) {
	var p *protocol.Problem
	if !errors.As(refused, &p) || !suspicious[p.Code] {
		return
	}
	r.log.Warn("refused", "station", station, "route", req.Pattern, "code", p.Code)
	err := r.inLazyTx(context.WithoutCancel(req.Context()), func(e *effect) error {
		return e.exec(`INSERT INTO refusal (day, station, code, route, times, last) VALUES ($1, $2, $3, $4, 1, $5)
			ON CONFLICT (day, station, code, route) DO UPDATE SET times = refusal.times + 1, last = excluded.last`,
			person.FromTime(e.now).ISO(), station, p.Code, req.Pattern, stamp(e.now))
	})
	if err != nil {
		r.log.Error("recording a refusal", "error", err)
	}
}

// Refusal is what was refused of one station on one day.
type Refusal struct {
	Day, Station, Code, Route, Last string
	Times                           int64
}

// Refusals returns the newest ones.
func (r *Registry) Refusals(ctx context.Context, limit int) ([]Refusal, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT day, station, code, route, last, times FROM refusal ORDER BY day DESC, last DESC, station, code LIMIT $1`, limit)
	return collect(rows, err, func(rows *sql.Rows) (f Refusal, err error) {
		return f, rows.Scan(&f.Day, &f.Station, &f.Code, &f.Route, &f.Last, &f.Times)
	})
}
