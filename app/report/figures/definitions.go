// Package figures holds the figures of the desk's reports as data: what each is
// called, how it is counted in words for the reader, and by what it can be
// divided. A report is a choice from these tables; a new one needs no code.
package figures

import "carddesk/app/store"

// Subject is what a report counts.
type Subject struct {
	Key  store.Subject
	Name string
	// Counted says in words what one row of the subject is, "" for dossiers.
	Counted string
}

// Subjects are all subjects.
var Subjects = []Subject{
	{store.OfDossiers, "Hồ sơ", ""},
	{store.OfSeconds, "Thời gian từng bước", "mỗi bước thao tác đo được của một hồ sơ"},
	{store.OfQuality, "Chất lượng sinh trắc", "mỗi ảnh, vân tay có điểm chất lượng của một hồ sơ"},
	{store.OfExceptions, "Không thu nhận được", "mỗi ngón, mắt hoặc ảnh không thu nhận được của một hồ sơ"},
	{store.OfCards, "Thẻ", "mỗi thẻ, theo trạng thái lúc lập báo cáo"},
	{store.OfLog, "Nhật ký", "mỗi dòng nhật ký, theo giờ ghi của máy trạm"},
	{store.OfSpecial, "Việc cần xem lại", "mỗi việc cần chỉ huy xem lại, theo ngày ghi nhận"},
	{store.OfComplaints, "Phản ánh", "mỗi phản ánh của công dân, theo ngày nhận"},
}

// Step is a step by whose day dossiers are put into a report.
type Step struct {
	Key        store.Step
	Name       string
	Definition string
}

// Steps are the steps in the order of a dossier's way. What the centre decided is
// dated when the desk learned of it: without a line that is days later, and a
// report that was signed must not change afterwards.
var Steps = []Step{
	{store.StepTaken, "Tiếp nhận", "ngày tạo hồ sơ"},
	{store.StepCaptured, "Thu nhận xong", "ngày hoàn tất thu nhận lần cuối"},
	{store.StepApproved, "Duyệt", "ngày duyệt lần cuối"},
	{store.StepReturned, "Trả lại", "ngày trả lại để sửa lần cuối"},
	{store.StepSent, "Truyền", "ngày bắt đầu truyền lần cuối"},
	{store.StepAcknowledged, "Trung ương nhận", "ngày bàn nhận được xác nhận của trung ương"},
	{store.StepAccepted, "Trung ương chấp nhận", "ngày bàn nhận được tin trung ương chấp nhận"},
	{store.StepRejected, "Trung ương từ chối", "ngày bàn nhận được tin trung ương từ chối hoặc yêu cầu thu nhận lại lần cuối"},
	{store.StepArrived, "Thẻ về", "ngày thẻ về điểm thu nhận"},
	{store.StepHandedOver, "Trả thẻ", "ngày trả thẻ cho công dân"},
	{store.StepCancelled, "Hủy", "ngày hủy hoặc rút hồ sơ"},
	{store.StepDue, "Hẹn trả", "ngày hẹn ghi trên giấy hẹn"},
	{store.StepAny, "Hiện có", "tất cả tính đến lúc lập báo cáo, không theo kỳ"},
	{store.StepOpen, "Chưa xong", "hồ sơ chưa trả thẻ và chưa hủy tính đến lúc lập báo cáo, không theo kỳ"},
}

// Dimension is a column that divides a report.
type Dimension struct {
	Key  store.Dimension
	Name string
	// Of are the subjects that have it; none: all that are of dossiers.
	Of []store.Subject
}

