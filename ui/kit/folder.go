package kit

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostInFolder bounds what is read of a folder that may lie on anybody's USB
// stick.
const mostInFolder = 5000

// folderEntry is a folder or a file in one.
type folderEntry struct {
	path   string
	name   string
	folder bool
	size   int64
}

// listFolder reads a folder: folders first, each kind by name without accents.
// Of the files those are given whose extension is wanted, all when none is named;
// hidden ones are left out. The folder "" is the list of drives. It does I/O.
func listFolder(folder string, extensions []string) ([]folderEntry, error) {
	if folder == "" {
		var entries []folderEntry
		for _, drive := range drives() {
			entries = append(entries, folderEntry{path: drive, name: drive, folder: true})
		}
		return entries, nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("opening a folder: %w", err)
	}
	defer f.Close()
	list, err := f.ReadDir(mostInFolder)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading a folder: %w", err)
	}
	var entries []folderEntry
	for _, item := range list {
		if strings.HasPrefix(item.Name(), ".") {
			continue
		}
		path := filepath.Join(folder, item.Name())
		info, err := os.Stat(path) // follows links
		if err != nil {
			continue // gone meanwhile, or not ours to see
		}
		if info.IsDir() || wanted(info, extensions) {
			entries = append(entries, folderEntry{path, item.Name(), info.IsDir(), info.Size()})
		}
	}
	slices.SortFunc(entries, func(a, b folderEntry) int {
		switch {
		case a.folder == b.folder:
			return strings.Compare(Fold(a.name), Fold(b.name))
		case a.folder:
			return -1
		}
		return 1
	})
	return entries, nil
}

func wanted(info fs.FileInfo, extensions []string) bool {
	return info.Mode().IsRegular() &&
		(len(extensions) == 0 || slices.Contains(extensions, strings.ToLower(filepath.Ext(info.Name()))))
}

// above is the folder that a folder lies in; "" above a drive where there are
// several, and false where nothing is above.
func above(folder string) (string, bool) {
	if folder == "" {
		return "", false
	}
	if parent := filepath.Dir(folder); parent != folder {
		return parent, true
	}
	return "", len(drives()) > 0
}
