package words

import (
	"fmt"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/store"
)

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

// syncFailures say the cause codes of the sync client and the registry in words;
// a test holds them to the codes of the protocol.
var syncFailures = map[string]string{
	"no-line":             "không có đường truyền; sẽ tự nối lại",
	"timeout":             "trung ương trả lời quá chậm; sẽ tự thử lại",
	"line-cut":            "đường truyền bị ngắt giữa chừng; sẽ gửi tiếp từ chỗ dừng",
	"registry-not-found":  "không tìm thấy địa chỉ trung ương: kiểm tra mạng hoặc DNS",
	"proxy":               "máy khác trả lời thay trung ương: proxy, hoặc trang đăng nhập mạng",
	"registry-impostor":   "chứng thư không phải của trung ương: không gửi gì, báo người quản trị",
	"certificate-refused": "trung ương không nhận chứng thư của máy trạm: báo người quản trị",
	"certificate-expired": "chứng thư đã hết hạn, hoặc đồng hồ máy sai: kiểm tra ngày giờ, báo người quản trị",
	"certificate-unknown": "trung ương không biết máy trạm này: báo người quản trị",
	"station-revoked":     "máy trạm đã bị thu hồi: báo người quản trị",
	"station-mismatch":    "gói mang tên máy trạm khác",
	"packet-damaged":      "tệp đã niêm phong bị hỏng: trả hồ sơ lại rồi duyệt lại",
	"packet-missing":      "không mở được tệp đã niêm phong: trả hồ sơ lại rồi duyệt lại",
	"packet-conflict":     "trung ương đã có bản khác của hồ sơ này: báo trung ương",
	"dossier-elsewhere":   "hồ sơ thuộc điểm thu nhận khác: báo trung ương",
	"dossier-decided":     "trung ương đã quyết định hồ sơ này, không nhận thêm bản mới",
	"newer-version":       "trung ương đã có bản mới hơn: báo trung ương",
	"signature-wrong":     "chữ ký của gói không đúng: báo người quản trị",
	"format":              "gói không đúng quy cách: báo người quản trị",
	"version-refused":     "phiên bản chương trình quá cũ hoặc quá mới: cập nhật chương trình",
	"too-large":           "gói vượt quá cỡ cho phép: trả hồ sơ lại, giảm giấy tờ đính kèm",
	"inner-mismatch":      "nội dung gói khác lúc báo trước: duyệt lại hồ sơ",
	"packet-unreadable":   "trung ương không mở được gói: duyệt lại hồ sơ",
	"content-incomplete":  "gói thiếu phần thông tin: duyệt lại hồ sơ",
	"wrong-registry":      "gói gửi cho hệ thống khác: báo người quản trị",
	"checksum-mismatch":   "dữ liệu đến không khớp; sẽ gửi lại từ đầu",
	"upload-gone":         "trung ương không còn phần đã gửi; sẽ gửi lại từ đầu",
	"upload-busy":         "phần gửi trước chưa kết thúc; sẽ tự thử lại",
	"offset-conflict":     "hai bên đếm khác nhau; sẽ tự hỏi lại",
	"registry-busy":       "trung ương đang bận; sẽ tự thử lại",
	"registry-full":       "trung ương hết chỗ chứa; sẽ tự thử lại",
	"registry-error":      "trung ương đang gặp sự cố; sẽ tự thử lại",
	"log-rewritten":       "nhật ký không khớp với trung ương: báo trung ương",
	"log-gap":             "nhật ký thiếu một đoạn so với trung ương: báo trung ương",
	"event-conflict":      "một tin đã gửi có nội dung khác: báo trung ương",
	"feed-refused":        "có tin giả hoặc tin của nơi khác; không nhận, báo trung ương",
	"answer-not-readable": "câu trả lời không đúng quy cách: báo trung ương",
	"batch-conflict":      "lô gửi trùng số với lô khác; sẽ tự gửi lại",
	"store":               "kho dữ liệu của máy trạm không ghi được: kiểm tra đĩa",
	"bad-request":         "trung ương không hiểu yêu cầu: cập nhật chương trình",
	"not-found":           "trung ương không có điều được hỏi",
	"person-unknown":      "không có người này trong cơ sở dữ liệu dân cư",
	"enrolment-code":      "mã ghi danh không đúng hoặc đã dùng",
	"enrolment-proof":     "chứng minh khoá của máy trạm không đúng",
	"list-unknown":        "trung ương không có danh sách này",
	"station-exists":      "tên máy trạm đã ghi danh với khoá khác",
}

