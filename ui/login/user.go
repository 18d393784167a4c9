package login

import "strings"

// CheckUser says what is wrong with a login name, "" when nothing is. Letters,
// digits, dot and hyphen are typed alike by every input method.
func CheckUser(id string) string {
	if id == "" {
		return "Chưa có tên đăng nhập."
	}
	if len(id) > 32 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return "Chỉ dùng chữ thường không dấu, chữ số, dấu chấm và gạch nối, không quá 32 ký tự."
	}
	return ""
}
