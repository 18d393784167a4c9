package closing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

var theDay = person.CivilDate{Year: 2026, Month: 11, Day: 25}

type fakeDesk struct {
	did    []string
	err    error
	closed bool
}

func (d *fakeDesk) Checklist(_ context.Context, kind desk.ClosingKind, counted desk.HandCount) (desk.Checklist, error) {
	cash := desk.CheckLine{Key: desk.CheckCash, Uncounted: true}
	if counted.Cash != nil {
		cash = desk.CheckLine{Key: desk.CheckCash, Agrees: *counted.Cash == 50000}
	}
	return desk.Checklist{Kind: kind, Day: theDay, Closed: d.closed, Counted: counted, Box: 50000,
		Lines: []desk.CheckLine{{Key: desk.CheckDrafts, Agrees: true}, {Key: desk.CheckSlips, Dossier: "d1"}, cash}}, nil
}
func (d *fakeDesk) HandShiftOver(_ context.Context, s desk.Signing) (string, error) {
	d.did = append(d.did, fmt.Sprintf("shift %s %s %s %d", s.Other, s.Password, s.Note, *s.Counted.Cash))
	return "s1", d.err
}
func (d *fakeDesk) CloseDay(_ context.Context, s desk.Signing) error {
	d.did = append(d.did, fmt.Sprintf("close %s %s %s", s.Other, s.Password, s.Note))
	d.closed = d.err == nil
	return d.err
}
func (d *fakeDesk) ReopenDay(_ context.Context, reason string) error {
	d.did = append(d.did, "reopen "+reason)
	d.closed = d.err != nil
	return d.err
}
func (d *fakeDesk) ShiftPaper(_ context.Context, id string) (desk.ReportPaper, error) {
	d.did = append(d.did, "paper "+id)
	return desk.ReportPaper{}, nil
}
func (d *fakeDesk) DayPaper(_ context.Context, day person.CivilDate) (desk.ReportPaper, error) {
	d.did = append(d.did, "paper "+day.ISO())
	return desk.ReportPaper{}, nil
}

type fakeView struct {
	lists  []desk.Checklist
	doors  []string
	failed int
}

func (v *fakeView) ShowList(list desk.Checklist) { v.lists = append(v.lists, list) }
func (v *fakeView) OpenDoor(key desk.CheckKey, id dossier.ID) {
	v.doors = append(v.doors, string(key)+" "+string(id))
}
func (v *fakeView) ShowPaper(_ string, make papers.Maker) { _, _ = make(context.Background()) }
func (v *fakeView) Busy(string)                           {}
func (v *fakeView) Failed(words.Message)                  { v.failed++ }
func (v *fakeView) Done(string)                           {}

func (v *fakeView) last() desk.Checklist { return v.lists[len(v.lists)-1] }

func start(t *testing.T) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{}, &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, time.Now)
	p.Begin()
	return p, d, v
}

func TestDayIsClosedAndOpenedAgain(t *testing.T) {
	p, d, v := start(t)
	p.Paper() // nothing was signed yet
	cash := int64(50000)
	p.Count(desk.HandCount{Cash: &cash})
	if !v.last().Lines[2].Agrees || wrong(v.last()) != "slips" {
		t.Fatalf("after counting: %+v", v.last())
	}
	p.Begin() // back from a door: what was counted is not counted again
	if v.last().Lines[2].Uncounted {
		t.Error("what was counted is forgotten")
	}
	p.Open(1)
	p.Open(7)
	d.err = desk.ErrNotAgreed
	p.Sign("chief", "secret", "")
	d.err = nil
	p.Sign("chief", "secret", "mai quét")
	p.Paper()
	p.Reopen("còn khách")
	want := []string{"close chief secret ", "close chief secret mai quét", "paper 2026-11-25", "paper 2026-11-25", "reopen còn khách"}
	if !slices.Equal(d.did, want) || v.failed != 1 || !slices.Equal(v.doors, []string{"slips d1"}) {
		t.Errorf("did %q, doors %q, %d failures", d.did, v.doors, v.failed)
	}
	if v.last().Closed || v.last().Lines[2].Agrees {
		t.Errorf("opened again: %+v", v.last())
	}
}

func TestShiftIsHandedOver(t *testing.T) {
	p, d, v := start(t)
	cash := int64(50000)
	p.Count(desk.HandCount{Cash: &cash})
	p.SetKind(desk.ClosingShift)
	if v.last().Kind != desk.ClosingShift || !v.last().Lines[2].Uncounted {
		t.Fatalf("the count of the day is taken for that of the shift: %+v", v.last())
	}
	p.Count(desk.HandCount{Cash: &cash})
	p.Sign("canbo2", "secret", "phiếu mai về")
	if want := []string{"shift canbo2 secret phiếu mai về 50000", "paper s1"}; !slices.Equal(d.did, want) {
		t.Errorf("did %q", d.did)
	}
}

func TestWords(t *testing.T) {
	line := func(agrees, uncounted bool) desk.CheckLine {
		return desk.CheckLine{Key: desk.CheckCash, Agrees: agrees, Uncounted: uncounted}
	}
	for want, list := range map[string]desk.Checklist{
		"✓ Mọi mục đều khớp":                 {Lines: []desk.CheckLine{line(true, false)}},
		"! 1 mục chưa đếm. Nhấn D":           {Lines: []desk.CheckLine{line(false, true), line(true, false)}},
		"! 1 mục chưa đếm, 1 mục không khớp": {Lines: []desk.CheckLine{line(false, true), line(false, false)}},
		"✕ 2 mục không khớp":                 {Lines: []desk.CheckLine{line(false, false), line(false, false)}},
		"✓ Ngày đã chốt":                     {Closed: true, Lines: []desk.CheckLine{line(false, false)}},
	} {
		if got := standing(list); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	list := desk.Checklist{Lines: []desk.CheckLine{line(true, false), line(false, true), line(false, false)}}
	rows := cells(list)
	if rows[0][1].Text != "khớp" || rows[1][1].Text != "chưa đếm" || rows[2][1].Text != "không khớp" || rows[0][0].Text != "Tiền mặt" || firstWrong(list) != 1 {
		t.Errorf("rows %+v", rows)
	}
}

func TestWhoSigns(t *testing.T) {
	clerk, chief := dossier.User{ID: "c", Role: dossier.RoleClerk}, dossier.User{ID: "s", Role: dossier.RoleSupervisor}
	gone, admin := clerk, dossier.User{ID: "a", Role: dossier.RoleAdministrator}
	gone.Disabled = true
	for _, c := range []struct {
		kind desk.ClosingKind
		user dossier.User
		want bool
	}{
		{desk.ClosingDay, chief, true}, {desk.ClosingDay, clerk, false}, {desk.ClosingShift, clerk, true}, {desk.ClosingShift, chief, true},
		{desk.ClosingShift, gone, false}, {desk.ClosingShift, admin, false}, {desk.ClosingDay, admin, false},
	} {
		if got := mayTake(c.kind, c.user, "x"); got != c.want {
			t.Errorf("%s by %+v: %v", c.kind, c.user, got)
		}
	}
	if mayTake(desk.ClosingShift, clerk, "c") {
		t.Error("a shift is handed to oneself")
	}
}
