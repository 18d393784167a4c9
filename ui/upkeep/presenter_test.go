package upkeep

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

type fakeDesk struct {
	gone []desk.Destruction
	did  []string
	err  error
	log  store.LogReport
}

func (d *fakeDesk) note(what string) error { d.did = append(d.did, what); return d.err }

func (d *fakeDesk) Safekeeping(context.Context) (desk.Safekeeping, error) {
	return desk.Safekeeping{}, nil
}
func (d *fakeDesk) SetUpkeep(_ context.Context, u desk.Upkeep) error {
	return d.note(fmt.Sprint("keep ", u))
}
func (d *fakeDesk) BackUp(context.Context) (store.BackupManifest, error) {
	return store.BackupManifest{Blobs: 7}, d.note("back up")
}
func (d *fakeDesk) CheckLog(context.Context) (store.LogReport, error) { return d.log, d.note("log") }
func (d *fakeDesk) ExportLogOf(_ context.Context, first, last person.CivilDate) (string, int, error) {
	return "nhat-ky.jsonl", 12, d.note("export log " + first.ISO() + "/" + last.ISO())
}
func (d *fakeDesk) Destructions(context.Context) ([]desk.Destruction, error) {
	return d.gone, nil
}
func (d *fakeDesk) DestructionCertificate(_ context.Context, first, last person.CivilDate) (desk.ReportPaper, error) {
	return desk.ReportPaper{}, d.note("certify " + first.ISO() + "/" + last.ISO())
}
func (d *fakeDesk) ReportStation(_ context.Context, station, reason string) error {
	return d.note("lost " + station + " " + reason)
}
func (d *fakeDesk) Reseal(_ context.Context, password string) (store.Resealed, error) {
	return store.Resealed{Dossiers: 3, Users: []string{"canbo", "chihuy"}}, d.note("reseal " + password)
}

type fakeView struct {
	months []Month
	papers []string
	busy   string
	failed []words.Message
	done   []string
}

func (v *fakeView) ShowKeeping(desk.Safekeeping)     {}
func (v *fakeView) ShowMonths(months []Month, _ int) { v.months = months }
func (v *fakeView) ShowPaper(title string, make papers.Maker) {
	v.papers = append(v.papers, title)
	if _, err := make(context.Background()); err != nil {
		v.papers = append(v.papers, err.Error())
	}
}
func (v *fakeView) Busy(what string)       { v.busy = what }
func (v *fakeView) Failed(m words.Message) { v.failed = append(v.failed, m) }
func (v *fakeView) Done(text, more string) { v.done = append(v.done, text+"|"+more) }

func start(t *testing.T, d *fakeDesk) (*Presenter, *fakeView) {
	v := &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), v)
	p.Load()
	return p, v
}

func TestCertificateOfAMonth(t *testing.T) {
	at := func(text string) desk.Destruction {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, person.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return desk.Destruction{Time: when}
	}
	d := &fakeDesk{gone: []desk.Destruction{at("2026-02-28 23:59"), at("2026-03-01 00:00"), at("2026-03-31 12:00"), at("2026-12-31 23:00")}}
	p, v := start(t, d)
	want := []Month{
		{person.CivilDate{Year: 2026, Month: 12, Day: 1}, person.CivilDate{Year: 2026, Month: 12, Day: 31}, 1},
		{person.CivilDate{Year: 2026, Month: 3, Day: 1}, person.CivilDate{Year: 2026, Month: 3, Day: 31}, 2},
		{person.CivilDate{Year: 2026, Month: 2, Day: 1}, person.CivilDate{Year: 2026, Month: 2, Day: 28}, 1},
	}
	if !slices.Equal(v.months, want) {
		t.Fatalf("months %+v", v.months)
	}
	p.GoTo(1)
	p.Certificate()
	p.GoTo(7) // there is none; March is stood on
	p.Certificate()
	march := "certify 2026-03-01/2026-03-31"
	if !slices.Equal(d.did, []string{march, march}) || !slices.Equal(v.papers[:1], []string{"Biên bản hủy dữ liệu, Tháng 03/2026"}) {
		t.Errorf("did %q, showed %q", d.did, v.papers)
	}
}

func TestNothingDestroyedNothingCertified(t *testing.T) {
	p, v := start(t, &fakeDesk{})
	p.Certificate()
	if len(v.done)+len(v.failed)+len(v.papers) != 0 {
		t.Errorf("done %q, failed %v", v.done, v.failed)
	}
}

func TestWhatIsSaidAfterwards(t *testing.T) {
	d := &fakeDesk{log: store.LogReport{Entries: 90}}
	p, v := start(t, d)
	p.CheckLog()
	d.log.Problems = []store.Problem{{}, {}}
	p.CheckLog()
	p.Reseal("mật khẩu")
	p.BackUp()
	day := person.CivilDate{Year: 2026, Month: 11, Day: 25}
	p.ExportLog(day, day.AddDays(1))
	if last := d.did[len(d.did)-1]; last != "export log 2026-11-25/2026-11-26" || CheckDays(day.AddDays(1), day) == "" || CheckDays(day, day) != "" {
		t.Errorf("did %q last", last)
	}
	for i, want := range []string{"nguyên vẹn: 90 dòng", "2 chỗ không khớp", "canbo, chihuy", "7 tệp", "nhat-ky.jsonl"} {
		if i >= len(v.done) || !strings.Contains(v.done[i], want) {
			t.Errorf("said %q, want %q", v.done, want)
		}
	}
	d.err = desk.ErrBackupFolderGone
	p.BackUp()
	if len(v.failed) != 1 || !strings.Contains(v.failed[0].Line(), "USB") {
		t.Errorf("failed %v", v.failed)
	}
}

func TestCheckStation(t *testing.T) {
	for id, ok := range map[string]bool{strings.Repeat("aB", 16): true, " " + strings.Repeat("0", 32) + " ": true, "": false, "1": false, strings.Repeat("g", 32): false} {
		if (CheckStation(id) == "") != ok {
			t.Errorf("%q: %q", id, CheckStation(id))
		}
	}
}
