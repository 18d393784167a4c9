package words

import "carddesk/app/store"

var troubles = map[store.Trouble]string{
	store.TroubleAny: "Bất cứ vướng mắc nào", store.TroubleReturned: "Chỉ huy trả lại", store.TroubleRejected: "Trung ương từ chối",
	store.TroubleRecapture: "Cần thu nhận lại", store.TroubleOverdue: "Chờ quá hạn", store.TroubleHeld: "Đang tạm giữ",
	store.TroubleSetAside: "Gói bị gác lại", store.TroubleCard: "Thẻ lỗi, mất, không phát được",
}

// Trouble is why somebody must look at a dossier, in the clerk's words.
func Trouble(t store.Trouble) string { return troubles[t] }
