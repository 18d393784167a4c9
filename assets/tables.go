package assets

import _ "embed"

// Tables is the code tables that the program starts with: areas, code lists and
// calendar as gzipped JSON, which package app/tables reads. The command
// app/tables/build makes it; where the data comes from is in tables/SOURCES.md.
//
//go:embed tables/tables.json.gz
var Tables []byte
