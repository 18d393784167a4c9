// Package journal is where the log of the desk is read: who did what to whose
// dossier and when, by days, person, kind and slip; whether it is whole; and its
// copy for an inspector. The policy in force is read there too. Nothing is changed
// here.
package journal

import (
	"context"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	OpenJournal(ctx context.Context, f desk.JournalFilter) (desk.Journal, error)
	JournalPage(ctx context.Context, j desk.Journal, offset, limit int) ([]desk.JournalLine, error)
	CheckLogTelling(ctx context.Context, tell func(done, all int64)) (store.LogReport, error)
	ExportLogOf(ctx context.Context, first, last person.CivilDate) (name string, entries int, err error)
	PolicyStanding(ctx context.Context) (desk.PolicyStanding, error)
	SearchChoices(ctx context.Context) (desk.SearchChoices, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowPeople(people []kit.Choice)
	ShowFilter(f desk.JournalFilter)
	// ShowRows shows the lines of a list that was opened anew.
	ShowRows(rows kit.Rows, count int)
	// Redraw shows rows that have come since.
	Redraw()
	Busy(text string)
	// Progress says how far the check is; all are checked when done is all, then
	// the state is compared with them.
	Progress(done, all int)
	// Checked says what a check found.
	Checked(level kit.Level, what, do string)
	ShowPolicy(standing desk.PolicyStanding, lines []PolicyLine)
	Failed(words.Message)
	Done(text, more string)
}

// Sizes of what is read at once and kept.
const (
	pageRows  = 60
	keptPages = 12
)

// firstDays is how many days the log is opened with.
const firstDays = 7

// Presenter holds the list in work. Its methods are called on the UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  port.Clock

	filter desk.JournalFilter
	rows   *kit.PagedRows
	lines  map[int]desk.JournalLine // that were read, by number
	people names
	asked  int // of the newest list: answers to older ones are dropped
	once   kit.Once
	stop   context.CancelFunc // ends the check

	machines []kit.Choice // who leave entries and are no users
}

// names are those of who leave entries, by id. They are never changed: pages are
// read with them off the UI goroutine.
type names map[string]string

// of is the name of an id, the id itself where it is not known.
func (n names) of(id string) string {
	if name := n[id]; name != "" {
		return name
	}
	return id
}

// NewPresenter makes the presenter of one screen. The station is who leaves the
// entries of the program itself.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, clock port.Clock, station string) *Presenter {
	p := &Presenter{desk: d, owner: owner, events: events, view: view, clock: clock,
		machines: []kit.Choice{{Code: "registry", Text: "Trung ương"}, {Code: station, Text: "Máy trạm"}}}
	today := person.FromTime(clock.Now())
	p.filter = desk.JournalFilter{First: today.AddDays(1 - firstDays), Last: today}
	return p
}

// Load reads who works here and opens the list anew.
func (p *Presenter) Load() {
	kit.Background(p.owner, p.desk.SearchChoices, func(c desk.SearchChoices, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		choices := make([]kit.Choice, 0, len(c.Clerks)+len(p.machines))
		for _, u := range c.Clerks {
			choices = append(choices, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name), Detail: u.ID})
		}
		choices = append(choices, p.machines...)
		people := make(names, len(choices))
		for _, who := range choices {
			people[who.Code] = who.Text
		}
		p.people = people
		p.view.ShowPeople(choices)
		p.view.ShowFilter(p.filter)
		p.Open()
	})
}

// Filter is the filter as it stands.
func (p *Presenter) Filter() desk.JournalFilter { return p.filter }

// Choose opens the list of another filter; the same one changes nothing. Days that
// cannot be are not chosen.
func (p *Presenter) Choose(f desk.JournalFilter) {
	if !f.First.IsZero() && !f.First.Full() || !f.Last.IsZero() && !f.Last.Full() {
		return
	}
	if !f.First.IsZero() && !f.Last.IsZero() && f.Last.Before(f.First) || same(f, p.filter) {
		return
	}
	p.filter = f
	p.Open()
}

func same(a, b desk.JournalFilter) bool {
	if len(a.Types) != len(b.Types) {
		return false
	}
	for i := range a.Types {
		if a.Types[i] != b.Types[i] {
			return false
		}
	}
	return a.First == b.First && a.Last == b.Last && a.Actor == b.Actor && a.About == b.About
}

// Open finds the entries of the filter as they are now. They are read page by page
// as they are scrolled to.
func (p *Presenter) Open() {
	p.asked++
	asked, filter := p.asked, p.filter
	p.view.Busy("Đang tìm…")
	kit.Background(p.owner, func(ctx context.Context) (desk.Journal, error) {
		return p.desk.OpenJournal(ctx, filter)
	}, func(j desk.Journal, err error) {
		if asked != p.asked {
			return
		}
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.show(asked, j)
		p.events.Emit("journal-shown", "count", j.Count)
	})
}

func (p *Presenter) show(asked int, j desk.Journal) {
	p.lines = map[int]desk.JournalLine{}
	people := p.people
	p.rows = kit.NewPagedRows(p.owner, pageRows, keptPages, func(ctx context.Context, offset, limit int) ([][]kit.Cell, error) {
		lines, err := p.desk.JournalPage(ctx, j, offset, limit)
		if err != nil {
			return nil, err
		}
		rows := make([][]kit.Cell, 0, len(lines))
		for _, line := range lines {
			rows = append(rows, cells(line, people))
		}
		p.owner.Do(func() { p.keep(asked, offset, lines) })
		return rows, nil
	}, func(err error) {
		switch {
		case asked != p.asked:
		case err != nil:
			p.view.Failed(words.Of(err))
		default:
			p.view.Redraw()
		}
	})
	p.rows.Reset(j.Count)
	p.view.ShowRows(p.rows, j.Count)
}

