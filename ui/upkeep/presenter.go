// Package upkeep is the administrator's screen of the desk's memory: backups,
// destroyed content with its certificates, the log, and stations that were
// stolen.
package upkeep

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Safekeeping(ctx context.Context) (desk.Safekeeping, error)
	SetUpkeep(ctx context.Context, u desk.Upkeep) error
	BackUp(ctx context.Context) (store.BackupManifest, error)
	CheckLog(ctx context.Context) (store.LogReport, error)
	ExportLogOf(ctx context.Context, first, last person.CivilDate) (name string, entries int, err error)
	Destructions(ctx context.Context) ([]desk.Destruction, error)
	DestructionCertificate(ctx context.Context, first, last person.CivilDate) (desk.ReportPaper, error)
	ReportStation(ctx context.Context, station, reason string) error
	Reseal(ctx context.Context, password string) (store.Resealed, error)
}

// Month is what was destroyed in one month, for which one certificate is made.
type Month struct {
	First, Last person.CivilDate
	Dossiers    int
}

// Name is the month as people say it.
func (m Month) Name() string { return fmt.Sprintf("Tháng %02d/%d", m.First.Month, m.First.Year) }

// View is what the presenter says to the window.
type View interface {
	ShowKeeping(desk.Safekeeping)
	ShowMonths(months []Month, at int)
	// ShowPaper shows a paper as it will be printed.
	ShowPaper(title string, make papers.Maker)
	Busy(what string)
	Failed(words.Message)
	// Done says what was done; more is for a dialog that stays, "" is none.
	Done(text, more string)
}

// Presenter keeps the desk's memory. It knows no window.
type Presenter struct {
	desk  Desk
	owner *kit.Owner
	view  View
	once  kit.Once

	months []Month
	at     int
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(d Desk, owner *kit.Owner, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, view: view}
}

// Load reads how the memory is kept and what was destroyed.
func (p *Presenter) Load() {
	type read struct {
		keeping desk.Safekeeping
		gone    []desk.Destruction
	}
	kit.Background(p.owner, func(ctx context.Context) (r read, err error) {
		if r.keeping, err = p.desk.Safekeeping(ctx); err != nil {
			return r, err
		}
		r.gone, err = p.desk.Destructions(ctx)
		return r, err
	}, func(r read, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.months = byMonth(r.gone)
		p.at = max(0, min(p.at, len(p.months)-1))
		p.view.ShowKeeping(r.keeping)
		p.view.ShowMonths(p.months, p.at)
	})
}

// byMonth counts destructions by month, the newest first.
func byMonth(gone []desk.Destruction) []Month {
	var months []Month
	for i := len(gone) - 1; i >= 0; i-- {
		day := person.FromTime(gone[i].Time)
		first := person.CivilDate{Year: day.Year, Month: day.Month, Day: 1}
		if n := len(months); n > 0 && months[n-1].First == first {
			months[n-1].Dossiers++
			continue
		}
		next := person.FromTime(time.Date(day.Year, time.Month(day.Month)+1, 1, 12, 0, 0, 0, person.Zone()))
		months = append(months, Month{First: first, Last: next.AddDays(-1), Dossiers: 1})
	}
	return months
}

// GoTo stands on a month by number.
func (p *Presenter) GoTo(at int) {
	if at >= 0 && at < len(p.months) {
		p.at = at
	}
}

// SetUpkeep chooses where and when backups are made.
func (p *Presenter) SetUpkeep(u desk.Upkeep) {
	p.act("Đang lưu…", func(ctx context.Context) (string, string, error) {
		return "Đã lưu. Bàn tự sao lưu mỗi ngày khi đang mở khóa.", "", p.desk.SetUpkeep(ctx, u)
	})
}

// BackUp makes a backup now.
func (p *Presenter) BackUp() {
	p.act("Đang sao lưu và đọc kiểm tra…", func(ctx context.Context) (string, string, error) {
		m, err := p.desk.BackUp(ctx)
		return fmt.Sprintf("Đã sao lưu và kiểm tra %d tệp.", m.Blobs), "", err
	})
}