// Dimensions are all columns that divide, time first.
var Dimensions = []Dimension{
	{store.ByDay, "Ngày", everything},
	{store.ByWeek, "Tuần từ thứ Hai", everything},
	{store.ByMonth, "Tháng", everything},
	{store.ByQuarter, "Quý", everything},
	{store.ByHour, "Giờ", []store.Subject{store.OfLog}},
	{store.ByOffice, "Điểm thu nhận", nil},
	{store.ByStation, "Máy trạm", stationed},
	{store.ByClerk, "Cán bộ", everything},
	{store.ByRegime, "Luật áp dụng", nil},
	{store.ByKind, "Loại cấp", nil},
	{store.ByReason, "Lý do", nil},
	{store.ByAgeBand, "Độ tuổi", nil},
	{store.BySex, "Giới tính", nil},
	{store.ByCommune, "Xã, phường", nil},
	{store.ByHamlet, "Thôn, tổ, trường", nil},
	{store.ByFee, "Mức lệ phí", nil},
	{store.ByRejection, "Mã từ chối", nil},
	{store.ByReached, "Trạng thái", nil},
	{store.ByLate, "So với ngày hẹn", nil},
	{store.ByShelfAge, "Thẻ đã về (ngày)", nil},
	{store.ByPart, "Bước, vị trí", []store.Subject{store.OfSeconds, store.OfQuality, store.OfExceptions}},
	{store.ByException, "Lý do không thu nhận", []store.Subject{store.OfExceptions}},
	{store.ByCardState, "Trạng thái thẻ", []store.Subject{store.OfCards}},
	{store.ByCardFault, "Lý do của thẻ", []store.Subject{store.OfCards}},
	{store.ByHolder, "Cán bộ đang giữ", []store.Subject{store.OfCards}},
	{store.ByShelf, "Vị trí trên kệ", []store.Subject{store.OfCards}},
	{store.ByType, "Việc ghi nhật ký", []store.Subject{store.OfLog}},
	{store.BySpecial, "Việc", []store.Subject{store.OfSpecial}},
	{store.ByBookState, "Tình trạng sổ", []store.Subject{store.OfSpecial, store.OfComplaints}},
}

var (
	ofDossiers = []store.Subject{store.OfDossiers, store.OfSeconds, store.OfQuality, store.OfExceptions, store.OfCards}
	stationed  = append(ofDossiers[:len(ofDossiers):len(ofDossiers)], store.OfLog)
	everything = append(stationed[:len(stationed):len(stationed)], store.OfSpecial, store.OfComplaints)
)

// Measures that are reckoned from those of the store.
const (
	Share    store.Measure = "share"     // of the first measure, tenths of a percent
	Mean     store.Measure = "mean"      // value of a part, in tenths
	PerTimed store.Measure = "per-timed" // seconds a dossier, in tenths
	Target   store.Measure = "target"
	OfTarget store.Measure = "of-target" // tenths of a percent
	Rank     store.Measure = "rank"      // by the first measure, 1 is the most
)

// Measure is a column that counts.
type Measure struct {
	Key        store.Measure
	Name       string
	Definition string
	Money      bool            // đồng
	Of         []store.Subject // that have it
}

var (
	dossiersOnly = []store.Subject{store.OfDossiers}
	valued       = []store.Subject{store.OfSeconds, store.OfQuality}
	partsOnly    = []store.Subject{store.OfSeconds, store.OfQuality, store.OfExceptions}
	cardsOnly    = []store.Subject{store.OfCards}
	logOnly      = []store.Subject{store.OfLog}

	specialOnly    = []store.Subject{store.OfSpecial}
	complaintsOnly = []store.Subject{store.OfComplaints}
)

