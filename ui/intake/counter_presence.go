package intake

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// Codes of the ways of comparing, beside the reasons for not comparing.
const (
	byFinger   = "finger"
	byRegistry = "registry"
	byChip     = "chip"
)

// Verify compares who sits at the desk with what is known of the holder: a finger
// with the print of an earlier dossier or of the registry, or the face with the
// portrait in the old card's chip. What cannot be compared is recorded with its reason. done is
// called when anything was recorded.
func (c *Counter) Verify(opened desk.Opened, done func()) {
	ask(c, "Đang tìm dữ liệu để so…", func(ctx context.Context) (desk.PresenceMeans, error) {
		return c.desk.PresenceMeans(ctx, opened.ID)
	}, func(means desk.PresenceMeans) {
		var list []kit.Choice
		if means.Earlier != "" {
			list = append(list, kit.Choice{Code: byFinger, Text: "So " + desk.FingerName(means.Finger), Detail: "với hồ sơ trước ở điểm này"})
		}
		if means.Registry && means.Earlier == "" {
			list = append(list, kit.Choice{Code: byRegistry, Text: "So vân tay với dữ liệu trung ương", Detail: "cần có đường truyền"})
		}
		if means.Chip {
			list = append(list, kit.Choice{Code: byChip, Text: "Đọc chip thẻ cũ, so ảnh", Detail: "đặt thẻ cũ lên đầu đọc"})
		}
		list = append(list, reasons(dossier.PresenceReasons())...)
		c.events.Emit("presence-asked", "finger", means.Earlier != "", "chip", means.Chip)
		c.view.Choose("Người đến: so, hoặc vì sao chưa xác thực được", list, func(how kit.Choice) {
			switch how.Code {
			case byFinger:
				c.compareFinger(opened.ID, means, done)
			case byRegistry:
				c.compareHeld(opened.ID, done)
			case byChip:
				c.compareChip(opened, done)
			default:
				c.note(func(ctx context.Context) error { return c.desk.NotVerified(ctx, opened.ID, how.Code) }, dossier.PresenceUnverified, done)
			}
		})
	})
}

func (c *Counter) compareFinger(id dossier.ID, means desk.PresenceMeans, done func()) {
	ask(c, "Đề nghị đặt "+desk.FingerName(means.Finger)+" lên máy…", func(ctx context.Context) (desk.FingerCheck, error) {
		return c.desk.ComparePresence(ctx, id, means)
	}, func(check desk.FingerCheck) { c.fingerCompared(check, "hồ sơ trước", done) })
}

// compareHeld asks the registry for a print and compares a finger with it.
func (c *Counter) compareHeld(id dossier.ID, done func()) {
	ask(c, "Đang hỏi trung ương…", func(ctx context.Context) (desk.HeldPrint, error) {
		return c.desk.HeldPrint(ctx, id)
	}, func(held desk.HeldPrint) {
		c.events.Emit("held-print", "finger", string(held.Finger))
		ask(c, "Đề nghị đặt "+desk.FingerName(held.Finger)+" lên máy…", func(ctx context.Context) (desk.FingerCheck, error) {
			return c.desk.CompareHeld(ctx, id, held)
		}, func(check desk.FingerCheck) { c.fingerCompared(check, "dữ liệu trung ương", done) })
	})
}

// fingerCompared tells the outcome of comparing a finger with a print of with.
func (c *Counter) fingerCompared(check desk.FingerCheck, with string, done func()) {
	switch {
	case !check.Clear:
		c.events.Emit("presence", "result", "unclear")
		c.view.Say(kit.Notice{Title: "Vân tay chưa rõ", Level: kit.LevelWarning, Happened: "Ngón trên máy không đủ rõ để so.",
			Kept: "Chưa ghi gì.", Do: "Lau ngón tay và mặt kính rồi làm lại, hoặc so bằng chip thẻ cũ."})
		return
	case check.Same:
		c.view.ShowDone("Vân tay khớp với " + with + ".")
	default:
		c.differs("Vân tay không khớp với " + with + ".")
	}
	c.recorded(check.Same, done)
}

func (c *Counter) compareChip(opened desk.Opened, done func()) {
	ask(c, "Đang đọc chip thẻ cũ…", func(ctx context.Context) (desk.OldChip, error) {
		return c.desk.ReadOldChip(ctx, opened, nil)
	}, func(chip desk.OldChip) {
		c.view.AskPortrait(chip, func(same bool) {
			c.note(func(ctx context.Context) error { return c.desk.ComparedPortrait(ctx, opened.ID, same) }, "", func() {
				if !same {
					c.differs("Ảnh trong chip không giống người đang ngồi.")
				}
				c.recorded(same, done)
			})
		})
	})
}

// differs says what to do when another person sits there.
func (c *Counter) differs(what string) {
	c.view.Say(kit.Notice{Title: "Không đúng người", Level: kit.LevelError, Happened: what,
		Kept: "Đã ghi vào hồ sơ, chỉ huy thấy khi duyệt.", Do: "Hỏi lại giấy tờ, báo chỉ huy trước khi thu nhận tiếp."})
}

func (c *Counter) recorded(same bool, done func()) {
	result := dossier.PresenceDifferent
	if same {
		result = dossier.PresenceSame
	}
	c.events.Emit("presence", "result", result)
	done()
}

// note records an outcome; result "" leaves it to done to tell of it.
func (c *Counter) note(act func(context.Context) error, result string, done func()) {
	c.act("Đang lưu…", act, func() {
		if result != "" {
			c.events.Emit("presence", "result", result)
			c.view.ShowDone("Đã ghi: chưa xác thực người đến.")
		}
		done()
	})
}
