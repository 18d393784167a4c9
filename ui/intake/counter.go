package intake

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// CounterDesk is what the work beside a dossier's intake needs of the desk.
type CounterDesk interface {
	Preregistrations(ctx context.Context) ([]desk.Preregistration, error)
	CountPreregistrations(ctx context.Context) (int, error)
	TakePreregistration(ctx context.Context, code string) (dossier.ID, error)
	Lists(ctx context.Context) ([]desk.PeopleList, error)
	ListPeople(ctx context.Context, list string) ([]port.PopulationRecord, error)
	WantList(ctx context.Context, kind, code string) error
	SlipsOut(ctx context.Context) ([]desk.SlipRow, error)
	CountSlipsOut(ctx context.Context) (int, error)
	AttachSlip(ctx context.Context, id dossier.ID, sheets []desk.Sheet) error
	Scans(ctx context.Context) ([]desk.ScanFile, error)
	ReadDocument(ctx context.Context, path string, progress func(done, of int)) ([]desk.Sheet, error)
	ScanTaken(path string) error
	Search(ctx context.Context, text string) ([]desk.Row, error)
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	Acts(opened desk.Opened) []dossier.Command
	LossDeclaration(ctx context.Context, id dossier.ID) (desk.ReportPaper, error)
	LostSlip(ctx context.Context, id dossier.ID, checked string) (desk.Paper, error)
	SlipAgain(ctx context.Context, id dossier.ID) (desk.ReportPaper, error)
	WaitingNote(ctx context.Context, id dossier.ID) (desk.ReportPaper, error)
	Correct(ctx context.Context, id dossier.ID, section dossier.Section, note string) error
	Withdraw(ctx context.Context, id dossier.ID, reason string) error
	Print(ctx context.Context, id dossier.ID, paper desk.Paper, printer string) error
	Export(ctx context.Context, id dossier.ID, paper desk.Paper) (file string, err error)
	PrintAtOnce(ctx context.Context, paper desk.ReportPaper) error
	ExportBookPaper(ctx context.Context, paper desk.ReportPaper) (file string, err error)
	Tickets(ctx context.Context) ([]store.Ticket, error)
	TakeTicket(ctx context.Context, priority string) (store.Ticket, error)
	CallNext(ctx context.Context) (store.Ticket, error)
	TicketPaper(ctx context.Context, t store.Ticket) (desk.ReportPaper, error)
	TicketDossier(ctx context.Context, code string) (dossier.ID, error)
	Visits(ctx context.Context) ([]desk.VisitRow, error)
	VisitsPaper(ctx context.Context) (desk.ReportPaper, error)
	PresenceMeans(ctx context.Context, id dossier.ID) (desk.PresenceMeans, error)
	ComparePresence(ctx context.Context, id dossier.ID, means desk.PresenceMeans) (desk.FingerCheck, error)
	HeldPrint(ctx context.Context, id dossier.ID) (desk.HeldPrint, error)
	CompareHeld(ctx context.Context, id dossier.ID, held desk.HeldPrint) (desk.FingerCheck, error)
	ReadOldChip(ctx context.Context, opened desk.Opened, progress func(port.CardProgress)) (desk.OldChip, error)
	ComparedPortrait(ctx context.Context, id dossier.ID, same bool) error
	NotVerified(ctx context.Context, id dossier.ID, reason string) error
	ZoneDesk
}

// Counts says how much waits beside the drafts.
type Counts struct{ Preregistered, Lists, Slips, Waiting, First int }

// CounterView asks and tells in dialogs; it is called on the UI goroutine only.
type CounterView interface {
	ZoneView
	ShowCounts(Counts)
	Choose(title string, list []kit.Choice, picked func(kit.Choice))
	AskList(done func(kind, code string))
	AskFind(done func(text string))
	AskNote(title string, done func(note string))
	AskFile(title string, picked func(path string))
	AskPortrait(chip desk.OldChip, done func(same bool))
	// ShowPaper shows a paper in the place of the door.
	ShowPaper(title string, make papers.Maker)
	Confirm(q kit.Question, yes func())
	Say(kit.Notice)
	ShowDone(text string)
	ShowBusy(text string)
	ShowError(words.Message)
	// Changed tells the frame that counts have changed.
	Changed()
}

// Counter is the work beside a dossier's intake: what came from home or ahead of
// the citizens, papers that are not back, and dossiers that were taken in before.
type Counter struct {
	desk   CounterDesk
	owner  *kit.Owner
	view   CounterView
	events kit.Events
	clock  port.Clock
	// begin opens the dossier that which names; start begins one with a number.
	begin func(which func(context.Context) (dossier.ID, error))
	start func(number string)
	once  kit.Once
	// printed is the paper that was made last.
	printed sheet
}

