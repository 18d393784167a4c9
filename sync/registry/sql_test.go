package registry

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// own are the words of SQL that only one engine knows, or that engines which speak
// PostgreSQL's wire protocol and spread their data over machines leave out or do
// otherwise: locks by hand, messages between sessions, counters, triggers, casts
// and functions of PostgreSQL's own, numbers of rows.
var own = regexp.MustCompile(`(?i)\bFOR (NO KEY )?(UPDATE|SHARE)\b|\bSKIP LOCKED\b|\bLOCK TABLE\b|\bLISTEN\b|\bNOTIFY\b|\bpg_|advisory|\b(BIG|SMALL)SERIAL\b|\bSERIAL\s+(PRIMARY|NOT|UNIQUE|REFERENCES)\b|\bNEXTVAL\b|\bAUTOINCREMENT\b|\bTRIGGER\b|::|\bILIKE\b|\bROWID\b|\bCTID\b|\bPRAGMA\b|\bjson_|\bMERGE\b|\bTRUNCATE\b|\bUNLOGGED\b|\bTABLESPACE\b|\bCREATE (EXTENSION|FUNCTION|TYPE|DOMAIN|SEQUENCE)\b|\bDEFERRABLE\b|\bEXCLUDE\b|\bIF\(|\bINSERT OR\b|\bREPLACE INTO\b`)

var statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|WITH)\b`)

// All statements are in the part of SQL that SQLite, PostgreSQL and the engines
// that speak its protocol share.
func TestSharedSQL(t *testing.T) {
	texts := map[string]string{}
	migrationFiles, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range migrationFiles {
		text, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = regexp.MustCompile(`--.*`).ReplaceAllString(string(text), "")
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	statements := 0
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") || name == "store_sqlite.go" || name == "store_postgres.go" {
			continue // what differs between the engines is in these two
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, content, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(literal.Value); err == nil && statement.MatchString(text) {
				statements++
				texts[name+"\n"+text] = text
			}
			return true
		})
	}
	if statements < 100 || len(migrationFiles) < 5 {
		t.Fatalf("%d statements and %d migrations read: the test looks at the wrong place", statements, len(migrationFiles))
	}
	for where, text := range texts {
		if found := own.FindString(text); found != "" {
			t.Errorf("%q is not in every engine: %s", found, where)
		}
	}
}
