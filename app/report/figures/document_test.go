package figures_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/report/figures"
)

var update = flag.Bool("update", false, "write docs/reports.md anew")

func TestDocument(t *testing.T) {
	path := filepath.Join("..", "..", "..", "docs", "reports.md")
	want := figures.Document()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("docs/reports.md is not what the tables say (%v); run go test ./app/report/figures -update", err)
	}
}
