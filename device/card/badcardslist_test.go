package card

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestListOfBadCards holds docs/bad-cards.md to the tests that it names: rows 1
// to 26 are all there, each with tests that exist.
func TestListOfBadCards(t *testing.T) {
	const root = "../.."
	list, err := os.ReadFile(filepath.Join(root, "docs", "bad-cards.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|.*\|([^|]*)\|$`).FindAllStringSubmatch(string(list), -1)
	if len(rows) != 26 {
		t.Fatalf("%d rows", len(rows))
	}
	named := regexp.MustCompile("`([a-z/]+) (Test[A-Za-z0-9]+)`")
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %s stands where %d should", row[1], i+1)
		}
		tests := named.FindAllStringSubmatch(row[2], -1)
		if len(tests) == 0 {
			t.Errorf("row %s names no test", row[1])
		}
		for _, test := range tests {
			if !declared(t, filepath.Join(root, test[1]), test[2]) {
				t.Errorf("row %s: %s has no %s", row[1], test[1], test[2])
			}
		}
	}
}

func declared(t testing.TB, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)^func ` + name + `\(`).Match(text) {
			return true
		}
	}
	return false
}
