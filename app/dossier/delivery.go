package dossier

// Kinds of lists by which cards leave the office.
const (
	ListOfficer = "officer" // an officer takes the cards to a hamlet
	ListSchool  = "school"  // a school hands them to its pupils
	ListPost    = "post"    // the post delivers them
)

// ListKinds are the kinds of lists, in the order in which they are offered.
func ListKinds() []Coded {
	return []Coded{
		{ListOfficer, "Cán bộ đi trả", "an officer hands over"},
		{ListSchool, "Nhà trường trả hộ", "a school hands over"},
		{ListPost, "Bưu điện phát", "the post delivers"},
	}
}

// Reasons for which a card that was out comes back undelivered.
const (
	UndeliveredAbsent  = "absent"
	UndeliveredMoved   = "moved"
	UndeliveredRefused = "refused"
	UndeliveredAddress = "address"
	UndeliveredPapers  = "no-papers"
	UndeliveredFault   = "fault-claimed"
	UndeliveredOther   = "other"
)

// UndeliveredReasons are why a card was not delivered; the codes go to the
// registry.
func UndeliveredReasons() []Coded {
	return []Coded{
		{UndeliveredAbsent, "Công dân vắng nhà", "the holder was not there"},
		{UndeliveredMoved, "Đã chuyển đi nơi khác", "the holder has moved"},
		{UndeliveredRefused, "Công dân không nhận", "the holder refused"},
		{UndeliveredAddress, "Sai địa chỉ, không tìm thấy", "no such address"},
		{UndeliveredPapers, "Người nhận không đủ giấy tờ", "who was there could not prove to be the one"},
		{UndeliveredFault, "Công dân báo thông tin trên thẻ sai", "the holder says that the card is wrong"},
		{UndeliveredOther, "Lý do khác", "another reason"},
	}
}

// ContactWays are how the holder of a card that waits was reached.
func ContactWays() []Coded {
	return []Coded{
		{"call", "Gọi điện", "call"},
		{"sms", "Nhắn tin", "text message"},
		{"relative", "Nhắn qua người nhà", "through a relative"},
		{"hamlet", "Nhờ thôn, tổ dân phố báo", "through the hamlet"},
	}
}

// Results of a contact.
const (
	ContactPromised = "promised"
	ContactTold     = "told"
	ContactNoAnswer = "no-answer"
	ContactWrong    = "wrong-number"
	ContactAway     = "away"
	ContactByPost   = "wants-post"
)

// ContactResults are what came of a contact.
func ContactResults() []Coded {
	return []Coded{
		{ContactPromised, "Hẹn ngày đến nhận", "promised to come"},
		{ContactTold, "Đã báo, chưa hẹn ngày", "told, no day promised"},
		{ContactNoAnswer, "Không liên lạc được", "no answer"},
		{ContactWrong, "Sai số điện thoại", "wrong number"},
		{ContactAway, "Đi xa, chưa về", "away"},
		{ContactByPost, "Xin nhận qua bưu điện", "wants it by post"},
	}
}
