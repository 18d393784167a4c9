package words

import (
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

var states = map[dossier.State]string{
	dossier.Draft: "Đang nhập", dossier.Captured: "Chờ duyệt", dossier.Checked: "Chờ duyệt cấp hai",
	dossier.Approved: "Đã duyệt", dossier.Accepted: "Trung ương nhận", dossier.Closed: "Đã trả thẻ",
	dossier.Waiting: "Đang chờ", dossier.Returned: "Bị trả lại", dossier.OnHold: "Tạm giữ",
	dossier.Rejected: "Trung ương từ chối", dossier.RecaptureWanted: "Cần thu nhận lại",
	dossier.Cancelled: "Đã hủy", dossier.Withdrawn: "Công dân rút",
}

// State is a dossier state in the clerk's words.
func State(s dossier.State) string { return states[s] }

var cardStates = map[dossier.CardState]string{
	dossier.CardOrdered: "Đã đặt làm thẻ", dossier.CardProduced: "Đã sản xuất", dossier.CardShipped: "Đang chuyển về",
	dossier.CardArrived: "Chờ trả", dossier.CardOut: "Cán bộ đang giữ", dossier.CardInPost: "Đang gửi bưu điện",
	dossier.CardHandedOver: "Đã trả", dossier.CardUndelivered: "Không phát được", dossier.CardSentBack: "Đã gửi lại trung ương",
	dossier.CardFaulty: "Thẻ lỗi", dossier.CardReplaced: "Đã thay thẻ khác", dossier.CardLost: "Thất lạc",
	dossier.CardVoid: "Đã hủy", dossier.CardRecalled: "Thu hồi",
}

// CardState is a card state in the clerk's words.
func CardState(s dossier.CardState) string { return cardStates[s] }

var deliveryStates = map[port.DeliveryState]string{
	port.DeliverySealed: "Chờ gửi", port.DeliveryOffered: "Đã báo trung ương", port.DeliveryUploading: "Đang gửi",
	port.DeliveryStored: "Trung ương đã lưu", port.DeliveryAcknowledged: "Trung ương xác nhận",
	port.DeliveryDecided: "Đã có kết quả", port.DeliverySuperseded: "Thay bằng bản mới", port.DeliverySetAside: "Gác lại, có lỗi",
}

// DeliveryState is a delivery state in the clerk's words.
func DeliveryState(s port.DeliveryState) string { return deliveryStates[s] }

var sections = map[dossier.Section]string{
	dossier.SectionIdentity: "Thông tin", dossier.SectionDocuments: "Giấy tờ", dossier.SectionPortrait: "Ảnh",
	dossier.SectionFingerprints: "Vân tay", dossier.SectionIris: "Mống mắt", dossier.SectionReview: "Kiểm tra",
	dossier.SectionPayment: "Lệ phí", dossier.SectionApproval: "Duyệt", dossier.SectionHandover: "Trả thẻ",
}

// Section is a section in the clerk's words.
func Section(s dossier.Section) string { return sections[s] }

// Proof names a proof of the chip.
func Proof(name string) string {
	switch name {
	case "access":
		return "Mở chip"
	case "hashes":
		return "Dữ liệu nguyên vẹn"
	case "signature":
		return "Chữ ký số"
	case "issuer":
		return "Nơi phát hành"
	case "active":
		return "Chip thật (AA)"
	case "chip":
		return "Chip thật (CA)"
	}
	return name
}

// Verdict is the outcome of a proof in words.
func Verdict(v port.Verdict) string {
	switch v {
	case port.ProofPassed:
		return "Đạt"
	case port.ProofFailed:
		return "Không đạt"
	}
	return "Không có"
}

// ReturnReasons are why a supervisor gives a dossier back, in their order.
func ReturnReasons() []string {
	return []string{"wrong-data", "missing-paper", "weak-portrait", "weak-fingerprint", "other"}
}

var returnReasons = map[string]string{
	"wrong-data": "Thông tin sai hoặc chưa rõ", "missing-paper": "Thiếu giấy tờ",
	"weak-portrait": "Ảnh chân dung chưa đạt", "weak-fingerprint": "Vân tay chưa đạt",
	desk.ReturnForCitizen: "Công dân đề nghị sửa", desk.WithdrawByCitizen: "Công dân rút đề nghị",
	desk.WithdrawMoved: "Công dân làm ở nơi khác", desk.WithdrawFound: "Đã tìm thấy thẻ cũ", "other": "Lý do khác",
}

// ReturnReason is why a dossier was given back, by a supervisor or the centre. A
// code of the centre that is not known is shown as it came.
func ReturnReason(code string) string {
	for _, reasons := range []map[string]string{returnReasons, centreReasons} {
		if text, ok := reasons[code]; ok {
			return text
		}
	}
	return code
}
