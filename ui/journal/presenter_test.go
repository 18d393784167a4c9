package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk has a log of a quarter of a million lines.
type fakeDesk struct {
	asked   []desk.JournalFilter
	pages   []int // offsets
	report  store.LogReport
	checked func(tell func(done, all int64))
	err     error
}

func (d *fakeDesk) OpenJournal(_ context.Context, f desk.JournalFilter) (desk.Journal, error) {
	d.asked = append(d.asked, f)
	return desk.Journal{Count: 250_000}, d.err
}

func (d *fakeDesk) JournalPage(_ context.Context, _ desk.Journal, offset, limit int) ([]desk.JournalLine, error) {
	d.pages = append(d.pages, offset)
	lines := make([]desk.JournalLine, limit)
	for i := range lines {
		lines[i].Seq, lines[i].Type, lines[i].Actor.User = int64(offset+i), dossier.ReadDossier, "canbo"
	}
	return lines, d.err
}

func (d *fakeDesk) CheckLogTelling(ctx context.Context, tell func(done, all int64)) (store.LogReport, error) {
	if d.checked != nil {
		d.checked(tell)
	}
	return d.report, errors.Join(d.err, ctx.Err())
}

func (d *fakeDesk) ExportLogOf(_ context.Context, first, last person.CivilDate) (string, int, error) {
	return first.ISO() + "_" + last.ISO() + ".jsonl", 1234, d.err
}

func (d *fakeDesk) PolicyStanding(context.Context) (desk.PolicyStanding, error) {
	return desk.PolicyStanding{Day: day("2026-11-25"), Version: "default-1", Serial: 1, Settings: policy.Default().Settings()}, d.err
}

func (d *fakeDesk) SearchChoices(context.Context) (desk.SearchChoices, error) {
	return desk.SearchChoices{Clerks: []dossier.User{{ID: "canbo", Rank: "Đại úy", Name: "A"}}}, nil
}

type fakeView struct {
	people   []kit.Choice
	filter   desk.JournalFilter
	rows     kit.Rows
	count    int
	busy     string
	progress []string
	verdict  string
	level    kit.Level
	lines    []PolicyLine
	failed   int
	done     string
}

func (v *fakeView) ShowPeople(people []kit.Choice)    { v.people = people }
func (v *fakeView) ShowFilter(f desk.JournalFilter)   { v.filter = f }
func (v *fakeView) ShowRows(rows kit.Rows, count int) { v.rows, v.count = rows, count }
func (v *fakeView) Redraw()                           {}
func (v *fakeView) Busy(text string)                  { v.busy = text }
func (v *fakeView) Progress(done, all int) {
	v.progress = append(v.progress, fmt.Sprintf("%d/%d", done, all))
}
func (v *fakeView) Checked(l kit.Level, what, _ string) { v.level, v.verdict = l, what }
func (v *fakeView) ShowPolicy(_ desk.PolicyStanding, lines []PolicyLine) {
	v.lines = lines
}
func (v *fakeView) Failed(words.Message)   { v.failed++ }
func (v *fakeView) Done(text, more string) { v.done = text + " " + more }

type clock time.Time

func (c clock) Now() time.Time { return time.Time(c) }

func day(iso string) person.CivilDate {
	d, err := person.ParseISODate(iso)
	if err != nil {
		panic(err)
	}
	return d
}

func start(t *testing.T) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{}, &fakeView{}
	now := clock(time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC))
	return NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, now, "st1"), d, v
}

func TestOpensTheLastDays(t *testing.T) {
	p, d, v := start(t)
	p.Load()
	if len(d.asked) != 1 || d.asked[0].First.ISO() != "2026-11-19" || d.asked[0].Last.ISO() != "2026-11-25" {
		t.Errorf("asked %+v", d.asked)
	}
	if v.count != 250_000 || v.busy != "" || len(v.people) != 3 || v.filter.First.ISO() != "2026-11-19" {
		t.Errorf("%d lines, busy %q, people %+v", v.count, v.busy, v.people)
	}
	// A far line is read without those before it, and its details are there.
	if cells, ok := v.rows.Row(200_000); !ok || cells[1].Text != "Đại úy A" || cells[2].Text != "Xem hồ sơ" || cells[5].Text != "200.000" {
		t.Errorf("far line %+v", cells)
	}
	if len(d.pages) != 1 {
		t.Errorf("pages %v were read", d.pages)
	}
	line, ok := p.Line(200_001)
	if !ok || p.Facts(line)[1].Value != "Đại úy A" {
		t.Errorf("details %+v", p.Facts(line))
	}
	if _, ok := p.Line(3); ok {
		t.Error("a line that was not read is known")
	}
	for i := range 40 {
		v.rows.Row(i * pageRows * 2)
	}
	if len(p.lines) > 2*pageRows*keptPages {
		t.Errorf("%d lines are kept", len(p.lines))
	}
}

