package review

import (
	"fmt"
	"strconv"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// feeFacts are what the citizen is told before paying.
func feeFacts(opened desk.Opened, fee dossier.Payment) []kit.Fact {
	method := map[string]string{"cash": "Tiền mặt", "transfer": "Chuyển khoản", "none": "Không thu"}[fee.Method]
	facts := []kit.Fact{
		{Key: "Loại cấp", Value: dossier.KindName(opened.Identity.Request.Regime, opened.Identity.Request.Kind)},
		{Key: "Lệ phí", Value: desk.FeeWords(fee)},
		{Key: "Hình thức", Value: method},
		{Key: "Thẻ cũ", Value: desk.OldCardWords(opened.Identity)},
		{Key: "Số giấy hẹn", Value: opened.Review.ReceiptNumber},
	}
	if fee.Number != "" {
		facts = append(facts, kit.Fact{Key: "Biên lai", Value: receiptWords(fee.Series, fee.Number)})
	}
	for _, receipt := range fee.Voided {
		facts = append(facts, kit.Fact{
			Key: "Biên lai hủy", Value: receiptWords(receipt.Series, receipt.Number) + ": " + receipt.Reason, Level: kit.LevelWarning,
		})
	}
	return facts
}

func receiptWords(series, number string) string { return strings.TrimSpace(series + " " + number) }

// ShowHousehold tells one sum for all who came together.
func (p *Panel) ShowHousehold(fee desk.HouseholdFee) {
	total := fee.Total + p.presenter.Fee().Amount
	p.told.SetText(fmt.Sprintf("Cả hộ %d hồ sơ: %s", fee.Dossiers+1, desk.Money(total)))
}

// askExemption asks why the fee is not due, and for the paper that proves it.
func (p *Panel) askExemption() {
	reasons := p.exempt
	if p.presenter.Fee().Exemption != "" {
		reasons = append([]kit.Choice{{Text: "Không miễn, thu theo mức"}}, reasons...)
	}
	kit.Choose(p.router, "Miễn lệ phí vì sao?", reasons, func(reason kit.Choice) {
		if reason.Code == "" || dossier.ExemptByAgeAlone(reason.Code) {
			p.presenter.Exempt(reason.Code, "")
			return
		}
		paper := kit.NewTextField("Giấy tờ chứng minh, số", kit.Required(), kit.Width(36))
		kit.Prompt(p.router, kit.Form{
			Title: reason.Text, Action: "Miễn lệ phí", Fields: []kit.Field{paper},
			Done: func() { p.presenter.Exempt(reason.Code, paper.Value()) },
		})
	})
}

// askReceipt asks for series and number of the money receipt; the number after
// the last one is offered.
func (p *Panel) askReceipt() {
	series := kit.NewTextField("Ký hiệu", kit.Width(12))
	number := kit.NewNumberField("Số biên lai", 12, kit.Required(), kit.Width(12))
	fee := p.presenter.Fee()
	series.SetValue(or(fee.Series, p.last.Series))
	number.SetValue(or(fee.Number, following(p.last.Number)))
	kit.Prompt(p.router, kit.Form{
		Title: "Biên lai thu lệ phí", Action: "Ghi biên lai", Fields: []kit.Field{series, number},
		Done: func() { p.presenter.Receipt(series.Value(), number.Value()) },
	})
}

// askVoid asks which receipt was spoiled, and how.
func (p *Panel) askVoid() {
	series := kit.NewTextField("Ký hiệu", kit.Width(12))
	number := kit.NewNumberField("Số biên lai hủy", 12, kit.Required(), kit.Width(12))
	reason := kit.NewTextField("Lý do hủy", kit.Required(), kit.Width(36))
	fee := p.presenter.Fee()
	series.SetValue(or(fee.Series, p.last.Series))
	number.SetValue(fee.Number)
	kit.Prompt(p.router, kit.Form{
		Title: "Hủy biên lai", Action: "Hủy biên lai", Weight: kit.Danger, Fields: []kit.Field{series, number, reason},
		Done: func() { p.presenter.VoidReceipt(series.Value(), number.Value(), reason.Value()) },
	})
}

// following is the number after a receipt's, with its leading zeros; "" after
// none.
func following(number string) string {
	n, err := strconv.ParseUint(number, 10, 63)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%0*d", len(number), n+1)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
