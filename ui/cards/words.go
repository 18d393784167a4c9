package cards

import (
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/handover"
	"carddesk/ui/kit"
)

// seals say how the seal of a box was found.
var seals = []kit.Choice{
	{Code: desk.SealWhole, Text: "Còn nguyên, đúng số"},
	{Code: desk.SealOther, Text: "Số khác với danh sách"},
	{Code: desk.SealBroken, Text: "Rách, đã bị mở hoặc không có"},
}

var losses = []kit.Choice{
	{Code: desk.LostInBox, Text: "Không có trong hộp"},
	{Code: desk.LostInStock, Text: "Kiểm kê không thấy"},
	{Code: desk.LostOnWay, Text: "Mất trên đường (cán bộ, nhà trường, bưu điện)"},
	{Code: desk.LostStolen, Text: "Bị lấy trộm"},
}

var returns = []kit.Choice{
	{Code: desk.ReturnFaulty, Text: "Thẻ lỗi"},
	{Code: desk.ReturnUncollected, Text: "Lâu không có người nhận"},
	{Code: desk.ReturnUndelivered, Text: "Không phát được"},
	{Code: desk.ReturnTransferred, Text: "Chuyển điểm khác trả"},
	{Code: desk.ReturnRecalled, Text: "Trung ương thu hồi"},
}

var surpluses = map[string]string{
	desk.SurplusUnknown:  "không có ở điểm này: thẻ của điểm khác",
	desk.SurplusOtherBox: "thẻ của hộp",
	desk.SurplusOnShelf:  "theo sổ đã ở kho",
	desk.SurplusGiven:    "theo sổ đã trả",
	desk.SurplusOld:      "thẻ cũ của người này",
	desk.SurplusGone:     "theo sổ đã gửi lại, thay, hủy hoặc thu hồi",
	desk.SurplusAway:     "theo sổ cán bộ hoặc bưu điện đang giữ",
	desk.SurplusLost:     "đã báo thất lạc",
	desk.SurplusFaulty:   "đã báo lỗi",
}

var settlements = map[string]string{
	desk.SettleLost:     "Báo mất",
	desk.SettlePresent:  "Đã thấy, đúng ngăn",
	desk.SettleMoved:    "Ghi ngăn mới",
	desk.SettlePutBack:  "Đã xếp lại đúng ngăn",
	desk.SettleFound:    "Thấy lại thẻ đã báo mất",
	desk.SettleReceived: "Ghi nhận thẻ đã về",
	desk.SettleRestock:  "Nhập lại kho",
	desk.SettleNoted:    "Để riêng, báo chỉ huy",
}

var acts = map[dossier.Command]string{
	dossier.MoveCard: "Chuyển ngăn", dossier.ReportFault: "Báo lỗi thẻ", dossier.ReportCardLost: "Báo mất thẻ",
	dossier.FindCard: "Đã tìm thấy thẻ", dossier.SendCardBack: "Gửi lại trung ương", dossier.RestockCard: "Nhập lại kho",
}

// textOf is the text of a code among choices, the code itself when it is unknown.
func textOf(choices []kit.Choice, code string) string {
	for _, c := range choices {
		if c.Code == code {
			return c.Text
		}
	}
	return code
}

func wordOf(words map[string]string, code string) string {
	if text, ok := words[code]; ok {
		return text
	}
	return code
}

// CardFault is why a card is faulty or lost, or went back, in words.
func CardFault(code string) string {
	for _, choices := range [][]kit.Choice{losses, returns} {
		if text := textOf(choices, code); text != code {
			return text
		}
	}
	return handover.Fault(code)
}

// Surplus says in words what is known of a card where none is expected.
func Surplus(s desk.Surplus) string {
	text := wordOf(surpluses, s.Why)
	switch {
	case s.Why == desk.SurplusOtherBox && s.Box != "":
		text += " " + s.Box
	case s.Why == desk.SurplusOnShelf && s.Shelf != "":
		text += ", ngăn " + s.Shelf
	}
	return text
}

// Words are those of the papers of the stock.
func Words() desk.StockWords {
	return desk.StockWords{
		Fault:      handover.Fault,
		Return:     func(code string) string { return textOf(returns, code) },
		Seal:       func(code string) string { return textOf(seals, code) },
		Surplus:    func(code string) string { return wordOf(surpluses, code) },
		Settlement: func(code string) string { return wordOf(settlements, code) },
	}
}
