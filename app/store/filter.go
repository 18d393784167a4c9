package store

import (
	"context"
	"encoding/json"
	"fmt"

	"carddesk/app/dossier"
)

// Trouble is why somebody must look at a dossier.
type Trouble string

// Troubles of dossiers.
const (
	TroubleAny       Trouble = "any"
	TroubleReturned  Trouble = "returned"  // by the supervisor
	TroubleRejected  Trouble = "rejected"  // by the registry
	TroubleRecapture Trouble = "recapture" // the registry wants a part taken again
	TroubleOverdue   Trouble = "overdue"   // waits, and its time has passed
	TroubleHeld      Trouble = "held"
	TroubleSetAside  Trouble = "set-aside" // its packet was refused for good
	TroubleCard      Trouble = "card"      // faulty, lost, undelivered or recalled
)

// Troubles lists them, any first.
func Troubles() []Trouble {
	return []Trouble{TroubleAny, TroubleReturned, TroubleRejected, TroubleRecapture, TroubleOverdue, TroubleHeld,
		TroubleSetAside, TroubleCard}
}

// troubleConditions say each trouble in SQL; overdue takes the time of now.
var troubleConditions = map[Trouble]string{
	TroubleReturned:  "d.state = 'returned'",
	TroubleRejected:  "d.state = 'rejected'",
	TroubleRecapture: "d.state = 'recapture-wanted'",
	TroubleHeld:      "d.state = 'on-hold'",
	TroubleSetAside: `EXISTS (SELECT 1 FROM delivery v WHERE v.dossier = d.id AND v.version = d.version
		AND v.state = 'set-aside')`,
	TroubleCard: `EXISTS (SELECT 1 FROM card k WHERE k.dossier = d.id
		AND k.state IN ('faulty', 'lost', 'undelivered', 'recalled'))`,
}

const overdue = "d.state = 'waiting' AND d.deadline < ?"

// moreConditions adds those that are not columns of the dossier.
func (s *Store) moreConditions(c *condition, f Filter) error {
	now := s.now().UnixMilli()
	exceptionCondition(c, f.Exception)
	switch {
	case f.Trouble == "":
	case f.Trouble == TroubleOverdue:
		c.add(overdue, now)
	case f.Trouble == TroubleAny:
		either := overdue
		for _, p := range Troubles() {
			if one := troubleConditions[p]; one != "" {
				either += " OR " + one
			}
		}
		c.add("("+either+")", now)
	default:
		one := troubleConditions[f.Trouble]
		if one == "" {
			return fmt.Errorf("trouble %q: %w", f.Trouble, ErrNotFound)
		}
		c.add(one)
	}
	if f.Among != nil {
		ids, err := json.Marshal(f.Among)
		if err != nil {
			return fmt.Errorf("encoding ids: %w", err)
		}
		c.add("d.id IN (SELECT value FROM json_each(?))", string(ids))
	}
	return nil
}

// chosen lists the ids of all dossiers of a filter, in no order.
func (s *Store) chosen(ctx context.Context, f Filter) ([]string, error) {
	var c condition
	from := "dossier d"
	if f.Among != nil {
		// Led by the ids: the planner would rather walk all dossiers of a state.
		ids, err := json.Marshal(f.Among)
		if err != nil {
			return nil, fmt.Errorf("encoding ids: %w", err)
		}
		from, f.Among = "json_each(?) j CROSS JOIN dossier d ON d.id = j.value", nil
		c.args = append(c.args, string(ids))
	}
	if err := s.conditions(&c, f); err != nil {
		return nil, err
	}
	return collect(ctx, s.reader, func(scan func(...any) error) (id string, err error) {
		err = scan(&id)
		return id, err
	}, "SELECT d.id FROM "+from+c.where(), c.args...)
}

// Places lists the codes of the communes that dossiers are from, the most
// frequent first, at most limit.
func (s *Store) Places(ctx context.Context, limit int) ([]string, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (code string, err error) {
		err = scan(&code)
		return code, err
	}, "SELECT commune FROM fact WHERE commune <> '' GROUP BY commune ORDER BY count(*) DESC, commune LIMIT ?", limit)
}

// Plain reads several dossiers at once, without their sections, cards and
// deliveries, in the order of the ids; ids of none are passed over.
func (s *Store) Plain(ctx context.Context, ids []dossier.ID) ([]Dossier, error) {
	found, err := s.List(ctx, Filter{Among: append([]dossier.ID{}, ids...), Limit: len(ids) + 1})
	if err != nil {
		return nil, err
	}
	byID := make(map[dossier.ID]Dossier, len(found))
	for _, d := range found {
		byID[d.ID] = d
	}
	ordered := make([]Dossier, 0, len(found))
	for _, id := range ids {
		if d, ok := byID[id]; ok {
			ordered = append(ordered, d)
		}
	}
	return ordered, nil
}
