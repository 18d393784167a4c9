package tables

import (
	"fmt"
	"testing"

	"carddesk/app/policy"
)

func TestEthnicGroups(t *testing.T) {
	v := at(t, "2026-11-25")
	rows := v.Codes(Ethnic)
	if len(rows) != 54 {
		t.Fatalf("%d ethnic groups, want 54", len(rows))
	}
	for i, row := range rows {
		if want := fmt.Sprintf("%02d", i+1); row.Code != want || row.Source == "" {
			t.Errorf("row %d has code %s, source %q", i+1, row.Code, row.Source)
		}
	}
	for text, want := range map[string]string{
		"Kinh": "01", "kinh": "01", "Việt": "01", "Tày": "02", "Thái": "03", "Hoa": "04", "Khơ-me": "05", "Khmer": "05", "Mường": "06", "Nùng": "07",
		"Mông": "08", "HMông": "08", "H'Mông": "08", "H,Mông": "08", "H’MÔNG": "08", "hmong": "08",
		"Dao": "09", "Gia-rai": "10", "Gia Rai": "10", "Ngái": "11", "Ê-đê": "12", "Xơ-Đăng": "14", "Jrai": "10", "Ê Đê": "12", "ede": "", "Ba Na": "13", "K'Ho": "16", "M'Nông": "20", "Rơ măm": "54", "": "", "Khác": "",
	} {
		row, ok := v.Find(Ethnic, text)
		if ok != (want != "") || row.Code != want {
			t.Errorf("%q: %q %v, want %q", text, row.Code, ok, want)
		}
	}
}

// No spelling means two groups, whatever its accents, unless one writes it so.
func TestAliasesAreUnique(t *testing.T) {
	v := at(t, "2026-11-25")
	for _, table := range []string{Ethnic, Religion} {
		for _, row := range v.Codes(table) {
			for _, text := range append([]string{row.Name}, row.Aliases...) {
				if found, ok := v.Find(table, text); !ok || found.Code != row.Code {
					t.Errorf("%s: %q of %s finds %s", table, text, row.Name, found.Name)
				}
			}
		}
	}
}

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		on, kind string
		want     string
	}{
		{"2024-06-30", "first-issue", "first"},
		{"2024-06-30", "exchange", "age damaged name appearance sex-origin error request from-cmnd"},
		{"2024-06-30", "reissue", "lost nationality"},
		{"2024-07-01", "first-issue", "first"},
		{"2024-07-01", "exchange", "age from-cccd name-birth appearance error area number request"},
		{"2024-07-01", "reissue", "lost damaged nationality"}, // damaged moved here
	} {
		v := at(t, c.on)
		got := ""
		for _, row := range v.Below(Reason, c.kind) {
			got += " " + row.Code
			if _, ok := v.Code(FeeCode, row.Fee); !ok {
				t.Errorf("reason %s has no fee", row.Code)
			}
			if _, ok := policy.Default().At(v.Day()).FeeDue(row.Fee); !ok {
				t.Errorf("fee %s of reason %s has no amount", row.Fee, row.Code)
			}
		}
		if got != " "+c.want {
			t.Errorf("%s on %s: %q, want %q", c.kind, c.on, got, c.want)
		}
		if _, ok := v.Code(Kind, c.kind); !ok {
			t.Errorf("kind %s is not there", c.kind)
		}
	}
	for on, want := range map[string]string{"2024-06-30": "Đổi thẻ", "2024-07-01": "Cấp đổi"} {
		if row, _ := at(t, on).Code(Kind, "exchange"); row.Name != want {
			t.Errorf("exchange on %s is %q", on, row.Name)
		}
	}
}

func TestExemptions(t *testing.T) {
	for _, c := range []struct {
		on, code string
		want     bool
	}{
		{"2024-10-20", "orphan", true}, {"2024-10-21", "orphan", false},
		{"2024-10-20", "child", false}, {"2024-10-21", "child", true},
		{"2024-10-20", "elderly", false}, {"2026-01-01", "elderly", true}, {"2026-01-01", "disabled", true},
		{"2026-01-01", "merit", true}, {"2026-01-01", "minority", true}, {"2026-01-01", "border", true}, {"2026-01-01", "island", true},
		{"2026-01-01", "poor", true}, {"2026-01-01", "office-error", true}, {"2020-01-01", "office-error", true},
	} {
		if _, ok := at(t, c.on).Code(Exemption, c.code); ok != c.want {
			t.Errorf("%s on %s: %v", c.code, c.on, ok)
		}
	}
}

func TestProcedures(t *testing.T) {
	v := at(t, "2026-11-25")
	for code, kind := range map[string]string{"2.000200": "first-issue", "2.001195": "exchange", "2.001194": "reissue", "1.014062": "first-issue"} {
		if row, ok := v.Code(Procedure, code); !ok || row.Parent != kind {
			t.Errorf("%s: %+v", code, row)
		}
	}
}

// Religions have no official code list: every row must say so.
func TestReligionIsUnconfirmed(t *testing.T) {
	for _, row := range at(t, "2026-11-25").Codes(Religion) {
		if row.Status != policy.Unconfirmed {
			t.Errorf("%s is %s", row.Name, row.Status)
		}
	}
	if Default().Title(Religion) != "Tôn giáo" || Default().Title("nonsense") != "" {
		t.Error("titles")
	}
}
