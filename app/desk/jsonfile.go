package desk

import (
	"encoding/json"
	"fmt"
	"os"
)

// ReadJSONFile reads a small file of JSON, of at most so many bytes. An error that is
// fs.ErrNotExist means that there is none.
func ReadJSONFile(path string, most int64, into any) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() > most {
		return fmt.Errorf("%d bytes are too many", info.Size())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

// WriteJSONFile keeps a value in a file that only its owner reads. An interrupted
// write leaves the file of before.
func WriteJSONFile(path string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", append(content, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
