package kit

import (
	"context"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// FileQuestion is what [ChooseFile] asks for.
type FileQuestion struct {
	Title string
	// Folder is where the choice begins; empty is the user's own folder.
	Folder string
	// Extensions are those of the files to choose from, in small letters with
	// their dot; none is all files.
	Extensions []string
}

// ChooseFile lets a file be chosen by keyboard: letters filter, accents optional,
// Enter opens a folder or takes a file, Backspace goes up, Esc gives up. Fyne's
// own file dialog has no focus when it opens, knows neither Enter nor Esc, and
// names the user's folders in English. Folders are read by the owner, off the UI
// goroutine: a stick or a share may be slow.
func ChooseFile(router *Router, owner *Owner, q FileQuestion, picked func(path string)) *Dialog {
	c := &fileChoice{dialog: NewDialog(router, "file"), owner: owner, question: q, picked: picked, where: NewCaption("").Cut()}
	c.list = NewPickList(nil, c.take)
	c.list.edit.noCompose = true // names are found without accents
	c.list.edit.SetPlaceHolder("Gõ vài chữ của tên để tìm")
	c.list.onBack = c.up
	c.dialog.scope.Fields(c.list)
	up := c.dialog.scope.Button("Alt+Up", "Lên trên", Normal, c.up)
	up.keys = "Alt+↑"
	cancel := NewButton("Bỏ qua", Normal, c.dialog.Cancel)
	cancel.keys = "Esc"
	cancel.setKeys(c.dialog.scope)
	c.dialog.Open(or(q.Title, "Chọn tệp"), LevelNone,
		container.New(&leastWidth{scaled(600)}, TightColumn(c.where, c.list)), []fyne.CanvasObject{up, cancel}, c.list)
	folder := q.Folder
	if folder == "" {
		folder, _ = os.UserHomeDir() // "" begins at the drives
	}
	c.open(folder)
	return c.dialog
}

// fileChoice is a choice that goes on.
type fileChoice struct {
	dialog   *Dialog
	owner    *Owner
	question FileQuestion
	picked   func(string)
	where    *Text
	list     *PickList

	folder  string
	entries map[string]folderEntry
	asked   int // folders asked for: an answer that comes late is not shown
}

// open shows what is in a folder once it has been read.
func (c *fileChoice) open(folder string) {
	c.asked++
	asked := c.asked
	c.say("Đang đọc thư mục…", ColorMuted)
	Background(c.owner, func(context.Context) ([]folderEntry, error) {
		return listFolder(folder, c.question.Extensions)
	}, func(entries []folderEntry, err error) {
		if c.dialog.Closed() || asked != c.asked {
			return
		}
		if err != nil {
			c.say("✕ Không mở được thư mục. Kiểm tra USB còn cắm không, hoặc chọn thư mục khác.", ColorFault)
			return
		}
		c.show(folder, entries)
	})
}

func (c *fileChoice) show(folder string, entries []folderEntry) {
	const longest = 60 // runes of a name that the list has room for
	c.folder, c.entries = folder, map[string]folderEntry{}
	choices := make([]Choice, len(entries))
	for i, e := range entries {
		c.entries[e.path] = e
		choices[i] = Choice{Code: e.path, Text: shortenRunes(e.name, longest), Detail: "thư mục"}
		if !e.folder {
			choices[i].Detail = ByteSize(e.size)
		}
	}
	c.list.SetChoices(choices)
	where := folder
	if where == "" {
		where = "Các ổ đĩa"
	}
	if len(entries) == 0 {
		where += " – không có tệp nào lấy được ở đây"
	}
	c.say(tail(where, 80), ColorMuted)
}

func (c *fileChoice) say(text string, color fyne.ThemeColorName) {
	c.where.SetText(text)
	c.where.SetColor(color)
}

func (c *fileChoice) take(choice Choice) {
	entry := c.entries[choice.Code]
	if entry.folder {
		c.open(entry.path)
		return
	}
	c.dialog.Close()
	c.picked(entry.path)
}

func (c *fileChoice) up() {
	if parent, ok := above(c.folder); ok {
		c.open(parent)
	}
}

// tail keeps the last runes of a text: of a path they say where one is.
func tail(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return "…" + string(runes[len(runes)-most+1:])
}
