package importtable

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// rule allows the packages below one folder to import, of this module and of
// the libraries with a reach beyond computing, only what it lists.
type rule struct {
	folder  string   // folder of the module; the longest match decides
	allowed []string // packages of this module; "x/..." is x and all below
	libs    []string // of the watched libraries
}

// watched are the libraries that give a package hands: a screen, a device, a
// database, a network. Others may be imported anywhere.
var watched = []string{
	"fyne.io/fyne/v2",
	"github.com/ebfe/scard",
	"github.com/gen2brain/go-fitz",
	"modernc.org/sqlite",
	"github.com/jackc/pgx/v5",
	"database/sql",
	"net/http",
	"os/exec",
}

var rules = []rule{
	{folder: "assets"},
	{folder: "app/person"},
	{folder: "app/port", allowed: []string{"app/person"}},
	{folder: "app/tables", allowed: []string{"app/person", "app/policy", "app/policy/signed", "assets/..."}},
	{folder: "app/policy", allowed: []string{"app/person", "app/policy/signed"}},
	{folder: "app/policy/book", allowed: []string{"app/dossier", "app/person", "app/policy", "app/port", "app/tables"}},
	{folder: "app/dossier", allowed: []string{"app/person", "app/port", "app/policy", "app/tables"}},
	{folder: "app/capture", allowed: []string{"app/person", "app/port", "app/policy", "assets/..."}},
	{folder: "app/vault", allowed: []string{"app/person", "app/port"}},
	{
		folder:  "app/store",
		allowed: []string{"app/person", "app/port", "app/dossier", "app/vault", "app/policy", "app/store/..."},
		libs:    []string{"modernc.org/sqlite", "database/sql"},
	},
	{folder: "app/report", allowed: []string{"app/person", "app/port", "app/dossier", "app/policy", "app/tables", "app/report/money", "assets/..."}},
	{folder: "app/report/money"},
	{folder: "app/report/figures", allowed: []string{"app/person", "app/report/money", "app/report/sheet", "app/store"}},
	{folder: "app/desk", allowed: []string{"app/..."}},

	{folder: "device/card", allowed: []string{"app/port", "app/person", "device/card/..."}, libs: []string{"github.com/ebfe/scard"}},
	{folder: "device/biometric", allowed: []string{"app/port", "app/person", "device/biometric/..."}, libs: []string{"net/http"}},
	{folder: "device/camera", allowed: []string{"app/port", "app/person"}},
	{folder: "device/sessionlock"},
	{folder: "device/scanner", allowed: []string{"app/port", "app/person"}},
	{folder: "device/printer", allowed: []string{"app/port", "app/person"}, libs: []string{"net/http", "os/exec"}},
	{folder: "device/volume", allowed: []string{"app/port"}},
	{folder: "device/render", allowed: []string{"app/port", "app/person"}, libs: []string{"github.com/gen2brain/go-fitz", "os/exec"}},
	{
		folder:  "device/simulator",
		allowed: []string{"app/port", "app/person", "device/card/...", "device/biometric/...", "device/simulator/...", "assets/..."},
		libs:    []string{"net/http"},
	},

	{folder: "sync/packet", allowed: []string{"app/port", "app/person"}},
	{folder: "sync/protocol", allowed: []string{"app/port", "app/person"}},
	{folder: "sync/client", allowed: []string{"app/port", "app/person", "sync/packet", "sync/protocol"}, libs: []string{"net/http"}},
	{
		folder:  "sync/registry",
		allowed: []string{"app/port", "app/person", "sync/packet", "sync/protocol", "sync/registry/..."},
		libs:    []string{"net/http", "modernc.org/sqlite", "database/sql", "github.com/jackc/pgx/v5"},
	},

	{folder: "ui/kit", allowed: []string{"app/person", "ui/kit/..."}, libs: []string{"fyne.io/fyne/v2"}},
	{folder: "ui", allowed: []string{"app/...", "ui/...", "assets/..."}, libs: []string{"fyne.io/fyne/v2"}},

	{folder: "internal/formtest", allowed: []string{"app/capture/pen", "app/person", "app/port", "app/report"}},
	{folder: "internal/journey", allowed: []string{"app/policy", "app/policy/signed"}, libs: []string{"net/http", "os/exec", "database/sql", "modernc.org/sqlite"}},
	{folder: "internal", allowed: []string{"internal/..."}, libs: []string{"os/exec"}},
	{folder: ".ci", allowed: nil, libs: []string{"os/exec", "database/sql", "modernc.org/sqlite"}},
}

// onlyMain lists the packages that none but the root package may import.
var onlyMain = []string{"device/simulator", "sync/registry"}

// forNobody lists packages that nothing may import, with what is used instead.
var forNobody = map[string]string{
	"fyne.io/fyne/v2/dialog": "ui/kit: Fyne's dialogs open without focus, know neither Enter nor Esc, and are partly English",
}

func TestDirectImports(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if entry.IsDir() {
			if base := entry.Name(); base == "testdata" || base == ".git" || base == "bin" || base == "build" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		files++
		checkFile(t, root, rel)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Fatalf("read only %d source files: the walk is wrong", files)
	}
}

func checkFile(t *testing.T, root, rel string) {
	t.Helper()
	dir := path.Dir(rel)
	if path.Base(dir) == "sync" {
		t.Errorf("%s: no package is named sync", rel)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, filepath.FromSlash(rel)), nil, parser.ImportsOnly)
	if err != nil {
		t.Errorf("%s: %v", rel, err)
		return
	}
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if instead, banned := forNobody[imported]; banned {
			t.Errorf("%s imports %s; use %s", rel, imported, instead)
		}
	}
	if dir == "." {
		return // the root package wires the parts
	}
	r, ok := ruleFor(dir)
	if !ok {
		t.Errorf("%s: the import table has no row for this folder", rel)
		return
	}
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if own, isOwn := strings.CutPrefix(imported, "carddesk/"); isOwn {
			if own != dir && !matchesAny(own, r.allowed) {
				t.Errorf("%s imports %s: %s may not", rel, own, r.folder)
			}
			for _, folder := range onlyMain {
				if below(own, folder) && !below(dir, folder) {
					t.Errorf("%s imports %s: only the root package may", rel, own)
				}
			}
			continue
		}
		for _, library := range watched {
			if below(imported, library) && !matchesLib(imported, r.libs) {
				t.Errorf("%s imports %s: %s may not", rel, imported, r.folder)
			}
		}
	}
	if strings.HasPrefix(dir, "ui/") && strings.Contains(path.Base(rel), "presenter") {
		for _, spec := range parsed.Imports {
			if imported, _ := strconv.Unquote(spec.Path.Value); below(imported, "fyne.io/fyne/v2") {
				t.Errorf("%s imports %s: presenters know no Fyne", rel, imported)
			}
		}
	}
}

func ruleFor(dir string) (rule, bool) {
	var best rule
	for _, r := range rules {
		if below(dir, r.folder) && len(r.folder) > len(best.folder) {
			best = r
		}
	}
	return best, best.folder != ""
}

func below(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

func matchesAny(name string, patterns []string) bool {
	for _, pattern := range patterns {
		if folder, all := strings.CutSuffix(pattern, "/..."); all && below(name, folder) || name == pattern {
			return true
		}
	}
	return false
}

func matchesLib(name string, libs []string) bool {
	for _, lib := range libs {
		if below(name, lib) {
			return true
		}
	}
	return false
}
