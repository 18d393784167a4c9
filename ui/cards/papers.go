package cards

import (
	"context"
	"fmt"
	"slices"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// paperDays is how far back papers are offered to be printed again.
const paperDays = 92

// pastPaper is a paper that can be printed again, or a box whose differences can be
// settled.
type pastPaper struct {
	at     time.Time
	text   string
	make   func(ctx context.Context) (desk.ReportPaper, error)
	settle string // id of the box; make is nil then
}

// askPapers offers the papers of the last months.
func (p *stockPanel) askPapers() {
	kit.Background(p.screen.owner, p.screen.pastPapers, func(papers []pastPaper, err error) {
		if err != nil {
			p.screen.failed(words.Of(err))
			return
		}
		if len(papers) == 0 {
			p.screen.env.Toast(kit.LevelInfo, "Chưa có biên bản nào trong ba tháng.")
			return
		}
		choices := make([]kit.Choice, len(papers))
		for i, paper := range papers {
			choices[i] = kit.Choice{Code: fmt.Sprint(i), Text: paper.text, Detail: words.Day(paper.at)}
		}
		kit.Choose(p.screen.env.Router, "Biên bản trong ba tháng", choices, func(c kit.Choice) {
			i := slices.IndexFunc(choices, func(o kit.Choice) bool { return o.Code == c.Code })
			if id := papers[i].settle; id != "" {
				p.askSettleBox(id)
				return
			}
			p.screen.show(papers[i].text, papers[i].make)
		})
	})
}

// askSettleBox asks how the differences of a box were cleared up with the centre.
func (p *stockPanel) askSettleBox(id string) {
	how := kit.NewTextField("Trung ương trả lời thế nào, giải quyết ra sao", kit.Width(50), kit.Required())
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: "Giải quyết chênh lệch của hộp", Action: "Đã giải quyết", Fields: []kit.Field{how},
		Done: func() { p.stock.SettleBox(id, how.Value()) },
	})
}

// pastPapers lists the papers of the last months, newest first.
func (s *Screen) pastPapers(ctx context.Context) ([]pastPaper, error) {
	d, since := s.env.Desk, s.today().AddDays(-paperDays)
	boxes, err := d.BoxRecords(ctx, since, s.today())
	if err != nil {
		return nil, err
	}
	takes, err := d.Stocktakes(ctx)
	if err != nil {
		return nil, err
	}
	returns, err := d.ReturnLists(ctx, since)
	if err != nil {
		return nil, err
	}
	user, _ := d.User()
	box, _ := dossier.BookTable(dossier.BookBox)
	may := slices.Contains(dossier.Allowed(box, dossier.BoxClosed, user.Role), dossier.SettleBox)
	var papers []pastPaper
	for _, b := range boxes {
		if b.Closed.IsZero() {
			continue
		}
		text := "Mở hộp " + b.Box
		switch {
		case b.State == dossier.BoxSettled:
			text += ", chênh lệch đã giải quyết"
		case b.Differs():
			text += ", có chênh lệch"
			if may {
				papers = append(papers, pastPaper{at: b.Opened, text: "Giải quyết chênh lệch hộp " + b.Box + "…", settle: b.ID})
			}
		}
		papers = append(papers, pastPaper{at: b.Opened, text: text, make: func(ctx context.Context) (desk.ReportPaper, error) { return d.BoxPaper(ctx, b.ID, Words()) }})
	}
	for _, t := range takes {
		if t.Begun.Before(since.Time()) {
			continue
		}
		papers = append(papers, pastPaper{at: t.Begun, text: "Kiểm kê thẻ", make: func(ctx context.Context) (desk.ReportPaper, error) { return d.StocktakePaper(ctx, t.ID, Words()) }})
	}
	for _, l := range returns {
		papers = append(papers, pastPaper{at: l.At, text: fmt.Sprintf("Gửi lại trung ương %d thẻ", len(l.Cards)), make: func(ctx context.Context) (desk.ReportPaper, error) {
			return d.ReturnPaper(ctx, l.ID, Words())
		}})
	}
	slices.SortStableFunc(papers, func(a, b pastPaper) int { return b.at.Compare(a.at) })
	return papers, nil
}
