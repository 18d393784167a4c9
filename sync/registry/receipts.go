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
	plain, others, err := e.enterNew(batch)
	if err != nil {
		return err
	}
	for _, p := range others {
		if err := r.receive(e, p); err != nil {
			return err
		}
	}
	if len(plain) == 0 {
		return nil
	}
	return r.receivePlain(e, plain)
}

// enterNew writes the rows of new dossiers whose people have no other open one,
// and returns the packets of these and the others. The unique keys of the table
// tell them apart.
func (e *effect) enterNew(batch []*receipt) (plain, others []*receipt, err error) {
	var dossiers list
	for _, p := range batch {
		if number := p.number(); number != "" {
			dossiers.add(p.upload.packet.Dossier, p.station.office, p.upload.packet.Version, number, number, dossierReceived, stamp(e.now))
		}
	}
	entered := map[string]bool{}
	if len(dossiers.parts) > 0 {
		rows, err := e.QueryContext(e.ctx, `INSERT INTO dossier (id, office, version, person, open_person, state, received) VALUES `+dossiers.text()+`
			ON CONFLICT DO NOTHING RETURNING id`, dossiers.args...)
		ids, err := collect(rows, err, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) })
		if err != nil {
			return nil, nil, fmt.Errorf("entering dossiers: %w", err)
		}
		for _, id := range ids {
			entered[id] = true
		}
	}
	for _, p := range batch {
		if entered[p.upload.packet.Dossier] {
			plain = append(plain, p)
		} else {
			others = append(others, p)
		}
	}
	return plain, others, nil
}

// receivePlain enters packets whose dossiers [effect.enterNew] has entered.
func (r *Registry) receivePlain(e *effect, batch []*receipt) error {
	now := stamp(e.now)
	done := list{args: []any{uploadDone}}
	var packets, steps list
	offices := map[string][]port.Change{}
	for _, p := range batch {
		u := p.upload.packet
		done.add(p.upload.id)
		packets.add(u.Dossier, u.Version, p.found.manifest.Station, u.Inner, u.SHA256, u.Size, p.blob, now)
		steps.add(u.Dossier, stepDecide, stamp(e.now.Add(r.opts.StepDelay)))
		offices[p.station.office] = append(offices[p.station.office], acknowledgement(u))
	}
	if err := e.exec(`UPDATE upload SET state = $1 WHERE id IN (`+done.text()+`)`, done.args...); err != nil {
		return err
	}
	if err := e.exec(`INSERT INTO packet (dossier, version, station, inner_hash, sha256, size, blob, received) VALUES `+packets.text(), packets.args...); err != nil {
		return err
	}
	if err := e.tellAll(offices); err != nil || !r.opts.decidesItself() {
		return err
	}
	e.stepped = true
	return e.exec(`INSERT INTO step (dossier, kind, due) VALUES `+steps.text(), steps.args...)
}

// tellAll appends changes to the feeds of several offices; see [effect.tell].
func (e *effect) tellAll(offices map[string][]port.Change) error {
	last, err := e.number(offices)
	if err != nil {
		return fmt.Errorf("numbering changes: %w", err)
	}
	if e.fed == nil {
		e.fed = map[string]bool{}
	}
	var feed list
	for _, office := range slices.Sorted(maps.Keys(offices)) {
		changes := offices[office]
		for i, change := range changes {
			change.Time = e.now
			body, err := json.Marshal(change)
			if err != nil {
				return fmt.Errorf("encoding a change: %w", err)
			}
			feed.add(office, last[office]-int64(len(changes)-1-i), change.Kind, body, stamp(e.now))
		}
		e.fed[office] = true
	}
	if err := e.exec(`INSERT INTO feed (office, seq, kind, body, at) VALUES `+feed.text(), feed.args...); err != nil {
		return fmt.Errorf("writing changes: %w", err)
	}
	return nil
}

// number takes the next numbers in the feeds of offices, as many as each has
// changes, and returns the last of each. Offices with equally many share a
// statement: nearly always all of them. Should two registries take the same offices
// in another order, the engine ends one of the two, which is tried again.
func (e *effect) number(offices map[string][]port.Change) (map[string]int64, error) {
	alike := map[int][]string{}
	for _, office := range slices.Sorted(maps.Keys(offices)) {
		n := len(offices[office])
		alike[n] = append(alike[n], office)
	}
	type end struct {
		office string
		seq    int64
	}
	last := map[string]int64{}
	for _, n := range slices.Sorted(maps.Keys(alike)) {
		ids := list{args: []any{n}}
		for _, office := range alike[n] {
			ids.add(office)
		}
		rows, err := e.QueryContext(e.ctx, `UPDATE office SET feed_seq = feed_seq + $1 WHERE id IN (`+ids.text()+`) RETURNING id, feed_seq`, ids.args...)
		ends, err := collect(rows, err, func(rows *sql.Rows) (f end, err error) { return f, rows.Scan(&f.office, &f.seq) })
		if err != nil {
			return nil, err
		}
		for _, f := range ends {
			last[f.office] = f.seq
		}
	}
	if len(last) != len(offices) {
		return nil, errNoRow
	}
	return last, nil
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
