package words

// HoldReasons are why a supervisor puts a dossier on hold, in their order.
func HoldReasons() []string { return []string{"verify", "duplicate", "asked-centre", "other"} }

var holdReasons = map[string]string{
	"verify": "Chờ xác minh", "duplicate": "Nghi trùng người", "asked-centre": "Đã hỏi cấp trên, chờ trả lời", "other": "Lý do khác",
}

// HoldReason is why a dossier is on hold; a code that is not known is shown as it
// is.
func HoldReason(code string) string {
	if text, ok := holdReasons[code]; ok {
		return text
	}
	return code
}
