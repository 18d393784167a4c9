package admin

import (
	"bytes"
	"html/template"
	"net/http"
	"time"

	"carddesk/app/person"
	"carddesk/sync/registry"
)

// view is what a page is made from.
type view struct {
	Title   string
	Session registry.Session
	CSRF    string
	Data    any
}

// pages are the templates by name, each inside the frame.
var pages = func() map[string]*template.Template {
	frame := template.Must(template.New("").Funcs(template.FuncMap{"word": word, "when": when, "day": day}).ParseFS(files, "pages/frame.html"))
	out := map[string]*template.Template{}
	for _, name := range []string{"login", "overview", "stations", "code", "revoke", "takeback", "cards", "box", "dossiers", "dossier", "decisions", "decision", "backend", "refusals", "log", "failed"} {
		out[name] = template.Must(template.Must(frame.Clone()).ParseFS(files, "pages/"+name+".html"))
	}
	return out
}()

// words are the words of the page for codes of the registry.
var words = map[string]string{
	"active": "hoạt động", "revoked": "đã ngừng",
	"received": "chờ quyết định", "accepted": "đã chấp nhận", "rejected": "bị từ chối", "recapture-wanted": "cần thu nhận lại", "withdrawn": "đã rút",
	"ordered": "đã đặt", "produced": "đã sản xuất", "shipped": "đang chuyển", "arrived": "đã về kho", "out": "mang đi trả", "in-post": "gửi bưu điện",
	"handed-over": "đã trả", "undelivered": "không trả được", "sent-back": "đã gửi lại", "faulty": "lỗi", "replaced": "đã thay", "lost": "thất lạc",
	"void": "đã hủy", "recalled": "thu hồi",
	registry.RecallData: "thông tin trên thẻ sai", registry.RecallFactory: "lỗi sản xuất", registry.RecallKey: "lộ khóa của chip", registry.RecallIssue: "cấp không đúng người",
	"void-card-data-wrong": "hủy thẻ: thông tin sai", "void-card-factory-fault": "hủy thẻ: lỗi sản xuất", "void-card-key-compromised": "hủy thẻ: lộ khóa", "void-card-issued-wrongly": "hủy thẻ: cấp không đúng người",
	"recall-card-data-wrong": "thu hồi thẻ: thông tin sai", "recall-card-factory-fault": "thu hồi thẻ: lỗi sản xuất", "recall-card-key-compromised": "thu hồi thẻ: lộ khóa", "recall-card-issued-wrongly": "thu hồi thẻ: cấp không đúng người",
	"receive-card": "nhận thẻ về kho", "take-card-out": "mang thẻ đi trả", "bring-card-back": "mang thẻ về", "post-card": "gửi thẻ qua bưu điện", "hand-over-card": "trả thẻ", "fail-delivery": "không trả được thẻ",
	"restock-card": "nhập lại kho", "send-card-back": "gửi lại trung ương", "report-card-fault": "báo thẻ lỗi", "report-card-lost": "báo mất thẻ", "find-card": "tìm thấy thẻ",
	"waiting": "đang chờ", "done": "xong", "stuck": "cần xử lý",
	registry.RoleAdministrator: "quản trị", registry.RoleDecider: "người quyết định",
	"person-has-open-dossier": "người này đang có hồ sơ khác", "personal-number-invalid": "số định danh không hợp lệ", "identity-unreadable": "không đọc được thông tin",
	"portrait-missing": "thiếu ảnh chân dung", "identity-doubtful": "nghi ngờ nhân thân", "portrait-quality": "ảnh không đạt", "fingerprint-quality": "vân tay không đạt",
	"papers-missing": "thiếu giấy tờ",
	"log-rewritten":  "nhật ký bị sửa", "log-gap": "nhật ký bị thiếu",
	"stations-active": "Máy trạm đang hoạt động", "dossiers-undecided": "Hồ sơ chờ quyết định", "cards-ordered": "Thẻ đã đặt, chưa sản xuất",
	"cards-on-the-way": "Thẻ đang chuyển về điểm thu nhận", "uploads-open": "Gói đang gửi dở", "steps": "Việc của trung tâm đang chờ",
	"hand-on-waiting": "Đang chờ chuyển quốc gia", "hand-on-stuck": "Chuyển quốc gia: cần xử lý", "events-set-aside": "Sự kiện phải để riêng",
	"stations-with-fault": "Máy trạm có nhật ký không khớp",
	"enrollment":          "hồ sơ", "request": "đặt thẻ", "cancel": "hủy đặt thẻ", "activate": "kích hoạt thẻ", "suspend": "tạm khóa thẻ", "unsuspend": "mở khóa thẻ", "revoke": "hủy thẻ",
	"new-code": "cấp mã ghi danh", "read-person": "xem nhân thân", "decide-accept": "chấp nhận", "decide-reject": "từ chối", "decide-recapture": "yêu cầu thu nhận lại",
	"revoke-station-stolen": "ngừng máy trạm: mất", "revoke-station-replaced": "ngừng máy trạm: thay máy", "revoke-station-closed": "ngừng máy trạm: đóng điểm",
	"hand-on-again": "chuyển quốc gia lại",
	"first-issue":   "cấp lần đầu", "exchange": "cấp đổi", "reissue": "cấp lại",
	"M": "Nam", "F": "Nữ",
}

// word puts a code into a word; one without is shown as it is.
func word(code string) string {
	if w := words[code]; w != "" {
		return w
	}
	return code
}

// when shows a time of the registry's tables as a clock in Việt Nam.
func when(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return at.In(person.Zone()).Format("15:04 02/01/2006")
}

// day shows a date of a person, which may lack its day or month.
func day(iso string) string {
	d, err := person.ParseISODate(iso)
	if err != nil {
		return iso
	}
	return d.String()
}

// show writes a page for somebody who is let in.
func (a *Admin) show(v *visit, name, title string, data any) error {
	a.page(v.w, v.req, http.StatusOK, name, view{Title: title, Session: v.session, CSRF: v.csrf, Data: data})
	return nil
}

// page writes a page whole or not at all.
func (a *Admin) page(w http.ResponseWriter, req *http.Request, status int, name string, v view) {
	var out bytes.Buffer
	if err := pages[name].ExecuteTemplate(&out, "frame", v); err != nil {
		a.log.Error("making a page", "page", name, "route", req.Pattern, "error", err)
		http.Error(w, "Trang có lỗi.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // who has gone away needs no answer
}

// failures are the words for what did not go.
var failures = map[int]string{
	http.StatusForbidden:           "Bạn không có quyền làm việc này, hoặc trang đã mở quá lâu. Hãy tải lại trang.",
	http.StatusUnauthorized:        "Cần có mã truy cập.",
	http.StatusNotFound:            "Không có trang hoặc mục này.",
	http.StatusConflict:            "Hồ sơ này không còn chờ quyết định.",
	http.StatusInternalServerError: "Trung tâm gặp lỗi. Hãy thử lại; nếu vẫn lỗi, xem nhật ký của máy chủ.",
}

func (a *Admin) fail(w http.ResponseWriter, req *http.Request, status int) {
	a.page(w, req, status, "failed", view{Title: http.StatusText(status), Data: failures[status]})
}