// keep remembers lines for their details, about as many as the table keeps rows.
func (p *Presenter) keep(asked, offset int, lines []desk.JournalLine) {
	if asked != p.asked {
		return
	}
	if len(p.lines) > pageRows*keptPages {
		for at := range p.lines {
			if at < offset-pageRows*keptPages/2 || at > offset+pageRows*keptPages/2 {
				delete(p.lines, at)
			}
		}
	}
	for i, line := range lines {
		p.lines[offset+i] = line
	}
}

// Line is a line that was read; false while it is not there.
func (p *Presenter) Line(row int) (desk.JournalLine, bool) {
	line, ok := p.lines[row]
	return line, ok
}

// Facts are all that is known of a line, in words.
func (p *Presenter) Facts(l desk.JournalLine) []kit.Fact { return facts(l, p.people) }

// Export writes the log of the days of the filter into a file for an inspector.
func (p *Presenter) Export(first, last person.CivilDate) {
	p.once.Start(func(release func()) {
		p.view.Busy("Đang xuất nhật ký…")
		type written struct {
			name    string
			entries int
		}
		kit.Background(p.owner, func(ctx context.Context) (w written, err error) {
			w.name, w.entries, err = p.desk.ExportLogOf(ctx, first, last)
			return w, err
		}, func(w written, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done("Đã xuất nhật ký.", fmt.Sprintf("%s dòng, trong tệp %s của thư mục xuất. Tệp đọc được và có dữ liệu cá nhân: "+
				"chép cho thanh tra rồi xóa. Việc xuất đã ghi vào nhật ký.", kit.Thousands(w.entries), w.name))
			p.events.Emit("log-exported", "entries", w.entries)
		})
	})
}

// Check verifies the whole log, whatever the filter, until it is stopped.
func (p *Presenter) Check() {
	p.once.Start(func(release func()) {
		ctx, cancel := context.WithCancel(p.owner.Context())
		p.stop = cancel
		p.view.Progress(0, 0)
		kit.Background(p.owner, func(context.Context) (store.LogReport, error) {
			return p.desk.CheckLogTelling(ctx, func(done, all int64) {
				p.owner.Do(func() {
					if p.stop != nil {
						p.view.Progress(int(done), int(all))
					}
				})
			})
		}, func(r store.LogReport, err error) {
			release()
			stopped := ctx.Err() != nil
			cancel()
			p.stop = nil
			switch {
			case stopped:
				p.view.Checked(kit.LevelInfo, "Đã dừng, chưa kiểm tra hết.", "")
			case err != nil:
				p.view.Checked(kit.LevelError, "Chưa kiểm tra được.", "")
				p.view.Failed(words.Of(err))
			default:
				level, what, do := verdict(r)
				p.view.Checked(level, what, do)
				p.events.Emit("log-checked", "entries", r.Entries, "problems", len(r.Problems))
			}
		})
	})
}

// Stop ends the check; it reports false when none runs.
func (p *Presenter) Stop() bool {
	if p.stop == nil {
		return false
	}
	p.stop()
	return true
}

// verdict says in words what a check found.
func verdict(r store.LogReport) (level kit.Level, what, do string) {
	if len(r.Problems) == 0 {
		return kit.LevelOK, fmt.Sprintf("Nhật ký nguyên vẹn: %s dòng nối đúng thứ tự, dữ liệu khớp với nhật ký. "+
			"Dòng cuối số %s, mã %s.", kit.Thousands(int(r.Entries)), kit.Thousands(int(r.LastSeq)), shortHash(r.LastHash)), ""
	}
	kinds := map[string]int{}
	for _, one := range r.Problems {
		kinds[one.Kind]++
	}
	list := ""
	for _, kind := range []string{store.ProblemGap, store.ProblemChain, store.ProblemEntry, store.ProblemPayload,
		store.ProblemHead, store.ProblemChanged, store.ProblemMissing, store.ProblemForeign} {
		if n := kinds[kind]; n > 0 {
			list += fmt.Sprintf(" %s: %d.", problemNames[kind], n)
		}
	}
	return kit.LevelError, fmt.Sprintf("%d chỗ không khớp trong %s dòng.%s", len(r.Problems), kit.Thousands(int(r.Entries)), list),
		"Đừng xóa gì. Báo trung ương; người quản trị thoát bàn và chạy lệnh “carddesk doctor” để biết hồ sơ nào bị ảnh hưởng."
}

// problemNames are the kinds of problems in words.
var problemNames = map[string]string{
	store.ProblemGap: "Thiếu dòng", store.ProblemChain: "Dòng không nối với dòng trước", store.ProblemEntry: "Dòng bị sửa",
	store.ProblemPayload: "Nội dung dòng bị sửa hoặc đổi chỗ", store.ProblemHead: "Hồ sơ không khớp dòng cuối",
	store.ProblemChanged: "Dữ liệu khác nhật ký", store.ProblemMissing: "Dữ liệu bị mất", store.ProblemForeign: "Dữ liệu lạ không có trong nhật ký",
}

// shortHash is the beginning of a hash, enough to compare by eye.
func shortHash(hash string) string { return hash[:min(12, len(hash))] }

// Policy reads what policy sets today.
func (p *Presenter) Policy() {
	p.view.Busy("Đang đọc quy định…")
	kit.Background(p.owner, p.desk.PolicyStanding, func(s desk.PolicyStanding, err error) {
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		lines := policyLines(s)
		p.view.ShowPolicy(s, lines)
		p.events.Emit("policy-shown", "settings", len(s.Settings), "lines", len(lines))
	})
}
