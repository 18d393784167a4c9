package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/forms.md anew")

func TestFormsDocumentIsCurrent(t *testing.T) {
	want, err := FormsDocument()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "..", "docs", "forms.md")
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/forms.md is not what the templates say: go test ./app/report -update")
	}
	if rows := strings.Count(want, "\n| `"); rows < 16 {
		t.Errorf("%d forms", rows)
	}
}