// Gate says what a gate of policy has found, and what to do.
func Gate(f desk.GateFinding) (what, remedy string) {
	switch f.Gate {
	case desk.GateContact:
		what, remedy = fmt.Sprintf("%d ngày chưa liên lạc với trung ương", f.Quantity), "Nối mạng rồi bấm F6, F10; không có mạng thì chép lô ra USB (F6, U)"
	case desk.GateWaiting:
		what, remedy = fmt.Sprintf("%d hồ sơ chờ gửi", f.Quantity), "Gửi ngay (F6, F10) hoặc chép lô ra USB (F6, U)"
	case desk.GateApprovals:
		what, remedy = fmt.Sprintf("%d hồ sơ chờ duyệt", f.Quantity), "Chỉ huy duyệt bớt (F5)"
	case desk.GateOldest:
		what, remedy = fmt.Sprintf("Có hồ sơ chờ duyệt đã %d ngày", f.Quantity), "Chỉ huy duyệt (F5)"
	case desk.GateConfigured:
		what, remedy = fmt.Sprintf("%d ngày chưa nhận quy định và bảng mã mới", f.Quantity), "Nối mạng (F6, F10) hoặc đọc USB của trung ương (F6, D)"
	case desk.GateDisk:
		what, remedy = fmt.Sprintf("Đĩa chỉ còn %d MB", f.Quantity), "Giải phóng đĩa hoặc gọi người quản trị máy"
	case desk.GateClock:
		what, remedy = fmt.Sprintf("Đồng hồ máy lệch %d giây so với trung ương", f.Quantity), "Chỉnh lại ngày giờ của máy"
	case desk.GateLog:
		what, remedy = fmt.Sprintf("%d dòng nhật ký trung ương chưa có", f.Quantity), "Gửi ngay (F6, F10) hoặc chép lô ra USB (F6, U)"
	default:
		what, remedy = f.Gate, "Báo người quản trị máy trạm"
	}
	if f.State != policy.GateStops && f.Stop > 0 {
		what += fmt.Sprintf(" (đến %d thì không mở hồ sơ mới)", f.Stop)
	}
	return what, remedy
}

// SyncFailure is the cause of the last failure in words. Codes it does not know
// are shown as they are: they are plain codes.
func SyncFailure(code string) string {
	if text, ok := syncFailures[code]; ok {
		return text
	}
	return code
}

// documentNames are the documents of the centre that a clerk is told of.
var documentNames = map[string]string{
	"policy": "Quy định", "tables": "Bảng mã", "trust": "Chứng thư tin cậy", "update": "Bản chương trình mới",
}

// Document says how a document of the centre stands; shown is false for those
// that are nobody's business at this screen.
func Document(d desk.DocumentStanding) (fact [2]string, shown bool) {
	name, ok := documentNames[d.Kind]
	if !ok {
		return fact, false
	}
	day := d.Since.In(person.Zone()).Format("15:04 02/01/2006")
	switch d.State {
	case store.DocumentUnusable:
		return [2]string{name, fmt.Sprintf("bản số %d đến %s: chương trình này không dùng được, cần cập nhật", d.Serial, day)}, true
	case store.DocumentWanted:
		return [2]string{name, fmt.Sprintf("bản số %d đang chờ tải", d.Serial)}, true
	}
	return [2]string{name, fmt.Sprintf("bản số %d, nhận %s", d.Serial, day)}, true
}

// Configured says that a document of the centre has come in force; ok is false for
// those that change nothing a clerk sees.
func Configured(kind string) (text string, ok bool) {
	switch kind {
	case port.DocumentPolicy:
		return "Quy định mới của trung ương có hiệu lực tại bàn này.", true
	case port.DocumentTables:
		return "Bảng mã mới của trung ương có hiệu lực tại bàn này.", true
	case port.DocumentMessage:
		return "Có tin nhắn của trung ương (F6).", true
	case port.DocumentUpdate:
		return "Có bản chương trình mới (F6).", true
	}
	return "", false
}

// Span says a length of time as people do: the two largest units of it.
func Span(d time.Duration) string {
	seconds := int(d / time.Second)
	switch {
	case seconds < 60:
		return fmt.Sprintf("%d giây", max(seconds, 1))
	case seconds < 3600:
		return fmt.Sprintf("%d phút %d giây", seconds/60, seconds%60)
	case seconds < 86400:
		return fmt.Sprintf("%d giờ %d phút", seconds/3600, seconds%3600/60)
	}
	return fmt.Sprintf("%d ngày %d giờ", seconds/86400, seconds%86400/3600)
}