func TestChoosing(t *testing.T) {
	p, d, _ := start(t)
	p.Load()
	f := p.Filter()
	p.Choose(f) // nothing changes
	bad := f
	bad.Last = f.First.AddDays(-1)
	p.Choose(bad)
	if len(d.asked) != 1 {
		t.Fatalf("asked %+v", d.asked)
	}
	f.Types = []dossier.Command{dossier.ApproveDossier}
	p.Choose(f)
	p.Choose(f)
	f.About = "TH01"
	p.Choose(f)
	p.Choose(desk.JournalFilter{})
	if len(d.asked) != 4 || d.asked[2].About != "TH01" || d.asked[3].About != "" {
		t.Errorf("asked %+v", d.asked)
	}
	d.err = errors.New("broken")
	p.Open()
}

func TestCheck(t *testing.T) {
	p, d, v := start(t)
	d.report = store.LogReport{Entries: 1500, LastSeq: 1500, LastHash: strings.Repeat("ab", 32)}
	d.checked = func(tell func(done, all int64)) { tell(500, 1500); tell(1500, 1500) }
	p.Check()
	if v.level != kit.LevelOK || !strings.Contains(v.verdict, "1.500") || !strings.Contains(v.verdict, "abababababab") {
		t.Errorf("verdict %q", v.verdict)
	}
	if got := strings.Join(v.progress, " "); got != "0/0 500/1500 1500/1500" {
		t.Errorf("progress %q", got)
	}
	d.report.Problems = []store.Problem{{Kind: store.ProblemEntry}, {Kind: store.ProblemEntry}, {Kind: store.ProblemGap}}
	p.Check()
	if v.level != kit.LevelError || !strings.Contains(v.verdict, "Dòng bị sửa: 2.") || !strings.Contains(v.verdict, "Thiếu dòng: 1.") {
		t.Errorf("verdict %q", v.verdict)
	}
	d.checked = func(func(done, all int64)) {
		if !p.Stop() {
			t.Error("a running check cannot be stopped")
		}
	}
	p.Check()
	if v.level != kit.LevelInfo || v.failed != 0 || p.Stop() {
		t.Errorf("stopped: %q, %d failures", v.verdict, v.failed)
	}
	d.checked, d.err = nil, errors.New("broken")
	p.Check()
	if v.failed != 1 {
		t.Errorf("%d failures said", v.failed)
	}
}

func TestExport(t *testing.T) {
	p, d, v := start(t)
	p.Export(day("2026-11-01"), day("2026-11-25"))
	if !strings.Contains(v.done, "1.234 dòng") || !strings.Contains(v.done, "2026-11-01_2026-11-25.jsonl") {
		t.Errorf("said %q", v.done)
	}
	d.err = errors.New("broken")
	p.Export(day("2026-11-01"), day("2026-11-25"))
	if v.failed != 1 || v.busy != "" {
		t.Errorf("%d failures, busy %q", v.failed, v.busy)
	}
}

// TestEveryTypeHasWords: no line of the log is shown by its code.
func TestEveryTypeHasWords(t *testing.T) {
	for _, k := range dossier.EntryKinds() {
		if name := TypeName(k.Type); name == string(k.Type) || name == "" {
			t.Errorf("entries of type %s have no words", k.Type)
		}
	}
	for _, kind := range []string{store.ProblemGap, store.ProblemChain, store.ProblemEntry, store.ProblemPayload,
		store.ProblemHead, store.ProblemChanged, store.ProblemMissing, store.ProblemForeign} {
		if problemNames[kind] == "" {
			t.Errorf("problem %s has no words", kind)
		}
	}
}

func TestFacts(t *testing.T) {
	line := desk.JournalLine{Entry: store.Entry{Seq: 12, Time: time.Date(2026, 11, 25, 23, 30, 5, 0, time.UTC), Type: dossier.PrintDocument,
		Actor: dossier.Actor{User: "canbo", Role: dossier.RoleClerk}, Dossier: "d1", Section: dossier.SectionIdentity, Revision: 3,
		Hash: strings.Repeat("0123456789abcdef", 4), Payload: json.RawMessage(`{"paper":"giay-hen","pages":1,"more":{"x":[1,"a",true]},"empty":""}`)},
		Row: desk.Row{Name: "LÊ THỊ MẪU", Receipt: "R1"}}
	got := map[string]string{}
	for _, f := range facts(line, names{"canbo": "Đại úy A"}) {
		got[f.Key] = f.Value
	}
	for key, want := range map[string]string{"Lúc": "26/11/2026 06:30:05", "Người làm": "Đại úy A · Cán bộ thu nhận", "Việc": "In",
		"Hồ sơ của": "LÊ THỊ MẪU · R1", "· Giấy tờ": "giay-hen", "· Số trang": "1", "· more.x": "1, a, có", "Dòng số": "12",
		"Mã dòng": "01234567 89abcdef 01234567 89abcdef 01234567 89abcdef 01234567 89abcdef"} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
	if got["· empty"] != "" || len(payload(json.RawMessage(`not JSON`))) != 0 || len(payload(nil)) != 0 {
		t.Errorf("facts of nothing: %v", got)
	}
	many := payload(json.RawMessage(`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":"` + strings.Repeat("x", 200) + `"}`))
	if len(many) != mostPayload+1 || many[mostPayload].Value != "và 2 mục nữa, xem trong tệp xuất" {
		t.Errorf("much content is %d lines, %+v", len(many), many[len(many)-1])
	}
	line.Broken, line.Row.Destroyed = true, true
	if c := cells(line, names{}); c[2].Level != kit.LevelError || c[3].Text != "Nội dung đã hủy" || c[1].Text != "canbo" {
		t.Errorf("a broken line is %+v", c)
	}
}

