package store

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

// TestSchemaKnowsTheStates compares the CHECK lists of the schema with the
// states of the tables: a new state needs a migration.
func TestSchemaKnowsTheStates(t *testing.T) {
	schema, err := migrationFiles.ReadFile("migrations/0001_desk.sql")
	if err != nil {
		t.Fatal(err)
	}
	check(t, string(schema), "dossier", dossier.States())
	check(t, string(schema), "delivery", dossier.DeliveryStates())
	check(t, string(schema), "card", dossier.CardStates())
	check(t, string(schema), "user", dossier.UserRoles())
}

func check[S ~string](t *testing.T, schema, table string, want []S) {
	t.Helper()
	_, body, _ := strings.Cut(schema, "CREATE TABLE "+table+" (")
	list := regexp.MustCompile(`(?s)(?:state|role) IN \((.*?)\)`).FindStringSubmatch(body)
	if list == nil {
		t.Fatalf("%s has no list", table)
	}
	var have []S
	for _, m := range regexp.MustCompile(`'([^']+)'`).FindAllStringSubmatch(list[1], -1) {
		have = append(have, S(m[1]))
	}
	slices.Sort(have)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(have, want) {
		t.Errorf("%s: schema has %v, the table %v", table, have, want)
	}
}

// TestGuardsHoldEveryPair compares the triggers with the tables.
func TestGuardsHoldEveryPair(t *testing.T) {
	all := guards()
	if len(all) != 6 {
		t.Fatalf("%d guards", len(all))
	}
	for _, p := range dossier.Deliveries().Pairs() {
		if p.From != "" && !strings.Contains(all[2].sql, fmt.Sprintf("'%s>%s'", p.From, p.To)) {
			t.Errorf("%s to %s is not in %s", p.From, p.To, all[2].name)
		}
	}
	if strings.Contains(all[2].sql, fmt.Sprintf("'%s>", port.DeliveryDecided)) {
		t.Error("a decided delivery moves")
	}
}

func TestMigrationsInOrder(t *testing.T) {
	file := func() *fstest.MapFile { return &fstest.MapFile{Data: []byte("SELECT 1;")} }
	for name, c := range map[string]struct {
		files fstest.MapFS
		ok    bool
	}{
		"in order":  {fstest.MapFS{"migrations/0001_a.sql": file(), "migrations/0002_b.sql": file()}, true},
		"gap":       {fstest.MapFS{"migrations/0001_a.sql": file(), "migrations/0003_b.sql": file()}, false},
		"doubled":   {fstest.MapFS{"migrations/0001_a.sql": file(), "migrations/0001_b.sql": file()}, false},
		"no number": {fstest.MapFS{"migrations/first.sql": file()}, false},
	} {
		if _, err := migrations(c.files); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMigrateForward adds a version to a file with data: copied before, resumed
// after a step that failed, refused by the older program.
func TestMigrateForward(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	n := len(steps)
	next := append(steps[:n:n],
		migration{n + 1, "a", "CREATE TABLE later (a INTEGER) STRICT;"},
		migration{n + 2, "b", "ALTER TABLE later ADD COLUMN b INTEGER; INSERT INTO nowhere VALUES (1);"})
	run := func(steps []migration) error {
		return s.writer.raw(ctx, func(w *writer) error { return migrate(ctx, w.conn, dir, s.now(), steps) })
	}
	if err := run(next); err == nil {
		t.Fatal("a broken step passed")
	}
	var version, columns int
	ask := func() {
		if err := s.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
			t.Fatal(err)
		}
		if err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info('later')").Scan(&columns); err != nil {
			t.Fatal(err)
		}
	}
	if ask(); version != n+1 || columns != 1 {
		t.Errorf("after the broken step: version %d, %d columns", version, columns)
	}
	next[n+1].sql = "ALTER TABLE later ADD COLUMN b INTEGER;"
	if err := run(next); err != nil {
		t.Fatal(err)
	}
	if ask(); version != n+2 || columns != 2 {
		t.Errorf("after the mended step: version %d, %d columns", version, columns)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, Options{Dir: dir}); !errors.Is(err, ErrNewer) {
		t.Errorf("older program: %v", err)
	}
}
