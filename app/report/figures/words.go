package figures

import (
	"strings"

	"carddesk/app/store"
)

// words are those for the codes of dimensions that this package knows itself.
var words = map[store.Dimension]map[string]string{
	store.ByReached: {
		"open": "Đang thu nhận", "captured": "Chờ duyệt", "approved": "Chờ truyền", "sent": "Đã truyền, chờ trung ương",
		"accepted": "Chờ thẻ", "arrived": "Thẻ chưa trả", "handed-over": "Đã trả thẻ",
		"rejected": "Trung ương từ chối", "cancelled": "Đã hủy",
	},
	store.BySex:    {"M": "Nam", "F": "Nữ"},
	store.ByRegime: {"2014": "Luật Căn cước công dân 2014", "2023": "Luật Căn cước 2023"},
	store.ByAgeBand: {"0-5": "Dưới 6 tuổi", "6-13": "Từ 6 đến dưới 14", "14-24": "Từ 14 đến dưới 25",
		"25-39": "Từ 25 đến dưới 40", "40-59": "Từ 40 đến dưới 60", "60+": "Từ 60 tuổi"},
	store.ByLate: {"ended": "Đã trả hoặc hủy", "ready": "Thẻ đã về", "none": "Chưa có giấy hẹn",
		"not-yet": "Chưa đến hẹn", "today": "Hẹn hôm nay"},
	store.ByShelfAge: {"none": "Không có thẻ chờ"},
	store.ByPart: {
		"Face": "Ảnh chân dung", "": "Ảnh chân dung",
		"Right Thumb": "Cái phải", "Right IndexFinger": "Trỏ phải", "Right MiddleFinger": "Giữa phải",
		"Right RingFinger": "Áp út phải", "Right LittleFinger": "Út phải",
		"Left Thumb": "Cái trái", "Left IndexFinger": "Trỏ trái", "Left MiddleFinger": "Giữa trái",
		"Left RingFinger": "Áp út trái", "Left LittleFinger": "Út trái", "Left": "Mắt trái", "Right": "Mắt phải",
		"identity": "Thông tin", "documents": "Giấy tờ", "portrait": "Ảnh chân dung", "fingerprints": "Vân tay",
		"iris": "Mống mắt", "review": "Đọc lại, ký, in", "payment": "Lệ phí",
	},
	store.ByException: {"amputated": "Cụt", "bent": "Khèo", "deformed": "Dị tật", "bandaged": "Băng bó",
		"worn": "Mòn vân", "other": "Lý do khác"},
	store.ByCardState: {
		"ordered": "Đã đặt làm thẻ", "produced": "Đã sản xuất", "shipped": "Đang chuyển về", "arrived": "Ở kho, chờ trả",
		"out": "Cán bộ đang giữ", "in-post": "Đang gửi bưu điện", "handed-over": "Đã trả", "undelivered": "Không phát được",
		"sent-back": "Đã gửi lại trung ương", "faulty": "Thẻ lỗi", "replaced": "Đã thay thẻ khác", "lost": "Thất lạc",
		"void": "Đã hủy", "recalled": "Thu hồi",
	},
	store.ByBookState: {"new": "Chưa xem", "seen": "Đã xem", "open": "Chờ trả lời", "answered": "Đã trả lời"},
	store.ByType: {
		"create-dossier": "Tạo hồ sơ", "finish-capture": "Hoàn tất thu nhận", "check-dossier": "Duyệt cấp một",
		"approve-dossier": "Duyệt", "undo-approval": "Hoàn tác duyệt", "return-dossier": "Trả lại để sửa",
		"wait-dossier": "Chờ bổ sung", "resume-dossier": "Tiếp tục", "hold-dossier": "Tạm giữ", "release-dossier": "Thôi giữ",
		"cancel-dossier": "Hủy hồ sơ", "withdraw-dossier": "Công dân rút", "accept-dossier": "Trung ương chấp nhận",
		"reject-dossier": "Trung ương từ chối", "want-recapture": "Trung ương yêu cầu thu lại",
		"offer-packet": "Báo gói dữ liệu", "upload-packet": "Truyền gói", "store-packet": "Trung ương lưu gói",
		"acknowledge-packet": "Trung ương xác nhận", "set-packet-aside": "Gác gói lại", "retry-packet": "Gửi lại gói",
		"order-card": "Đặt thẻ", "produce-card": "Sản xuất thẻ", "ship-card": "Chuyển thẻ", "receive-card": "Nhận thẻ",
		"take-card-out": "Giao thẻ cho cán bộ", "bring-card-back": "Nhận thẻ trả về", "post-card": "Gửi bưu điện",
		"hand-over-card": "Trả thẻ", "fail-delivery": "Không phát được", "restock-card": "Nhập lại kho",
		"send-card-back": "Gửi thẻ lại trung ương", "report-card-fault": "Báo thẻ lỗi", "replace-card": "Thay thẻ",
		"report-card-lost": "Báo mất thẻ", "find-card": "Tìm thấy thẻ", "void-card": "Hủy thẻ", "recall-card": "Thu hồi thẻ",
		"open-card-list": "Lập danh sách giao thẻ", "close-card-list": "Đóng danh sách giao thẻ", "settle-card-item": "Thẻ đã rời danh sách",
		"note-contact": "Ghi liên hệ", "amend-contact": "Sửa liên hệ",
		"move-card": "Chuyển ngăn", "open-box": "Mở hộp thẻ", "count-box": "Đối chiếu hộp thẻ", "close-box": "Nhận hộp thẻ",
		"settle-box": "Giải quyết chênh lệch hộp thẻ", "list-returns": "Lập danh sách thẻ gửi lại",
		"start-stocktake": "Mở kiểm kê", "see-cards": "Kiểm kê thẻ", "finish-stocktake": "Kết thúc đếm",
		"resume-stocktake": "Kiểm kê tiếp", "note-difference": "Giải quyết chênh lệch", "close-stocktake": "Chốt kiểm kê",
		"cancel-stocktake": "Bỏ kiểm kê", "enter-old-card": "Vào sổ thẻ cũ", "hand-in-old-cards": "Nộp thẻ cũ",
		"destroy-old-cards": "Tiêu hủy thẻ cũ", "give-old-card-back": "Trả lại thẻ cũ", "miss-old-card": "Thiếu thẻ cũ",
		"find-old-card":         "Thấy lại thẻ cũ",
		"register-receipt-book": "Đăng ký quyển biên lai", "hand-receipt-book": "Bàn giao quyển biên lai", "close-receipt-book": "Đóng quyển biên lai",
		"void-receipt": "Hủy biên lai", "refund-fee": "Hoàn lệ phí", "deposit-cash": "Nộp tiền", "hand-shift-over": "Giao ca",
		"close-day": "Chốt ngày", "reopen-day": "Mở lại ngày", "note-device-fault": "Ghi lỗi thiết bị",
		"save-section": "Lưu một phần hồ sơ", "claim-section": "Nhận việc", "read-dossier": "Xem hồ sơ",
		"file-complaint": "Nhận phản ánh", "amend-complaint": "Sửa phản ánh", "answer-complaint": "Trả lời phản ánh",
		"reopen-complaint": "Mở lại phản ánh", "see-exception": "Xem việc đặc biệt", "unsee-exception": "Bỏ dấu đã xem",
		"search-dossiers": "Tra cứu", "look-up-population": "Tra cứu dân cư", "take-number": "Lấy số",
		"print-document": "In", "export-file": "Xuất tệp", "check-card": "Kiểm tra thẻ", "override-check": "Bỏ qua kết quả kiểm tra",
		"ignore-change": "Bỏ qua tin của trung ương", "apply-document": "Áp dụng văn bản của trung ương",
		"note-change": "Ghi nhận tin của trung ương", "register-stick": "Đăng ký USB", "write-stick": "Ghi USB",
		"read-stick": "Đọc USB", "take-portal-file": "Nhận hồ sơ trực tuyến", "take-ticket": "Phát số thứ tự", "call-ticket": "Gọi số", "keep-slip": "Lưu bản quét phiếu ký", "destroy-content": "Hủy nội dung",
		"ask-approval": "Xin điểm khác duyệt", "answer-approval": "Duyệt giúp điểm khác", "note-approval": "Điểm khác trả lời",
		"start-station": "Mở máy trạm", "change-station": "Đổi máy trạm", "log-in": "Đăng nhập", "fail-log-in": "Đăng nhập sai",
		"log-out": "Khóa bàn", "add-user": "Thêm người dùng", "change-user": "Sửa người dùng", "disable-user": "Khóa người dùng",
		"change-password": "Đổi mật khẩu", "make-backup": "Sao lưu", "restore-backup": "Khôi phục", "verify-station": "Kiểm tra nhật ký",
		"enrol-officer":       "Ghi vân tay cán bộ",
		"report-station-lost": "Báo mất máy trạm", "reseal-office": "Thay khóa",
	},
}

// Word is the word for a code of a dimension: that of names, one of this package,
// or the code itself; "(không ghi)" where there is none.
func Word(by store.Dimension, code string, names Names) string {
	if names != nil {
		if text := names(by, code); text != "" {
			return text
		}
	}
	if text := words[by][code]; text != "" {
		return text
	}
	switch {
	case code == "":
		return "(không ghi)"
	case by == store.ByLate || by == store.ByShelfAge:
		return days(by, code)
	case by == store.ByHour:
		return code + " giờ"
	case by == store.ByMonth && len(code) == len("2026-11"):
		return code[5:] + "/" + code[:4]
	case by == store.ByQuarter && len(code) == len("2026-Q4"):
		return "Quý " + code[6:] + "/" + code[:4]
	}
	return code
}

// days are the words for a band of days, "8-30" or "31+".
func days(by store.Dimension, band string) string {
	prefix := ""
	if by == store.ByLate {
		prefix = "Quá hẹn "
	}
	if from, to, ok := strings.Cut(band, "-"); ok {
		return prefix + from + " đến " + to + " ngày"
	}
	return prefix + "từ " + strings.TrimSuffix(band, "+") + " ngày"
}
