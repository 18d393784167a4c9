package listing

import (
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

func TestCells(t *testing.T) {
	row := desk.Row{Dossier: store.Dossier{ID: "d1", State: dossier.Captured}, Name: "LÊ THỊ MẪU", Number: "001190012345", Birth: "1990-05-04",
		Kind: dossier.Exchange, Regime: dossier.Regime2023, Receipt: "R1"}
	got := cells(desk.Listed{Member: store.Member{Dossier: "d1", Day: "2026-11-25"}, Row: row})
	for i, want := range []string{"25/11/2026", "LÊ THỊ MẪU", "001 190 012 345", "04/05/1990", "Cấp đổi", "Chờ duyệt", "R1"} {
		if got[i].Text != want {
			t.Errorf("cell %d is %q, want %q", i, got[i].Text, want)
		}
	}
	if len(got) != len(columns) {
		t.Errorf("%d cells for %d columns", len(got), len(columns))
	}
	if card := cells(desk.Listed{Member: store.Member{Card: "C1"}, Row: row}); card[6].Text != "C1" {
		t.Errorf("a card is listed as %q", card[6].Text)
	}
	row.Destroyed, row.Name = true, ""
	if gone := cells(desk.Listed{Row: row}); gone[1].Text != "Nội dung đã hủy" || !gone[1].Muted {
		t.Errorf("destroyed content is listed as %+v", gone[1])
	}
}

func TestLogCells(t *testing.T) {
	at := time.Date(2026, 11, 25, 23, 30, 5, 0, time.UTC) // the next morning in Việt Nam
	got := logCells(desk.Listed{Member: store.Member{Time: at, Actor: "c1", Type: dossier.OverrideCheck, Entry: 1234}}, map[string]string{"c1": "Đại úy A"})
	for i, want := range []string{"26/11/2026 06:30:05", "Đại úy A", "Bỏ qua kết quả kiểm tra", "", "1.234"} {
		if got[i].Text != want {
			t.Errorf("cell %d is %q, want %q", i, got[i].Text, want)
		}
	}
	if len(got) != len(logColumns) {
		t.Errorf("%d cells for %d columns", len(got), len(logColumns))
	}
	if other := logCells(desk.Listed{Member: store.Member{Actor: "gone"}}, nil); other[1].Text != "gone" {
		t.Errorf("an unknown actor is %q", other[1].Text)
	}
}
