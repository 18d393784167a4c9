package intake

import (
	"cmp"
	"context"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// printVisits is the code of the line that prints the list.
const printVisits = "+"

// Visits offers the dossiers whose holders officers go to, and the list to take
// along.
func (c *Counter) Visits() {
	ask(c, "Đang đọc danh sách đi thu nhận…", c.desk.Visits, func(all []desk.VisitRow) {
		if len(all) == 0 {
			c.view.Say(kit.Notice{Title: "Đi thu nhận", Happened: "Không có công dân nào cần thu nhận tận nơi.",
				Do: "Trong hồ sơ, nhấn Ctrl+H để ghi nơi và ngày đến."})
			return
		}
		list := []kit.Choice{{Code: printVisits, Text: "In danh sách mang theo"}}
		for _, v := range all {
			list = append(list, kit.Choice{Code: string(v.ID), Text: v.Name, Detail: cmp.Or(words.Date(v.Day), "chưa hẹn ngày")})
		}
		c.events.Emit("visits-shown", "count", len(all))
		c.view.Choose("Đi thu nhận tận nơi", list, func(picked kit.Choice) {
			if picked.Code == printVisits {
				c.print(sheet{title: "Danh sách đi thu nhận tận nơi", busy: "Đang in danh sách…", make: c.desk.VisitsPaper},
					func() { c.view.ShowDone("Đã in danh sách đi thu nhận.") })
				return
			}
			c.begin(func(context.Context) (dossier.ID, error) { return dossier.ID(picked.Code), nil })
		})
	})
}

// askVisit asks where and when officers go to a holder who cannot come; at the
// door it lists all of them.
func (s *Screen) askVisit() {
	if s.presenter.ID() == "" {
		s.counter.Visits()
		return
	}
	id := s.presenter.Identity()
	is := dossier.Visit{Where: cmp.Or(id.Present.Text, id.Permanent.Text)}
	if id.Visit != nil {
		is = *id.Visit
	}
	why := kit.NewChoiceField("Vì sao không đến được", reasons(dossier.VisitReasons()), kit.Required(), kit.Width(36))
	why.SetCode(is.Why)
	where := kit.NewTextField("Nơi đến", kit.Required(), kit.Width(44))
	where.SetValue(is.Where)
	day := kit.NewDateField("Ngày đến (để trống: chưa hẹn)", kit.Width(12))
	if d, err := person.ParseISODate(is.Day); err == nil {
		day.SetValue(d)
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Thu nhận tận nơi", Action: "Ghi", Fields: []kit.Field{why, where, day},
		Done: func() {
			visit := dossier.Visit{Why: why.Code(), Where: where.Value(), Day: isoOf(day.Value(), "")}
			s.presenter.Set(func(id *dossier.Identity) { id.Visit = &visit })
			s.env.Events.Emit("visit-noted", "day", visit.Day != "")
		},
	})
}
