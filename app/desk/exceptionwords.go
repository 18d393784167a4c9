package desk

import (
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/tables"
)

// exceptionWords says an exception in words.
func (d *Desk) exceptionWords(kind dossier.ExceptionKind, note dossier.ExceptionNote, count int) string {
	var parts []string
	for _, code := range note.Codes {
		parts = append(parts, exceptionCodeWords(d.Areas(), kind, code))
	}
	text := strings.Join(parts, "; ")
	if note.Text != "" {
		text = strings.TrimPrefix(text+": "+note.Text, ": ")
	}
	if kind == dossier.ExceptionReprint && count > 1 {
		text += fmt.Sprintf(", %d lần", count)
	}
	if note.Card != "" {
		text = "Thẻ " + note.Card + ": " + text
	}
	return text
}

func exceptionCodeWords(view tables.View, kind dossier.ExceptionKind, code string) string {
	part, reason, _ := strings.Cut(code, "=")
	switch kind {
	case dossier.ExceptionKept:
		text := "Giữ " + partWords(part)
		if reason != "" {
			text += ": " + OverrideWords(dossier.CaptureOverride{Reason: reason})
		}
		return text
	case dossier.ExceptionNotTaken:
		return partWords(part) + " " + ExceptionWords(dossier.CaptureException{Reason: reason})
	case dossier.ExceptionReprint:
		if name, ok := paperNames[code]; ok {
			return "In lại " + name
		}
	case dossier.ExceptionUnverified:
		if found, ok := dossier.FindCoded(dossier.PresenceReasons(), code); ok {
			return found.Vietnamese
		}
	case dossier.ExceptionExempt:
		if row, ok := view.Code(tables.Exemption, code); ok {
			return row.Name
		}
	}
	if text, ok := exceptionCodes[code]; ok {
		return text
	}
	return code
}

// partWords names a picture in a code of an exception.
func partWords(part string) string {
	rolled, isRolled := strings.CutPrefix(part, "rolled ")
	if isRolled {
		return "vân lăn " + partWords(rolled)
	}
	modality := port.Finger
	if part == string(port.Face) {
		modality = port.Face
	}
	name, _ := dossier.PartName(modality, port.Position(part))
	return name
}

// exceptionCodes are the words for the other codes of exceptions.
var exceptionCodes = map[string]string{
	"none": "Chưa hỏi dữ liệu dân cư", "differs": "Khác dữ liệu dân cư", "unknown": "Không có trong dữ liệu dân cư",
	"unreachable": "Không nối được dữ liệu dân cư",
	"nobody":      "Không ai so với thẻ cũ hoặc vân tay cũ", "different": "Không giống ảnh hoặc vân tay cũ",
	string(SameNumber): "Trùng số định danh", string(SameOldNumber): "Trùng số CMND", string(SameName): "Trùng họ tên, ngày sinh",
	FaultChipMismatch: "Chip không khớp hồ sơ", FaultChipProof: "Chip không chứng minh được", FaultChipDead: "Chip không đọc được",
	FaultPrint: "In mờ, in sai", FaultData: "Sai thông tin", FaultDamaged: "Hỏng, gãy",
}

// paperNames are the papers of which a reprint is noted.
var paperNames = map[string]string{
	paperAppointment: "giấy hẹn", paperDataSlip: "phiếu thu nhận", paperReport: "báo cáo", paperDayReport: "báo cáo ngày",
	"danh-sach-duyet": "danh sách duyệt", "thong-bao-tu-choi": "thông báo từ chối", "giay-nop-tien": "giấy nộp tiền",
	"tra-the": "biên bản trả thẻ", "xac-nhan-da-nhan": "xác nhận trung ương đã nhận", "trinh-bao-mat-giay-hen": "đơn trình báo mất giấy hẹn",
	"giay-bao-cho": "giấy báo chờ", "so-thu-tu": "số thứ tự", "di-thu-nhan": "danh sách đi thu nhận",
	"bien-ban-huy": "biên bản hủy biên lai", paperBox: "biên bản mở hộp thẻ", paperStock: "biên bản kiểm kê thẻ",
	paperReturns: "danh sách thẻ gửi lại", paperHandedIn: "biên bản nộp thẻ cũ", paperDestroyed: "biên bản tiêu hủy thẻ cũ",
	paperReady: "danh sách thẻ chờ trả", paperComplaints: "sổ phản ánh",
	paperCardList: "danh sách trả thẻ", paperPostList: "bảng kê bưu gửi", paperCardsBack: "biên bản đối chiếu thẻ", paperCalls: "danh sách gọi nhận thẻ",
}
