package figures

import "carddesk/app/store"

// KeySchools is the key of the report that the desk keeps to the schools of the
// office's own list of places.
const KeySchools = "school"

// Catalogue are the ready-made reports. Each is a choice like one that a
// supervisor makes; all of them can be changed and kept under another name.
func Catalogue() []Choice {
	usual := []store.Measure{store.CountDossiers, store.CountAccepted, store.CountRejected, store.CountWaiting,
		store.CountHandedOver, store.SumFees, Share}
	return []Choice{
		{Key: "general", Title: "Tổng hợp theo ngày", Step: store.StepTaken, By: by(store.ByDay), Measures: usual[:6]},
		{Key: "place", Title: "Theo xã, phường", Step: store.StepTaken, By: by(store.ByCommune), Measures: usual},
		{Key: "hamlet", Title: "Theo thôn, tổ", Step: store.StepTaken, By: by(store.ByCommune, store.ByHamlet), Measures: usual},
		{Key: KeySchools, Title: "Theo trường", Step: store.StepTaken, By: by(store.ByHamlet, store.ByAgeBand), Measures: usual},
		{Key: "kind", Title: "Theo loại cấp", Step: store.StepTaken, By: by(store.ByKind, store.ByReason), Measures: usual},
		{Key: "age", Title: "Theo độ tuổi", Step: store.StepTaken, By: by(store.ByAgeBand, store.BySex), Measures: usual},
		{Key: "clerk", Title: "Theo cán bộ", Step: store.StepTaken, By: by(store.ByClerk, store.ByStation), Measures: usual},
		{Key: "state", Title: "Theo trạng thái", Step: store.StepTaken, By: by(store.ByReached),
			Measures: []store.Measure{store.CountDossiers, Share}},
		{Key: "rejection", Title: "Trung ương từ chối, theo lý do", Step: store.StepRejected, By: by(store.ByRejection, store.ByClerk),
			Measures: []store.Measure{store.CountDossiers, Share}},
		{Key: "quality", Title: "Chất lượng sinh trắc", Subject: store.OfQuality, Step: store.StepCaptured, By: by(store.ByPart),
			Measures: []store.Measure{store.CountParts, Mean}},
		{Key: "exceptions", Title: "Không thu nhận được", Subject: store.OfExceptions, Step: store.StepCaptured,
			By: by(store.ByPart, store.ByException), Measures: []store.Measure{store.CountParts, Share}},
		{Key: "seconds", Title: "Thời gian từng bước", Subject: store.OfSeconds, Step: store.StepCaptured, By: by(store.ByPart, store.ByClerk),
			Measures: []store.Measure{store.CountParts, Mean}},
		{Key: "target", Title: "Chỉ tiêu và xếp hạng", Step: store.StepCaptured, By: by(store.ByClerk), Target: 30,
			Measures: []store.Measure{store.CountDossiers, Target, OfTarget, Rank, PerTimed}},
		{Key: "fees", Title: "Lệ phí", Step: store.StepTaken, By: by(store.ByDay, store.ByFee),
			Measures: []store.Measure{store.CountDossiers, store.SumFees}},
		{Key: "stock", Title: "Thẻ theo trạng thái", Subject: store.OfCards, Step: store.StepAny, By: by(store.ByCardState),
			Measures: []store.Measure{store.CountCards, store.CountShelf, store.CountUncollected}},
		{Key: "uncollected", Title: "Thẻ chưa trả", Subject: store.OfCards, Step: store.StepAny, By: by(store.ByCommune, store.ByShelfAge),
			Only:     []store.Only{{By: store.ByCardState, Codes: []string{"arrived", "out", "in-post", "undelivered"}}},
			Measures: []store.Measure{store.CountUncollected, store.CountShelf}},
		{Key: "overdue", Title: "Đến hẹn và quá hẹn", Step: store.StepOpen, By: by(store.ByLate, store.ByReached),
			Only:     []store.Only{{By: store.ByReached, Codes: []string{"open", "captured", "approved", "sent", "accepted", "rejected"}}},
			Measures: []store.Measure{store.CountDossiers, store.CountOverdue}},
		{Key: "overrides", Title: "Bỏ qua kết quả kiểm tra", Subject: store.OfLog, Step: store.StepTaken, By: by(store.ByClerk, store.ByDay),
			Only:     []store.Only{{By: store.ByType, Codes: []string{"override-check"}}},
			Measures: []store.Measure{store.CountEntries}},
		{Key: "log", Title: "Nhật ký theo việc", Subject: store.OfLog, Step: store.StepTaken, By: by(store.ByType, store.ByClerk),
			Measures: []store.Measure{store.CountEntries, Share}},
		{Key: "special", Title: "Việc cần xem lại", Subject: store.OfSpecial, Step: store.StepTaken, By: by(store.BySpecial, store.ByClerk),
			Measures: []store.Measure{store.CountSpecial, store.CountUnseen, Share}},
		{Key: "complaints", Title: "Phản ánh của công dân", Subject: store.OfComplaints, Step: store.StepTaken, By: by(store.ByMonth, store.ByClerk),
			Measures: []store.Measure{store.CountComplaints, store.CountAnswered, store.CountUnanswered, store.CountLate}},
	}
}

func by(dimensions ...store.Dimension) []store.Dimension { return dimensions }
