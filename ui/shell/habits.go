package shell

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"carddesk/app/desk"
	"carddesk/ui/kit/compose"
)

// Habits are how one user likes to see and type. They say nothing of anybody, so
// they lie in a plain file beside the data and are there before the store opens.
type Habits struct {
	Dark  bool `json:"dark,omitempty"`
	Scale int  `json:"scale,omitempty"` // text size in percent, 100 to 200; 0 is 100
	// Typing and Tones are the numbers of [compose.Method] and [compose.Style];
	// Typing is nil where the user has not chosen yet.
	Typing *compose.Method `json:"typing,omitempty"`
	Tones  compose.Style   `json:"tones,omitempty"`
	// Tables are the column widths of tables, in digits, by table and column. A
	// map that was handed out is never changed, only replaced.
	Tables map[string]map[string]float32 `json:"tables,omitempty"`
}

// habitsFile is the name of the file in the data folder.
const habitsFile = "look.json"

// maxHabits bounds the file: one short line for each user of an office.
const maxHabits = 1 << 20

// habitsFormat is the version of the file.
type habitsFormat struct {
	Format int               `json:"format"`
	Users  map[string]Habits `json:"users"`
}

// HabitKeeper keeps the habits of the users of a desk in one file.
type HabitKeeper struct {
	path  string
	mu    sync.Mutex
	users map[string]Habits
	write sync.Mutex // one writer at a time
}

// NewHabitKeeper reads the habits kept in a folder. A file that cannot be read
// is told, and the keeper begins anew: nobody is kept from work by it.
func NewHabitKeeper(folder string) (*HabitKeeper, error) {
	k := &HabitKeeper{path: filepath.Join(folder, habitsFile), users: map[string]Habits{}}
	var file habitsFormat
	err := desk.ReadJSONFile(k.path, maxHabits, &file)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, fmt.Errorf("reading how users like to see and type: %w", err)
	}
	for user, habits := range file.Users {
		k.users[user] = habits.bounded()
	}
	return k, nil
}

// bounded brings what a file says into what the program can do.
func (h Habits) bounded() Habits {
	h.Scale = max(100, min(h.Scale, 200))
	if h.Typing != nil && (*h.Typing < compose.Off || *h.Typing > compose.VNI) {
		h.Typing = nil
	}
	if h.Tones != compose.Old && h.Tones != compose.New {
		h.Tones = compose.Old
	}
	if !widthsBounded(h.Tables) {
		h.Tables = nil
	}
	return h
}

// Bounds of column widths: far above what the program has, so that a spoilt file
// costs neither memory nor sight.
const (
	mostTables  = 50  // tables, and columns of one
	mostDigits  = 200 // width of a column
	leastDigits = 1
)

func widthsBounded(tables map[string]map[string]float32) bool {
	if len(tables) > mostTables {
		return false
	}
	for _, widths := range tables {
		if len(widths) > mostTables {
			return false
		}
		for _, w := range widths {
			if w < leastDigits || w > mostDigits {
				return false
			}
		}
	}
	return true
}

// withWidths are the habits with the column widths of one table.
func (h Habits) withWidths(table string, widths map[string]float32) Habits {
	tables := maps.Clone(h.Tables)
	if tables == nil {
		tables = map[string]map[string]float32{}
	}
	tables[table] = maps.Clone(widths)
	h.Tables = tables
	return h
}

// Of is what a user likes; a user who has not chosen gets the look of the desk.
func (k *HabitKeeper) Of(user string) Habits {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.users[user].bounded()
}

// Set remembers what a user likes until [HabitKeeper.Save].
func (k *HabitKeeper) Set(user string, habits Habits) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.users[user] = habits.bounded()
}

// Save writes the file anew and puts it in the place of the old one.
func (k *HabitKeeper) Save() error {
	k.write.Lock()
	defer k.write.Unlock()
	k.mu.Lock()
	file := habitsFormat{Format: 1, Users: maps.Clone(k.users)}
	k.mu.Unlock()
	data, err := json.Marshal(file)
	if err == nil {
		err = os.WriteFile(k.path+".new", data, 0o600)
	}
	if err == nil {
		err = os.Rename(k.path+".new", k.path)
	}
	if err != nil {
		return fmt.Errorf("keeping how users like to see and type: %w", err)
	}
	return nil
}
