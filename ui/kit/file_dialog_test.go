package kit

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// papersFolder is a folder with papers, folders and what nobody asked for.
func papersFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"Thư mục Đông/quyết định.pdf", "Ảnh quét/trang 1.JPG", "Ảnh quét/trang 2.jpg", "sổ hộ khẩu.png", ".ẩn.pdf", "ghi chú.txt", "an.pdf"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, 2048), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

var paperKinds = []string{".pdf", ".jpg", ".png"}

func TestFolderListsFoldersFirstAndWhatIsWanted(t *testing.T) {
	folder := papersFolder(t)
	entries, err := listFolder(folder, paperKinds)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.name)
	}
	if want := []string{"Ảnh quét", "Thư mục Đông", "an.pdf", "sổ hộ khẩu.png"}; !slices.Equal(names, want) {
		t.Errorf("lists %q, want %q", names, want)
	}
	if all, err := listFolder(folder, nil); err != nil || len(all) != 5 {
		t.Errorf("without a kind of file it lists %d, %v", len(all), err)
	}
	if _, err := listFolder(filepath.Join(folder, "nowhere"), nil); err == nil {
		t.Error("a folder that is not there gives no error")
	}
}

func TestFileIsChosenByKeyboard(t *testing.T) {
	for _, c := range []struct {
		name  string
		keys  []string // "=text" is typed
		wants string
	}{
		{"by its first letters", []string{"=so ho", "Enter"}, "sổ hộ khẩu.png"},
		{"by arrow", []string{"Down", "Down", "Enter"}, "an.pdf"},
		{"in a folder", []string{"=thu muc dong", "Enter", "Enter"}, "Thư mục Đông/quyết định.pdf"},
		{"back and into another", []string{"=thu", "Enter", "Backspace", "Enter", "=2", "Enter"}, "Ảnh quét/trang 2.jpg"},
		{"back by key", []string{"=thu", "Enter", "Alt+Up", "=an.", "Enter"}, "an.pdf"},
		{"Backspace takes letters first", []string{"=zz", "Backspace", "Backspace", "=so", "Enter"}, "sổ hộ khẩu.png"},
		{"given up", []string{"=so", "Esc"}, ""},
		{"nothing of this name", []string{"=zzz", "Enter", "Esc"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder, d, before := papersFolder(t), telexDesk(t), NewTextField("before")
			d.fields(before)
			got := ""
			ChooseFile(d.router, NewInlineOwner(t.Context()), FileQuestion{Folder: folder, Extensions: paperKinds},
				func(path string) { got = path })
			for _, k := range c.keys {
				if text, typed := strings.CutPrefix(k, "="); typed {
					d.typed(text)
				} else {
					d.press(k)
				}
			}
			if want := filepath.FromSlash(c.wants); got != "" && got != filepath.Join(folder, want) || got == "" && want != "" {
				t.Errorf("chose %q, want %q", got, want)
			}
			if d.router.Modal() {
				t.Error("the dialog stays")
			}
			d.wantFocus(before)
		})
	}
}

// TestSlowFolderIsLeftInTime has two folders asked for, the first of which answers
// last, and a dialog that is gone before its answer.
func TestSlowFolderIsLeftInTime(t *testing.T) {
	folder, d := papersFolder(t), newDesk(t)
	owner := NewInlineOwner(t.Context())
	dialog := ChooseFile(d.router, owner, FileQuestion{Folder: folder}, func(string) { t.Error("chosen by nobody") })
	dialog.Cancel()

	c := &fileChoice{dialog: NewDialog(d.router, "file"), owner: owner, where: NewCaption(""), list: NewPickList(nil, nil)}
	late := make(chan struct{})
	slow := NewOwner(context.Background(), runnerFunc(func(f func()) { <-late; f() }))
	c.owner = slow
	c.open(folder)
	c.owner = owner
	c.open(filepath.Join(folder, "Ảnh quét"))
	close(late)
	slow.Wait()
	if len(c.list.choices) != 2 || !strings.HasSuffix(c.folder, "Ảnh quét") {
		t.Errorf("the late answer is shown: %d entries of %s", len(c.list.choices), filepath.Base(c.folder))
	}
	c.open(filepath.Join(folder, "nowhere"))
	if text := c.where.Text(); !strings.Contains(text, "Không mở được") || len(c.list.choices) != 2 {
		t.Errorf("a folder that is gone: %q, %d entries", text, len(c.list.choices))
	}
}

// runnerFunc is a runner made of a function.
type runnerFunc func(func())

func (r runnerFunc) Do(f func()) { r(f) }

func TestByteSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1 KB", 1 << 20: "1,0 MB", 3 << 19: "1,5 MB"} {
		if got := ByteSize(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
