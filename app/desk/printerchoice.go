package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// printersFile holds, in the data folder, which printer each kind of paper was
// printed on last. It is a setting of this computer and holds nothing personal.
const printersFile = "printers.json"

// maxPrinters bounds the settings file.
const maxPrinters = 64 << 10

// LastPrinter is the printer that a kind of paper was printed on last; "" is the
// default queue, also where the setting cannot be read.
func (d *Desk) LastPrinter(code string) string {
	printers, err := d.readPrinters()
	if err != nil {
		d.Log.Error("printers of papers", "error", err)
	}
	return printers[code]
}

func (d *Desk) readPrinters() (map[string]string, error) {
	printers := map[string]string{}
	err := ReadJSONFile(filepath.Join(d.dataFolder(), printersFile), maxPrinters, &printers)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading which printers papers were printed on: %w", err)
	}
	return printers, nil
}

// rememberPrinter keeps the printer of a kind of paper for the next time. That it
// could not be kept makes no print undone: it is told in the technical log.
func (d *Desk) rememberPrinter(code, printer string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	printers, err := d.readPrinters()
	if err != nil {
		printers = map[string]string{}
	}
	if printers[code] == printer {
		return
	}
	printers[code] = printer
	if err := WriteJSONFile(filepath.Join(d.dataFolder(), printersFile), printers); err != nil {
		d.Log.Error("keeping the printer of a paper", "error", err)
	}
}