// Measures are all columns that count.
var Measures = []Measure{
	{store.CountDossiers, "Số hồ sơ", "số hồ sơ thuộc kỳ báo cáo, mỗi hồ sơ đếm một lần", false, dossiersOnly},
	{store.SumFees, "Lệ phí (đồng)", "tổng lệ phí ghi trên các hồ sơ thuộc kỳ báo cáo", true, dossiersOnly},
	{store.CountAccepted, "TW chấp nhận", "số hồ sơ thuộc kỳ báo cáo đã được trung ương chấp nhận tính đến lúc lập báo cáo", false, dossiersOnly},
	{store.CountRejected, "TW từ chối", "số hồ sơ thuộc kỳ báo cáo đang bị trung ương từ chối", false, dossiersOnly},
	{store.CountHandedOver, "Đã trả thẻ", "số hồ sơ thuộc kỳ báo cáo đã trả thẻ tính đến lúc lập báo cáo", false, dossiersOnly},
	{store.CountWaiting, "Thẻ chưa trả", "số hồ sơ thuộc kỳ báo cáo có thẻ đã về mà chưa trả", false, dossiersOnly},
	{store.CountOverdue, "Quá hẹn", "số hồ sơ thuộc kỳ báo cáo đã qua ngày hẹn mà thẻ chưa về", false, dossiersOnly},
	{store.CountExceptions, "Có mục không thu nhận được", "số hồ sơ có ít nhất một vân tay hoặc sinh trắc không thu nhận được", false, dossiersOnly},
	{store.SumSeconds, "Giây thao tác", "tổng số giây của các bước được đo", false, dossiersOnly},
	{store.CountTimed, "Hồ sơ có đo giờ", "số hồ sơ có ít nhất một bước được đo giờ", false, dossiersOnly},
	{PerTimed, "Giây một hồ sơ", "giây thao tác chia cho số hồ sơ có đo giờ", false, dossiersOnly},
	{store.CountParts, "Số lần", "số bước, ảnh hoặc vị trí được đếm", false, partsOnly},
	{store.SumParts, "Tổng giá trị", "tổng số giây hoặc tổng điểm chất lượng", false, valued},
	{Mean, "Trung bình", "tổng giá trị chia cho số lần", false, valued},
	{store.CountCards, "Số thẻ", "số thẻ, mỗi thẻ đếm một lần", false, cardsOnly},
	{store.CountShelf, "Đang ở kho", "số thẻ đang nằm tại điểm thu nhận", false, cardsOnly},
	{store.CountUncollected, "Chưa tới tay công dân", "số thẻ đã về mà chưa trả: ở kho, cán bộ đang giữ, đang gửi bưu điện hoặc không phát được", false, cardsOnly},
	{store.CountEntries, "Số dòng", "số dòng nhật ký", false, logOnly},
	{store.CountSpecial, "Số việc", "số việc cần xem lại ghi nhận trong kỳ báo cáo và còn đúng lúc lập báo cáo", false, specialOnly},
	{store.CountUnseen, "Chưa xem", "số việc chưa có chỉ huy nào đánh dấu đã xem lúc lập báo cáo", false, specialOnly},
	{store.CountComplaints, "Số phản ánh", "số phản ánh nhận trong kỳ báo cáo", false, complaintsOnly},
	{store.CountAnswered, "Đã trả lời", "số phản ánh nhận trong kỳ báo cáo đã trả lời tính đến lúc lập báo cáo", false, complaintsOnly},
	{store.CountUnanswered, "Chưa trả lời", "số phản ánh nhận trong kỳ báo cáo còn chờ trả lời", false, complaintsOnly},
	{store.CountLate, "Quá hạn trả lời", "số phản ánh nhận trong kỳ báo cáo còn chờ trả lời và đã qua ngày hẹn", false, complaintsOnly},
	{Share, "Tỷ lệ (%)", "phần của dòng trong cột số đầu tiên", false, everything},
	{Target, "Chỉ tiêu", "chỉ tiêu mỗi ngày làm việc nhân với số ngày làm việc trong kỳ", false, dossiersOnly},
	{OfTarget, "Đạt chỉ tiêu (%)", "cột số đầu tiên chia cho chỉ tiêu", false, dossiersOnly},
	{Rank, "Xếp hạng", "thứ tự theo cột số đầu tiên, nhiều nhất đứng thứ 1; bằng nhau thì cùng hạng", false, everything},
}

// needs are the measures of the store that a reckoned one is made of.
var needs = map[store.Measure][]store.Measure{
	Mean: {store.SumParts, store.CountParts}, PerTimed: {store.SumSeconds, store.CountTimed},
	Share: {}, Target: {}, OfTarget: {}, Rank: {},
}
