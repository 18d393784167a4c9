package registry

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"carddesk/app/port"
)

// maxReceipts bounds how many packets are entered with the same statements.
const maxReceipts = 32

// receipt is a verified packet that is durable in its place and is to be entered.
type receipt struct {
	ctx     context.Context
	station stationRow
	upload  upload
	found   *findings
	blob    string // its name on the shelf
	err     error
}

// number is the person the packet is for, "" when it names none.
func (p *receipt) number() string { return p.found.identity.person() }

// enter enters a packet together with those that came meanwhile and returns when
// it is durable.
func (r *Registry) enter(ctx context.Context, station stationRow, u upload, found *findings, blob string) error {
	p := receipt{ctx: ctx, station: station, upload: u, found: found, blob: blob}
	r.receipts.join(&p)
	return p.err
}

// enterTogether enters packets in one transaction. When one fails, each is
// entered for itself.
func (r *Registry) enterTogether(batch []*receipt) {
	for len(batch) > 0 {
		some, rest := apart(batch)
		batch = rest
		err := r.inTx(context.WithoutCancel(some[0].ctx), func(e *effect) error { return r.receiveAll(e, some) })
		for _, p := range some {
			if p.err = err; err != nil && len(some) > 1 {
				p.err = r.inTx(p.ctx, func(e *effect) error { return r.receiveAll(e, []*receipt{p}) })
			}
		}
	}
}

// apart picks packets of different dossiers and people, which have nothing to do
// with each other; the others wait.
func apart(batch []*receipt) (some, rest []*receipt) {
	taken := map[string]bool{}
	for _, p := range batch {
		dossier, person := "d"+p.upload.packet.Dossier, "p"+p.number()
		if taken[dossier] || person != "p" && taken[person] {
			rest = append(rest, p)
			continue
		}
		taken[dossier], taken[person] = true, true
		some = append(some, p)
	}
	return some, rest
}

// receiveAll enters packets that are apart. Those of new dossiers, nearly all,
// share their statements; the others are looked at one by one.
func (r *Registry) receiveAll(e *effect, batch []*receipt) error {
	if len(batch) == 1 {
		return r.receive(e, batch[0])
	}
	known, err := e.known(batch)
	if err != nil {
		return err
	}
	var plain []*receipt
	for _, p := range batch {
		if number := p.number(); number != "" && !known["d"+p.upload.packet.Dossier] && !known["p"+number] {
			plain = append(plain, p)
			continue
		}
		if err := r.receive(e, p); err != nil {
			return err
		}
	}
	if len(plain) == 0 {
		return nil
	}
	return r.receivePlain(e, plain)
}

// known tells which dossiers ("d…") are there and which people ("p…") have an
// open one.
func (e *effect) known(batch []*receipt) (map[string]bool, error) {
	var ids, numbers list
	for _, p := range batch {
		ids.add(p.upload.packet.Dossier)
	}
	numbers.args = ids.args
	for _, p := range batch {
		numbers.add(p.number())
	}
	rows, err := e.QueryContext(e.ctx, `SELECT id, COALESCE(open_person, '') FROM dossier WHERE id IN (`+ids.text()+`) OR open_person IN (`+numbers.text()+`)`, numbers.args...)
	type pair struct{ id, person string }
	found, err := collect(rows, err, func(rows *sql.Rows) (p pair, err error) { return p, rows.Scan(&p.id, &p.person) })
	known := map[string]bool{}
	for _, one := range found {
		known["d"+one.id], known["p"+one.person] = true, true
	}
	return known, err
}

// receivePlain enters packets of new dossiers whose people have no other open one.
func (r *Registry) receivePlain(e *effect, batch []*receipt) error {
	now := stamp(e.now)
	done := list{args: []any{uploadDone}}
	var dossiers, packets, steps list
	offices := map[string][]port.Change{}
	for _, p := range batch {
		u := p.upload.packet
		done.add(p.upload.id)
		dossiers.add(u.Dossier, p.station.office, u.Version, p.number(), p.number(), dossierReceived, now)
		packets.add(u.Dossier, u.Version, p.found.manifest.Station, u.Inner, u.SHA256, u.Size, p.blob, now)
		steps.add(u.Dossier, stepDecide, stamp(e.now.Add(r.opts.StepDelay)))
		offices[p.station.office] = append(offices[p.station.office], acknowledgement(u))
	}
	for _, statement := range []struct {
		text string
		args []any
	}{
		{`UPDATE upload SET state = $1 WHERE id IN (` + done.text() + `)`, done.args},
		{`INSERT INTO dossier (id, office, version, person, open_person, state, received) VALUES ` + dossiers.text(), dossiers.args},
		{`INSERT INTO packet (dossier, version, station, inner_hash, sha256, size, blob, received) VALUES ` + packets.text(), packets.args},
	} {
		if err := e.exec(statement.text, statement.args...); err != nil {
			return err
		}
	}
	if err := e.tellAll(offices); err != nil || !r.opts.decidesItself() {
		return err
	}
	e.stepped = true
	return e.exec(`INSERT INTO step (dossier, kind, due) VALUES `+steps.text(), steps.args...)
}

// tellAll appends changes to the feeds of several offices; see [effect.tell]. Offices come in their order, so that two registries never wait for
// each other.
func (e *effect) tellAll(offices map[string][]port.Change) error {
	if e.fed == nil {
		e.fed = map[string]bool{}
	}
	var feed list
	for _, office := range slices.Sorted(maps.Keys(offices)) {
		changes := offices[office]
		var last int64
		if err := e.row(`UPDATE office SET feed_seq = feed_seq + $1 WHERE id = $2 RETURNING feed_seq`, len(changes), office).Scan(&last); err != nil {
			return fmt.Errorf("numbering changes: %w", err)
		}
		for i, change := range changes {
			change.Time = e.now
			body, err := json.Marshal(change)
			if err != nil {
				return fmt.Errorf("encoding a change: %w", err)
			}
			feed.add(office, last-int64(len(changes)-1-i), change.Kind, body, stamp(e.now))
		}
		e.fed[office] = true
	}
	if err := e.exec(`INSERT INTO feed (office, seq, kind, body, at) VALUES `+feed.text(), feed.args...); err != nil {
		return fmt.Errorf("writing changes: %w", err)
	}
	return nil
}

// list makes the parameters of a statement for several rows, or of the values
// after IN: "($1,$2),($3,$4)" or "$1,$2".
type list struct {
	args  []any
	parts []string
}

// add appends a row; its parameters follow those that are in args already.
func (l *list) add(values ...any) {
	var b strings.Builder
	for i := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(len(l.args) + i + 1))
	}
	part := b.String()
	if len(values) > 1 {
		part = "(" + part + ")"
	}
	l.args, l.parts = append(l.args, values...), append(l.parts, part)
}

func (l *list) text() string { return strings.Join(l.parts, ",") }
