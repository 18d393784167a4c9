package dossier

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carddesk/app/policy"
)

func TestRulesDocumentIsCurrent(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "rules.md")
	want := RulesDocument(policy.Default())
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Errorf("docs/rules.md is not what the rules say: run go test ./app/dossier -update")
	}
}

// TestRulesDocumentCites: every row of every table has a source, and every case
// that a law knows has a row.
func TestRulesDocumentCites(t *testing.T) {
	doc := RulesDocument(policy.Default())
	rows := 0
	for line := range strings.Lines(doc) {
		if !strings.HasPrefix(line, "| ") || strings.HasSuffix(line, "| source |\n") {
			continue
		}
		rows++
		if strings.HasPrefix(line, "| reason |") {
			continue
		}
		if !strings.Contains(line, "[") {
			t.Errorf("no source in %s", line)
		}
	}
	want := 0
	for _, regime := range Regimes() {
		rules, _ := RulesOf(regime)
		for _, kind := range rules.Kinds {
			for _, reason := range kind.Reasons {
				for _, band := range rules.Bands {
					if band.Right != NoCard && (band.Until == 0 || band.Until >= reason.FromAge) {
						want++
						if !strings.Contains(doc, "| "+reason.Vietnamese+" (`"+reason.Code+"`)") {
							t.Errorf("no row for %s %s", regime, reason.Code)
						}
					}
				}
			}
		}
	}
	// 2014: eleven reasons with four ages, less one that begins at 25.
	// 2023: twelve reasons with six ages, less two that begin at 14.
	if want != 43+68 {
		t.Errorf("%d cases", want)
	}
	if rows < want {
		t.Errorf("%d rows for %d cases", rows, want)
	}
}
