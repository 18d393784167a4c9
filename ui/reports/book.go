package reports

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

// Keep keeps an own report and stands on it.
func (p *Presenter) Keep(choice figures.Choice) {
	p.keepBook(p.book.With(choice), "Đã lưu báo cáo “"+choice.Title+"”.", func() {
		p.at = slices.IndexFunc(p.entries, func(e Entry) bool { return e.Own && e.Choice.Title == choice.Title })
		p.view.ShowReports(p.entries, p.at)
		p.Count()
	})
}

// Remove takes away the own report that is stood on; it reports false for a ready-
// made one.
func (p *Presenter) Remove() bool {
	if !p.entries[p.at].Own {
		return false
	}
	choice := p.Choice()
	p.keepBook(p.book.Without(choice), "Đã bỏ báo cáo “"+choice.Title+"”.", p.Count)
	return true
}

// Schedule says when the report that is stood on is written by itself; "" is not
// any more.
func (p *Presenter) Schedule(every figures.PeriodKind, format, folder string, hour int) {
	book := p.book.Scheduled(desk.ScheduledReport{Choice: p.Choice(), Every: every, Format: format})
	book.Folder, book.Hour = folder, hour
	done := "Báo cáo sẽ tự ghi vào thư mục sau mỗi kỳ."
	if every == "" {
		done = "Báo cáo không tự ghi nữa."
	}
	p.keepBook(book, done, func() { p.events.Emit("report-scheduled", "every", string(every)) })
}

func (p *Presenter) keepBook(book desk.ReportBook, done string, after func()) {
	p.act("Đang lưu…", func(ctx context.Context) (string, error) {
		return done, p.desk.KeepReportBook(ctx, book)
	}, func() {
		p.took(book)
		after()
	})
}

// DimensionsFor are the columns that divide reports of a subject, by step.
func DimensionsFor(subject store.Subject, step store.Step) []figures.Dimension {
	all := figures.DimensionsOf(subject)
	if !step.Now() {
		return all
	}
	return slices.DeleteFunc(all, func(d figures.Dimension) bool {
		return slices.Contains([]store.Dimension{store.ByDay, store.ByWeek, store.ByMonth, store.ByQuarter}, d.Key)
	})
}
