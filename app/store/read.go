package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
)

const dossierColumns = `d.id, d.office, d.station, d.clerk, d.state, d.version, d.created, d.updated,
	d.reason, d.deadline, d.return_section, EXISTS (SELECT 1 FROM destroyed x WHERE x.dossier = d.id)`

func scanDossier(scan func(...any) error) (Dossier, error) {
	var d Dossier
	var created, updated int64
	var deadline sql.NullInt64
	err := scan(&d.ID, &d.Office, &d.Station, &d.Clerk, &d.State, &d.Version, &created, &updated,
		&d.Reason, &deadline, &d.Return, &d.Destroyed)
	d.Created, d.Updated = time.UnixMilli(created).UTC(), time.UnixMilli(updated).UTC()
	if deadline.Valid {
		d.Deadline = time.UnixMilli(deadline.Int64).UTC()
	}
	return d, err
}

// Dossier returns what is plain of a dossier with its sections, cards and newest
// delivery. The desk logs the reading itself: see dossier.ReadDossier.
func (s *Store) Dossier(ctx context.Context, id dossier.ID) (Dossier, error) {
	d, err := scanDossier(s.reader.QueryRowContext(ctx,
		"SELECT "+dossierColumns+" FROM dossier d WHERE d.id = ?", string(id)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Dossier{}, fmt.Errorf("dossier: %w", ErrNotFound)
	}
	if err != nil {
		return Dossier{}, fmt.Errorf("reading a dossier: %w", cause(err))
	}
	if d.Sections, err = s.sections(ctx, id); err != nil {
		return Dossier{}, err
	}
	if d.Cards, err = s.Cards(ctx, CardFilter{Dossier: id}); err != nil {
		return Dossier{}, err
	}
	deliveries, err := s.Deliveries(ctx, id)
	if err != nil {
		return Dossier{}, err
	}
	if len(deliveries) > 0 {
		d.Delivery = &deliveries[0]
	}
	return d, nil
}

func (s *Store) sections(ctx context.Context, id dossier.ID) ([]SectionInfo, error) {
	infos, err := collect(ctx, s.reader, func(scan func(...any) error) (i SectionInfo, err error) {
		var at int64
		err = scan(&i.Name, &i.Revision, &i.Author, &i.Station, &at)
		i.Time = time.UnixMilli(at).UTC()
		return i, err
	}, `SELECT section, max(revision), author, station, time FROM section WHERE dossier = ? GROUP BY section`,
		string(id))
	order := dossier.Sections()
	slices.SortFunc(infos, func(a, b SectionInfo) int {
		return slices.Index(order, a.Name) - slices.Index(order, b.Name)
	})
	return infos, err
}

// Section opens the newest revision of a section; ErrNotFound when there is none.
func (s *Store) Section(ctx context.Context, id dossier.ID, name dossier.Section) (Content, error) {
	return s.section(ctx, id, name, `SELECT revision, author, station, time, content FROM section
		WHERE dossier = ? AND section = ? ORDER BY revision DESC LIMIT 1`, string(id), string(name))
}

// SectionAt opens one revision of a section.
func (s *Store) SectionAt(ctx context.Context, id dossier.ID, name dossier.Section, revision int) (Content, error) {
	return s.section(ctx, id, name, `SELECT revision, author, station, time, content FROM section
		WHERE dossier = ? AND section = ? AND revision = ?`, string(id), string(name), revision)
}

func (s *Store) section(ctx context.Context, id dossier.ID, name dossier.Section, query string, args ...any) (Content, error) {
	key, err := s.dataKey(ctx, id)
	if err != nil {
		return Content{}, fmt.Errorf("section %s: %w", name, err)
	}
	c := Content{SectionInfo: SectionInfo{Name: name}}
	var at int64
	var sealed []byte
	err = s.reader.QueryRowContext(ctx, query, args...).Scan(&c.Revision, &c.Author, &c.Station, &at, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return Content{}, fmt.Errorf("section %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return Content{}, fmt.Errorf("reading section %s: %w", name, cause(err))
	}
	c.Time = time.UnixMilli(at).UTC()
	plain, err := key.Open(sectionPlace(id, name, c.Revision), sealed)
	if err != nil {
		return Content{}, fmt.Errorf("opening section %s: %w", name, err)
	}
	c.JSON = plain
	return c, nil
}

// condition collects the parts of a WHERE clause.
type condition struct {
	parts []string
	args  []any
}

func (c *condition) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

// in adds a condition that column is one of values, if there are any.
func in[S ~string](c *condition, column string, values []S) {
	if len(values) == 0 {
		return
	}
	for _, v := range values {
		c.args = append(c.args, string(v))
	}
	c.parts = append(c.parts, column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")")
}

func (c *condition) where() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}

// List returns dossiers by plain columns, last changed first.
func (s *Store) List(ctx context.Context, f Filter) ([]Dossier, error) {
	var c condition
	if err := s.conditions(&c, f); err != nil {
		return nil, fmt.Errorf("listing dossiers: %w", err)
	}
	if f.Limit <= 0 {
		f.Limit = 200
	}
	return collect(ctx, s.reader, scanDossier, "SELECT "+dossierColumns+" FROM dossier d"+c.where()+
		" ORDER BY d.updated DESC, d.id DESC LIMIT ?", append(c.args, f.Limit)...)
}

// conditions says a filter in SQL, over a table named d.
func (s *Store) conditions(c *condition, f Filter) error {
	in(c, "d.state", f.States)
	if f.Clerk != "" {
		c.add("d.clerk = ?", f.Clerk)
	}
	if f.Kind != "" {
		c.add("EXISTS (SELECT 1 FROM fact f WHERE f.dossier = d.id AND f.kind = ?)", f.Kind)
	}
	if f.Place != "" {
		c.add("EXISTS (SELECT 1 FROM fact f WHERE f.dossier = d.id AND f.commune = ?)", f.Place)
	}
	if !f.From.IsZero() {
		c.add("d.created >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		c.add("d.created < ?", f.To.UnixMilli())
	}
	if !f.Due.IsZero() {
		c.add("d.deadline < ?", f.Due.UnixMilli())
	}
	if f.After != "" {
		updated, id, err := parsePageKey(f.After)
		if err != nil {
			return err
		}
		c.add("(d.updated, d.id) < (?, ?)", updated, id)
	}
	return s.moreConditions(c, f)
}

// Counts returns how many dossiers are in each state; states with none are
// absent.
func (s *Store) Counts(ctx context.Context) (map[dossier.State]int, error) {
	type count struct {
		state dossier.State
		n     int
	}
	all, err := collect(ctx, s.reader, func(scan func(...any) error) (c count, err error) {
		err = scan(&c.state, &c.n)
		return c, err
	}, "SELECT state, count(*) FROM dossier GROUP BY state")
	counts := make(map[dossier.State]int, len(all))
	for _, c := range all {
		counts[c.state] = c.n
	}
	return counts, err
}

// Cards lists cards, last changed first. Details are opened while unlocked.
func (s *Store) Cards(ctx context.Context, f CardFilter) ([]Card, error) {
	var c condition
	in(&c, "state", f.States)
	if f.Dossier != "" {
		c.add("dossier = ?", string(f.Dossier))
	}
	in(&c, "dossier", f.Dossiers)
	if f.Box != "" {
		c.add("box = ?", f.Box)
	}
	if f.Limit <= 0 {
		f.Limit = 500
	}
	return s.cards(ctx, c.where()+" ORDER BY updated DESC, serial LIMIT ?", append(c.args, f.Limit)...)
}

// Card returns one card by its serial.
func (s *Store) Card(ctx context.Context, serial string) (Card, error) {
	cards, err := s.cards(ctx, " WHERE serial = ?", serial)
	if err != nil {
		return Card{}, err
	}
	if len(cards) == 0 {
		return Card{}, fmt.Errorf("card: %w", ErrNotFound)
	}
	return cards[0], nil
}

func (s *Store) cards(ctx context.Context, rest string, args ...any) ([]Card, error) {
	type sealed struct {
		card     Card
		revision int64
		detail   []byte
	}
	all, err := collect(ctx, s.reader, func(scan func(...any) error) (c sealed, err error) {
		var updated int64
		err = scan(&c.card.Serial, &c.card.Dossier, &c.card.State, &c.card.Box, &c.card.Shelf, &c.card.Officer,
			&c.card.List, &c.card.Reason, &c.card.Replaced, &c.revision, &c.detail, &updated)
		c.card.Updated = time.UnixMilli(updated).UTC()
		return c, err
	}, `SELECT serial, dossier, state, box, shelf, officer, list, reason, replaced, revision, detail, updated
		FROM card`+rest, args...)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, 0, len(all))
	for _, c := range all {
		if c.detail != nil && s.Unlocked() {
			if c.card.Detail, err = s.cardDetail(ctx, c.card, c.revision, c.detail); err != nil {
				return nil, err
			}
		}
		cards = append(cards, c.card)
	}
	return cards, nil
}

func (s *Store) cardDetail(ctx context.Context, c Card, revision int64, sealed []byte) (CardDetail, error) {
	key, err := s.dataKey(ctx, c.Dossier)
	if err != nil {
		return CardDetail{}, fmt.Errorf("opening a card's detail: %w", err)
	}
	plain, err := key.Open(cardPlace(c.Serial, revision), sealed)
	if err != nil {
		return CardDetail{}, fmt.Errorf("opening a card's detail: %w", err)
	}
	var d CardDetail
	if err := json.Unmarshal(plain, &d); err != nil {
		return CardDetail{}, fmt.Errorf("%w: card's detail: %w", ErrDamaged, err)
	}
	return d, nil
}
