// Package figures holds the figures of the desk's reports as data: what each is
// called, how it is counted in words for the reader, and by what it can be
// divided. A report is a choice from these tables; a new one needs no code.
package figures

import "carddesk/app/store"

// Step is a step by whose day dossiers are put into a report.
type Step struct {
	Key        store.Step
	Name       string
	Definition string
}

// Steps are the steps in the order of a dossier's way.
var Steps = []Step{
	{store.StepTaken, "Tiếp nhận", "ngày tạo hồ sơ"},
	{store.StepCaptured, "Thu nhận xong", "ngày hoàn tất thu nhận lần cuối"},
	{store.StepApproved, "Duyệt", "ngày duyệt lần cuối"},
	{store.StepReturned, "Trả lại", "ngày trả lại để sửa lần cuối"},
	{store.StepSent, "Truyền", "ngày bắt đầu truyền lần cuối"},
	{store.StepAcknowledged, "Trung ương nhận", "ngày hệ thống trung ương xác nhận đã nhận"},
	{store.StepAccepted, "Trung ương chấp nhận", "ngày hệ thống trung ương chấp nhận"},
	{store.StepRejected, "Trung ương từ chối", "ngày hệ thống trung ương từ chối hoặc yêu cầu thu nhận lại lần cuối"},
	{store.StepArrived, "Thẻ về", "ngày thẻ về điểm thu nhận"},
	{store.StepHandedOver, "Trả thẻ", "ngày trả thẻ cho công dân"},
	{store.StepCancelled, "Hủy", "ngày hủy hoặc rút hồ sơ"},
}

// Dimension is a column that divides a report.
type Dimension struct {
	Key  store.Dimension
	Name string
}

// Dimensions are all columns that divide, time first.
var Dimensions = []Dimension{
	{store.ByDay, "Ngày"},
	{store.ByWeek, "Tuần từ thứ Hai"},
	{store.ByMonth, "Tháng"},
	{store.ByQuarter, "Quý"},
	{store.ByOffice, "Điểm thu nhận"},
	{store.ByStation, "Máy trạm"},
	{store.ByClerk, "Cán bộ"},
	{store.ByRegime, "Luật áp dụng"},
	{store.ByKind, "Loại cấp"},
	{store.ByReason, "Lý do"},
	{store.ByAgeBand, "Độ tuổi"},
	{store.BySex, "Giới tính"},
	{store.ByCommune, "Xã, phường"},
	{store.ByHamlet, "Thôn, tổ, trường"},
	{store.ByFee, "Mức lệ phí"},
	{store.ByRejection, "Mã từ chối"},
	{store.ByReached, "Trạng thái"},
}

// Measure is a column that counts.
type Measure struct {
	Key        store.Measure
	Name       string
	Definition string
	Money      bool // đồng
}

// Measures are all columns that count.
var Measures = []Measure{
	{Key: store.CountDossiers, Name: "Số hồ sơ", Definition: "số hồ sơ thuộc kỳ báo cáo, mỗi hồ sơ đếm một lần"},
	{Key: store.SumFees, Name: "Lệ phí (đồng)", Definition: "tổng lệ phí ghi trên các hồ sơ thuộc kỳ báo cáo", Money: true},
	{Key: store.CountHandedOver, Name: "Đã trả thẻ", Definition: "số hồ sơ thuộc kỳ báo cáo đã trả thẻ tính đến lúc lập báo cáo"},
	{Key: store.CountWaiting, Name: "Thẻ chưa trả", Definition: "số hồ sơ thuộc kỳ báo cáo có thẻ đã về mà chưa trả"},
	{Key: store.CountExceptions, Name: "Có mục không thu nhận được", Definition: "số hồ sơ có ít nhất một vân tay hoặc sinh trắc không thu nhận được"},
	{Key: store.SumSeconds, Name: "Giây thao tác", Definition: "tổng số giây của các bước được đo"},
	{Key: store.CountTimed, Name: "Hồ sơ có đo giờ", Definition: "số hồ sơ có ít nhất một bước được đo giờ"},
}

var reached = map[string]string{
	"open": "Đang thu nhận", "captured": "Chờ duyệt", "approved": "Chờ truyền", "sent": "Đã truyền, chờ trung ương",
	"accepted": "Chờ thẻ", "arrived": "Thẻ chưa trả", "handed-over": "Đã trả thẻ",
	"rejected": "Trung ương từ chối", "cancelled": "Đã hủy",
}

var sexes = map[string]string{"M": "Nam", "F": "Nữ"}
