package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"carddesk/sync/packet"
)

// ErrUnknown says that there is no such thing.
var ErrUnknown = errors.New("registry: not known")

// StationInfo is a station as lists show it. Times are RFC 3339 UTC.
type StationInfo struct {
	ID, Office, State, Enrolled, LogFault string
	LogThrough                            int64 // last log entry whose hash is here
}

const stationColumns = `id, office, state, enrolled, log_fault, log_through`

func scanStation(scan func(...any) error) (s StationInfo, err error) {
	return s, scan(&s.ID, &s.Office, &s.State, &s.Enrolled, &s.LogFault, &s.LogThrough)
}

// Stations lists stations by office, all of them when office is empty.
func (r *Registry) Stations(ctx context.Context, office string, limit int) ([]StationInfo, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT `+stationColumns+` FROM station
		WHERE $1 = '' OR office = $1 ORDER BY office, id LIMIT $2`, office, limit)
	return collect(rows, err, func(rows *sql.Rows) (StationInfo, error) { return scanStation(rows.Scan) })
}

// StationInfo returns one station, or [ErrUnknown].
func (r *Registry) StationInfo(ctx context.Context, id string) (s StationInfo, err error) {
	s, err = scanStation(r.store.read.QueryRowContext(ctx, `SELECT `+stationColumns+` FROM station WHERE id = $1`, id).Scan)
	if errors.Is(err, errNoRow) {
		err = ErrUnknown
	}
	return s, err
}

// DossierInfo is a dossier as lists show it: nothing says who it is for.
type DossierInfo struct {
	ID, Office, State, Reason, Received, Decided, Closed string
	Version                                              int
}

const dossierColumns = `id, office, version, state, reason, received, decided, closed`

func scanDossier(scan func(...any) error) (d DossierInfo, err error) {
	return d, scan(&d.ID, &d.Office, &d.Version, &d.State, &d.Reason, &d.Received, &d.Decided, &d.Closed)
}

// step is how the centre's work names the newest version of a dossier.
func (d DossierInfo) step() step { return step{dossier: d.ID, office: d.Office, version: d.Version} }

// dossierInfo returns one dossier, or [ErrUnknown].
func (r *Registry) dossierInfo(ctx context.Context, id string) (DossierInfo, error) {
	d, err := scanDossier(r.store.read.QueryRowContext(ctx, `SELECT `+dossierColumns+` FROM dossier WHERE id = $1`, id).Scan)
	if errors.Is(err, errNoRow) {
		err = ErrUnknown
	}
	return d, err
}

// FindDossiers returns those whose reference begins with text: at least four
// characters, so that nobody leafs through the country.
func (r *Registry) FindDossiers(ctx context.Context, text string, limit int) ([]DossierInfo, error) {
	if len(text) < 4 || !packet.ValidID(text) {
		return nil, nil
	}
	// A range and not LIKE: it uses the index in both engines, and holds no pattern.
	// "z" is the last character of ids in every order; an order that passes over
	// hyphens finds too many.
	rows, err := r.store.read.QueryContext(ctx, `SELECT `+dossierColumns+` FROM dossier WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT $3`,
		text, text+strings.Repeat("z", 64-len(text)), 2*limit)
	found, err := collect(rows, err, func(rows *sql.Rows) (DossierInfo, error) { return scanDossier(rows.Scan) })
	found = slices.DeleteFunc(found, func(d DossierInfo) bool { return !strings.HasPrefix(d.ID, text) })
	return found[:min(len(found), limit)], err
}

// WaitingDossiers returns those that wait for a decision, the oldest first.
func (r *Registry) WaitingDossiers(ctx context.Context, limit int) ([]DossierInfo, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT `+dossierColumns+` FROM dossier WHERE state = 'received' ORDER BY received, id LIMIT $1`, limit)
	return collect(rows, err, func(rows *sql.Rows) (DossierInfo, error) { return scanDossier(rows.Scan) })
}

// CardInfo is a card as lists show it.
type CardInfo struct{ Serial, Dossier, State, Box, Lot, Ordered, HandedOver string }

// PacketInfo is one version of a dossier as it came.
type PacketInfo struct {
	Version                int
	Station, SHA256, Inner string
	Received               string
	Size                   int64
}

// HandOnInfo is what goes to the national back end.
type HandOnInfo struct {
	ID, Dossier, Kind, State, Code, Due string
	Attempts                            int
}

// DossierDetail is all that the registry's tables say of one dossier.
type DossierDetail struct {
	DossierInfo
	Packets []PacketInfo
	Cards   []CardInfo
	HandOn  []HandOnInfo
	Unfit   []UnfitEvent
}

// Dossier returns one dossier, or [ErrUnknown].
func (r *Registry) Dossier(ctx context.Context, id string) (d DossierDetail, err error) {
	if d.DossierInfo, err = r.dossierInfo(ctx, id); errors.Is(err, ErrUnknown) {
		return d, err
	}
	if err == nil {
		rows, e := r.store.read.QueryContext(ctx, `SELECT version, station, sha256, inner_hash, received, size FROM packet WHERE dossier = $1 ORDER BY version`, id)
		d.Packets, err = collect(rows, e, func(rows *sql.Rows) (p PacketInfo, err error) {
			return p, rows.Scan(&p.Version, &p.Station, &p.SHA256, &p.Inner, &p.Received, &p.Size)
		})
	}
	if err == nil {
		rows, e := r.store.read.QueryContext(ctx, `SELECT `+cardColumns+` FROM card WHERE dossier = $1 ORDER BY ordered, serial`, id)
		d.Cards, err = collect(rows, e, scanCard)
	}
	if err == nil {
		rows, e := r.store.read.QueryContext(ctx, `SELECT `+handOnColumns+` FROM hand_on WHERE dossier = $1 ORDER BY nr`, id)
		d.HandOn, err = collect(rows, e, scanHandOn)
	}
	if err == nil {
		d.Unfit, err = r.unfitEvents(ctx, id)
	}
	if err != nil {
		return d, fmt.Errorf("reading a dossier: %w", err)
	}
	return d, nil
}

