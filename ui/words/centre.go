package words

import (
	"fmt"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/port"
)

// centreReasons are the codes by which the centre gives a reason.
var centreReasons = map[string]string{
	"person-has-open-dossier": "Người này còn một hồ sơ khác đang xử lý",
	"personal-number-invalid": "Số định danh cá nhân không hợp lệ",
	"identity-unreadable":     "Không đọc được họ tên, ngày sinh hoặc giới tính",
	"identity-doubtful":       "Thông tin nhân thân cần xác minh",
	"portrait-missing":        "Thiếu ảnh chân dung",
	"portrait-quality":        "Ảnh chân dung chưa đạt",
	"data-wrong":              "Thông tin trên thẻ sai",
	"factory-fault":           "Thẻ lỗi khi sản xuất",
	"key-compromised":         "Khóa của chip bị lộ",
	"issued-wrongly":          "Thẻ cấp không đúng người",
}

// accountStates are how a level-2 electronic identity account stands.
var accountStates = map[string]string{
	"requested": "đang xét duyệt", "approved": "đã duyệt, chờ người dân kích hoạt", "activated": "đã kích hoạt",
	"refused": "không được duyệt", "locked": "đang bị khóa",
}

// AccountState is how a level-2 electronic identity account stands; a state that
// is not known is shown as it came.
func AccountState(code string) string {
	if text, ok := accountStates[code]; ok {
		return text
	}
	return code
}

// Centre is one thing that the centre has said of a dossier, in the clerk's words.
func Centre(w desk.CentreWord) string {
	var parts []string
	add := func(format string, value string) {
		if value != "" {
			parts = append(parts, fmt.Sprintf(format, value))
		}
	}
	switch w.Kind {
	case port.ChangeAcknowledged:
		parts = append(parts, fmt.Sprintf("Đã nhận bản %d của hồ sơ", w.Version))
	case port.ChangeAccepted:
		parts = append(parts, "Chấp nhận hồ sơ")
	case port.ChangeRejected:
		parts = append(parts, "Từ chối hồ sơ")
	case port.ChangeRecapture:
		parts = append(parts, "Yêu cầu thu nhận lại")
	case port.ChangeOrdered:
		parts = append(parts, "Đã giao in thẻ")
		add("thẻ %s", w.Card)
		add("lô %s", w.Lot)
	case port.ChangeProduced:
		parts = append(parts, "Thẻ đã in xong")
		add("thẻ %s", w.Card)
	case port.ChangeShipped:
		parts = append(parts, "Thẻ đã gửi về điểm thu nhận")
		add("thùng %s", w.Box)
		add("niêm phong %s", w.Seal)
	case port.ChangeReplaced:
		parts = append(parts, "Thẻ lỗi được thay bằng thẻ khác")
	case port.ChangeVoided:
		parts = append(parts, "Hủy thẻ, không trả")
		add("thẻ %s", w.Card)
	case port.ChangeRecalled:
		parts = append(parts, "Thu hồi thẻ")
		add("thẻ %s", w.Card)
	case port.ChangeAccount:
		return strings.Join(append([]string{"Tài khoản định danh mức 2: " + AccountState(w.Reason)}, note(w.Note)...), ": ")
	default:
		parts = append(parts, w.Kind)
	}
	add("phần %s", Section(w.Section))
	add("%s", ReturnReason(w.Reason))
	return strings.Join(append(parts, note(w.Note)...), ", ")
}

// note is what the centre added in its own words.
func note(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
