package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/app/vault"
)

// raw opens the data file past the store, as somebody with the disk does.
func raw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "desk.db")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execute(t testing.TB, db *sql.DB, script string, args ...any) {
	t.Helper()
	if _, err := db.Exec(script, args...); err != nil {
		t.Fatalf("%s: %v", script, err)
	}
}

// dropGuards takes away the triggers, as an attacker would.
const dropGuards = `DROP TRIGGER log_stays; DROP TRIGGER log_whole; DROP TRIGGER dossier_moves;
	DROP TRIGGER dossier_begins; DROP TRIGGER card_begins; DROP TRIGGER delivery_begins;`

func TestDatabaseRefusesWhatTheTablesLack(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	db := raw(t, d.dir)
	for name, statement := range map[string]string{
		"jump":                  "UPDATE dossier SET state = 'closed'",
		"unknown state":         "UPDATE dossier SET state = 'gone'",
		"born approved":         "INSERT INTO dossier (id, office, station, clerk, state, created, updated, head) VALUES ('" + strings.Repeat("0", 32) + "', 'o', 's', 'c', 'approved', 1, 1, x'')",
		"card born handed over": "INSERT INTO card (serial, dossier, state, revision, updated) VALUES ('C', '" + string(id) + "', 'handed-over', 1, 1)",
		"log changed":           "UPDATE log SET actor = 'x'",
		"log cut":               "DELETE FROM log WHERE seq > 1",
		"number with letters":   "UPDATE dossier SET created = 'never'",
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	d.verify()
}

func TestTampering(t *testing.T) {
	for _, c := range []struct {
		name string
		do   string // with the guards dropped
		want string // kind of a problem that must be among those found
		at   string // prefix of its place
	}{
		{"log cut at its end", "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)", store.ProblemForeign, "section/"},
		{"entry cut out", "DELETE FROM log WHERE seq = 4", store.ProblemGap, "log"},
		{"entry changed", "UPDATE log SET actor = 'quantri' WHERE seq = 3", store.ProblemEntry, "log"},
		{"entry changed with its hash", "UPDATE log SET actor = 'x', hash = zeroblob(32) WHERE seq = 3", store.ProblemChain, "log"},
		{"payload of another entry", "UPDATE log SET payload = (SELECT payload FROM log WHERE seq = 3) WHERE seq = 4", store.ProblemPayload, "log"},
		{"state set back", "UPDATE dossier SET state = 'draft' WHERE state = 'captured'", store.ProblemChanged, "dossier/"},
		{"clerk changed", "UPDATE dossier SET clerk = 'x'", store.ProblemChanged, "dossier/"},
		{"head put back", "UPDATE dossier SET head = (SELECT hash FROM log WHERE seq = 2)", store.ProblemHead, "dossier/"},
		{"newest revision cut", "DELETE FROM section WHERE revision = 2", store.ProblemMissing, "section/"},
		{"cell moved to an older revision", "UPDATE section SET content = (SELECT content FROM section WHERE revision = 2) WHERE revision = 1 AND section = 'identity'", store.ProblemChanged, "section/"},
		{"author changed", "UPDATE section SET author = 'x'", store.ProblemChanged, "section/"},
		{"user made administrator", "UPDATE user SET role = 'administrator' WHERE id = 'canbo1'", store.ProblemChanged, "user/canbo1"},
		{"user put in", "INSERT INTO user (id, role, revision, profile, created, updated) VALUES ('x', 'clerk', 1, x'00', 1, 1)", store.ProblemForeign, "user/x"},
		{"slot changed", "UPDATE slot SET wrapped = (SELECT wrapped FROM slot WHERE owner = 'canbo1') WHERE owner = 'chihuy1'", store.ProblemChanged, "slot/password/chihuy1"},
		{"slot cheapened", "UPDATE slot SET memory_kib = 9 WHERE owner = 'chihuy1'", store.ProblemChanged, "slot/password/chihuy1"},
		{"transport keys changed", "UPDATE station SET name = 'x'", store.ProblemChanged, "station/"},
		{"key swapped", "UPDATE data_key SET wrapped = zeroblob(72)", store.ProblemChanged, "data_key/"},
		{"blob row changed", "UPDATE blob SET sha256 = '" + strings.Repeat("0", 64) + "'", store.ProblemChanged, "blob/"},
		{"dossier put in", "INSERT INTO dossier (id, office, station, clerk, state, created, updated, head) VALUES ('" + strings.Repeat("0", 32) + "', 'o', 's', 'c', 'approved', 1, 1, x'')", store.ProblemForeign, "dossier/"},
		{"destruction feigned", "INSERT INTO destroyed (dossier, time, reason) SELECT id, 1, '' FROM dossier", store.ProblemForeign, "destroyed/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			id := d.draft("Nguyễn Văn An", "001090012345")
			d.do(save(id, 1, "Nguyễn Văn Ân"))
			d.capture(id)
			other := d.draft("Lê Thị Bình", "001190012345")
			d.do(save(other, 1, "Lê Thị Bính"))
			d.verify()
			execute(t, raw(t, d.dir), dropGuards+c.do)
			report, err := d.VerifyLog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(report.Problems, func(p store.Problem) bool {
				return p.Kind == c.want && strings.HasPrefix(p.Where, c.at)
			}) {
				t.Errorf("found %+v, want %s at %s", report.Problems, c.want, c.at)
			}
		})
	}
}

// TestCellMoved: content carried from one dossier to another does not open.
func TestCellMoved(t *testing.T) {
	d := newDesk(t)
	a, b := d.draft("A", "001090012345"), d.draft("B", "001190012345")
	execute(t, raw(t, d.dir), "UPDATE section SET content = (SELECT content FROM section WHERE dossier = ?) WHERE dossier = ?", string(a), string(b))
	if _, err := d.Section(t.Context(), b, dossier.SectionIdentity); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("got %v", err)
	}
	if _, err := d.Section(t.Context(), a, dossier.SectionIdentity); err != nil {
		t.Errorf("the other one: %v", err)
	}
}