const cardColumns = `serial, dossier, state, box, lot, ordered, handed_over`

func scanCard(rows *sql.Rows) (c CardInfo, err error) {
	return c, rows.Scan(&c.Serial, &c.Dossier, &c.State, &c.Box, &c.Lot, &c.Ordered, &c.HandedOver)
}

const handOnColumns = `id, dossier, kind, state, code, due, attempts`

func scanHandOn(rows *sql.Rows) (h HandOnInfo, err error) {
	return h, rows.Scan(&h.ID, &h.Dossier, &h.Kind, &h.State, &h.Code, &h.Due, &h.Attempts)
}

// StuckHandOns returns what waits for people before it can go to the back end.
func (r *Registry) StuckHandOns(ctx context.Context, limit int) ([]HandOnInfo, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT `+handOnColumns+` FROM hand_on WHERE state = $1 ORDER BY due, id LIMIT $2`, handStuck, limit)
	return collect(rows, err, scanHandOn)
}

// LotInfo is a production lot: how many cards it has, by state.
type LotInfo struct {
	Lot, State string
	Cards      int
}

// Lots returns the newest lots.
func (r *Registry) Lots(ctx context.Context, limit int) ([]LotInfo, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT lot, state, count(*) FROM card
		WHERE lot IN (SELECT DISTINCT lot FROM card WHERE lot <> '' ORDER BY lot DESC LIMIT $1) GROUP BY lot, state ORDER BY lot DESC, state`, limit)
	return collect(rows, err, func(rows *sql.Rows) (l LotInfo, err error) { return l, rows.Scan(&l.Lot, &l.State, &l.Cards) })
}

// BoxInfo is a box that left for an office.
type BoxInfo struct {
	ID, Office, Seal, Made string
	Cards, OnTheWay        int
}

// Boxes returns the newest boxes.
func (r *Registry) Boxes(ctx context.Context, limit int) ([]BoxInfo, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT b.id, b.office, b.seal, b.made, count(c.serial), COALESCE(sum(CASE WHEN c.state = $1 THEN 1 ELSE 0 END), 0)
		FROM box b LEFT JOIN card c ON c.box = b.id WHERE b.id IN (SELECT id FROM box ORDER BY made DESC LIMIT $2)
		GROUP BY b.id, b.office, b.seal, b.made ORDER BY b.made DESC, b.id`, cardShipped, limit)
	return collect(rows, err, func(rows *sql.Rows) (b BoxInfo, err error) {
		return b, rows.Scan(&b.ID, &b.Office, &b.Seal, &b.Made, &b.Cards, &b.OnTheWay)
	})
}

// BoxCards returns the cards of a box.
func (r *Registry) BoxCards(ctx context.Context, box string) ([]CardInfo, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT `+cardColumns+` FROM card WHERE box = $1 ORDER BY serial`, box)
	return collect(rows, err, scanCard)
}

// Person is what somebody who decides must see of a dossier.
type Person struct {
	Identity
	Portrait     []byte
	PortraitType string
}

// Addresses of the person in one line each.
func (p Person) Addresses() (origin, permanent string) {
	return p.Origin.String(), p.Permanent.String()
}

// ReadPerson opens the newest packet of a dossier for somebody who decides on it.
func (r *Registry) ReadPerson(ctx context.Context, dossier string) (Person, error) {
	d, err := r.dossierInfo(ctx, dossier)
	if err != nil {
		return Person{}, fmt.Errorf("looking for a dossier: %w", err)
	}
	content, err := r.readPacket(ctx, d.step())
	if err != nil {
		return Person{}, err
	}
	return Person{Identity: content.identity, Portrait: content.portrait, PortraitType: content.portraitType}, nil
}

// Figures are the lengths of what waits, by name.
type Figures map[string]int

// figures counts through indices that hold only what waits, so that it is cheap
// whatever the registry has behind it. States stand in the text: an index over
// some rows is used only for words that are known beforehand.
var figures = map[string]string{
	"stations-active":     `SELECT count(*) FROM station WHERE state = 'active'`,
	"dossiers-undecided":  `SELECT count(*) FROM dossier WHERE state = 'received'`,
	"cards-ordered":       `SELECT count(*) FROM card WHERE state = 'ordered'`,
	"cards-on-the-way":    `SELECT count(*) FROM card WHERE state = 'shipped'`,
	"uploads-open":        `SELECT count(*) FROM upload WHERE state = 'open'`,
	"steps":               `SELECT count(*) FROM step`,
	"hand-on-waiting":     `SELECT count(*) FROM hand_on WHERE state = 'waiting'`,
	"hand-on-stuck":       `SELECT count(*) FROM hand_on WHERE state = 'stuck'`,
	"events-set-aside":    `SELECT count(*) FROM event_refused`,
	"stations-with-fault": `SELECT count(*) FROM station WHERE log_fault <> ''`,
}

// Figures counts what waits.
func (r *Registry) Figures(ctx context.Context) (Figures, error) {
	out := Figures{}
	for name, query := range figures {
		var n int
		if err := r.store.read.QueryRowContext(ctx, query).Scan(&n); err != nil {
			return nil, fmt.Errorf("counting %s: %w", name, err)
		}
		out[name] = n
	}
	return out, nil
}
