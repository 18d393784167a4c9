package card

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const (
	repository   = "../.."
	secondTable  = "# What a forger can try"
	tableHeading = "attempt"
)

// tablesOfTests are the two tables of docs/bad-cards.md.
func tablesOfTests(t testing.TB) (badCards, tampering string) {
	t.Helper()
	list, err := os.ReadFile(filepath.Join(repository, "docs", "bad-cards.md"))
	if err != nil {
		t.Fatal(err)
	}
	badCards, tampering, found := strings.Cut(string(list), secondTable)
	if !found {
		t.Fatal("docs/bad-cards.md has no second table")
	}
	return badCards, tampering
}

// TestListOfBadCards holds docs/bad-cards.md to the tests that it names: rows 1
// to 26 are all there, each with tests that exist.
func TestListOfBadCards(t *testing.T) {
	list, _ := tablesOfTests(t)
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|.*\|([^|]*)\|$`).FindAllStringSubmatch(list, -1)
	if len(rows) != 26 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %s stands where %d should", row[1], i+1)
		}
		wantTests(t, row[1], row[2])
	}
}

// TestListOfTampering does so for the table of forgeries.
func TestListOfTampering(t *testing.T) {
	_, list := tablesOfTests(t)
	rows := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([a-zA-Z][^|]*) \|[^|]*\|([^|]*)\|$`).FindAllStringSubmatch(list, -1) {
		if row[1] != tableHeading {
			rows[row[1]] = row[2]
			wantTests(t, row[1], row[2])
		}
	}
	for _, attempt := range []string{
		"one bit in each group", "EF.SOD of another card", "unknown issuer", "expired signer", "revoked signer",
		"DG13 of another person", "clone without the key of active authentication", "clone without the key of chip authentication",
		"wrong CAN", "wrong MAC", "replay of one answer or of a whole reading", "truncated file", "endless file or answer",
		"tag and length bombs",
	} {
		if _, there := rows[attempt]; !there {
			t.Errorf("no row %q", attempt)
		}
	}
}

// wantTests checks the tests that a row names.
func wantTests(t *testing.T, row, named string) {
	t.Helper()
	tests := regexp.MustCompile("`([a-z/]+) (Test[A-Za-z0-9]+)`").FindAllStringSubmatch(named, -1)
	if len(tests) == 0 {
		t.Errorf("row %s names no test", row)
	}
	for _, test := range tests {
		if !declared(t, filepath.Join(repository, test[1]), test[2]) {
			t.Errorf("row %s: %s has no %s", row, test[1], test[2])
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
