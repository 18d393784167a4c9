package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"

	"carddesk/assets"
)

// The committed tables must hold what the hand-kept files say: whoever edits one
// of them runs the command again.
func TestCommittedTablesAreCurrent(t *testing.T) {
	z, err := gzip.NewReader(bytes.NewReader(assets.Tables))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Areas           string
		Codes, Calendar any
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		file      []byte
		committed any
	}{"codes.json": {codesJSON, doc.Codes}, "calendar.json": {calendarJSON, doc.Calendar}} {
		var want any
		if err := json.Unmarshal(c.file, &want); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if !reflect.DeepEqual(c.committed, want) {
			t.Errorf("tables.json.gz was made from another %s", what)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(historicTSV)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		_, name := splitKind(fields[0])
		if !strings.Contains(doc.Areas, "\t"+name+"\t\t"+fields[1]+"\t"+fields[2]+"\t") {
			t.Errorf("tables.json.gz was made without %s", name)
		}
	}
}

func TestSplitKind(t *testing.T) {
	for full, want := range map[string][2]string{
		"Phường Ba Đình": {"Phường", "Ba Đình"}, "Thị xã Chũ": {"Thị xã", "Chũ"}, "Đặc khu Côn Đảo": {"Đặc khu", "Côn Đảo"},
		"Xã Xà Bang": {"Xã", "Xà Bang"}, "Thành phố Thủ Đức": {"Thành phố", "Thủ Đức"}, "Xãi": {"", "Xãi"},
	} {
		if kind, name := splitKind(full); kind != want[0] || name != want[1] {
			t.Errorf("%q: %q %q", full, kind, name)
		}
	}
	for in, want := range map[string]string{"Phường  05": "Phường 5", "Phường 10": "Phường 10", "Xa\u0303 A": "Xã A", "Quận 01": "Quận 1"} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
