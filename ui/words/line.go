package words

import "carddesk/app/port"

// Line says how the line to the registry is.
func Line(s port.SyncState) string {
	switch s {
	case port.SyncOnline:
		return "Đã nối trung ương"
	case port.SyncUnreachable:
		return "Không nối được trung ương"
	case port.SyncPaused:
		return "Đang tạm dừng"
	case port.SyncRefused:
		return "Trung ương từ chối máy trạm này"
	}
	return "Đang nối…"
}

// syncFailures say the cause codes of the sync client in words.
var syncFailures = map[string]string{
	"unreachable":      "không có đường truyền hoặc máy chủ không trả lời",
	"timeout":          "máy chủ trả lời quá chậm",
	"tls":              "chứng thư của máy chủ không hợp lệ",
	"refused":          "trung ương từ chối máy trạm này",
	"server":           "máy chủ trung ương đang lỗi",
	"busy":             "trung ương đang bận, sẽ thử lại",
	"clock":            "đồng hồ máy trạm lệch",
	"malformed-answer": "câu trả lời không đúng quy cách, có thể có trang đăng nhập mạng chặn giữa",
}

// SyncFailure is the cause of the last failure in words. Codes it does not know
// are shown as they are: they are plain codes.
func SyncFailure(code string) string {
	if text, ok := syncFailures[code]; ok {
		return text
	}
	return code
}
