package delivery

import (
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
)

func texts(cells []kit.Cell) []string {
	all := make([]string, len(cells))
	for i, c := range cells {
		all[i] = c.Text
	}
	return all
}

func TestWhereACardIs(t *testing.T) {
	for want, u := range map[string]desk.Uncollected{
		"Kho, ngăn A1":                    {Card: store.Card{State: dossier.CardArrived, Shelf: "A1"}},
		"Kho":                             {Card: store.Card{State: dossier.CardArrived}},
		"Cán bộ đang giữ DS261125-1-01":   {Card: store.Card{State: dossier.CardOut, List: "DS261125-1-01"}},
		"Đang gửi bưu điện BD261125-1-01": {Card: store.Card{State: dossier.CardInPost, List: "BD261125-1-01"}},
		"Trả về, chưa nhập kho":           {Card: store.Card{State: dossier.CardUndelivered}},
		"Hồ sơ đã rút":                    {Card: store.Card{State: dossier.CardArrived}, Stopped: true},
	} {
		if got := where(u).Text; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRowsOfCards(t *testing.T) {
	today := person.CivilDate{Year: 2026, Month: 11, Day: 25}
	u := desk.Uncollected{Name: "Lê Thị Mẫu", Birth: "1990-05-04", Phone: "0912345678", Days: 9, Arrived: today,
		Card: store.Card{Serial: "T-1", State: dossier.CardArrived}, Place: desk.CardPlace{Name: "Thôn Đông"},
		Last: &desk.Contact{At: time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC), Way: "call", Result: dossier.ContactPromised, Promised: "2026-11-27", Note: "sáng"}}
	rows := cardRows([]desk.Uncollected{u, {}}, map[string]bool{"T-1": true})
	want := []string{"✓", "Thôn Đông", "Lê Thị Mẫu", "04/05/1990", "0912 345 678", "   9", "Kho", "25/11 gọi điện: hẹn 27/11 (sáng)"}
	if got := texts(rows[0]); !slices.Equal(got, want) {
		t.Errorf("row %q", got)
	}
	if rows[1][0].Text != "" || rows[1][2].Text != "(nội dung đã hủy)" || rows[1][5].Text != "–" {
		t.Errorf("a card of which nothing is known: %q", texts(rows[1]))
	}
	for _, why := range []desk.Why{desk.WhyNew, desk.WhyBroken, desk.WhyAgain, desk.WhyMissed, desk.WhyNoPhone, desk.WhyReturn} {
		if got := callRows([]desk.Call{{Uncollected: u, Why: why}})[0]; got[3].Text == "" || len(got) != len(callColumns) {
			t.Errorf("%s: %q", why, texts(got))
		}
	}
}

func TestRowsOfAges(t *testing.T) {
	old := desk.Uncollected{Days: 40, Place: desk.CardPlace{Code: "S1", Name: "Trường A", School: true}, Card: store.Card{State: dossier.CardOut}}
	a := desk.AgeCards([]desk.Uncollected{{Days: 1, Card: store.Card{State: dossier.CardArrived}}, old}, []int{7, 30})
	columns, rows := ageColumns(a.Bands), ageRows(a)
	if columns[2].Title != "0–7 ngày" || columns[3].Title != "8–30 ngày" || columns[4].Title != "Từ 31 ngày" {
		t.Errorf("columns %+v", columns)
	}
	want := [][]string{
		{"", "(chưa rõ nơi ở)", "1", "", "", "1", "1", "", "1 ngày"},
		{"Trường", "Trường A", "", "", "1", "1", "", "", "40 ngày"},
		{"", "Tất cả", "1", "", "1", "2", "1", "", "40 ngày"},
	}
	for i, row := range rows {
		if got := texts(row); !slices.Equal(got, want[i]) || len(row) != len(columns) {
			t.Errorf("row %d: %q", i, got)
		}
	}
	if rows[1][4].Level != kit.LevelWarning {
		t.Error("the oldest are not marked")
	}
	if len(ageRows(desk.AgeCards(nil, nil))) != 0 {
		t.Error("nothing has a sum")
	}
}

func TestRowsOfOneList(t *testing.T) {
	back := away("2")
	back.State, back.Reason, back.Note = dossier.ItemUndelivered, dossier.UndeliveredAbsent, "đi xa"
	back.Holder.Card.State = dossier.CardUndelivered
	gone := away("3")
	gone.Elsewhere = dossier.CardHandedOver
	rows := itemRows(desk.CardListView{Items: []desk.ListItem{away("1"), back, gone}, Inside: []desk.Uncollected{card("4", dossier.CardArrived)}}, map[string]bool{"1": true})
	var states []string
	for _, row := range rows {
		states = append(states, row[len(row)-1].Text)
	}
	want := []string{"Cán bộ đang giữ", "Chưa nhập kho · Không phát được: công dân vắng nhà (đi xa)", "Đã rời danh sách: đã trả tại quầy", "Chưa giao: chờ trả"}
	if !slices.Equal(states, want) || rows[0][0].Text != "✓" {
		t.Errorf("states %q", states)
	}
}

func TestHistoryOfContacts(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 25, hour, 0, 0, 0, time.UTC) }
	lines := history([]desk.Contact{{At: at(1), By: "a", Way: "call", Result: dossier.ContactNoAnswer}, {At: at(2), By: "b", Way: "sms", Result: dossier.ContactTold}},
		map[string]string{"a": "Trung úy Lê Thị Mẫu"})
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "25/11/2026 09:00  nhắn tin: đã báo, chưa hẹn ngày – b") || !strings.HasSuffix(lines[1], "gọi điện: không liên lạc được – Trung úy Lê Thị Mẫu") {
		t.Errorf("lines %q", lines)
	}
}