// NewCounter makes the presenter. begin opens a dossier, start begins one for a
// personal number.
func NewCounter(d CounterDesk, owner *kit.Owner, events kit.Events, clock port.Clock, view CounterView,
	begin func(func(context.Context) (dossier.ID, error)), start func(string)) *Counter {
	return &Counter{desk: d, owner: owner, events: events, clock: clock, view: view, begin: begin, start: start}
}

// ask reads something in the background and hands it on.
func ask[T any](c *Counter, busy string, read func(context.Context) (T, error), then func(T)) {
	c.once.Start(func(release func()) {
		c.view.ShowBusy(busy)
		kit.Background(c.owner, read, func(got T, err error) {
			release()
			c.view.ShowBusy("")
			if err != nil {
				c.events.Emit("counter-failed")
				c.view.ShowError(words.Of(err))
				return
			}
			then(got)
		})
	})
}

// act does something in the background and goes on when it is done.
func (c *Counter) act(busy string, do func(context.Context) error, then func()) {
	ask(c, busy, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }, func(struct{}) { then() })
}

// Count counts what waits.
func (c *Counter) Count() {
	kit.Background(c.owner, func(ctx context.Context) (counts Counts, err error) {
		waiting, err := c.desk.CountPreregistrations(ctx)
		if err != nil {
			return counts, err
		}
		lists, err := c.desk.Lists(ctx)
		if err != nil {
			return counts, err
		}
		slips, err := c.desk.CountSlipsOut(ctx)
		if err != nil {
			return counts, err
		}
		queue, err := c.desk.Tickets(ctx)
		counts = Counts{waiting, len(lists), slips, len(queue), 0}
		for _, t := range queue {
			if t.Priority != "" {
				counts.First++
			}
		}
		return counts, err
	}, func(counts Counts, err error) {
		if err != nil {
			return // a desk that is being locked; whoever asks for a list is told
		}
		c.view.ShowCounts(counts)
		c.events.Emit("counter-shown", "preregistered", counts.Preregistered, "lists", counts.Lists, "slips", counts.Slips, "waiting", counts.Waiting)
	})
}

// Preregistrations offers what people have sent from home, newest first.
func (c *Counter) Preregistrations() {
	ask(c, "Đang đọc hồ sơ đăng ký trước…", c.desk.Preregistrations, func(all []desk.Preregistration) {
		if len(all) == 0 {
			c.view.Say(kit.Notice{Title: "Đăng ký trước", Happened: "Không có hồ sơ đăng ký trước nào đang chờ."})
			return
		}
		var list []kit.Choice
		for _, p := range all {
			list = append(list, kit.Choice{Code: p.Code, Text: p.Name,
				Detail: words.Number(p.Number) + " · gửi " + p.Received.In(person.Zone()).Format("02/01")})
		}
		c.view.Choose("Hồ sơ đăng ký trước: gõ tên hoặc số", list, func(picked kit.Choice) {
			c.begin(func(ctx context.Context) (dossier.ID, error) { return c.desk.TakePreregistration(ctx, picked.Code) })
		})
		c.events.Emit("preregistrations-shown", "count", len(all))
	})
}

// wantList is the code of the line that asks for another list.
const wantList = "+"

var listKinds = map[string]string{"hamlet": "Thôn", "class": "Lớp"}

// Lists offers the lists that were fetched ahead, each with the age of its data,
// and to ask for another.
func (c *Counter) Lists() {
	ask(c, "Đang đọc danh sách tải trước…", c.desk.Lists, func(all []desk.PeopleList) {
		var list []kit.Choice
		byID := map[string]desk.PeopleList{}
		for _, l := range all {
			byID[l.ID] = l
			text := fmt.Sprintf("%s %s: %d người", listKinds[l.Kind], l.Code, l.People)
			if !l.Whole {
				text += ", chưa đủ"
			}
			list = append(list, kit.Choice{Code: l.ID, Text: text, Detail: DataAge(l.AsOf, c.clock.Now())})
		}
		list = append(list, kit.Choice{Code: wantList, Text: "Xin danh sách khác…", Detail: "một thôn hoặc một lớp"})
		c.view.Choose("Danh sách tải trước, để làm khi không có đường truyền", list, func(picked kit.Choice) {
			if picked.Code == wantList {
				c.view.AskList(c.want)
				return
			}
			c.people(byID[picked.Code])
		})
		c.events.Emit("lists-shown", "count", len(all))
	})
}

