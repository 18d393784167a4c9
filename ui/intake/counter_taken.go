package intake

import (
	"context"
	"fmt"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// What can be done with a dossier that was taken in before.
const (
	actGoOn     = "go-on"
	actLostSlip = "lost-slip"
	actScan     = "scan-slip"
	actNote     = "waiting-note"
	actCorrect  = "correct"
	actWithdraw = "withdraw"
)

// Find asks for a dossier that was taken in before.
func (c *Counter) Find() { c.view.AskFind(c.FindBy) }

// FindBy finds a dossier by the slip that the citizen brings, a number or a name,
// and offers what can be done with it.
func (c *Counter) FindBy(text string) {
	ask(c, "Đang tìm…", func(ctx context.Context) ([]desk.Row, error) { return c.desk.Search(ctx, text) }, func(rows []desk.Row) {
		switch len(rows) {
		case 0:
			c.view.Say(kit.Notice{Title: "Không tìm thấy", Level: kit.LevelWarning, Happened: "Không có hồ sơ nào khớp.",
				Do: "Kiểm tra lại số giấy hẹn, số định danh hoặc tên; tìm thêm ở F4 Tra cứu."})
		case 1:
			c.Taken(rows[0].ID)
		default:
			var list []kit.Choice
			for _, r := range rows {
				list = append(list, kit.Choice{Code: string(r.ID), Text: r.Name,
					Detail: words.Number(r.Number) + " · " + words.State(r.State)})
			}
			c.view.Choose("Hồ sơ nào?", list, func(picked kit.Choice) { c.Taken(dossier.ID(picked.Code)) })
		}
	})
}

// Taken offers what can be done with a dossier, by its state and by who is
// logged in.
func (c *Counter) Taken(id dossier.ID) {
	ask(c, "Đang mở hồ sơ…", func(ctx context.Context) (desk.Opened, error) { return c.desk.Open(ctx, id) }, func(opened desk.Opened) {
		list := c.offers(opened)
		c.events.Emit("taken-shown", "state", string(opened.State), "acts", len(list))
		title := fmt.Sprintf("%s, %s", opened.Identity.Name, words.State(opened.State))
		if len(list) == 0 {
			c.view.Say(kit.Notice{Title: title, Happened: "Không còn việc gì làm được với hồ sơ này ở quầy."})
			return
		}
		c.view.Choose(title, list, func(picked kit.Choice) { c.do(opened, picked.Code) })
	})
}

func (c *Counter) offers(opened desk.Opened) []kit.Choice {
	acts := c.desk.Acts(opened)
	may := func(command dossier.Command) bool { return slices.Contains(acts, command) }
	var list []kit.Choice
	offer := func(when bool, code, text, detail string) {
		if when {
			list = append(list, kit.Choice{Code: code, Text: text, Detail: detail})
		}
	}
	r := opened.Review
	offer(opened.State.Editable(), actGoOn, "Làm tiếp hồ sơ", "")
	offer(r.ReceiptNumber != "" && opened.State.Open(), actLostSlip, "In lại giấy hẹn", "công dân báo mất")
	offer(r.Confirmed != "" && r.Confirmed != dossier.ConfirmedPen && r.Slip == nil && (opened.State.Open() || opened.State == dossier.Closed), actScan, "Quét phiếu thu nhận đã ký", "")
	offer(opened.State == dossier.Waiting, actNote, "In giấy báo chờ cho công dân", "")
	offer(may(dossier.ReturnDossier) && correctable(opened), actCorrect, "Công dân đề nghị sửa", "trả lại để cán bộ sửa")
	offer(may(dossier.WithdrawDossier), actWithdraw, "Công dân rút hồ sơ", "không làm thẻ nữa")
	return list
}

// correctable reports whether a version that the registry may have keeps the
// dossier from being given back: only one that was set aside does not.
func correctable(opened desk.Opened) bool {
	return opened.State != dossier.Approved || opened.Delivery != nil && opened.Delivery.State == port.DeliverySetAside
}

func (c *Counter) do(opened desk.Opened, act string) {
	id := opened.ID
	switch act {
	case actGoOn:
		c.begin(func(context.Context) (dossier.ID, error) { return id, nil })
	case actLostSlip:
		c.lostSlip(id, len(opened.Review.LostSlips)+1)
	case actScan:
		c.ScanSlip(id)
	case actNote:
		c.PrintNote(id)
	case actCorrect:
		c.correct(id)
	case actWithdraw:
		c.withdraw(id)
	}
}

// lostSlip asks how it was checked who asks, prints the declaration for the
// citizen to sign, and then the slip with its mark.
func (c *Counter) lostSlip(id dossier.ID, again int) {
	c.view.Choose("Đã kiểm tra người đề nghị bằng gì?", reasons(dossier.SlipChecks()), func(checked kit.Choice) {
		c.print(sheet{title: "Đơn trình báo mất giấy hẹn", busy: "Đang in đơn trình báo…", make: of(id, c.desk.LossDeclaration)}, func() {
			c.view.Confirm(kit.Question{
				Title: "Công dân ký đơn trình báo", Text: "Đưa công dân đọc và ký đơn. Đã ký thì in lại giấy hẹn; giấy có dòng “In lại lần " + fmt.Sprint(again) + "”.",
				Yes: "Đã ký, in giấy hẹn", No: "Chưa in",
			}, func() {
				c.print(c.slipAgain(id, checked.Code), func() {
					c.events.Emit("slip-again", "dossier", string(id), "again", again)
					c.view.ShowDone(fmt.Sprintf("Đã in lại giấy hẹn, lần %d.", again))
				})
			})
		})
	})
}

// slipAgain is the slip that replaces one declared lost. Making it notes the loss, so
// the panel makes it without that.
func (c *Counter) slipAgain(id dossier.ID, checked string) sheet {
	return sheet{title: "Giấy hẹn in lại", busy: "Đang in lại giấy hẹn…", slip: id, again: of(id, c.desk.SlipAgain),
		make: func(ctx context.Context) (desk.ReportPaper, error) {
			paper, err := c.desk.LostSlip(ctx, id, checked)
			return desk.ReportPaper{Paper: paper}, err
		}}
}

func reasons(all []dossier.Coded) []kit.Choice {
	var list []kit.Choice
	for _, r := range all {
		list = append(list, kit.Choice{Code: r.Code, Text: r.Vietnamese})
	}
	return list
}

// PrintNote prints the note of a waiting dossier for the citizen.
func (c *Counter) PrintNote(id dossier.ID) {
	c.print(sheet{title: "Giấy báo chờ", busy: "Đang in giấy báo…", make: of(id, c.desk.WaitingNote)}, func() {
		c.events.Emit("note-printed", "dossier", string(id))
		c.view.ShowDone("Đã in giấy báo chờ.")
	})
}

func (c *Counter) correct(id dossier.ID) {
	var sections []kit.Choice
	for _, section := range []dossier.Section{dossier.SectionIdentity, dossier.SectionDocuments, dossier.SectionPortrait,
		dossier.SectionFingerprints, dossier.SectionIris, dossier.SectionPayment} {
		sections = append(sections, kit.Choice{Code: string(section), Text: words.Section(section)})
	}
	c.view.Choose("Công dân đề nghị sửa phần nào?", sections, func(where kit.Choice) {
		c.view.AskNote("Sửa gì ở phần "+where.Text+"?", func(note string) {
			c.change(id, "Đang trả lại để sửa…", "correction-asked", "Hồ sơ đã trả lại để sửa, nằm ở danh sách dở dang.",
				func(ctx context.Context) error { return c.desk.Correct(ctx, id, dossier.Section(where.Code), note) })
		})
	})
}

func (c *Counter) withdraw(id dossier.ID) {
	var list []kit.Choice
	for _, code := range desk.WithdrawReasons() {
		list = append(list, kit.Choice{Code: code, Text: words.ReturnReason(code)})
	}
	c.view.Choose("Công dân rút hồ sơ vì sao?", list, func(reason kit.Choice) {
		c.view.Confirm(kit.Question{
			Title: "Rút hồ sơ", Text: "Hồ sơ kết thúc, không làm thẻ; việc này không lấy lại được.", Yes: "Rút hồ sơ", No: "Giữ hồ sơ", Danger: true,
		}, func() {
			c.change(id, "Đang rút hồ sơ…", "withdrawn", "Đã rút hồ sơ theo đề nghị của công dân.",
				func(ctx context.Context) error { return c.desk.Withdraw(ctx, id, reason.Code) })
		})
	})
}

func (c *Counter) change(id dossier.ID, busy, event, done string, act func(context.Context) error) {
	c.act(busy, act, func() {
		c.events.Emit(event, "dossier", string(id))
		c.view.ShowDone(done)
		c.view.Changed()
		c.Count()
	})
}
