package intake

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// sheet is a paper that the counter prints without showing it first.
type sheet struct {
	title string
	busy  string
	make  papers.Maker
	// again makes it for the panel, nil is make.
	again papers.Maker
	// slip is the dossier that counts the paper among its slips; "" counts it by
	// itself.
	slip dossier.ID
}

// of makes a paper of one dossier.
func of(id dossier.ID, make func(context.Context, dossier.ID) (desk.ReportPaper, error)) papers.Maker {
	return func(ctx context.Context) (desk.ReportPaper, error) { return make(ctx, id) }
}

// ShowPrinted shows the paper that the counter made last, to be printed again or on
// another printer.
func (c *Counter) ShowPrinted() {
	switch {
	case c.printed.make == nil:
		c.view.Say(kit.Notice{Title: "Giấy vừa in", Happened: "Chưa in giấy nào ở quầy từ lúc đăng nhập.",
			Do: "Giấy của hồ sơ đã nhận: nhấn Ctrl+O và tìm hồ sơ."})
	case c.printed.again != nil:
		c.view.ShowPaper(c.printed.title, c.printed.again)
	default:
		c.view.ShowPaper(c.printed.title, c.printed.make)
	}
}

// print makes a paper and prints it at once, on the printer of its kind. Where it
// cannot be printed it is offered as a file: what was noted for it stands, so the
// paper must not be lost.
func (c *Counter) print(s sheet, done func()) {
	ask(c, s.busy, s.make, func(paper desk.ReportPaper) {
		c.printed = s
		kit.Background(c.owner, func(ctx context.Context) (struct{}, error) {
			if s.slip != "" {
				return struct{}{}, c.desk.Print(ctx, s.slip, paper.Paper, "")
			}
			return struct{}{}, c.desk.PrintAtOnce(ctx, paper)
		}, func(_ struct{}, err error) {
			if err == nil {
				c.events.Emit("printed", "paper", paper.Code, "pages", paper.Pages)
				done()
				return
			}
			c.view.Confirm(kit.Question{Title: "Không in được", Text: words.Of(err).What + " Xuất bản này ra tệp?", Yes: "Xuất ra tệp", No: "Thôi"}, func() {
				c.export(s, paper, done)
			})
		})
	})
}

// export writes a paper that could not be printed into a file.
func (c *Counter) export(s sheet, paper desk.ReportPaper, done func()) {
	ask(c, "Đang xuất tệp…", func(ctx context.Context) (string, error) {
		if s.slip != "" {
			return c.desk.Export(ctx, s.slip, paper.Paper)
		}
		return c.desk.ExportBookPaper(ctx, paper)
	}, func(file string) {
		c.events.Emit("exported", "paper", paper.Code)
		c.view.ShowDone("Đã xuất ra tệp " + file)
		done()
	})
}