func (c *Counter) want(kind, code string) {
	c.act("Đang xin danh sách…", func(ctx context.Context) error { return c.desk.WantList(ctx, kind, code) }, func() {
		c.events.Emit("list-wanted", "kind", kind)
		c.view.ShowDone("Đã xin danh sách. Danh sách về theo đường truyền hoặc USB, xem ở Ctrl+U.")
	})
}

func (c *Counter) people(l desk.PeopleList) {
	ask(c, "Đang mở danh sách…", func(ctx context.Context) ([]port.PopulationRecord, error) {
		return c.desk.ListPeople(ctx, l.ID)
	}, func(people []port.PopulationRecord) {
		var list []kit.Choice
		for _, r := range people {
			list = append(list, kit.Choice{Code: string(r.PersonalNumber), Text: r.Name,
				Detail: words.Date(r.Birth) + " · " + words.Number(string(r.PersonalNumber))})
		}
		title := fmt.Sprintf("%s %s, %s", listKinds[l.Kind], l.Code, DataAge(l.AsOf, c.clock.Now()))
		c.view.Choose(title, list, func(picked kit.Choice) { c.start(picked.Code) })
		c.events.Emit("people-shown", "count", len(people))
	})
}

// DataAge says how old data of the population database is.
func DataAge(asOf, now time.Time) string {
	if asOf.IsZero() {
		return "không rõ ngày dữ liệu"
	}
	text := "dữ liệu đến " + words.Day(asOf)
	switch days := int(now.Sub(asOf).Hours() / 24); {
	case days < 1:
		return text
	case days == 1:
		return text + " (hôm qua)"
	default:
		return fmt.Sprintf("%s (%d ngày trước)", text, days)
	}
}

// otherFile is the code of the line that chooses a file elsewhere.
const otherFile = "+"

// Slips offers the dossiers whose signed data slip is not back, and takes the
// scan of the one that is.
func (c *Counter) Slips() {
	ask(c, "Đang đọc danh sách phiếu…", c.desk.SlipsOut, func(rows []desk.SlipRow) {
		if len(rows) == 0 {
			c.view.Say(kit.Notice{Title: "Phiếu chưa về", Happened: "Mọi phiếu thu nhận đã ký đều đã được quét."})
			return
		}
		var list []kit.Choice
		for _, r := range rows {
			list = append(list, kit.Choice{Code: string(r.ID), Text: r.Name,
				Detail: r.Receipt + " · ký " + r.Since.In(person.Zone()).Format("02/01")})
		}
		c.view.Choose(fmt.Sprintf("Phiếu đã ký chưa quét: %d. Chọn phiếu đang cầm", len(rows)), list, func(picked kit.Choice) {
			c.ScanSlip(dossier.ID(picked.Code))
		})
		c.events.Emit("slips-shown", "count", len(rows))
	})
}

// ScanSlip takes the scan of a signed data slip from the scanner's folder, or
// from a file.
func (c *Counter) ScanSlip(id dossier.ID) {
	ask(c, "Đang xem thư mục quét…", c.desk.Scans, func(files []desk.ScanFile) {
		var list []kit.Choice
		for _, f := range files {
			list = append(list, kit.Choice{Code: f.Path, Text: f.Name, Detail: f.At.In(person.Zone()).Format("02/01 15:04")})
		}
		list = append(list, kit.Choice{Code: otherFile, Text: "Chọn tệp khác…"})
		c.view.Choose("Bản quét của phiếu đã ký", list, func(picked kit.Choice) {
			if picked.Code == otherFile {
				c.view.AskFile("Bản quét của phiếu đã ký", func(path string) { c.attach(id, path) })
				return
			}
			c.attach(id, picked.Code)
		})
		c.events.Emit("slip-scans-shown", "count", len(files))
	})
}

func (c *Counter) attach(id dossier.ID, path string) {
	c.act("Đang đọc phiếu…", func(ctx context.Context) error {
		sheets, err := c.desk.ReadDocument(ctx, path, nil)
		if err != nil {
			return err
		}
		if err := c.desk.AttachSlip(ctx, id, sheets); err != nil {
			return err
		}
		return c.desk.ScanTaken(path)
	}, func() {
		c.events.Emit("slip-back", "dossier", string(id))
		c.view.ShowDone("Đã lưu bản quét của phiếu thu nhận.")
		c.Count()
	})
}

// IsSlip reports whether a scanned text is the code of an appointment slip, which
// opens the dossier that was taken in.
func IsSlip(text string) bool { return person.Recognise(text) == person.ScanReceipt }
