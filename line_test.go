package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/tables"
	"carddesk/ui/words"
)

// Every cause that the protocol knows is said in words: no clerk reads a code.
func TestEveryCauseHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("sync", "protocol", "problem.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		code, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		codes++
		if words.SyncFailure(code) == code {
			t.Errorf("%s has no words", code)
		}
		return true
	})
	if codes < 40 {
		t.Errorf("only %d codes were found", codes)
	}
}

// The hours and the bound of policy hold in the time of Việt Nam, whatever zone the
// machine is set to, and change with a new policy in the running desk.
func TestLineLimits(t *testing.T) {
	p := &parts{book: book.NewLive(book.Book{Policy: policy.Default(), Tables: tables.Default()})}
	at := func(clock string) time.Time {
		day, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-25 "+clock, person.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return day.UTC()
	}
	if got := p.lineLimits(at("12:00")); got != (port.LineLimits{}) {
		t.Errorf("compiled policy: %+v", got)
	}
	text, err := os.ReadFile(filepath.Join("app", "policy", "default.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	doc["settings"].(map[string]any)["line"] = []any{map[string]any{"source": "thử", "status": "chosen", "value": map[string]any{
		"kbitsPerSecond": 256, "hours": []any{map[string]any{"from": "18:00", "until": "06:30"}, map[string]any{"from": "11:30", "until": "13:30"}},
	}}}
	if text, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	set, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	p.book.SetPolicy(set)
	for clock, closed := range map[string]bool{
		"06:29": false, "06:30": true, "11:29": true, "11:30": false, "13:30": true, "17:59": true, "18:00": false, "23:59": false, "00:00": false,
	} {
		if got := p.lineLimits(at(clock)); got.Closed != closed || got.BytesPerSecond != 32_000 {
			t.Errorf("at %s: %+v", clock, got)
		}
	}
}