// CheckLog verifies the log.
func (p *Presenter) CheckLog() {
	p.act("Đang kiểm tra nhật ký…", func(ctx context.Context) (string, string, error) {
		r, err := p.desk.CheckLog(ctx)
		if err != nil || len(r.Problems) == 0 {
			return fmt.Sprintf("Nhật ký nguyên vẹn: %d dòng.", r.Entries), "", err
		}
		return "Nhật ký có chỗ không khớp.", fmt.Sprintf("%d chỗ không khớp trong %d dòng. Đừng xóa gì; thoát bàn, "+
			"chạy lệnh “carddesk doctor -user …” để biết hồ sơ nào bị ảnh hưởng và báo trung ương.", len(r.Problems), r.Entries), nil
	})
}

// ExportLog writes the log of some days into a file for an inspector.
func (p *Presenter) ExportLog(first, last person.CivilDate) {
	p.act("Đang xuất nhật ký…", func(ctx context.Context) (string, string, error) {
		name, entries, err := p.desk.ExportLogOf(ctx, first, last)
		return "Đã xuất nhật ký.", fmt.Sprintf("%d dòng, trong tệp %s của thư mục xuất. Tệp đọc được và có dữ liệu cá nhân: "+
			"chép cho thanh tra rồi xóa.", entries, name), err
	})
}

// CheckDays says what is wrong with the days of a log, "" when nothing is.
func CheckDays(first, last person.CivilDate) string {
	if last.Before(first) {
		return "Ngày cuối trước ngày đầu."
	}
	return ""
}

// Certificate shows the certificate of the month that is stood on, to be printed.
func (p *Presenter) Certificate() {
	if p.at >= len(p.months) {
		return
	}
	month := p.months[p.at]
	p.view.ShowPaper("Biên bản hủy dữ liệu, "+month.Name(), func(ctx context.Context) (desk.ReportPaper, error) {
		return p.desk.DestructionCertificate(ctx, month.First, month.Last)
	})
}

var stationID = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)

// CheckStation says what is wrong with the id of a station, "" when nothing is.
func CheckStation(id string) string {
	if !stationID.MatchString(strings.TrimSpace(id)) {
		return "Mã máy trạm gồm 32 chữ số và chữ a đến f, ghi trong hồ sơ lắp đặt hoặc hỏi trung ương."
	}
	return ""
}

// ReportStation reports a station stolen or lost.
func (p *Presenter) ReportStation(station, reason string) {
	p.act("Đang báo…", func(ctx context.Context) (string, string, error) {
		return "Đã ghi nhận. Trung ương từ chối máy đó ngay khi nhận được tin.", "", p.desk.ReportStation(ctx, station, reason)
	})
}

// Reseal replaces the office key.
func (p *Presenter) Reseal(password string) {
	p.act("Đang thay khóa, đừng tắt máy…", func(ctx context.Context) (string, string, error) {
		done, err := p.desk.Reseal(ctx, password)
		if err != nil {
			return "", "", err
		}
		more := fmt.Sprintf("%d hồ sơ đã niêm phong lại bằng khóa mới.", done.Dossiers)
		if len(done.Users) > 0 {
			more += " Mật khẩu của những người sau không còn dùng được, vào F11 đặt mật khẩu mới cho từng người: " +
				strings.Join(done.Users, ", ") + "."
		}
		return "Đã thay khóa của điểm thu nhận.", more, nil
	})
}

// act does one thing at a time and reads everything anew afterwards.
func (p *Presenter) act(busy string, do func(context.Context) (done, more string, err error)) {
	p.once.Start(func(release func()) {
		p.view.Busy(busy)
		type outcome struct{ done, more string }
		kit.Background(p.owner, func(ctx context.Context) (o outcome, err error) {
			o.done, o.more, err = do(ctx)
			return o, err
		}, func(o outcome, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done(o.done, o.more)
			p.Load()
		})
	})
}