// TestPolicyHasWords: every value of policy has a name, and one that is a number
// has a unit or speaks for itself.
func TestPolicyHasWords(t *testing.T) {
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		if of.Kind() != reflect.Struct {
			said, ok := settingWords[path]
			if !ok {
				t.Errorf("setting %s has no words", path)
			}
			if of.Kind() == reflect.Int && said.unit == "" {
				t.Errorf("setting %s has no unit", path)
			}
			return
		}
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			walk(strings.TrimPrefix(path+"."+name, "."), of.Field(i).Type)
		}
	}
	walk("", reflect.TypeFor[policy.Values]())
}

func TestPolicyLines(t *testing.T) {
	p, _, v := start(t)
	p.Policy()
	got := map[string]PolicyLine{}
	for _, l := range v.lines {
		got[l.Name] = l
	}
	for name, want := range map[string]PolicyLine{
		"Luật áp dụng":                      {Value: "Luật Căn cước 2023", From: "01/07/2024", Status: policy.Confirmed},
		"Phần lệ phí phải thu":              {Value: "50", Unit: "% mức đầy đủ", Next: "100 từ 01/01/2027"},
		"Hoàn tác duyệt trong":              {Value: "10", Unit: "giây", Status: policy.Chosen},
		"Dừng nhận mới: chờ duyệt lâu nhất": {Value: "Tắt", Unit: "ngày"},
		"Giới hạn đường truyền":             {Value: "Không giới hạn"},
		"Giờ được truyền gói":               {Value: "Mọi giờ"},
		"Được trả thẻ khi chip không khớp":  {Value: "Chỉ huy"},
		"Mốc tuổi thẻ hết hạn":              {Value: "14; 25; 40; 60", Unit: "tuổi"},
		"Giờ trả thẻ ngày làm việc":         {Value: "07:30–11:30; 13:30–17:00", Status: policy.Unconfirmed},
		"Thời hạn trả thẻ":                  {Value: "mọi hồ sơ 7 ngày làm việc"},
		"Mức lệ phí đầy đủ":                 {Value: "Cấp lần đầu 0 đ; Chuyển từ CMND, CCCD 30.000 đ; Cấp đổi 50.000 đ; Cấp lại 70.000 đ"},
	} {
		l, ok := got[name]
		if !ok || l.Value != want.Value || want.Unit != "" && l.Unit != want.Unit || want.From != "" && l.From != want.From ||
			want.Next != "" && l.Next != want.Next || want.Status != "" && l.Status != want.Status || l.Source == "" {
			t.Errorf("%s is %+v, want %+v", name, l, want)
		}
	}
}

// TestNextOfPolicy: an entry that begins later, and one that ends, are told of the
// lines that they change only.
func TestNextOfPolicy(t *testing.T) {
	s := desk.PolicyStanding{Day: day("2026-11-25"), Settings: []policy.Setting{
		{Key: "quality", Entries: []policy.Entry{
			{Value: json.RawMessage(`{"finger":40,"iris":60}`), Source: "a", Status: policy.Chosen},
			{From: day("2027-01-01"), Value: json.RawMessage(`{"finger":45,"iris":60}`), Source: "b", Status: policy.Chosen}}},
		{Key: "feePercent", Entries: []policy.Entry{{Until: day("2026-12-31"), Value: json.RawMessage(`50`), Source: "c", Status: policy.Confirmed}}},
		{Key: "brandNew", Entries: []policy.Entry{{Value: json.RawMessage(`[{"x":1}]`), Source: "d", Status: policy.Chosen}}},
	}}
	lines := policyLines(s)
	if len(lines) != 4 || lines[0].Next != "45 từ 01/01/2027" || lines[1].Next != "" || lines[2].Next != "hết hạn sau 31/12/2026" ||
		lines[3].Name != "brandNew" || lines[3].Value != "x 1" {
		t.Errorf("lines %+v", lines)
	}
	if head := policyHead(s); !strings.Contains(head, "đi kèm chương trình") {
		t.Errorf("head %q", head)
	}
	s.Since, s.Next = time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC), &desk.DocumentStanding{Serial: 7, State: store.DocumentUnusable}
	if head := policyHead(s); !strings.Contains(head, "nhận 09:00 01/11/2026") || !strings.Contains(head, "số 7 đã về") {
		t.Errorf("head %q", head)
	}
}
