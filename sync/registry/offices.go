package registry

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// maxPortalIdentity bounds what the public service portal sends of one person.
const maxPortalIdentity = 64 << 10

// SendPreregistration sends an office what somebody has typed at home at the
// public service portal: identity holds fields of the identity section, file is
// the portal's code. The same file again is nothing.
func (r *Registry) SendPreregistration(ctx context.Context, office, file string, identity json.RawMessage) error {
	var fields map[string]json.RawMessage
	if !packet.ValidID(file) || len(identity) > maxPortalIdentity || json.Unmarshal(identity, &fields) != nil {
		return errors.New("registry: not a file of the portal")
	}
	err := r.inTx(ctx, func(e *effect) error {
		done, err := e.ExecContext(e.ctx, `INSERT INTO portal_file (file, office, identity, state, sent) VALUES ($1, $2, $3, 'sent', $4) ON CONFLICT (file) DO NOTHING`,
			file, office, string(identity), stamp(e.now))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return e.tell(office, port.Change{Kind: port.ChangePreregistration, File: file, Identity: identity})
	})
	if err != nil {
		return fmt.Errorf("sending a pre-registration: %w", err)
	}
	return nil
}

// eventPortal reports what an office has done with a pre-registration.
const eventPortal = "take-portal-file"

// takePortalFile keeps the state of a pre-registration; the portal asks for it.
func takePortalFile(e *effect, ev port.Event) (string, error) {
	var taken struct {
		File    string `json:"file"`
		Dossier string `json:"dossier"`
		State   string `json:"state"`
	}
	if json.Unmarshal(ev.Payload, &taken) != nil || !packet.ValidID(taken.State) {
		return effectNoted, nil
	}
	done, err := e.ExecContext(e.ctx, `UPDATE portal_file SET state = $1, dossier = $2 WHERE file = $3 AND office = $4`,
		taken.State, taken.Dossier, taken.File, ev.Office)
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return effectNoted, err
	}
	return effectDone, nil
}

// SetAccountState tells an office how the electronic identity account of a
// dossier's person stands. The same state again is nothing.
func (r *Registry) SetAccountState(ctx context.Context, dossier, state, note string) error {
	if !packet.ValidID(state) {
		return errors.New("registry: no state of an account")
	}
	err := r.inTx(ctx, func(e *effect) error {
		var office, known string
		if err := e.row(`SELECT office, coalesce((SELECT state FROM account WHERE dossier = d.id), '') FROM dossier d WHERE id = $1`, dossier).Scan(&office, &known); err != nil {
			return err
		}
		if known == state {
			return nil
		}
		if err := e.exec(`INSERT INTO account (dossier, state, note, told) VALUES ($1, $2, $3, $4)
			ON CONFLICT (dossier) DO UPDATE SET state = excluded.state, note = excluded.note, told = excluded.told`, dossier, state, note, stamp(e.now)); err != nil {
			return err
		}
		return e.tell(office, port.Change{Kind: port.ChangeAccount, Dossier: dossier, Reason: state, Note: note})
	})
	if err != nil {
		return fmt.Errorf("telling of an account: %w", err)
	}
	return nil
}

// Bounds of a list: people in one part, and how long the same list asked for
// again is the one that was sent.
const (
	listPart = 100
	listLife = 12 * time.Hour
)

// postList sends a list of people down the feed of the office that asks. Asking
// again soon, as after a lost answer, names the list that was sent.
func (r *Registry) postList(w http.ResponseWriter, req *http.Request, station stationRow) error {
	var body protocol.ListRequest
	if err := readJSON(w, req, &body); err != nil {
		return err
	}
	code := strings.ToLower(strings.TrimSpace(body.Code))
	if body.Kind != protocol.ListHamlet && body.Kind != protocol.ListClass || !packet.ValidID(code) {
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "kind or code of a list")
	}
	var id string
	err := r.inTx(req.Context(), func(e *effect) (err error) {
		id, err = e.sendList(station.office, body.Kind, code)
		return err
	})
	if err != nil {
		return err
	}
	answer(w, http.StatusAccepted, protocol.ListAnswer{List: id})
	return nil
}

func (e *effect) sendList(office, kind, code string) (id string, err error) {
	err = e.row(`SELECT id FROM list_sent WHERE office = $1 AND kind = $2 AND code = $3 AND sent > $4`,
		office, kind, code, stamp(e.now.Add(-listLife))).Scan(&id)
	if err == nil || !errors.Is(err, errNoRow) {
		return id, err
	}
	people, asOf, err := e.members(kind, code)
	if err != nil {
		return "", err
	}
	if len(people) == 0 || len(people) > listPart*port.MaxListParts {
		return "", fail(http.StatusNotFound, protocol.CodeListUnknown, "")
	}
	sum := sha256.Sum256([]byte(office + "\n" + kind + "\n" + code + "\n" + stamp(e.now)))
	id = "list-" + hex.EncodeToString(sum[:8])
	if err := e.exec(`INSERT INTO list_sent (office, kind, code, id, sent) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (office, kind, code) DO UPDATE SET id = excluded.id, sent = excluded.sent`, office, kind, code, id, stamp(e.now)); err != nil {
		return "", err
	}
	parts := (len(people) + listPart - 1) / listPart
	for n := range parts {
		part := port.ListPart{List: id, Kind: kind, Code: code, Part: n + 1, Parts: parts, AsOf: asOf,
			Records: people[n*listPart : min((n+1)*listPart, len(people))]}
		if err := e.tell(office, port.Change{Kind: port.ChangeList, List: &part}); err != nil {
			return "", err
		}
	}
	return id, nil
}

// members returns the people of a list and the age of the oldest of their data.
func (e *effect) members(kind, code string) (people []port.PopulationRecord, asOf time.Time, err error) {
	rows, err := e.QueryContext(e.ctx, `SELECT p.record FROM population_group g JOIN population p ON p.number = g.number
		WHERE g.kind = $1 AND g.code = $2 ORDER BY p.number LIMIT $3`, kind, code, listPart*port.MaxListParts+1)
	people, err = collect(rows, err, func(rows *sql.Rows) (p port.PopulationRecord, err error) {
		var text string
		if err := rows.Scan(&text); err != nil {
			return p, err
		}
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return p, fmt.Errorf("reading a population record: %w", err)
		}
		if asOf.IsZero() || p.AsOf.Before(asOf) {
			asOf = p.AsOf
		}
		return p, nil
	})
	return people, asOf, err
}

// Lists of the training population.
const (
	trainingHamlets   = 4            // "thon-1" … "thon-4"
	trainingClass     = "lop-9a"     // those born in trainingClassFrom or later
	trainingClassFrom = "2010-01-01" // ISO, compared as text
)

// seedGroups puts the people of training into hamlets and a school class.
func seedGroups(ctx context.Context, tx *sql.Tx, people []port.PopulationRecord) error {
	enter := func(kind, code string, number person.PersonalNumber) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO population_group (kind, code, number) VALUES ($1, $2, $3) ON CONFLICT (kind, code, number) DO NOTHING`,
			kind, code, number.String())
		return err
	}
	for i, p := range people {
		if err := enter(protocol.ListHamlet, fmt.Sprintf("thon-%d", i%trainingHamlets+1), p.PersonalNumber); err != nil {
			return err
		}
		if p.Birth >= trainingClassFrom {
			if err := enter(protocol.ListClass, trainingClass, p.PersonalNumber); err != nil {
				return err
			}
		}
	}
	return nil
}
